"""`backprop formula`: a gradient as one formula in the variables."""

from __future__ import annotations

import argparse

from viz.cli.command import Command
from viz.cli.options import (
    add_expression,
    add_format,
    add_json,
    add_of,
    checked_usage,
    differentiated,
    print_json,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the expression, the variable and the notation."""
    add_expression(parser)
    add_of(parser, "differentiate by this variable; without it, print the expression")
    add_format(parser, "text", "latex")
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print a gradient as a formula."""
    from viz.symbolic.formula import formula

    node = differentiated(arguments)
    closed_form = checked_usage(lambda: formula(node, of=arguments.of, names={}))
    if arguments.json:
        print_json({"text": str(closed_form), "latex": closed_form.latex()})
    else:
        print(closed_form if arguments.format == "text" else closed_form.latex())
    return 0


COMMAND = Command(
    run=run,
    summary="print an expression, or with --of its derivative, as one formula",
    example='backprop formula "tanh(w*x + b)" w=0.5 x=2 b=-1 --of w',
    add_arguments=add_arguments,
    takes_expression=True,
    position=60,
    functions=("formula",),
)
