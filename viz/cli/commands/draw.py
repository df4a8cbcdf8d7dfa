"""`backprop draw`: a file with the graph of an expression, or one per backward step."""

from __future__ import annotations

import argparse
import sys

from viz.cli.command import Command, UsageError
from viz.cli.options import (
    STREAMS,
    add_expression,
    add_rankdir,
    checked_usage,
    differentiated,
    put_out,
)

EXAMPLE = 'backprop draw "tanh(w*x + b)" w=0.5 x=2 b=-1 -o graph.svg'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the expression, where the drawing goes and how it looks."""
    from viz.diagram.themes import THEMES
    from viz.output.formats import endings_text

    add_expression(parser)
    parser.add_argument(
        "-o",
        "--out",
        metavar="FILE",
        help=f"a file that ends in {endings_text()}, or - for standard output "
        "(default: graph.svg)",
    )
    parser.add_argument(
        "--format", metavar="ENDING", help="what to write to a name without an ending"
    )
    parser.add_argument(
        "--dpi", type=float, metavar="N", help="pixels per inch of a png"
    )
    parser.add_argument(
        "--width", type=int, metavar="PIXELS", help="the width of a png or svg"
    )
    parser.add_argument(
        "--frames",
        metavar="DIR",
        help="write the backward pass, too: numbered SVG files in a folder, one per "
        "step, or a film that ends in gif, mp4 or pdf; with -o the drawing as well",
    )
    add_rankdir(parser)
    parser.add_argument(
        "--theme",
        choices=[*THEMES],
        default="light",
        help="colours and sizes (default: %(default)s)",
    )
    parser.add_argument(
        "--max-nodes", type=int, metavar="N", help="how many boxes to draw at most"
    )


def run(arguments: argparse.Namespace) -> int:
    """Draw an expression into a file, or its backward pass into many."""
    node = differentiated(arguments)
    style = {"rankdir": arguments.rankdir, "theme": arguments.theme}
    if arguments.frames is not None:
        from viz.animation.frames import frames

        if arguments.frames in STREAMS:
            raise UsageError("--frames needs a name: a folder, or a film such as a.gif")
        slides = checked_usage(lambda: frames(node, names={}, **style))
        for path in checked_usage(lambda: slides.save(arguments.frames)):
            # Standard output may be the drawing itself.
            print(path, file=sys.stderr if arguments.out in STREAMS else sys.stdout)
        if arguments.out is None:
            return 0
    from viz.output.draw import draw

    limit = {} if arguments.max_nodes is None else {"max_nodes": arguments.max_nodes}
    drawing = checked_usage(lambda: draw(node, names={}, **style, **limit))
    out = "graph.svg" if arguments.out is None else arguments.out
    size = {"dpi": arguments.dpi, "width": arguments.width}
    if out in STREAMS:
        ending = arguments.format
        put_out(
            lambda stream: checked_usage(lambda: drawing.save(stream, ending, **size))
        )
        return 0
    path = checked_usage(lambda: drawing.save(out, arguments.format, **size))
    print(path)
    return 0


COMMAND = Command(
    run=run,
    summary="draw the graph of an expression",
    example=EXAMPLE,
    add_arguments=add_arguments,
    takes_expression=True,
    overview=EXAMPLE,
    position=30,
    functions=("draw", "frames"),
)
