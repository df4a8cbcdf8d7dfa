"""Contours of loss surfaces of two parameters, with the paths of optimizers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from autograd_core import Node, Tensor, Value, no_grad
from autograd_core.extend import explained, short_repr
from viz.diagram.themes import Theme
from viz.plots.style import MARKERS, Look, by_name, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Surface = Callable[[Any, Any], Any]
"""A function of two Values, such as `lambda x, y: 0.1 * x**2 + 2 * y**2`."""
FAR = 1e12
"""A coordinate beyond this counts as divergence."""


@explained
def trajectory(
    f: Callable[..., Any],
    start: float | Sequence[float],
    optimizer: Callable[[list[Value]], Any],
    steps: int = 50,
) -> Any:
    """Record the path of an optimizer that minimizes f.

    Args:
        f: a function of as many Values as `start` has numbers.
        start: where it begins.
        optimizer: a function from parameters to an optimizer, such as
            `lambda p: SGD(p, lr=0.1)`.
        steps: how many steps it takes.

    Returns:
        The points, shape (steps + 1, coordinates), the start first. It ends early where
        a coordinate is beyond 1e12: the optimizer has diverged.

    Raises:
        TypeError: `optimizer` is not such a function, or f does not return a Value.

    >>> from optim import SGD
    >>> path = trajectory(lambda x: x**2, 2.5, lambda p: SGD(p, lr=0.1), steps=2)
    >>> path.round(6).tolist()
    [[2.5], [2.0], [1.6]]
    """
    if not callable(optimizer):
        raise TypeError(
            "trajectory: optimizer must be a function that makes one for parameters, "
            f"such as lambda p: SGD(p, lr=0.1); got {short_repr(optimizer)}"
        )
    params = [Value(float(x)) for x in np.atleast_1d(start).tolist()]
    minimizer = optimizer(params)

    def closure() -> Any:
        minimizer.zero_grad()
        loss = f(*params)
        if not isinstance(loss, Value):
            raise TypeError(
                "trajectory: f must compute a Value from its Values, got "
                f"{type(loss).__name__} {short_repr(loss)}"
            )
        loss.backward()
        return loss

    points = [[parameter.data for parameter in params]]
    for _ in range(steps):
        minimizer.step(closure)
        points.append([parameter.data for parameter in params])
        if not np.max(np.abs(points[-1])) < FAR:
            break
    return np.array(points)


@explained
def loss_surface(
    f: Surface,
    x: tuple[float, float] = (-3.0, 3.0),
    y: tuple[float, float] = (-3.0, 3.0),
    trajectories: Mapping[str, Any] | None = None,
    *,
    minimum: Sequence[float] | None = None,
    levels: int = 25,
    power: float = 2.0,
    names: Sequence[str] = ("$x_1$", "$x_2$"),
    title: str = "",
    resolution: int = 200,
    ax: Axes | None = None,
    theme: str | Theme = "light",
) -> Figure:
    """Draw the contours of f, and on them the paths of optimizers.

    Args:
        f: a function of two Values or Tensors.
        x: the range of the first axis.
        y: the range of the second.
        trajectories: by name, points of shape (steps + 1, 2), as `trajectory` gives.
        minimum: a point to mark with a star.
        levels: how many contours.
        power: 1 spaces them evenly, more draws more of them near the minimum.
        names: of the two axes.
        title: a heading.
        resolution: f is computed at resolution x resolution points.
        ax: matplotlib axes to draw on; those of a new figure by default.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: the trajectories are not in a dict.
        ValueError: f is finite nowhere in the region, or a trajectory is not made of
            points.

    >>> from optim import SGD
    >>> def bowl(x, y):
    ...     return 0.1 * x**2 + 2 * y**2
    >>> paths = {"SGD": trajectory(bowl, [2.5, 1.0], lambda p: SGD(p, lr=0.4))}
    >>> figure = loss_surface(bowl, trajectories=paths, resolution=30)
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['SGD']
    """
    grid_x, grid_y = np.meshgrid(
        *[np.linspace(*limits, resolution) for limits in (x, y)]
    )
    heights = heights_of(f, grid_x, grid_y)
    paths = checked_paths(trajectories)
    with look(theme, "loss_surface") as paint:
        axes = paint.axes(ax, size=(7.2, 5.0))
        draw_contours(axes, paint, grid_x, grid_y, heights, levels, power)
        for i, (name, path) in enumerate(paths.items()):
            draw_path(axes, paint, i, name, path)
        if minimum is not None:
            size = 14 * paint.scale
            axes.plot(*minimum, "*", color=paint.theme.ink, markersize=size, zorder=5)
        axes.set(xlabel=names[0], ylabel=names[1], title=title, xlim=x, ylim=y)
        if paths:
            axes.legend(loc="best").set_zorder(6)
    return axes.figure


def draw_contours(
    axes: Axes,
    paint: Look,
    grid_x: NDArray[Any],
    grid_y: NDArray[Any],
    heights: NDArray[Any],
    count: int,
    power: float,
) -> None:
    """Draw filled contours, dark where f is low."""
    lowest, highest = float(heights.min()), float(heights.max())
    if highest == lowest:
        highest = lowest + 1.0
    theme = paint.theme
    steps = lowest + (highest - lowest) * np.linspace(0, 1, count) ** power
    colours = paint.colour_map(
        paint.pale(theme.data, 0.5), paint.pale(theme.data, 0.22), theme.background
    )
    norm = _power_norm(power, lowest, highest)
    axes.contourf(grid_x, grid_y, heights, levels=steps, cmap=colours, norm=norm)
    line = paint.pale(theme.line, 0.45)
    axes.contour(grid_x, grid_y, heights, levels=steps, colors=[line], linewidths=0.6)
    axes.grid(False)


def draw_path(axes: Axes, paint: Look, i: int, name: str, path: Any) -> Any:
    """Draw and return a line with a dot for each step; a ring marks its start."""
    style = {**paint.line(i), "marker": MARKERS[i % len(MARKERS)]}
    points = within(path, axes)
    (line,) = axes.plot(*points.T, **style, markersize=4 * paint.scale, label=name)
    axes.plot(
        *path[0],
        "o",
        markerfacecolor=paint.theme.background,
        markeredgecolor=paint.theme.ink,
        markeredgewidth=1.5,
        markersize=9 * paint.scale,
    )
    return line


def within(path: NDArray[Any], axes: Axes) -> Any:
    """Return the points up to the first one far outside the limits of the axes.

    Matplotlib would draw the others as well, and fails on numbers near the end of the
    range of floats.
    """
    lows, highs = np.array([axes.get_xlim(), axes.get_ylim()]).T
    lowest, highest = 2 * lows - highs, 2 * highs - lows
    outside = ~((path > lowest) & (path < highest)).all(axis=1)
    end = int(outside.argmax()) + 1 if outside.any() else len(path)
    return np.clip(np.nan_to_num(path[:end]), lowest, highest)


def heights_of(f: Surface, grid_x: NDArray[Any], grid_y: NDArray[Any]) -> Any:
    """Compute f at every point, masked where it is inf or nan.

    Raises:
        ValueError: f is finite nowhere.

    >>> pair = np.array([[1.0, 2.0]])
    >>> heights_of(lambda x, y: x * y, pair, pair + 2).tolist()
    [[3.0, 8.0]]
    """
    with no_grad(), np.errstate(all="ignore"):
        heights: Any
        try:
            heights = f(Tensor(grid_x), Tensor(grid_y))
        except (TypeError, ValueError, RuntimeError):  # it branches on its arguments
            heights = None
        heights = heights.data if isinstance(heights, Node) else heights
        if np.shape(heights) != grid_x.shape:
            pairs = zip(grid_x.ravel().tolist(), grid_y.ravel().tolist(), strict=True)
            results = [f(Value(a), Value(b)) for a, b in pairs]
            flat = [float(h.data if isinstance(h, Node) else h) for h in results]
            heights = np.array(flat).reshape(grid_x.shape)
    if not np.isfinite(heights).any():
        raise ValueError("loss_surface: f is finite nowhere in this region")
    return np.ma.masked_invalid(heights)


def checked_paths(trajectories: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the trajectories as arrays.

    Raises:
        TypeError: they are not in a dict.
        ValueError: one is not made of points in the plane.
    """
    trajectories = by_name(
        trajectories or {}, "loss_surface", "{'SGD': trajectory(...)}"
    )
    paths = {name: np.asarray(path, float) for name, path in trajectories.items()}
    for name, path in paths.items():
        if path.ndim != 2 or path.shape[1] != 2 or not len(path):
            raise ValueError(
                f"loss_surface: trajectory {name!r} must have shape (points, 2), got "
                f"{path.shape}"
            )
    return paths


def _power_norm(power: float, lowest: float, highest: float) -> Any:
    from matplotlib.colors import PowerNorm

    return PowerNorm(1 / power, lowest, highest)
