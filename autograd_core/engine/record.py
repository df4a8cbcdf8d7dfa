"""The rare ways to record an op: any number of operands, any kind, a mode in force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy import ndarray

import autograd_core.engine.native.float_rows as memory
from autograd_core.engine.node import Node
from autograd_core.messages.numbers import float_of, is_number
from autograd_core.messages.operands import call_text, wrong_operand
from autograd_core.modes import modes, scopes
from autograd_core.modes.anomaly import check_result
from autograd_core.ops.object_arrays import entrywise

modes_in_force = 0


def note_modes(count: int) -> None:
    """Keep the number of modes in force where every op can read it at once."""
    global modes_in_force
    modes_in_force = count


modes.on_change(note_modes)


def is_scalar(thing: Any) -> Any:
    """Whether it is a node of one number, a Value."""
    if isinstance(thing, Node):
        node: Node = thing
        return node._is_number
    return False


def examine(node: Node) -> None:
    """The rare cases of recording: a result that is not finite, or a mode in force."""
    if node._data - node._data != 0.0:
        check_result(node)
    if not modes_in_force:
        return
    lines = modes.source_lines()
    if lines is not None:
        lines[node] = modes.user_line()
    if modes.recording():
        scopes.note(node)
        return
    node._rule = None
    node._x = None
    node._y = None
    node._nary = False
    node._unrecorded = True


def apply(rule: Any, operands: tuple[Any, ...]) -> Any:
    """The node `rule(*operands)`, value and local derivatives read off the op's block.

    Beside an array it is applied to each entry, and gives an array of nodes.

    Raises:
        TypeError: an operand is neither a number, an array nor a node.
    """
    if len(operands) == 1 and is_scalar(operands[0]):
        x: Node = operands[0]
        out, slope = rule.evaluate_one(x._data)
        return x._recorded(rule, out, x, None, slope, 0.0)
    numbers: list[float] = []
    kept: list[Any] = []
    for operand in operands:
        if is_scalar(operand):
            node: Node = operand
            kept.append(node)
            numbers.append(node._data)
        elif isinstance(operand, Node):
            # A Tensor takes Values as operands, not the other way round.
            tensor: Any = operand
            return tensor._record(rule, operands)
        else:
            if not is_number(operand):
                for other in operands:
                    if isinstance(other, Node) and not is_scalar(other):
                        array: Any = other
                        return array._record(rule, operands)
                if isinstance(operand, ndarray):
                    return entrywise(rule, operands)
                text = call_text(rule, operands)
                raise TypeError(f"{text}: {wrong_operand(operand)}")
            number = float_of(operand, rule, operands)
            kept.append(number)
            numbers.append(number)
    wanted = [isinstance(each, Node) for each in kept]
    out, slopes = rule.evaluate(numbers, wanted)
    if len(kept) == 2:
        return node._recorded(rule, out, kept[0], kept[1], slopes[0], slopes[1])
    return node._recorded_many(rule, out, tuple(kept), row_of(slopes))


def whole(number: Any, rule: Any, x: Any, y: Any) -> Any:
    """An integer that stands beside a Value as a float."""
    try:
        return float(number)
    except OverflowError:
        return float_of(number, rule, (x, y))


def row_of(slopes: Sequence[float]) -> Any:
    """A row of local derivatives with these numbers."""
    row = memory.row(len(slopes))
    numbers = memory.numbers(row)
    for i in range(len(slopes)):
        numbers[i] = slopes[i]
    return row


def combine(rule: Any, x: Any, y: Any) -> Any:
    """`x op y` where one side is a Value and the other anything at all."""
    for operand in (x, y):
        if isinstance(operand, Node) and not is_scalar(operand):
            return NotImplemented
        if not isinstance(operand, Node) and not is_number(operand):
            if isinstance(operand, NEVER_OPERANDS):
                raise TypeError(f"{call_text(rule, (x, y))}: {wrong_operand(operand)}")
            return NotImplemented
    return apply(rule, (x, y))


NEVER_OPERANDS = (str, bytes, list, tuple, dict, set, complex, type(None))
