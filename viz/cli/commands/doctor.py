"""`backprop doctor`: what is installed, and what stands in the way."""

from __future__ import annotations

import argparse
import os
import sys

from viz.cli.command import Command, no_arguments

EXTRAS = {
    "matplotlib": "viz",
    "pygraphviz": "viz",
    "IPython": "repl",
    "sklearn": "data",
    "scipy": "second-order",
    "safetensors": "save",
}
"""A module of each extra that the first lessons use."""


def run(arguments: argparse.Namespace) -> int:
    """Print the build, the places of the packages, clashes of names and extras.

    Returns:
        1 if a package would not be found, 0 otherwise.
    """
    from importlib.util import find_spec

    from autograd_core.extend import clashes, install_command
    from viz.cli.version import build_line

    print(build_line())
    print(f"Python {sys.version.split()[0]}, {sys.executable}")
    # A script finds what lies beside it first.
    lines = [*clashes([os.getcwd(), *sys.path])]
    print(*(lines or ["nn, optim, viz: in place"]), sep="\n")
    missing = [module for module in EXTRAS if find_spec(module) is None]
    for module in missing:
        command = install_command(f"autograd_core[{EXTRAS[module]}]")
        print(f"{module}: not there; {command}")
    return 1 if lines else 0


COMMAND = Command(
    run=run,
    summary="say what is installed, and which file is in the way of a package",
    example="backprop doctor",
    add_arguments=no_arguments,
    position=95,
)
