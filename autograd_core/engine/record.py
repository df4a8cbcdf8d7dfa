"""Recording an op on Values: any number of operands, of any kind, under any mode.

`apply` evaluates the op at the numbers of its operands and makes the node that keeps
the result and the local derivatives. `value.py` has short ways for the hot ops, which
come here with everything that is rare.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy import ndarray

import autograd_core.engine.native.float_rows as float_rows
from autograd_core.engine.node import Node
from autograd_core.messages.numbers import float_of, is_number
from autograd_core.messages.operands import call_text, wrong_operand
from autograd_core.modes import modes, scopes
from autograd_core.modes.anomaly import check_result
from autograd_core.modes.user_code import user_line
from autograd_core.ops.object_arrays import entrywise
from autograd_core.ops.rule import Rule

modes_in_force = 0


def note_modes(count: int) -> None:
    """Keep the number of modes in force where every op can read it at once."""
    global modes_in_force
    modes_in_force = count


modes.on_change(note_modes)


def is_scalar(thing: object) -> bool:
    """Whether it is a node of one number, a Value."""
    if isinstance(thing, Node):
        node: Node = thing
        return node._is_number
    return False


def examine(node: Node) -> None:
    """Warn of an inf or nan, and apply the modes in force to a new node."""
    # x - x is 0 for a finite x, and nan for inf and nan.
    if node._data - node._data != 0.0:
        check_result(node)
    if not modes_in_force:
        return
    lines = modes.source_lines()
    if lines is not None:
        lines[node] = user_line()
    link(node)


def link(node: Node) -> None:
    """Note the scope of a new node; inside `no_grad()` make it a leaf instead."""
    if modes.recording():
        scopes.note(node)
        return
    node._rule = node._x = node._y = None
    node._nary = False
    node._unrecorded = True


def apply(rule: Rule, operands: tuple[Any, ...]) -> Any:
    """The node `rule(*operands)`, value and local derivatives read off the op's block.

    With an array among the operands it is applied to every entry, and gives an array of
    nodes.

    Raises:
        TypeError: an operand is neither a number, an array nor a node.
    """
    if len(operands) == 1 and is_scalar(operands[0]):
        x: Node = operands[0]
        out, slope = rule.evaluate_one(x._data)
        return x._new(rule, out, x, None, slope, 0.0)
    numbers: list[float] = []
    parents: list[Node | float] = []
    for operand in operands:
        if is_scalar(operand):
            node: Node = operand
            parents.append(node)
            numbers.append(node._data)
        elif isinstance(operand, Node):
            # A Tensor takes Values as operands, not the other way round.
            tensor: Any = operand
            return tensor._apply(rule, operands)
        else:
            if not is_number(operand):
                for other in operands:
                    if isinstance(other, Node) and not is_scalar(other):
                        array: Any = other
                        return array._apply(rule, operands)
                if isinstance(operand, ndarray):
                    return entrywise(rule, operands)
                text = call_text(rule, operands)
                raise TypeError(f"{text}: {wrong_operand(operand)}")
            number = float_of(operand, rule, operands)
            parents.append(number)
            numbers.append(number)
    are_nodes = [isinstance(parent, Node) for parent in parents]
    out, slopes = rule.evaluate(numbers, are_nodes)
    if len(parents) == 2:
        return node._new(rule, out, parents[0], parents[1], slopes[0], slopes[1])
    return node._new_of_many(rule, out, tuple(parents), row_of(slopes))


def whole(number: Any, rule: Rule, x: object, y: object) -> Any:
    """An integer operand as a float."""
    try:
        return float(number)
    except OverflowError:
        return float_of(number, rule, (x, y))


def row_of(slopes: Sequence[float]) -> Any:
    """A row of local derivatives with these numbers."""
    row = float_rows.row(len(slopes))
    numbers = float_rows.numbers(row)
    for i in range(len(slopes)):
        numbers[i] = slopes[i]
    return row


def combine(rule: Rule, x: object, y: object) -> Any:
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
