"""Texts for LaTeX: a label is printed, never run as a command."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"{\ttfamily\char34}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "\u2014": "---",
    "\u2026": r"\ldots{}",
    "\u00d7": r"\ensuremath{\times}",
    "\u2212": r"\ensuremath{-}",
    "\u00df": r"\ss{}",
    "\u00e6": r"\ae{}",
    "\u00c6": r"\AE{}",
    "\u0153": r"\oe{}",
    "\u0152": r"\OE{}",
    "\u00f8": r"\o{}",
    "\u00d8": r"\O{}",
    "\u0142": r"\l{}",
    "\u0141": r"\L{}",
}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0327": "c",
}
_LIGATURES = frozenset("-,?!")
GREEK = {
    "\u03b1": "alpha",
    "\u03b2": "beta",
    "\u03b3": "gamma",
    "\u03b4": "delta",
    "\u03b5": "varepsilon",
    "\u03b6": "zeta",
    "\u03b7": "eta",
    "\u03b8": "theta",
    "\u03b9": "iota",
    "\u03ba": "kappa",
    "\u03bb": "lambda",
    "\u03bc": "mu",
    "\u03bd": "nu",
    "\u03be": "xi",
    "\u03c0": "pi",
    "\u03c1": "rho",
    "\u03c3": "sigma",
    "\u03c4": "tau",
    "\u03c5": "upsilon",
    "\u03c6": "varphi",
    "\u03c7": "chi",
    "\u03c8": "psi",
    "\u03c9": "omega",
    "\u0393": "Gamma",
    "\u0394": "Delta",
    "\u0398": "Theta",
    "\u039b": "Lambda",
    "\u039e": "Xi",
    "\u03a0": "Pi",
    "\u03a3": "Sigma",
    "\u03a6": "Phi",
    "\u03a8": "Psi",
    "\u03a9": "Omega",
}


def escaped(text: str) -> str:
    r"""A text on one line, for LaTeX outside of formulas.

    Args:
        text: any text without control characters, as `visible` gives it.

    Returns:
        LaTeX; characters that pdflatex does not know by itself stay as they are, for
        `document` to declare them.

    >>> print(escaped(r"50% of \input{x} & caf\u00e9"))
    50\% of \textbackslash{}input\{x\} \& caf\textbackslash{}u00e9
    """
    parts: list[str] = []
    before = ""
    for character in text:
        if character == before and character in _LIGATURES:
            parts.append("{}")  # -- would become a dash
        parts.append(_latex_of_character(character))
        before = character
    return "".join(parts)


def document(body: str, preamble: Iterable[str] = ()) -> str:
    r"""A whole LaTeX document around a body.

    It needs no more than LaTeX itself and the packages of the preamble. Where pdflatex
    has no letter for a character it prints its number; lualatex prints the character.

    Args:
        body: what to typeset.
        preamble: lines such as `\usepackage{tikz}`.

    >>> document("x").splitlines()[-2:]
    ['x', '\\end{document}']
    """
    lines = [
        r"\RequirePackage{fix-cm}",
        r"\documentclass{article}",
        *preamble,
        *_declarations(body),
        r"\pagestyle{empty}",
        r"\begin{document}",
        body,
        r"\end{document}",
    ]
    return "\n".join(lines) + "\n"


def _latex_of_character(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    if character.isascii():
        return character
    if character in GREEK:
        return rf"\ensuremath{{\{GREEK[character]}}}"
    letter = unicodedata.normalize("NFD", character)
    if len(letter) == 2 and letter[0].isascii() and letter[1] in _ACCENTS:
        base = {"i": r"\i", "j": r"\j"}.get(letter[0], letter[0])
        return rf"\{_ACCENTS[letter[1]]}{{{base}}}"
    return character


def _declarations(body: str) -> list[str]:
    """How pdflatex prints the characters that it does not know."""
    unknown = sorted({character for character in body if not character.isascii()})
    if not unknown:
        return []
    lines = [r"\ifdefined\DeclareUnicodeCharacter"]
    for character in unknown:
        code = f"{ord(character):04X}"
        code_box = rf"\resizebox{{0.8em}}{{!}}{{\ttfamily {code}}}"
        lines.append(rf"\DeclareUnicodeCharacter{{{code}}}{{{code_box}}}")
    return [r"\usepackage{graphicx}", *lines, r"\fi"]
