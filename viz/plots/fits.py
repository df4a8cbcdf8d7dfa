"""Points of data and the functions fitted to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.extend import explained, short_repr
from nn import Module, predict
from nn.checks.numbers import numbers_of
from viz.diagram.themes import Theme
from viz.plots.style import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Model = Module | Callable[[Any], Any]


@explained
def fits(
    x: Any,
    y: Any,
    models: Model | Mapping[str, Model],
    *,
    names: tuple[str, str] = ("x", "y"),
    title: str = "",
    resolution: int = 300,
    ax: Axes | None = None,
    theme: str | Theme = "light",
) -> Figure:
    """Draw data of one input and one output, with the curves of models.

    Args:
        x: inputs, shape (n,) or (n, 1).
        y: outputs, shape (n,) or (n, 1).
        models: one model, or several by name: modules of one input, or functions from
            an array of shape (n, 1) to n numbers.
        names: of the two axes.
        title: a heading.
        resolution: how many points the curves have.
        ax: matplotlib axes to draw on; those of a new figure by default.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: x, y or the outputs of a model are not numbers, or a model cannot be
            called.
        ValueError: x and y differ in length, or a model returns another number of
            outputs than it has inputs.

    >>> figure = fits([0.0, 1.0], [1.0, 3.0], {"2 x + 1": lambda x: 2 * x + 1})
    >>> figure.axes[0].lines[0].get_ydata()[[0, -1]].tolist()
    [1.0, 3.0]
    """
    inputs, outputs = [numbers_of(data, "fits").astype(float) for data in (x, y)]
    if inputs.size != outputs.size or not inputs.size or inputs.size != len(inputs):
        raise ValueError(
            "fits: x and y must be as many numbers, one input for each output; got "
            f"shapes {inputs.shape} and {outputs.shape}"
        )
    xs = np.linspace(inputs.min(), inputs.max(), resolution)[:, None]
    by_name = models if isinstance(models, Mapping) else {"": models}
    curves = {name: _outputs(name, model, xs) for name, model in by_name.items()}
    with look(theme, "fits") as paint:
        axes = paint.axes(ax)
        dots = {"s": 22 * paint.scale, "color": paint.pale(paint.theme.line, 0.6)}
        axes.scatter(inputs.ravel(), outputs.ravel(), **dots)
        for i, (name, curve) in enumerate(curves.items()):
            axes.plot(xs[:, 0], curve, label=name or None, **paint.line(i))
        axes.set(xlabel=names[0], ylabel=names[1], title=title)
        if any(curves):
            axes.legend(loc="best")
    return axes.figure


def _outputs(name: str, model: Model, xs: NDArray[Any]) -> NDArray[Any]:
    """Return the outputs of a model, one number for each input."""
    if not callable(model):
        raise TypeError(
            "fits: a model must be a module or a function of an array, got "
            f"{type(model).__name__} {short_repr(model)}"
        )
    result = predict(model, xs) if isinstance(model, Module) else model(xs)
    outputs = numbers_of(result, "fits")
    if outputs.size != len(xs):
        raise ValueError(
            f"fits: for inputs of shape {xs.shape} the model {name!r} gave shape "
            f"{outputs.shape}; it must give one number for each"
        )
    return outputs.reshape(-1)
