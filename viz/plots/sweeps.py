"""Comparisons of learning rates: small, good, large, divergent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.extend import explained
from optim.training.lr_range_test import Sweep
from viz.diagram.themes import Theme
from viz.plots.style import Look, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@explained
def learning_rate_sweep(
    losses: Sweep | Mapping[float, Sequence[float]],
    *,
    title: str = "",
    theme: str | Theme = "light",
) -> Figure:
    """Draw the loss under several learning rates.

    Args:
        losses: what `optim.learning_rate_sweep` returned, one short run whose rate
            grows; or a whole run per learning rate, its losses in order.
        title: a heading.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure. Of a Sweep: the loss over the rate, and the suggestion.
        Of runs: the loss over the steps, and the last one over the rate. A run diverges
        if its last loss is inf, nan, or larger than its first; it gets a cross.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: `losses` is not one of these.
        ValueError: there are no rates, one is not positive, or one has no losses.

    >>> figure = learning_rate_sweep({0.1: [4.0, 2.0], 2.0: [4.0, 9.0]})
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['0.1', '2 diverges']
    """
    if isinstance(losses, Sweep):
        return _growing_rate(losses, title, theme)
    if not isinstance(losses, Mapping):
        raise TypeError(
            "learning_rate_sweep: expected a Sweep, or a dict from rates to losses, "
            f"got {type(losses).__name__}"
        )
    runs = _runs_by_rate(losses)
    with look(theme, "learning_rate_sweep") as paint:
        figure, grid = paint.figure(1, 2, size=(10.0, 4.4), width_ratios=(3, 2))
        _draw_runs(grid[0, 0], paint, runs)
        _draw_endings(grid[0, 1], paint, runs)
        if title:
            figure.suptitle(title)
    return figure


def diverges(losses: Any) -> bool:
    """Return whether the last loss is inf, nan, or larger than the first.

    >>> diverges([1.0, 0.5]), diverges([1.0, 3.0]), diverges([1.0, float("nan")])
    (False, True, True)
    """
    return not losses[-1] <= losses[0]


def _growing_rate(sweep: Sweep, title: str, theme: str | Theme) -> Figure:
    """Draw the loss of a run with a growing rate, and the suggested rate."""
    with look(theme, "learning_rate_sweep") as paint:
        axes = paint.axes()
        faint = {"color": paint.pale(paint.theme.positive, 0.4), "linewidth": 1.0}
        axes.plot(sweep.rates, sweep.losses, label="loss of a batch", **faint)
        axes.plot(sweep.rates, sweep.smoothed, label="smoothed", **paint.line(0))
        marks = {
            "suggestion": (sweep.suggestion, 2),
            "diverged": (sweep.diverged_at, 1),
        }
        for name, (rate, i) in marks.items():
            if rate is not None:
                style = {"color": paint.line(i)["color"], "linestyle": "--"}
                axes.axvline(rate, label=f"{name} {rate:.2g}", **style)
        axes.set(xlabel="learning rate", ylabel="loss", xscale="log", title=title)
        # The start sets the scale: the divergence at the end may be far out of it.
        finite = sweep.smoothed[np.isfinite(sweep.smoothed)]
        axes.set_ylim(0, 2 * float(np.median(finite[: max(1, len(finite) // 4)])))
        axes.legend(loc="upper left")
    return axes.figure


def _draw_runs(axes: Axes, paint: Look, runs: Mapping[float, Any]) -> None:
    """Draw each run over its steps, in a stronger colour the larger its rate."""
    for i, (rate, run) in enumerate(runs.items()):
        if diverges(run):
            colour, line = paint.theme.negative, ("--", ":", "-.")[i % 3]
        else:
            share = 0.35 + 0.65 * (i + 1) / len(runs)
            colour, line = paint.pale(paint.theme.positive, share), "-"
        label = f"{rate:g}" + (" diverges" if diverges(run) else "")
        losses = np.where(np.isfinite(run), run, np.nan)
        axes.plot(losses, label=label, color=colour, linestyle=line)
    worst = max(run[0] for run in runs.values())
    lowest = min(float(np.min(run[np.isfinite(run)])) for run in runs.values())
    axes.set(xlabel="step", ylabel="loss", yscale="log")
    axes.set_ylim(max(lowest, 1e-12 * worst) * 0.7, worst * 3)
    axes.legend(title="learning rate", loc="center left", bbox_to_anchor=(1, 0.5))


def _draw_endings(axes: Axes, paint: Look, runs: Mapping[float, Any]) -> None:
    """Draw the last loss over the rate; runs that diverge are crosses at the top."""
    top = 2 * max(run[0] for run in runs.values())
    for divergent, name, marker, colour in (
        (False, "converges", "o-", paint.theme.positive),
        (True, "diverges", "x", paint.theme.negative),
    ):
        group = {rate: run for rate, run in runs.items() if diverges(run) == divergent}
        if group:
            endings = [top if divergent else float(run[-1]) for run in group.values()]
            size = 8 * paint.scale
            axes.plot(
                [*group], endings, marker, label=name, color=colour, markersize=size
            )
    axes.set(xlabel="learning rate", ylabel="last loss", xscale="log", yscale="log")
    axes.legend(loc="best")


def _runs_by_rate(losses: Mapping[float, Sequence[float]]) -> dict[float, Any]:
    """Return the losses as arrays, by rate in ascending order."""
    if not losses:
        raise ValueError("learning_rate_sweep: no learning rates to compare")
    runs = {}
    for rate in sorted(losses):
        run = np.asarray(losses[rate], float)
        if not rate > 0 or run.ndim != 1 or not len(run) or not np.isfinite(run[0]):
            raise ValueError(
                f"learning_rate_sweep: rate {rate!r} must be positive, with at least "
                f"one loss, the first of them finite; got losses {losses[rate]!r}"
            )
        runs[rate] = run
    return runs
