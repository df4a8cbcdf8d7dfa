"""Each text that a hint may have is said of a mistake that was made on purpose."""

import ast
import functools
import pathlib
import re

import pytest

from autograd_core.testing import diagnosis
from tests.testing.diagnosis.planted import (
    arrays,
    factors,
    graphs,
    operations,
    ops,
    slopes,
    whole_formulas,
)
from tests.testing.diagnosis.planted.case import hints_on

_TABLES = (arrays, factors, graphs, operations, ops, slopes)
_ONE_HINT = [planted for table in _TABLES for planted in table.PLANTED]
CASES = [*_ONE_HINT, *whole_formulas.PLANTED]

_SOURCES = sorted(
    path
    for path in pathlib.Path(diagnosis.__path__[0]).glob("*.py")
    if path.name != "verdict.py"  # verdicts and headlines are no hints
)


@functools.cache
def answer(number):
    return hints_on(CASES[number])


@pytest.mark.parametrize(
    "number", range(len(CASES)), ids=[planted.hint for planted in CASES]
)
def test_the_mistake_is_named(number):
    verdict, hints, notes = answer(number)
    assert verdict != "PASS"
    assert any(map(CASES[number].fits, [*hints, *notes])), hints
    assert len(hints) == 1 or number >= len(_ONE_HINT), hints


def test_each_text_has_a_mistake():
    said = [
        text
        for number, planted in enumerate(CASES)
        for texts_said in answer(number)[1:]
        for text in texts_said
        if planted.fits(text)
    ]
    said = "\n".join(said)
    missing = [
        f"{path.name}:{line}: {''.join(parts)}"
        for path in _SOURCES
        for line, parts in texts(path.read_text(encoding="utf-8"))
        if not re.search(".*?".join(map(re.escape, parts)), said)
    ]
    assert not missing, "\n".join(missing)


def test_a_text_without_a_mistake_would_be_found():
    source = '''
def hints(x):
    """What is said of x."""
    yield 1.0, "no_mask", f"the mask of {x} is missing: " "it passes"
    yield 2.0, f"slope_{x}", "exp(u)"
'''
    assert [parts for _, parts in texts(source)] == [
        ["the mask of ", " is missing: it passes"],
        ["exp(u)"],
    ]


def texts(source):
    """`(line, fixed parts)` of each text in a module that a user may read.

    Texts have a blank or a call in them. Names of mistakes, the keys by which two
    points are compared, have neither; docstrings and patterns are for others.
    """
    tree = ast.parse(source)
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            skipped.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            skipped |= set(map(id, node.values))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
            skipped |= set(map(id, node.args))
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            parts = [node.value]
        elif isinstance(node, ast.JoinedStr):
            parts = _fixed_parts(node)
        else:
            continue
        if any(re.search(r"\w \S|\S \w|\w\(", part) for part in parts):
            yield node.lineno, parts


def _fixed_parts(node):
    """What is between the braces of an f-string."""
    parts = [""]
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts[-1] += value.value
        else:
            parts.append("")
    return parts
