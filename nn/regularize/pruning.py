"""Pruning: the smallest weights become 0 and stay 0 in further training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.extend import Array, payload_of, require, short_repr
from nn.checks.arguments import checked_share
from nn.checks.rich_table import Table
from nn.layers.containers import Residual, Sequential
from nn.layers.inputs import features_input
from nn.layers.linear import Linear, effective_weight
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.state_dict import assign
from nn.module.tensor_module import TensorModule

SCOPES = ("layer", "global")


@dataclass(frozen=True, repr=False)
class Sparsity(Table):
    """The number of weights of each Linear layer that are 0; `print` writes a table.

    Attributes:
        rows: `(name, zeros, weights)` of each layer.

    >>> model = Sequential(Linear(4, 5, rng=0))
    >>> sparsity = prune(model, 0.8)
    >>> sparsity.zeros, sparsity.weights, sparsity.share
    (16, 20, 0.8)
    """

    rows: tuple[tuple[str, int, int], ...]

    @property
    def zeros(self) -> int:
        """The number of weights that are 0, in all layers."""
        return sum(zeros for _, zeros, _ in self.rows)

    @property
    def weights(self) -> int:
        """The number of weights, in all layers."""
        return sum(weights for _, _, weights in self.rows)

    @property
    def share(self) -> float:
        """The share of weights that are 0, from 0 to 1."""
        return self.zeros / self.weights

    def __rich__(self) -> Any:
        table = require("rich.table", "repl").Table(show_footer=True)
        table.add_column("layer", "total")
        for name, total in (
            ("zeros", f"{self.zeros:,}"),
            ("weights", f"{self.weights:,}"),
            ("share", f"{self.share:.1%}"),
        ):
            table.add_column(name, total, justify="right")
        for name, zeros, weights in self.rows:
            table.add_row(name, f"{zeros:,}", f"{weights:,}", f"{zeros / weights:.1%}")
        return table


def prune(module: Module, amount: float, scope: str = "layer") -> Sparsity:
    """Set the smallest weights of the Linear layers to 0 permanently.

    Each layer multiplies its weight by a mask from now on, so a pruned weight gets no
    gradient and has no effect, also if an optimizer changes it. The masks are saved
    with the state; `prune(other, 0.0)` gives masks to a network that has none yet.
    Pruning again, to a larger amount, prunes further.

    Args:
        module: the network; the biases of its Linear layers are not pruned.
        amount: the share of weights that are 0 afterwards, in [0, 1].
        scope: `"layer"`, the smallest of each layer; `"global"`, the smallest of all.

    Returns:
        The number of weights of each layer that are 0.

    Raises:
        TypeError: `module` is not a module, or `amount` is not a number.
        ValueError: it is outside [0, 1], the scope is unknown, or the module has no
            Linear layer.

    >>> model = Sequential(Linear(2, 2))
    >>> model[0].weight.data = np.array([[0.1, -3.0], [2.0, -0.2]])
    >>> prune(model, 0.5).zeros
    2
    >>> model([1.0, 1.0]).data.tolist()
    [2.0, -3.0]

    Source: LeCun, Denker and Solla, Optimal Brain Damage, 1990; Han, Pool, Tran and
    Dally, Learning both Weights and Connections, 2015, for magnitude and retraining.
    """
    share = checked_share(amount, "prune", "amount")
    if scope not in SCOPES:
        raise ValueError(f"prune: scope must be 'layer' or 'global', got {scope!r}")
    layers = [layer for _, layer in _linears(module, "prune")]
    sizes = [np.abs(effective_weight(layer)).ravel() for layer in layers]
    if scope == "global":
        mask = _mask(np.concatenate(sizes), share)
        masks = np.split(mask, np.cumsum([len(size) for size in sizes])[:-1])
    else:
        masks = [_mask(size, share) for size in sizes]
    for layer, mask in zip(layers, masks, strict=True):
        mask = mask.reshape(layer.weight.shape)
        if layer.weight_mask is None:
            layer.register_buffer("weight_mask", mask)
        else:
            layer.weight_mask = mask
        assign(layer.weight, layer.weight.data * mask)
    return sparsity(module)


def sparsity(module: Module) -> Sparsity:
    """The number of weights of each Linear layer that are 0, with or without a mask.

    Raises:
        ValueError: the module has no Linear layer.

    >>> sparsity(Sequential(Linear(2, 3))).rows
    (('layers.0', 0, 6),)
    """
    return Sparsity(
        tuple(
            (name, int(np.sum(effective_weight(layer) == 0.0)), layer.weight.size)
            for name, layer in _linears(module, "sparsity")
        )
    )


def remove_masks(module: Module) -> None:
    """Write the zeros of `prune` into the weights and remove the masks.

    The weights are trained again, and the state has the names of a network that was
    never pruned.

    Raises:
        ValueError: the module has no Linear layer.

    >>> model = Sequential(Linear(2, 2, rng=0))
    >>> before = prune(model, 0.5)
    >>> remove_masks(model)
    >>> sparsity(model).zeros, list(model.state_dict())
    (2, ['layers.0.weight', 'layers.0.bias'])
    """
    for _, layer in _linears(module, "remove_masks"):
        if layer.weight_mask is not None:
            assign(layer.weight, effective_weight(layer))
            layer.remove_buffer("weight_mask")


class SparseLinear(TensorModule):
    """A Linear layer for inference, its weight a `scipy.sparse` matrix.

    Args:
        layer: the Linear layer that it computes.

    Attributes:
        weight: the weight transposed, shape (out_features, in_features), in CSR form.
        bias: an array, or None.

    Raises:
        MissingExtra: SciPy is not installed.

    >>> layer = Linear(3, 2, rng=0)
    >>> sparse = SparseLinear(layer)
    >>> bool(np.allclose(sparse(np.ones((4, 3))).data, layer(np.ones((4, 3))).data))
    True
    """

    _for_inference_only = True

    def __init__(self, layer: Linear) -> None:
        sparse = require("scipy.sparse", "second-order")
        self.in_features, self.out_features = layer.in_features, layer.out_features
        self.weight = sparse.csr_array(effective_weight(layer).T)
        self.bias = None if layer.bias is None else layer.bias.data.copy()
        self._place = layer._place

    @property
    def nbytes(self) -> int:
        """The memory of the weight in bytes: its numbers and their positions."""
        parts = (self.weight.data, self.weight.indices, self.weight.indptr)
        return sum(int(part.nbytes) for part in parts)

    def forward(self, x: Any) -> Any:
        """x W + b, without a graph.

        Raises:
            ValueError: the length of the last axis of `x` is not in_features.
        """
        x = features_input(x, self.in_features, self, self.weight.dtype)
        data = payload_of(x)
        rows = data.reshape(-1, self.in_features)
        out = (self.weight @ rows.T).T.reshape((*data.shape[:-1], self.out_features))
        return out if self.bias is None else out + self.bias

    def extra_repr(self) -> str:
        """The widths and the number of weights that are not 0."""
        return f"{self.in_features} -> {self.out_features}, {self.weight.nnz} weights"

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """One for each weight that is not 0, for each sample."""
        return int(self.weight.nnz) * (int(np.prod(output_shape)) // self.out_features)


def to_sparse(module: Sequential) -> Sequential:
    """A network for inference with the Linear layers as `SparseLinear`.

    It holds a copy of the weights, and cannot be trained or saved: save `module`.
    The other layers are shared with `module`. Call it through `predict`, which switches
    them to evaluation mode.

    Raises:
        MissingExtra: SciPy is not installed.
        TypeError: `module` is not a Sequential.

    >>> to_sparse(Sequential(Linear(3, 2, rng=0)))
    Sequential(
      (layers.0): SparseLinear(3 -> 2, 6 weights)
    )
    """
    if not isinstance(module, Sequential):
        remedy = "of an MLP of Values make Tensors first, model.to_tensor()"
        if isinstance(module, Linear):
            remedy = "put it into one, Sequential(layer)"
        raise TypeError(
            f"to_sparse: expected a Sequential, got {type(module).__name__}; {remedy}"
        )
    return Sequential([_sparse(layer) for layer in module])


def _sparse(layer: Module) -> Module:
    if isinstance(layer, Linear):
        return SparseLinear(layer)
    if type(layer) is Residual:
        return Residual(*to_sparse(layer.inner))
    return to_sparse(layer) if type(layer) is Sequential else layer


def _linears(module: Module, where: str) -> list[tuple[str, Linear]]:
    layers = [
        (name, part)
        for name, part in checked_module(module, where).named_modules()
        if isinstance(part, Linear)
    ]
    if not layers:
        raise ValueError(
            f"{where}: {short_repr(module)} has no Linear layer; of an MLP of Values "
            "make Tensors first, model.to_tensor()"
        )
    return layers


def _mask(sizes: Array, share: float) -> NDArray[np.bool_]:
    """False at the `share` of entries that are smallest; ties by position."""
    mask = np.ones(len(sizes), bool)
    mask[np.argsort(sizes, kind="stable")[: round(share * len(sizes))]] = False
    return mask
