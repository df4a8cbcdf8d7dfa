"""`quiz`: predict each gradient of a graph, and learn what a wrong answer forgot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from autograd_core import Node
from viz.graph.node_names import typed
from viz.graph.text_format import count, number
from viz.graph.variable_names import names_around, names_in
from viz.ledger.explain import DIGITS, bracketed, gradient_name, product_text
from viz.ledger.ledger import Account, Entry, account, found_nodes
from viz.quizzes.answers import read_guess
from viz.quizzes.mistakes import diagnosis

TRIES = 3
MOST_QUESTIONS = 200
HELP = "Type a number, ? for a hint, s to skip, q to stop."


@dataclass(frozen=True)
class Reply:
    """What the quiz says to an answer; true if the answer is right.

    Attributes:
        right: whether it is.
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
        told: the ledger to ask about.
        found: names of variables that hold nodes.

    >>> from autograd_core import Value
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> q = quiz((w * x).relu())
    >>> q.check("w", -2)
    The size is right, the sign is not.
    >>> q.check(w, 2)
    Right: dn2/dw = 2.0
    """

    def __init__(self, told: Account, found: Mapping[Node, str]) -> None:
        self.told = told
        self._found = found
        self._entries = {entry.node: entry for entry in told.entries}

    @property
    def nodes(self) -> list[Any]:
        """The nodes that are asked for, in the order of the backward pass."""
        return [each for each in self._entries if each is not self.told.root]

    def forward(self) -> str:
        """What was computed, line by line.

        >>> from autograd_core import Value
        >>> print(quiz(Value(2.0, label="a") * 3).forward())
        a = 2.0
        n1 = a * 3.0 = 6.0
        """
        lines = []
        for node in reversed([*self._entries]):
            made = "" if node.is_leaf else f" = {typed(node, self.told.names)}"
            value = number(node.data, DIGITS)
            lines.append(f"{self.told.names[node]}{made} = {value}")
        return "\n".join(lines)

    def question(self, node: Any) -> str:
        """The name of a gradient: `dL/dw`."""
        return gradient_name(self.told, self._entry(node).node)

    def check(self, node: Any, answer: Any) -> Reply:
        """Whether a gradient is right, as exactly as it was given.

        Args:
            node: a node, or its name.
            answer: a number, or a text such as `0.39` or `1/3`. A text needs to be
                right in the digits that it has, at least two.

        Raises:
            TypeError: `node` is neither, or `answer` is no number.
            ValueError: there is no such node, or the text is no number.
        """
        entry = self._entry(node)
        guess = read_guess(answer)
        if guess.is_(entry.total):
            right = number(entry.total, DIGITS)
            return Reply(True, f"Right: {self.question(entry.node)} = {right}")
        return Reply(False, diagnosis(self.told, entry, guess))

    def hint(self, node: Any) -> str:
        """The gradient as a sum of products, without the numbers.

        >>> from autograd_core import Value
        >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
        >>> quiz(a * b + a).hint("a")
        'dn2/da = dn2/dn2 * 1 + dn2/dn1 * b'
        """
        entry = self._entry(node)
        parts = [product_text(self.told, each) for each in entry.contributions]
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
        say(f"\n{count(len(self.nodes), 'question')}, from the result back. {HELP}")
        at_once = asked = 0
        for node in self.nodes:
            tries = self._ask_one(node, read or input, say)
            if tries is None:
                break
            asked += 1
            at_once += tries == 1
        say(f"\n{at_once} of {asked} right at the first try.")
        return at_once, asked

    def __repr__(self) -> str:
        first = self.question(self.nodes[0]) if self.nodes else "none"
        return (
            f"<Quiz of {count(len(self.nodes), 'question')}; .ask() asks them all, "
            f".check(node, 0.5) checks one answer; the first is {first}>"
        )

    def _entry(self, node: Any) -> Entry:
        (found,) = found_nodes("quiz", [node], [*self._entries], self._found)
        return self._entries[found]

    def _ask_one(
        self, node: Any, read: Callable[[str], str], say: Callable[[str], None]
    ) -> int | None:
        """The number of tries; 0 for a question given up, None to stop."""
        name = self.question(node)
        tries = 0
        while tries < TRIES:
            try:
                typed_in = read(f"\n{name} = ").strip()
            except EOFError:
                return None
            if typed_in in ("q", "quit", "exit"):
                return None
            if typed_in in ("?", "h", "hint"):
                say(self.hint(node))
                continue
            if typed_in in ("s", "skip", ""):
                break
            try:
                reply = self.check(node, typed_in)
            except ValueError as error:
                say(f"{error}. {HELP}")
                continue
            tries += 1
            say(reply.text)
            if reply:
                return tries
        say(f"It is {self._worked(self._entries[node])}")
        return 0

    def _worked(self, entry: Entry) -> str:
        """A gradient with the numbers put in."""
        total = number(entry.total, DIGITS)
        amounts = [bracketed(each.amount) for each in entry.contributions]
        if len(amounts) == 1:
            each = entry.contributions[0]
            up, local = number(each.upstream, DIGITS), bracketed(each.local)
            return f"{self.hint(entry.node)} = {up} * {local} = {total}"
        return f"{self.hint(entry.node)} = {' + '.join(amounts)} = {total}"


def quiz(node: Node, *, of: Any = None, names: Mapping[str, Any] | None = None) -> Quiz:
    """A quiz about the gradients of a graph: predict, then see.

    Args:
        node: the result to differentiate.
        of: a node, its name, or a list of them to ask for; None for all.
        names: variables to name nodes after; by default those of the caller.

    Returns:
        A quiz: `.ask()` asks question by question, `.check(node, 0.5)` looks at one
        answer and says what it forgot.

    Raises:
        TypeError: `node` is no Value or Tensor, or `of` no node of its graph.
        ValueError: there are too many questions, or a node of `of` is not in the graph.
        GraphError: a Tensor of several entries, or too large a graph of Tensors.

    >>> from autograd_core import Value
    >>> quiz(Value(2.0, label="a") * 3).check("a", 6.0)
    It is twice the right number: a factor 2 too much.
    """
    found = names_around() if names is None else names_in(names)
    told = account("quiz", node, MOST_QUESTIONS + 1, of, "backward", found)
    if told.nodes > MOST_QUESTIONS:
        raise ValueError(
            f"quiz: {count(told.nodes, 'question')} are more than {MOST_QUESTIONS}; "
            "choose some with of=[...]"
        )
    return Quiz(told, found)
