"""`quiz`: questions about the gradients of a graph, with a diagnosis of mistakes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, overload

from autograd_core import Node, topological_order
from autograd_core.extend import (
    describe,
    explained,
    plural,
    require_folder,
    short_repr,
)
from viz.graph.screen import fitted, say
from viz.graph.selection import nodes_of_requests
from viz.graph.text_format import number
from viz.graph.variable_names import names_around, names_in
from viz.ledger.explain import DIGITS, bracketed, gradient_name, product_text
from viz.ledger.ledger import Account, Entry, account_of
from viz.quizzes.answers import Reply, read_guess
from viz.quizzes.asking import answered
from viz.quizzes.do import Walk
from viz.quizzes.forward import MOST_QUESTIONS, forward_text
from viz.quizzes.hints import ANSWER, FORMULA, checked_rung, gradient_hint
from viz.quizzes.kinks import kink_of, kink_text
from viz.quizzes.mistakes import diagnosis
from viz.quizzes.score import Question, Score

MODES = ("predict", "do")
HELP = "Type a number, ? for a hint, s or Enter to skip, q to stop."


class Quiz:
    """The gradients of a graph as questions.

    Args:
        account: the ledger to ask about.
        variables: names of variables that hold nodes.

    >>> from autograd_core import Value
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> q = quiz((w * x).relu())
    >>> q.check("w", -2)
    The size is right, the sign is not.
    >>> q.check(w, 2)
    Right: dn2/dw = 2.0
    """

    def __init__(self, account: Account, variables: Mapping[Node, str]) -> None:
        self.account = account
        self._variables = variables
        self._entries = {entry.node: entry for entry in account.entries}

    @property
    def nodes(self) -> list[Any]:
        """The nodes that are asked for, in the order of the backward pass."""
        return [node for node in self._entries if node is not self.account.root]

    def forward(self) -> str:
        """Return what was computed, line by line.

        >>> from autograd_core import Value
        >>> print(quiz(Value(2.0, label="a") * 3).forward())
        a = 2.0
        n1 = a * 3.0 = 6.0
        """
        return forward_text(self.account, self._variables)

    def question(self, node: Any) -> str:
        """Return the name of a gradient: `dL/dw`."""
        return gradient_name(self.account, self._entry(node).node)

    def check(self, node: Any, answer: Any) -> Reply:
        """Check an answer, in the digits that it has.

        Args:
            node: a node, or its name.
            answer: a number, or a text such as `0.39` or `1/3`. A text needs to be
                right in the digits that it has, at least two.

        Raises:
            TypeError: `node` is neither, or `answer` is not a number.
            ValueError: there is no such node, or the text is not a number.
        """
        entry = self._entry(node)
        guess = read_guess(answer)
        kink = kink_of(self.account.root, entry.node, entry.total)
        name, right = self.question(entry.node), number(entry.total, DIGITS)
        if kink and (kink.holds(guess.value, guess.slack) or guess.is_(entry.total)):
            names = self.account.names
            beside = (names[self.account.root], names[entry.node])
            return Reply(True, f"Right: {kink_text(kink, beside, name, right, guess)}")
        if guess.is_(entry.total):
            return Reply(True, f"Right: {name} = {right}")
        return Reply(False, diagnosis(self.account, entry, guess))

    def hint(self, node: Any, rung: int = FORMULA) -> str:
        """Return a hint: the higher its rung, the more it says.

        Args:
            node: a node, or its name.
            rung: 1 where to look, 2 the formula, 3 the formula with its numbers, 4 the
                answer.

        Raises:
            ValueError: there is no such rung, or no such node.

        >>> from autograd_core import Value
        >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
        >>> q = quiz(a * b + a)
        >>> q.hint("a")
        'dn2/da = dn2/dn2 * 1 + dn2/dn1 * b (1 is the local derivative of n2 = n1 + a)'
        >>> q.hint("a", 4)
        'dn2/da = 1.0 * 1 + 1.0 * 3.0 = 4.0'
        """
        return gradient_hint(self.account, self._entry(node), checked_rung(rung))

    def ask(
        self,
        read: Callable[[str], str] | None = None,
        say: Callable[[str], None] = say,
        *,
        save: str | os.PathLike[str] | None = None,
    ) -> tuple[int, int]:
        """Ask for each gradient in turn, in a terminal.

        Args:
            read: shows a prompt and gives what was typed; `input` if None.
            say: shows a line.
            save: a file for the score, as JSON.

        Returns:
            How many were right at the first try, and how many were asked.

        Raises:
            OSError: the file cannot be written.

        >>> from autograd_core import Value
        >>> quiz(Value(2.0, label="a") * 3).ask(lambda prompt: "3", lambda line: None)
        (1, 1)
        """
        if save is not None:
            require_folder(Path(save))
        say(self.forward())
        say(f"\n{plural(len(self.nodes), 'question')}, from the result back. {HELP}")
        score = Score("predict", self.account.names[self.account.root])
        for node in self.nodes:
            question = Question(self.question(node))
            if not self._ask_one(node, question, read or input, say):
                break
            score.questions.append(question)
        say(f"\n{score!r}.")
        if save is not None:
            score.save(save)
        return score.right, score.asked

    def __repr__(self) -> str:
        first = self.question(self.nodes[0]) if self.nodes else "none"
        return fitted(
            f"<Quiz of {plural(len(self.nodes), 'question')}; .ask() asks them all, "
            f".check(node, 0.5) checks one answer; the first is {first}>"
        )

    def _entry(self, node: Any) -> Entry:
        """Return the entry of a node that is given itself or by its name."""
        nodes = topological_order(self.account.root)
        (match,) = nodes_of_requests("quiz", [node], nodes, self._variables)
        if match not in self._entries:
            raise ValueError(
                f"quiz: {short_repr(describe(match))} is not among the questions that "
                "of= has chosen"
            )
        return self._entries[match]

    def _ask_one(
        self,
        node: Any,
        question: Question,
        read: Callable[[str], str],
        say: Callable[[str], None],
    ) -> bool:
        """Ask one question, at most so many times; False to stop."""

        def attempt(answer: str) -> Reply:
            reply = self.check(node, answer)
            question.tries += 1
            question.solved = reply.right
            return reply

        def hint() -> str:
            question.hints = min(question.hints + 1, ANSWER)
            return self.hint(node, question.hints)

        prompt = f"\n{question.text} = "
        goes_on = answered(
            prompt, lambda: question.tries, attempt, hint, HELP, read, say
        )
        if goes_on is None:
            say(f"It is {self._solution(self._entries[node])}")
        return goes_on is not False

    def _solution(self, entry: Entry) -> str:
        """Return a gradient with the numbers put in."""
        total = number(entry.total, DIGITS)
        products = [product_text(self.account, use) for use in entry.contributions]
        formula = f"{self.question(entry.node)} = {' + '.join(products)}"
        amounts = [bracketed(use.amount) for use in entry.contributions]
        if len(amounts) == 1:
            use = entry.contributions[0]
            upstream, local = number(use.upstream, DIGITS), bracketed(use.local)
            return f"{formula} = {upstream} * {local} = {total}"
        return f"{formula} = {' + '.join(amounts)} = {total}"


@overload
def quiz(
    node: Node,
    *,
    of: Any = None,
    mode: Literal["predict"] = "predict",
    names: Mapping[str, Any] | None = None,
) -> Quiz: ...


@overload
def quiz(
    node: Node,
    *,
    of: None = None,
    mode: Literal["do"],
    names: Mapping[str, Any] | None = None,
) -> Walk: ...


@explained
def quiz(
    node: Node,
    *,
    of: Any = None,
    mode: str = "predict",
    names: Mapping[str, Any] | None = None,
) -> Quiz | Walk:
    """Make a quiz about the gradients of a graph: predict, then see.

    Args:
        node: the result to differentiate.
        of: a node, its name, or a list of them to ask for; None for all.
        mode: "predict" to give each gradient; "do" to go the backward pass edge by
            edge: choose the next one, then give upstream, local and contribution.
        names: variables to name nodes after; by default those of the caller.

    Returns:
        A quiz: `.ask()` asks question by question, `.check(node, 0.5)` looks at one
        answer and says what it forgot. For mode "do" a `Walk`; its `.ask()` returns
        the score, and `.ask(save="score.json")` writes it.

    Raises:
        TypeError: `node` is not a Value or Tensor, or `of` not a node or a name.
        ValueError: an unknown mode, `of` in mode "do", too many questions, or a node
            of `of` is not in the graph.
        GraphError: a Tensor of several entries, or too large a graph of Tensors.

    >>> from autograd_core import Value
    >>> quiz(Value(2.0, label="a") * 3).check("a", 6.0)
    It is twice the right number: a factor 2 too much.
    >>> quiz(Value(2.0, label="a") * 3, mode="do").edges
    ['n1 -> a']
    """
    if mode not in MODES:
        raise ValueError(
            f"quiz: unknown mode {short_repr(mode, 40)}; known: {', '.join(MODES)}"
        )
    if mode == "do" and of is not None:
        raise ValueError("quiz: mode 'do' goes along all edges; leave out of=")
    variables = names_around() if names is None else names_in(names)
    account = account_of("quiz", node, MOST_QUESTIONS + 1, of, "backward", variables)
    if account.nodes > MOST_QUESTIONS:
        remedy = (
            "take a part of the graph" if mode == "do" else "choose some with of=[...]"
        )
        raise ValueError(
            f"quiz: {plural(account.nodes, 'question')} are more than "
            f"{MOST_QUESTIONS}; {remedy}"
        )
    return Walk(account) if mode == "do" else Quiz(account, variables)
