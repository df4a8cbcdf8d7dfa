"""What the units of a layer look for in an image: their weights, as images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.extend import explained
from nn import Layer, Module
from nn.checks.numbers import numbers_of
from viz.diagram.themes import Theme
from viz.plots.style import look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@explained
def weight_images(
    layers: Any,
    shape: tuple[int, int] | None = None,
    *,
    columns: int = 8,
    title: str = "",
    ax: Axes | None = None,
    theme: str | Theme = "light",
) -> Figure:
    """Draw the weights of each unit as an image: one pixel for each input.

    A unit with weights w answers w^T x, which of all inputs x of one length is largest
    for x along w: its image is what it looks for. For a deeper layer all layers up to
    it are passed, and W_1 W_2 ... is drawn: what its units look for if the activations
    between are left out.

    Args:
        layers: a `Linear` or a `Layer`, or its weights of shape (inputs, units); a list
            of layers for the units of the last one.
        shape: height and width of the images; square by default.
        columns: how many images stand in a row.
        title: a heading.
        ax: matplotlib axes to draw on; those of a new figure by default.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure: positive weights in one colour, negative ones in the
        other, 0 as the background, on one scale for all units.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: weights are not numbers, or a whole model is passed.
        ValueError: the layers do not fit together, their inputs are not an image of
            that shape, or `columns` is below 1.

    >>> import nn
    >>> model = nn.mlp([64, 16, 10], rng=0)
    >>> figure = weight_images(model[0], title="16 units")
    >>> figure.axes[0].images[0].get_array().shape
    (19, 73)

    Source: Lee, Grosse, Ranganath, Ng, "Convolutional deep belief networks for scalable
    unsupervised learning of hierarchical representations", 2009, draw lines, parts and
    whole objects so, layer by layer.
    """
    if columns < 1:
        raise ValueError(f"weight_images: columns must be at least 1, got {columns}")
    images = _images(_product(layers), shape)
    mosaic = _mosaic(images, min(columns, len(images)))
    with look(theme, "weight_images") as paint:
        side = 0.11 * np.array(mosaic.shape[::-1])
        axes = paint.axes(ax, size=tuple(np.clip(side, 2.0, 14.0) + 0.4))
        most = float(np.abs(images).max()) or 1.0
        axes.imshow(mosaic, cmap=paint.diverging(1.0), vmin=-most, vmax=most)
        axes.set(title=title, xticks=[], yticks=[])
        axes.grid(False)
        axes.spines[:].set_visible(False)
    return axes.figure


def _product(layers: Any) -> NDArray[Any]:
    """Return W_1 W_2 ... of the layers, shape (inputs, units of the last)."""
    is_list = isinstance(layers, Sequence) and bool(layers)
    several = is_list and any(_is_layer(layer) for layer in layers)
    matrices = [_weights(layer) for layer in (layers if several else [layers])]
    product = matrices[0]
    for matrix in matrices[1:]:
        if matrix.shape[0] != product.shape[1]:
            raise ValueError(
                f"weight_images: a layer of {matrix.shape[0]} inputs after one of "
                f"{product.shape[1]} units; pass all layers up to the one to draw"
            )
        product = product @ matrix
    return product


def _is_layer(layer: Any) -> bool:
    return isinstance(layer, Layer) or hasattr(layer, "weight")


def _weights(layer: Any) -> NDArray[Any]:
    """Return the weights of a layer, shape (inputs, units)."""
    if isinstance(layer, Layer):
        rows = [numbers_of(neuron.w, "weight_images") for neuron in layer.neurons]
        return np.array(rows).T
    if isinstance(layer, Module) and not _is_layer(layer):
        raise TypeError(
            "weight_images: pass one layer, such as model[0] or model.layers[0], or "
            f"a list of layers, not a whole {type(layer).__name__}"
        )
    weights = numbers_of(getattr(layer, "weight", layer), "weight_images")
    if weights.ndim != 2 or not weights.size:
        raise ValueError(
            "weight_images: weights must have shape (inputs, units), got "
            f"{weights.shape}"
        )
    return weights


def _images(weights: NDArray[Any], shape: tuple[int, int] | None) -> NDArray[Any]:
    """Return an image for each unit, shape (units, height, width)."""
    inputs = len(weights)
    if shape is None:
        side = round(inputs**0.5)
        shape = (side, side)
    if shape[0] * shape[1] != inputs:
        raise ValueError(
            f"weight_images: {inputs} inputs are no image of {shape[0]} x {shape[1]}; "
            "give its height and width as `shape`"
        )
    return weights.T.reshape(-1, *shape)


def _mosaic(images: NDArray[Any], columns: int) -> NDArray[Any]:
    """Return the images side by side, with a line of nan around each."""
    rows = -(-len(images) // columns)
    height, width = images.shape[1:]
    mosaic = np.full((rows * (height + 1) + 1, columns * (width + 1) + 1), np.nan)
    for i, image in enumerate(images):
        top, left = 1 + i // columns * (height + 1), 1 + i % columns * (width + 1)
        mosaic[top : top + height, left : left + width] = image
    return mosaic
