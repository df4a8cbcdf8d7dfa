"""A planted mistake, and what the tester says about it."""

import functools
import linecache
import re
from typing import Any, NamedTuple

from autograd_core.testing import check_gradient


class Planted(NamedTuple):
    """A mistake in a gradient.

    Attributes:
        hint: what one of the hints or notes must hold; with a `$`, its end.
        f: the function.
        at: the point.
        analytic: the wrong gradient.
        options: of the check.
    """

    hint: str
    f: Any
    at: Any
    analytic: Any = None
    options: Any = None

    def fits(self, hint):
        """Whether a hint is the right one."""
        if self.hint.endswith("$"):
            return hint.endswith(self.hint[:-1])
        return self.hint in hint


def plain(f):
    """f of numbers and arrays alone, so that there is no graph."""

    @functools.wraps(f)
    def numbers(*at):
        if any(hasattr(x, "backward") for x in at):
            raise TypeError("numbers, please")
        return f(*at)

    return numbers


def hints_on(planted):
    """`(verdict, hints, notes)` of the check that has a mistake planted."""
    report = check_gradient(
        planted.f, planted.at, planted.analytic, **(planted.options or {})
    )
    code = getattr(planted.analytic, "__code__", None)
    hints = [_without_source(hint, code) for hint in report.hints]
    return report.verdict.name, hints, report.notes


def _without_source(hint, code):
    """A hint without the line of the formula that it quotes.

    In a table that line may hold the words that the hint must have.
    """
    place = re.search(r" in line (\d+), `", hint)
    if code is None or place is None:
        return hint
    line = linecache.getline(code.co_filename, int(place[1])).strip()
    if len(line) > 60:
        line = line[:60].rstrip() + " ..."
    assert f"`{line}`, " in hint
    return hint.replace(f"`{line}`, ", "`...`, ", 1)
