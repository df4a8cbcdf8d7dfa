"""Replays compared with the engine, so that none stays wrong unnoticed.

A function may depend on what is neither argument nor leaf: a random draw, a variable
that changes. No record shows it. So results are compared with a run of the function by
the engine, at the calls 1, 2, 4, 8, ...
"""

from __future__ import annotations

from typing import Any

from autograd_core.engine import walk
from autograd_core.engine.gradients import gradients
from autograd_core.engine.node import Node, payload_of, rule_of
from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import call_text
from autograd_core.modes import modes

TOLERANCE = 1e-6
"""How far a replay may be from the engine, as a share of the largest number."""


def constants_of(order: list[Node]) -> list[float]:
    """The numbers among the operands of results, in their order."""
    return [x for node in order for x in node.operands if type(x) is float]


def check(name: str, call: int, node: Any, expected: Any, tape: Any) -> None:
    """Compare the result of a replay, and its gradient, with the engine's.

    Args:
        name: the name of the function.
        call: the number of the call.
        node: the result of the replay.
        expected: the result of the function, run by the engine.
        tape: what was replayed, with the numbers in the recorded graph.

    Raises:
        GraphError: they differ.
    """
    # A leaf that the function makes is another one in each run.
    edges = [edge for edge in node._edges() if id(edge[1]) not in tape.made_inside]
    numbers = [payload_of(node), *[slope for _, _, slope in edges]]
    with modes.recording_resumed():
        slopes = gradients(expected, [parent for _, parent, _ in edges])
    references = [payload_of(expected), *map(payload_of, slopes)]
    if close(numbers[:1], references[:1]) and close(numbers[1:], references[1:]):
        return
    raise GraphError(
        f"compile: at call {call} the replay of {name} gives {numbers[0]!r} and {name} "
        f"itself now {references[0]!r}: it depends on something that is neither "
        f"argument nor data of a leaf{_cause(expected, tape.constants)}; pass it as an "
        "argument, or keep it in a Value"
    )


def close(numbers: list[float], references: list[float]) -> bool:
    """Whether numbers are those of the engine, up to rounding; nan is nan."""
    size = max([abs(x) for x in references if abs(x) < float("inf")], default=0.0)
    return all(
        x == y or (x != x and y != y) or abs(x - y) <= TOLERANCE * size
        for x, y in zip(numbers, references, strict=True)
    )


def _cause(root: Node, constants: list[float]) -> str:
    """What differs from the record: a number of the graph, or its form."""
    position = 0
    order = walk.consumers_first([root])
    if len(constants_of(order)) != len(constants):
        return ". It takes another way than it was recorded, by a condition on no node"
    for node in order:
        for x in node.operands:
            if type(x) is float:
                if x != constants[position]:
                    call = call_text(rule_of(node), node.operands)
                    was = constants[position]
                    return f". The constant {was!r} is {x!r} now, in {call}"
                position += 1
    return ", such as a leaf that was replaced by another (assign its data instead)"
