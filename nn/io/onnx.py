"""Export of networks to ONNX files."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from autograd_core import Node, __version__
from autograd_core.extend import require, write_file
from nn.checks.arguments import checked_shape
from nn.io.onnx_graph import Graph, Length
from nn.io.onnx_layers import form_of_module, has_form
from nn.io.onnx_ops import form_of
from nn.io.onnx_step import Step
from nn.io.onnx_trace import BATCHES, Trace, lengths_of, merged
from nn.layers.embedding import Embedding
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.title import title
from nn.scalar.neuron import MLP

OPSET = 20
IR_VERSION = 9
"""The first ONNX opset with Gelu, and the oldest file format that goes with it."""


def export_onnx(
    module: Any, path: str | os.PathLike[str], input_shape: tuple[int, ...]
) -> None:
    """Write a network, as it is in evaluation mode, to an ONNX file.

    The network is run on a few batches, and the ops that it applies to its input are
    written; so it may be a Module of your own. The input is called `x`, of shape
    (batch, *input_shape) for any batch, the output `y`, further ones `y1`, `y2`.
    Numbers become float32, which all runtimes support.

    Args:
        module: a module on Tensors, or an `MLP` of Values.
        path: the file; other programs expect the suffix `.onnx`.
        input_shape: the shape of one sample, such as (64,).

    Raises:
        MissingExtra: onnx is not installed.
        OSError: the file cannot be written.
        TypeError: an op has no form in ONNX, or what the network computes depends on
            the numbers of its input in a way that the graph does not show.
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
    traces = _traces(network, shape)
    graph = Graph(onnx)
    _write(graph, traces)
    info, kinds = onnx.helper.make_tensor_value_info, onnx.TensorProto
    kind = kinds.INT64 if traces[0].takes_ids else kinds.FLOAT
    description = onnx.helper.make_graph(
        graph.nodes,
        type(module).__name__,
        [info("x", kind, ["batch", *shape])],
        [
            info(_output_name(i), kinds.FLOAT, _axes(lengths, i))
            for i, lengths in enumerate(_output_lengths(traces))
        ],
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


def _traces(network: Module, shape: tuple[int, ...]) -> list[Trace]:
    """Runs on random batches of several sizes, of ids if there is an Embedding.

    Raises:
        TypeError: the runs applied other ops, or the output does not depend on x.
        ValueError: the network does not take this input.
    """
    rng = np.random.default_rng(0)
    tables = [part for part in network.modules() if isinstance(part, Embedding)]
    ids = min((table.num_embeddings for table in tables), default=0)
    traces = []
    for batch in BATCHES:
        size = (batch, *shape)
        x = rng.integers(ids, size=size).astype(float) if ids else _numbers(rng, size)
        try:
            traces.append(Trace(network, x, has_form))
        except np.linalg.LinAlgError as error:
            raise TypeError(
                f"export_onnx: {error}; such factors have no form in ONNX here"
            ) from None
        except ValueError as error:
            raise ValueError(
                f"{error}; export_onnx: input_shape is that of one sample, without the "
                f"batch, got {shape}"
            ) from None
        except TypeError as error:
            if "missing a required argument" not in str(error):
                raise
            raise TypeError(
                f"export_onnx: {title(network)} takes more than one input; write a "
                "Module whose forward(self, x) calls it"
            ) from None
    first = traces[0]
    outs = first.outs
    if not outs or not all(
        isinstance(out, Node) and first.depends(out) for out in outs
    ):
        raise TypeError(
            f"export_onnx: what {title(network)} gives does not depend on its input in "
            "the graph; .data, float() and NumPy arrays leave it"
        )
    for trace in traces[1:]:
        if [_what(trace, node) for node in trace.order] != [
            _what(first, node) for node in first.order
        ]:
            raise TypeError(
                f"export_onnx: {title(network)} applies other ops to other batches; an "
                "if, or a loop over the samples, has no form in ONNX here (a recurrent "
                "layer without batch_first=True loops over the first axis)"
            )
    return traces


def _numbers(rng: np.random.Generator, size: tuple[int, ...]) -> Any:
    """Small and large numbers; a comparison in the network is true of some of them.

    The largest batch has a nan and an infinity, for what treats these by themselves.
    """
    x = rng.normal(size=size) * 10.0 ** rng.uniform(-1.0, 3.0, size=size)
    if size[0] == BATCHES[-1] and x.size:
        x.flat[0], x.flat[-1] = np.inf, np.nan
    return x


def _what(trace: Trace, node: Any) -> tuple[Any, int]:
    """The module or kind of op of a step, and how many operands it has."""
    call = trace.calls.get(id(node))
    what: Any = type(node.rule) if call is None else id(call.module)
    return what, len(trace.operands(node))


def _write(graph: Graph, traces: list[Trace]) -> None:
    """Add the steps of all runs to the graph."""
    first = traces[0]
    names = {id(first.x): "x"}
    if first.takes_ids and any(
        operand is first.x
        for node in first.order
        if id(node) not in first.calls
        for operand in node.operands
    ):
        # Ids are integers; ops on them are those of floats.
        names[id(first.x)] = graph.add("Cast", "x", to=graph.onnx.TensorProto.FLOAT)
    for nodes in zip(*[trace.order for trace in traces], strict=True):
        call = first.calls.get(id(nodes[0]))
        if call is not None:
            argument = "x" if call.argument is first.x else names[id(call.argument)]
            ndim = call.argument.ndim
            names[id(nodes[0])] = form_of_module(graph, call.module, argument, ndim)
            continue
        where = f"export_onnx: the op {nodes[0].rule.name}"
        operands = zip(*[node.operands for node in nodes], strict=True)
        inputs = [_input(graph, parts, first, names, where) for parts in operands]
        names[id(nodes[0])] = form_of(Step(graph, nodes, inputs, where))
    for i, out in enumerate(first.outs):
        graph.add("Identity", names[id(out)], out=_output_name(i))


def _input(
    graph: Graph, parts: Any, first: Trace, names: dict[int, str], where: str
) -> str:
    """The name of an operand: what a step has given, or a constant."""
    if isinstance(parts[0], Node) and first.depends(parts[0]):
        return names[id(parts[0])]
    numbers, lengths = merged(parts, where)
    name = graph.constant(numbers)
    return name if lengths is None else graph.add("Expand", name, graph.shape(lengths))


def _output_lengths(traces: list[Trace]) -> list[list[Length]]:
    return [
        lengths_of([out.shape for out in outs], "export_onnx: the output")
        for outs in zip(*[trace.outs for trace in traces], strict=True)
    ]


def _output_name(i: int) -> str:
    return f"y{i or ''}"


def _axes(lengths: list[Length], output: int) -> list[Any]:
    """Axes of an output: numbers, `batch`, or a name for another length."""
    return [
        c if not a else "batch" if (a, c) == (1, 0) else f"{_output_name(output)}_{k}"
        for k, (a, c) in enumerate(lengths)
    ]
