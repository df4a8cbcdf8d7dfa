"""`draw_network`: a network as columns of neurons, as on a blackboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from typing import Any

from numpy.typing import NDArray

from autograd_core.extend import explained, plural
from viz.diagram.themes import Theme, theme_named
from viz.network.canvas import DOTS, Column, NetworkCanvas
from viz.network.neuron_layers import NeuronLayer, activations_of, neuron_layers
from viz.output.drawing import Drawing, Style

WIDEST = 8


@explained
def draw_network(
    model: Any,
    activations: Any = None,
    *,
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    biases: bool = True,
    weights: bool = False,
    widest: int = WIDEST,
    dropped: Mapping[int, Sequence[int]] | None = None,
    theme: str | Theme = "light",
) -> Drawing:
    """Draw a network: a column of neurons per layer, and a line per weight.

    The colour and style of a line show the sign of the weight (solid positive, dashed
    negative), its width the magnitude relative to the largest between the two layers. A
    weight of exactly 0, as pruning leaves it, has no line.

    Args:
        model: an MLP, Layer, Neuron or Perceptron; or a Linear, or a Sequential of
            Linear layers with activations, dropout or norms between them.
        activations: one sample; the neurons then show their activations for it, in
            evaluation mode.
        inputs: names of the inputs; x1, x2, ... by default.
        outputs: names of the outputs; y1, y2, ... by default.
        biases: whether to draw the biases, as weights of a neuron that is always 1.
        weights: whether to write the weights on the lines; for small networks.
        widest: of a layer with more neurons the first ones, dots and the last one are
            drawn; at least 3.
        dropped: neurons that dropout leaves out, by the number of their column, with
            the inputs as column 0: {1: [0, 4]}. They are dashed and have no lines: what
            remains is the thinned network.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        A Drawing: notebooks show it, `.save("net.svg")` writes it.

    Raises:
        TypeError: `model` is not one of these.
        ValueError: the number of names does not fit, `widest` is below 3, or the sample
            is not one for this network.

    >>> from nn import MLP
    >>> draw_network(MLP(2, [3, 1], rng=0), activations=[1.0, -1.0])
    <Drawing of a 2-3-1 network; .save("graph.svg") writes it, .svg() is its text>
    """
    colours = theme_named(theme, "draw_network")
    if isinstance(widest, bool) or not isinstance(widest, int) or widest < 3:
        raise ValueError(f"draw_network: widest must be 3 or more, got {widest!r}")
    if isinstance(activations, (str, PathLike)):
        raise TypeError(
            "draw_network: activations are those of a sample, not the name of a file; "
            "write draw_network(model).save('network.svg')"
        )
    layers = neuron_layers(model)
    values: list[NDArray[Any] | None] = [None] * (len(layers) + 1)
    if activations is not None:
        values = [*activations_of(model, layers, activations)]
    columns = _thinned(_columns(layers, values, widest), dropped or {})
    canvas = NetworkCanvas(columns, layers, colours, biases)
    for i, layer in enumerate(layers):
        canvas.add_lines(i, layer, weights)
    for i in range(len(columns)):
        canvas.add_column(i)
    canvas.add_names(0, _names(inputs, "x", columns[0].total, "inputs"))
    canvas.add_names(-1, _names(outputs, "y", columns[-1].total, "outputs"))
    sizes = "-".join(str(column.total) for column in columns)
    return Drawing(
        str(canvas.graph.source),
        description=f"a {sizes} network",
        style=Style(theme=colours),
    )


def _columns(
    layers: list[NeuronLayer], values: list[NDArray[Any] | None], widest: int
) -> list[Column]:
    """Return a column for the input and one for each layer."""
    sizes = [len(layers[0].weight), *[layer.weight.shape[1] for layer in layers]]
    columns = []
    for i, size in enumerate(sizes):
        neurons = tuple(range(size))
        if size > widest:
            neurons = (*range(widest - 2), DOTS, size - 1)
        name = "input" if i == 0 else f"hidden {i}"
        if i == len(sizes) - 1:
            name = "output"
        elif i and len(sizes) == 3:
            name = "hidden"
        kind = ", ".join(layers[i - 1].names) if i else ""
        noun = "input" if i == 0 else "neuron"
        total = plural(size, noun) if len(neurons) < size else ""
        caption = tuple(line for line in (name, kind, total) if line)
        columns.append(Column(size, neurons, values[i], caption))
    return columns


def _thinned(
    columns: list[Column], dropped: Mapping[int, Sequence[int]]
) -> list[Column]:
    """Return the columns without the neurons that are dropped.

    Raises:
        ValueError: there is no such column or neuron.
    """
    for i, numbers in dropped.items():
        total = columns[i].total if i in range(len(columns)) else 0
        wrong = [n for n in numbers if n not in range(total)]
        if not total or wrong:
            place = f"neuron {wrong[0]} of column {i}" if wrong else f"column {i}"
            sizes = ", ".join(str(column.total) for column in columns)
            raise ValueError(
                f"draw_network: dropped names {place}; the columns have {sizes} "
                "neurons, and all numbers begin at 0"
            )
    return [
        replace(column, dropped=frozenset(int(n) for n in dropped.get(i, ())))
        for i, column in enumerate(columns)
    ]


def _names(
    names: Sequence[str] | None, letter: str, total: int, argument: str
) -> list[str]:
    """Return the names of inputs or outputs; numbered letters by default."""
    if names is None:
        return [f"{letter}{i + 1}" for i in range(total)] if total > 1 else [letter]
    if isinstance(names, str) or len(names) != total:
        raise ValueError(
            f"draw_network: {argument} must be a list of {total} names, got {names!r}"
        )
    return [str(name) for name in names]
