"""`live`: a page beside the prompt."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any

from autograd_core import Node
from autograd_core.extend import explained, short_repr
from viz.graph.variable_names import names_in, variables_around
from viz.live_view import address
from viz.live_view.follow import Follower
from viz.live_view.view import View
from viz.page.examples import Example, example_of
from viz.page.texts import checked_language

PATIENCE = 2.5
"""Seconds that a window of the Python before has for coming back."""


@explained
def live(
    result: Node | str | Callable[[Any], Any] | None = None,
    *,
    data: Any = None,
    loss: Callable[[Any, Any], Any] | None = None,
    open_browser: bool = True,
    lang: str = "en",
    names: dict[str, Any] | None = None,
) -> View:
    """Show the graph of a result in a browser, and follow it as you type.

    The page is served by this process to this machine alone, under an address that has
    a secret in it. After each line at the prompt of Python, of IPython, of a notebook
    or of `backprop repl` it shows what is new; nodes keep their places, and what has
    changed glows. "Send to Python" there writes the numbers of its sliders into the
    leaves, before the next line runs. In a program, call `view.refresh()`. It ends
    with the process.

    Of a model with its data it shows the loss at one example, and all examples as
    points; the line or the regions of the model follow each step of training.

    Args:
        result: the name of the variable to follow, or the result that it holds; None
            for whatever result was made last. With `data` a model.
        data: `(X, y)`, at most 500 examples of one or two inputs. `view.data` has them
            with those that were added in the page.
        loss: `loss(outputs, targets)` of the model; `nn.squared_error` by default.
        open_browser: whether to open a window, where there is a screen.
        lang: the language of the page, "en" or "de".
        names: the variables to look at, such as `globals()`; those of the caller by
            default.

    Returns:
        A view: `.url`, `.refresh()`, `.close()`; also a callback of `optim.fit`.

    Raises:
        TypeError: `result` is not a name, a Value or a Tensor, or not a model if there
            are data.
        ValueError: `result` cannot be the name of a variable, data that cannot be
            drawn, or an unknown `lang`.

    >>> from autograd_core import Value
    >>> w = Value(0.5)
    >>> L = (w * 2.0).tanh()
    >>> view = live("L", open_browser=False)
    >>> view.url.startswith("http://127.0.0.1:")
    True
    >>> view.close()
    """
    checked_language(lang, "live")
    inner, outer = variables_around()
    names_in({} if names is None else names)  # refuses what holds no names
    if names is None:
        names = outer if outer is inner else {**outer, **inner}
    example = None
    if data is not None:
        example, follower = example_of(result, data, loss, where="live"), Follower()
    elif loss is not None:
        raise TypeError("live: loss= goes with data=, as in live(model, data=(X, y))")
    else:
        follower = _follower(result, names)
    view, resumed = _serve(names, follower, example, lang)
    if open_browser:
        print(f"The graph beside the prompt: {view.url}", flush=True)
        if _has_screen():
            _open_window(view, PATIENCE if resumed else 0.0)
    return view


def _follower(result: Any, names: Mapping[str, Any]) -> Follower:
    if result is None:
        return Follower()
    if isinstance(result, Node):
        held = [
            name
            for name, content in names.items()
            if content is result and not name.startswith("_")
        ]
        return Follower(held[0]) if held else Follower(node=result)
    if not isinstance(result, str):
        models = "; a model goes with data=(X, y)" if callable(result) else ""
        raise TypeError(
            'live: give the name of a variable, as in live("L"), or the Value or '
            f"Tensor that it holds, got {type(result).__name__} "
            f"{short_repr(result, 40)}{models}"
        )
    if not result.isidentifier():
        raise ValueError(
            f"live: {short_repr(result, 40)} cannot be the name of a variable; "
            'give one, as in live("L")'
        )
    return Follower(result)


def _serve(
    names: Mapping[str, Any], follower: Follower, example: Example | None, lang: str
) -> tuple[View, bool]:
    """A view, at the address of a Python that has ended if there is one."""
    known = address.remembered()
    if known is not None:
        try:
            return View(names, follower, known, example, lang), True
        except OSError:
            pass
    return View(names, follower, None, example, lang), False


def _has_screen() -> bool:
    """Whether a browser would have a window, not the terminal of the prompt."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_window(view: View, patience: float) -> None:
    """Open a window, unless one comes back by itself."""

    def open_it() -> None:
        if not view.closed and not view.windows:
            view.open()

    timer = threading.Timer(patience, open_it)
    timer.daemon = True
    timer.start()
