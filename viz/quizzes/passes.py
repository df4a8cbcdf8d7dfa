"""The edges of a backward pass that a learner goes: which may be next, and why not."""

from __future__ import annotations

import math
import re
from typing import Any

from autograd_core.extend import short_repr
from viz.graph.text_format import number
from viz.ledger.explain import DIGITS, bracketed
from viz.ledger.ledger import Account, Contribution, gradient_name
from viz.quizzes.naive import naive_gradient

NAIVE_TOLERANCE = 1e-9


class Passes:
    """The edges of a graph, and those that have been passed.

    Attributes:
        account: the whole ledger.
        uses: the edges: a contribution each.
        passed: the places of those that have been passed.

    >>> from autograd_core import Value
    >>> from viz.ledger.ledger import account_of
    >>> passes = Passes(account_of("quiz", Value(2.0, label="a").exp() * 3.0, 9))
    >>> passes.names()
    ['n2 -> n1', 'n1 -> a']
    >>> passes.waiting(1)
    [0]
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self.uses = [use for entry in account.entries for use in entry.contributions]
        self.passed: set[int] = set()
        self._into: dict[Any, list[int]] = {entry.node: [] for entry in account.entries}
        for i, use in enumerate(self.uses):
            self._into[operand(use)].append(i)

    def remaining(self) -> list[int]:
        """The places of the edges that are still to be passed."""
        return [i for i in range(len(self.uses)) if i not in self.passed]

    def waiting(self, index: int) -> list[int]:
        """The edges that have to come before one; none: it may be passed."""
        into = self._into[self.uses[index].consumer]
        return [i for i in into if i not in self.passed]

    def ready(self) -> list[int]:
        """The places of the edges that may be passed now."""
        return [i for i in self.remaining() if not self.waiting(i)]

    def names(self) -> list[str]:
        """The names of the edges that are still to be passed."""
        return [self.name(i) for i in self.remaining()]

    def name(self, index: int) -> str:
        """The name of an edge: `result -> operand`."""
        use, names = self.uses[index], self.account.names
        node = operand(use)
        text = f"{names[use.consumer]} -> {names[node]}"
        twins = [x for x in use.consumer.operands if x is node]
        return f"{text}, operand {use.position + 1}" if len(twins) > 1 else text

    def index(self, edge: Any) -> int:
        """The place of an edge that is named or numbered among those to come.

        Raises:
            TypeError: neither a text nor a number.
            ValueError: there is no such edge to pass.
        """
        remaining = self.remaining()
        if isinstance(edge, str) and edge.strip().isdecimal():
            edge = int(edge)
        if isinstance(edge, int) and not isinstance(edge, bool):
            if 1 <= edge <= len(remaining):
                return remaining[edge - 1]
            raise ValueError(f"quiz: no edge {edge}; there are 1 to {len(remaining)}")
        if not isinstance(edge, str):
            raise TypeError(
                "quiz: an edge is a text such as 'L -> w' or its number, got "
                f"{short_repr(edge, 40)}"
            )
        typed = _plain(edge)
        for i in remaining:
            name = self.name(i)
            if typed in (_plain(name), _plain(name.partition(", operand ")[0])):
                return i
        examples = ", ".join(self.names()[:8])
        raise ValueError(
            f"quiz: no edge {short_repr(edge, 40)} to pass; there are {examples}"
        )

    def early(self, index: int) -> str:
        """Why an edge has to wait, and what the naive recursion makes of it."""
        account, use = self.account, self.uses[index]
        child, node = use.consumer, operand(use)
        name, into, waiting = (
            account.names[child],
            self._into[child],
            self.waiting(index),
        )
        rest = " and ".join([self.name(i) for i in waiting])
        if len(waiting) == len(into):
            return (
                f"Too early: nothing has arrived at {name} yet, so there is nothing to "
                f"pass on to {account.names[node]}. It waits for {rest}."
            )
        arrived = math.fsum(self.uses[i].amount for i in into if i in self.passed)
        product = f"{number(arrived, DIGITS)} * {bracketed(use.local)}"
        text = (
            f"Too early: {len(into) - len(waiting)} of the {len(into)} uses of {name} "
            f"have contributed, {rest} not yet. The naive recursion does not wait: it "
            f"passes {product} = {number(arrived * use.local, DIGITS)} on to "
            f"{account.names[node]} now, and again when the rest has arrived"
        )
        naive = naive_gradient(account.root, node)
        if naive is None:
            return f"{text}."
        total = next(entry.total for entry in account.entries if entry.node is node)
        luck = math.isclose(naive, total, rel_tol=NAIVE_TOLERANCE)
        verdict = ", by luck the right number" if luck else ", which is wrong"
        gradient = gradient_name(account, node)
        return f"{text}; it ends with {gradient} = {number(naive, DIGITS)}{verdict}."

    def hints(self) -> tuple[str, str, str, str]:
        """The ladder of hints about the next edge."""
        names, ready = self.account.names, self.ready()
        counts = {
            names[self.uses[i].consumer]: len(self.waiting(i)) for i in self.remaining()
        }
        listing = ", ".join([f"{name} {count}" for name, count in counts.items()])
        return (
            "Look for a result that all its uses have contributed to: its edges may be "
            "passed, in any order.",
            "An edge may be passed when no use of its result is still to come.",
            f"Uses still to come: {listing}.",
            f"{self.name(ready[0])}: {names[self.uses[ready[0]].consumer]} is final.",
        )


def operand(use: Contribution) -> Any:
    """The node that an edge leads to."""
    return use.consumer.operands[use.position]


def _plain(edge: str) -> str:
    """A name of an edge without blanks, its arrow as one sign."""
    return re.sub(r"\s+", "", edge).replace("->", ">").replace("\u2192", ">")
