"""Habits of micrograd, of its lecture and of programs like it."""

from __future__ import annotations

from autograd_core.messages.habits.rows import each

_OF_SEVERAL = "it is of several Values: write `{0}([a, b])` of autograd_core"
_ONE_NUMBER = "a Value is one number; `Tensor([1.0, 2.0])` is an array of them"
_PLAIN = "write `v.item()` for the plain number"

NODES = {
    "children": "write `v.parents`; micrograd's `v._prev` is there too",
    "prev": "write `v.parents`; micrograd's `v._prev` is there too",
    **each("value val number scalar", "write `v.data`"),
    **each("gradient derivative adjoint partial dv", "write `v.grad`"),
    **each("backprop backwards back_prop backward_pass", "write `v.backward()`"),
    "name": "write `v.label`",
    **each("operation operator", "write `v.op`"),
    **each("params weights", "a model has them: `model.parameters()`"),
    **each("draw draw_dot plot show render", "write `viz.draw(v)`"),
    **each("explain trace_graph", "write `viz.explain(v)`"),
}
"""Names that nodes lack."""

VALUES = {
    **each("numpy tolist to_numpy", _PLAIN),
    **{x: _OF_SEVERAL.format(x) for x in ("sum", "mean", "softmax", "log_softmax")},
    "logsumexp": _OF_SEVERAL.format("logsumexp"),
    "dot": "it is of several Values: write `dot([a, b], [1.0, 2.0])` of autograd_core",
    "prod": "it is of several Values: write `a * b`",
    **each("var std", "it is of several Values: write `stack_values([a, b]).var()`"),
    "max": "it is of several Values: write `max([a, b])`, or `maximum(a, b)` of "
    "autograd_core",
    "min": "it is of several Values: write `min([a, b])`, or `minimum(a, b)` of "
    "autograd_core",
    **each("shape ndim size dtype T reshape view flatten numel dim", _ONE_NUMBER),
}
"""Names that a Value lacks, beside `NODES`."""

ATTRIBUTES = {
    "_backward": "a node keeps the local derivative d out / d child as a number: write "
    "`Value(t, (a,), (1 - t**2,))`, or a `custom_op`",
    "requires_grad": "every leaf gets a gradient; keep a constant as a plain number or "
    "array, and leave a module out of training by `model.freeze()`",
}
"""Attributes that programs assign to nodes."""

CORE = {
    **each("MLP Neuron Layer Module", "it is in nn: write `from nn import MLP`"),
    **each("draw_dot draw draw_graph", "it is in viz: write `viz.draw(v)`"),
    "explain": "it is in viz: write `viz.explain(v)`",
}
"""Names that the package lacks."""

ENGINE = {"Value": "write `from autograd_core import Value`"}
"""Names of `micrograd.engine`."""
