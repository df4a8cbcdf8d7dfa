"""Penalties on the size of weights, and the projection that bounds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np

import autograd_core as ac
from autograd_core import Node, Tensor, Value
from autograd_core.extend import (
    Rule,
    as_float,
    is_bias,
    record_many,
    row_of,
    short_repr,
)
from nn.layers.linear import Linear, effective_weight
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.state_dict import assign
from nn.scalar.neuron import Neuron

NodeT = TypeVar("NodeT", bound=Node)
_T_co = TypeVar("_T_co", covariant=True)


class HasParameters(Protocol[_T_co]):
    """A module, whose parameters are Values or Tensors."""

    def parameters(self) -> Sequence[_T_co]:
        """The parameters to train."""
        ...


Parameters: TypeAlias = HasParameters[NodeT] | Iterable[NodeT]


def l1(parameters: Parameters[NodeT], strength: float, *, biases: bool = True) -> NodeT:
    """strength * sum |w|; d/dw = strength sign(w). It makes weights exactly 0.

    Args:
        parameters: a module, or a list of leaf Values and Tensors.
        strength: its weight in the loss, >= 0.
        biases: whether parameters called `b` or `bias` are included.

    Returns:
        One node to add to a loss.

    Raises:
        TypeError: an entry is not a parameter, or `strength` is not a number.
        ValueError: there are no parameters, or `strength` is negative.

    >>> w = Tensor([1.0, -2.0])
    >>> penalty = l1([w], 0.5)
    >>> penalty.backward()
    >>> penalty.item(), w.grad.tolist()
    (1.5, [0.5, -0.5])

    Source: Tibshirani, Regression Shrinkage and Selection via the Lasso, 1996.
    """
    rule = _Penalty("l1", strength, np.abs, ac.sign)
    return _recorded(rule, _listed(parameters, biases, "l1"))


def l2(parameters: Parameters[NodeT], strength: float, *, biases: bool = True) -> NodeT:
    """strength / 2 * sum w^2; d/dw = strength w, so for SGD it is weight decay.

    Arguments, result and errors as for `l1`.

    >>> w = Tensor([1.0, -2.0])
    >>> penalty = l2([w], 0.5)
    >>> penalty.backward()
    >>> penalty.item(), w.grad.tolist()
    (1.25, [0.5, -1.0])

    Source: Hoerl and Kennard, Ridge Regression, 1970; Krogh and Hertz, A Simple Weight
    Decay Can Improve Generalization, 1991.
    """
    rule = _Penalty("l2", strength, lambda w: 0.5 * np.square(w), lambda w: w)
    return _recorded(rule, _listed(parameters, biases, "l2"))


def elastic_net(
    parameters: Parameters[NodeT],
    l1_strength: float,
    l2_strength: float,
    *,
    biases: bool = True,
) -> NodeT:
    """l1_strength * sum |w| + l2_strength / 2 * sum w^2; see `l1` and `l2`.

    >>> elastic_net([Tensor([1.0, -2.0])], 0.5, 0.5).item()
    2.75

    Source: Zou and Hastie, Regularization and variable selection via the elastic net,
    2005.
    """
    penalized = _listed(parameters, biases, "elastic_net")
    return l1(penalized, l1_strength) + l2(penalized, l2_strength)


def project_max_norm(module: Module, limit: float) -> int:
    """Scale the weights of each unit whose length is above `limit` down to it.

    w <- w min(1, limit / |w|), w being the factors of one unit's inputs: a column of a
    `Linear`, the list of a `Neuron`. Call it after each step of the optimizer. Biases
    do not change, and pruned weights are taken for 0.

    Returns:
        The number of units that were scaled.

    Raises:
        TypeError: `module` is not a module, or `limit` is not a number.
        ValueError: it is not positive, or the module has no such units.

    >>> layer = Linear(2, 1)
    >>> layer.weight.data = np.array([[3.0], [4.0]])
    >>> project_max_norm(layer, 1.0)
    1
    >>> layer.weight.data.round(6).tolist()
    [[0.6], [0.8]]

    Source: Srebro and Shraibman, Rank, Trace-Norm and Max-Norm, 2005; Srivastava et
    al., Dropout, 2014, section 5.1, for its use.
    """
    radius = as_float(limit, "project_max_norm: limit")
    if not radius > 0.0:
        raise ValueError(f"project_max_norm: limit must be > 0, got {limit!r}")
    parts = checked_module(module, "project_max_norm").modules()
    units = [part for part in parts if isinstance(part, (Linear, Neuron))]
    if not units:
        raise ValueError(
            f"project_max_norm: {short_repr(module)} has neither Linear layers nor "
            "neurons"
        )
    return sum(_project(unit, radius) for unit in units)


def _project(unit: Linear | Neuron, radius: float) -> int:
    """Scale the weights of a layer or neuron; the number of units that changed."""
    if isinstance(unit, Linear):
        weights = effective_weight(unit)
        lengths = np.linalg.norm(weights, axis=0)
        above = lengths > radius
        if above.any():
            factors = np.where(above, radius / np.where(above, lengths, 1.0), 1.0)
            assign(unit.weight, weights * factors)
        return int(above.sum())
    length = float(np.linalg.norm([w.data for w in unit.w]))
    if length <= radius:
        return 0
    for w in unit.w:
        w.data = w.data * (radius / length)
    return 1


class _Penalty(Rule):
    """strength * sum over all entries of all operands of f(entry): one node."""

    def __init__(
        self,
        name: str,
        strength: float,
        function: Callable[[Any], Any],
        slope: Callable[[Any], Any],
    ) -> None:
        self.name = name
        self.strength = as_float(strength, f"{name}: strength")
        if not self.strength >= 0.0:
            raise ValueError(f"{name}: strength must be >= 0, got {strength!r}")
        self.function = function
        self.slope = slope

    def __repr__(self) -> str:
        return f"<op {self.name!r} strength={self.strength}>"

    def array(self, *operands: Any) -> Any:
        """The penalty of plain arrays."""
        total = sum(np.sum(self.function(operand)) for operand in operands)
        return total * self.strength

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        """Upstream gradient x strength x slope."""
        return self.slope(operands[i]) * (upstream * self.strength)

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        """Strength x the sum of slope x tangent."""
        total: Any = 0.0
        for tangent, operand in zip(tangents, operands, strict=True):
            if tangent is not None:
                total = total + ac.sum(self.slope(operand) * tangent)
        return total * self.strength

    def on_values(self, *operands: Any) -> Any:
        """The penalty of object arrays of Values."""
        return self.on_list([value for array in operands for value in array.ravel()])

    def on_list(self, values: list[Any]) -> Any:
        """The penalty of Values."""
        numbers = np.array([value.data for value in values])
        slopes = self.slope(numbers) * self.strength
        out = float(self.array(numbers))
        return record_many(self, out, tuple(values), row_of(slopes.tolist()))

    def local_grad(self, i: int, out: Any, operands: Sequence[Any]) -> Any:
        """d out / d operand `i` as an expression of Values."""
        return self.slope(operands[i]) * self.strength


def _recorded(rule: _Penalty, parameters: list[Any]) -> Any:
    values = [weight for weight in parameters if isinstance(weight, Value)]
    tensors = [weight for weight in parameters if not isinstance(weight, Value)]
    parts = [rule.on_list(values)] if values else []
    if tensors:
        parts.append(type(tensors[0])._apply(rule, tuple(tensors)))
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


def _listed(parameters: Any, biases: bool, where: str) -> list[Any]:
    """The parameters of a module or in a list, with or without the biases."""
    if isinstance(parameters, Module):
        pairs = parameters.named_parameters()
    else:
        pairs = _labelled(parameters, where)
    listed = [parameter for name, parameter in pairs if biases or not is_bias(name)]
    if not listed:
        raise ValueError(f"{where}: there are no parameters to penalize")
    return listed


def _labelled(parameters: Any, where: str) -> list[tuple[str, Any]]:
    """Pairs of label and parameter for a list of parameters."""
    is_single = isinstance(parameters, (Node, str, dict))
    if is_single or not isinstance(parameters, Iterable):
        raise TypeError(
            f"{where}: expected a module or a list of parameters, got "
            f"{type(parameters).__name__} {short_repr(parameters)}"
        )
    pairs: list[tuple[str, Any]] = []
    for i, parameter in enumerate(parameters):
        if not isinstance(parameter, (Value, Tensor)):
            raise TypeError(
                f"{where}: parameter {i} must be a Value or a Tensor, got "
                f"{type(parameter).__name__} {short_repr(parameter)}"
            )
        pairs.append((parameter.label, parameter))
    return pairs
