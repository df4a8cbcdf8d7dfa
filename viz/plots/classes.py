"""Right and wrong answers of a classifier: confusion matrix, images, predictions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.extend import explained
from nn.checks.numbers import numbers_of
from viz.diagram.themes import Theme
from viz.plots.style import Look, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@explained
def confusion_matrix(
    counts: Any,
    classes: Sequence[str] | None = None,
    *,
    title: str = "",
    ax: Axes | None = None,
    theme: str | Theme = "light",
) -> Figure:
    """Draw how many samples of each class were taken for which.

    Args:
        counts: shape (classes, classes), row i for class i, as `nn.confusion_matrix`
            gives it.
        classes: their names; 0, 1, ... by default.
        title: a heading.
        ax: matplotlib axes to draw on; those of a new figure by default.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure: right answers in one colour on the diagonal, wrong ones
        in the other, each row shaded by its shares.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: the counts are not numbers.
        ValueError: they are not square, one is negative or nan, or there are more or
            fewer names than classes.

    >>> figure = confusion_matrix([[5, 1], [0, 4]], ["cat", "dog"])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['5', '1', '0', '4']
    """
    table = numbers_of(counts, "confusion_matrix")
    if table.ndim != 2 or table.shape[0] != table.shape[1] or not table.size:
        raise ValueError(
            "confusion_matrix: counts must have shape (classes, classes), got "
            f"{table.shape}; nn.confusion_matrix(outputs, targets) makes them"
        )
    if not np.all(table >= 0):  # nor nan
        raise ValueError("confusion_matrix: counts must not be negative or nan")
    size = len(table)
    names = [str(i) for i in range(size)] if classes is None else list(classes)
    if len(names) != size:
        raise ValueError(f"confusion_matrix: {len(names)} names for {size} classes")
    with look(theme, "confusion_matrix") as paint:
        side = 1.8 + 0.48 * max(size, 4)
        axes = paint.axes(ax, size=(side, side * 0.92))
        shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
        signed = np.where(np.eye(size, dtype=bool), shares, -np.sqrt(shares))
        axes.imshow(signed, cmap=paint.diverging(0.75), vmin=-1, vmax=1)
        for i, j in np.ndindex(table.shape):
            colour = paint.theme.ink if table[i, j] else paint.theme.faint
            axes.text(j, i, f"{table[i, j]:g}", ha="center", va="center", color=colour)
        rotation = 45 if max(map(len, names)) > 3 else 0
        axes.set_xticks(range(size), names, rotation=rotation)
        axes.set_yticks(range(size), names)
        axes.set(xlabel="taken for", ylabel="class", title=title)
        axes.grid(False)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
    return axes.figure


@explained
def digits(
    images: Any,
    predictions: Any,
    targets: Any = None,
    sure: Any = None,
    *,
    columns: int = 8,
    title: str = "",
    theme: str | Theme = "light",
) -> Figure:
    """Draw images with the predictions of a model; wrong answers stand out.

    Args:
        images: shape (n, height, width), or (n, pixels) of square ones.
        predictions: class ids, shape (n,).
        targets: the right ids, shape (n,); without them nothing is marked.
        sure: the probability of each prediction, shape (n,), to write it as well.
        columns: how many images stand in a row.
        title: a heading.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: something is not made of numbers.
        ValueError: there are no images, they are not square, or their number differs
            from that of predictions, targets or probabilities.

    >>> import numpy as np
    >>> figure = digits(np.zeros((2, 64)), [3, 5], targets=[3, 6])
    >>> [axes.get_title() for axes in figure.axes]
    ['3', '5, is 6']
    """
    pixels = _square(numbers_of(images, "digits"))
    per_image = {"predictions": predictions, "targets": targets, "sure": sure}
    entries = {}
    for name, argument in per_image.items():
        if argument is not None or name == "predictions":
            entries[name] = numbers_of(argument, "digits").reshape(-1)
            if len(entries[name]) != len(pixels):
                raise ValueError(
                    f"digits: {len(pixels)} images but {len(entries[name])} {name}"
                )
    columns = min(columns, len(pixels))
    rows = -(-len(pixels) // columns)
    with look(theme, "digits") as paint:
        figure, grid = paint.figure(
            rows, columns, size=(0.3 + 1.1 * columns, 0.4 + 1.4 * rows)
        )
        for i, axes in enumerate(grid.ravel()):
            if i < len(pixels):
                labels = {name: numbers[i] for name, numbers in entries.items()}
                _draw_image(axes, paint, pixels[i], **labels)
            else:
                axes.remove()
        if title:
            figure.suptitle(title)
    return figure


def _draw_image(
    axes: Axes,
    paint: Look,
    pixels: Any,
    predictions: Any,
    targets: Any = None,
    sure: Any = None,
) -> None:
    """Draw one image, with its prediction above it."""
    theme = paint.theme
    axes.imshow(pixels, cmap=paint.colour_map(theme.background, theme.ink))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(False)
    wrong = targets is not None and targets != predictions
    colour = theme.ink if targets is None or not wrong else theme.negative
    text = f"{predictions:g}"
    text += f", is {targets:g}" if wrong else ""
    text += f"\n{sure:.0%}" if sure is not None else ""
    axes.set_title(text, color=colour, weight="bold" if wrong else "normal")
    for spine in axes.spines.values():
        spine.set(visible=True, color=colour if wrong else theme.line)
        spine.set_linewidth(3.0 if wrong else 0.8)


def _square(pixels: NDArray[Any]) -> NDArray[Any]:
    """Return images of shape (n, height, width)."""
    if pixels.ndim == 2:
        side = round(pixels.shape[1] ** 0.5)
        if side * side == pixels.shape[1]:
            pixels = pixels.reshape(-1, side, side)
    if pixels.ndim != 3 or not len(pixels):
        raise ValueError(
            "digits: images must have shape (n, height, width), or (n, pixels) of "
            f"square ones; got {pixels.shape}"
        )
    return pixels
