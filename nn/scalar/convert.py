"""The same network on Tensors and on single Values: conversion both ways."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn.layers.activation_module import activation_module
from nn.layers.activations import Activation
from nn.layers.containers import Sequential
from nn.layers.linear import Linear, effective_weight
from nn.module.activation_lookup import activation_name
from nn.module.conversion import converted
from nn.module.module import Module
from nn.module.title import title
from nn.scalar.neuron import MLP, Layer


@converted.register(MLP)
def to_tensor(model: MLP, dtype: Any = np.float64) -> Sequential:
    """A network of Tensors with the weights of a network of Values.

    >>> model = MLP(2, [3, 1], rng=0)
    >>> to_tensor(model)
    Sequential(
      (layers.0): Linear(2 -> 3)
      (layers.1): Tanh()
      (layers.2): Linear(3 -> 1)
    )
    """
    layers: list[Module] = []
    for layer in model.layers:
        neurons = layer.neurons
        # One bias makes a vector of them, with 0 where a neuron has none.
        bias = any(neuron.b is not None for neuron in neurons)
        linear = Linear(len(neurons[0].w), len(neurons), bias, dtype=dtype, rng=0)
        columns = [[w.data for w in neuron.w] for neuron in neurons]
        linear.weight.data = np.array(columns, linear.weight.dtype).T.copy()
        if bias:
            biases = [0.0 if neuron.b is None else neuron.b.data for neuron in neurons]
            linear.bias.data = np.array(biases, linear.weight.dtype)
        layers.append(linear)
        activation = activation_module(_common_activation(layer))
        if activation is not None:
            layers.append(activation)
    return Sequential(layers)


def _common_activation(layer: Layer) -> Any:
    activations = [neuron.activation for neuron in layer.neurons]
    if any(activation != activations[0] for activation in activations):
        names = sorted(set(map(activation_name, activations)))
        raise ValueError(
            f"{layer._place or 'Layer'}: its neurons have different activations "
            f"({', '.join(names)}), which no layer of Tensors has"
        )
    return activations[0]


@converted.register(Sequential)
def to_scalar(model: Sequential) -> MLP:
    """A network of Values with the weights of a network of Tensors.

    >>> from nn import mlp
    >>> to_scalar(mlp([2, 1, 1], rng=0))
    MLP of [Layer of [TanhNeuron(2)], Layer of [LinearNeuron(1)]]
    """
    pairs: list[tuple[Linear, Any]] = []
    after_linear = False
    for layer in model.layers:
        if isinstance(layer, Linear):
            pairs.append((layer, None))
            after_linear = True
        elif isinstance(layer, Activation) and after_linear:
            pairs[-1] = (pairs[-1][0], layer.choice)
            after_linear = False
        else:
            raise ValueError(
                f"{title(layer)}: an MLP of Values is made of Linear layers, each with "
                "at most one activation after it"
            )
    if not pairs:
        raise ValueError("to_scalar: the network has no Linear layer")
    widths = [linear.out_features for linear, _ in pairs]
    scalar = MLP(pairs[0][0].in_features, widths, rng=0)
    scalar.layers = [_scalar_layer(linear, choice) for linear, choice in pairs]
    scalar.label_parameters()
    return scalar


def _scalar_layer(linear: Linear, choice: Any) -> Layer:
    has_bias = linear.bias is not None
    widths = linear.in_features, linear.out_features
    layer = Layer(*widths, choice, bias=has_bias, rng=0)
    biases = linear.bias.data if has_bias else np.zeros(linear.out_features)
    columns = effective_weight(linear).T.tolist()
    for neuron, column, bias in zip(
        layer.neurons, columns, biases.tolist(), strict=True
    ):
        if has_bias:
            neuron.b.data = bias
        for weight, number in zip(neuron.w, column, strict=True):
            weight.data = number
    return layer
