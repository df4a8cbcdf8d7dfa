"""The texts of the page in other languages: a table for each, by the English texts."""

from __future__ import annotations

import functools
import json
import re
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from autograd_core.extend import short_repr
from viz.output.languages import languages

_STATIC = re.compile(
    r'(?P<before>>\s*|(?:aria-label|title)=")(?P<text>[^<>"{}]*\w[^<>"{}]*?)'
    r'(?P<after>\s*<|")'
)


def checked_language(lang: Any, where: str = "play") -> str:
    """A language that there is a table for.

    Args:
        lang: its short name.
        where: the function that it is an argument of.

    Raises:
        ValueError: there is none; the message lists those there are.

    >>> checked_language("de")
    'de'
    """
    if lang not in languages():
        known = ", ".join(languages())
        raise ValueError(
            f"{where}: unknown lang {short_repr(lang, 40)}; known: {known}"
        )
    return str(lang)


@functools.cache
def table(lang: str) -> MappingProxyType[str, str]:
    """The texts of a language by the English ones; for English none.

    >>> table("de")["Step"], len(table("en"))
    ('Schritt', 0)
    """
    if lang == "en":
        return MappingProxyType({})
    text = (files("viz.page") / "texts" / f"{lang}.json").read_text("utf-8")
    return MappingProxyType(json.loads(text))


def phrase(lang: str, english: str, *parts: object) -> str:
    """A text of the page in a language, with its parts put in.

    >>> phrase("de", "Graph of {0}", "L"), phrase("en", "Graph of {0}", "L")
    ('Graph aus L', 'Graph of L')
    """
    return table(lang).get(english, english).format(*parts)


def static_texts(template: str) -> list[str]:
    """The texts of a template: between its tags, and in its labels and titles.

    >>> static_texts('<p title="Why">Because <b>{{part}}</b></p>')
    ['Why', 'Because']
    """
    return [match["text"].strip() for match in _STATIC.finditer(template)]


def translated(template: str, lang: str) -> str:
    """A template with its own texts in another language.

    >>> translated('<html lang="en"><p>Step</p>', "de")
    '<html lang="de"><p>Schritt</p>'
    """
    texts = table(lang)
    if not texts:
        return template

    def replaced(match: re.Match[str]) -> str:
        text = match["text"]
        blanks = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return (
            match["before"]
            + blanks[0]
            + texts.get(text.strip(), text.strip())
            + blanks[1]
            + match["after"]
        )

    # A text ends where the next tag begins, which a text may follow at once.
    pieces = re.split(r"(?=<)", template)
    whole = "".join(
        _STATIC.sub(replaced, f"{piece}<")[:-1] if piece else "" for piece in pieces
    )
    return whole.replace('<html lang="en">', f'<html lang="{lang}">', 1)
