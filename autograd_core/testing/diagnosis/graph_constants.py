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
        term_counts: over how many terms it may take a sum or a mean.
        exponents: of its powers, 2 for a square and for u * u.
        halved: whether it multiplies by 1/2 or divides by 2.
    """

    term_counts: frozenset[int]
    exponents: frozenset[float]
    halved: bool


def constants_of(out: Node) -> GraphConstants:
    """The constants of the graph below a result.

    >>> x = Value(3.0, label="x")
    >>> constants = constants_of((x**5 - 1) ** 2 / 7)
    >>> sorted(constants.term_counts), sorted(constants.exponents), constants.halved
    ([7], [2.0, 5.0], False)
    """
    counts: set[int] = set()
    exponents: set[float] = set()
    halved, sums = False, 0
    for node in nodes_below(out)[:MOST_NODES]:
        shape = np.shape(node.data)
        counts |= {*shape, math.prod(shape)}
        if node.is_leaf:
            continue
        name = rule_of(node).name
        numbers = [_constant(operand) for operand in node.operands]
        sums += is_value(node) and name == "add"
        if is_value(node) and len(node.operands) > 2:
            counts.add(len(node.operands))
        if name == "square" or _squares(name, node.operands):
            exponents.add(2.0)
        if name == "power" and len(numbers) == 2 and numbers[1] is not None:
            exponents.add(numbers[1])
        for factor in _scales(name, numbers):
            halved = halved or factor == 0.5
            if 0 < factor < 0.5 and math.isclose(1 / factor, round(1 / factor)):
                counts.add(round(1 / factor))
    counts |= {sums, sums + 1}
    return GraphConstants(frozenset(counts - {0, 1}), frozenset(exponents), halved)


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
