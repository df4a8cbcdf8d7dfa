"""Numbers and names as diagrams and explanations write them."""

from __future__ import annotations

import math
import unicodedata

_JOINER = "\u200d"


def number(x: float, digits: int = 4) -> str:
    """Write a number with a few significant digits, always float-like.

    Args:
        x: the number.
        digits: significant digits kept; digits left of the point are never dropped.

    >>> [number(x) for x in (2.0, 24.70408163, 12345.678, 1e-5, 0.5, -0.0)]
    ['2.0', '24.7', '12346', '1e-05', '0.5', '-0.0']
    >>> number(float("inf")), number(float("nan")), number(1e6)
    ('inf', 'nan', '1e+06')
    """
    if not math.isfinite(x):
        return repr(float(x))
    size = abs(x)
    if size != 0.0 and not 1e-4 <= size < 1e6:
        return f"{x:.{digits}g}"
    if x == int(x):
        return f"{x:.1f}"
    # The exponent after rounding: 9.9999 has to count as 10.
    exponent = int(f"{x:.{digits - 1}e}".partition("e")[2])
    text = f"{x:.{max(0, digits - 1 - exponent)}f}"
    if "." not in text:
        return text
    text = text.rstrip("0")
    return text + "0" if text.endswith(".") else text


CONSTANTS = {
    math.e: "e",
    math.pi: "pi",
    2.0 * math.pi: "2*pi",
    math.pi / 2.0: "pi/2",
    math.sqrt(2.0): "sqrt(2)",
    math.sqrt(math.pi): "sqrt(pi)",
    math.sqrt(2.0 * math.pi): "sqrt(2*pi)",
}
"""Numbers of a formula that have a name."""


def constant_text(x: float, factor: bool = False) -> str:
    """A number of a formula: by its name if it has one.

    Args:
        x: the number.
        factor: whether a name such as 2*pi needs parentheses.

    >>> constant_text(math.pi), constant_text(-math.e), constant_text(2.0)
    ('pi', '-e', '2.0')
    >>> constant_text(math.tau), constant_text(math.tau, factor=True)
    ('2*pi', '(2*pi)')
    """
    name = CONSTANTS.get(abs(x))
    if name is None:
        return number(x)
    text = f"-{name}" if x < 0 else name
    return f"({text})" if factor and name in ("2*pi", "pi/2") else text


def visible(text: str, limit: int = 40) -> str:
    r"""Write a label on one line: invisible characters as escapes, a long one cut.

    Args:
        text: any string.
        limit: how many characters to keep; a longer text loses its middle.

    Returns:
        `text` with control, invisible and invalid characters as Python escapes.

    >>> print(visible("a\nb\0"))
    a\nb\x00
    >>> visible("w" * 10_000, limit=9)
    'wwwww...w'
    """
    if len(text) > limit:
        tail = limit // 4 - 1
        head = limit - tail - 3
        text = f"{text[:head]}...{text[len(text) - tail :] if tail > 0 else ''}"
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    if character.isprintable() or character == _JOINER:
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")
