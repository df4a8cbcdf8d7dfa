"""Numbers in a graph that mistakes are made with: counts, exponents, halves."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from autograd_core.engine.value import Value
from autograd_core.messages.operands import is_node
from autograd_core.testing.function.autodiff import nodes_below

MOST_NODES = 500


class Facts(NamedTuple):
    """What a graph holds.

    Attributes:
        counts: over how many terms it may take a sum or a mean.
        exponents: of its powers, 2 for a square and for u * u.
        halved: whether it multiplies by 1/2 or divides by 2.
    """

    counts: frozenset[int]
    exponents: frozenset[float]
    halved: bool


def facts_of(out: Any) -> Facts:
    """The facts of the graph below a result.

    >>> x = Value(3.0, label="x")
    >>> facts_of((x**5 - 1) ** 2 / 7)
    Facts(counts=frozenset({7}), exponents=frozenset({2.0, 5.0}), halved=False)
    """
    counts: set[int] = set()
    exponents: set[float] = set()
    halved, sums = False, 0
    for node in nodes_below(out)[:MOST_NODES]:
        shape = np.shape(node.data)
        counts |= {*shape, math.prod(shape)}
        name = getattr(node.rule, "name", "")
        numbers = [_constant(each) for each in node.operands]
        sums += isinstance(node, Value) and name == "add"
        if isinstance(node, Value) and len(node.operands) > 2:
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
    return Facts(frozenset(counts - {0, 1}), frozenset(exponents), halved)


def _squares(name: str, operands: Any) -> bool:
    return name == "multiply" and len(operands) == 2 and operands[0] is operands[1]


def _scales(name: str, numbers: list[float | None]) -> list[float]:
    """The constants that an op multiplies by."""
    if name == "multiply":
        return [abs(each) for each in numbers if each is not None]
    if name == "divide" and numbers[1]:
        return [1 / abs(numbers[1])]
    return []


def _constant(operand: Any) -> float | None:
    """A number that is written in f: that of a node depends on the point."""
    if is_node(operand) or np.size(operand) != 1:
        return None
    return float(np.asarray(operand).reshape(()))
