"""`backprop repl`: a Python prompt with everything imported."""

from __future__ import annotations

import argparse

from viz.cli.command import Command


def run(arguments: argparse.Namespace) -> int:
    """Run the prompt until the user leaves it."""
    from viz.cli.repl import start

    return start()


COMMAND = Command(
    run=run,
    summary="a Python prompt with everything imported",
    example="backprop repl",
    overview="backprop repl",
    position=20,
)
