"""`View`: a page beside the prompt, and what it does when something happens."""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from autograd_core import Node
from autograd_core.extend import short_repr
from optim.training.callbacks import Callback
from viz.graph.text_format import number, visible
from viz.graph.variable_names import variables_around
from viz.live_view import address
from viz.live_view.follow import MOST_NAMES, Follower, is_result, results_in
from viz.live_view.lines import Lines
from viz.live_view.messages import Refusal, changed, numbers_in
from viz.live_view.places import Places
from viz.live_view.prompts import Detach, attach, call_at_next_line
from viz.live_view.server import Server
from viz.live_view.snapshot import Snapshot, snapshot, waiting
from viz.live_view.training import Progress
from viz.live_view.worker import Worker
from viz.page.examples import Example
from viz.page.texts import phrase

if TYPE_CHECKING:
    from optim.training.loop import Training

WAITING = (
    "Waiting for a result. Type at the prompt, for example: "
    "w, x = Value(0.5), Value(2.0); L = (w * x).tanh()"
)


class View(Callback):
    """A page on this machine that shows a result and follows it; `live` makes one.

    As a callback of `optim.fit` it shows the losses and the norms of the gradients, at
    most ten times a second.

    Attributes:
        url: the address of the page, which only this machine can reach.
    """

    def __init__(
        self,
        variables: Mapping[str, Any],
        follower: Follower,
        at: tuple[int, str] | None = None,
        example: Example | None = None,
        lang: str = "en",
    ) -> None:
        self._variables = variables
        self._follower = follower
        self._example = example
        self._lang = lang
        self._places, self._lines, self._progress = Places(), Lines(), Progress()
        self._shown: Snapshot = self._waiting(WAITING)
        self._worker = Worker()
        self._sent: dict[int, tuple[Any, float]] = {}
        self._unsaid: list[str] = []
        self._lock = threading.RLock()
        port, token = at or (0, None)
        self._server = Server(self, port, token)
        address.remember(self._server.port, self._server.token)
        self._detach: Detach | None = attach(self)
        self.url = self._server.url
        self._look(variables)
        self._worker.wait()

    # -- for the user ------------------------------------------------------------------

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._server.closed

    @property
    def windows(self) -> int:
        """How many windows show the page."""
        return self._server.windows

    def refresh(self, node: Node | None = None) -> None:
        """Look at the variables again: for programs, which have no prompt.

        Args:
            node: a result to show instead of the one that is followed.

        Raises:
            TypeError: `node` is not a Value or Tensor.
        """
        if node is not None and not isinstance(node, Node):
            raise TypeError(
                f"refresh: expected a Value or Tensor, got {short_repr(node, 40)}"
            )
        inner, outer = variables_around()
        self._take_sent()
        self._look({**self._variables, **outer, **inner}, last=node)
        self._worker.wait()

    @property
    def data(self) -> tuple[Any, Any]:
        """X and y of the examples, with those that were added in the page.

        Raises:
            AttributeError: the view is not that of a model.
        """
        if self._example is None:
            raise AttributeError("this view has no data; live(model, data=(X, y)) has")
        return self._example.X, self._example.y

    def open(self) -> None:
        """Show the page in a window of the browser, another one if there is one."""
        webbrowser.open(self.url)

    def close(self) -> None:
        """Stop following and take the page down; its windows keep their numbers."""
        if self._detach is not None:
            self._detach()
            self._detach = None
        if not self._server.closed:
            address.forget(self._server.token)
            self._server.close()

    def __repr__(self) -> str:
        if self.closed:
            return "<live page, closed>"
        what = self._follower.name or "the last result"
        return f"<live page of {what} at {self.url} ; .close() ends it>"

    def _repr_html_(self) -> str:
        if self.closed:
            return escape(repr(self))
        return (
            f'<a href="{self.url}" target="_blank" rel="noopener">'
            "the graph beside the prompt</a>"
        )

    # -- for the prompt ----------------------------------------------------------------

    def before_line(self) -> None:
        """Apply what the page has sent, before the line that may ask for it."""
        self._take_sent()

    def after_line(self, code: str, last: Any) -> None:
        """Look at what a line has changed, in a thread: the prompt does not wait."""
        self._take_sent()
        self._look(self._variables, code, last)

    def _take_sent(self, in_editor: bool = False) -> None:
        """Write the numbers that the page has sent, and say so in one line."""
        with self._lock:
            sent, self._sent = self._sent, {}
        for leaf, x in sent.values():
            leaf.write(x)
            self._unsaid.append(f"{leaf.name}.data = {x!r}")
        if self._unsaid and not in_editor:
            name = self._shown.name
            again = f"; run the line of {name} again" if self._example is None else ""
            print(f"{', '.join(self._unsaid)} from the page{again}")
            self._unsaid = []
        if sent:
            self._look(self._variables)

    def _look(
        self, variables: Mapping[str, Any], code: str = "", last: Any = None
    ) -> None:
        """Find the result, and show it."""
        if self._example is not None:
            name, node = "loss", self._example.root
        else:
            name, node = self._follower.find(variables, code, last)
        self._lines.note(code, variables)
        if is_result(node):
            self._lines.note_result(node)
        now = {**variables}
        self._worker.do(lambda: self._show(name, node, now))

    def _show(self, name: str, node: Any, variables: Mapping[str, Any]) -> None:
        """Make the page; nothing here may end the thread that does it."""
        try:
            shown = self._snapshot(name, node, variables)
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
            shown = self._waiting("The page could not follow: {0}", visible(fault, 200))
        with self._lock:
            self._shown = shown
        self._tell()

    def _snapshot(self, name: str, node: Any, variables: Mapping[str, Any]) -> Snapshot:
        if isinstance(node, Node):
            places, last = self._places, self._shown
            return snapshot(
                node, name, variables, places, last, self._example, self._lang
            )
        if not name:
            return self._waiting(WAITING)
        if name not in variables:
            return self._waiting(
                "Waiting for {0}: no variable has this name yet.", name
            )
        kind = f"{type(node).__name__} {short_repr(node, 40)}"
        return self._waiting("{0} is no Value or Tensor but {1}.", name, kind)

    def _waiting(self, text: str, *parts: str) -> Snapshot:
        return waiting(phrase(self._lang, text, *parts), lang=self._lang)

    # -- for the server ----------------------------------------------------------------

    def page(self) -> str:
        """The text of the page as it is now."""
        return self._shown.page

    def state(self) -> dict[str, Any]:
        """What a window has to know beside the page."""
        with self._lock:
            shown = self._shown
            names = [name for name, _ in results_in(self._variables)][-MOST_NAMES:]
            watched = self._follower.name
            if watched and watched not in names:
                names.append(watched)
            return {
                "shape": shown.shape,
                "name": shown.name,
                "names": [visible(name) for name in names],
                "watched": watched,
                "lines": self._lines.made(shown.origins, shown.keys),
                "training": self._progress.content(),
                "points": self._example and self._example.points(),
                **shown.numbers(),
            }

    def receive(self, action: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """Do what a window asks for.

        Raises:
            ValueError: it cannot be done.
        """
        try:
            return self._done(action, content)
        except Refusal as error:
            raise error.in_language(self._lang) from None

    def _done(self, action: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        if action == "send":
            return self._queue(content)
        if action == "move":
            self._server.send("moved", self._movement(content))
            return {}
        if action == "watch":
            self._watch(content.get("name"))
            return {}
        if action in ("pick", "add", "remove") and self._example is not None:
            with self._lock:
                self._example = changed(self._example, action, content)
            self._tell()
            return {}
        raise ValueError(f"unknown action {short_repr(action, 40)}")

    def _watch(self, name: Any) -> None:
        if name is not None and not (isinstance(name, str) and name.isidentifier()):
            raise ValueError("watch: a name or null")
        self._follower.watch(name)
        self._look(self._variables)

    def _queue(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        with self._lock:
            places = {leaf.place: leaf for leaf in self._shown.leaves}
            if content.get("shape") != self._shown.shape:
                raise Refusal("The graph has changed; nothing was sent.")
            sent = numbers_in(content)
            if not sent or not sent.keys() <= places.keys():
                raise Refusal("These are no leaves of this graph.")
            self._sent |= {at: (places[at], x) for at, x in sent.items()}
        call_at_next_line(self._take_sent)
        texts = [f"{places[at].name} = {number(x)}" for at, x in sent.items()]
        joined = ", ".join(texts)
        said = phrase(self._lang, "{0} goes to Python with its next line.", joined)
        return {"said": said}

    def _movement(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """What one window tells the others, checked."""
        at, sender = content.get("at"), content.get("sender")
        if not isinstance(at, int) or not isinstance(sender, str):
            raise ValueError("move: at and sender are missing")
        return {
            "sender": sender[:40],
            "shape": str(content.get("shape"))[:40],
            "at": at,
            "numbers": [[i, repr(x)] for i, x in numbers_in(content).items()],
        }

    # -- for fit -----------------------------------------------------------------------

    def on_train_begin(self, training: Training) -> None:
        self._progress.begin()

    def on_loss(self, training: Training, loss: Any) -> None:
        self._progress.note_loss(training.step + 1, float(loss.item()))

    def on_gradients(self, training: Training) -> None:
        self._progress.note_gradients(training)

    def on_step_end(self, training: Training) -> None:
        if self._progress.due():
            self._tell()

    def on_train_end(self, training: Training) -> None:
        self._progress.note_norms()
        self._tell()

    def _tell(self) -> None:
        """Send how training goes, with the numbers that it has changed."""
        self._server.send("state", self.state())
