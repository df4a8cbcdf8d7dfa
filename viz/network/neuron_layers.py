"""A network as columns of neurons and the weights between them, to be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import nn
from autograd_core.extend import short_repr
from nn.checks.numbers import numbers_of
from nn.module.activation_lookup import activation_name


@dataclass(frozen=True, slots=True)
class NeuronLayer:
    """The neurons of one layer, and the weights from the layer before.

    Attributes:
        weight: shape (neurons before, neurons).
        bias: one number per neuron, None without.
        names: what is applied to the weighted sums, such as ("tanh",).
        end: the last of its modules; its outputs are the layer's activations.
    """

    weight: NDArray[Any]
    bias: NDArray[Any] | None
    names: tuple[str, ...]
    end: nn.Module


def neuron_layers(model: Any) -> list[NeuronLayer]:
    """Return the layers of a network, from the input to the output.

    Args:
        model: an MLP, Layer, Neuron or Perceptron; or a Linear, or a Sequential of
            Linear layers with activations, dropout or norms between them.

    Raises:
        TypeError: the model is something else, or has something else in it.
        ValueError: the model has no weights.

    >>> from nn import mlp
    >>> [(layer.weight.shape, layer.names) for layer in neuron_layers(mlp([2, 3, 1]))]
    [((2, 3), ('Tanh',)), ((3, 1), ())]
    """
    layers: list[NeuronLayer] = []
    for module in _flat(model):
        read = next(
            (read for kind, read in _READERS.items() if isinstance(module, kind)), None
        )
        if read is not None:
            layers.append(read(module))
        elif not (isinstance(module, nn.Module) and module.keeps_neurons):
            raise TypeError(_refusal(module))
        elif layers:
            last = layers[-1]
            names = (*last.names, _passing_name(module))
            layers[-1] = replace(last, names=names, end=module)
    if not layers:
        raise ValueError("draw_network: the network has no layer with weights")
    return layers


def activations_of(
    model: nn.Module, layers: list[NeuronLayer], x: Any
) -> list[NDArray[Any]]:
    """Return the activations of the input and of each layer for one sample.

    Args:
        model: the network.
        layers: its layers.
        x: the sample.

    Returns:
        Flat arrays, the sample itself first.

    Raises:
        TypeError: x is not made of numbers.
        ValueError: x does not have as many entries as the network has inputs.

    >>> from nn import mlp
    >>> model = mlp([2, 3, 1], rng=0)
    >>> layers = neuron_layers(model)
    >>> [array.shape for array in activations_of(model, layers, [1.0, 2.0])]
    [(2,), (3,), (1,)]
    """
    sample = numbers_of(x, "draw_network: activations")
    inputs = len(layers[0].weight)
    if sample.size != inputs:
        raise ValueError(
            f"draw_network: activations={short_repr(x, 40)} has shape {sample.shape}; "
            f"one sample for this network has {inputs} numbers"
        )
    # One module may stand in several places: it is called once for each.
    outputs: dict[int, list[Any]] = {id(layer.end): [] for layer in layers}

    def record(module: nn.Module, inputs: Any, output: Any) -> None:
        outputs[id(module)].append(np.ravel(numbers_of(output, "draw_network")))

    ends = {id(layer.end): layer.end for layer in layers}
    removers = [end.register_forward_hook(record) for end in ends.values()]
    try:
        nn.predict(model, sample.reshape(1, -1))
    finally:
        for remove in removers:
            remove()
    return [sample.ravel(), *[outputs[id(layer.end)].pop(0) for layer in layers]]


def _flat(model: Any) -> list[Any]:
    """Return the modules in the order in which they are called."""
    if isinstance(model, (nn.Sequential, nn.MLP)):
        return [module for layer in model.layers for module in _flat(layer)]
    return [model]


def _of_layer(layer: nn.Layer | nn.Neuron) -> NeuronLayer:
    neurons = layer.neurons if isinstance(layer, nn.Layer) else [layer]
    names = {activation_name(neuron.activation) for neuron in neurons} - {"Linear"}
    return NeuronLayer(
        np.array([[w.data for w in neuron.w] for neuron in neurons]).T,
        np.array([0.0 if neuron.b is None else neuron.b.data for neuron in neurons]),
        tuple(sorted(names)),
        layer,
    )


def _of_linear(layer: nn.Linear) -> NeuronLayer:
    bias = None if layer.bias is None else layer.bias.data
    return NeuronLayer(layer.weight.data, bias, (), layer)


def _of_perceptron(unit: nn.Perceptron) -> NeuronLayer:
    bias = None if unit.b is None else unit.b[None]
    return NeuronLayer(unit.w[:, None], bias, ("step",), unit)


def _refusal(model: Any) -> str:
    """Return why something cannot be drawn as neurons."""
    if isinstance(model, type):
        return f"draw_network: {model.__name__} is a class; make a network of it first"
    return (
        f"draw_network: cannot draw {type(model).__name__}, only MLP, Layer, Neuron, "
        "Perceptron, Linear, and Sequential of Linear layers with activations, dropout "
        "and norms between them; draw(...) draws the graph of any result"
    )


_READERS: dict[type, Callable[[Any], NeuronLayer]] = {
    nn.Layer: _of_layer,
    nn.Neuron: _of_layer,
    nn.Linear: _of_linear,
    nn.Perceptron: _of_perceptron,
}


def _passing_name(module: nn.Module) -> str:
    """Return what the caption calls a module without weights."""
    if type(module) is nn.Activation:
        choice = module.choice
        return choice if isinstance(choice, str) else activation_name(choice)
    return type(module).__name__
