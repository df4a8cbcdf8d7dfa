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
from autograd_core.messages.operands import call_text, is_never_operand, wrong_operand
from autograd_core.modes import modes, profiles, scopes
from autograd_core.modes.anomaly import check_result
from autograd_core.ops.manual import MANUAL, checked_parents
from autograd_core.ops.object_arrays import entrywise
from autograd_core.ops.rule import Rule

# The set itself: every op reads at once whether it is empty.
modes_in_force = modes.in_force


assignments = 0


def note_assignment() -> None:
    """Count an assignment to the data of a Value: higher orders and programs look."""
    global assignments
    assignments += 1


def is_value(thing: object) -> bool:
    """Whether it is a Value, of which this file cannot import the class."""
    if isinstance(thing, Node):
        node: Node = thing
        return node._is_value
    return False


def examine(node: Node) -> None:
    """Warn of an inf or nan, and apply the modes in force to a new node."""
    # x - x is 0 for a finite x, and nan for inf and nan.
    if node._data - node._data != 0.0:
        check_result(node)
    if not modes_in_force:
        return
    modes.note_line(node)
    profiles.note_op(node)
    note_scope_or_cut(node)


def note_scope_or_cut(node: Node) -> None:
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
    if len(operands) == 1 and is_value(operands[0]):
        x: Node = operands[0]
        out, slope = rule.evaluate_one(x._data)
        return x._new(rule, out, x, None, slope, 0.0)
    numbers: list[float] = []
    checked: list[Node | float] = []
    for operand in operands:
        if isinstance(operand, Node) and not is_value(operand):
            # An op on Tensors and Values gives a Tensor.
            tensor: Any = operand
            return tensor._apply(rule, operands)
    for operand in operands:
        if is_value(operand):
            node: Node = operand
            checked.append(node)
            numbers.append(node._data)
            continue
        if not is_number(operand):
            if isinstance(operand, ndarray):
                return entrywise(rule, operands)
            raise TypeError(f"{call_text(rule, operands)}: {wrong_operand(operand)}")
        number = float_of(operand, rule, operands)
        checked.append(number)
        numbers.append(number)
    out, slopes = rule.evaluate(numbers, [isinstance(y, Node) for y in checked])
    # Any of the Values makes the new one: this file cannot import their class.
    if len(checked) == 2:
        return node._new(rule, out, checked[0], checked[1], slopes[0], slopes[1])
    return node._new_of_many(rule, out, tuple(checked), row_of(slopes))


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


def record_by_hand(node: Node, children: object, local_grads: object) -> None:
    """Make a new leaf the result of children, with the local derivatives of a user."""
    parents, slopes = checked_parents(children, local_grads)
    if parents:
        node._rule = MANUAL
        node._nary = True
        node._x = parents
        node._y = row_of(slopes)
        if modes_in_force:
            examine(node)


def combine(rule: Rule, x: object, y: object) -> Any:
    """`x op y` where one side is a Value and the other anything at all.

    NotImplemented lets Python try the operator of the other side.
    """
    for operand in (x, y):
        if isinstance(operand, Node) and not is_value(operand):
            return NotImplemented
        if not isinstance(operand, Node) and not is_number(operand):
            if is_never_operand(operand):
                raise TypeError(f"{call_text(rule, (x, y))}: {wrong_operand(operand)}")
            return NotImplemented
    return apply(rule, (x, y))
