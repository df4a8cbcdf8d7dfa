"""The colours and sizes of diagrams: light, dark, projector, colorblind.

In every theme the sign of a gradient is told by more than a colour: what flows back
along a dashed line is negative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any

from autograd_core.extend import short_repr

_COLOUR = re.compile("#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #rrggbb, sizes in points; the background may be "transparent".

    Attributes:
        background: behind everything.
        ink: names and operators.
        faint: automatic names, counts, captions.
        line: borders, and arrows before `backward()`.
        data: numbers of the forward pass.
        grad: gradients.
        local: local derivatives.
        leaf: the inside of a leaf's box.
        result: of a result's box.
        root: of the box of the result that is differentiated.
        part: of a folded part.
        operator: of an operator's oval.
        scope: inside the frame of a scope.
        positive: shade and arrow of a positive gradient.
        negative: of a negative one.
        font: its name.
        size: of the text in boxes.
        small: of the text on arrows.
        pen: the width of a line.
        stacked: whether a box has its name, data and grad one below the other.
    """

    background: str = "#ffffff"
    ink: str = "#222222"
    faint: str = "#666666"
    line: str = "#555555"
    data: str = "#123a7a"
    grad: str = "#742900"
    local: str = "#00594c"
    leaf: str = "#fdf3d8"
    result: str = "#ffffff"
    root: str = "#e3edf9"
    part: str = "#f1f0f7"
    operator: str = "#ececec"
    scope: str = "#f7f7f7"
    positive: str = "#2b6cb8"
    negative: str = "#d2621c"
    font: str = "Helvetica"
    size: float = 13.0
    small: float = 11.0
    pen: float = 1.0
    stacked: bool = False

    def __post_init__(self) -> None:
        for field in fields(self):
            colour = getattr(self, field.name)
            if field.name == "font" or not isinstance(field.default, str):
                continue
            if field.name == "background" and colour == "transparent":
                continue
            if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
                raise ValueError(
                    f"Theme: {field.name} must be a colour such as {field.default!r}, "
                    f"got {short_repr(colour, 40)}"
                )
        if not isinstance(self.font, str) or not self.font.strip():
            raise ValueError(
                "Theme: font must be the name of a font, such as 'Helvetica', got "
                f"{short_repr(self.font, 40)}"
            )
        for name, most in (("size", 200), ("small", 200), ("pen", 20)):
            points = getattr(self, name)
            number = isinstance(points, (int, float)) and not isinstance(points, bool)
            if not number or not 0 < points <= most:
                raise ValueError(
                    f"Theme: {name} must be above 0 and at most {most} points, got "
                    f"{short_repr(points, 40)}"
                )


_LIGHT = Theme()
THEMES = {
    "light": _LIGHT,
    "dark": Theme(
        background="#16181d",
        ink="#f2f2f2",
        faint="#a7abb3",
        line="#9aa0aa",
        data="#9cc4ff",
        grad="#ffd6bd",
        local="#6fdcc6",
        leaf="#3a3420",
        result="#22262e",
        root="#1f3350",
        part="#2c2a3d",
        operator="#343842",
        scope="#1d2027",
        positive="#4a93e6",
        negative="#ef8540",
    ),
    "projector": replace(
        _LIGHT,
        ink="#000000",
        faint="#444444",
        line="#222222",
        data="#00276b",
        grad="#7a1f00",
        local="#00453a",
        size=24.0,
        small=22.0,
        pen=2.0,
        stacked=True,
    ),
    # The palette of Okabe and Ito (2008), darkened where it is the colour of a text.
    "colorblind": replace(
        _LIGHT,
        data="#004f80",
        grad="#662a00",
        local="#00694e",
        leaf="#fbf6cf",
        root="#dceefa",
        positive="#0072b2",
        negative="#d55e00",
    ),
}


def theme_named(name: Any, where: str = "draw") -> Theme:
    """The theme of a name; a `Theme` of your own is taken as it is.

    Raises:
        TypeError: `name` is neither.
        ValueError: there is no theme of that name.

    >>> theme_named("dark").background
    '#16181d'
    """
    if isinstance(name, Theme):
        return name
    if not isinstance(name, str):
        raise TypeError(
            f"{where}: theme must be a name or a Theme, got {type(name).__name__} "
            f"{short_repr(name, 40)}; known: {', '.join(THEMES)}"
        )
    if name not in THEMES:
        raise ValueError(
            f"{where}: unknown theme {short_repr(name, 40)}; known: {', '.join(THEMES)}"
        )
    return THEMES[name]


def blended(under: str, over: str, share: float) -> str:
    """The colour `under` with a share of `over`, from 0 to 1.

    >>> blended("#000000", "#ff8000", 0.5)
    '#804000'
    """
    if under == "transparent":
        under = "#ffffff"
    channels = []
    for i in (1, 3, 5):
        low, high = int(under[i : i + 2], 16), int(over[i : i + 2], 16)
        channels.append(f"{round(low * (1 - share) + high * share):02x}")
    return "#" + "".join(channels)
