"""Runs the code blocks of a page of documentation, and compares what they print."""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograd_core.testing import assert_gradient
from viz.cli import main

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"(\(\+-\S+?\)|-?\d+\.?\d*(?:e[+-]?\d+)?)")


def blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """`(language, source, output)`: the output is the text block that follows."""
    fences = FENCE.findall(text)
    for i, (language, source) in enumerate(fences):
        follows = fences[i + 1] if i + 1 < len(fences) else ("", "")
        if language != "text":
            yield language, source, follows[1] if follows[0] == "text" else ""


def run_page(path: Path) -> Iterator[tuple[str, str, str]]:
    """Run every block of Python, and those of `backprop` commands with their output.

    Tests that a block defines run too, with the fixture `gradcheck` if they ask for it.

    Returns:
        `(source, printed, expected)` for each block.
    """
    names: dict[str, Any] = {"__name__": path.stem}
    for language, source, expected in blocks(path.read_text(encoding="utf-8")):
        printed = io.StringIO()
        if language == "python":
            before = set(names)
            with contextlib.redirect_stdout(printed):
                # The page has no `from __future__` of this file.
                exec(compile(source, path.name, "exec", dont_inherit=True), names)
                for name in sorted(set(names) - before):
                    if name.startswith("test_"):
                        run_test(names[name])
        elif source.startswith("backprop ") and expected:
            with contextlib.redirect_stdout(printed):
                for line in source.splitlines():
                    main.main(shlex.split(line, comments=True)[1:])
        else:
            continue
        yield source, printed.getvalue(), expected


def run_test(function: Any) -> None:
    """Call a test as pytest would."""
    fixtures = {"gradcheck": assert_gradient}
    parameters = inspect.signature(function).parameters
    function(**{name: fixtures[name] for name in parameters})


def same_text(printed: str, expected: str) -> bool:
    """Whether two texts say the same.

    Numbers may differ in their last digits, and error bars at all: they are the
    rounding of another machine's arithmetic. So may the width of columns.
    """
    texts = [
        NUMBER.split(re.sub(r" +", " ", re.sub(r" +$", "", text, flags=re.MULTILINE)))
        for text in (printed, expected)
    ]
    if len(texts[0]) != len(texts[1]):
        return False
    return all(same_part(*parts) for parts in zip(*texts, strict=True))


def same_part(part: str, other: str) -> bool:
    """Whether two pieces are equal, or numbers that are nearly."""
    if part.startswith("(+-") and other.startswith("(+-"):
        return True
    try:
        close = abs(float(part) - float(other)) <= 1e-6 * abs(float(other))
    except ValueError:
        return part == other
    return close
