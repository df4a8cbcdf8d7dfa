"""The ladder of hints: where to look, the formula, its numbers, the answer.

The page has the same rungs, see `viz/page/hints.js`.
"""

from __future__ import annotations

from typing import Any

from autograd_core import Node
from autograd_core.extend import payload_of, short_repr
from viz.graph.text_format import number
from viz.ledger.explain import DIGITS, bracketed, product_text
from viz.ledger.ledger import (
    Account,
    Contribution,
    Entry,
    formula_of,
    gradient_name,
)
from viz.symbolic.term import local_term
from viz.symbolic.text import text_of

WHERE, FORMULA, NUMBERS, ANSWER = RUNGS = (1, 2, 3, 4)
PARTS = UPSTREAM, LOCAL, CONTRIBUTION = ("upstream", "local", "contribution")
"""What one pass along an edge is made of."""


def checked_rung(rung: Any) -> int:
    """Return a rung of the ladder.

    Raises:
        ValueError: it is none.
    """
    if isinstance(rung, bool) or rung not in RUNGS:
        raise ValueError(
            f"quiz: no rung {short_repr(rung, 40)}; a hint is 1 where to look, 2 the "
            "formula, 3 the formula with its numbers, 4 the answer"
        )
    return int(rung)


def gradient_hint(account: Account, entry: Entry, rung: int) -> str:
    """Return a hint about the whole gradient of a node."""
    if rung == WHERE:
        return _where(account, entry)
    name, uses = gradient_name(account, entry.node), entry.contributions
    if rung == FORMULA:
        parts = [product_text(account, use) for use in uses]
        return f"{name} = {' + '.join(parts) or 1}{_numeric_locals(account, uses)}"
    products = [
        f"{bracketed(use.upstream)} * {_factor(local_numbers(use))}" for use in uses
    ]
    text = f"{name} = {' + '.join(products) or 1}"
    return f"{text} = {_number(entry.total)}" if rung == ANSWER else text


def part_hint(account: Account, use: Contribution, part: str, rung: int) -> str:
    """Return a hint about one part of a pass along an edge."""
    above = gradient_name(account, use.consumer)
    formula = formula_of(account, use.consumer)
    node = account.names[use.consumer.operands[use.position]]
    local = account.local(use)
    written = _number(use.local) if local is None else text_of(local)
    rungs = {
        UPSTREAM: (
            f"It is {above}, the gradient of the result that the edge comes from; it "
            "is final.",
            f"upstream = {above}",
            f"upstream = {above}, as the passes so far have added it up",
            f"upstream = {_number(use.upstream)}",
        ),
        LOCAL: (
            f"How fast does {formula} change with {node}, all else unchanged?",
            f"local = {written}",
            f"local = {local_numbers(use)}",
            f"local = {_number(use.local)}",
        ),
        CONTRIBUTION: (
            "Upstream and local belong together: the chain rule multiplies them.",
            f"contribution = {product_text(account, use)}",
            f"contribution = {bracketed(use.upstream)} * {bracketed(use.local)}",
            f"contribution = {_number(use.amount)}",
        ),
    }
    return rungs[part][rung - 1]


def local_numbers(use: Contribution) -> str:
    """Return a local derivative as a formula with the numbers put in.

    >>> from autograd_core import Value
    >>> from viz.ledger.ledger import ledger
    >>> local_numbers(ledger(Value(0.0).tanh() * 2.0)[2].contributions[0])
    '1 - 0.0 ** 2'
    """
    node = use.consumer
    nodes = [node, *(member for member in node.operands if isinstance(member, Node))]
    names = {member: _number(payload_of(member)) for member in nodes}
    term = local_term(node, use.position, names)
    return _number(use.local) if term is None else text_of(term)


def _where(account: Account, entry: Entry) -> str:
    """Return which results use a node, and what to do with each."""
    name, uses = account.names[entry.node], entry.contributions
    consumers = [*dict.fromkeys(use.consumer for use in uses)]
    if not consumers:
        return f"{name} is the result itself: how fast does it change with itself?"
    formulas = " and ".join([formula_of(account, member) for member in consumers])
    upstream = " and ".join([gradient_name(account, member) for member in consumers])
    if len(uses) == 1:
        text = (
            f"{name} is used in {formulas}. Multiply {upstream} by the local "
            f"derivative of that with respect to {name}."
        )
    else:
        text = (
            f"{name} is used {len(uses)} times, in {formulas}. Multiply for each use "
            f"the upstream gradient ({upstream}) by the local derivative, and add."
        )
    root = account.root
    return f"{text} {gradient_name(account, root)} is 1." if root in consumers else text


def _numeric_locals(account: Account, uses: list[Contribution]) -> str:
    """Return where the local derivatives come from that are but numbers."""
    notes: list[str] = []
    for use in uses:
        term = account.local(use)
        if term is None or not term.names():
            local = _number(use.local) if term is None else text_of(term)
            formula = formula_of(account, use.consumer)
            notes.append(f"{local} is the local derivative of {formula}")
    return f" ({'; '.join(notes)})" if notes else ""


def _factor(text: str) -> str:
    """Return a formula as it stands in a product."""
    plain = text.startswith("(") and text.endswith(")") and ")" not in text[:-1]
    return f"({text})" if " " in text and not plain else text


def _number(x: float) -> str:
    return number(x, DIGITS)
