"""Ledgers and reports as plain data, for the commands with `--json`."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any

from autograd_core.extend import payload_of
from autograd_core.testing import Report
from viz.graph.node_names import typed
from viz.ledger.ledger import Account, Contribution, Entry, account_of
from viz.symbolic.text import text_of


def ledger_data(node: Any, of: Any = None, order: str = "backward") -> dict[str, Any]:
    """The ledger of a result as dicts, lists, strings and numbers.

    JSON has no infinite numbers: they and nan become strings.

    Args:
        node: the result to differentiate.
        of: a node, its name, or a list of them; None for all.
        order: "backward" or "forward".

    Raises:
        TypeError: `node` is not a Value or Tensor.
        ValueError: a node of `of` is not in the graph.

    >>> from autograd_core import Value
    >>> data = ledger_data(Value(2.0, label="a") * 3.0)
    >>> data["nodes"][1]["name"], data["nodes"][1]["gradient"]
    ('a', 3.0)
    """
    account = account_of("explain", node, sys.maxsize, of, order)
    return {
        "result": account.names[account.root],
        "nodes": [_node(entry, account) for entry in account.entries],
    }


def _node(entry: Entry, account: Account) -> dict[str, Any]:
    node = entry.node
    return {
        "name": account.names[node],
        "expression": None if node.is_leaf else typed(node, account.names),
        "value": _number(payload_of(node)),
        "gradient": _number(entry.total),
        "contributions": [_use(use, account) for use in entry.contributions],
    }


def _use(contribution: Contribution, account: Account) -> dict[str, Any]:
    term = account.local(contribution)
    return {
        "via": account.names[contribution.consumer],
        "operand": contribution.position,
        "upstream": _number(contribution.upstream),
        "local": _number(contribution.local),
        "local_formula": None if term is None else text_of(term),
        "contribution": _number(contribution.amount),
        "total": _number(contribution.total),
    }


def report_data(report: Report, formulas: Sequence[str] = ()) -> dict[str, Any]:
    """The report of a gradient check as dicts, lists, strings and numbers.

    Args:
        report: the result of `check_gradient`.
        formulas: the right gradients as text.

    >>> from autograd_core.testing import check_gradient
    >>> data = report_data(check_gradient(lambda x: x**2, 3.0))
    >>> data["verdict"], data["components"][0]["autodiff"]
    ('PASS', 6.0)
    """
    return {**report.to_dict(), "right_formulas": list(formulas)}


def _number(x: float) -> float | str:
    return x if math.isfinite(x) else repr(x)
