"""Lesson 5: an order of the edges in which gradients can be passed on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial

Parents = Mapping[str, Sequence[str]]
Edge = tuple[str, str]


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw twelve graphs of seven to nine nodes, with shared nodes in each."""
    return [(_graph(rng), "L") for _ in range(12)]


def _graph(rng: np.random.Generator) -> dict[str, list[str]]:
    letters = [str(letter) for letter in rng.permutation([*"abcdefgh"])]
    names = [*letters[: int(rng.integers(6, 9))], "L"]
    parents: dict[str, list[str]] = {names[0]: [], names[1]: []}
    for i, name in enumerate(names[2:], start=2):
        # The one before is always used: so all of them reach L, on ways of any length.
        pair = [names[i - 1], names[int(rng.integers(max(0, i - 3), i))]]
        parents[name] = [pair[int(j)] for j in rng.permutation(2)]
    parents[names[2]] = [names[0], names[1]]
    parents[names[3]] = [names[2], names[2]]
    return {name: parents[name] for name in sorted(parents)}


def edges_of(parents: Parents) -> Counter[Edge]:
    """Return how often each edge is there."""
    return Counter((child, name) for child in parents for name in parents[child])


def right(parents: Parents, L: str) -> list[Edge]:
    """Return the edges in one right order."""
    waiting = Counter(name for names in parents.values() for name in names)
    ready, order = [L], []
    while ready:
        child = ready.pop()
        for name in parents[child]:
            order.append((child, name))
            waiting[name] -= 1
            if not waiting[name]:
                ready.append(name)
    return order


def answer_of(trial: Trial) -> list[Edge] | None:
    """Return the edges of an answer; None if it is not a list of pairs."""
    pairs = trial.answer if isinstance(trial.answer, list) else [None]
    edges = []
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            return None
        edges.append((str(pair[0]), str(pair[1])))
    return edges


def too_early(order: Sequence[Edge], parents: Parents, L: str) -> Edge | None:
    """Return the first edge whose child still waits for a gradient."""
    waiting = Counter(name for names in parents.values() for name in names)
    for edge in order:
        if waiting[edge[0]] > 0:
            return edge
        waiting[edge[1]] -= 1
    return None


def agrees(trial: Trial) -> bool:
    """Return whether all edges are there, each after those into its child."""
    edges = answer_of(trial)
    if edges is None or Counter(edges) != edges_of(trial.inputs[0]):
        return False
    return too_early(edges, *trial.inputs) is None


def _complete(trial: Trial) -> bool:
    return Counter(answer_of(trial) or []) == edges_of(trial.inputs[0])


def _repeated(trial: Trial) -> bool:
    edges, there = Counter(answer_of(trial) or []), edges_of(trial.inputs[0])
    return edges.keys() == there.keys() and edges > there


def _single(trial: Trial) -> bool:
    edges, there = Counter(answer_of(trial) or []), edges_of(trial.inputs[0])
    return edges.keys() == there.keys() and edges < there


def _swapped(trial: Trial) -> bool:
    there = edges_of(trial.inputs[0])
    edges = answer_of(trial) or []
    return Counter((child, name) for name, child in edges) == there


def _from_the_leaves(trial: Trial) -> bool:
    edges = answer_of(trial) or []
    return _complete(trial) and too_early(edges[::-1], *trial.inputs) is None


def _by_distance(trial: Trial) -> bool:
    parents, L = trial.inputs
    distance, level = {L: 0}, [L]
    while level:
        level = [
            name
            for child in level
            for name in parents[child]
            if distance.setdefault(name, distance[child] + 1) == distance[child] + 1
        ]
    steps = [distance.get(child, 0) for child, _ in answer_of(trial) or []]
    return _complete(trial) and steps == sorted(steps)


def _names_only(trial: Trial) -> bool:
    return isinstance(trial.answer, list) and {*map(str, trial.answer)} >= {
        name for name in trial.inputs[0] if trial.inputs[0][name]
    }


MISTAKES = (
    Mistake(
        "nodes, not edges",
        "Return pairs (child, parent), one for each arrow.",
        _names_only,
    ),
    Mistake(
        "(parent, child)",
        "The gradient goes from the child to the parent: write (child, parent).",
        _swapped,
    ),
    Mistake(
        "the naive recursion",
        "It passes every edge once for each way that leads to it: pass an edge once, "
        "when its child is complete.",
        _repeated,
    ),
    Mistake(
        "two uses by one node",
        "In a * a there are two edges to a: both bring a gradient.",
        _single,
    ),
    Mistake(
        "from the leaves up",
        "That is the order of the forward pass; gradients start at L.",
        _from_the_leaves,
    ),
    Mistake(
        "by distance from L",
        "A node near L on one way may be far on another, and has to wait for both.",
        _by_distance,
    ),
    Mistake(
        "an edge too early",
        "Its child still waits for a gradient: count the uses of each node, and pass "
        "on when none is left.",
        _complete,
    ),
)


def show(parents: Parents, L: str) -> str:
    """Return the call with the graph."""
    graph = ", ".join(f"{name}: {' '.join(parents[name])}" for name in parents)
    return f"edge_order of {{{graph}}}"


def say(trial: Trial) -> str:
    """Return the first edge that is wrong."""
    edges = answer_of(trial)
    if edges is None:
        return "is not a list of pairs (child, parent)"
    there = edges_of(trial.inputs[0])
    for edge in there:
        if Counter(edges)[edge] < there[edge]:
            return f"lacks the edge {edge}"
    early = too_early(edges, *trial.inputs)
    if early:
        return f"has {early} before all edges into {early[0]!r}"
    extra = next(edge for edge in edges if Counter(edges)[edge] > there[edge])
    return f"has the edge {extra} too often"


EXERCISE = Exercise(
    "Two uses add; the right order",
    (
        Part(
            name="edge_order",
            call="edge_order(parents, L)",
            cases=cases,
            right=right,
            mistakes=MISTAKES,
            agrees=agrees,
            show=show,
            say=say,
        ),
    ),
)
