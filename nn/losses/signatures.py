"""Types of losses for editors and type checkers: Tensors in, a Tensor out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, Protocol, TypeAlias, cast, overload

from autograd_core import Tensor, Value
from autograd_core.extend import explained

P = ParamSpec("P")
Values: TypeAlias = Value | Sequence[Value] | Sequence[Sequence[Value]]


class LossFunction(Protocol[P]):
    """The type of a loss function of outputs, targets and options.

    Without reduction the loss of Values is a list, which the types do not say.
    """

    __name__: str

    @overload
    def __call__(
        self, input: Tensor, target: Any, *args: P.args, **kwargs: P.kwargs
    ) -> Tensor: ...
    @overload
    def __call__(
        self, input: Values, target: Any, *args: P.args, **kwargs: P.kwargs
    ) -> Value: ...
    @overload
    def __call__(
        self, input: Any, target: Any, *args: P.args, **kwargs: P.kwargs
    ) -> Any: ...


class Divergence(Protocol[P]):
    """The type of a function of two distributions and options."""

    __name__: str

    @overload
    def __call__(
        self, p: Tensor, q: Any, *args: P.args, **kwargs: P.kwargs
    ) -> Tensor: ...
    @overload
    def __call__(
        self, p: Any, q: Tensor, *args: P.args, **kwargs: P.kwargs
    ) -> Tensor: ...
    @overload
    def __call__(self, p: Any, q: Any, *args: P.args, **kwargs: P.kwargs) -> Any: ...


def typed_divergence(
    function: Callable[Concatenate[Any, Any, P], Any],
) -> Divergence[P]:
    """The function, with a result like its operands, and errors that explain."""
    return cast("Divergence[P]", explained(function))


def typed_loss(function: Callable[Concatenate[Any, Any, P], Any]) -> LossFunction[P]:
    """The function, with a result of the type of its input, and errors that explain.

    >>> from nn import squared_error
    >>> squared_error([1.0], [1.0], reduce="sum")
    Traceback (most recent call last):
    TypeError: squared_error: got an unexpected keyword argument 'reduce'; it takes ...
    """
    loss: Any = explained(function)
    # What `optim.fit` asks; so it is without options, by which it could be otherwise.
    loss.averages_samples = True
    return cast("LossFunction[P]", loss)
