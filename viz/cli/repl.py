"""The Python prompt of `backprop repl`."""

from __future__ import annotations

import builtins
import importlib
import importlib.util
from types import ModuleType
from typing import Any

import autograd_core
from autograd_core.extend import OPS
from viz.cli.commands import find_commands
from viz.live_view.live import live
from viz.live_view.prompts import Console

WELCOME = """\
Type:  w, x = Value(0.5, label="w"), Value(2, label="x"); L = tanh(w * x); L.backward()
Then:  explain(L), tape(L), quiz(L), draw(L).save("graph.svg"). And: nn, optim, viz"""

_MORE = (
    "custom_op",
    "detect_anomaly",
    "dot",
    "gradients",
    "log_softmax",
    "logsumexp",
    "mean",
    "no_grad",
    "scope",
    "softmax",
    "topological_order",
)


def namespace() -> dict[str, Any]:
    """Return the names that the prompt starts with; no builtin of Python is hidden.

    They are the ops and packages, and the functions of viz that the commands name.

    >>> names = namespace()
    >>> names["tanh"](0.0), "sum" in names, "max" in names
    (0.0, False, False)
    """
    modules: dict[str, ModuleType] = {
        name: importlib.import_module(name) for name in ("nn", "optim", "viz")
    }
    ops = {name: getattr(autograd_core, name, None) for name in (*OPS, *_MORE)}
    visible = {
        name: op for name, op in ops.items() if op and not hasattr(builtins, name)
    }
    functions = [
        name for command in find_commands().values() for name in command.functions
    ]
    return {
        **visible,
        **modules,
        "ac": autograd_core,
        "Value": autograd_core.Value,
        **{name: getattr(modules["viz"], name) for name in functions},
    }


def start(with_page: bool = False, lang: str = "en") -> int:
    """Run the prompt until the user leaves it; that of IPython if it is installed.

    Args:
        with_page: whether a live page follows what is typed, as `view`.
        lang: the language of the page.
    """
    names = namespace()
    if importlib.util.find_spec("IPython") is None:
        console = Console(names)
        if with_page:
            names["view"] = live(names=names, lang=lang)
            console.listeners.append(names["view"])
        console.interact(banner=WELCOME, exitmsg="")
        return 0
    ipython = importlib.import_module("IPython")
    config = importlib.import_module("traitlets.config").Config()
    config.TerminalInteractiveShell.banner1 = WELCOME + "\n"
    config.TerminalInteractiveShell.banner2 = ""
    config.TerminalInteractiveShell.confirm_exit = False
    if with_page:
        config.InteractiveShellApp.extensions = ["viz.live_view.extension"]
        config.LivePage.lang = lang
    ipython.start_ipython(argv=[], user_ns=names, config=config)
    return 0
