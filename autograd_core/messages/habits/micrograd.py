"""Habits of micrograd, of its lecture and of programs like it."""

from __future__ import annotations

from autograd_core.messages.habits.rows import each

_OF_SEVERAL = "it is of several Values: write `{0}([a, b])` of autograd_core"
_ONE_NUMBER = "a Value is one number; `Tensor([1.0, 2.0])` is an array of them"
_PLAIN = "write `v.item()` for the plain number"

NODES = {
    **each(
        "children prev parent inputs creator creators args get_parents get_children",
        "write `v.parents`; micrograd's `v._prev` is there too",
    ),
    **each("value val number scalar", "write `v.data`"),
    **each(
        "gradient derivative adjoint partial dv grad_value get_grad", "write `v.grad`"
    ),
    **each(
        "backprop backwards back_prop backward_pass bwd compute_gradients compute_grad compute_grads calc_grad",
        "write `v.backward()`",
    ),
    "forward": "a node has its value when it is made: write `v.data`; a change of "
    "leaves needs the expression anew, or `compile(f)`",
    **each("name id uid", "write `v.label`"),
    **each("operation operator ops func function expr", "write `v.op`"),
    **each("params weights", "a model has them: `model.parameters()`"),
    **each(
        "draw draw_dot plot show render to_dot make_dot visualize graph dot_graph",
        "write `viz.draw(v)`",
    ),
    **each(
        "explain trace_graph print_graph print_tree root nodes edges",
        "write `viz.explain(v)`",
    ),
    **each(
        "topo topo_sort topological_sort topological_order build_topo",
        "write `topological_order(v)`",
    ),
    **each(
        "reset_grad zero_grads zero_gradient clear_grad clear_gradient",
        "write `v.zero_grad()`",
    ),
    "set_grad": "write `v.grad = 0.0`",
    **each("accumulate_grad add_grad", "write `v.grad += 1.0`"),
    **each(
        "update apply_grad apply_gradient sgd_step",
        "write `v.data -= 0.1 * v.grad`, or an optimizer of `optim`",
    ),
    "sqr": "write `v.square()`",
    "minimize": "write `optim.minimize(lambda a: (a - 1.0) ** 2, 2.0)`",
    "freeze": "a constant is a plain number: write `v.data`, or `v.detach()`",
    **each("inverse", "write `v.reciprocal()`"),
    **each("cube", "write `v ** 3`"),
    "loge": "write `v.log()`",
    **each("sigm", "write `v.sigmoid()`"),
    **each("lrelu", "write `v.leaky_relu()`"),
}
"""Names that nodes lack."""

VALUES = {
    **each("numpy tolist to_numpy", _PLAIN),
    "values": "write `v.data`",
    "zero": "write `v.zero_grad()`",
    "logit": "it is a function: `logit(v / 9.0)`",
    "trace": "write `viz.explain(v)`",
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
