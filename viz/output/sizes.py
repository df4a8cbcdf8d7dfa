"""Pictures of a size in pixels."""

from __future__ import annotations

import math
import re

from autograd_core.extend import short_repr, warn
from viz.diagram.slide import HEIGHT, LEAST, WIDTH, slide_scale
from viz.output.fonts import lettered
from viz.output.graphviz import PNG_DPI, render

_WIDTH, _HEIGHT = slice(16, 20), slice(20, 24)
"""Where a PNG says how large it is."""
_FONT_SIZE = re.compile(r'fontsize="?([\d.]+)')
DEFAULT_FONT_SIZE = 14.0
"""Of Graphviz, in points."""
_BOX = re.compile(r'viewBox="[-.\d]+ [-.\d]+ ([.\d]+) ([.\d]+)"')
_SIZE = re.compile(r'width="[.\d]+pt" height="[.\d]+pt"')
_TRIES = 4
MOST_DPI, MOST_PIXELS = 10_000, 32_767
"""What Graphviz can draw; a larger PNG it would make smaller by itself."""


def sized_png(source: str, dpi: float | None, width: int | None) -> bytes:
    """DOT text as a PNG of a resolution, or of a width.

    Args:
        source: DOT text.
        dpi: pixels per inch; 192 if neither is given.
        width: pixels; the picture has exactly so many.

    Raises:
        ValueError: both are given.
        RenderError: there is no Graphviz to draw with.

    >>> png_width(sized_png("digraph { a -> b }", None, 300))
    300
    """
    source = lettered(source)
    if width is None:
        picture = render(source, "png", dpi)
        points = 72.0 / (dpi or PNG_DPI)
        say_if_small(source, points * png_width(picture), points * png_height(picture))
        return picture
    if dpi is not None:
        raise ValueError("save: give dpi or width, not both")
    points, _ = svg_size(render(source, "svg").decode())
    picture = b""
    aim = float(width)
    for _ in range(_TRIES):
        picture = render(source, "png", 72.0 * aim / points)
        missing = width - png_width(picture)
        if not missing:
            break
        aim += 0.5 * missing
    return picture


def sized_svg(source: str, dpi: float | None, width: int | None) -> bytes:
    """DOT text as SVG that shows at a width in pixels.

    Raises:
        ValueError: a dpi is given.
        RenderError: there is no Graphviz to draw with.

    >>> b'width="300px"' in sized_svg("digraph { a -> b }", None, 300)
    True
    """
    if dpi is not None:
        raise ValueError("save: an svg has no pixels, so it takes width= but not dpi=")
    svg = render(source, "svg").decode()
    across, down = svg_size(svg)
    height = (width or across) * down / across
    size = f'width="{width or across:g}px" height="{height:.0f}px"'
    return _SIZE.sub(size, svg, count=1).encode()


def say_if_small(source: str, across: float, down: float) -> None:
    """Warn of a picture whose letters cannot be read on a slide.

    Args:
        source: its DOT text.
        across: its width in points.
        down: its height in points.

    >>> say_if_small("digraph { a -> b }", 300.0, 200.0)
    """
    letters = slide_scale(across, down) * smallest_letters(source)
    if round(letters) < LEAST:
        warn(
            f"the picture is larger than a slide: at {WIDTH}x{HEIGHT} pixels its "
            f"letters are {letters:.0f} pixels high. Show it as large as it is saved, "
            "or draw less of it (draw takes level= and max_nodes=)",
            RuntimeWarning,
        )


def smallest_letters(source: str) -> float:
    """The smallest size of a font in DOT text, in points.

    >>> smallest_letters('digraph { a [fontsize=13] edge [fontsize="11"] }')
    11.0
    """
    return min(map(float, _FONT_SIZE.findall(source)), default=DEFAULT_FONT_SIZE)


def png_width(picture: bytes) -> int:
    """The width of a PNG in pixels."""
    return int.from_bytes(picture[_WIDTH], "big")


def png_height(picture: bytes) -> int:
    """The height of a PNG in pixels."""
    return int.from_bytes(picture[_HEIGHT], "big")


def check_size(dpi: object, width: object) -> None:
    """Refuse a dpi or a width that is not a positive number.

    Raises:
        TypeError: it is no number.
        ValueError: it is not positive, or more than Graphviz draws.
    """
    for name, size in (("dpi", dpi), ("width", width)):
        if size is None:
            continue
        if isinstance(size, bool) or not isinstance(size, (int, float)):
            raise TypeError(f"{name} must be a number, got {short_repr(size, 40)}")
        if not 0 < size < math.inf:
            raise ValueError(f"{name} must be positive, got {size!r}")
        if name == "dpi" and not 1 <= size <= MOST_DPI:
            raise ValueError(f"dpi must be from 1 to {MOST_DPI:,}, got {size!r}")
        if name == "width" and (size != int(size) or size > MOST_PIXELS):
            raise ValueError(
                f"width must be a whole number of pixels, at most {MOST_PIXELS:,}, got "
                f"{size!r}"
            )


def svg_size(svg: str) -> tuple[float, float]:
    """The width and the height of an SVG of Graphviz, in its own units: points."""
    found = _BOX.search(svg)
    if found is None:
        raise ValueError("Graphviz wrote an SVG without its size")
    return float(found[1]), float(found[2])
