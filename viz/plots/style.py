"""The look of all plots: the themes of the diagrams as settings of matplotlib.

Text is large enough for a slide. Lines differ in colour, and where there are more lines
than colours also in style; the colours stay apart for colour-blind eyes.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograd_core.extend import (
    explained,
    require,
    require_folder,
    short_repr,
    write_file,
)
from viz.diagram.themes import THEMES, Theme, blended, theme_named
from viz.output.endings import ending_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 8.0, 4.5
"""Inches; a slide of 16:9."""
DPI = 150
FONT_SIZE = 12.0
LINE_STYLES = ("-", "--", ":", "-.")
MARKERS = "os^DvP"
ENDINGS = ("svg", "png", "pdf")

# They follow the theme's own two. Together with those, and as seen with each of the
# three kinds of colour blindness, no two colours are closer than 15 in CIELAB; each has
# a contrast of 3:1 to its background.
_ON_LIGHT = ("#009e73", "#7a1f6e", "#cf6fae")
_ON_DARK = ("#35c79b", "#f0d04a", "#e08fc4")


@dataclass(frozen=True, slots=True)
class Look:
    """A theme, and what plots derive from it.

    Attributes:
        theme: colours and sizes.
    """

    theme: Theme

    @property
    def colours(self) -> tuple[str, ...]:
        """The colours of lines and classes, in the order of use."""
        theme = self.theme
        further = _ON_DARK if is_dark(theme) else _ON_LIGHT
        return (theme.positive, theme.negative, *further, theme.ink)

    @property
    def scale(self) -> float:
        """The size of text and lines, relative to the light theme."""
        return math.sqrt(self.theme.size / THEMES["light"].size)

    def line(self, i: int) -> dict[str, Any]:
        """Return the colour and style of line number `i`."""
        colours = self.colours
        style = LINE_STYLES[i // len(colours) % len(LINE_STYLES)]
        return {"color": colours[i % len(colours)], "linestyle": style}

    def pale(self, colour: str, share: float = 0.35) -> str:
        """Return the background with a share of a colour."""
        return blended(self.theme.background, colour, share)

    def colour_map(self, *colours: str) -> Any:
        """Return a colour map that blends some colours, the lowest number first."""
        kind = require("matplotlib.colors", "viz").LinearSegmentedColormap
        return kind.from_list("theme", list(colours))

    def diverging(self, share: float = 0.55) -> Any:
        """Return a map from the negative colour over the background to the positive."""
        theme = self.theme
        ends = [self.pale(end, share) for end in (theme.negative, theme.positive)]
        return self.colour_map(ends[0], theme.background, ends[1])

    def figure(self, rows: int = 1, columns: int = 1, **settings: Any) -> Any:
        """Return a new figure without a window, and its axes, shape (rows, columns).

        Args:
            rows: of axes.
            columns: of axes.
            settings: `size` in inches; others go to matplotlib's `subplots`.
        """
        size = settings.pop("size", (WIDTH, HEIGHT))
        figure = require("matplotlib.figure", "viz").Figure(
            figsize=size, dpi=DPI, layout="constrained"
        )
        return figure, figure.subplots(rows, columns, squeeze=False, **settings)

    def axes(self, ax: Axes | None = None, **settings: Any) -> Any:
        """Return the axes to draw on: `ax`, or those of a new figure."""
        if ax is not None:
            return ax
        return self.figure(**settings)[1][0, 0]


def is_dark(theme: Theme) -> bool:
    """Return whether the background is darker than the text on it.

    >>> is_dark(THEMES["dark"]), is_dark(THEMES["projector"])
    (True, False)
    """
    return _lightness(theme.background) < _lightness(theme.ink)


@contextmanager
def look(theme: str | Theme, where: str) -> Iterator[Look]:
    """Set the look of everything that is drawn inside the block.

    Args:
        theme: "light", "dark", "projector", "colorblind", or a Theme of your own.
        where: the function that was called, for messages.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: `theme` is neither a name nor a Theme.
        ValueError: there is no theme of that name.

    >>> with look("dark", "plot") as paint:
    ...     figure, axes = paint.figure()
    >>> figure.get_facecolor()[:3] == figure.axes[0].get_facecolor()[:3]
    True
    """
    paint = Look(theme_named(theme, where))
    matplotlib = require("matplotlib", "viz")
    with matplotlib.rc_context(_settings(paint)):
        yield paint


@explained
def panels(
    rows: int = 1,
    columns: int = 2,
    *,
    size: tuple[float, float] = (10.5, 4.6),
    theme: str | Theme = "light",
) -> tuple[Figure, Any]:
    """Make a figure with several empty axes, for the functions that take `ax`.

    Args:
        rows: of axes.
        columns: of axes.
        size: width and height in inches.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure, and its axes as an array of shape (rows, columns).

    Raises:
        MissingExtra: matplotlib is not installed.

    >>> from viz.plots import fits
    >>> figure, axes = panels(1, 2)
    >>> fits([0.0, 1.0], [0.0, 1.0], lambda x: x, ax=axes[0, 1]) is figure
    True
    """
    with look(theme, "panels") as paint:
        figure, axes = paint.figure(rows, columns, size=size)
    return figure, axes


def by_name(items: Any, where: str, example: str) -> dict[str, Any]:
    """Return what is to be compared, by name.

    Raises:
        TypeError: `items` is not a dict.

    >>> by_name([1.0, 2.0], "fits", "{'line': model}")
    Traceback (most recent call last):
    TypeError: fits: expected a dict by name, such as {'line': model}; got list ...
    """
    if not isinstance(items, Mapping):
        raise TypeError(
            f"{where}: expected a dict by name, such as {example}; got "
            f"{type(items).__name__} {short_repr(items)}"
        )
    return {str(name): item for name, item in items.items()}


@explained
def save(figure: Figure, path: str | os.PathLike[str]) -> Path:
    """Write a figure: whole or not at all, and the same bytes for the same figure.

    Args:
        figure: what a function of `viz.plots` returned, or any figure of matplotlib.
        path: the file, ending in .svg, .png or .pdf.

    Returns:
        The path.

    Raises:
        TypeError: `figure` is not a figure.
        ValueError: an unknown ending.
        OSError: the file cannot be written; nothing is left behind.

    >>> import tempfile
    >>> with look("light", "plot") as paint, tempfile.TemporaryDirectory() as folder:
    ...     save(paint.figure()[0], folder + "/empty.svg").name
    'empty.svg'
    """
    if not hasattr(figure, "savefig"):
        raise TypeError(
            "save: expected a figure, as the functions of viz.plots return it; got "
            f"{type(figure).__name__} {short_repr(figure)}"
        )
    target = Path(path)
    ending = ending_of(target, ENDINGS)
    require_folder(target)
    write_file(target, picture_bytes(figure, ending))
    return target


def picture_bytes(figure: Figure, ending: str) -> bytes:
    """Return the bytes of an svg, png or pdf file of a figure.

    >>> with look("light", "plot") as paint:
    ...     picture_bytes(paint.figure()[0], "png")[:4]
    b'\\x89PNG'
    """
    matplotlib = require("matplotlib", "viz")
    # Without the time and random names, the bytes depend on the figure alone.
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {}}
    options: dict[str, Any] = {"metadata": metadata[ending]}
    if ending == "png":
        options["pil_kwargs"] = {"optimize": True}
    buffer = BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "autograd_core"}):
        figure.savefig(buffer, format=ending, **options)
    return buffer.getvalue()


def _settings(paint: Look) -> dict[str, Any]:
    """Return the settings of matplotlib for a look."""
    theme, scale = paint.theme, paint.scale
    size = FONT_SIZE * scale
    return {
        "figure.facecolor": theme.background,
        "axes.facecolor": theme.background,
        "savefig.facecolor": "auto",
        "text.color": theme.ink,
        "axes.labelcolor": theme.ink,
        "axes.titlecolor": theme.ink,
        "axes.edgecolor": theme.line,
        "xtick.color": theme.line,
        "ytick.color": theme.line,
        "xtick.labelcolor": theme.ink,
        "ytick.labelcolor": theme.ink,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.8 * scale,
        "grid.color": paint.pale(theme.line, 0.25),
        "grid.linewidth": 0.8 * scale,
        "font.family": ["DejaVu Sans"],
        "font.size": size,
        "axes.titlesize": 1.1 * size,
        "figure.titlesize": 1.2 * size,
        "axes.labelsize": size,
        "xtick.labelsize": 0.92 * size,
        "ytick.labelsize": 0.92 * size,
        "legend.fontsize": 0.92 * size,
        "legend.frameon": True,
        "legend.framealpha": 0.85,
        "legend.facecolor": theme.background,
        "legend.edgecolor": "none",
        "lines.linewidth": 2.0 * scale,
        "lines.markersize": 5.0 * scale,
        "text.usetex": False,
    }


def _lightness(colour: str) -> float:
    """Return the luminance of a colour, without gamma correction."""
    red, green, blue = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
