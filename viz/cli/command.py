"""The description of one command of `backprop`, and the error for wrong usage."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import Any, NamedTuple


def short_message(message: str, longest: int = 80) -> str:
    r"""A message with its long words cut, and with escapes for control characters.

    >>> short_message("no value for " + "x" * 20_000 + "\x1b", longest=9)
    'no value for xxxxxx...'
    """
    words = re.sub(
        rf"\S{{{longest + 1},}}", lambda word: word[0][: longest - 3] + "...", message
    )
    return "".join(
        letter if letter.isprintable() or letter == "\n" else ascii(letter)[1:-1]
        for letter in words
    )


class UsageError(ValueError):
    """A mistake in what was typed; the message says what would be right."""

    def __init__(self, message: str) -> None:
        super().__init__(short_message(message))


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """Add no argument to a parser: for commands that take none."""


class Command(NamedTuple):
    """One command of `backprop`: each file of viz/cli/commands holds one, as `COMMAND`.

    The file's name is the command's name.

    Attributes:
        run: carries the command out; returns the exit code.
        summary: one line for the list of commands, without a full stop.
        example: one line or several for the command's own help.
        add_arguments: adds the command's arguments to its parser.
        takes_expression: whether it begins with an expression and values of variables.
        overview: the example in the help of `backprop` itself; none if empty.
        position: where it stands in the list of commands.
        functions: names of public functions of viz that do the same in Python; the
            prompt of `backprop repl` has them at hand.

    >>> Command(run=lambda arguments: 0, summary="do nothing", example="").position
    100
    """

    run: Callable[[argparse.Namespace], int]
    summary: str
    example: str
    add_arguments: Callable[[argparse.ArgumentParser], None] = no_arguments
    takes_expression: bool = False
    overview: str = ""
    position: int = 100
    functions: tuple[str, ...] = ()

    def add_to(
        self,
        subparsers: argparse._SubParsersAction[Any],
        name: str,
        with_arguments: bool,
    ) -> None:
        """Add a parser for this command to those of `backprop`.

        Args:
            subparsers: where to add it.
            name: the name of the command.
            with_arguments: whether to add its arguments too; some have to import a
                lot for their help, which only users of the command should wait for.
        """
        parser = subparsers.add_parser(
            name,
            help=self.summary,
            description=f"{self.summary[0].upper()}{self.summary[1:]}.",
            epilog=f"example:\n  {self.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        parser.set_defaults(run=self.run)
        if with_arguments:
            self.add_arguments(parser)
