"""`quiz(L, mode="do")`: the learner is the backward pass, edge by edge.

Any edge whose result is final may be next: every reverse topological order is right.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograd_core.extend import plural, require_folder, short_repr
from viz.graph.screen import fitted, say
from viz.graph.text_format import number
from viz.ledger.explain import DIGITS
from viz.ledger.ledger import Account, Contribution, Entry
from viz.quizzes.answers import Guess, Reply, read_guess
from viz.quizzes.asking import answered
from viz.quizzes.forward import forward_text
from viz.quizzes.hints import (
    ANSWER,
    CONTRIBUTION,
    LOCAL,
    PARTS,
    UPSTREAM,
    checked_rung,
    part_hint,
)
from viz.quizzes.kinks import Kink, kink_text, local_kink
from viz.quizzes.mistakes import diagnosis, local_diagnosis
from viz.quizzes.passes import Passes, operand
from viz.quizzes.score import Question, Score

EDGE = "edge"
HELP = "Type an answer, ? for a hint, s or Enter to see it, q to stop."


class Walk:
    """The backward pass as a quiz: choose an edge, then give its three numbers.

    Attributes:
        account: the whole ledger.
        score: what was asked so far.

    >>> from autograd_core import Value
    >>> from viz import quiz
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> q = quiz((w * x).tanh(), mode="do")
    >>> q.choose("n1 -> x").text[:39]
    'Too early: nothing has arrived at n1 ye'
    >>> q.choose("n2 -> n1"), q.check("upstream", 1), q.check("local", "0.42")
    (Right: n2 is final., Right: upstream = 1.0, Right: local = 0.419974)
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self.score = Score("do", account.names[account.root])
        self._entries = {entry.node: entry for entry in account.entries}
        self._passes = Passes(account)
        self._chosen: int | None = None
        self._open: dict[str, Question] = {}

    @property
    def edges(self) -> list[str]:
        """The edges that are still to be passed: `result -> operand`."""
        return self._passes.names()

    @property
    def parts(self) -> list[str]:
        """What is still to be given of the chosen edge, in the usual order."""
        if self._chosen is None:
            return []
        return [p for p in PARTS if p not in self._open or not self._open[p].solved]

    def choose(self, edge: Any) -> Reply:
        """Choose the next edge of the backward pass.

        Args:
            edge: its name, such as `L -> w`, or its number in `edges`, from 1.

        Raises:
            TypeError: neither of these.
            ValueError: there is no such edge, or one that was chosen is not done.

        >>> from autograd_core import Value
        >>> from viz import quiz
        >>> quiz(Value(1.0, label="a") * 2.0, mode="do").choose(1)
        Right: n1 is final.
        """
        if self._chosen is not None:
            raise ValueError(
                f"quiz: {self._passes.name(self._chosen)} is not done: "
                f"{', '.join(self.parts)} to come"
            )
        index = self._passes.index(edge)
        question = self._question(EDGE)
        question.tries += 1
        if self._passes.waiting(index):
            return Reply(False, self._passes.early(index))
        question.solved = True
        self._chosen = index
        consumer = self._passes.uses[index].consumer
        return Reply(True, f"Right: {self.account.names[consumer]} is final.")

    def check(self, part: str, answer: Any) -> Reply:
        """Check a number of the chosen edge.

        Args:
            part: "upstream", "local" or "contribution".
            answer: a number, or a text such as `0.39` or `1/3`.

        Raises:
            TypeError: `answer` is not a number.
            ValueError: no edge is chosen, there is no such part, or not a number.
        """
        if part not in PARTS:
            raise ValueError(
                f"quiz: no part {short_repr(part, 40)}; an edge has {', '.join(PARTS)}"
            )
        if self._chosen is None:
            raise ValueError("quiz: choose an edge first, such as .choose(1)")
        reply = self._reply(part, self._passes.uses[self._chosen], read_guess(answer))
        question = self._question(part)
        question.tries += not question.solved
        question.solved = question.solved or reply.right
        self._pass_on()
        return reply

    def hint(self, rung: int = 1) -> str:
        """Return a hint about what comes next: the edge, or a number of it.

        Args:
            rung: 1 where to look, 2 the formula, 3 the formula with its numbers, 4 the
                answer.

        Raises:
            ValueError: there is no such rung, or nothing is left to ask.

        >>> from autograd_core import Value
        >>> from viz import quiz
        >>> quiz(Value(1.0, label="a") * 2.0, mode="do").hint(4)
        'n1 -> a: n1 is final.'
        """
        rung = checked_rung(rung)
        if not self.edges:
            raise ValueError("quiz: all edges are passed, there is nothing to ask")
        part = self._next_part()
        question = self._question(part)
        question.hints = max(question.hints, rung)
        if self._chosen is None:
            return self._passes.hints()[rung - 1]
        return part_hint(self.account, self._passes.uses[self._chosen], part, rung)

    def ask(
        self,
        read: Callable[[str], str] | None = None,
        say: Callable[[str], None] = say,
        *,
        save: str | os.PathLike[str] | None = None,
    ) -> Score:
        """Go the whole backward pass in a terminal.

        Args:
            read: shows a prompt and gives what was typed; `input` if None.
            say: shows a line.
            save: a file for the score, as JSON.

        Returns:
            The score: what was right at the first try.

        Raises:
            OSError: the file cannot be written.
        """
        if save is not None:
            require_folder(Path(save))
        say(forward_text(self.account))
        say(
            f"\n{plural(len(self.edges), 'edge')} to pass, from the result back. {HELP}"
        )
        while self.edges and self._ask_one(self._next_part(), read or input, say):
            pass
        say(f"\n{self.score!r}.")
        if save is not None:
            self.score.save(save)
        return self.score

    def __repr__(self) -> str:
        return fitted(
            f"<Walk with {plural(len(self.edges), 'edge')} to pass; .ask() asks for "
            "all, .choose(1) and .check('upstream', 1) for one>"
        )

    # -- the numbers of an edge --------------------------------------------------------

    def _reply(self, part: str, use: Contribution, guess: Guess) -> Reply:
        right = {UPSTREAM: use.upstream, LOCAL: use.local}.get(part, use.amount)
        text = f"{part} = {number(right, DIGITS)}"
        kink = local_kink(use.consumer, use.position) if part != UPSTREAM else None
        if kink and part == CONTRIBUTION:
            kink = Kink(kink.left * use.upstream, kink.right * use.upstream)
        if kink and kink.holds(guess.value, guess.slack):
            names = self.account.names
            beside = (names[use.consumer], names[operand(use)])
            verdict = kink_text(kink, beside, part, number(right, DIGITS), guess)
            if part == CONTRIBUTION:
                verdict = (
                    f"a subgradient times the upstream one; backward() takes {text}"
                )
            return Reply(True, f"Right: {verdict}")
        if guess.is_(right):
            return Reply(True, f"Right: {text}")
        if part == LOCAL:
            return Reply(False, local_diagnosis(self.account, use, guess))
        entry = Entry(operand(use), use.amount, [use])
        if part == UPSTREAM:
            entry = self._entries[use.consumer]
        return Reply(False, diagnosis(self.account, entry, guess))

    # -- what is asked -----------------------------------------------------------------

    def _next_part(self) -> str:
        return self.parts[0] if self.parts else EDGE

    def _question(self, part: str) -> Question:
        """Return the open question about a part; a new one goes on record."""
        if part not in self._open:
            text = f"edge {len(self._passes.passed) + 1}"
            if part != EDGE and self._chosen is not None:
                text = f"{self._passes.name(self._chosen)}: {part}"
            self._open[part] = Question(text)
            self.score.questions.append(self._open[part])
        return self._open[part]

    def _pass_on(self) -> None:
        """Pass the chosen edge when its three numbers are there."""
        if self._chosen is not None and not self.parts:
            self._passes.passed.add(self._chosen)
            self._chosen = None
            self._open = {}

    def _ask_one(
        self, part: str, read: Callable[[str], str], say: Callable[[str], None]
    ) -> bool:
        """Ask for an edge or for one of its numbers; False to stop."""
        prompt = f"{part} = "
        if part == EDGE:
            prompt = "next edge = "
            listed = [f"  {i}  {name}" for i, name in enumerate(self.edges, 1)]
            say("\n".join(["", *listed]))

        def attempt(answer: str) -> Reply:
            return self.choose(answer) if part == EDGE else self.check(part, answer)

        def hint() -> str:
            return self.hint(min(self._question(part).hints + 1, ANSWER))

        def tries() -> int:
            return self._open[part].tries if part in self._open else 0

        goes_on = answered(prompt, tries, attempt, hint, HELP, read, say)
        if goes_on is None:
            self._give_up(part, say)
        return goes_on is not False

    def _give_up(self, part: str, say: Callable[[str], None]) -> None:
        """Say the answer and go on with it."""
        say(f"It is {self.hint(ANSWER)}")
        self._open[part].solved = True
        if part == EDGE:
            self._chosen = self._passes.ready()[0]
        self._pass_on()
