"""Numbers in a graph that mistakes are made with: counts, exponents, halves."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core.engine.node import Node, rule_of
from autograd_core.engine.record import is_value
from autograd_core.testing.function.autodiff import nodes_below

MOST_NODES = 500
"""Hints look at so many nodes of a graph: those next to the result."""


class GraphConstants(NamedTuple):
    """The numbers that a graph computes with.

    Attributes:
        means: over how many terms it takes a mean: it divides by so many that it has.
        divisors: whole numbers that it divides by without so many terms in sight.
        sums: over how many terms it may take a sum.
        exponents: of its powers, 2 for a square and for u * u.
        factors: the constants that it multiplies by; 1/c where it divides by c.
    """

    means: frozenset[int]
    divisors: frozenset[int]
    sums: frozenset[int]
    exponents: frozenset[float]
    factors: frozenset[float]

    @property
    def halved(self) -> bool:
        """Whether it multiplies by 1/2 or divides by 2."""
        return 0.5 in self.factors

    def multiplies_by(self, factor: float) -> bool:
        """Whether a constant of it is a factor, or one over it."""
        return any(
            math.isclose(abs(factor), x, rel_tol=1e-9)
            or math.isclose(abs(factor) * x, 1.0, rel_tol=1e-9)
            for x in self.factors
        )


def constants_of(out: Node) -> GraphConstants:
    """The constants of the graph below a result.

    >>> x = Value(3.0, label="x")
    >>> constants = constants_of((x**5 - 1) ** 2 / 7)
    >>> sorted(constants.divisors), sorted(constants.exponents), constants.halved
    ([7], [2.0, 5.0], False)
    >>> sorted(constants_of((x + x * x + x**3) / 3).means)
    [3]
    """
    means: set[int] = set()
    sums: set[int] = set()
    exponents: set[float] = set()
    factors: set[float] = set()
    additions = 0
    for node in nodes_below(out)[:MOST_NODES]:
        shape = np.shape(node.data)
        sums |= {*shape, math.prod(shape)}
        if node.is_leaf:
            continue
        name = rule_of(node).name
        numbers = [_constant(operand) for operand in node.operands]
        additions += is_value(node) and name == "add"
        if is_value(node) and len(node.operands) > 2:
            (means if name == "mean" else sums).add(len(node.operands))
        elif name == "mean":
            means |= _counts_of_mean(node)
        if name == "square" or _squares(name, node.operands):
            exponents.add(2.0)
        if name == "power" and len(numbers) == 2 and numbers[1] is not None:
            exponents.add(numbers[1])
        factors |= set(_scales(name, numbers))
        if name == "divide" and numbers[1] and _is_sum(node.operands[0]):
            sums |= {round(m) for m in (numbers[1], numbers[1] / 2) if _is_whole(m)}
    sums |= {additions, additions + 1}
    divisors: set[int] = set()
    for factor in factors:
        n = 1 / factor if factor else 0.0
        whole = {round(m) for m in (n, n / 2) if m >= 3 and _is_whole(m)}
        means |= whole & sums
        divisors |= whole - sums
    return GraphConstants(
        frozenset(means - {0, 1}),
        frozenset(divisors),
        frozenset(sums - {0, 1}),
        frozenset(exponents),
        frozenset(factors),
    )


def _counts_of_mean(node: Node) -> set[int]:
    """How many entries a mean is over, and how many there are."""
    before = int(np.size(node.parents[0].data)) if node.parents else 1
    return {before // max(1, int(np.size(node.data))), before}


def _is_whole(number: float) -> bool:
    return math.isclose(number, round(number), rel_tol=1e-9)


def _is_sum(operand: Any) -> bool:
    """Whether it is a sum, as far as it shows: what divides it may be its terms."""
    is_result = isinstance(operand, Node) and operand.rule is not None
    return is_result and rule_of(operand).name in ("add", "subtract", "sum")


def _squares(name: str, operands: Sequence[Any]) -> bool:
    """Whether an op is u * u."""
    return name == "multiply" and len(operands) == 2 and operands[0] is operands[1]


def _scales(name: str, numbers: list[float | None]) -> list[float]:
    """The constants that an op multiplies by."""
    if name == "multiply":
        return [abs(number) for number in numbers if number is not None]
    if name == "divide" and numbers[1]:
        return [1 / abs(numbers[1])]
    return []


def _constant(operand: Any) -> float | None:
    """A number that is written in f: that of a node depends on the point."""
    if isinstance(operand, Node) or np.size(operand) != 1:
        return None
    return float(np.asarray(operand).reshape(()))
