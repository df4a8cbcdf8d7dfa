"""`backprop play`: a page that steps through backpropagation."""

from __future__ import annotations

import argparse

from viz.cli.command import Command
from viz.cli.options import (
    STREAMS,
    add_expression,
    add_language,
    add_rankdir,
    checked_usage,
    differentiated,
    put_out,
)

EXAMPLE = 'backprop play "tanh(w*x + b)" w=0.5 x=2 b=-1 -o backprop.html'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the expression, the file and the direction."""
    add_expression(parser)
    parser.add_argument(
        "-o",
        "--out",
        metavar="FILE",
        default="backprop.html",
        help="an html file, or - for standard output (default: %(default)s)",
    )
    add_rankdir(parser)
    add_language(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the page that steps through an expression."""
    from viz.page.write import page_html, play

    node = differentiated(arguments)
    out, rankdir, lang = arguments.out, arguments.rankdir, arguments.lang
    if out in STREAMS:
        page = checked_usage(lambda: page_html(node, rankdir=rankdir, lang=lang))
        put_out(lambda stream: stream.write(page.encode()))
        return 0
    print(checked_usage(lambda: play(node, out, rankdir=rankdir, lang=lang)))
    return 0


COMMAND = Command(
    run=run,
    summary="write a page that steps through backpropagation",
    example=EXAMPLE,
    add_arguments=add_arguments,
    takes_expression=True,
    overview=EXAMPLE,
    position=70,
    functions=("play",),
)
