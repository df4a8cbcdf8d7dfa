"""The forms of ops in ONNX: elementwise ones by name, those of arrays by their rule."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograd_core.extend import Op
from nn.io.onnx_graph import Graph
from nn.io.onnx_index import getitem
from nn.io.onnx_step import Step
from nn.io.onnx_trace import merged

NAMES = {
    "absolute": "Abs",
    "add": "Add",
    "arccos": "Acos",
    "arccosh": "Acosh",
    "arcsin": "Asin",
    "arcsinh": "Asinh",
    "arctan": "Atan",
    "arctanh": "Atanh",
    "subtract": "Sub",
    "multiply": "Mul",
    "divide": "Div",
    "power": "Pow",
    "negative": "Neg",
    "maximum": "Max",
    "minimum": "Min",
    **{name: name.capitalize() for name in ("cos", "cosh", "exp", "log", "sin")},
    **{name: name.capitalize() for name in ("sinh", "sqrt", "tan", "tanh", "erf")},
    **{name: name.capitalize() for name in ("reciprocal", "sigmoid", "gelu")},
    **{name: name.capitalize() for name in ("floor", "ceil", "relu", "softplus")},
}
"""Ops of the table that are one op in ONNX."""

_ALIKE = {
    "Matmul": "MatMul",
    "Copy": "Identity",
    "Cast": "Identity",
    "Sum": "ReduceSum",
    "Mean": "ReduceMean",
    "Max": "ReduceMax",
    "Min": "ReduceMin",
    "Prod": "ReduceProd",
    "LogSumExp": "ReduceLogSumExp",
    "Norm": "ReduceL2",
}
"""Rules of whole arrays, by the name of their class, that are one op in ONNX."""


def form_of(step: Step) -> str:
    """Add the form of an op, and return the name of its result.

    Raises:
        TypeError: it has none.
    """
    kind, name = type(step.rule).__name__, step.rule.name
    graph, names = step.graph, step.names
    if kind in _ARRAYS:
        return _ARRAYS[kind](step)
    if kind in _REDUCED or kind in _ALIKE:
        return _alike(step, kind)
    if isinstance(step.rule, Op) and name in NAMES:
        return graph.add(NAMES[name], *names)
    if isinstance(step.rule, Op) and name in _COMPOSED:
        return _COMPOSED[name](graph, step, *names)
    raise TypeError(
        f"{step.where} has no form in ONNX here; of the functions those have one: "
        f"{', '.join(sorted([*NAMES, *_COMPOSED]))}; and sums, products of matrices, "
        "softmax, shapes, slices, concatenate and the like"
    )


def _one(graph: Graph) -> str:
    return graph.constant(1.0)


def _jump(graph: Graph, step: Step, x: str, op: str) -> str:
    """sign or step, and what it is at 0, if that is not 0."""
    number, zero = graph.onnx.TensorProto.FLOAT, graph.constant(0.0)
    if op == "Sign":
        out = graph.add("Sign", x)
    else:
        out = graph.add("Cast", graph.add("Greater", x, zero), to=number)
    at_zero = step.number(1) if len(step.names) > 1 else 0.0
    if not at_zero:
        return out
    is_zero = graph.add("Cast", graph.add("Equal", x, zero), to=number)
    return graph.add("Add", out, graph.add("Mul", is_zero, graph.constant(at_zero)))


def _where(graph: Graph, step: Step, condition: str, x: str, y: str) -> str:
    is_true = graph.add("Cast", condition, to=graph.onnx.TensorProto.BOOL)
    return graph.add("Where", is_true, x, y)


_COMPOSED: dict[str, Callable[..., str]] = {
    "clip": lambda g, s, x, low, high: g.add("Min", g.add("Max", x, low), high),
    "elu": lambda g, s, x, alpha: g.add("Elu", x, alpha=s.number(1)),
    "erfc": lambda g, s, x: g.add("Sub", _one(g), g.add("Erf", x)),
    "expm1": lambda g, s, x: g.add("Sub", g.add("Exp", x), _one(g)),
    "hard_tanh": lambda g, s, x: g.add("Clip", x, g.constant(-1.0), _one(g)),
    "hypot": lambda g, s, x, y: g.add(
        "Sqrt", g.add("Add", g.add("Mul", x, x), g.add("Mul", y, y))
    ),
    "leaky_relu": lambda g, s, x, slope: g.add("LeakyRelu", x, alpha=s.number(1)),
    "log1p": lambda g, s, x: g.add("Log", g.add("Add", x, _one(g))),
    "silu": lambda g, s, x: g.add("Mul", x, g.add("Sigmoid", x)),
    "square": lambda g, s, x: g.add("Mul", x, x),
    "sign": lambda g, s, x, *at_zero: _jump(g, s, x, "Sign"),
    "step": lambda g, s, x, *at_zero: _jump(g, s, x, "Step"),
    "where": _where,
}
"""Ops of the table that are several ops in ONNX, or have settings."""


def _alike(step: Step, kind: str) -> str:
    """A reduction, or an op of arrays that ONNX has too."""
    graph, names = step.graph, step.names
    if kind not in _REDUCED and not _ALIKE[kind].startswith("Reduce"):
        return graph.add(_ALIKE[kind], *names)
    axes, keep = graph.integers(step.axes()), int(step.rule.keepdims)
    if kind in _ALIKE:
        return graph.add(_ALIKE[kind], *names, axes, keepdims=keep)
    mean = graph.add("ReduceMean", names[0], axes, keepdims=1)
    apart = graph.add("Sub", names[0], mean)
    square = graph.add("Mul", apart, apart)
    variance = graph.add("ReduceMean", square, axes, keepdims=keep)
    if step.rule.ddof:
        counts = {rule.count(node.operands[0]) for rule, node in zip(
            step.rules, step.nodes, strict=True)}  # fmt: skip
        if len(counts) > 1:
            raise TypeError(f"{step.where}: its divisor depends on the batch")
        count = counts.pop()
        factor = graph.constant(count / (count - step.rule.ddof))
        variance = graph.add("Mul", variance, factor)
    return variance if kind == "Var" else graph.add("Sqrt", variance)


_REDUCED = ("Var", "Std")


def _affine(step: Step) -> str:
    x, weight, bias = step.names
    return step.graph.add("Add", step.graph.add("MatMul", x, weight), bias)


def _stack(step: Step) -> str:
    graph, axis = step.graph, step.rule.axis
    place = graph.integers([axis])
    parts = [graph.add("Unsqueeze", name, place) for name in step.names]
    return graph.add("Concat", *parts, axis=axis)


def _pad(step: Step) -> str:
    graph, widths = step.graph, step.rule.width
    if np.ndim(step.rule.constant_values):
        raise TypeError(f"{step.where}: ONNX pads with one constant")
    pads = [before for before, _ in widths] + [after for _, after in widths]
    value = graph.constant(step.rule.constant_values)
    return graph.add("Pad", step.names[0], graph.integers(pads), value)


def _masked(step: Step) -> str:
    masks = [
        np.broadcast_to(rule.mask, node.shape)
        for rule, node in zip(step.rules, step.nodes, strict=True)
    ]
    mask, _ = merged(masks, step.where)  # along the batch it is the same
    graph = step.graph
    inside = graph.constant(mask, bool)
    return graph.add("Where", inside, step.names[0], graph.constant(0.0))


def _windows(step: Step) -> str:
    """Along each axis the entries of every window, by their numbers."""
    graph, rule, name = step.graph, step.rule, step.names[0]
    d = len(rule.size)
    shape = step.nodes[0].operands[0].shape
    counts = step.nodes[0].shape[-2 * d : -d]
    ndim = len(shape)
    for k in reversed(range(d)):  # the axes before it keep their numbers
        starts = np.arange(counts[k]) * rule.stride[k]
        places = starts[:, None] + np.arange(rule.size[k]) * rule.dilation[k]
        name = graph.add(
            "Gather", name, graph.constant(places, np.int64), axis=ndim - d + k
        )
    lead = range(ndim - d)
    pairs = [(ndim - d + 2 * k, ndim - d + 2 * k + 1) for k in range(d)]
    order = [*lead, *[pair[0] for pair in pairs], *[pair[1] for pair in pairs]]
    return graph.add("Transpose", name, perm=order)


def _einsum(step: Step) -> str:
    equation = f"{','.join(step.rule.inputs)}->{step.rule.output}"
    return step.graph.add("Einsum", *step.names, equation=equation)


_ARRAYS: dict[str, Callable[[Step], str]] = {
    "Affine": _affine,
    "BroadcastTo": lambda s: s.graph.add(
        "Expand", s.names[0], s.graph.shape(s.lengths())
    ),
    "Concatenate": lambda s: s.graph.add("Concat", *s.names, axis=s.rule.axis),
    "Cumsum": lambda s: s.graph.add(
        "CumSum", s.names[0], s.graph.constant(s.rule.axis, np.int64)
    ),
    "Einsum": _einsum,
    "Getitem": getitem,
    "LogSoftmax": lambda s: s.graph.add("LogSoftmax", s.names[0], axis=s.rule.axis),
    "Masked": _masked,
    "Pad": _pad,
    "Reshape": lambda s: s.graph.reshape(s.names[0], s.lengths()),
    "Softmax": lambda s: s.graph.add("Softmax", s.names[0], axis=s.rule.axis),
    "Stack": _stack,
    "Transpose": lambda s: s.graph.add(
        "Transpose", s.names[0], perm=[int(k) for k in s.rule.axes]
    ),
    "Windows": _windows,
}
"""Rules of whole arrays, by the name of their class."""
