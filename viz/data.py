"""The ledger as plain data, for other programs: `backprop explain --json`."""

from __future__ import annotations

import math
import sys
from typing import Any

from viz.ledger import Account, Contribution, Entry, account
from viz.naming import typed
from viz.spelling import text_of


def ledger_data(node: Any, of: Any = None, order: str = "backward") -> dict[str, Any]:
    """The ledger of a result as dicts, lists, strings and numbers.

    JSON has no infinite numbers: they and nan become strings.

    Args:
        node: the result to differentiate.
        of: a node, its name, or a list of them; None for all.
        order: "backward" or "forward".

    Raises:
        TypeError: `node` is no Value or Tensor.
        ValueError: a node of `of` is not in the graph.

    >>> from autograd_core import Value
    >>> told = ledger_data(Value(2.0, label="a") * 3.0)
    >>> told["nodes"][1]["name"], told["nodes"][1]["gradient"]
    ('a', 3.0)
    """
    told = account("explain", node, sys.maxsize, of, order)
    return {
        "result": told.names[told.root],
        "nodes": [_node(entry, told) for entry in told.entries],
    }


def _node(entry: Entry, told: Account) -> dict[str, Any]:
    node = entry.node
    return {
        "name": told.names[node],
        "expression": None if node.is_leaf else typed(node, told.names),
        "value": _number(node.data),
        "gradient": _number(entry.total),
        "contributions": [_use(each, told) for each in entry.contributions],
    }


def _use(each: Contribution, told: Account) -> dict[str, Any]:
    term = told.local(each)
    return {
        "via": told.names[each.consumer],
        "operand": each.position,
        "upstream": _number(each.upstream),
        "local": _number(each.local),
        "local_formula": None if term is None else text_of(term),
        "contribution": _number(each.amount),
        "total": _number(each.total),
    }


def _number(x: float) -> float | str:
    return x if math.isfinite(x) else repr(x)
