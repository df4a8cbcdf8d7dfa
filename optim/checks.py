"""What optimizers are given, checked once, with messages that help."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from autograd_core import Node
from autograd_core.operands import describe, short_repr


def checked_params(params: Any, already: Iterable[Node] = ()) -> list[Any]:
    """The parameters as a list, each a leaf, each once, none of `already` among them.

    Raises:
        TypeError: `params` is no iterable of Values and Tensors.
        ValueError: it is empty, holds a result of an op, or one parameter twice.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> checked_params([w, w])
    Traceback (most recent call last):
    ValueError: parameter w = 1.0 is given twice; a step would move it once, so ...
    """
    if isinstance(params, Node):
        raise TypeError(
            f"expected a list of parameters, got the single {type(params).__name__} "
            f"{describe(params)}; write [it]"
        )
    if hasattr(params, "parameters"):
        raise TypeError(
            f"expected a list of parameters, got a {type(params).__name__}; "
            "write model.parameters()"
        )
    if isinstance(params, (str, bytes, dict)) or not isinstance(params, Iterable):
        raise TypeError(
            "expected a list of parameters, e.g. model.parameters(); got "
            f"{type(params).__name__}"
        )
    listed = list(params)
    if not listed:
        raise ValueError("no parameters to optimize: the list is empty")
    seen = {id(each) for each in already}
    for i, param in enumerate(listed):
        _check_parameter(i, param)
        if id(param) in seen:
            raise ValueError(
                f"parameter {describe(param)} is given twice; a step would move it "
                "once, so list it once"
            )
        seen.add(id(param))
    return listed


def loss_of(closure: Callable[[], Any]) -> Any:
    """What `closure()` returns, which must be the loss.

    Raises:
        TypeError: `closure` is no function, or returns None.

    >>> loss_of(lambda: None)
    Traceback (most recent call last):
    TypeError: the closure returned None; it must clear the gradients, compute the ...
    """
    if not callable(closure):
        raise TypeError(
            f"step() takes a closure, a function without arguments; got "
            f"{type(closure).__name__} {short_repr(closure)}"
        )
    loss = closure()
    if loss is None:
        raise TypeError(
            "the closure returned None; it must clear the gradients, compute the loss, "
            "call loss.backward() and return loss"
        )
    return loss


def _check_parameter(i: int, param: Any) -> None:
    if isinstance(param, tuple):
        raise TypeError(
            f"parameter {i} is a tuple; write model.parameters(), not "
            "model.named_parameters()"
        )
    if not isinstance(param, Node):
        raise TypeError(
            f"parameter {i} must be a Value or Tensor, got {type(param).__name__} "
            f"{short_repr(param)}; only those have gradients"
        )
    if not param.is_leaf:
        raise ValueError(
            f"parameter {i}, {describe(param)}, is the result of {param.op!r}: only "
            "leaves can be moved; optimize what it was computed from"
        )
