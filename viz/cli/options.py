"""Arguments that several commands share, and their conversion."""

from __future__ import annotations

import argparse
import math
import sys
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from viz.cli.command import UsageError
from viz.output.languages import languages

if TYPE_CHECKING:
    from autograd_core import Value

Result = TypeVar("Result")


def add_expression(parser: argparse.ArgumentParser) -> None:
    """Add the expression and the values of its variables."""
    parser.add_argument(
        "expression", metavar="EXPRESSION", help='such as "tanh(w*x + b)"'
    )
    parser.add_argument(
        "values", metavar="NAME=NUMBER", nargs="*", help="such as w=0.5 x=1/3 b=-pi"
    )


def add_rankdir(parser: argparse.ArgumentParser) -> None:
    """Add the direction of a drawing."""
    parser.add_argument(
        "--rankdir",
        choices=("LR", "TB"),
        default="LR",
        help="from left to right, or from top to bottom (default: %(default)s)",
    )


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add the language of a page."""
    parser.add_argument(
        "--lang",
        choices=languages(),
        default=languages()[0],
        help="the language of the page (default: %(default)s)",
    )


def add_of(parser: argparse.ArgumentParser, text: str) -> None:
    """Add the choice of one variable."""
    parser.add_argument("--of", metavar="NAME", help=text)


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    """Add the choice of a notation; the first of `formats` is the default."""
    parser.add_argument(
        "--format",
        choices=formats,
        default=formats[0],
        help="how to write it (default: %(default)s)",
    )


def add_json(parser: argparse.ArgumentParser, text: str = "print it as data") -> None:
    """Add the choice of data in place of text."""
    parser.add_argument("--json", action="store_true", help=text)


STREAMS = ("-", "/dev/stdout")
"""Names of standard output."""


def put_out(write: Callable[[Any], object]) -> None:
    """Let `write` write bytes to standard output.

    Raises:
        UsageError: it cannot take bytes.
    """
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        raise UsageError("standard output takes no bytes here; give a file with -o")
    sys.stdout.flush()
    write(stream)
    stream.flush()


def refuse_streams(option: str, name: object) -> None:
    """Refuse standard output where its other text would be mixed in.

    Raises:
        UsageError: `name` stands for it.
    """
    if name in STREAMS:
        raise UsageError(
            f"{option} {name}: standard output has other text; give the name of a file"
        )


def print_json(data: dict[str, Any]) -> None:
    """Print data for other programs."""
    import json

    print(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))


def checked_usage(call: Callable[[], Result]) -> Result:
    """Return the result of a call that refuses mistakes in what was typed.

    Raises:
        UsageError: the call raised a ValueError; the message is the same.
    """
    try:
        return call()
    except ValueError as error:
        raise UsageError(str(error)) from error


def differentiated(arguments: argparse.Namespace) -> Value:
    """Return the expression as a graph, after `backward()`.

    Results that are not finite are noted on stderr.

    Raises:
        UsageError: the expression or a value of a variable cannot be used.
    """
    from viz.cli.expression import ExpressionError, parse_expression

    variables = variables_of(arguments.values)
    with warnings.catch_warnings(record=True) as notes:
        warnings.simplefilter("always")
        try:
            node = parse_expression(arguments.expression.strip(), variables)
        except ExpressionError as error:
            raise UsageError(str(error)) from error
        node.backward()
    for note in notes:
        print(f"backprop: note: {note.message}", file=sys.stderr)
    if not node.label and "L" not in variables:
        node.label = "L"
    return node


def variables_of(words: Sequence[str]) -> dict[str, float]:
    """Return the numbers by name, from words such as `w=0.5` or `w=1/3`.

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
            raise UsageError(f"{name!r} is not an option here; see --help")
        if not equals or not name.isidentifier():
            raise UsageError(
                f"{word!r}: expected NAME=NUMBER without spaces, such as w=0.5"
            )
        if name in variables:
            raise UsageError(f"{name} is given twice")
        variables[name] = _number(number, name, word)
    return variables


def _number(text: str, name: str, word: str) -> float:
    """A number as it was typed: 0.5, 1/3, pi, 2*pi, sqrt(2).

    Raises:
        UsageError: it is none.
    """
    try:
        return float(text)
    except ValueError:
        pass
    from viz.cli.expression import ExpressionError, expression_function

    remedy = f"try {name}=0.5, {name}=1/3 or {name}=pi"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            number = float(expression_function(text, [])())
    except (ExpressionError, TypeError):
        if text.replace(",", "", 1).strip("+-").isdigit():
            remedy = f"write a decimal point: {name}={text.replace(',', '.')}"
        raise UsageError(f"{word!r}: {text!r} is not a number; {remedy}") from None
    if not math.isfinite(number):
        raise UsageError(f"{word!r}: {text} is {number}; {remedy}")
    return number
