"""Frames as one film or document: their SVG drawn by matplotlib.

Only what Graphviz writes is read: polygons, ellipses, curves and texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import numpy as np

from autograd_core.extend import require
from viz.animation.encoders import gif, mp4

POINTS = 72.0
SMALLEST, LARGEST = 600, 1600
"""Pixels: the width of a film."""
FONTS = ("Helvetica", "Arial", "Liberation Sans", "DejaVu Sans")
"""The first one that there is; matplotlib brings the last one."""
_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?[\d.]+(?:e-?\d+)?")


def film(svgs: Sequence[str], ending: str, fps: float) -> bytes:
    """Pictures of one size as a .gif, .mp4 or .pdf.

    Args:
        svgs: as Graphviz writes them.
        ending: "gif", "mp4" or "pdf", which has a page for each.
        fps: pictures per second.

    Raises:
        MissingExtra: matplotlib is not installed, or for an mp4 there is no ffmpeg.
        RenderError: ffmpeg failed.
    """
    require("matplotlib", "viz")
    if ending == "pdf":
        return _pdf(svgs)
    frames = [_pixels(svg) for svg in svgs]
    return gif(frames, fps) if ending == "gif" else mp4(frames, fps)


def _pdf(svgs: Sequence[str]) -> bytes:
    from matplotlib import rc_context
    from matplotlib.backends.backend_pdf import PdfPages

    buffer = BytesIO()
    # The same bytes at any time; and letters as text, to be found and copied.
    metadata: dict[str, Any] = {"CreationDate": None, "Creator": None, "Producer": None}
    with (
        rc_context({"pdf.fonttype": 42, "font.family": _font()}),
        PdfPages(buffer, metadata=metadata) as pages,
    ):
        for svg in svgs:
            figure = _figure(svg, POINTS)
            pages.savefig(figure, facecolor=figure.get_facecolor())
    return buffer.getvalue()


def _pixels(svg: str) -> Any:
    """A picture as an array of shape (height, width, 3)."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    width = float(ElementTree.fromstring(svg).attrib["viewBox"].split()[2])
    pixels = min(max(SMALLEST, 1.5 * width), LARGEST)
    with rc_context({"font.family": _font()}):
        canvas = FigureCanvasAgg(_figure(svg, POINTS * pixels / width))
        canvas.draw()
        return np.array(canvas.buffer_rgba())[:, :, :3]


def _font() -> str:
    from matplotlib.font_manager import fontManager

    available = {font.name for font in fontManager.ttflist}
    return next((name for name in FONTS if name in available), FONTS[-1])


def _figure(svg: str, dpi: float) -> Any:
    """A figure as large as the picture, with everything in its place."""
    from matplotlib.figure import Figure

    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    figure = Figure(figsize=(width / POINTS, height / POINTS), dpi=dpi)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    # Graphviz moves all by (4, height - 4), and y grows downwards.
    axes.set(xlim=(-4.0, width - 4.0), ylim=(4.0, 4.0 - height))
    axes.axis("off")
    for order, element in enumerate(root.iter()):
        _draw(axes, element, order)
    return figure


def _draw(axes: Any, element: Any, order: int) -> None:
    """Add one element of the SVG; later ones lie on top."""
    from matplotlib.patches import Ellipse, PathPatch, Polygon

    kind = element.tag.removeprefix(_SVG)
    if kind == "text":
        _write(axes, element, order)
        return
    if kind not in ("polygon", "ellipse", "path"):
        return
    look = {
        "facecolor": element.get("fill", "none").replace("transparent", "none"),
        "edgecolor": element.get("stroke", "none").replace("transparent", "none"),
        "linewidth": float(element.get("stroke-width", 1.0)),
        "linestyle": _dashes(element.get("stroke-dasharray")),
        "zorder": order,
        "clip_on": False,
    }
    if kind == "ellipse":
        x, y, rx, ry = [float(element.get(name)) for name in ("cx", "cy", "rx", "ry")]
        axes.add_patch(Ellipse((x, y), 2 * rx, 2 * ry, **look))
    elif kind == "polygon":
        axes.add_patch(Polygon(_points(element.get("points")), closed=True, **look))
    else:
        axes.add_patch(PathPatch(_curve(element.get("d")), **look))


def _write(axes: Any, element: Any, order: int) -> None:
    """Add a text; matplotlib must not take its dollar signs for mathematics."""
    text = "".join(element.itertext())
    sides = {"middle": "center", "end": "right"}
    axes.text(
        float(element.get("x")),
        float(element.get("y")),
        text,
        color=element.get("fill", "#000000"),
        fontsize=float(element.get("font-size", 14.0)),
        fontweight=element.get("font-weight", "normal"),
        ha=sides.get(element.get("text-anchor"), "left"),
        va="baseline",
        zorder=order,
        parse_math=False,
    )


def _curve(text: str) -> Any:
    """The path `M x,y C ...` of Graphviz; a closed one ends in z."""
    from matplotlib.path import Path

    points = _points(text)
    codes = [Path.MOVETO, *[Path.CURVE4] * (len(points) - 1)]
    return Path(points, codes)


def _points(text: str) -> Any:
    return np.array([float(x) for x in _NUMBER.findall(text)]).reshape(-1, 2)


def _dashes(text: str | None) -> Any:
    return "solid" if not text else (0, [float(x) for x in text.split(",")])
