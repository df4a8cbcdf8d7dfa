"""A network as columns of neurons and the weights between them, to be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import nn
from autograd_core.extend import short_repr
from nn.module.activation_lookup import activation_name
from nn.checks.numbers import numbers_of

PASSING = (nn.Activation, nn.Dropout, nn.BatchNorm1d, nn.LayerNorm, nn.Flatten)
"""What may stand between two layers of weights: neurons stay what they are."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The neurons of one layer, and how they hang together with the layer before.

    Attributes:
        weight: shape (neurons before, neurons).
        bias: one number per neuron, None without.
        names: what is done with the weighted sums, such as ("tanh",).
        end: the last of its modules: what it gives are the layer's activations.
    """

    weight: Any
    bias: Any
    names: tuple[str, ...]
    end: nn.Module


def stages_of(model: Any) -> list[Stage]:
    """The layers of a network, from the input to the output.

    Args:
        model: an MLP, Layer, Neuron or Perceptron; or a Linear, or a Sequential of
            Linear layers with activations, dropout or norms between them.

    Raises:
        TypeError: it is something else, or has something else in it.
        ValueError: it has no weights.

    >>> from nn import mlp
    >>> [(stage.weight.shape, stage.names) for stage in stages_of(mlp([2, 3, 1]))]
    [((2, 3), ('Tanh',)), ((3, 1), ())]
    """
    stages: list[Stage] = []
    for module in _flat(model):
        read = next(
            (r for kind, r in _READERS.items() if isinstance(module, kind)), None
        )
        if read is not None:
            stages.append(read(module))
        elif not isinstance(module, PASSING):
            raise TypeError(_cannot_draw(module))
        elif stages:
            last = stages[-1]
            names = (*last.names, _passing_name(module))
            stages[-1] = replace(last, names=names, end=module)
    if not stages:
        raise ValueError("draw_network: the network has no layer with weights")
    return stages


def activations_of(model: nn.Module, stages: list[Stage], x: Any) -> list[Any]:
    """The activations of the input and of each stage for one sample.

    Args:
        model: the network.
        stages: its stages.
        x: the sample.

    Returns:
        Flat arrays, the sample itself first.

    Raises:
        TypeError: x is not made of numbers.
        ValueError: it has not as many entries as the network inputs.

    >>> from nn import mlp
    >>> model = mlp([2, 3, 1], rng=0)
    >>> [each.shape for each in activations_of(model, stages_of(model), [1.0, 2.0])]
    [(2,), (3,), (1,)]
    """
    sample = numbers_of(x, "draw_network: activations")
    wanted = len(stages[0].weight)
    if sample.size != wanted:
        raise ValueError(
            f"draw_network: activations={short_repr(x, 40)} has shape {sample.shape}; "
            f"one sample for this network has {wanted} numbers"
        )
    # One module may stand in several places: it is heard once for each.
    heard: dict[int, list[Any]] = {id(stage.end): [] for stage in stages}

    def listen(module: nn.Module, inputs: Any, output: Any) -> None:
        heard[id(module)].append(np.ravel(numbers_of(output, "draw_network")))

    ends = {id(stage.end): stage.end for stage in stages}
    removers = [end.register_forward_hook(listen) for end in ends.values()]
    try:
        nn.predict(model, sample.reshape(1, -1))
    finally:
        for remove in removers:
            remove()
    return [sample.ravel(), *[heard[id(stage.end)].pop(0) for stage in stages]]


def _flat(model: Any) -> list[Any]:
    """The modules in the order in which they are called."""
    if isinstance(model, (nn.Sequential, nn.MLP)):
        return [inner for each in model.layers for inner in _flat(each)]
    return [model]


def _of_layer(layer: Any) -> Stage:
    neurons = layer.neurons if isinstance(layer, nn.Layer) else [layer]
    used = {activation_name(each.activation) for each in neurons} - {"Linear"}
    return Stage(
        np.array([[w.data for w in each.w] for each in neurons]).T,
        np.array([each.b.data for each in neurons]),
        tuple(sorted(used)),
        layer,
    )


def _of_linear(layer: Any) -> Stage:
    bias = None if layer.bias is None else layer.bias.data
    return Stage(layer.weight.data, bias, (), layer)


def _of_perceptron(unit: Any) -> Stage:
    return Stage(unit.w[:, None], unit.b[None], ("step",), unit)


def _cannot_draw(thing: Any) -> str:
    if isinstance(thing, type):
        return f"draw_network: {thing.__name__} is a class; make a network of it first"
    return (
        f"draw_network: cannot draw {type(thing).__name__}, only MLP, Layer, Neuron, "
        "Perceptron, Linear, and Sequential of Linear layers with activations, dropout "
        "and norms between them; draw(...) draws the graph of any result"
    )


_READERS: dict[type, Callable[[Any], Stage]] = {
    nn.Layer: _of_layer,
    nn.Neuron: _of_layer,
    nn.Linear: _of_linear,
    nn.Perceptron: _of_perceptron,
}


def _passing_name(module: Any) -> str:
    if type(module) is nn.Activation:
        choice = module.choice
        return choice if isinstance(choice, str) else activation_name(choice)
    return type(module).__name__
