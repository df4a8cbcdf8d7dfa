"""What each command of `backprop` takes, with its help."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from viz.cli import commands as do

EXPRESSIONS = ("draw", "explain", "tape", "formula", "play", "quiz", "check")
"""The commands whose first argument is an expression."""
SHELLS = ("bash", "zsh", "fish", "powershell")
ENDINGS = "svg, png, pdf, dot, mmd (Mermaid), tex (TikZ) or html"


def add_commands(commands: Any) -> None:
    """Add all commands to the subparsers of a parser."""
    demo = _command(
        commands,
        "demo",
        do.demo,
        "explain one neuron, then train a network on handwritten digits",
        "backprop demo --out pictures",
    )
    demo.add_argument(
        "--out",
        metavar="DIR",
        default="backprop-demo",
        help="where the pictures go (default: %(default)s)",
    )
    _command(
        commands,
        "repl",
        do.repl,
        "a Python prompt with everything imported",
        "backprop repl",
    )
    _add_draw(commands)
    _add_explain(commands)
    _add_tape(commands)
    _add_formula(commands)
    _add_play(commands)
    quiz = _expression(commands, "quiz", do.quiz, "predict each gradient, and see")
    _add_of(quiz, "ask for this gradient only")
    _add_check(commands)
    completion = _command(
        commands,
        "completion",
        do.completion,
        "print what makes the shell complete commands and names with Tab",
        'eval "$(backprop completion bash)"      # put it into ~/.bashrc',
    )
    completion.add_argument("shell", choices=SHELLS, metavar=f"{{{','.join(SHELLS)}}}")


def _command(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
    example: str,
) -> argparse.ArgumentParser:
    """A command with its help."""
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=text,
        description=f"{text[0].upper()}{text[1:]}.",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run)
    return command


def _expression(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    text: str,
    more: str = "",
) -> argparse.ArgumentParser:
    """A command that begins with an expression and the values of its variables."""
    example = f'backprop {name} "tanh(w*x + b)" w=0.5 x=2 b=-1{more}'
    command = _command(commands, name, run, text, example)
    _add_operands(command)
    return command


def _add_operands(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "expression", metavar="EXPRESSION", help='such as "tanh(w*x + b)"'
    )
    command.add_argument(
        "values", metavar="NAME=NUMBER", nargs="*", help="such as w=0.5 x=2 b=-1"
    )


def _add_draw(commands: Any) -> None:
    text = "draw the graph of an expression"
    draw = _expression(commands, "draw", do.draw, text, " -o graph.svg")
    draw.add_argument(
        "-o",
        "--out",
        metavar="FILE",
        default="graph.svg",
        help=f"a file that ends in {ENDINGS} (default: %(default)s)",
    )
    draw.add_argument(
        "--frames",
        metavar="DIR",
        help="write the backward pass as numbered SVG files instead, one per step",
    )
    _add_rankdir(draw)
    draw.add_argument(
        "--theme",
        choices=("light", "dark", "projector", "colorblind"),
        default="light",
        help="colours and sizes (default: %(default)s)",
    )
    draw.add_argument(
        "--max-nodes", type=int, metavar="N", help="how many boxes to draw at most"
    )


def _add_rankdir(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--rankdir",
        choices=("LR", "TB"),
        default="LR",
        help="from left to right, or from top to bottom (default: %(default)s)",
    )


def _add_of(command: argparse.ArgumentParser, text: str) -> None:
    command.add_argument("--of", metavar="NAME", help=text)


def _add_format(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--format",
        choices=("text", "latex", "markdown"),
        default="text",
        help="how to write it (default: %(default)s)",
    )


def _add_explain(commands: Any) -> None:
    text = "print every step of the chain rule for an expression"
    explain = _expression(commands, "explain", do.explain, text, " --of w")
    _add_of(explain, "tell this gradient only, such as w")
    _add_format(explain)
    explain.add_argument(
        "--order",
        choices=("backward", "forward"),
        default="backward",
        help="from the result down, or from the leaves up (default: %(default)s)",
    )
    explain.add_argument("--json", action="store_true", help="print it as data")


def _add_tape(commands: Any) -> None:
    text = "print the forward and the backward pass side by side"
    _add_format(_expression(commands, "tape", do.tape, text))


def _add_formula(commands: Any) -> None:
    text = "print a gradient as one formula in the variables"
    formula = _expression(commands, "formula", do.formula, text, " --of w")
    _add_of(formula, "differentiate by this variable; without it, print the expression")
    formula.add_argument(
        "--format",
        choices=("text", "latex"),
        default="text",
        help="how to write it (default: %(default)s)",
    )
    formula.add_argument("--json", action="store_true", help="print it as data")


def _add_play(commands: Any) -> None:
    text = "write a page that steps through backpropagation"
    play = _expression(commands, "play", do.play, text, " -o backprop.html")
    play.add_argument(
        "-o",
        "--out",
        metavar="FILE",
        default="backprop.html",
        help="an html file (default: %(default)s)",
    )
    _add_rankdir(play)


def _add_check(commands: Any) -> None:
    check = _command(
        commands,
        "check",
        do.check,
        "test a gradient that you derived",
        'backprop check "x**2*sin(x)" --gradient "2*x*sin(x) + x**2*cos(x)" x=1.3\n'
        '  backprop check "w*x + b" --gradient "w=x" --gradient "b=1" w=1 x=2 b=-1\n\n'
        "exit codes: 0 the gradient is right, 1 it is not, 2 a mistake in typing",
    )
    _add_operands(check)
    check.add_argument(
        "--gradient",
        metavar="[NAME=]FORMULA",
        action="append",
        default=[],
        help="your formula for the derivative by NAME; once for each variable that you "
        "want checked, without NAME= if there is one. Without any, the engine is "
        "checked by finite differences",
    )
    check.add_argument("--json", action="store_true", help="print the report as data")
