"""Texts in lines as wide as the screen."""

from __future__ import annotations

import re
import shutil
import textwrap

NARROWEST = 40
GAP = "    "
_COMMAND = re.compile(r"(?<= )(\S+ -m )?pip install .+$")


def screen_width() -> int:
    """Columns of the screen: of the variable COLUMNS, the terminal, or else 80."""
    # Python 3.10 says 0 of what is no terminal, not the size that it was given.
    return max(NARROWEST, shutil.get_terminal_size((80, 24)).columns or 80)


def equation_lines(text: str, width: int) -> list[str]:
    """An equation in lines of some width: a line begins with its `=`, if it can.

    >>> equation_lines("dL/dw = dL/dn1 * x = 0.5 * 2.0 = 1.0", 30)
    ['dL/dw = dL/dn1 * x', '  = 0.5 * 2.0 = 1.0']
    """
    if len(text) <= width:
        return [text]
    parts = text.split(" = ")
    head, rest = " = ".join(parts[:2]), parts[2:]
    groups: list[str] = []
    # From the end: a result stays with its figures.
    for part in [head, *[f"  = {part}" for part in rest]][::-1]:
        joined = f"{part} {groups[-1].lstrip()}" if groups else part
        if groups and len(joined) <= width:
            groups[-1] = joined
        else:
            groups.append(part)
    return [line for group in groups[::-1] for line in wrapped(group, width, GAP)]


def fitted(text: str, width: int | None = None) -> str:
    """Text whose lines fit the screen; a long one goes on below, further in.

    A command for pip at the end of a line is not cut: it is there to be copied.

    >>> print(fitted("  one two three four", 14))
      one two
          three
          four
    """
    most = width or screen_width()
    lines: list[str] = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())] + GAP
        if len(line) <= most:
            lines.append(line)
            continue
        command = _COMMAND.search(line)
        text = line[: command.start()].rstrip() if command else line
        lines += wrapped(text, most, indent)
        if command:
            lines.append(indent + command[0])
    return "\n".join(lines)


def say(text: str) -> None:
    """Print text in lines that fit the screen.

    >>> say("Right.")
    Right.
    """
    print(fitted(text))


def wrapped(text: str, width: int, indent: str) -> list[str]:
    """Cut at blanks, with an indent from the second line on."""
    return textwrap.wrap(
        text,
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
