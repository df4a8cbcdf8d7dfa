"""Arrays of other libraries, read as NumPy arrays and made of them again.

They are recognised by what they can do, so none of the libraries is imported.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.interop.tables import plain_table
from autograd_core.messages.errors import add_note
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import short_repr
from autograd_core.messages.types import Array

_ADAPTERS = {"torch": "check_torch_function", "jax": "check_jax_function"}
"""By the library of what a function returns: the check of its own gradients."""

_ARRAY_METHODS = ("__array__", "to_numpy", "toarray")


def is_foreign(thing: object) -> bool:
    """Whether `thing` is an array, a table or a number of another library.

    >>> import decimal
    >>> is_foreign(np.ones(2)), is_foreign(1.0), is_foreign(decimal.Decimal(2))
    (False, False, True)
    """
    if isinstance(thing, (Node, np.ndarray, float, str)) or is_number(thing):
        return False
    kind = type(thing)
    if isinstance(thing, (type, complex, np.generic)):
        return False
    return any(hasattr(kind, name) for name in (*_ARRAY_METHODS, "__float__"))


def as_numpy(thing: Any, where: str = "f") -> Any:
    """An array of another library as a NumPy array, a number of one as a float.

    Args:
        thing: a tensor of PyTorch (cut from its graph), an array of JAX, a Series or
            DataFrame, a sparse matrix, or anything else with `__array__` or
            `__float__`.
        where: opens the error message.

    Raises:
        TypeError: it does not hold numbers.

    >>> import decimal
    >>> as_numpy(decimal.Decimal("0.5"))
    0.5
    """
    kind = type(thing)
    if hasattr(kind, "detach") and hasattr(kind, "cpu"):
        thing = thing.detach().cpu()
        thing = thing.to_dense() if hasattr(kind, "to_dense") else thing
    table = plain_table(thing, where)
    if table is not thing:
        return table
    return np.asarray(thing) if hasattr(kind, "__array__") else float(thing)


def like(thing: Any, array: Array | float, *, narrow: bool = False) -> Any:
    """A NumPy array as an array of the library of `thing`.

    Args:
        thing: an array of another library.
        array: the numbers.
        narrow: keep the dtype of `thing`, which may have fewer digits.

    Returns:
        An array of the kind of `thing`, with its index, columns and `requires_grad`; a
        NumPy array where that kind is not known.
    """
    kind = type(thing)
    if np.iscomplexobj(array):
        raise TypeError(f"no complex step for {kind.__name__}")
    if hasattr(kind, "new_tensor"):
        wide = thing.detach()
        if not narrow and np.asarray(array).dtype == np.float64:
            wide = wide.double()
        tensor = wide.new_tensor(array)
        return tensor.requires_grad_() if thing.requires_grad else tensor
    if hasattr(kind, "__array_namespace__"):
        return thing.__array_namespace__().asarray(array)
    if hasattr(kind, "toarray"):
        return kind(array)
    if hasattr(kind, "to_numpy") and hasattr(thing, "index"):
        labels = {"index": thing.index}
        names = "columns" if hasattr(thing, "columns") else "name"
        return kind(array, **labels, **{names: getattr(thing, names)})
    return array


def aligned(table: Any, example: Any) -> Any:
    """A Series or DataFrame in the order of the labels of another one.

    Anything else, and a table whose rows are numbered or of another shape, as it is.

    Raises:
        ValueError: it has other labels.
    """
    if type(table) is not type(example) or not hasattr(type(table), "reindex_like"):
        return table
    if table.shape != example.shape:
        return table
    axes = list(zip(table.axes, example.axes, strict=True))
    if all(a.is_unique and b.is_unique and set(a) == set(b) for a, b in axes):
        return table.reindex_like(example)
    for a, b in axes:
        numbered = list(range(len(a)))
        if list(a) != list(b) and numbered not in (list(a), list(b)):
            raise ValueError(
                f"analytic: the gradient has the labels {short_repr(list(a), 40)}, but "
                f"its input {short_repr(list(b), 40)}: give it the same, or none, as "
                "with .to_numpy()"
            )
    return table


def wanted_array(error: Exception) -> Any:
    """An array of PyTorch, if an error says that its functions got something else.

    None for other errors.
    """
    torch = sys.modules.get("torch")
    if torch is None or "must be Tensor" not in str(error):
        return None
    return torch.zeros((), dtype=torch.float32)


def explain_foreign(error: Exception) -> None:
    """Add to an error of a function of PyTorch what its arguments must be."""
    if "must be Tensor" in str(error):
        add_note(
            error,
            "give the point as tensors of that library, such as "
            "at=torch.tensor([1.0, 2.0]): the function then gets tensors",
        )


def no_gradient(name: str, result: object, reason: str) -> str:
    """What to do where a function has neither autodiff nor a formula.

    Args:
        name: of the function.
        result: what it returns.
        reason: why the engine does not differentiate it.

    >>> no_gradient("f", 2.0, "no autodiff: f gives text")
    'no autodiff: f gives text; give analytic= to compare with'
    """
    library = type(result).__module__.partition(".")[0]
    for prefix, check in _ADAPTERS.items():
        if library.startswith(prefix):
            return (
                f"no autodiff: {name} is a function of {prefix}, which the engine does "
                f"not differentiate; {check}(f, ...) checks the gradient by that "
                "library, analytic= one by hand"
            )
    return f"{reason}; give analytic= to compare with"
