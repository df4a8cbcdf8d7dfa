"""`backprop tape`: the forward and the backward pass side by side."""

from __future__ import annotations

import argparse
import sys

from viz.cli.command import Command
from viz.cli.options import add_expression, add_format, differentiated


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the expression and the notation."""
    add_expression(parser)
    add_format(parser, "text", "latex", "markdown")


def run(arguments: argparse.Namespace) -> int:
    """Print both passes side by side."""
    from viz.ledger.tape import tape

    node = differentiated(arguments)
    table = tape(node, formula=arguments.format, max_rows=sys.maxsize, names={})
    print(table.coloured())
    return 0


COMMAND = Command(
    run=run,
    summary="print the forward and the backward pass side by side",
    example='backprop tape "tanh(w*x + b)" w=0.5 x=2 b=-1',
    add_arguments=add_arguments,
    takes_expression=True,
    position=50,
    functions=("tape",),
)
