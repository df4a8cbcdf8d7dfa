"""`backprop repl`: a Python prompt with everything imported."""

from __future__ import annotations

import argparse

from viz.cli.command import Command
from viz.cli.options import add_language


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the page beside the prompt."""
    parser.add_argument(
        "--live",
        action="store_true",
        help="show the graph of the last result in a browser, and follow what is typed",
    )
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the prompt until the user leaves it."""
    from viz.cli.repl import start

    return start(arguments.live, arguments.lang)


COMMAND = Command(
    run=run,
    summary="a Python prompt with everything imported",
    example="backprop repl --live",
    add_arguments=add_arguments,
    overview="backprop repl",
    position=20,
)
