"""Plots of the layers of a network: gradient norms, weights and gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

import nn
from autograd_core import Value
from autograd_core.extend import explained
from nn import Module
from viz.diagram.themes import Theme
from viz.plots.style import MARKERS, Look, by_name, look

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_ROWS = 8
BINS = 40


@explained
def gradient_norms(
    networks: Module | Mapping[str, Any],
    *,
    title: str = "",
    ax: Axes | None = None,
    theme: str | Theme = "light",
) -> Figure:
    """Draw the norm of the gradient of each layer, on a logarithmic scale.

    Args:
        networks: a module after `backward()`; or several by name, each a module, or the
            norms of its layers in order, as `nn.gradient_norms` or a list.
        title: a heading.
        ax: matplotlib axes to draw on; those of a new figure by default.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure. A norm of 0 is drawn at the bottom, as a cross.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: the networks are not in a dict.
        ValueError: there is no network, or one has no layers with parameters.

    >>> figure = gradient_norms({"relu": [0.5, 0.7], "sigmoid": [0.001, 0.2]})
    >>> figure.axes[0].get_yscale()
    'log'
    """
    curves = _norms_by_name(networks)
    with look(theme, "gradient_norms") as paint:
        axes = paint.axes(ax)
        positive = [n for norms in curves.values() for n in norms.values() if n > 0]
        floor = min(positive, default=1.0) / 3
        for i, (name, norms) in enumerate(curves.items()):
            places = np.arange(1, len(norms) + 1)
            lengths = np.array([*norms.values()])
            heights = np.maximum(lengths, floor)
            marker = MARKERS[i % len(MARKERS)]
            axes.plot(places, heights, **paint.line(i), marker=marker, label=name)
            zero = lengths == 0
            if zero.any():
                cross = {"color": paint.line(i)["color"], "markersize": 9}
                axes.plot(places[zero], heights[zero], "x", **cross)
        axes.set_yscale("log")
        _name_layers(axes, curves)
        axes.set(ylabel="gradient norm", title=title)
        if len(curves) > 1 or "" not in curves:
            axes.legend(loc="best")
    return axes.figure


@explained
def histograms(
    model: Module, *, title: str = "", theme: str | Theme = "light"
) -> Figure:
    """Draw the distribution of the weights of each layer, next to their gradients.

    Args:
        model: a module of Values or Tensors, after `backward()` if its gradients are
            to be seen.
        title: a heading.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        The matplotlib figure: a row per layer, at most 8, the first and the last ones.

    Raises:
        MissingExtra: matplotlib is not installed.
        TypeError: `model` is not a module.
        ValueError: the module has no parameters.

    >>> from nn import MLP
    >>> model = MLP(2, [8, 1], rng=0)
    >>> model([1.0, 2.0]).backward()
    >>> figure = histograms(model)
    >>> [axes.get_title() for axes in figure.axes[:2]]
    ['weights', 'gradients']
    """
    if not isinstance(model, Module):
        raise TypeError(f"histograms: expected a module, got {type(model).__name__}")
    layers = weights_by_layer(model)
    if not layers:
        raise ValueError("histograms: the module has no parameters")
    names = [*layers]
    if len(names) > MOST_ROWS:
        half = MOST_ROWS // 2
        names = [*names[:half], *names[-half:]]
    with look(theme, "histograms") as paint:
        figure, grid = paint.figure(
            len(names), 2, size=(8.0, 1.1 + 1.3 * len(names)), sharex="col"
        )
        for row, name in zip(grid, names, strict=True):
            weights, grads = layers[name]
            _histogram(row[0], paint, weights, paint.theme.positive)
            _histogram(row[1], paint, grads, paint.theme.negative)
            row[0].set_ylabel(name, rotation=0, ha="right", va="center")
        for axes in grid[-1]:
            axes.locator_params(axis="x", nbins=5)
        grid[0, 0].set_title("weights")
        grid[0, 1].set_title("gradients")
        if title:
            figure.suptitle(title)
    return figure


def weights_by_layer(model: Module) -> dict[str, tuple[Any, Any]]:
    """Return the weights of each layer and their gradients, flat, without biases.

    The gradients are None where no `backward()` has reached.

    >>> from nn import mlp
    >>> {name: w.shape for name, (w, g) in weights_by_layer(mlp([2, 3, 1])).items()}
    {'layers.0': (6,), 'layers.2': (3,)}
    """
    arrays: dict[str, tuple[list[Any], list[Any]]] = {}
    for name, parameter in model.named_parameters(frozen=True):
        layer, _, last = name.rpartition(".")
        if isinstance(parameter, Value):
            layer, _, neuron = f".{name}".partition(".neurons.")
            layer, last = layer.lstrip("."), neuron.split(".")[-1] if neuron else last
        if last in ("b", "bias"):
            continue
        weights, grads = arrays.setdefault(layer, ([], []))
        weights.append(np.ravel(parameter.data))
        if parameter.has_grad:
            grads.append(np.ravel(parameter.grad))
    return {
        name: (np.concatenate(w), np.concatenate(g) if g else None)
        for name, (w, g) in arrays.items()
    }


def _histogram(axes: Axes, paint: Look, numbers: Any, colour: str) -> None:
    """Draw the distribution of some numbers, with their standard deviation."""
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    if numbers is None:
        axes.text(0.5, 0.5, "no backward() yet", transform=axes.transAxes, ha="center")
        return
    finite = numbers[np.isfinite(numbers)]
    axes.hist(finite, bins=BINS, color=paint.pale(colour, 0.75), edgecolor=colour)
    axes.axvline(0.0, color=paint.theme.line, linewidth=0.8)
    deviation = f"{np.std(finite):.2g}" if finite.size else "-"
    infinite = numbers.size - finite.size
    text = f"std {deviation}" + (f"\n{infinite} not finite" if infinite else "")
    axes.text(0.99, 0.95, text, transform=axes.transAxes, ha="right", va="top")


def _norms_by_name(networks: Any) -> dict[str, dict[str, float]]:
    """Return the norms by network and layer."""
    if isinstance(networks, Module):
        networks = {"": networks}
    curves = {}
    networks = by_name(networks, "gradient_norms", "{'relu': model}")
    for name, network in networks.items():
        if isinstance(network, Module):
            norms = nn.gradient_norms(network)
        elif isinstance(network, Mapping):
            norms = dict(network)
        else:
            norms = {str(i): float(n) for i, n in enumerate(network, 1)}
        if not norms:
            raise ValueError(f"gradient_norms: {name or 'the module'} has no layers")
        curves[name] = norms
    if not curves:
        raise ValueError("gradient_norms: no networks to compare")
    return curves


def _name_layers(axes: Axes, curves: dict[str, dict[str, float]]) -> None:
    """Label the layers: by name if all networks have the same few, else by number."""
    first = [*next(iter(curves.values()))]
    shared = all([*norms] == first for norms in curves.values())
    if shared and len(first) <= 12 and first != [str(i + 1) for i in range(len(first))]:
        axes.set_xticks(range(1, len(first) + 1), first, rotation=30, ha="right")
    else:
        axes.set_xlabel("layer, from the input to the output")
        locator: Any = axes.xaxis.get_major_locator()
        locator.set_params(integer=True)
