"""Pictures of a size in pixels."""

from __future__ import annotations

import math
import re

from autograd_core.extend import short_repr
from viz.output.fonts import lettered
from viz.output.graphviz import render

_WIDTH = slice(16, 20)
"""Where a PNG says how wide it is."""
_BOX = re.compile(r'viewBox="[-.\d]+ [-.\d]+ ([.\d]+) ([.\d]+)"')
_SIZE = re.compile(r'width="[.\d]+pt" height="[.\d]+pt"')
_TRIES = 4


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
        return render(source, "png", dpi)
    if dpi is not None:
        raise ValueError("save: give dpi or width, not both")
    points, _ = _box(render(source, "svg").decode())
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
    across, down = _box(svg)
    height = (width or across) * down / across
    size = f'width="{width or across:g}px" height="{height:.0f}px"'
    return _SIZE.sub(size, svg, count=1).encode()


def png_width(picture: bytes) -> int:
    """The width of a PNG in pixels."""
    return int.from_bytes(picture[_WIDTH], "big")


def check_size(dpi: object, width: object) -> None:
    """Refuse a dpi or a width that is not a positive number.

    Raises:
        TypeError: it is no number.
        ValueError: it is not positive.
    """
    for name, size in (("dpi", dpi), ("width", width)):
        if size is None:
            continue
        if isinstance(size, bool) or not isinstance(size, (int, float)):
            raise TypeError(f"{name} must be a number, got {short_repr(size, 40)}")
        if not 0 < size < math.inf:
            raise ValueError(f"{name} must be positive, got {size!r}")


def _box(svg: str) -> tuple[float, float]:
    """The width and the height of an SVG of Graphviz, in its own units: points."""
    found = _BOX.search(svg)
    if found is None:
        raise ValueError("Graphviz wrote an SVG without its size")
    return float(found[1]), float(found[2])
