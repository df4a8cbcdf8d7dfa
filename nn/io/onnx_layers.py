"""Modules that are one op in ONNX, or whose numbers come from more than their ops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nn.io.onnx_graph import Graph
from nn.layers.batch_norm import BatchNorm1d, BatchNorm2d
from nn.layers.composed_activations import PReLU
from nn.layers.convolution import PADDING_MODES, Conv1d, Conv2d
from nn.layers.embedding import Embedding
from nn.layers.norms import LayerNorm
from nn.layers.pooling import AvgPool1d, AvgPool2d, MaxPool1d, MaxPool2d
from nn.module.module import Module
from nn.module.title import title


def has_form(module: Module, x: Any) -> bool:
    """Whether a module has a form of its own for this input; else its ops are written.

    Raises:
        TypeError: a normalization has no running statistics.
    """
    if type(module) not in _FORMS:
        return type(module) is PReLU
    if isinstance(module, BatchNorm1d):
        if module.running_mean is None:
            raise TypeError(
                f"export_onnx: {title(module)} has no running statistics to export"
            )
        return module.axis == 1 or x.ndim == 2
    if isinstance(module, AvgPool1d):
        # Runtimes divide what ceil_mode cuts off in different ways.
        return module.divisor_override is None and not module.ceil_mode
    batched = {Conv1d: 3, Conv2d: 4, MaxPool1d: 3, MaxPool2d: 4}
    return x.ndim == batched.get(type(module), x.ndim)


def form_of_module(graph: Graph, module: Module, x: str, ndim: int) -> str:
    """Add the form of a module, and return the name of its result.

    Args:
        graph: where it is added.
        module: one that `has_form`.
        x: the name of its input.
        ndim: how many axes that has.
    """
    if isinstance(module, PReLU):
        slopes = module.weight.data
        after = (1,) * (ndim - 2) if len(slopes) > 1 else ()
        return graph.add("PRelu", x, graph.constant(slopes.reshape(-1, *after)))
    return _FORMS[type(module)](graph, module, x)


def _batch_norm(graph: Graph, module: BatchNorm1d, x: str) -> str:
    numbers = [
        *_scale_and_shift(module, module.num_features),
        module.running_mean,
        module.running_var,
    ]
    constants = [graph.constant(array) for array in numbers]
    return graph.add("BatchNormalization", x, *constants, epsilon=module.eps)


def _layer_norm(graph: Graph, module: LayerNorm, x: str) -> str:
    constants = [
        graph.constant(array)
        for array in _scale_and_shift(module, module.normalized_shape)
    ]
    return graph.add(
        "LayerNormalization", x, *constants, axis=module.axes[0], epsilon=module.eps
    )


def _scale_and_shift(module: Any, shape: Any) -> tuple[Any, Any]:
    if module.weight is None:
        return np.ones(shape), np.zeros(shape)
    return module.weight.data, module.bias.data


def _embedding(graph: Graph, module: Embedding, x: str) -> str:
    ids = x
    if x != "x":  # an op of ONNX may have given floats
        ids = graph.add("Cast", x, to=graph.onnx.TensorProto.INT64)
    return graph.add("Gather", graph.constant(module.weight.data), ids)


def _conv(graph: Graph, module: Conv1d | Conv2d, x: str) -> str:
    pads = [before for before, _ in module.padding]
    pads += [after for _, after in module.padding]
    if module.padding_mode != "zeros" and any(pads):
        d = module.axes
        whole = [0, 0, *pads[:d], 0, 0, *pads[d:]]
        mode = PADDING_MODES[module.padding_mode]
        x = graph.add("Pad", x, graph.integers(whole), mode=mode)
        pads = [0] * (2 * d)
    parameters = [p for p in (module.weight, module.bias) if p is not None]
    return graph.add(
        "Conv",
        x,
        *[graph.constant(parameter.data) for parameter in parameters],
        kernel_shape=module.kernel_size,
        strides=module.stride,
        dilations=module.dilation,
        group=module.groups,
        pads=pads,
    )


def _max_pool(graph: Graph, module: MaxPool1d, x: str) -> str:
    return graph.add("MaxPool", x, **_pool(module), dilations=module.dilation)


def _avg_pool(graph: Graph, module: AvgPool1d, x: str) -> str:
    counts = int(module.count_include_pad)
    return graph.add("AveragePool", x, **_pool(module), count_include_pad=counts)


def _pool(module: Any) -> dict[str, Any]:
    return {
        "kernel_shape": module.kernel_size,
        "strides": module.stride,
        "pads": [*module.padding, *module.padding],
        "ceil_mode": int(module.ceil_mode),
    }


_FORMS: dict[type, Callable[[Graph, Any, str], str]] = {
    BatchNorm1d: _batch_norm,
    BatchNorm2d: _batch_norm,
    LayerNorm: _layer_norm,
    Embedding: _embedding,
    Conv1d: _conv,
    Conv2d: _conv,
    MaxPool1d: _max_pool,
    MaxPool2d: _max_pool,
    AvgPool1d: _avg_pool,
    AvgPool2d: _avg_pool,
}
