"""Export of networks to ONNX files."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import __version__
from autograd_core.extend import Op, require, write_file
from nn.checks.arguments import checked_shape
from nn.layers import activations, dropout, embedding, norms
from nn.layers.activation_module import activation_module
from nn.layers.batch_norm import BatchNorm1d
from nn.layers.containers import Residual, Sequential
from nn.layers.linear import Linear, effective_weight
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.predict import predict
from nn.module.title import title
from nn.scalar.neuron import MLP

OPSET = 20
IR_VERSION = 9
"""The first ONNX opset with Gelu, and the oldest file format that goes with it."""

_ONNX_NAMES = {
    "absolute": "Abs",
    "arccos": "Acos",
    "arccosh": "Acosh",
    "arcsin": "Asin",
    "arcsinh": "Asinh",
    "arctan": "Atan",
    "arctanh": "Atanh",
    **{name: name.capitalize() for name in ("cos", "cosh", "exp", "log", "sin")},
    **{name: name.capitalize() for name in ("sinh", "sqrt", "tan", "tanh", "erf")},
    **{name: name.capitalize() for name in ("reciprocal", "sigmoid", "sign", "gelu")},
    "relu": "Relu",
    "softplus": "Softplus",
}


def export_onnx(
    module: Any, path: str | os.PathLike[str], input_shape: tuple[int, ...]
) -> None:
    """Write a network, as it is in evaluation mode, to an ONNX file.

    The input is called `x`, of shape (batch, *input_shape) for any batch, the output
    `y`. Numbers become float32, which all runtimes support.

    Args:
        module: a `Sequential` of layers of this package, or an `MLP` of Values.
        path: the file; other programs expect the suffix `.onnx`.
        input_shape: the shape of one sample, such as (64,).

    Raises:
        MissingExtra: onnx is not installed.
        OSError: the file cannot be written.
        TypeError: a module cannot be written in ONNX; the message names it.
        ValueError: the network does not take this input.

    >>> import tempfile
    >>> from nn import mlp
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export_onnx(mlp([64, 32, 10], "relu"), f"{folder}/digits.onnx", (64,))
    """
    shape = checked_shape(input_shape, "export_onnx: input_shape")
    onnx = require("onnx", "export")
    network = checked_module(module, "export_onnx")
    network = network.to_tensor() if isinstance(network, MLP) else network
    graph = _Graph(onnx)
    graph.add("Identity", graph.converted(network, "x"), out="y")
    of_ids = isinstance(_first_layer(network), embedding.Embedding)
    sample = np.zeros((1, *shape), np.int64 if of_ids else np.float64)
    with np.errstate(all="ignore"):  # zeros may not be in the domain of a function
        out_shape = _output_shape(network, sample)
    info, kinds = onnx.helper.make_tensor_value_info, onnx.TensorProto
    description = onnx.helper.make_graph(
        graph.nodes,
        type(module).__name__,
        [info("x", kinds.INT64 if of_ids else kinds.FLOAT, ["batch", *shape])],
        [info("y", kinds.FLOAT, ["batch", *out_shape])],
        graph.constants,
    )
    model = onnx.helper.make_model(
        description,
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="autograd_core",
        producer_version=__version__,
    )
    onnx.checker.check_model(model, full_check=True)
    write_file(path, model.SerializeToString())


def _output_shape(network: Any, sample: Any) -> tuple[int, ...]:
    try:
        return tuple(predict(network, sample).shape[1:])
    except ValueError as error:
        raise ValueError(
            f"{error}; export_onnx: input_shape is that of one sample, without the "
            f"batch, got {sample.shape[1:]}"
        ) from None


class _Graph:
    """The nodes and constants of an ONNX graph under construction."""

    def __init__(self, onnx: Any) -> None:
        self.onnx = onnx
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def add(self, op: str, *inputs: str, out: str = "", **settings: Any) -> str:
        """Add a node, and return the name of its output."""
        name = out or f"{op.lower()}_{len(self.nodes)}"
        node = self.onnx.helper.make_node(op, list(inputs), [name], **settings)
        self.nodes.append(node)
        return name

    def constant(self, numbers: Any, dtype: Any = np.float32) -> str:
        """Add a constant array, and return its name."""
        name = f"constant_{len(self.constants)}"
        array = np.array(numbers, dtype=dtype)
        self.constants.append(self.onnx.numpy_helper.from_array(array, name))
        return name

    def converted(self, module: Module, x: str) -> str:
        """Add the computation of `module`, and return the name of its output.

        Raises:
            TypeError: it cannot be written in ONNX.
        """
        for kind, convert in _CONVERTERS.items():
            if type(module) is kind:
                return convert(self, module, x)
        if isinstance(module, activations.Activation):
            return _activation(self, module, x)
        raise TypeError(
            f"export_onnx: {title(module)} has no form in ONNX here; what has one are "
            "the layers, norms and activations of this package"
        )


def _sequential(graph: _Graph, module: Sequential, x: str) -> str:
    for layer in module:
        x = graph.converted(layer, x)
    return x


def _linear(graph: _Graph, module: Linear, x: str) -> str:
    x = graph.add("MatMul", x, graph.constant(effective_weight(module)))
    if module.bias is None:
        return x
    return graph.add("Add", x, graph.constant(module.bias.data))


def _batch_norm(graph: _Graph, module: BatchNorm1d, x: str) -> str:
    if module.running_mean is None:
        raise TypeError(
            f"export_onnx: {title(module)} has no running statistics to export"
        )
    numbers = [
        *_scale_and_shift(module, module.num_features),
        module.running_mean,
        module.running_var,
    ]
    constants = [graph.constant(array) for array in numbers]
    return graph.add("BatchNormalization", x, *constants, epsilon=module.eps)


def _layer_norm(graph: _Graph, module: norms.LayerNorm, x: str) -> str:
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


def _flatten(graph: _Graph, module: dropout.Flatten, x: str) -> str:
    if module.start_axis == 1:
        return graph.add("Flatten", x, axis=1)  # which takes an empty batch too
    # In ONNX 0 keeps the length of an axis, -1 takes all that remain.
    shape = [0] * module.start_axis + [-1]
    return graph.add("Reshape", x, graph.constant(shape, np.int64))


def _embedding(graph: _Graph, module: embedding.Embedding, x: str) -> str:
    return graph.add("Gather", graph.constant(module.weight.data), x)


def _residual(graph: _Graph, module: Residual, x: str) -> str:
    return graph.add("Add", x, graph.converted(module.inner, x))


def _jump(graph: _Graph, module: activations.Jump, x: str) -> str:
    if isinstance(module, activations.Step):
        positive = graph.add("Greater", x, graph.constant(0.0))
        out = graph.add("Cast", positive, to=graph.onnx.TensorProto.FLOAT)
    else:
        out = graph.add("Sign", x)
    if not module.at_zero:
        return out
    zero = graph.add("Equal", x, graph.constant(0.0))
    return graph.add("Where", zero, graph.constant(module.at_zero), out)


def _activation(graph: _Graph, module: Any, x: str) -> str:
    """Add an op by its name in ONNX.

    Raises:
        TypeError: ONNX does not have the op, or it is a user's function.
    """
    op = module.op
    if op is None:
        return x
    if isinstance(op, Op):
        if op.name in _ONNX_NAMES:
            return graph.add(_ONNX_NAMES[op.name], x)
        by_class = activation_module(op.name)
        if by_class is not None and op.name in _NAMED:  # SiLU() for Activation("silu")
            return graph.converted(by_class, x)
    raise TypeError(
        f"export_onnx: {title(module)} has no form in ONNX here; of the functions "
        f"those have one: {', '.join(sorted([*_ONNX_NAMES, *_NAMED]))}"
    )


_CONVERTERS: dict[type, Callable[[_Graph, Any, str], str]] = {
    Sequential: _sequential,
    Linear: _linear,
    BatchNorm1d: _batch_norm,
    norms.LayerNorm: _layer_norm,
    dropout.Dropout: lambda graph, module, x: x,
    dropout.Flatten: _flatten,
    embedding.Embedding: _embedding,
    Residual: _residual,
    activations.Step: _jump,
    activations.Sign: _jump,
    activations.SiLU: lambda g, m, x: g.add("Mul", x, g.add("Sigmoid", x)),
    activations.HardTanh: lambda g, m, x: g.add(
        "Clip", x, g.constant(-1.0), g.constant(1.0)
    ),
    activations.LeakyReLU: lambda g, m, x: g.add(
        "LeakyRelu", x, alpha=m.negative_slope
    ),
    activations.ELU: lambda g, m, x: g.add("Elu", x, alpha=m.alpha),
    activations.Softmax: lambda g, m, x: g.add("Softmax", x, axis=m.axis),
    activations.LogSoftmax: lambda g, m, x: g.add("LogSoftmax", x, axis=m.axis),
}


_NAMED = ("elu", "hard_tanh", "leaky_relu", "silu", "step")
"""The ops that ONNX lacks, but for which a class of activations has a converter."""


def _first_layer(module: Module) -> Module:
    while type(module) is Sequential and len(module):
        module = module[0]
    return module
