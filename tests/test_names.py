"""Bindings are nouns of the domain: no bare participles and pronouns."""

from __future__ import annotations

import ast

import pytest

from tests.source import PACKAGES, sources

# Words that say nothing of what they hold; a public parameter may still be called so.
WORDS = frozenset(
    [
        "each",
        "found",
        "given",
        "told",
        "kept",
        "wanted",
        "shown",
        "made",
        "moved",
        "known",
        "drawn",
        "heard",
        "met",
        "taken",
        "seen",
        "said",
        "asked",
        "left",
        "held",
        "meant",
        "got",
        "went",
        "gone",
        "done",
        "come",
        "chosen",
        "lost",
        "sent",
        "cut",
        "bound",
        "they",
        "it",
        "this",
        "that",
        "which",
        "what",
        "who",
    ]
)
MOST = 0.005


def bindings(source: str) -> list[str]:
    """The names that a module binds: variables, arguments, functions and classes."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        elif isinstance(node, ast.arg):
            names.append(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
    return names


def empty_words(names: list[str]) -> list[str]:
    """Those that are one of `WORDS`, private or not."""
    return [name for name in names if name.strip("_") in WORDS]


def test_empty_words_are_found() -> None:
    source = "def told(given, node):\n    for each in given: found = each\n"
    assert empty_words(bindings(source)) == ["told", "given", "each", "found"]


@pytest.mark.parametrize("package", PACKAGES)
def test_bindings_are_nouns(package: str) -> None:
    names = []
    for module, source in sources().items():
        if module.partition(".")[0] == package:
            names += bindings(source)
    assert len(empty_words(names)) <= MOST * len(names), empty_words(names)
