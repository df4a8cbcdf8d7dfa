"""Batch normalization: each feature with mean 0 and variance 1 in a batch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.extend import Array, payload_of
from nn.checks.arguments import checked_share, checked_width
from nn.layers.inputs import array_input
from nn.layers.norms import Norm
from nn.module.tensor_module import dtype_text
from nn.module.title import title


class BatchNorm1d(Norm):
    """(x - mean) / sqrt(variance + eps) * weight + bias, for each feature.

    `x` has shape (batch, num_features), or (batch, num_features, length) as in PyTorch;
    with axis=-1 (batch, ..., num_features), such as sequences of vectors. Mean and
    variance are taken over all other axes.

    In training mean and variance are those of the batch (the variance divided by n),
    and running averages of them are stored (the variance divided by n - 1); in
    evaluation mode, and after `freeze(statistics=True)`, the running averages are used,
    so a sample's output does not depend on the others.

    Args:
        num_features: the number of inputs, and of outputs.
        eps: keeps the division finite where a feature is constant.
        momentum: running = (1 - momentum) running + momentum batch; None for the plain
            average over all batches.
        affine: whether there are weight and bias.
        track_running_stats: whether running averages are stored; without them, mean
            and variance of the batch are used in evaluation mode too.
        axis: the axis of the features: 1, or -1 for the last one.
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

    _ndims: tuple[int, ...] = (1, 2, 3)
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
        axis: int = 1,
        dtype: Any = np.float64,
    ) -> None:
        where = type(self).__name__
        self.num_features = checked_width(num_features, where, "num_features")
        if axis not in (1, -1):
            raise ValueError(f"{where}: axis must be 1 or -1, got {axis!r}")
        self.axis = int(axis)
        super().__init__(self.num_features, eps, affine, dtype)
        self.momentum = momentum
        if momentum is not None:
            self.momentum = checked_share(momentum, where, "momentum")
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
            ValueError: its shape is another one, or in training mode the batch has only
                one number of each feature.
        """
        x = self._checked(x)
        after = 0 if self.axis == -1 or x.ndim == 1 else x.ndim - 2
        axes = tuple(k for k in range(x.ndim) if k != x.ndim - 1 - after)
        stay = self.frozen_statistics or not self.training
        if stay and self.running_mean is not None:
            shape = (self.num_features, *(1,) * after)
            scale = 1.0 / np.sqrt(self.running_var + self.eps)
            centered = x - self.running_mean.reshape(shape)
            return self._scaled(
                centered * scale.astype(self.dtype).reshape(shape), after
            )
        count = math.prod(x.shape[k] for k in axes) if axes else 1
        if count < 2:
            when, remedy = "without running statistics", "a larger batch"
            if self.training:
                when = "in training mode"
                remedy = "eval() to look at a single one, or drop the last batch"
            raise ValueError(
                f"{title(self)}: {when} it needs a batch of at least 2 samples to take "
                f"a variance of, got {x.shape}; use {remedy}"
            )
        centered = x - ac.mean(x, axis=axes, keepdims=True)
        variance = ac.mean(ac.square(centered), axis=axes, keepdims=True)
        if self.training and self.running_mean is not None:
            self._track(x, variance, axes, count)
        return self._scaled(centered / ac.sqrt(variance + self.eps), after)

    def _checked(self, x: Any) -> Any:
        """The input as an array of the right dtype, or a Tensor.

        Raises:
            TypeError: `x` is not an array of real numbers.
            ValueError: its shape is another one.
        """
        x = array_input(x, self)
        n, place = self.num_features, self.axis if x.ndim > 1 else 0
        fits = x.ndim in self._ndims or (self.axis == -1 and x.ndim > 1)
        if not fits or x.shape[place] != n:
            names = [
                f"(batch, {n})",
                f"(batch, {n}, length)",
                f"(batch, {n}, height, width)",
            ]
            expected = " or ".join(names[k - 2] for k in self._ndims if k > 1)
            remedy = ""
            if self.axis == -1:
                expected = f"(batch, ..., {n})"
            elif x.ndim > 2 and x.shape[-1] == n:
                name = type(self).__name__.replace("2d", "1d")
                remedy = f"; for features on the last axis write {name}({n}, axis=-1)"
            label = getattr(x, "label", "")
            raise ValueError(
                f"{title(self)}: expected {expected}, got {x.shape}"
                f"{' of ' + label if label else ''}{remedy}"
            )
        if isinstance(x, np.ndarray):
            # A float64 constant would turn a float32 network into float64.
            return x.astype(self.dtype, copy=False)
        return x

    def _track(self, x: Any, variance: Any, axes: tuple[int, ...], n: int) -> None:
        self.num_batches_tracked = self.num_batches_tracked + 1
        share = self.momentum
        if share is None:
            share = 1.0 / int(self.num_batches_tracked)
        mean = np.mean(payload_of(x), axis=axes)
        unbiased = payload_of(variance).reshape(-1) * (n / (n - 1))
        self.running_mean = (1 - share) * self.running_mean + share * mean
        self.running_var = (1 - share) * self.running_var + share * unbiased

    def extra_repr(self) -> str:
        """The width, and the settings that differ from the default."""
        text = str(self.num_features)
        text += "" if self.eps == 1e-5 else f", eps={self.eps}"
        text += "" if self.momentum == 0.1 else f", momentum={self.momentum}"
        text += "" if self.weight is not None else ", affine=False"
        text += "" if self.running_mean is not None else ", track_running_stats=False"
        text += "" if self.axis == 1 else f", axis={self.axis}"
        return text + dtype_text(self)

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """One for each output: in evaluation mode a scale and a shift."""
        return int(np.prod(output_shape))


class BatchNorm2d(BatchNorm1d):
    """`BatchNorm1d` for images, (batch, num_features, height, width).

    Mean and variance of a channel are taken over batch, height and width. Arguments,
    attributes and errors as there.

    >>> layer = BatchNorm2d(1)
    >>> layer([[[[0.0, 2.0]]], [[[4.0, 6.0]]]]).data.round(3).ravel().tolist()
    [-1.342, -0.447, 0.447, 1.342]
    """

    _ndims = (4,)
