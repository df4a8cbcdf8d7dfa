"""The command `backprop`: demo, repl, draw, explain.

Exit codes: 0 for success, 1 when a file cannot be written or a package is missing, 2
for a mistake in what was typed. Mistakes are one line on stderr, never a traceback.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
import unicodedata
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import autograd_core
from viz.extras import MissingExtra
from viz.render import RenderError

EXAMPLES = """\
examples:
  backprop demo
  backprop repl
  backprop explain "tanh(w*x + b)" w=0.5 x=2 b=-1
  backprop draw "tanh(w*x + b)" w=0.5 x=2 b=-1 -o graph.svg
"""


class UsageError(ValueError):
    """What was typed makes no sense; the message says what would."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: the arguments; those of the process by default.

    Returns:
        The exit code.

    >>> main(["explain", "w*x", "w=2"])
    2
    """
    words = [*(sys.argv[1:] if argv is None else argv)]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without Unicode
    try:
        arguments = _parse(words)
        return arguments.run(arguments)
    except SystemExit as stop:  # argparse, after --help or its own error message
        return stop.code if isinstance(stop.code, int) else 2
    except UsageError as error:
        return _fail(error, 2)
    except (MissingExtra, RenderError) as error:
        return _fail(error, 1)
    except KeyboardInterrupt:
        return _fail("interrupted", 130)
    except BrokenPipeError:  # the reader of a pipe, such as head, has left
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if error.filename:
            return _fail(f"cannot write {error.filename}: {error.strerror}", 1)
        return _fail(error, 1)


def build_line() -> str:
    """Version and build, and for a plain build how to get the compiled one."""
    line = f"autograd_core {autograd_core.__version__}, "
    if autograd_core.compiled:
        return line + "compiled build"
    if os.environ.get("AUTOGRAD_CORE_PURE", "") not in ("", "0"):
        return line + "plain Python build, because AUTOGRAD_CORE_PURE is set"
    return line + (
        "plain Python build: no C compiler was found when it was installed. For the "
        "compiled one, which is many times faster, install a C compiler (gcc, clang or "
        "MSVC) and run: pip install --force-reinstall --no-deps ."
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="backprop",
        description="See how backpropagation computes gradients.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=build_line())
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    demo = commands.add_parser(
        "demo", help="explain one neuron, then train a network on handwritten digits"
    )
    demo.add_argument(
        "--out",
        metavar="DIR",
        default="backprop-demo",
        help="where the pictures go (default: %(default)s)",
    )
    demo.set_defaults(run=_demo)
    repl = commands.add_parser("repl", help="a Python prompt with everything imported")
    repl.set_defaults(run=_repl)
    _add_draw(commands)
    explain = commands.add_parser(
        "explain", help="print every step of the chain rule for an expression"
    )
    _add_expression(explain)
    explain.set_defaults(run=_explain)
    parser.set_defaults(run=lambda arguments: _help(parser))
    return parser


def _add_draw(commands: Any) -> None:
    draw = commands.add_parser("draw", help="draw the graph of an expression")
    _add_expression(draw)
    draw.add_argument(
        "-o",
        "--out",
        metavar="FILE",
        default="graph.svg",
        help="an svg, png, pdf or dot file (default: %(default)s)",
    )
    draw.add_argument(
        "--rankdir",
        choices=("LR", "TB"),
        default="LR",
        help="from left to right, or from top to bottom (default: %(default)s)",
    )
    draw.set_defaults(run=_draw)


def _add_expression(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "expression", metavar="EXPRESSION", help='such as "tanh(w*x + b)"'
    )
    command.add_argument(
        "values", metavar="NAME=NUMBER", nargs="*", help="such as w=0.5 x=2 b=-1"
    )


def _parse(words: list[str]) -> argparse.Namespace:
    """The arguments; values may follow options, and an expression may begin with -."""
    parser = _parser()
    if words[:1] in (["draw"], ["explain"]):
        # argparse takes a word with a space in it for an argument, not for an option.
        words = [f" {word}" if re.match(r"-[^-oh]", word) else word for word in words]
    arguments, rest = parser.parse_known_args(words)
    if rest and (rest[0].startswith("-") or not hasattr(arguments, "values")):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        arguments.values += rest
    return arguments


def _help(parser: argparse.ArgumentParser) -> int:
    parser.print_help()
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    from viz import demo

    return demo.run(Path(arguments.out))


def _repl(arguments: argparse.Namespace) -> int:
    from viz import repl

    return repl.start()


def _draw(arguments: argparse.Namespace) -> int:
    import viz

    node = _differentiated(arguments)
    path = Path(arguments.out)
    try:
        viz.draw(node, rankdir=arguments.rankdir).save(path)
    except ValueError as error:  # an unknown file ending
        raise UsageError(str(error)) from error
    print(path)
    return 0


def _explain(arguments: argparse.Namespace) -> int:
    import viz

    print(viz.explain(_differentiated(arguments)))
    return 0


def _differentiated(arguments: argparse.Namespace) -> Any:
    """The expression as a graph, after `backward()`."""
    from viz.expression import ExpressionError, parse_expression

    variables = _variables(arguments.values)
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


def _variables(words: Sequence[str]) -> dict[str, float]:
    """The numbers by name, from words such as `w=0.5`.

    >>> _variables(["w=0.5", "b=-1"])
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


def _fail(message: object, code: int) -> int:
    print(f"backprop: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
