"""Activation functions and their derivatives, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core import Tensor
from autograd_core.extend import explained
from nn.module.activation_lookup import activation_name, find_op
from viz.diagram.themes import Theme
from viz.plots.style import Look, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

USUAL = (
    *("sigmoid", "tanh", "relu", "leaky_relu"),
    *("softplus", "hard_tanh", "step", "sign"),
)
POINTS = 401
JUMP = 20.0
"""A change between neighbours of this many times the usual one is a jump."""

Choice = str | Callable[[Any], Any]


@explained
def activations(
    names: Choice | Sequence[Choice] = USUAL,
    low: float = -4.0,
    high: float = 4.0,
    *,
    theme: str | Theme = "light",
) -> Figure:
    """Draw activation functions, each next to its derivative by the engine.

    Args:
        names: one activation, or several, as `nn.Neuron` takes them: names of ops, or
            functions of a Tensor that work entry by entry.
        low: the smallest input.
        high: the largest.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure. All derivatives have one scale. Where one jumps, a dot
        shows the value that is taken at 0.

    Raises:
        MissingExtra: matplotlib is not installed.
        ValueError: there are no names, one is unknown, or not low < high.

    >>> figure = activations(["tanh", "relu"])
    >>> [axes.get_title() for axes in figure.axes]
    ['tanh', 'derivative', 'relu', 'derivative']
    """
    choices = [names] if isinstance(names, str) or callable(names) else [*names]
    if not choices:
        raise ValueError("activations: no names; give some, such as ['tanh', 'relu']")
    if not low < high:
        raise ValueError(f"activations: low must be below high, got {low} and {high}")
    curves = [(_title(choice), *_curves(choice, low, high)) for choice in choices]
    pairs = 1 if len(curves) <= 3 else 2 if len(curves) <= 6 else 3  # fits a slide
    rows = -(-len(curves) // pairs)
    with look(theme, "activations") as paint:
        figure, grid = paint.figure(
            rows, 2 * pairs, size=(4.6 * pairs + 1.4, 1.2 + 1.7 * rows), sharex=True
        )
        cells = grid.reshape(-1, 2)
        for (value_axes, slope_axes), (title, x, y, slope) in zip(
            cells, curves, strict=False
        ):
            _draw(value_axes, paint, x, y, paint.theme.positive)
            _draw(slope_axes, paint, x, slope, paint.theme.negative)
            value_axes.set_title(title, weight="bold")
            slope_axes.set_title("derivative")
        # On one scale it is to be seen who passes how much of a gradient on.
        slopes = np.concatenate([slope for *_, slope in curves])
        lowest, highest = np.nanmin(slopes), np.nanmax(slopes)
        room = 0.12 * max(highest - lowest, 1.0)
        for slope_axes in cells[: len(curves), 1]:
            slope_axes.set_ylim(lowest - room, highest + room)
        for axes in grid[-1]:
            axes.set_xlabel("x")
        for axes in cells[len(curves) :].ravel():
            axes.remove()
    return figure


def _curves(choice: Choice, low: float, high: float) -> tuple[Any, Any, Any]:
    """Return inputs, outputs and derivatives, by one backward pass."""
    function = find_op(choice)
    x = Tensor(np.linspace(low, high, POINTS))
    if function is None:
        return x.data, x.data, np.ones(POINTS)
    y = function(x)
    y.sum().backward()
    return x.data, y.data, x.grad


def _draw(axes: Axes, paint: Look, x: Any, y: Any, colour: str) -> None:
    """Draw a function, as separate lines where it jumps."""
    width = 0.8 * paint.scale
    axes.axhline(0.0, color=paint.theme.line, linewidth=width)
    axes.axvline(0.0, color=paint.theme.line, linewidth=width)
    changes = np.abs(np.diff(y))
    jumps = np.flatnonzero(changes > JUMP * (np.median(changes) + np.ptp(y) / len(y)))
    breaks = np.full(len(jumps), np.nan)
    axes.plot(
        np.insert(x, jumps + 1, breaks), np.insert(y, jumps + 1, breaks), color=colour
    )
    at_zero = np.flatnonzero(x == 0)
    if jumps.size and at_zero.size:
        axes.plot(0.0, y[at_zero[0]], "o", color=colour, zorder=4)
    if np.ptp(y) < 1e-9:  # a constant in the middle, not at the edge
        axes.set_ylim(y[0] - 1, y[0] + 1)
    axes.margins(x=0.0, y=0.12)


def _title(choice: Choice) -> str:
    """Return the name of an activation."""
    return choice if isinstance(choice, str) else activation_name(choice)
