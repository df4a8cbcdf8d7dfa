"""What a wrong gradient would be right for: the sign, a factor, a use left out.

The page has the same list, see `viz/page/quiz.js`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from autograd_core.extend import edges as edges_of
from viz.graph.node_names import names_of, typed
from viz.ledger.explain import bracketed
from viz.ledger.ledger import (
    Account,
    Contribution,
    Entry,
    factor,
    gradient_name,
    ledger,
)
from viz.quizzes.answers import Guess

NAIVE_LIMIT = 2000
"""The naive recursion is given up after so many passes."""

Mistake = tuple[float, str]


def diagnosis(told: Account, entry: Entry, guess: Guess) -> str:
    """What a wrong answer forgot, in a sentence.

    Args:
        told: the ledger.
        entry: of the node whose gradient was asked for.
        guess: the wrong answer.

    >>> from autograd_core import Value
    >>> from viz.ledger.ledger import account
    >>> a = Value(3.0, label="a")
    >>> told = account("quiz", a * a, 9, found={})
    >>> diagnosis(told, told.entries[1], Guess(3.0, 0.0))[:58]
    'That is what comes back through one operand of n1 = a * a '
    """
    whole = ledger(told.root)
    nodes = [each.node for each in reversed(whole)]
    names = {**names_of(nodes, {*nodes}), **told.names}
    known = [*_mistakes(Account(told.root, whole, names, told.nodes), entry)]
    found = _meant(known, guess)
    if found:
        return found
    turned = _meant(known, Guess(-guess.value, guess.slack)) if guess.value else ""
    if turned:
        return f"The sign is wrong, and: {turned}"
    return "That is not it. A hint shows the product to compute."


def _meant(known: Sequence[Mistake], guess: Guess) -> str:
    """The likeliest mistake that leads to an answer.

    What it is exactly tells more than what it could have been rounded from.
    """
    for meant in (Guess(guess.value, 1e-6 * abs(guess.value)), guess):
        for value, text in known:
            if math.isfinite(value) and meant.is_(value):
                return text
    return ""


def _mistakes(told: Account, entry: Entry) -> Iterator[Mistake]:
    """Every mistake we know and the number it leads to, the likeliest first."""
    right, uses, name = entry.total, entry.contributions, told.names[entry.node]
    yield -right, "The size is right, the sign is not."
    if right:
        yield 0.0, f"It is not 0: a change of {name} does change the result."
    if len(uses) > 1:
        yield from _forgotten_uses(told, entry)
    naive = _naive_gradient(told.root, entry.node)
    if naive is not None:
        yield (
            naive,
            "That is what the naive recursion gives: it passes gradients on before "
            "they are complete, so some parts count twice.",
        )
    yield from _lost_factors(told, uses)
    yield from _other_operand(told, entry)
    yield entry.node.data, f"That is the value of {name}, not its gradient."
    yield from _other_local(told, entry)
    squared = any(each.consumer.rule.name in ("power", "square") for each in uses)
    as_of = ", as of d(r**2)/dr = 2 * r" if squared else ""
    yield right / 2, f"It is half the right number: a factor 2 is missing{as_of}."
    yield right * 2, "It is twice the right number: a factor 2 too much."
    for node in (*_consumers(uses), told.root):
        yield node.data, f"That is the value of {told.names[node]}, not a gradient."
    yield from _mixed_up(told, entry)
    yield from _factors_on_the_way(told, entry)


def _forgotten_uses(told: Account, entry: Entry) -> Iterator[Mistake]:
    """One of several uses was forgotten, or is all there is, or has the wrong sign."""
    name, uses, right = told.names[entry.node], entry.contributions, entry.total
    rule = f"{name} is used {len(uses)} times, and what comes back adds up."
    for each in uses:
        yield (
            each.amount,
            f"That is what comes back through {_where(told, each, uses)} alone. {rule}",
        )
    consumers = _consumers(uses)
    for each in consumers if len(consumers) > 1 else []:
        amount = math.fsum(use.amount for use in uses if use.consumer is each)
        made = _made(told, each)
        yield amount, f"That is what comes back through {made} alone. {rule}"
        yield right - amount, f"What comes back through {made} is missing. {rule}"
    for each in uses:
        where = _where(told, each, uses)
        yield right - each.amount, f"What comes back through {where} is missing. {rule}"
        yield (
            right - 2 * each.amount,
            f"What comes back through {where} has the wrong sign.",
        )


def _lost_factors(told: Account, uses: Sequence[Contribution]) -> Iterator[Mistake]:
    """Only one of the two factors was given."""
    more = f", for each of its {len(uses)} uses, and add" if len(uses) > 1 else ""
    for each in uses:
        yield _upstream_alone(told, [each], each.upstream, more)
        where = _where(told, each, uses)
        yield (
            each.local,
            f"That is the local derivative of {where} alone: multiply it by the "
            f"upstream gradient, {gradient_name(told, each.consumer)}{more}.",
        )
    for some in (uses, [_first(uses, each) for each in _consumers(uses)]):
        total = math.fsum(each.upstream for each in some)
        yield _upstream_alone(told, uses, total, more)
    yield (
        math.fsum(each.local for each in uses),
        "That is the sum of the local derivatives: multiply each by its upstream "
        "gradient before you add.",
    )


def _upstream_alone(
    told: Account, uses: Sequence[Contribution], value: float, more: str
) -> Mistake:
    consumers = _consumers(uses)
    names = " + ".join([gradient_name(told, each) for each in consumers])
    made = ", ".join([_made(told, each) for each in consumers])
    return (
        value,
        f"That is the upstream gradient, {names}: multiply it by the local derivative "
        f"of {made}{more}.",
    )


def _other_operand(told: Account, entry: Entry) -> Iterator[Mistake]:
    """The derivative with respect to another operand of the same op was taken."""
    totals = {each.node: each.total for each in told.entries}
    for each, node, local, text in _others(told, entry):
        yield entry.total - each.amount + each.upstream * local, text
        yield (
            totals[node],
            f"That is the gradient of {told.names[node]}, which stands beside "
            f"{told.names[entry.node]} in {_made(told, each.consumer)}.",
        )


def _other_local(told: Account, entry: Entry) -> Iterator[Mistake]:
    """The same without the upstream gradient."""
    for each, _, local, text in _others(told, entry):
        upstream = gradient_name(told, each.consumer)
        yield local, f"{text} And the upstream gradient, {upstream}, is missing."


def _others(
    told: Account, entry: Entry
) -> Iterator[tuple[Contribution, Any, float, str]]:
    """What stands beside a node in its uses: use, node, local derivative, text."""
    name = told.names[entry.node]
    for each in entry.contributions:
        for _, node, local in edges_of(each.consumer):
            if node is not entry.node:
                made, other = _made(told, each.consumer), told.names[node]
                yield (
                    *(each, node, local),
                    f"That takes the local derivative of {made} with respect to "
                    f"{other}, not to {name}.",
                )


def _mixed_up(told: Account, entry: Entry) -> Iterator[Mistake]:
    """Sum and product, or product and quotient."""
    uses = entry.contributions
    if len(uses) > 1:
        yield (
            math.prod(each.amount for each in uses),
            f"What comes back through the {len(uses)} uses adds up, it is not "
            "multiplied.",
        )
    for some in (uses, *([each] for each in uses)):
        yield (
            math.fsum(each.upstream + each.local for each in some),
            "That is upstream + local: the chain rule multiplies them.",
        )
        if all(each.local for each in some):
            yield (
                math.fsum(each.upstream / each.local for each in some),
                "That is upstream / local: the chain rule multiplies them.",
            )
    if entry.total:
        root, node = factor(told.names[told.root]), factor(told.names[entry.node])
        text = f"That is 1 / the right number: d{node}/d{root}, not d{root}/d{node}."
        yield 1.0 / entry.total, text


def _factors_on_the_way(told: Account, entry: Entry) -> Iterator[Mistake]:
    """One factor of the chain rule left out, or taken twice, from the node up."""
    reach = {entry.node: 1.0}  # d node / d the node that was asked for
    totals = {each.node: each.total for each in told.entries}
    for child in reversed(totals):
        for _, parent, local in edges_of(child):
            if not reach.get(parent):
                continue
            reach[child] = reach.get(child, 0.0) + local * reach[parent]
            if not local or abs(local) == 1.0:
                continue
            above, below = factor(told.names[child]), factor(told.names[parent])
            of = f"d{above}/d{below} = {bracketed(local)}"
            without = totals[child] * reach[parent]
            rest = entry.total - without * local
            yield rest + without, f"A factor of the chain rule is missing: {of}."
            yield (
                rest + without * local * local,
                f"A factor of the chain rule is in it twice: {of}.",
            )


def _naive_gradient(root: Any, asked: Any) -> float | None:
    """What a recursion without order adds up, None where it would take too long."""
    grads: dict[Any, float] = {root: 1.0}
    calls = [(root, iter(edges_of(root)))]
    for _ in range(NAIVE_LIMIT):
        while calls:
            node, edges = calls[-1]
            edge = next(edges, None)
            if edge is not None:
                break
            calls.pop()
        else:
            return grads.get(asked, 0.0)
        _, parent, local = edge
        grads[parent] = grads.get(parent, 0.0) + grads[node] * local
        calls.append((parent, iter(edges_of(parent))))
    return None


def _consumers(uses: Sequence[Contribution]) -> list[Any]:
    return [*dict.fromkeys(each.consumer for each in uses)]


def _first(uses: Sequence[Contribution], consumer: Any) -> Contribution:
    return next(each for each in uses if each.consumer is consumer)


def _where(told: Account, use: Contribution, uses: Sequence[Contribution]) -> str:
    """The result that uses a node; the operand where the node is in it repeatedly."""
    made = _made(told, use.consumer)
    twice = sum(each.consumer is use.consumer for each in uses) > 1
    return f"one operand of {made}" if twice else made


def _made(told: Account, consumer: Any) -> str:
    return f"{told.names[consumer]} = {typed(consumer, told.names)}"
