"""Pictures of training, drawn with matplotlib; each function returns the figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from viz.extras import require

_COLOURS = ("#1f5fa8", "#d1622b", "#3a8a4d", "#7d4fa3")


def training_curves(
    losses: Sequence[float], accuracies: Mapping[str, Sequence[float]], title: str = ""
) -> Any:
    """Loss and accuracy after each epoch, side by side.

    Args:
        losses: the mean loss of each epoch.
        accuracies: by name, such as `"test"`, the share of right answers after each
            epoch, from 0 to 1.
        title: a heading.

    Returns:
        A `matplotlib.figure.Figure`; save it with `figure.savefig("curves.png")`. It
        belongs to no window, so nothing needs to be closed.

    Raises:
        MissingExtra: matplotlib is not installed.
        ValueError: there are no epochs, or a curve has not one point for each.

    >>> figure = training_curves([0.9, 0.4], {"train": [0.7, 0.9], "test": [0.6, 0.8]})
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['mean loss', 'accuracy (%)']
    """
    for name, curve in accuracies.items():
        if len(curve) != len(losses):
            raise ValueError(
                f"training_curves: {len(losses)} losses but {len(curve)} accuracies "
                f"for {name!r}; give one of each per epoch"
            )
    if not losses:
        raise ValueError("training_curves: no epochs to plot")
    figure = require("matplotlib.figure", "matplotlib").Figure(
        figsize=(9, 3.8), dpi=150, layout="constrained"
    )
    left, right = figure.subplots(1, 2)
    epochs = range(1, len(losses) + 1)
    left.plot(epochs, losses, "o-", color=_COLOURS[0], markersize=4)
    left.set_ylabel("mean loss")
    left.set_ylim(bottom=0)
    _plot_accuracies(right, epochs, accuracies)
    for axes in (left, right):
        axes.set_xlabel("epoch")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    if title:
        figure.suptitle(title)
    return figure


def _plot_accuracies(
    axes: Any, epochs: range, accuracies: Mapping[str, Sequence[float]]
) -> None:
    axes.set_ylabel("accuracy (%)")
    for i, (name, curve) in enumerate(accuracies.items()):
        percent = [100 * each for each in curve]
        label = f"{name}, {percent[-1]:.1f}% at the end"
        colour = _COLOURS[i % len(_COLOURS)]
        axes.plot(epochs, percent, "o-", color=colour, markersize=4, label=label)
    if accuracies:
        axes.legend(loc="lower right", frameon=False)
