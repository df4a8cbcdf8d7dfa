"""Mistakes that lead to a wrong gradient: the sign, a factor, a use left out.

The page has the same list, see `viz/page/quiz.js`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from autograd_core.extend import edges as edges_of
from autograd_core.extend import payload_of
from viz.graph.node_names import factor, names_of
from viz.ledger.explain import bracketed
from viz.ledger.ledger import (
    Account,
    Contribution,
    Entry,
    formula_of,
    gradient_name,
    ledger,
)
from viz.quizzes.answers import Guess
from viz.quizzes.naive import naive_gradient

Mistake = tuple[float, str]


def diagnosis(account: Account, entry: Entry, guess: Guess) -> str:
    """Return in a sentence what a wrong answer forgot.

    Args:
        account: the ledger.
        entry: of the node whose gradient was asked for.
        guess: the wrong answer.

    >>> from autograd_core import Value
    >>> from viz.ledger.ledger import account_of
    >>> a = Value(3.0, label="a")
    >>> square = account_of("quiz", a * a, 9)
    >>> diagnosis(square, square.entries[1], Guess(3.0, 0.0))[:58]
    'That is what comes back through one operand of n1 = a * a '
    """
    entries = ledger(account.root)
    nodes = [row.node for row in reversed(entries)]
    names = {**names_of(nodes, {*nodes}), **account.names}
    full_account = Account(account.root, entries, names, account.nodes)
    return _verdict([*_mistakes(full_account, entry)], guess)


def local_diagnosis(account: Account, use: Contribution, guess: Guess) -> str:
    """Return in a sentence what a wrong local derivative mixed up.

    >>> from autograd_core import Value
    >>> from viz.ledger.ledger import account_of
    >>> a, b = Value(3.0, label="a"), Value(5.0, label="b")
    >>> account = account_of("quiz", a * b, 9)
    >>> use = account.entries[2].contributions[0]
    >>> local_diagnosis(account, use, Guess(-5.0, 0.0))
    'The size is right, the sign is not.'
    """
    node = use.consumer.operands[use.position]
    entry = Entry(node, use.local, [use])
    mistakes = [
        (-use.local, "The size is right, the sign is not."),
        *[(local, text) for _, _, local, text in _others(account, entry)],
        (use.upstream, "That is the upstream gradient, not the local derivative."),
        (use.amount, "That is the product already: the local derivative alone."),
        *[
            (payload_of(each), f"That is the value of {account.names[each]}.")
            for each in (node, use.consumer)
        ],
        (use.local / 2, "It is half the right number: a factor 2 is missing."),
        (use.local * 2, "It is twice the right number: a factor 2 too much."),
    ]
    return _verdict(mistakes, guess, "its formula")


def _verdict(
    mistakes: Sequence[Mistake], guess: Guess, hint: str = "the product to compute"
) -> str:
    """Return the text of the mistake that leads to an answer, or to its opposite."""
    text = _matching_text(mistakes, guess)
    if text:
        return text
    opposite = Guess(-guess.value, guess.slack)
    text = _matching_text(mistakes, opposite) if guess.value else ""
    if text:
        return f"The sign is wrong, and: {text}"
    return f"That is not it. A hint shows {hint}."


def _matching_text(mistakes: Sequence[Mistake], guess: Guess) -> str:
    """Return the text of the likeliest mistake that leads to an answer, or "".

    An exact match comes before one within the digits that were typed.
    """
    for reading in (Guess(guess.value, 1e-6 * abs(guess.value)), guess):
        for value, text in mistakes:
            if math.isfinite(value) and reading.is_(value):
                return text
    return ""


def _mistakes(account: Account, entry: Entry) -> Iterator[Mistake]:
    """Yield the common mistakes and the numbers they lead to, the likeliest first."""
    right, uses, name = entry.total, entry.contributions, account.names[entry.node]
    yield -right, "The size is right, the sign is not."
    if right:
        yield 0.0, f"It is not 0: a change of {name} does change the result."
    if len(uses) > 1:
        yield from _forgotten_uses(account, entry)
    naive = naive_gradient(account.root, entry.node)
    if naive is not None:
        yield (
            naive,
            "That is what the naive recursion gives: it passes gradients on before "
            "they are complete, so some parts count twice.",
        )
    yield from _lost_factors(account, uses)
    yield from _other_operand(account, entry)
    yield payload_of(entry.node), f"That is the value of {name}, not its gradient."
    yield from _other_local(account, entry)
    squared = any(use.consumer.rule.name in ("power", "square") for use in uses)
    as_of = ", as of d(r**2)/dr = 2 * r" if squared else ""
    yield right / 2, f"It is half the right number: a factor 2 is missing{as_of}."
    yield right * 2, "It is twice the right number: a factor 2 too much."
    for node in (*_consumers(uses), account.root):
        yield (
            payload_of(node),
            f"That is the value of {account.names[node]}, not a gradient.",
        )
    yield from _mixed_up(account, entry)
    yield from _factors_on_the_way(account, entry)


def _forgotten_uses(account: Account, entry: Entry) -> Iterator[Mistake]:
    """Yield: one of several uses alone, left out, or with the wrong sign."""
    name, uses, right = account.names[entry.node], entry.contributions, entry.total
    rule = f"{name} is used {len(uses)} times, and what comes back adds up."
    for use in uses:
        place = _place_of(account, use, uses)
        yield use.amount, f"That is what comes back through {place} alone. {rule}"
    consumers = _consumers(uses)
    for consumer in consumers if len(consumers) > 1 else []:
        amount = math.fsum(use.amount for use in uses if use.consumer is consumer)
        formula = formula_of(account, consumer)
        yield amount, f"That is what comes back through {formula} alone. {rule}"
        yield right - amount, f"What comes back through {formula} is missing. {rule}"
    for use in uses:
        place = _place_of(account, use, uses)
        yield right - use.amount, f"What comes back through {place} is missing. {rule}"
        yield (
            right - 2 * use.amount,
            f"What comes back through {place} has the wrong sign.",
        )


def _lost_factors(account: Account, uses: Sequence[Contribution]) -> Iterator[Mistake]:
    """Yield: one of the two factors alone."""
    per_use = f", for each of its {len(uses)} uses, and add" if len(uses) > 1 else ""
    for use in uses:
        yield _upstream_alone(account, [use], use.upstream, per_use)
        place = _place_of(account, use, uses)
        yield (
            use.local,
            f"That is the local derivative of {place} alone: multiply it by the "
            f"upstream gradient, {gradient_name(account, use.consumer)}{per_use}.",
        )
    for group in (uses, [_first(uses, consumer) for consumer in _consumers(uses)]):
        total = math.fsum(use.upstream for use in group)
        yield _upstream_alone(account, uses, total, per_use)
    yield (
        math.fsum(use.local for use in uses),
        "That is the sum of the local derivatives: multiply each by its upstream "
        "gradient before you add.",
    )


def _upstream_alone(
    account: Account, uses: Sequence[Contribution], value: float, per_use: str
) -> Mistake:
    """Return the mistake of an upstream gradient without its local derivative."""
    consumers = _consumers(uses)
    names = " + ".join([gradient_name(account, consumer) for consumer in consumers])
    formula = ", ".join([formula_of(account, consumer) for consumer in consumers])
    return (
        value,
        f"That is the upstream gradient, {names}: multiply it by the local derivative "
        f"of {formula}{per_use}.",
    )


def _other_operand(account: Account, entry: Entry) -> Iterator[Mistake]:
    """Yield: the derivative with respect to another operand of the same op."""
    totals = {row.node: row.total for row in account.entries}
    for use, node, local, text in _others(account, entry):
        yield entry.total - use.amount + use.upstream * local, text
        yield (
            totals[node],
            f"That is the gradient of {account.names[node]}, which stands beside "
            f"{account.names[entry.node]} in {formula_of(account, use.consumer)}.",
        )


def _other_local(account: Account, entry: Entry) -> Iterator[Mistake]:
    """Yield: the same without the upstream gradient."""
    for use, _, local, text in _others(account, entry):
        upstream = gradient_name(account, use.consumer)
        yield local, f"{text} And the upstream gradient, {upstream}, is missing."


def _others(
    account: Account, entry: Entry
) -> Iterator[tuple[Contribution, Any, float, str]]:
    """Yield the other operands of a node's uses: use, operand, its derivative, text."""
    name = account.names[entry.node]
    for use in entry.contributions:
        for _, node, local in edges_of(use.consumer):
            if node is not entry.node:
                formula = formula_of(account, use.consumer)
                other = account.names[node]
                yield (
                    *(use, node, local),
                    f"That takes the local derivative of {formula} with respect to "
                    f"{other}, not to {name}.",
                )


def _mixed_up(account: Account, entry: Entry) -> Iterator[Mistake]:
    """Yield: a product in place of a sum, or a sum or quotient of a product."""
    uses = entry.contributions
    if len(uses) > 1:
        yield (
            math.prod(use.amount for use in uses),
            f"What comes back through the {len(uses)} uses adds up, it is not "
            "multiplied.",
        )
    for group in (uses, *([use] for use in uses)):
        yield (
            math.fsum(use.upstream + use.local for use in group),
            "That is upstream + local: the chain rule multiplies them.",
        )
        if all(use.local for use in group):
            yield (
                math.fsum(use.upstream / use.local for use in group),
                "That is upstream / local: the chain rule multiplies them.",
            )
    if entry.total:
        root, node = (
            factor(account.names[account.root]),
            factor(account.names[entry.node]),
        )
        text = f"That is 1 / the right number: d{node}/d{root}, not d{root}/d{node}."
        yield 1.0 / entry.total, text


def _factors_on_the_way(account: Account, entry: Entry) -> Iterator[Mistake]:
    """Yield: one factor of the chain rule left out or taken twice, from the node up."""
    reach = {entry.node: 1.0}  # d node / d the node that was asked for
    totals = {row.node: row.total for row in account.entries}
    for child in reversed(totals):
        for _, parent, local in edges_of(child):
            if not reach.get(parent):
                continue
            reach[child] = reach.get(child, 0.0) + local * reach[parent]
            if not local or abs(local) == 1.0:
                continue
            above, below = factor(account.names[child]), factor(account.names[parent])
            of = f"d{above}/d{below} = {bracketed(local)}"
            shortened = totals[child] * reach[parent]
            others = entry.total - shortened * local
            yield (
                others + shortened,
                f"A factor of the chain rule is missing: {of}.",
            )
            yield (
                others + shortened * local * local,
                f"A factor of the chain rule is in it twice: {of}.",
            )


def _consumers(uses: Sequence[Contribution]) -> list[Any]:
    """Return the results that use a node, each once."""
    return [*dict.fromkeys(use.consumer for use in uses)]


def _first(uses: Sequence[Contribution], consumer: Any) -> Contribution:
    """Return the first of the uses by a consumer."""
    return next(use for use in uses if use.consumer is consumer)


def _place_of(account: Account, use: Contribution, uses: Sequence[Contribution]) -> str:
    """Return the result that uses a node; its operand if the node is two of them."""
    formula = formula_of(account, use.consumer)
    shared = [other for other in uses if other.consumer is use.consumer]
    return f"one operand of {formula}" if len(shared) > 1 else formula
