"""`backprop quiz`: predict each gradient of an expression, and see."""

from __future__ import annotations

import argparse
from typing import Any

from viz.cli.command import Command
from viz.cli.options import (
    add_expression,
    add_of,
    checked_usage,
    differentiated,
    refuse_streams,
)

EXAMPLE = 'backprop quiz "tanh(w*x + b)" w=0.5 x=2 b=-1'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the expression and the choice of one gradient."""
    add_expression(parser)
    add_of(parser, "ask for this gradient only")
    parser.add_argument(
        "--mode",
        choices=("predict", "do"),
        default="predict",
        help="predict each gradient, or do the backward pass edge by edge "
        "(default: %(default)s)",
    )
    parser.add_argument("--save", metavar="FILE", help="write the score there, as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Ask for the gradients of an expression."""
    from viz.quizzes.quiz import quiz

    refuse_streams("--save", arguments.save)
    node = differentiated(arguments)
    of, mode = arguments.of, arguments.mode
    questions: Any = checked_usage(lambda: quiz(node, of=of, mode=mode, names={}))
    questions.ask(save=arguments.save)
    return 0


COMMAND = Command(
    run=run,
    summary="predict each gradient, and see",
    example=EXAMPLE,
    add_arguments=add_arguments,
    takes_expression=True,
    overview=EXAMPLE,
    position=80,
    functions=("quiz",),
)
