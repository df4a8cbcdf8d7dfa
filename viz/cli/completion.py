"""Tab completion of `backprop` in a shell, by argcomplete."""

from __future__ import annotations

import argparse
import re
from typing import Any

from autograd_core.extend import require

_NAME = re.compile(r"[^\W\d]\w*")
_FOLLOWS_A_NUMBER = re.compile(r"(?<=[\d.])[eE][+-]?\d+")


def script(shell: str) -> str:
    """Return what a shell has to evaluate to complete the command.

    Args:
        shell: "bash", "zsh", "fish" or "powershell".

    Raises:
        MissingExtra: argcomplete is not installed.

    >>> "backprop" in script("bash")
    True
    """
    return str(
        require("argcomplete", "completion").shellcode(["backprop"], shell=shell)
    ).strip()


def complete(parser: argparse.ArgumentParser) -> None:
    """Answer the shell, which asks by setting `_ARGCOMPLETE`, and exit.

    Raises:
        MissingExtra: argcomplete is not installed.
    """
    for command in _commands(parser):
        for action in command._actions:
            if action.dest == "values":
                action.completer = missing_values  # type: ignore[attr-defined]
            elif action.dest == "of":
                action.completer = names  # type: ignore[attr-defined]
            elif action.dest == "expression":
                action.completer = lambda **_: []  # type: ignore[attr-defined]
    require("argcomplete", "completion").autocomplete(
        parser, always_complete_options=False
    )


def missing_values(parsed_args: Any, **_: Any) -> list[str]:
    """Return `name=` for each variable of the expression that has no number yet.

    >>> missing_values(argparse.Namespace(expression="tanh(w*x + b)", values=["x=2"]))
    ['w=', 'b=']
    """
    assigned = {word.partition("=")[0] for word in parsed_args.values or ()}
    return [f"{name}=" for name in names(parsed_args) if name not in assigned]


def names(parsed_args: Any, **_: Any) -> list[str]:
    """Return the variables of the expression, in their order.

    >>> names(argparse.Namespace(expression="exp(1e3*x) + pi*x"))
    ['x']
    """
    from viz.cli.expression import CONSTANTS, FUNCTIONS, LIST_FUNCTIONS

    reserved = {*CONSTANTS, *FUNCTIONS, *LIST_FUNCTIONS}
    text = _FOLLOWS_A_NUMBER.sub("", parsed_args.expression or "")
    identifiers = dict.fromkeys(_NAME.findall(text))
    return [name for name in identifiers if name not in reserved]


def _commands(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return [*action.choices.values()]
    return []
