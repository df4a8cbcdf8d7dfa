"""The graphs that are timed, for any class with micrograd's interface."""

from __future__ import annotations

from typing import Any, TypeAlias

Engine: TypeAlias = Any

WIDTH = 16


def readme_expression(a: Any, b: Any) -> Any:
    """The expression of micrograd's README, for operands that have `relu`."""
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    return g + 10.0 / f


def network_leaves() -> list[float]:
    """The numbers of the weights and then the inputs of `network`."""
    weights = [0.05 * ((i * 7919) % 41 - 20) for i in range(WIDTH * WIDTH)]
    return weights + [0.1 * i for i in range(WIDTH)]


def network(leaves: list[Any], nodes: int) -> Any:
    """At least `nodes` nodes: layers of 16 neurons of 16 weights, made of + * relu."""
    weights, x = leaves[: WIDTH * WIDTH], leaves[WIDTH * WIDTH :]
    rows = [weights[i * WIDTH : (i + 1) * WIDTH] for i in range(WIDTH)]
    count = len(leaves)
    while count < nodes:
        out = []
        for row in rows:
            total = row[0] * x[0]
            for weight, entry in zip(row[1:], x[1:], strict=True):
                total = total + weight * entry
            out.append((total * 0.3).relu())
            count += 2 * WIDTH + 1
            if count >= nodes:
                break
        x = out + x[len(out) :]
    total = x[0]
    for entry in x[1:]:
        total = total + entry
    return total


def chain(x: Any, nodes: int) -> Any:
    """`nodes` nodes in one line, each made from the one before."""
    for _ in range(nodes // 2):
        x = x * 0.9999999 + 1e-9
    return x
