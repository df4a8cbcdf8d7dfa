"""`backprop completion`: a shell script that completes commands and names."""

from __future__ import annotations

import argparse

from viz.cli.command import Command

SHELLS = ("bash", "zsh", "fish", "powershell")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the name of the shell."""
    parser.add_argument("shell", choices=SHELLS, metavar=f"{{{','.join(SHELLS)}}}")


def run(arguments: argparse.Namespace) -> int:
    """Print what a shell evaluates to complete the command."""
    from viz.cli.completion import script

    print(script(arguments.shell))
    return 0


COMMAND = Command(
    run=run,
    summary="print what makes the shell complete commands and names with Tab",
    example='eval "$(backprop completion bash)"      # put it into ~/.bashrc',
    add_arguments=add_arguments,
    position=1000,
)
