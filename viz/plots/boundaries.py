"""Decision boundaries of classifiers of points in the plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.extend import explained, short_repr
from nn import Module, predict
from nn.checks.numbers import numbers_of
from viz.diagram.themes import Theme
from viz.plots.style import MARKERS, Look, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Classifier = Module | Callable[[Any], Any]
MARGIN = 0.15
"""The margin around the data, as a share of its extent."""


@explained
def decision_boundary(
    model: Classifier,
    X: Any,
    y: Any,
    *,
    threshold: float | None = None,
    classes: Sequence[str] | None = None,
    features: Sequence[str] = ("$x_1$", "$x_2$"),
    title: str = "",
    resolution: int = 120,
    ax: Axes | None = None,
    theme: str | Theme = "light",
) -> Figure:
    """Draw the points of a data set over the predictions for all points around them.

    Args:
        model: a module of Values or of Tensors, or a function from an array of shape
            (n, 2) to scores. One score per point says which of two classes it is;
            several, the largest of which counts, say which of several.
        X: the points, shape (n, 2).
        y: class ids from 0 on, or -1 and +1, or one-hot, for n points.
        threshold: one score above it means the higher class. By default 0.5 if all
            scores lie from 0 to 1, as probabilities do, else 0.
        classes: their names; "class 0", "class 1", ... by default.
        features: the names of the two coordinates.
        title: a heading.
        resolution: the model is evaluated at resolution x resolution points.
        ax: matplotlib axes to draw on; those of a new figure by default.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure; shades show how far the score is from the boundary, which
        is a line.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: X, y or the scores are not numbers, or `model` is not a model.
        ValueError: a shape does not fit, or an entry of X or a score is inf or nan.

    >>> from nn import MLP
    >>> points, ids = [[0.0, 0.0], [1.0, 1.0]], [0, 1]
    >>> figure = decision_boundary(MLP(2, [4, 1], rng=0), points, ids, resolution=20)
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['class 0', 'class 1']
    """
    points, ids = _checked_data(X, y)
    grid_x, grid_y = _grid(points, resolution)
    scores = _scores(model, np.stack([grid_x.ravel(), grid_y.ravel()], axis=1))
    several = scores.shape[1] > 1
    count = max(2, int(ids.max(initial=0)) + 1, scores.shape[1] if several else 2)
    if not several and count > 2:
        raise ValueError(
            f"decision_boundary: y has {count} classes, and the model gives one score "
            "per point, which separates two"
        )
    names = _class_names(classes, count)
    with look(theme, "decision_boundary") as paint:
        axes = paint.axes(ax, size=(6.4, 5.4))
        if several:
            _fill_regions(axes, paint, grid_x, grid_y, scores)
        else:
            level = _threshold(scores, threshold)
            _fill_sides(axes, paint, grid_x, grid_y, scores[:, 0] - level)
        for i in range(count):
            # Of two classes the higher one has the positive colour.
            colour = paint.line(i if several else 1 - i)["color"]
            style = {"color": colour, "marker": MARKERS[i % len(MARKERS)]}
            members = points[ids == i]
            edge = {"edgecolors": paint.theme.background, "linewidths": 0.8}
            size = 38 * paint.scale
            axes.scatter(*members.T, s=size, label=names[i], zorder=3, **style, **edge)
        axes.set(xlabel=features[0], ylabel=features[1], title=title)
        axes.set_xlim(grid_x.min(), grid_x.max())
        axes.set_ylim(grid_y.min(), grid_y.max())
        axes.grid(False)
        axes.legend(loc="best")
    return axes.figure


def _fill_sides(
    axes: Axes,
    paint: Look,
    grid_x: NDArray[Any],
    grid_y: NDArray[Any],
    excess: NDArray[Any],
) -> None:
    """Shade both sides of 0, and draw the line between them."""
    excess = excess.reshape(grid_x.shape)
    limit = float(np.percentile(np.abs(excess), 95)) or 1.0
    axes.contourf(
        grid_x,
        grid_y,
        np.clip(excess, -limit, limit),
        levels=np.linspace(-limit, limit, 22),
        cmap=paint.diverging(),
    )
    if excess.min() < 0 < excess.max():
        width = 2.2 * paint.scale
        axes.contour(
            grid_x,
            grid_y,
            excess,
            levels=[0.0],
            colors=[paint.theme.ink],
            linewidths=width,
        )


def _fill_regions(
    axes: Axes,
    paint: Look,
    grid_x: NDArray[Any],
    grid_y: NDArray[Any],
    scores: NDArray[Any],
) -> None:
    """Fill with a pale colour per class, and draw lines between the classes."""
    width = 1.5 * paint.scale
    for i in range(scores.shape[1]):
        # The lead of the class over all others is 0 on its border.
        lead = scores[:, i] - np.delete(scores, i, axis=1).max(axis=1)
        if lead.max() <= 0:
            continue
        lead = lead.reshape(grid_x.shape)
        pale = paint.pale(paint.line(i)["color"], 0.3)
        axes.contourf(grid_x, grid_y, lead, levels=[0.0, lead.max()], colors=[pale])
        if lead.min() < 0:
            ink = [paint.theme.ink]
            axes.contour(
                grid_x, grid_y, lead, levels=[0.0], colors=ink, linewidths=width
            )


def _checked_data(X: Any, y: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return points and class ids, after checking that they fit together."""
    points = numbers_of(X, "decision_boundary")
    if points.ndim != 2 or points.shape[1] != 2 or not len(points):
        raise ValueError(
            "decision_boundary: X must have shape (n, 2), points in the plane; got "
            f"{points.shape}"
        )
    if not np.isfinite(points.astype(float)).all():
        row = int((~np.isfinite(points.astype(float))).any(axis=1).argmax())
        raise ValueError(
            f"decision_boundary: X has an entry that is inf or nan, in row {row}"
        )
    ids = numbers_of(y, "decision_boundary")
    if ids.ndim == 2:
        ids = ids.argmax(axis=1) if ids.shape[1] > 1 else ids[:, 0]
    if ids.shape != (len(points),):
        raise ValueError(
            f"decision_boundary: X has {len(points)} points, y has shape {ids.shape}"
        )
    if (ids < 0).any():
        ids = ids > 0  # -1 and +1
    return points.astype(float), ids.astype(int)


def _grid(points: NDArray[Any], resolution: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the coordinates of a grid around some points."""
    low, high = points.min(axis=0), points.max(axis=0)
    margin = MARGIN * np.where(high > low, high - low, 1.0)
    sides = [
        np.linspace(start, end, resolution)
        for start, end in zip(low - margin, high + margin, strict=True)
    ]
    grid_x, grid_y = np.meshgrid(*sides)
    return grid_x, grid_y


def _scores(model: Classifier, grid: Any) -> Any:
    """Return the scores of each point, shape (points, 1) or (points, classes)."""
    if not callable(model):
        raise TypeError(
            "decision_boundary: the model must be a module or a function of an array "
            f"of points, got {type(model).__name__} {short_repr(model)}"
        )
    if isinstance(model, Module):
        scores = predict(model, grid, batch_size=len(grid))
    else:
        scores = numbers_of(model(grid), "decision_boundary")
    if scores.ndim not in (1, 2) or len(scores) != len(grid):
        raise ValueError(
            f"decision_boundary: for points of shape {grid.shape} the model gave shape "
            f"{scores.shape}; it must give one row of scores, or one score, per point"
        )
    if not np.isfinite(scores).all():
        raise ValueError("decision_boundary: the model gave a score that is inf or nan")
    return scores.reshape(len(grid), -1).astype(float)


def _threshold(scores: NDArray[Any], threshold: float | None) -> float:
    """Return the score on the boundary."""
    if threshold is not None:
        return float(threshold)
    return 0.5 if scores.min() >= 0 and scores.max() <= 1 else 0.0


def _class_names(names: Sequence[str] | None, count: int) -> list[str]:
    """Return a name for each class."""
    if names is None:
        return [f"class {i}" for i in range(count)]
    if len(names) != count:
        raise ValueError(
            f"decision_boundary: {len(names)} names for {count} classes: {names!r}"
        )
    return list(names)
