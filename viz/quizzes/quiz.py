"""`quiz`: questions about the gradients of a graph, with a diagnosis of mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from autograd_core import Node
from autograd_core.extend import payload_of, plural
from viz.graph.node_names import typed
from viz.graph.selection import nodes_of_requests
from viz.graph.text_format import number
from viz.graph.variable_names import names_around, names_in
from viz.ledger.explain import DIGITS, bracketed, gradient_name, product_text
from viz.ledger.ledger import Account, Entry, account_of
from viz.quizzes.answers import read_guess
from viz.quizzes.mistakes import diagnosis

TRIES = 3
MOST_QUESTIONS = 200
HELP = "Type a number, ? for a hint, s to skip, q to stop."


@dataclass(frozen=True)
class Reply:
    """The verdict on an answer; true if the answer is right.

    Attributes:
        right: whether the answer is right.
        text: why, or what is wrong with it.
    """

    right: bool
    text: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return self.text


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
        lines = []
        for node in reversed([*self._entries]):
            formula = "" if node.is_leaf else f" = {typed(node, self.account.names)}"
            value = number(payload_of(node), DIGITS)
            lines.append(f"{self.account.names[node]}{formula} = {value}")
        return "\n".join(lines)

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
        if guess.is_(entry.total):
            right = number(entry.total, DIGITS)
            return Reply(True, f"Right: {self.question(entry.node)} = {right}")
        return Reply(False, diagnosis(self.account, entry, guess))

    def hint(self, node: Any) -> str:
        """Return the gradient as a sum of products, without the numbers.

        >>> from autograd_core import Value
        >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
        >>> quiz(a * b + a).hint("a")
        'dn2/da = dn2/dn2 * 1 + dn2/dn1 * b'
        """
        entry = self._entry(node)
        parts = [product_text(self.account, use) for use in entry.contributions]
        return f"{self.question(node)} = {' + '.join(parts)}"

    def ask(
        self,
        read: Callable[[str], str] | None = None,
        say: Callable[[str], None] = print,
    ) -> tuple[int, int]:
        """Ask for each gradient in turn, in a terminal.

        Args:
            read: shows a prompt and gives what was typed; `input` if None.
            say: shows a line.

        Returns:
            How many were right at the first try, and how many were asked.

        >>> from autograd_core import Value
        >>> quiz(Value(2.0, label="a") * 3).ask(lambda prompt: "3", lambda line: None)
        (1, 1)
        """
        say(self.forward())
        say(f"\n{plural(len(self.nodes), 'question')}, from the result back. {HELP}")
        correct = total = 0
        for node in self.nodes:
            tries = self._ask_one(node, read or input, say)
            if tries is None:
                break
            total += 1
            correct += tries == 1
        say(f"\n{correct} of {total} right at the first try.")
        return correct, total

    def __repr__(self) -> str:
        first = self.question(self.nodes[0]) if self.nodes else "none"
        return (
            f"<Quiz of {plural(len(self.nodes), 'question')}; .ask() asks them all, "
            f".check(node, 0.5) checks one answer; the first is {first}>"
        )

    def _entry(self, node: Any) -> Entry:
        """Return the entry of a node that is given itself or by its name."""
        (match,) = nodes_of_requests("quiz", [node], [*self._entries], self._variables)
        return self._entries[match]

    def _ask_one(
        self, node: Any, read: Callable[[str], str], say: Callable[[str], None]
    ) -> int | None:
        """Return the number of tries; 0 for a question given up, None to stop."""
        name = self.question(node)
        tries = 0
        while tries < TRIES:
            try:
                answer = read(f"\n{name} = ").strip()
            except EOFError:
                return None
            if answer in ("q", "quit", "exit"):
                return None
            if answer in ("?", "h", "hint"):
                say(self.hint(node))
                continue
            if answer in ("s", "skip", ""):
                break
            try:
                reply = self.check(node, answer)
            except ValueError as error:
                say(f"{error}. {HELP}")
                continue
            tries += 1
            say(reply.text)
            if reply:
                return tries
        say(f"It is {self._solution(self._entries[node])}")
        return 0

    def _solution(self, entry: Entry) -> str:
        """Return a gradient with the numbers put in."""
        total = number(entry.total, DIGITS)
        amounts = [bracketed(use.amount) for use in entry.contributions]
        if len(amounts) == 1:
            use = entry.contributions[0]
            upstream, local = number(use.upstream, DIGITS), bracketed(use.local)
            return f"{self.hint(entry.node)} = {upstream} * {local} = {total}"
        return f"{self.hint(entry.node)} = {' + '.join(amounts)} = {total}"


def quiz(node: Node, *, of: Any = None, names: Mapping[str, Any] | None = None) -> Quiz:
    """Make a quiz about the gradients of a graph: predict, then see.

    Args:
        node: the result to differentiate.
        of: a node, its name, or a list of them to ask for; None for all.
        names: variables to name nodes after; by default those of the caller.

    Returns:
        A quiz: `.ask()` asks question by question, `.check(node, 0.5)` looks at one
        answer and says what it forgot.

    Raises:
        TypeError: `node` is not a Value or Tensor, or `of` not a node or a name.
        ValueError: there are too many questions, or a node of `of` is not in the graph.
        GraphError: a Tensor of several entries, or too large a graph of Tensors.

    >>> from autograd_core import Value
    >>> quiz(Value(2.0, label="a") * 3).check("a", 6.0)
    It is twice the right number: a factor 2 too much.
    """
    variables = names_around() if names is None else names_in(names)
    account = account_of("quiz", node, MOST_QUESTIONS + 1, of, "backward", variables)
    if account.nodes > MOST_QUESTIONS:
        raise ValueError(
            f"quiz: {plural(account.nodes, 'question')} are more than "
            f"{MOST_QUESTIONS}; choose some with of=[...]"
        )
    return Quiz(account, variables)
