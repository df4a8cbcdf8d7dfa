"""Graphs of functions of one variable, with the paths of optimizers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from autograd_core import Node, Value, no_grad
from autograd_core.extend import explained
from viz.diagram.themes import Theme
from viz.plots.style import Look, by_name, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

POINTS = 801


@explained
def descents(
    f: Callable[[Any], Any],
    paths: Mapping[str, Any],
    low: float = -3.0,
    high: float = 3.0,
    *,
    name: str = "x",
    title: str = "",
    theme: str | Theme = "light",
) -> Figure:
    """Draw the graph of f, once for each path, and on it the points of the path.

    Args:
        f: a function of one Value.
        paths: by title, the points in their order: numbers, or the result of
            `viz.plots.trajectory`.
        low: where the graph begins.
        high: where it ends.
        name: of the variable.
        title: a heading.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure. A path that leaves the picture ends in an arrow, and its
        title says where it went.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: the paths are not in a dict.
        ValueError: there are no paths, one is not made of numbers, or not low < high.

    >>> from optim import SGD
    >>> from viz.plots import trajectory
    >>> path = trajectory(lambda x: x**2, 2.5, lambda p: SGD(p, lr=0.1), steps=5)
    >>> figure = descents(lambda x: x**2, {"rate 0.1": path})
    >>> figure.axes[0].get_title()
    'rate 0.1'
    """
    if not low < high:
        raise ValueError(f"descents: low must be below high, got {low} and {high}")
    paths = by_name(paths, "descents", "{'rate 0.1': trajectory(...)}")
    points = {label: _checked_path(label, path) for label, path in paths.items()}
    if not points:
        raise ValueError("descents: no paths to draw")
    xs = np.linspace(low, high, POINTS)
    heights = np.array([_number(f, x) for x in xs.tolist()])
    room = 0.06 * (float(np.ptp(heights)) or 1.0)
    limits = (float(heights.min()) - room, float(heights.max()) + room)
    rows = -(-len(points) // 2) if len(points) > 3 else 1
    columns = -(-len(points) // rows)
    with look(theme, "descents") as paint:
        figure, grid = paint.figure(
            rows, columns, size=(1.2 + 3.4 * columns, 0.8 + 3.0 * rows), sharey=True
        )
        for axes, (label, path) in zip(grid.ravel(), points.items(), strict=False):
            axes.plot(xs, heights, color=paint.theme.data)
            _draw_path(axes, paint, f, path, (low, high))
            axes.set(title=label, xlabel=name, xlim=(low, high), ylim=limits)
        for axes in grid[:, 0]:
            axes.set_ylabel(f"f({name})")
        for axes in grid.ravel()[len(points) :]:
            axes.remove()
        if title:
            figure.suptitle(title)
    return figure


def _draw_path(
    axes: Axes, paint: Look, f: Callable[[Any], Any], path: Any, ends: tuple[float, ...]
) -> None:
    """Draw lines from point to point, up to the first one outside the picture."""
    low, high = ends
    inside = (path >= low) & (path <= high)
    end = len(path) if inside.all() else int((~inside).argmax())
    # One point outside shows where it went; matplotlib draws the line to the edge.
    room = 3 * (high - low)
    points = np.clip(np.nan_to_num(path[: end + 1]), low - room, high + room)
    heights = [_number(f, x) for x in points.tolist()]
    colour = paint.theme.negative
    axes.plot(points, heights, "o-", color=colour, linewidth=1.2 * paint.scale)
    ring: dict[str, Any] = {
        "markerfacecolor": paint.theme.background,
        "markeredgecolor": colour,
    }
    axes.plot(points[0], heights[0], "o", markersize=9 * paint.scale, **ring)
    if end == len(path):
        return
    outside = float(path[end])
    side = 1.0 if outside > high else 0.0
    axes.annotate(
        f"to {outside:.3g}",
        xy=(side, 0.62),
        xytext=(0.72 if side else 0.28, 0.62),
        xycoords="axes fraction",
        ha="right" if side else "left",
        va="center",
        color=colour,
        arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 1.5 * paint.scale},
    )


def _checked_path(name: str, path: Any) -> NDArray[Any]:
    """Return the points of a path as a flat array."""
    points = np.asarray(path, float)
    if points.ndim == 2 and points.shape[1] == 1:
        points = points[:, 0]
    if points.ndim != 1 or not len(points):
        raise ValueError(
            f"descents: path {name!r} must hold one number per step, got shape "
            f"{points.shape}"
        )
    return points


def _number(f: Callable[[Any], Any], x: float) -> float:
    """Return f(x) as a float."""
    with no_grad():
        out = f(Value(x))
    return float(out.data if isinstance(out, Node) else out)
