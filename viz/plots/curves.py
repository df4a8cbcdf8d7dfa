"""Curves of training: what was measured, epoch by epoch or step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from optim import History
from viz.plots.style import Look, look
from viz.themes import Theme

MEASURED_ON = {"": "training", "train_": "training", "val_": "validation"}
MEASURED_ON["test_"] = "test"
SHARES = ("accuracy", "precision", "recall")
"""Measures from 0 to 1 that are shown in percent."""


def learning_curves(
    history: History | Mapping[str, Sequence[Any]],
    *,
    per: str = "epoch",
    log: bool = False,
    title: str = "",
    theme: str | Theme = "light",
) -> Any:
    """What `fit` measured, over the epochs: a panel for the loss and each metric.

    Args:
        history: what `fit` returned; or measures by name. `"loss"`, `"val_loss"` and
            `"test_loss"` come into one panel, so do `"accuracy"` and `"val_accuracy"`.
        per: "epoch", or "step" for what a History has of every step.
        log: whether the loss has a logarithmic scale.
        title: a heading.
        theme: "light", "dark", "projector", "colorblind", or a `viz.themes.Theme`.

    Returns:
        The matplotlib figure.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: `history` is neither a History nor a dict.
        ValueError: nothing was measured, or `per` is unknown.

    >>> measured = {"loss": [0.9, 0.4], "accuracy": [0.7, 0.9], "val_loss": [1.0, 0.6]}
    >>> [axes.get_ylabel() for axes in learning_curves(measured).axes]
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


def optimizer_race(
    curves: Mapping[str, tuple[Any, Any]],
    *,
    xlabel: str = "examples seen",
    ylabel: str = "accuracy (%)",
    title: str = "",
    theme: str | Theme = "light",
) -> Any:
    """One curve per optimizer, the best one at the end first in the legend.

    Args:
        curves: by name, where it was measured (such as the examples seen so far) and
            the measures there, equally long.
        xlabel: what the first are.
        ylabel: what the second are; with a % in it, they are shares from 0 to 1.
        title: a heading.
        theme: "light", "dark", "projector", "colorblind", or a `viz.themes.Theme`.

    Returns:
        The matplotlib figure.

    Raises:
        MissingExtra: matplotlib is not installed.
        ValueError: there are no curves, or one has not as many places as measures.

    >>> figure = optimizer_race({"SGD": ([0, 9], [0.1, 0.5]), "Adam": ([0, 9], [0, 1])})
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['Adam 100.0', 'SGD 50.0']
    """
    measured = {name: _equally_long(name, *curve) for name, curve in curves.items()}
    if not measured:
        raise ValueError("optimizer_race: no curves to draw")
    factor = 100.0 if "%" in ylabel else 1.0
    with look(theme, "optimizer_race") as paint:
        axes = paint.axes(size=(9.2, 5.0))
        lines = []
        for i, (name, (places, measures)) in enumerate(measured.items()):
            last = factor * float(measures[-1])
            shown = f"{last:.1f}" if factor == 100.0 else f"{last:.3g}"
            label = f"{name} {shown}"
            (line,) = axes.plot(places, factor * measures, label=label, **paint.line(i))
            lines.append((last, line))
        axes.set(xlabel=xlabel, ylabel=ylabel, title=title)
        axes.margins(x=0.01)
        lines.sort(key=lambda each: -each[0])
        handles = [line for _, line in lines]
        axes.legend(handles=handles, loc="center left", bbox_to_anchor=(1.0, 0.5))
    return axes.figure


def learning_rate_sweep(
    losses: Mapping[float, Sequence[float]],
    *,
    title: str = "",
    theme: str | Theme = "light",
) -> Any:
    """The loss under several learning rates: over the steps, and at the end.

    Args:
        losses: by learning rate, the loss before or after each step.
        title: a heading.
        theme: "light", "dark", "projector", "colorblind", or a `viz.themes.Theme`.

    Returns:
        The matplotlib figure. A rate diverges where its last loss is inf, nan, or
        larger than its first one; it is marked with a cross.

    Raises:
        MissingExtra: matplotlib is not installed.
        ValueError: there are no rates, one is not positive, or one has no losses.

    >>> figure = learning_rate_sweep({0.1: [4.0, 2.0], 2.0: [4.0, 9.0]})
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['0.1', '2 diverges']
    """
    runs = _runs_by_rate(losses)
    worst = max(run[0] for run in runs.values())
    lowest = min(float(np.min(run[np.isfinite(run)])) for run in runs.values())
    with look(theme, "learning_rate_sweep") as paint:
        figure, grid = paint.figure(1, 2, size=(10.0, 4.4), width_ratios=(3, 2))
        left, right = grid[0]
        final: dict[str, list[tuple[float, float]]] = {"converges": [], "diverges": []}
        for i, (rate, run) in enumerate(runs.items()):
            kind = "diverges" if diverges(run) else "converges"
            label = f"{rate:g}" + (" diverges" if kind == "diverges" else "")
            shown = np.where(np.isfinite(run), run, np.nan)
            left.plot(shown, label=label, **_rate_line(paint, i, len(runs), kind))
            ending = 2 * worst if kind == "diverges" else float(run[-1])
            final[kind].append((rate, ending))
        left.set(xlabel="step", ylabel="loss", yscale="log")
        left.set_ylim(max(lowest, 1e-12 * worst) * 0.7, worst * 3)
        left.legend(title="learning rate", loc="center left", bbox_to_anchor=(1, 0.5))
        for kind, marker, colour in (
            ("converges", "o-", paint.theme.positive),
            ("diverges", "x", paint.theme.negative),
        ):
            if final[kind]:
                style = {"color": colour, "markersize": 8 * paint.scale}
                right.plot(*zip(*final[kind], strict=True), marker, label=kind, **style)
        right.set(xlabel="learning rate", ylabel="last loss", xscale="log")
        right.set_yscale("log")
        if final["diverges"]:
            right.legend(loc="best")
        if title:
            figure.suptitle(title)
    return figure


def diverges(losses: Any) -> bool:
    """Whether the last loss is inf, nan, or larger than the first.

    >>> diverges([1.0, 0.5]), diverges([1.0, 3.0]), diverges([1.0, float("nan")])
    (False, True, True)
    """
    return not losses[-1] <= losses[0]


def _columns(history: Any, per: str) -> Mapping[str, Sequence[Any]]:
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
    """By measure, and then by what it was measured on, the numbers; None is nan."""
    panels: dict[str, dict[str, Any]] = {}
    for name, column in columns.items():
        entries = [each for each in column if each is not None]
        numeric = entries and all(isinstance(each, (int, float)) for each in entries)
        if not numeric:
            continue
        prefix = next((p for p in MEASURED_ON if p and name.startswith(p)), "")
        numbers = [np.nan if each is None else float(each) for each in column]
        panel = panels.setdefault(name.removeprefix(prefix), {})
        panel[MEASURED_ON[prefix]] = np.array(numbers)
    return panels


def _draw_measure(
    axes: Any, paint: Look, measure: str, curves: Mapping[str, Any]
) -> None:
    percent = any(share in measure for share in SHARES)
    for i, (name, numbers) in enumerate(curves.items()):
        known = np.flatnonzero(~np.isnan(numbers))
        last = f"{100 * numbers[known[-1]]:.1f}%" if percent else ""
        last = last or f"{numbers[known[-1]]:.3g}"
        many = len(numbers) > 40
        axes.plot(
            known + 1,
            numbers[known] * (100 if percent else 1),
            marker="" if many else "os^"[i % 3],
            label=f"{name}, {last} at the end",
            **paint.line(i),
        )
    axes.set_ylabel(f"{measure} (%)" if percent else measure)
    axes.legend(loc="best")


def _equally_long(name: str, places: Any, measures: Any) -> tuple[Any, Any]:
    x, y = np.asarray(places, float), np.asarray(measures, float)
    if x.ndim != 1 or x.shape != y.shape or not len(x):
        raise ValueError(
            f"optimizer_race: {name!r} needs as many places as measures, at least "
            f"one; got shapes {x.shape} and {y.shape}"
        )
    return x, y


def _runs_by_rate(losses: Mapping[float, Sequence[float]]) -> dict[float, Any]:
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


def _rate_line(paint: Look, i: int, count: int, kind: str) -> dict[str, Any]:
    """From pale to strong the larger the rate is; dashed where it diverges."""
    if kind == "diverges":
        return {"color": paint.theme.negative, "linestyle": ("--", ":", "-.")[i % 3]}
    share = 0.35 + 0.65 * (i + 1) / count
    return {"color": paint.pale(paint.theme.positive, share)}
