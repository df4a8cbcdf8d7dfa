"""Lesson 2: the graph of a calculation as a table of its nodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core import Value, topological_order
from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial

Row = tuple[str, str, tuple[str, ...]]


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw ten calculations; in the first two there are equal numbers and a square."""
    a, b = Value(2.0, label="a"), Value(2.0, label="b")
    equal = _named(a + b, "L")
    c = Value(3.0, label="c")
    square = _named(_named(c * c, "n1") - c, "L")
    return [(equal,), (square,), *((_random(rng),) for _ in range(8))]


def _random(rng: np.random.Generator) -> Value:
    nodes = [Value(float(rng.integers(1, 9)), label=name) for name in "abc"]
    count = int(rng.integers(3, 7))
    for i in range(1, count + 1):
        left, right = nodes[-1], nodes[int(rng.integers(len(nodes)))]
        ops = (left + right, left - right, left * right, left.tanh())
        nodes.append(_named(ops[int(rng.integers(4))], "L" if i == count else f"n{i}"))
    return nodes[-1]


def _named(node: Value, label: str) -> Value:
    node.label = label
    return node


def right(L: Value) -> list[Row]:
    """Return one row for each node."""
    return [
        (node.label, node.op, tuple(parent.label for parent in node.parents))
        for node in topological_order(L)
    ]


def rows_of(trial: Trial) -> list[Row] | None:
    """Return the rows of an answer; None if it is not a list of rows."""
    rows = []
    for row in trial.answer if isinstance(trial.answer, list) else [None]:
        if not isinstance(row, list) or len(row) != 3 or not isinstance(row[2], list):
            return None
        rows.append((str(row[0]), str(row[1]), tuple(map(str, row[2]))))
    return rows


def agrees(trial: Trial) -> bool:
    """Return whether the rows are right, in whatever order."""
    rows = rows_of(trial)
    return rows is not None and sorted(rows) == sorted(right(*trial.inputs))


def _fits(test: Callable[[list[Row], list[Row], Value], bool]) -> Callable[..., bool]:
    """Return a test of an answer, from one of its rows, the right rows and the root."""

    def fits(trial: Trial) -> bool:
        rows = rows_of(trial)
        return bool(rows) and test(rows or [], right(*trial.inputs), *trial.inputs)

    return fits


def _changed(change: Callable[[Row], Any]) -> Callable[..., bool]:
    """Return a test for right rows that were all changed in one way."""
    return _fits(
        lambda rows, table, L: sorted(rows) == sorted(change(row) for row in table)
    )


def _twice(rows: list[Row], table: list[Row], L: Value) -> bool:
    return set(rows) == set(table) and len(rows) > len(table)


def _leaves_missing(rows: list[Row], table: list[Row], L: Value) -> bool:
    return {*rows} == {row for row in table if row[2]}


def _equal_numbers_missing(rows: list[Row], table: list[Row], L: Value) -> bool:
    data = {node.label: node.data for node in topological_order(L)}
    missing = {row[0] for row in {*table} - {*rows}}
    listed = {data[label] for label in data.keys() - missing}
    equal = {label for label in missing if data[label] in listed}
    users = {row[0]: row[2] for row in _children(L)}
    return (
        bool(equal)
        and {*rows} < {*table}
        and all(label in equal or missing.issuperset(users[label]) for label in missing)
    )


def _children(L: Value) -> list[Row]:
    order = topological_order(L)
    users: dict[str, list[str]] = {node.label: [] for node in order}
    for node in order:
        for parent in node.parents:
            users[parent.label].append(node.label)
    return [(node.label, node.op, tuple(users[node.label])) for node in order]


def _nodes_for_labels(trial: Trial) -> bool:
    """Whether parents are given as nodes, which arrive here as their numbers."""
    rows = rows_of(trial)
    data = {node.label: str(node.data) for node in topological_order(*trial.inputs)}
    return rows is not None and sorted(rows) == sorted(
        (label, op, tuple(data[name] for name in names))
        for label, op, names in right(*trial.inputs)
    )


def _sorted(rows: Sequence[Row]) -> list[Row]:
    return sorted((label, op, tuple(sorted(names))) for label, op, names in rows)


MISTAKES = (
    Mistake(
        "a shared node is listed again",
        "A node that is used twice is one node with two arrows: remember which nodes "
        "were listed.",
        _fits(_twice),
    ),
    Mistake(
        "nodes in place of labels",
        "The third entry is a list of texts: parent.label of each parent.",
        _nodes_for_labels,
    ),
    Mistake(
        "the leaves are missing",
        "What the calculation begins with are nodes too, without parents.",
        _fits(_leaves_missing),
    ),
    Mistake(
        "the result is missing",
        "L is a node of its own graph.",
        _fits(lambda rows, table, L: {*rows} == {r for r in table if r[0] != L.label}),
    ),
    Mistake(
        "equal numbers taken for one node",
        "== and `in` compare the numbers of Values: compare with `is`, or by id(node).",
        _fits(_equal_numbers_missing),
    ),
    Mistake(
        "one parent of a square",
        "In a * a the node a is two operands: it is twice among the parents.",
        _changed(lambda row: (row[0], row[1], tuple(dict.fromkeys(row[2])))),
    ),
    Mistake(
        "children in place of parents",
        "Parents are the operands of a node, not those that use it.",
        _fits(lambda rows, table, L: _sorted(rows) == _sorted(_children(L))),
    ),
    Mistake(
        "the order of the parents",
        "a - b is not b - a: keep the operands in their order.",
        _fits(lambda rows, table, L: _sorted(rows) == _sorted(table)),
    ),
)


def show(L: Value) -> str:
    """Return the call with the calculation in words."""
    steps = [
        f"{label} = "
        + (f" {op} ".join(names) if len(names) > 1 else f"{op}({names[0]})")
        for label, op, names in right(L)
        if names
    ]
    return f"table(L) of {', '.join(steps)}"


def say(trial: Trial) -> str:
    """Return what is missing from an answer, or too much."""
    rows = rows_of(trial)
    if rows is None:
        return "is not a list of rows (label, op, [labels of parents])"
    table = right(*trial.inputs)
    for row in table:
        if row not in rows:
            return f"lacks the row {_text(row)}"
    extra = [row for row in table if rows.count(row) > 1]
    extra += [row for row in rows if row not in table]
    return f"has the row {_text(extra[0])} " + (
        "more than once" if extra[0] in table else "too much"
    )


def _text(row: Row) -> str:
    return str((row[0], row[1], [*row[2]]))


EXERCISE = Exercise(
    "A calculation is a graph",
    (
        Part(
            name="table",
            call="table(L)",
            cases=cases,
            right=right,
            mistakes=MISTAKES,
            agrees=agrees,
            show=show,
            say=say,
        ),
    ),
)
