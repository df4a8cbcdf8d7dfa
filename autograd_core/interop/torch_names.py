"""Names in other libraries, and what to write for a Tensor or a Value."""

from __future__ import annotations

from typing import Any

_NO_DEVICE = "a Tensor is on the CPU; leave it out"
_NO_CHANGE = "a Tensor is not changed in place; write an op that gives a new one"

_OTHER_OPS = {
    "ln": "write log",
    "asin": "write arcsin",
    "acos": "write arccos",
    "atan": "write arctan",
    "asinh": "write arcsinh",
    "acosh": "write arccosh",
    "atanh": "write arctanh",
    "swish": "write silu",
    "logistic": "write sigmoid",
    "hardtanh": "write hard_tanh",
    "heaviside": "write step",
    "pow": "write **",
    "neg": "write -x",
    "add": "write +",
    "sub": "write -",
    "mul": "write *",
    "div": "write /",
    "clamp": "write clip",
    "backprop": "write backward",
    "zero_": "write zero_grad()",
    "retain_grad": "every result keeps its gradient; leave it out",
    "grad_fn": "write op for its name and parents for the operands",
}

TENSORS = _OTHER_OPS | {
    "view": "write reshape",
    "permute": "write transpose",
    "unsqueeze": "write expand_dims",
    "t": "write T",
    "numel": "write size",
    "dim": "write ndim",
    "mm": "write @",
    "bmm": "write @",
    "matmul": "write @",
    "clone": "write + 0.0 for a recorded copy, Tensor(x.data.copy()) for a new leaf",
    "copy": "write + 0.0 for a recorded copy, Tensor(x.data.copy()) for a new leaf",
    "tolist": "write data.tolist()",
    "requires_grad": "every Tensor gets a gradient; keep constants as plain arrays",
    "requires_grad_": "every Tensor gets a gradient; keep constants as plain arrays",
    "float": "write astype('float32')",
    "double": "write astype('float64')",
    "to": _NO_DEVICE + ", or write astype for a dtype",
    "cpu": _NO_DEVICE,
    "cuda": _NO_DEVICE,
    "fill": _NO_CHANGE,
    "add_": _NO_CHANGE,
    "sub_": _NO_CHANGE,
    "mul_": _NO_CHANGE,
    "div_": _NO_CHANGE,
    "copy_": _NO_CHANGE,
}

_ONE_NUMBER = "a Value is one number; a Tensor is an array of them"
_OF_SEVERAL = "it is of several Values: write autograd_core.{}([a, b, ...])"
_NO_FLAG = "every Value gets a gradient; keep constants as plain numbers"
_CONSTANT = "write v + 0.0 for a recorded copy, Value(v.item()) for a new leaf"

VALUES = _OTHER_OPS | {
    "requires_grad": _NO_FLAG,
    "requires_grad_": _NO_FLAG,
    "numpy": "write item() for the plain number",
    "tolist": "write item() for the plain number",
    "clone": _CONSTANT,
    "copy": _CONSTANT,
    "to": "a Value is on the CPU; leave it out",
    "cpu": "a Value is on the CPU; leave it out",
    "cuda": "a Value is on the CPU; leave it out",
    "float": "a Value is a float64; leave it out",
    "double": "a Value is a float64; leave it out",
    **{
        name: _OF_SEVERAL.format(name)
        for name in ("sum", "mean", "softmax", "log_softmax", "logsumexp", "dot")
    },
    "max": _OF_SEVERAL.format("max") + ", or maximum(a, b)",
    "min": _OF_SEVERAL.format("min") + ", or minimum(a, b)",
    **dict.fromkeys(
        ("shape", "ndim", "size", "dtype", "T", "reshape", "view"),
        _ONE_NUMBER,
    ),
}


def missing(
    owner: str, name: str, advice: str | None, holder: Any = None
) -> AttributeError:
    """The error for an attribute that does not exist, with what to write instead.

    Args:
        owner: the object without it, as the message names it.
        name: the attribute.
        advice: what to write; None if there is no equivalent.
        holder: the object whose attributes Python searches for a similar name, if
            there is no advice.

    >>> str(missing("a Tensor", "view", TENSORS["view"]))
    "a Tensor has no attribute 'view'; write reshape"
    """
    text = f"{owner} has no attribute {name!r}"
    if advice:
        # Without `obj`: Python would add a similar name to the advice.
        return AttributeError(f"{text}; {advice}", name=name)
    return AttributeError(text, name=name, obj=holder)


class Absent:
    """An attribute that a class lacks, with advice; an object's own comes first.

    A `__getattr__` would do the same, but make every other attribute slower.
    """

    def __init__(self, name: str, advice: str) -> None:
        self._name, self._advice = name, advice

    def __get__(self, holder: Any, kind: type) -> Any:
        raise missing(f"a {kind.__name__}", self._name, self._advice)


class AbsentOnValues(Absent):
    """Of Values, which have no room for an attribute unless a subclass makes it."""

    def __get__(self, holder: Any, kind: type) -> Any:
        own = getattr(holder, "__dict__", {})
        return own[self._name] if self._name in own else super().__get__(holder, kind)

    def __set__(self, node: Any, attribute: object) -> None:
        if not hasattr(node, "__dict__"):
            self.__get__(node, type(node))
        vars(node)[self._name] = attribute


ABSENT_ON_VALUES = {
    name: AbsentOnValues(name, advice) for name, advice in VALUES.items()
}
