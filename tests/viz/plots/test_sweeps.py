"""Learning rates compared."""

import math

import numpy as np

from autograd_core import Value
from optim import SGD, learning_rate_sweep
from viz import plots
from viz.plots.sweeps import diverges


def points(line):
    return [*zip(line.get_xdata(), line.get_ydata(), strict=True)]


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_runs_tell_what_diverges():
    losses = {0.5: [4.0, 1.0], 3.0: [4.0, math.inf], 0.1: [4.0, 3.0], 5.0: [2.0, 2.5]}
    run_axes, rate_axes = plots.learning_rate_sweep(losses).axes
    assert [points(line)[0][0] for line in run_axes.lines] == [0] * 4
    assert points(run_axes.lines[1]) == [(0, 4.0), (1, 1.0)]
    assert legend(run_axes) == ["0.1", "0.5", "3 diverges", "5 diverges"]
    converges, crossed = rate_axes.lines
    assert points(converges) == [(0.1, 3.0), (0.5, 1.0)]
    assert [x for x, _ in points(crossed)] == [3.0, 5.0]
    assert crossed.get_marker() == "x"
    assert {run_axes.lines[2].get_linestyle(), run_axes.lines[3].get_linestyle()} & {
        "-"
    } == set()


def test_on_a_parabola_rates_above_one_diverge():
    """x <- (1 - 2 lr) x."""
    for lr, expected in ((0.9, False), (0.999, False), (1.001, True), (1.5, True)):
        x = 2.0 * (1 - 2 * lr) ** np.arange(20)
        assert diverges(x**2) is expected


def test_a_sweep_shows_losses_and_suggestion():
    w = Value(5.0)
    sweep = learning_rate_sweep(
        lambda x: w * x, lambda y, t: y[0] ** 2, SGD([w]), ([1.0], [0.0])
    )
    (axes,) = plots.learning_rate_sweep(sweep, title="w^2").axes
    raw, smoothed, suggestion, diverged = axes.lines
    assert points(raw) == [*zip(sweep.rates, sweep.losses, strict=True)]
    assert points(smoothed) == [*zip(sweep.rates, sweep.smoothed, strict=True)]
    assert suggestion.get_xdata()[0] == sweep.suggestion
    assert diverged.get_xdata()[0] == sweep.diverged_at
    assert axes.get_xscale() == "log"
    assert f"suggestion {sweep.suggestion:.2g}" in legend(axes)
