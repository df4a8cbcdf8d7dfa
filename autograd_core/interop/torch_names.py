"""Names of arrays in PyTorch and NumPy, and what to write for a Tensor."""

from __future__ import annotations

from typing import Any

_NO_DEVICE = "a Tensor is on the CPU; leave it out"
_NO_CHANGE = "a Tensor is not changed in place; write an op that gives a new one"

TENSORS = {
    "view": "write reshape",
    "permute": "write transpose",
    "unsqueeze": "write expand_dims",
    "t": "write T",
    "numel": "write size",
    "dim": "write ndim",
    "mm": "write @",
    "bmm": "write @",
    "matmul": "write @",
    "pow": "write **",
    "clamp": "write clip",
    "clone": "write + 0.0 for a recorded copy, Tensor(x.data.copy()) for a new leaf",
    "copy": "write + 0.0 for a recorded copy, Tensor(x.data.copy()) for a new leaf",
    "tolist": "write data.tolist()",
    "requires_grad": "every Tensor gets a gradient; keep constants as plain arrays",
    "requires_grad_": "every Tensor gets a gradient; keep constants as plain arrays",
    "retain_grad": "every Tensor keeps its gradient; leave it out",
    "grad_fn": "write op for its name and parents for the operands",
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
    "zero_": "write zero_grad() for a gradient",
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
