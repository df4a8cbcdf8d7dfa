"""The command `backprop`: from an expression to its gradients, pictures and pages.

Exit codes: 0 for success, 1 when a file cannot be written or a package is missing, 2
for a mistake in what was typed. Mistakes are one line on stderr, never a traceback.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Sequence

from viz.cli.arguments import EXPRESSIONS, add_commands
from viz.cli.commands import UsageError
from viz.output.graphviz import RenderError

EXAMPLES = """\
examples:
  backprop demo
  backprop repl
  backprop explain "tanh(w*x + b)" w=0.5 x=2 b=-1
  backprop draw "tanh(w*x + b)" w=0.5 x=2 b=-1 -o graph.svg
  backprop play "tanh(w*x + b)" w=0.5 x=2 b=-1 -o backprop.html
  backprop quiz "tanh(w*x + b)" w=0.5 x=2 b=-1
  backprop check "x**2*sin(x)" --gradient "2*x*sin(x) + x**2*cos(x)" x=1.3

exit codes: 0 done, 1 a file or a package is missing, or a checked gradient is wrong,
2 a mistake in what was typed
"""


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
        if "_ARGCOMPLETE" in os.environ:
            from viz.cli.completion import complete

            complete(parser())
        arguments = _parse(words)
        code: int = arguments.run(arguments)
        return code
    except SystemExit as stop:  # argparse, after --help or its own error message
        return stop.code if isinstance(stop.code, int) else 2
    except UsageError as error:
        return _fail(error, 2)
    except RenderError as error:
        return _fail(error, 1)
    except ImportError as error:
        # By its name: to import the class is to import NumPy, and --help is quick.
        if type(error).__name__ != "MissingExtra":
            raise
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
    import autograd_core

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


class _Version(argparse.Action):
    """Prints the build; the engine is imported for this only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print version and build")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(build_line())
        parser.exit()


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line.

    >>> parser().prog
    'backprop'
    """
    made = argparse.ArgumentParser(
        prog="backprop",
        description="See how backpropagation computes gradients.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--version", action=_Version)
    add_commands(made.add_subparsers(title="commands", metavar="COMMAND"))
    made.set_defaults(run=lambda arguments: _help(made))
    return made


def _parse(words: list[str]) -> argparse.Namespace:
    """The arguments; values may follow options, and an expression may begin with -."""
    made = parser()
    if words and words[0] in EXPRESSIONS:
        # argparse takes a word with a space in it for an argument, not for an option.
        words = [f" {word}" if re.match(r"-[^-oh]", word) else word for word in words]
    arguments, rest = made.parse_known_args(words)
    if rest and (rest[0].startswith("-") or not hasattr(arguments, "values")):
        made.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        arguments.values += rest
    return arguments


def _help(made: argparse.ArgumentParser) -> int:
    made.print_help()
    return 0


def _fail(message: object, code: int) -> int:
    print(f"backprop: {message}", file=sys.stderr)
    return code
