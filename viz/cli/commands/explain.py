"""`backprop explain`: every step of the chain rule for an expression."""

from __future__ import annotations

import argparse
import sys

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
    """Add the expression, the choice of gradients and the notation."""
    add_expression(parser)
    add_of(parser, "explain this gradient only, such as w")
    add_format(parser, "text", "latex", "markdown")
    parser.add_argument(
        "--order",
        choices=("backward", "forward"),
        default="backward",
        help="from the result down, or from the leaves up (default: %(default)s)",
    )
    add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the ledger of an expression."""
    node = differentiated(arguments)
    of, order = arguments.of, arguments.order
    if arguments.json:
        from viz.ledger.data import ledger_data

        print_json(checked_usage(lambda: ledger_data(node, of, order)))
        return 0
    from viz.ledger.explain import explain

    explanation = checked_usage(
        lambda: explain(
            node,
            of=of,
            formula=arguments.format,
            order=order,
            max_rows=sys.maxsize,
            names={},
        )
    )
    print(explanation.coloured())
    return 0


COMMAND = Command(
    run=run,
    summary="print every step of the chain rule for an expression",
    example='backprop explain "tanh(w*x + b)" w=0.5 x=2 b=-1 --of w',
    add_arguments=add_arguments,
    takes_expression=True,
    overview='backprop explain "tanh(w*x + b)" w=0.5 x=2 b=-1',
    position=40,
    functions=("explain",),
)
