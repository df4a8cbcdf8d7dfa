"""The command `backprop`: from an expression to its gradients, pictures and pages.

Exit codes: 0 for success, 1 when a file cannot be written or a package is missing, 2
for a mistake in what was typed. Mistakes are one line on stderr, never a traceback.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import io
import os
import re
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NoReturn

from viz.cli.command import Command, UsageError, short_message
from viz.cli.commands import find_commands
from viz.cli.suggestions import suggestion
from viz.output.graphviz import RenderError

EXIT_CODES = """\
exit codes: 0 done, 1 a file or a package is missing, or a checked gradient is
wrong, 2 a mistake in what was typed
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
    _open_streams()
    try:
        code = _run(words)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader of a pipe, such as head, has left
        _drop_output()
        return 1
    except OSError as error:
        _drop_output()
        if error.filename:
            return _fail(f"cannot write {error.filename}: {error.strerror}", 1)
        return _fail(f"cannot write to standard output: {error.strerror or error}", 1)


def _run(words: list[str]) -> int:
    commands = find_commands()
    try:
        if "_ARGCOMPLETE" in os.environ:
            from viz.cli.completion import complete

            complete(parser(commands, commands))
        arguments = _parse(words, commands)
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


class _ClosedOutput(io.TextIOBase):
    """In the place of a standard output that was closed, as by `>&-` in a shell."""

    def write(self, text: str) -> int:
        raise OSError(errno.EBADF, "it is closed")


def _open_streams() -> None:
    """Make the standard streams usable: Python has None for one that is closed."""
    if sys.stdin is None:
        sys.stdin = io.StringIO()
    if sys.stdout is None:
        sys.stdout = _ClosedOutput()
    if sys.stderr is None:  # or else print would write its text to standard output
        sys.stderr = io.StringIO()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without Unicode


def _drop_output() -> None:
    """Let go of output that cannot be written: Python would try again at its end."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """A parser whose error messages are short, whatever was typed."""

    def error(self, message: str) -> NoReturn:
        super().error(short_message(message) + _nearest_choice(message))


def _nearest_choice(message: str) -> str:
    """What was meant by a wrong word, as a question.

    >>> _nearest_choice("argument C: invalid choice: 'drow' (choose from 'draw', 'x')")
    '; did you mean draw?'
    """
    wrong = re.search(r"invalid choice: '(.*?)' \(choose from (.*)\)", message)
    return suggestion(wrong[1], re.findall(r"[\w-]+", wrong[2])) if wrong else ""


class _Version(argparse.Action):
    """Print the build; the engine is imported only when this is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print version and build")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from viz.cli.version import build_line

        print(build_line())
        parser.exit()


def parser(
    commands: Mapping[str, Command], words: Collection[str]
) -> argparse.ArgumentParser:
    """Return the parser of a command line.

    Args:
        commands: all commands by name.
        words: what was typed; only commands in it get their arguments.

    >>> parser(find_commands(), []).prog
    'backprop'
    """
    parser = _Parser(
        prog="backprop",
        description="See how backpropagation computes gradients.",
        epilog=_overview(commands.values()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, command in commands.items():
        command.add_to(subparsers, name, name in words)
    parser.set_defaults(run=lambda arguments: _help(parser))
    return parser


def _overview(commands: Iterable[Command]) -> str:
    """Return what stands below the list of commands."""
    examples = [command.overview for command in commands if command.overview]
    return "\n  ".join(["examples:", *examples]) + "\n\n" + EXIT_CODES


def _parse(words: list[str], commands: Mapping[str, Command]) -> argparse.Namespace:
    """Parse what was typed.

    The values of variables may follow options, and an expression may begin with "-".
    """
    backprop = parser(commands, words)
    words_typed = words
    if words and words[0] in commands and commands[words[0]].takes_expression:
        # argparse takes a word with a space in it for an argument, not for an option.
        words = [f" {word}" if re.match(r"-[^-oh]", word) else word for word in words]
    arguments, rest = backprop.parse_known_args(words)
    if rest and (rest[0].startswith("-") or not hasattr(arguments, "values")):
        unknown = " ".join(rest)
        known = _options(backprop, words_typed)
        hint = suggestion(rest[0].partition("=")[0], known)
        backprop.error(f"unrecognized arguments: {unknown}{hint}")
    if rest:
        arguments.values += rest
    return arguments


def _options(backprop: argparse.ArgumentParser, words: Sequence[str]) -> list[str]:
    """The options of the command that was typed."""
    parsers = [backprop]
    for action in backprop._actions:
        if isinstance(action, argparse._SubParsersAction):
            parsers += [
                action.choices[word] for word in words[:1] if word in action.choices
            ]
    return [
        option
        for parser in parsers
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--")
    ]


def _help(parser: argparse.ArgumentParser) -> int:
    parser.print_help()
    return 0


def _fail(message: object, code: int) -> int:
    # A path may be long, but not as long as the system allows.
    print(short_message(f"backprop: {message}", longest=300), file=sys.stderr)
    return code
