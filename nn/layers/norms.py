"""Normalization layers: mean 0 and variance 1, then a learned scale and shift."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.extend import Array, payload_of
from nn.checks.arguments import (
    checked_number,
    checked_shape,
    checked_share,
    checked_width,
)
from nn.layers.inputs import features_input
from nn.module.tensor_module import TensorModule, dtype_text
from nn.module.title import title


class _Norm(TensorModule):
    """The scale and shift at the end of both normalizations."""

    keeps_neurons = True

    def __init__(
        self, shape: Any, eps: float, affine: bool, dtype: Any, where: str
    ) -> None:
        self.eps = checked_number(eps, where, "eps", low=0.0)
        scale = Tensor(np.ones(shape), dtype=dtype)
        self.dtype = scale.dtype
        self.weight = scale if affine else None
        self.bias = Tensor(np.zeros(shape), dtype=dtype) if affine else None

    def _scaled(self, normalized: Any) -> Any:
        if self.weight is None or self.bias is None:
            return normalized
        if self.frozen:
            return normalized * payload_of(self.weight) + payload_of(self.bias)
        return normalized * self.weight + self.bias


class BatchNorm1d(_Norm):
    """(x - mean) / sqrt(variance + eps) * weight + bias, for each feature.

    In training mean and variance are those of the batch (the variance divided by n),
    and running averages of them are stored (the variance divided by n - 1); in
    evaluation mode the running averages are used, so a sample's output does not depend
    on the others.

    Args:
        num_features: the number of inputs, and of outputs.
        eps: keeps the division finite where a feature is constant.
        momentum: running = (1 - momentum) running + momentum batch; None for the plain
            average over all batches.
        affine: whether there are weight and bias.
        track_running_stats: whether running averages are stored; without them, mean
            and variance of the batch are used in evaluation mode too.
        dtype: float64 or float32.

    Attributes:
        weight: the scale, shape (num_features,), 1 at first.
        bias: the shift, 0 at first.
        running_mean: 0 at first.
        running_var: 1 at first.
        num_batches_tracked: the number of batches in the running averages.

    Raises:
        TypeError: a setting is not a number.
        ValueError: a setting is out of range.

    >>> layer = BatchNorm1d(2)
    >>> layer([[0.0, 1.0], [2.0, 5.0]]).data.round(3)
    array([[-1., -1.],
           [ 1.,  1.]])
    >>> layer.running_mean
    array([0.1, 0.3])

    Source: Ioffe and Szegedy, Batch Normalization: Accelerating Deep Network Training
    by Reducing Internal Covariate Shift, 2015; torch.nn.BatchNorm1d for the interface.
    """

    running_mean: Any
    running_var: Any
    num_batches_tracked: Any

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        *,
        dtype: Any = np.float64,
    ) -> None:
        self.num_features = checked_width(num_features, "BatchNorm1d", "num_features")
        super().__init__(self.num_features, eps, affine, dtype, "BatchNorm1d")
        self.momentum = momentum
        if momentum is not None:
            self.momentum = checked_share(momentum, "BatchNorm1d", "momentum")
        if track_running_stats:
            self.register_buffer(
                "running_mean", np.zeros(self.num_features, self.dtype)
            )
            self.register_buffer("running_var", np.ones(self.num_features, self.dtype))
            self.register_buffer("num_batches_tracked", np.array(0))
        else:
            self.running_mean = self.running_var = self.num_batches_tracked = None

    def forward(self, x: Any) -> Tensor | Array:
        """The normalized batch.

        Raises:
            TypeError: `x` is not an array of real numbers.
            ValueError: its shape is not (batch, num_features), or in training mode the
                batch has only one sample.
        """
        x = features_input(x, self.num_features, self, self.dtype)
        if x.ndim > 2:
            raise ValueError(
                f"{title(self)}: expected (batch, {self.num_features}), got {x.shape}"
            )
        if not self.training and self.running_mean is not None:
            scale = 1.0 / np.sqrt(self.running_var + self.eps)
            return self._scaled((x - self.running_mean) * scale.astype(self.dtype))
        if x.ndim < 2 or len(x) < 2:
            when, remedy = "without running statistics", "a larger batch"
            if self.training:
                when = "in training mode"
                remedy = "eval() to look at a single one, or drop the last batch"
            raise ValueError(
                f"{title(self)}: {when} it needs a batch of at least 2 samples to take "
                f"a variance of, got {x.shape}; use {remedy}"
            )
        centered = x - ac.mean(x, axis=0)
        variance = ac.mean(ac.square(centered), axis=0)
        if self.training and self.running_mean is not None:
            self._track(x, variance)
        return self._scaled(centered / ac.sqrt(variance + self.eps))

    def _track(self, x: Any, variance: Any) -> None:
        n = len(x)
        self.num_batches_tracked = self.num_batches_tracked + 1
        share = self.momentum
        if share is None:
            share = 1.0 / int(self.num_batches_tracked)
        mean = np.mean(payload_of(x), axis=0)
        unbiased = payload_of(variance) * (n / (n - 1))
        self.running_mean = (1 - share) * self.running_mean + share * mean
        self.running_var = (1 - share) * self.running_var + share * unbiased

    def extra_repr(self) -> str:
        """The width, and the settings that differ from the default."""
        text = str(self.num_features)
        text += "" if self.eps == 1e-5 else f", eps={self.eps}"
        text += "" if self.momentum == 0.1 else f", momentum={self.momentum}"
        text += "" if self.weight is not None else ", affine=False"
        text += "" if self.running_mean is not None else ", track_running_stats=False"
        return text + dtype_text(self)

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """One for each output: in evaluation mode a scale and a shift."""
        return int(np.prod(output_shape))


class LayerNorm(_Norm):
    """(x - mean) / sqrt(variance + eps) * weight + bias over the features of a sample.

    No sample depends on another, so training and evaluation are the same.

    Args:
        normalized_shape: the length of the last axis, or the shape of the last axes,
            such as (8, 8), over which mean and variance are then taken together.
        eps: keeps the division finite where all features are equal.
        elementwise_affine: whether there are weight and bias.
        dtype: float64 or float32.

    Raises:
        TypeError: a setting is not a number.
        ValueError: a setting is out of range.

    >>> LayerNorm(2, eps=0.0)([[0.0, 2.0], [5.0, 1.0]]).data
    array([[-1.,  1.],
           [ 1., -1.]])

    Source: Ba, Kiros and Hinton, Layer Normalization, 2016.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        *,
        dtype: Any = np.float64,
    ) -> None:
        where, name = "LayerNorm", "normalized_shape"
        if isinstance(normalized_shape, (tuple, list)):
            self.normalized_shape = checked_shape(normalized_shape, f"{where}: {name}")
        else:
            self.normalized_shape = (checked_width(normalized_shape, where, name),)
        self.axes = tuple(range(-len(self.normalized_shape), 0))
        shape = self.normalized_shape
        super().__init__(shape, eps, elementwise_affine, dtype, "LayerNorm")

    def forward(self, x: Any) -> Tensor | Array:
        """Each sample normalized, for `x` of shape (..., *normalized_shape).

        Raises:
            TypeError: `x` is not an array of real numbers.
            ValueError: its last axes have another shape.
        """
        x = features_input(x, self._width(), self, self.dtype)
        centered = x - ac.mean(x, axis=self.axes, keepdims=True)
        variance = ac.mean(ac.square(centered), axis=self.axes, keepdims=True)
        return self._scaled(centered / ac.sqrt(variance + self.eps))

    def _width(self) -> Any:
        """The normalized shape, one axis as a number."""
        shape = self.normalized_shape
        return shape if len(shape) > 1 else shape[0]

    def extra_repr(self) -> str:
        """The width, and the settings that differ from the default."""
        text = str(self._width())
        text += "" if self.eps == 1e-5 else f", eps={self.eps}"
        text += "" if self.weight is not None else ", elementwise_affine=False"
        return text + dtype_text(self)

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """Mean, variance and scale: three for each output."""
        return 3 * int(np.prod(output_shape))
