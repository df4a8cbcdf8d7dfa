"""`backprop check`: is this formula the gradient of that expression?"""

from __future__ import annotations

import argparse
import warnings

from viz.cli.command import Command
from viz.cli.options import (
    add_expression,
    add_json,
    checked_usage,
    print_json,
    variables_of,
)

OVERVIEW = 'backprop check "x**2*sin(x)" --gradient "2*x*sin(x) + x**2*cos(x)" x=1.3'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the expression and the formulas for its gradient."""
    add_expression(parser)
    parser.add_argument(
        "--gradient",
        metavar="[NAME=]FORMULA",
        action="append",
        default=[],
        help="your formula for the derivative by NAME; once for each variable that you "
        "want checked, without NAME= if there is one. Without any, the engine is "
        "checked by finite differences",
    )
    add_json(parser, "print the report as data")


def run(arguments: argparse.Namespace) -> int:
    """Compare a gradient derived by hand with the engine's."""
    from viz.cli.check_expression import check_expression, gradients_of
    from viz.cli.expression import parse_expression
    from viz.graph.screen import say
    from viz.ledger.data import report_data

    variables = variables_of(arguments.values)
    names = list(variables)
    text = arguments.expression.strip()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the report says what is not finite
        checked_usage(lambda: parse_expression(text, variables))
    gradients = checked_usage(lambda: gradients_of(arguments.gradient, names))
    check = checked_usage(lambda: check_expression(text, gradients, variables))
    if arguments.json:
        print_json(report_data(check.report, check.formulas))
    else:
        say(check.text)
    return 0 if check.ok else 1


COMMAND = Command(
    run=run,
    summary="test a gradient that you derived",
    example=f"{OVERVIEW}\n"
    '  backprop check "w*x + b" --gradient "w=x" --gradient "b=1" w=1 x=2 b=-1\n\n'
    "exit codes: 0 the gradient is right, 1 it is not, 2 a mistake in typing",
    add_arguments=add_arguments,
    takes_expression=True,
    overview=OVERVIEW,
    position=90,
)
