"""`backprop demo`: one neuron explained, then a network trained on digits."""

from __future__ import annotations

import argparse
from pathlib import Path

from viz.cli.command import Command
from viz.cli.options import refuse_streams


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the folder of the pictures."""
    parser.add_argument(
        "--out",
        metavar="DIR",
        default="backprop-demo",
        help="where the pictures go (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the demo; its pictures go to a folder."""
    from viz.cli.demo import run as run_demo

    refuse_streams("--out", arguments.out)
    return run_demo(Path(arguments.out))


COMMAND = Command(
    run=run,
    summary="explain one neuron, then train a network on handwritten digits",
    example="backprop demo --out pictures",
    add_arguments=add_arguments,
    overview="backprop demo",
    position=10,
)
