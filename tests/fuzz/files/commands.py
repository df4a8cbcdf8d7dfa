"""`backprop` in this process: an exit code and at most a short message, never more."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import random
import tempfile
import time
from collections.abc import Iterator
from unittest import mock

from tests.fuzz.files.expressions import WORDS
from tests.fuzz.harness import Case
from viz.cli.commands import find_commands
from viz.cli.main import main

LEFT_OUT = {"demo", "repl"}
"""Training a network, and waiting for input."""

OPTIONS = [
    *("--of", "--json", "--format", "--order", "--rankdir", "-o", "--out", "--help"),
    *("--max-nodes", "--title", "--slider", "--frames", "--version", "--theme", "-h"),
    *("--seed", "--questions", "--wrong", "--unknown", "-x", "--", "-", "--of=x"),
]
VALUES = [
    *("x=1", "w=0.5", "y=-1", "x=nan", "x=1e999", "x=", "=1", "x=y", "x=1=2", "é=1"),
    *("x=1", "w=0.5", "y=-1", "text", "latex", "LR", "TB", "3", "-3", "1e9", ""),
    *("a.svg", "a.html", "a.gif", "no/a.svg", ".", "/", "a" * 300 + ".svg", "a\n.svg"),
    *("x" * 20_000, "x" * 20_000 + "=1", "\x1b[31mred", "a\rb", "\udcff"),
]


@contextlib.contextmanager
def working_in(folder: str) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


class Commands:
    """Commands with words of expressions, values and options in any order."""

    name = "commands"

    @functools.cached_property
    def commands(self) -> list[str]:
        return [name for name in find_commands() if name not in LEFT_OUT]

    def case(self, rng: random.Random) -> Case:
        words = [rng.choice([*self.commands, *self.commands, rng.choice(VALUES)])]
        sound = ["tanh(w*x + y)", "x*x", "w*x", "log(x)"]
        noise = "".join(rng.choice(WORDS) for _ in range(rng.randint(1, 4)))
        words.append(rng.choice([*sound, noise]))
        words += rng.choice([[], ["x=1", "w=0.5", "y=-1"]])
        for _ in range(rng.randint(0, 3)):
            words.append(rng.choice(rng.choice([OPTIONS, VALUES])))
        return words

    def run(self, case: Case) -> str:
        out, err = io.StringIO(), io.StringIO()
        start = time.perf_counter()
        with (
            tempfile.TemporaryDirectory() as folder,
            working_in(folder),
            mock.patch("sys.stdin", io.StringIO()),
            mock.patch("webbrowser.open"),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = main(case)
            leftovers = [name for name in os.listdir() if name.endswith(".part")]
        assert code in (0, 1, 2), f"exit code {code}"
        assert not leftovers, f"left behind: {leftovers}"
        message = err.getvalue()
        assert "Traceback" not in message
        assert code == 0 or message, "failed without a message"
        longest = max(map(len, message.splitlines()), default=0)
        assert longest < 1000, f"a line of {longest} letters on standard error"
        assert "\x1b" not in message, "a control character on standard error"
        assert time.perf_counter() - start < 10
        return "done" if code == 0 else "refused"
