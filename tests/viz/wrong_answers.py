"""The wrong answers that students give to "what is dL/dx?", for any graph.

Computed here from the local derivatives alone, by paths and not by the code of viz.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import autograd_core as ac
from autograd_core import Value, topological_order

Kind = str
Answer = tuple[Kind, float]


def uses_of(root: Value, node: Any) -> list[tuple[Any, int, float]]:
    """`(consumer, position, local derivative)` for each use."""
    return [
        (consumer, i, local)
        for consumer in topological_order(root)
        for i, (parent, local) in enumerate(
            zip(consumer.parents, consumer.local_grads, strict=True)
        )
        if parent is node
    ]


def gradients(root: Value) -> dict[Any, float]:
    """d root / d node for all nodes, as a sum over paths."""
    order = topological_order(root)
    grads: dict[Any, float] = {}
    for node in reversed(order):
        grads[node] = 1.0 if node is root else 0.0
        for consumer, _, local in uses_of(root, node):
            grads[node] += grads[consumer] * local
    return grads


def naive(root: Value, target: Any) -> float:
    """Return what a recursion that does not wait for all uses adds up."""
    grads = dict.fromkeys(topological_order(root), 0.0)
    grads[root] = 1.0

    def visit(node: Any) -> None:
        for parent, local in zip(node.parents, node.local_grads, strict=True):
            grads[parent] += grads[node] * local
            visit(parent)

    visit(root)
    return grads[target]


def wrong_answers(root: Value, node: Any) -> Iterator[Answer]:
    """Yield every typical mistake and its number; some may happen to be right."""
    grads, uses = gradients(root), uses_of(root, node)
    right = grads[node]
    amounts = [grads[consumer] * local for consumer, _, local in uses]
    yield "sign", -right
    yield "zero", 0.0
    yield "value", node.data
    yield "value", root.data
    yield "factor 2", right / 2
    yield "factor 2", right * 2
    yield "naive recursion", naive(root, node)
    if right:
        yield "upside down", 1 / right
    for (consumer, position, local), amount in zip(uses, amounts, strict=True):
        yield "value", consumer.data
        yield "missing local", grads[consumer]
        yield "missing upstream", local
        yield "added factors", grads[consumer] + local
        if local:
            yield "divided", grads[consumer] / local
        if len(uses) > 1:
            yield "forgot to add", amount
            yield "forgot to add", right - amount
            yield "sign", right - 2 * amount
        for i, other in enumerate(consumer.local_grads):
            if i != position and consumer.parents[i] is not node:
                yield "other operand", right - amount + grads[consumer] * other
                yield "other operand", other
                yield "other gradient", grads[consumer.parents[i]]
    if len(uses) > 1:
        yield "multiplied uses", math.prod(amounts)
        yield "missing local", sum(grads[consumer] for consumer, _, _ in uses)
        yield "missing upstream", sum(local for _, _, local in uses)


def close(a: float, b: float, tolerance: float = 0.005) -> bool:
    return a == b or abs(a - b) <= tolerance * abs(b)


def acceptable(root: Value, node: Any, number: float) -> set[Kind]:
    """Return the mistakes that lead to a number, or "right"."""
    if close(number, gradients(root)[node]):
        return {"right"}
    kinds: set[Kind] = set()
    for kind, value in wrong_answers(root, node):
        if close(number, value):
            kinds.add(kind)
        if number and close(-number, value):
            kinds.add(f"sign and {kind}")
    return kinds


def graphs() -> dict[str, Callable[[], Value]]:
    """Return graphs whose mistakes can be distinguished, and some whose cannot."""
    return {
        "product": lambda: _named("w x", lambda w, x: (w * x).tanh()),
        "square": lambda: _named("a", lambda a: (b := a * 2.0) * b),
        "power": lambda: _named("a b", lambda a, b: (a * b + a) ** 2),
        "quotient": lambda: _named("a b", lambda a, b: (a / b).exp() - b),
        "twice": lambda: _named("a", lambda a: ((b := a + a) + b) * 3.0),
        "dot": lambda: _named(
            "w1 w2 x1 x2", lambda w1, w2, x1, x2: ac.dot([w1, w2], [x1, x2]).sigmoid()
        ),
        "shared": lambda: _named(
            "u v", lambda u, v: ((u * v + u * 5.0) * (u * v).sin()).exp()
        ),
        "kink": lambda: _named("x y", lambda x, y: (x * y).relu() + x.maximum(y)),
    }


def _named(names: str, build: Callable[..., Value]) -> Value:
    numbers = (1.7, -0.6, 0.45, 2.3)
    leaves = [
        Value(x, label=name) for name, x in zip(names.split(), numbers, strict=False)
    ]
    out = build(*leaves)
    out.label = "L"
    return out
