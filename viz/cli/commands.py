"""What each command of `backprop` does; each gives the exit code."""

from __future__ import annotations

import argparse
import sys
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any


class UsageError(ValueError):
    """What was typed makes no sense; the message says what would."""


def demo(arguments: argparse.Namespace) -> int:
    """The demo; its pictures go to a folder."""
    from viz.cli.demo import run

    return run(Path(arguments.out))


def repl(arguments: argparse.Namespace) -> int:
    """A prompt with everything imported."""
    from viz.cli.repl import start

    return start()


def draw(arguments: argparse.Namespace) -> int:
    """Draw an expression into a file, or its backward pass into many."""
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


def explain(arguments: argparse.Namespace) -> int:
    """Print the ledger of an expression."""
    import viz

    node = _differentiated(arguments)
    if arguments.json:
        from viz.ledger.data import ledger_data

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


def tape(arguments: argparse.Namespace) -> int:
    """Print both passes side by side."""
    import viz

    node = _differentiated(arguments)
    told = viz.tape(node, formula=arguments.format, max_rows=sys.maxsize, names={})
    print(told.coloured())
    return 0


def formula(arguments: argparse.Namespace) -> int:
    """Print a gradient as a formula."""
    import viz

    node = _differentiated(arguments)
    found = _understood(lambda: viz.formula(node, of=arguments.of, names={}))
    if arguments.json:
        _print_json({"text": str(found), "latex": found.latex()})
    else:
        print(found if arguments.format == "text" else found.latex())
    return 0


def play(arguments: argparse.Namespace) -> int:
    """Write the page that steps through an expression."""
    import viz

    node = _differentiated(arguments)
    out, rankdir = arguments.out, arguments.rankdir
    print(_understood(lambda: viz.play(node, out, rankdir=rankdir)))
    return 0


def quiz(arguments: argparse.Namespace) -> int:
    """Ask for the gradients of an expression."""
    import viz

    node = _differentiated(arguments)
    asked = _understood(lambda: viz.quiz(node, of=arguments.of, names={}))
    asked.ask()
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Compare a gradient derived by hand with the engine's."""
    from viz.cli.check_expression import check_expression, gradients_of
    from viz.cli.expression import parse_expression

    variables = variables_of(arguments.values)
    names = list(variables)
    text = arguments.expression.strip()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the report tells what is not finite
        _understood(lambda: parse_expression(text, variables))
    gradients = _understood(lambda: gradients_of(arguments.gradient, names))
    checked = _understood(lambda: check_expression(text, gradients, variables))
    if arguments.json:
        from viz.ledger.data import report_data

        _print_json(report_data(checked.report, checked.formulas))
    else:
        print(checked.text)
    return 0 if checked.ok else 1


def completion(arguments: argparse.Namespace) -> int:
    """Print what a shell evaluates to complete the command."""
    from viz.cli.completion import script

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
    from viz.cli.expression import ExpressionError, parse_expression

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
        if not equals and name.startswith("-"):
            raise UsageError(f"{name!r} is no option here; see --help")
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
