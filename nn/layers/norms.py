"""Normalization layers: mean 0 and variance 1, then a learned scale and shift."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.extend import Array
from nn.checks.arguments import checked_number, checked_shape, checked_width
from nn.layers.inputs import array_input, features_input
from nn.module.tensor_module import TensorModule, dtype_text
from nn.module.title import title


class Norm(TensorModule):
    """The scale and shift at the end of every normalization.

    >>> LayerNorm(2).weight.data
    array([1., 1.])
    """

    keeps_neurons = True

    def __init__(self, shape: Any, eps: float, affine: bool, dtype: Any) -> None:
        self.eps = checked_number(eps, type(self).__name__, "eps", low=0.0)
        scale = Tensor(np.ones(shape), dtype=dtype)
        self.dtype = scale.dtype
        self.weight = scale if affine else None
        self.bias = Tensor(np.zeros(shape), dtype=dtype) if affine else None

    def _scaled(self, normalized: Any, after: int = 0) -> Any:
        """normalized * weight + bias, with so many axes after those of the weight."""
        weight, bias = self._operand(self.weight), self._operand(self.bias)
        if after:
            weight, bias = [
                None if x is None else ac.reshape(x, (*x.shape, *(1,) * after))
                for x in (weight, bias)
            ]
        if weight is not None:
            normalized = normalized * weight
        return normalized if bias is None else normalized + bias


class _OfSamples(Norm):
    """A normalization over the last axes of each sample."""

    _default_eps = 1e-5

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        *,
        dtype: Any = np.float64,
    ) -> None:
        where, name = type(self).__name__, "normalized_shape"
        if isinstance(normalized_shape, (tuple, list)):
            self.normalized_shape = checked_shape(normalized_shape, f"{where}: {name}")
        else:
            self.normalized_shape = (checked_width(normalized_shape, where, name),)
        self.axes = tuple(range(-len(self.normalized_shape), 0))
        shape = self.normalized_shape
        super().__init__(shape, eps, elementwise_affine, dtype)

    def _width(self) -> Any:
        """The normalized shape, one axis as a number."""
        shape = self.normalized_shape
        return shape if len(shape) > 1 else shape[0]

    def extra_repr(self) -> str:
        """The width, and the settings that differ from the default."""
        text = str(self._width())
        text += "" if self.eps == self._default_eps else f", eps={self.eps}"
        text += "" if self.weight is not None else ", elementwise_affine=False"
        return text + dtype_text(self)


class LayerNorm(_OfSamples):
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

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """Mean, variance and scale: three for each output."""
        return 3 * int(np.prod(output_shape))


class RMSNorm(_OfSamples):
    """x / sqrt(mean of x^2 + eps) * weight, over the features of a sample.

    Args:
        normalized_shape: as for `LayerNorm`.
        eps: keeps the division finite where all features are 0; None for the distance
            of 1 to the next number of the dtype.
        elementwise_affine: whether there is a weight.
        dtype: float64 or float32.

    Raises:
        TypeError: a setting is not a number.
        ValueError: a setting is out of range.

    >>> RMSNorm(2)([[3.0, 3.0], [1.0, -7.0]]).data
    array([[ 1. ,  1. ],
           [ 0.2, -1.4]])

    Source: Zhang and Sennrich, Root Mean Square Layer Normalization, 2019.
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        *,
        dtype: Any = np.float64,
    ) -> None:
        self._default_eps = float(np.finfo(dtype).eps)
        least = self._default_eps if eps is None else eps
        super().__init__(normalized_shape, least, elementwise_affine, dtype=dtype)
        self.bias = None

    def forward(self, x: Any) -> Tensor | Array:
        """Each sample divided by its root mean square, `x` as for `LayerNorm`.

        Raises:
            TypeError: `x` is not an array of real numbers.
            ValueError: its last axes have another shape.
        """
        x = features_input(x, self._width(), self, self.dtype)
        power = ac.mean(ac.square(x), axis=self.axes, keepdims=True)
        return self._scaled(x / ac.sqrt(power + self.eps))

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """Square and scale: two for each output."""
        return 2 * int(np.prod(output_shape))


class GroupNorm(Norm):
    """(x - mean) / sqrt(variance + eps) * weight + bias, over groups of channels.

    Mean and variance are those of all entries of a group of channels of one sample.

    Args:
        num_groups: the number of groups, which divides the channels.
        num_channels: the number of channels.
        eps: keeps the division finite where all entries are equal.
        affine: whether there are weight and bias, one for each channel.
        dtype: float64 or float32.

    Raises:
        TypeError: a setting is not a number.
        ValueError: a setting is out of range.

    >>> GroupNorm(1, 2, eps=0.0)([[0.0, 2.0], [5.0, 1.0]]).data
    array([[-1.,  1.],
           [ 1., -1.]])

    Source: Wu and He, Group Normalization, 2018.
    """

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        eps: float = 1e-5,
        affine: bool = True,
        *,
        dtype: Any = np.float64,
    ) -> None:
        self.num_groups = checked_width(num_groups, "GroupNorm", "num_groups")
        self.num_channels = checked_width(num_channels, "GroupNorm", "num_channels")
        if self.num_channels % self.num_groups:
            raise ValueError(
                f"GroupNorm: num_groups must divide num_channels, got {num_groups} and "
                f"{num_channels}"
            )
        super().__init__(self.num_channels, eps, affine, dtype)

    def forward(self, x: Any) -> Tensor | Array:
        """The normalized groups of `x`, of shape (batch, num_channels, ...).

        Raises:
            TypeError: `x` is not an array of real numbers.
            ValueError: axis 1 has another length.
        """
        x = array_input(x, self)
        if x.ndim < 2 or x.shape[1] != self.num_channels:
            raise ValueError(
                f"{title(self)}: expected (batch, {self.num_channels}, ...), got "
                f"{x.shape}; channels come first"
            )
        if isinstance(x, np.ndarray):
            x = x.astype(self.dtype, copy=False)
        width = math.prod(x.shape[1:]) // self.num_groups
        groups = ac.reshape(x, (x.shape[0], self.num_groups, width))
        centered = groups - ac.mean(groups, axis=-1, keepdims=True)
        variance = ac.mean(ac.square(centered), axis=-1, keepdims=True)
        normalized = ac.reshape(centered / ac.sqrt(variance + self.eps), x.shape)
        return self._scaled(normalized, x.ndim - 2)

    def extra_repr(self) -> str:
        """The sizes, and the settings that differ from the default."""
        text = f"{self.num_groups}, {self.num_channels}"
        text += "" if self.eps == 1e-5 else f", eps={self.eps}"
        text += "" if self.weight is not None else ", affine=False"
        return text + dtype_text(self)

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """Mean, variance and scale: three for each output."""
        return 3 * int(np.prod(output_shape))
