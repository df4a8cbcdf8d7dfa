"""The graphs that the benchmarks build, for any class with micrograd's interface."""

from __future__ import annotations

from typing import Any

Engine = Any


def network(value: Engine, nodes: int) -> Any:
    """At least `nodes` nodes: layers of 16 neurons of 16 weights, made of + * relu."""
    width = 16
    weights = [value(0.05 * ((i * 7919) % 41 - 20)) for i in range(width * width)]
    rows = [weights[i * width : (i + 1) * width] for i in range(width)]
    x = [value(0.1 * i) for i in range(width)]
    count = len(weights) + len(x)
    while count < nodes:
        out = []
        for row in rows:
            act = row[0] * x[0]
            for w, each in zip(row[1:], x[1:], strict=True):
                act = act + w * each
            out.append((act * 0.3).relu())
            count += 2 * width + 1
            if count >= nodes:
                break
        x = out + x[len(out) :]
    total = x[0]
    for each in x[1:]:
        total = total + each
    return total


def chain(value: Engine, nodes: int) -> Any:
    """`nodes` nodes in one line, each made from the one before."""
    x = value(1.0)
    for _ in range(nodes // 2):
        x = x * 0.9999999 + 1e-9
    return x


def seven_ops(value: Engine) -> Any:
    """An expression of seven ops."""
    a = value(-4.0)
    b = value(2.0)
    c = a + b
    d = a * b + b**3
    return (c * d).relu() - c
