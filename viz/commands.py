"""What each command of `backprop` takes and does."""

from __future__ import annotations

import argparse
import sys
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

EXPRESSIONS = ("draw", "explain", "tape", "formula", "play", "quiz")
"""The commands whose first argument is an expression."""
SHELLS = ("bash", "zsh", "fish", "powershell")
ENDINGS = "svg, png, pdf, dot, mmd (Mermaid), tex (TikZ) or html"


class UsageError(ValueError):
    """What was typed makes no sense; the message says what would."""


def add_commands(commands: Any) -> None:
    """Add all commands to the subparsers of a parser."""
    demo = _command(
        commands,
        "demo",
        _demo,
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
        _repl,
        "a Python prompt with everything imported",
        "backprop repl",
    )
    _add_draw(commands)
    _add_explain(commands)
    _add_tape(commands)
    _add_formula(commands)
    _add_play(commands)
    quiz = _expression(commands, "quiz", _quiz, "predict each gradient, and see")
    _add_of(quiz, "ask for this gradient only")
    completion = _command(
        commands,
        "completion",
        _completion,
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
    command.add_argument(
        "expression", metavar="EXPRESSION", help='such as "tanh(w*x + b)"'
    )
    command.add_argument(
        "values", metavar="NAME=NUMBER", nargs="*", help="such as w=0.5 x=2 b=-1"
    )
    return command


def _add_draw(commands: Any) -> None:
    text = "draw the graph of an expression"
    draw = _expression(commands, "draw", _draw, text, " -o graph.svg")
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
    explain = _expression(commands, "explain", _explain, text, " --of w")
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
    _add_format(_expression(commands, "tape", _tape, text))


def _add_formula(commands: Any) -> None:
    text = "print a gradient as one formula in the variables"
    formula = _expression(commands, "formula", _formula, text, " --of w")
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
    play = _expression(commands, "play", _play, text, " -o backprop.html")
    play.add_argument(
        "-o",
        "--out",
        metavar="FILE",
        default="backprop.html",
        help="an html file (default: %(default)s)",
    )
    _add_rankdir(play)


def _demo(arguments: argparse.Namespace) -> int:
    from viz import demo

    return demo.run(Path(arguments.out))


def _repl(arguments: argparse.Namespace) -> int:
    from viz import repl

    return repl.start()


def _draw(arguments: argparse.Namespace) -> int:
    import viz

    node = _differentiated(arguments)
    if arguments.frames is not None:
        looks = {"rankdir": arguments.rankdir, "theme": arguments.theme}
        shown = _understood(lambda: viz.frames(node, names={}, **looks))
        for each in shown.save(arguments.frames):
            print(each)
        return 0
    options = {} if arguments.max_nodes is None else {"max_nodes": arguments.max_nodes}
    looks = {"rankdir": arguments.rankdir, "theme": arguments.theme}
    path = Path(arguments.out)
    _understood(lambda: viz.draw(node, names={}, **looks, **options).save(path))
    print(path)
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    import viz

    node = _differentiated(arguments)
    if arguments.json:
        from viz.data import ledger_data

        of, order = arguments.of, arguments.order
        _print_json(_understood(lambda: ledger_data(node, of, order)))
        return 0
    told = _understood(
        lambda: viz.explain(
            node,
            of=arguments.of,
            formula=arguments.format,
            order=arguments.order,
            max_rows=sys.maxsize,
            names={},
        )
    )
    print(told.coloured())
    return 0


def _tape(arguments: argparse.Namespace) -> int:
    import viz

    node = _differentiated(arguments)
    told = viz.tape(node, formula=arguments.format, max_rows=sys.maxsize, names={})
    print(told.coloured())
    return 0


def _formula(arguments: argparse.Namespace) -> int:
    import viz

    node = _differentiated(arguments)
    found = _understood(lambda: viz.formula(node, of=arguments.of, names={}))
    if arguments.json:
        _print_json({"text": str(found), "latex": found.latex()})
    else:
        print(found if arguments.format == "text" else found.latex())
    return 0


def _play(arguments: argparse.Namespace) -> int:
    import viz

    node = _differentiated(arguments)
    out, rankdir = arguments.out, arguments.rankdir
    print(_understood(lambda: viz.play(node, out, rankdir=rankdir)))
    return 0


def _quiz(arguments: argparse.Namespace) -> int:
    import viz

    node = _differentiated(arguments)
    asked = _understood(lambda: viz.quiz(node, of=arguments.of, names={}))
    asked.ask()
    return 0


def _completion(arguments: argparse.Namespace) -> int:
    from viz.completion import script

    print(script(arguments.shell))
    return 0


def _understood(call: Callable[[], Any]) -> Any:
    """What a call gives; what it refuses was a mistake in what was typed.

    Raises:
        UsageError: the call raised a ValueError.
    """
    try:
        return call()
    except ValueError as error:
        raise UsageError(str(error)) from error


def _print_json(data: Any) -> None:
    import json

    print(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))


def _differentiated(arguments: argparse.Namespace) -> Any:
    """The expression as a graph, after `backward()`."""
    from viz.expression import ExpressionError, parse_expression

    variables = variables_of(arguments.values)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            node = parse_expression(arguments.expression.strip(), variables)
        except ExpressionError as error:
            raise UsageError(str(error)) from error
        node.backward()
    for each in caught:
        print(f"backprop: note: {each.message}", file=sys.stderr)
    if not node.label and "L" not in variables:
        node.label = "L"
    return node


def variables_of(words: Sequence[str]) -> dict[str, float]:
    """The numbers by name, from words such as `w=0.5`.

    Raises:
        UsageError: a word is not of this form, or a name is given twice.

    >>> variables_of(["w=0.5", "b=-1"])
    {'w': 0.5, 'b': -1.0}
    """
    variables: dict[str, float] = {}
    for word in words:
        name, equals, number = (part.strip() for part in word.partition("="))
        name = unicodedata.normalize("NFKC", name)
        if not equals or not name.isidentifier():
            raise UsageError(
                f"{word!r}: expected NAME=NUMBER without spaces, such as w=0.5"
            )
        if name in variables:
            raise UsageError(f"{name} is given twice")
        try:
            variables[name] = float(number)
        except ValueError:
            raise UsageError(
                f"{word!r}: {number!r} is no number; try {name}=0.5"
            ) from None
    return variables
