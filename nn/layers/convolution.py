"""Convolutions: the same weighted sums at every place of a signal or an image."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.extend import Array
from nn.checks.arguments import checked_sizes, checked_width
from nn.init import Rng
from nn.init.lookup import Init, initial_weights
from nn.layers.inputs import channels_input
from nn.layers.windows import counts_of, windows
from nn.module.tensor_module import TensorModule, dtype_text
from nn.module.title import title

PADDING_MODES = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}
"""PyTorch's modes, and the names that NumPy has for them."""


class _Conv(TensorModule):
    """A convolution along `axes` axes; the subclasses document the arguments."""

    axes: int
    weight: Tensor
    bias: Tensor | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] = 1,
        padding: int | str | tuple[int, ...] = 0,
        dilation: int | tuple[int, ...] = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        *,
        weight_init: Init = None,
        dtype: Any = np.float64,
        rng: Rng = None,
    ) -> None:
        where, axes = type(self).__name__, self.axes
        self.in_channels = checked_width(in_channels, where, "in_channels")
        self.out_channels = checked_width(out_channels, where, "out_channels")
        self.kernel_size = checked_sizes(kernel_size, axes, where, "kernel_size")
        self.stride = checked_sizes(stride, axes, where, "stride")
        self.dilation = checked_sizes(dilation, axes, where, "dilation")
        self.groups = checked_width(groups, where, "groups")
        self.padding = self._checked_padding(padding)
        if padding_mode not in PADDING_MODES:
            raise ValueError(
                f"{where}: padding_mode must be one of {', '.join(PADDING_MODES)}, got "
                f"{padding_mode!r}"
            )
        self.padding_mode = padding_mode
        for name, channels in (("in", in_channels), ("out", out_channels)):
            if channels % self.groups:
                raise ValueError(
                    f"{where}: groups must divide {name}_channels, got {groups} and "
                    f"{channels}"
                )
        shape = (self.in_channels // self.groups, *self.kernel_size)
        initial = initial_weights(
            (math.prod(shape), self.out_channels), weight_init, rng, where
        )
        self.weight = Tensor(
            np.ascontiguousarray(initial.T).reshape(self.out_channels, *shape),
            dtype=dtype,
        )
        self.bias = Tensor(np.zeros(self.out_channels), dtype=dtype) if bias else None

    def _checked_padding(self, padding: Any) -> tuple[tuple[int, int], ...]:
        """How many entries are added before and after, for each axis.

        Raises:
            TypeError: it is neither integers nor a text.
            ValueError: it is negative, another text, or "same" with a stride.
        """
        where = type(self).__name__
        if not isinstance(padding, str):
            sizes = checked_sizes(padding, self.axes, where, "padding", least=0)
            return tuple((size, size) for size in sizes)
        if padding not in ("same", "valid"):
            raise ValueError(
                f"{where}: padding must be integers, 'same' or 'valid', got {padding!r}"
            )
        if padding == "valid":
            return ((0, 0),) * self.axes
        if set(self.stride) != {1}:
            raise ValueError(
                f"{where}: padding='same' needs stride 1, got {self.stride}; a smaller "
                "output cannot be the same"
            )
        totals = [
            (size - 1) * gap
            for size, gap in zip(self.kernel_size, self.dilation, strict=True)
        ]
        return tuple((total // 2, total - total // 2) for total in totals)

    def forward(self, x: Any) -> Tensor | Array:
        """The convolution of `x`, of shape (batch, in_channels, ...) or one sample.

        Raises:
            TypeError: `x` is not an array of real numbers.
            ValueError: it has other channels, or is smaller than the kernel.
        """
        x = channels_input(x, self.in_channels, self.axes, self, self.weight.dtype)
        batched = x if x.ndim == self.axes + 2 else ac.expand_dims(x, 0)
        if any(map(any, self.padding)):
            mode = PADDING_MODES[self.padding_mode]
            batched = ac.pad(batched, ((0, 0), (0, 0), *self.padding), mode)
        out = self._convolved(batched, x.shape)
        return out if x.ndim == self.axes + 2 else out[0]

    def _convolved(self, x: Any, shape: tuple[int, ...]) -> Any:
        """One product of matrices: the windows as rows, each kernel as a column."""
        settings = (self.kernel_size, self.stride, self.dilation)
        counts = counts_of(x.shape[2:], *settings)
        if min(counts) < 1:
            raise ValueError(
                f"{title(self)}: the kernel does not fit into {shape[-self.axes :]}; "
                "give it padding, or a larger input"
            )
        d, groups, batch = self.axes, self.groups, x.shape[0]
        columns = math.prod(self.kernel_size) * self.in_channels // groups
        view = windows(x, *settings)  # (batch, channels, *counts, *kernel_size)
        order = (0, *range(2, d + 2), 1, *range(d + 2, 2 * d + 2))
        rows = ac.reshape(ac.transpose(view, order), (-1, groups, columns))
        weight = ac.reshape(self._operand(self.weight), (groups, -1, columns))
        # (groups, rows, columns) @ (groups, columns, channels of the group)
        out = ac.swapaxes(rows, 0, 1) @ ac.swapaxes(weight, 1, 2)
        out = ac.reshape(ac.swapaxes(out, 0, 1), (batch, *counts, self.out_channels))
        if self.bias is not None:
            out = out + self._operand(self.bias)
        return ac.transpose(out, (0, d + 1, *range(1, d + 1)))

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """The number of weights of a channel, for each output."""
        return math.prod(self.weight.shape[1:]) * math.prod(output_shape)

    def extra_repr(self) -> str:
        """The channels, and the settings that differ from the default."""
        ones = (1,) * self.axes
        text = f"{self.in_channels} -> {self.out_channels}"
        text += f", kernel_size={self.kernel_size}"
        text += "" if self.stride == ones else f", stride={self.stride}"
        if any(map(any, self.padding)):
            even = all(before == after for before, after in self.padding)
            padding = tuple(pair[0] if even else pair for pair in self.padding)
            text += f", padding={padding}"
        text += "" if self.dilation == ones else f", dilation={self.dilation}"
        text += "" if self.groups == 1 else f", groups={self.groups}"
        text += "" if self.bias is not None else ", bias=False"
        if self.padding_mode != "zeros":
            text += f", padding_mode={self.padding_mode!r}"
        return text + dtype_text(self.weight)


class Conv1d(_Conv):
    """y[n, o, i] = b[o] + sum over c, k of w[o, c, k] x[n, c, i stride + k dilation].

    `x` has shape (batch, in_channels, length), or (in_channels, length).

    Args:
        in_channels: the number of channels of the input.
        out_channels: the number of channels of the output.
        kernel_size: the length of the kernel.
        stride: how far it moves from one output to the next.
        padding: how many entries are added at both ends; "same" for an output as long
            as the input, "valid" for none.
        dilation: the distance of the entries that the kernel takes.
        groups: into how many groups the channels are divided; each output channel sees
            the input channels of its group only.
        bias: whether there is a b.
        padding_mode: "zeros", or what stands at the ends: "reflect", "replicate" or
            "circular".
        weight_init: as for `Linear`, for a matrix of shape (inputs of a kernel,
            out_channels).
        dtype: float64 or float32.
        rng: a generator or a seed; None for an unpredictable one.

    Attributes:
        weight: shape (out_channels, in_channels / groups, kernel_size), as in PyTorch;
            uniform on +-1/sqrt(inputs of a kernel) at first.
        bias: shape (out_channels,), 0 at first; None without.

    Raises:
        TypeError: a size is not an integer.
        ValueError: a size is out of range, groups do not divide the channels, or a
            mode is another text.

    >>> layer = Conv1d(1, 1, 2, bias=False)
    >>> layer.weight.data = np.array([[[-1.0, 1.0]]])
    >>> layer([[1.0, 4.0, 9.0, 16.0]]).data
    array([[3., 5., 7.]])

    Known deviation from torch.nn.Conv1d: the bias starts at 0.
    """

    axes = 1


class Conv2d(_Conv):
    """y[n, o] = b[o] + sum over c of the correlation of w[o, c] with the image x[n, c].

    `x` has shape (batch, in_channels, height, width), or (in_channels, height, width).
    Arguments and errors as for `Conv1d`; sizes are integers, or two of them for height
    and width.

    Attributes:
        weight: shape (out_channels, in_channels / groups, height, width of a kernel).
        bias: shape (out_channels,), 0 at first; None without.

    >>> layer = Conv2d(1, 1, kernel_size=2, weight_init="ones")
    >>> layer(np.arange(9.0).reshape(1, 3, 3)).data
    array([[[ 8., 12.],
            [20., 24.]]])

    Source: LeCun, Bottou, Bengio and Haffner, Gradient-Based Learning Applied to
    Document Recognition, 1998; torch.nn.Conv2d for the interface.
    """

    axes = 2
