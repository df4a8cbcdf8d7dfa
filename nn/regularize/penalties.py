"""Penalties on the size of weights, and the projection that bounds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Node, Tensor, Value
from autograd_core.extend import Rule, as_float, record_many, row_of, short_repr
from nn.layers.linear import Linear, effective_weight
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.state_dict import assign
from nn.scalar.neuron import Neuron

BIASES = ("b", "bias")
"""What the layers of this package call their biases."""


def l1(parameters: Any, strength: float, *, biases: bool = True) -> Any:
    """strength * sum |w|: it drives weights to exactly 0; d/dw = strength sign(w).

    Args:
        parameters: a module, or a list of leaf Values and Tensors.
        strength: its weight in the loss, >= 0.
        biases: whether parameters called `b` or `bias` count too.

    Returns:
        One node to add to a loss.

    Raises:
        TypeError: an entry is no parameter, or `strength` no number.
        ValueError: there are none, or `strength` is negative.

    >>> w = Tensor([1.0, -2.0])
    >>> penalty = l1([w], 0.5)
    >>> penalty.backward()
    >>> penalty.item(), w.grad.tolist()
    (1.5, [0.5, -0.5])

    Source: Tibshirani, Regression Shrinkage and Selection via the Lasso, 1996.
    """
    rule = _Penalty("l1", strength, np.abs, ac.sign)
    return _recorded(rule, _chosen(parameters, biases, "l1"))


def l2(parameters: Any, strength: float, *, biases: bool = True) -> Any:
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
    return _recorded(rule, _chosen(parameters, biases, "l2"))


def elastic_net(
    parameters: Any, l1_strength: float, l2_strength: float, *, biases: bool = True
) -> Any:
    """l1_strength * sum |w| + l2_strength / 2 * sum w^2; see `l1` and `l2`.

    >>> elastic_net([Tensor([1.0, -2.0])], 0.5, 0.5).item()
    2.75

    Source: Zou and Hastie, Regularization and variable selection via the elastic net,
    2005.
    """
    chosen = _chosen(parameters, biases, "elastic_net")
    return l1(chosen, l1_strength) + l2(chosen, l2_strength)


def project_max_norm(module: Module, limit: float) -> int:
    """Scale the weights of each unit whose length is above `limit` down to it.

    w <- w min(1, limit / |w|), w being what one unit multiplies its inputs with: a
    column of a `Linear`, the list of a `Neuron`. Call it after each step of the
    optimizer. Biases are left alone, and pruned weights do not count.

    Returns:
        How many units were scaled.

    Raises:
        TypeError: `module` is no module, or `limit` no number.
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
    bound = as_float(limit, "project_max_norm: limit")
    if not bound > 0.0:
        raise ValueError(f"project_max_norm: limit must be > 0, got {limit!r}")
    held = checked_module(module, "project_max_norm").modules()
    units = [each for each in held if isinstance(each, (Linear, Neuron))]
    if not units:
        raise ValueError(
            f"project_max_norm: {short_repr(module)} has neither Linear layers nor "
            "neurons"
        )
    return sum(_project(each, bound) for each in units)


def _project(unit: Any, bound: float) -> int:
    if isinstance(unit, Linear):
        weights = effective_weight(unit)
        lengths = np.linalg.norm(weights, axis=0)
        above = lengths > bound
        if above.any():
            factors = np.where(above, bound / np.where(above, lengths, 1.0), 1.0)
            assign(unit.weight, weights * factors)
        return int(above.sum())
    length = float(np.linalg.norm([w.data for w in unit.w]))
    if length <= bound:
        return 0
    for w in unit.w:
        w.data = w.data * (bound / length)
    return 1


class _Penalty(Rule):
    """strength * sum over all entries of all operands of f(entry): one node."""

    symbol = ""

    def __init__(
        self,
        name: str,
        strength: float,
        function: Callable[[Any], Any],
        slope: Callable[[Any], Any],
    ) -> None:
        self.name = self.symbol = name
        self.strength = as_float(strength, f"{name}: strength")
        if not self.strength >= 0.0:
            raise ValueError(f"{name}: strength must be >= 0, got {strength!r}")
        self.function = function
        self.slope = slope

    def __repr__(self) -> str:
        return f"<op {self.name!r} strength={self.strength}>"

    def array(self, *operands: Any) -> Any:
        """The penalty of plain arrays."""
        total = sum(np.sum(self.function(each)) for each in operands)
        return total * self.strength

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        """upstream gradient x strength x slope."""
        return self.slope(operands[i]) * (upstream * self.strength)

    def jvp(self, tangents: Sequence[Any], out: Any, operands: Sequence[Any]) -> Any:
        """strength times the sum of slope x tangent."""
        total: Any = 0.0
        for tangent, operand in zip(tangents, operands, strict=True):
            if tangent is not None:
                total = total + ac.sum(self.slope(operand) * tangent)
        return total * self.strength

    def on_values(self, *operands: Any) -> Any:
        """The penalty of object arrays of Values."""
        return self.on_list([each for array in operands for each in array.ravel()])

    def on_list(self, values: list[Any]) -> Any:
        """The penalty of Values."""
        numbers = np.array([each.data for each in values])
        slopes = self.slope(numbers) * self.strength
        out = float(self.array(numbers))
        return record_many(self, out, tuple(values), row_of(slopes.tolist()))

    def local_grad(self, i: int, out: Any, operands: Sequence[Any]) -> Any:
        """d out / d operand `i` as an expression of Values."""
        return self.slope(operands[i]) * self.strength


def _recorded(rule: _Penalty, parameters: list[Any]) -> Any:
    values = [each for each in parameters if isinstance(each, Value)]
    tensors = [each for each in parameters if not isinstance(each, Value)]
    parts = [rule.on_list(values)] if values else []
    if tensors:
        parts.append(type(tensors[0])._record(rule, tuple(tensors)))
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


def _chosen(parameters: Any, biases: bool, owner: str) -> list[Any]:
    if isinstance(parameters, Module):
        named = parameters.named_parameters()
    else:
        named = [
            (_label(each, i, owner), each)
            for i, each in enumerate(_listed(parameters, owner))
        ]
    chosen = [
        each for name, each in named if biases or name.split(".")[-1] not in BIASES
    ]
    if not chosen:
        raise ValueError(f"{owner}: there are no parameters to penalize")
    return chosen


def _listed(parameters: Any, owner: str) -> Iterable[Any]:
    if isinstance(parameters, (Node, str, dict)) or not isinstance(
        parameters, Iterable
    ):
        raise TypeError(
            f"{owner}: expected a module or a list of parameters, got "
            f"{type(parameters).__name__} {short_repr(parameters)}"
        )
    return parameters


def _label(each: Any, i: int, owner: str) -> str:
    if not isinstance(each, (Value, Tensor)):
        raise TypeError(
            f"{owner}: parameter {i} must be a Value or a Tensor, got "
            f"{type(each).__name__} {short_repr(each)}"
        )
    return each.label
