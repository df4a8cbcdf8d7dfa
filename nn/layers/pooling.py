"""Pooling: the largest entry, or the mean, of each window of a signal or an image."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.extend import Array, detecting
from nn.checks.arguments import checked_sizes, checked_width
from nn.layers.inputs import channels_input
from nn.layers.windows import counts_of, windows
from nn.module.tensor_module import TensorModule
from nn.module.title import title

Size = int | tuple[int, ...]
Padding = tuple[tuple[int, int], ...]


class _Pool(TensorModule):
    """Windows along the last `axes` axes, and one number of each."""

    axes: int
    dilation: tuple[int, ...]

    def __init__(
        self, kernel_size: Size, stride: Size | None, padding: Size, ceil_mode: bool
    ) -> None:
        where, axes = type(self).__name__, self.axes
        self.kernel_size = checked_sizes(kernel_size, axes, where, "kernel_size")
        step = self.kernel_size if stride is None else stride
        self.stride = checked_sizes(step, axes, where, "stride")
        self.padding = checked_sizes(padding, axes, where, "padding", least=0)
        for size, added in zip(self.kernel_size, self.padding, strict=True):
            if 2 * added > size:
                raise ValueError(
                    f"{where}: padding must be at most half of kernel_size, so that no "
                    f"window is empty; got {self.padding} and {self.kernel_size}"
                )
        self.ceil_mode = bool(ceil_mode)
        self.dilation = (1,) * axes

    def forward(self, x: Any) -> Tensor | Array:
        """One number of each window; `x` has shape (batch, channels, ...) or without.

        Raises:
            TypeError: `x` is not an array of real numbers.
            ValueError: it has another number of axes, or is smaller than a window.
        """
        x = channels_input(x, None, self.axes, self, None)
        width = self._width(x.shape[-self.axes :])
        return self._pooled(x, width)

    def _pooled(self, x: Any, width: Padding) -> Any:
        raise NotImplementedError

    def _windows(self, x: Any, width: Padding, constant: float) -> Any:
        """The windows of `x`, with a constant around it."""
        if any(map(any, width)):
            leading = ((0, 0),) * (x.ndim - self.axes)
            x = ac.pad(x, (*leading, *width), constant_values=constant)
        return windows(x, self.kernel_size, self.stride, self.dilation)

    def _width(self, lengths: tuple[int, ...]) -> Padding:
        """What is added before and after each axis: padding, and more by ceil_mode."""
        settings = (self.kernel_size, self.stride, self.dilation)
        padded = [n + 2 * p for n, p in zip(lengths, self.padding, strict=True)]
        counts = counts_of(tuple(padded), *settings)
        more = [0] * self.axes
        if self.ceil_mode:
            for i, (n, p) in enumerate(zip(lengths, self.padding, strict=True)):
                span = (self.kernel_size[i] - 1) * self.dilation[i] + 1
                start = counts[i] * self.stride[i]  # of a window that is cut off
                if start < n + p and (padded[i] - span) % self.stride[i]:
                    more[i] = start + span - padded[i]
        if any(n + (m > 0) < 1 for n, m in zip(counts, more, strict=True)):
            raise ValueError(
                f"{title(self)}: a window of {self.kernel_size} does not fit into "
                f"{lengths}; give it padding, or a larger input"
            )
        return tuple((p, p + m) for p, m in zip(self.padding, more, strict=True))

    def extra_repr(self) -> str:
        """The size, and the settings that differ from the default."""
        text = f"kernel_size={self.kernel_size}"
        text += "" if self.stride == self.kernel_size else f", stride={self.stride}"
        text += f", padding={self.padding}" if any(self.padding) else ""
        if set(self.dilation) != {1}:
            text += f", dilation={self.dilation}"
        return text + (", ceil_mode=True" if self.ceil_mode else "")


class MaxPool1d(_Pool):
    """The largest entry of each window of (batch, channels, length).

    Entries that tie for the largest share its gradient, as in all of this package.

    Args:
        kernel_size: the length of a window.
        stride: how far the next window is; None for windows side by side.
        padding: how many -inf are added at both ends, at most half a window.
        dilation: the distance of the entries of a window.
        ceil_mode: whether a last window that is cut off counts.

    Raises:
        TypeError: a size is not an integer.
        ValueError: a size is out of range.

    >>> MaxPool1d(2)([[1.0, 3.0, 2.0, 0.0]]).data
    array([[3., 2.]])

    Known deviation from torch.nn.MaxPool1d, which gives the gradient to the first of
    several largest entries.
    """

    axes = 1

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        dilation: Size = 1,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__(kernel_size, stride, padding, ceil_mode)
        where = type(self).__name__
        self.dilation = checked_sizes(dilation, self.axes, where, "dilation")

    def _pooled(self, x: Any, width: Padding) -> Any:
        # No infinity where anomalies are detected; -inf in the input is found there.
        least = float(np.finfo(x.dtype).min) if detecting() else -np.inf
        view = self._windows(x, width, least)
        return ac.max(view, axis=tuple(range(-self.axes, 0)))


class MaxPool2d(MaxPool1d):
    """The largest entry of each window of (batch, channels, height, width).

    Arguments, errors and ties as for `MaxPool1d`; sizes are integers, or two of them.

    >>> MaxPool2d(2)([[[1.0, 3.0], [2.0, 0.0]]]).data
    array([[[3.]]])
    """

    axes = 2


class AvgPool1d(_Pool):
    """The mean of each window of (batch, channels, length).

    Args:
        kernel_size: the length of a window.
        stride: how far the next window is; None for windows side by side.
        padding: how many zeros are added at both ends, at most half a window.
        ceil_mode: whether a last window that is cut off counts.
        count_include_pad: whether the zeros of `padding` count in the mean.

    Raises:
        TypeError: a size is not an integer.
        ValueError: a size is out of range.

    >>> AvgPool1d(2)([[1.0, 3.0, 2.0, 0.0]]).data
    array([[2., 1.]])
    """

    axes = 1
    divisor_override: int | None = None

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__(kernel_size, stride, padding, ceil_mode)
        self.count_include_pad = bool(count_include_pad)

    def _pooled(self, x: Any, width: Padding) -> Any:
        view = self._windows(x, width, 0.0)
        total = ac.sum(view, axis=tuple(range(-self.axes, 0)))
        return total / self._divisor(x, width)

    def _divisor(self, x: Any, width: Padding) -> Any:
        """How many entries each window has: fewer at the ends, where some are added."""
        if self.divisor_override is not None:
            return float(self.divisor_override)
        if not any(map(any, width)):
            return float(math.prod(self.kernel_size))
        inner = [(p, p) if self.count_include_pad else (0, 0) for p in self.padding]
        ones = np.ones(
            [n + a + b for n, (a, b) in zip(x.shape[-self.axes :], inner, strict=True)],
            x.dtype,
        )
        outer = [(a - c, b - d) for (a, b), (c, d) in zip(width, inner, strict=True)]
        view = self._windows(ones, tuple(outer), 0.0)
        return view.sum(axis=tuple(range(-self.axes, 0)))

    def extra_repr(self) -> str:
        """The size, and the settings that differ from the default."""
        text = super().extra_repr()
        text += "" if self.count_include_pad else ", count_include_pad=False"
        if self.divisor_override is not None:
            text += f", divisor_override={self.divisor_override}"
        return text


class AvgPool2d(AvgPool1d):
    """The mean of each window of (batch, channels, height, width).

    Arguments and errors as for `AvgPool1d`; sizes are integers, or two of them.

    Args:
        divisor_override: what the sum of a window is divided by, instead of the number
            of its entries.

    >>> AvgPool2d(2)([[[1.0, 3.0], [2.0, 0.0]]]).data
    array([[[1.5]]])
    """

    axes = 2

    def __init__(
        self,
        kernel_size: Size,
        stride: Size | None = None,
        padding: Size = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__(kernel_size, stride, padding, ceil_mode, count_include_pad)
        if divisor_override is not None:
            self.divisor_override = checked_width(
                divisor_override, "AvgPool2d", "divisor_override"
            )
