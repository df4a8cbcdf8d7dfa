"""Curves of training: measurements over epochs or steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.extend import explained, short_repr
from optim import History
from viz.diagram.themes import Theme
from viz.plots.style import Look, by_name, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MEASURED_ON = {"": "training", "train_": "training", "val_": "validation"}
MEASURED_ON["test_"] = "test"
SHARES = ("accuracy", "precision", "recall")
"""Measures from 0 to 1 that are drawn in percent."""


@explained
def learning_curves(
    history: History | Mapping[str, Sequence[Any]],
    *,
    per: str = "epoch",
    log: bool = False,
    title: str = "",
    theme: str | Theme = "light",
) -> Figure:
    """Draw what `fit` measured over the epochs: a panel for the loss and each metric.

    Args:
        history: what `fit` returned; or measures by name. `"loss"`, `"val_loss"` and
            `"test_loss"` come into one panel, so do `"accuracy"` and `"val_accuracy"`.
        per: "epoch", or "step" for what a History has of every step.
        log: whether the loss has a logarithmic scale.
        title: a heading.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: `history` is neither a History nor a dict.
        ValueError: nothing was measured, or `per` is unknown.

    >>> history = {"loss": [0.9, 0.4], "accuracy": [0.7, 0.9], "val_loss": [1.0, 0.6]}
    >>> [axes.get_ylabel() for axes in learning_curves(history).axes]
    ['loss', 'accuracy (%)']
    """
    panels = _panels(_columns(history, per))
    if not panels:
        raise ValueError(
            f"learning_curves: nothing was measured per {per}; train for at least one "
            "epoch first"
        )
    with look(theme, "learning_curves") as paint:
        figure, grid = paint.figure(1, len(panels), size=(1.5 + 4.0 * len(panels), 4.0))
        for axes, (measure, curves) in zip(grid[0], panels.items(), strict=True):
            _draw_measure(axes, paint, measure, curves)
            axes.set_xlabel(per)
            axes.xaxis.get_major_locator().set_params(integer=True)
            if log and measure == "loss":
                axes.set_yscale("log")
        if title:
            figure.suptitle(title)
    return figure


@explained
def optimizer_race(
    curves: Mapping[str, tuple[Any, Any]],
    *,
    xlabel: str = "examples seen",
    ylabel: str = "accuracy (%)",
    ylim: tuple[float, float] | None = None,
    title: str = "",
    theme: str | Theme = "light",
) -> Figure:
    """Draw one curve per optimizer, the best one at the end first in the legend.

    Args:
        curves: by name, where it was measured (such as the examples seen so far) and
            the measures there, equally long.
        xlabel: the name of the places.
        ylabel: the name of the measures; with a % in it, they are shares from 0 to 1.
        ylim: the range of measures to draw; all by default.
        title: a heading.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: the curves are not in a dict.
        ValueError: there are no curves, one has another number of places than of
            measures, or shares are above 1.

    >>> figure = optimizer_race({"SGD": ([0, 9], [0.1, 0.5]), "Adam": ([0, 9], [0, 1])})
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['Adam 100.0', 'SGD 50.0']
    """
    curves = by_name(curves, "optimizer_race", "{'SGD': (seen, accuracy)}")
    pairs = {name: _checked_pair(name, curve) for name, curve in curves.items()}
    if not pairs:
        raise ValueError("optimizer_race: no curves to draw")
    factor = 100.0 if "%" in ylabel else 1.0
    for name, (_, measures) in pairs.items():
        if factor == 100.0 and (measures > 1.0 + 1e-9).any():
            raise ValueError(
                f"optimizer_race: {name!r} reaches {np.nanmax(measures):g}, but with a "
                "% in ylabel the measures are shares from 0 to 1: divide them by 100, "
                "or choose another ylabel"
            )
    with look(theme, "optimizer_race") as paint:
        axes = paint.axes(size=(9.2, 5.0))
        lines = []
        for i, (name, (places, measures)) in enumerate(pairs.items()):
            last = factor * float(measures[-1])
            digits = ".1f" if factor == 100.0 else ".3g"
            label = f"{name} {last:{digits}}"
            (line,) = axes.plot(places, factor * measures, label=label, **paint.line(i))
            lines.append((last, line))
        axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
        axes.margins(x=0.01)
        if ylim is not None:
            axes.set_ylim(*ylim)
        lines.sort(key=lambda pair: -pair[0])
        handles = [line for _, line in lines]
        axes.legend(handles=handles, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return axes.figure


def _columns(history: Any, per: str) -> Mapping[str, Sequence[Any]]:
    """Return the measurements by name."""
    if per not in ("epoch", "step"):
        raise ValueError(f"learning_curves: per must be epoch or step, got {per!r}")
    if isinstance(history, History):
        return history.epochs if per == "epoch" else history.steps
    if not isinstance(history, Mapping):
        raise TypeError(
            "learning_curves: expected the History that fit returned, or a dict such "
            f"as {{'loss': [...]}}; got {type(history).__name__}"
        )
    return history


def _panels(columns: Mapping[str, Sequence[Any]]) -> dict[str, dict[str, Any]]:
    """Return epochs and numbers, by measure and then by what it was measured on.

    None stands for a missing measurement, nan for a measured one: training diverged.
    """
    panels: dict[str, dict[str, Any]] = {}
    for name, column in columns.items():
        numbers = {i: x for i, x in enumerate(column, 1) if x is not None}
        if not numbers or not all(isinstance(x, int | float) for x in numbers.values()):
            continue
        prefix = next((p for p in MEASURED_ON if p and name.startswith(p)), "")
        panel = panels.setdefault(name.removeprefix(prefix), {})
        values = np.array([float(x) for x in numbers.values()])
        panel[MEASURED_ON[prefix]] = (np.array([*numbers]), values)
    return panels


def _draw_measure(
    axes: Axes, paint: Look, measure: str, curves: Mapping[str, Any]
) -> None:
    """Draw the curves of one measure into its panel."""
    percent = any(share in measure for share in SHARES)
    for i, (name, (places, numbers)) in enumerate(curves.items()):
        last = f"{100 * numbers[-1]:.1f}%" if percent else f"{numbers[-1]:.3g}"
        marker = "" if len(numbers) > 40 else "os^"[i % 3]
        axes.plot(
            places,
            numbers * (100 if percent else 1),
            marker=marker,
            label=f"{name}, {last} at the end",
            **paint.line(i),
        )
    axes.set_ylabel(f"{measure} (%)" if percent else measure)
    axes.legend(loc="best")


def _checked_pair(name: str, curve: Any) -> tuple[Any, Any]:
    """Return places and measures as arrays of the same length."""
    if len(curve) != 2:
        raise ValueError(
            f"optimizer_race: {name!r} must be a pair of places and measures, got "
            f"{short_repr(curve)}"
        )
    x, y = [np.asarray(numbers, float) for numbers in curve]
    if x.ndim != 1 or x.shape != y.shape or not len(x):
        raise ValueError(
            f"optimizer_race: {name!r} needs as many places as measures, at least "
            f"one; got shapes {x.shape} and {y.shape}"
        )
    return x, y
