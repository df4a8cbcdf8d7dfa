"""Recurrent layers: a state that is carried from one step of a sequence to the next."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.extend import affine, checked_rng
from nn.checks.arguments import checked_share, checked_width
from nn.init import Rng
from nn.layers.dropout import dropped
from nn.layers.inputs import array_input, features_input
from nn.module.tensor_module import TensorModule, dtype_text
from nn.module.title import title


class _Recurrent(TensorModule):
    """Layers of cells over time; a subclass defines `step`.

    Attributes:
        gates: how many rows of weights there are for each entry of the state.
        states: how many arrays the state has: 2 for the LSTM.
    """

    gates = 1
    states = 1
    weight_ih_l0: Tensor

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        *,
        dtype: Any = np.float64,
        rng: Rng = None,
    ) -> None:
        where = type(self).__name__
        self.input_size = checked_width(input_size, where, "input_size")
        self.hidden_size = checked_width(hidden_size, where, "hidden_size")
        self.num_layers = checked_width(num_layers, where, "num_layers")
        self.dropout = checked_share(dropout, where, "dropout")
        self.bias, self.batch_first = bool(bias), bool(batch_first)
        self.bidirectional = bool(bidirectional)
        self.rng = checked_rng(rng)
        limit = self.hidden_size**-0.5
        rows = self.gates * self.hidden_size
        for _, suffix, width in self._cells():
            for kind, columns in (("ih", width), ("hh", self.hidden_size)):
                initial = self.rng.uniform(-limit, limit, (rows, columns))
                setattr(self, f"weight_{kind}{suffix}", Tensor(initial, dtype=dtype))
            if bias:
                for kind in ("ih", "hh"):
                    zeros = Tensor(np.zeros(rows), dtype=dtype)
                    setattr(self, f"bias_{kind}{suffix}", zeros)

    def _cells(self) -> list[tuple[int, str, int]]:
        """The layer, the end of the parameters' names and the width of each input."""
        ends = ("", "_reverse") if self.bidirectional else ("",)
        above = self.hidden_size * len(ends)
        return [
            (k, f"_l{k}{end}", above if k else self.input_size)
            for k in range(self.num_layers)
            for end in ends
        ]

    def step(self, x: Any, hidden: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
        """The next state.

        Args:
            x: W_ih x + b_ih, shape (batch, gates * hidden_size).
            hidden: W_hh h + b_hh, of the same shape.
            state: h, and what else the cell keeps, each (batch, hidden_size).
        """
        raise NotImplementedError

    def forward(self, x: Any, state: Any = None) -> tuple[Any, Any]:
        """The states of all steps, and the last ones.

        Args:
            x: sequences of shape (steps, batch, input_size), with `batch_first`
                (batch, steps, input_size); or a single one, (steps, input_size).
            state: the first state, as the second result; zeros by default.

        Returns:
            The h of the last layer at each step, in the axes of `x`; and the last state
            of every layer, (layers, batch, hidden_size); two of these of an LSTM. With
            `bidirectional` the h of both directions stand side by side, and count as
            two layers.

        Raises:
            TypeError: an argument is not an array of real numbers.
            ValueError: a shape is another one, or there are no steps.
        """
        dtype = self.weight_ih_l0.dtype
        x = features_input(x, self.input_size, self, dtype)
        if x.ndim not in (2, 3) or not x.shape[0 if x.ndim == 2 else self.batch_first]:
            axes = "batch, steps" if self.batch_first else "steps, batch"
            raise ValueError(
                f"{title(self)}: expected ({axes}, {self.input_size}) or (steps, "
                f"{self.input_size}), with at least one step, got {x.shape}"
            )
        single = x.ndim == 2
        if single:
            x = ac.expand_dims(x, 1)
        elif self.batch_first:
            x = ac.swapaxes(x, 0, 1)
        first = self._first_states(state, x.shape[1], single, dtype)
        out, last = self._run_layers(x, first)
        states = [ac.stack(parts) for parts in zip(*last, strict=True)]
        if single:
            out, states = out[:, 0], [part[:, 0] for part in states]
        elif self.batch_first:
            out = ac.swapaxes(out, 0, 1)
        return _as_tensor(out), self._packed(tuple(map(_as_tensor, states)))

    def _packed(self, states: tuple[Any, ...]) -> Any:
        return states[0] if self.states == 1 else states

    def _first_states(
        self, state: Any, batch: int, single: bool, dtype: Any
    ) -> list[tuple[Any, ...]]:
        """The first state of each cell."""
        cells = len(self._cells())
        if state is None:
            zeros = np.zeros((batch, self.hidden_size), dtype)
            return [(zeros,) * self.states] * cells
        parts = (state,) if self.states == 1 else state
        if not isinstance(parts, (tuple, list)) or len(parts) != self.states:
            raise TypeError(
                f"{title(self)}: the state must be a tuple (h, c), got "
                f"{type(state).__name__}"
            )
        shape = (
            (cells, self.hidden_size) if single else (cells, batch, self.hidden_size)
        )
        checked = []
        for part in parts:
            part = array_input(part, self)
            if part.shape != shape:
                raise ValueError(
                    f"{title(self)}: a state must have shape {shape}, (layers, batch, "
                    f"hidden_size), got {part.shape}"
                )
            part = part.astype(dtype) if isinstance(part, np.ndarray) else part
            checked.append(ac.expand_dims(part, 1) if single else part)
        return [tuple(part[k] for part in checked) for k in range(cells)]

    def _run_layers(self, x: Any, first: list[tuple[Any, ...]]) -> tuple[Any, Any]:
        """The outputs of the last layer, and the last state of each cell."""
        last, outs = [], []
        for number, (layer, suffix, _) in enumerate(self._cells()):
            backwards = suffix.endswith("_reverse")
            out, state = self._run_cell(x, first[number], suffix, backwards)
            last.append(state)
            outs.append(out)
            if len(outs) <= self.bidirectional:
                continue  # the other direction has the same input
            x = outs[0] if len(outs) == 1 else ac.concatenate(outs, axis=-1)
            outs = []
            if self.training and self.dropout and layer + 1 < self.num_layers:
                x = dropped(x, self.dropout, self.rng)
        return x, last

    def _run_cell(
        self, x: Any, state: tuple[Any, ...], suffix: str, backwards: bool
    ) -> tuple[Any, tuple[Any, ...]]:
        """One layer in one direction: the h of each step, and the last state."""
        w_in, w_state, b_in, b_state = [
            self._operand(getattr(self, f"{kind}{suffix}", None))
            for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        ]
        steps = _steps(_weighted(x, w_in, b_in))
        outs = []
        for x_t in reversed(steps) if backwards else steps:
            state = self.step(x_t, _weighted(state[0], w_state, b_state), state)
            outs.append(state[0])
        return ac.stack(outs[::-1] if backwards else outs), state

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """The number of weights, for each step of each sequence."""
        weights = sum(
            self.gates * self.hidden_size * (width + self.hidden_size)
            for _, _, width in self._cells()
        )
        return weights * math.prod(output_shape[:-1])

    def extra_repr(self) -> str:
        """The widths, and the settings that differ from the default."""
        text = f"{self.input_size} -> {self.hidden_size}"
        text += "" if self.num_layers == 1 else f", num_layers={self.num_layers}"
        text += "" if self.bias else ", bias=False"
        text += ", batch_first=True" if self.batch_first else ""
        text += f", dropout={self.dropout}" if self.dropout else ""
        text += ", bidirectional=True" if self.bidirectional else ""
        return text + dtype_text(self.weight_ih_l0)


class RNN(_Recurrent):
    """h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh), for each step of a sequence.

    Args:
        input_size: the number of inputs of a step.
        hidden_size: the number of entries of h.
        num_layers: how many layers; each takes the h of the one below it.
        nonlinearity: "tanh" or "relu".
        bias: whether there are b_ih and b_hh.
        batch_first: whether the axes are (batch, steps, features) instead of (steps,
            batch, features).
        dropout: the share of the outputs of each layer but the last that is dropped in
            training.
        bidirectional: whether each layer also reads the sequence from its end.
        dtype: float64 or float32.
        rng: a generator or a seed, for the weights and the dropout.

    Attributes:
        weight_ih_l0: shape (hidden_size, inputs), of layer 0; `_l1` and so on of the
            layers above, `_l0_reverse` of the other direction. Shapes as in PyTorch;
            uniform on +-1/sqrt(hidden_size) at first.
        weight_hh_l0: shape (hidden_size, hidden_size).
        bias_ih_l0: 0 at first; so is bias_hh_l0.

    Raises:
        TypeError: a size is not an integer.
        ValueError: a setting is out of range.

    >>> out, last = RNN(3, 5, batch_first=True, rng=0)(np.ones((2, 7, 3)))
    >>> out.shape, last.shape
    ((2, 7, 5), (1, 2, 5))

    Known deviation from torch.nn.RNN: biases start at 0, and all sequences of a batch
    are equally long.

    Source: Elman, Finding structure in time, 1990; torch.nn.RNN for the interface.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        *,
        dtype: Any = np.float64,
        rng: Rng = None,
    ) -> None:
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(
                f"RNN: nonlinearity must be 'tanh' or 'relu', got {nonlinearity!r}"
            )
        self.nonlinearity = nonlinearity
        super().__init__(
            *(input_size, hidden_size, num_layers, bias, batch_first, dropout),
            bidirectional,
            dtype=dtype,
            rng=rng,
        )

    def step(self, x: Any, hidden: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
        """tanh or relu of the sum."""
        function = ac.tanh if self.nonlinearity == "tanh" else ac.relu
        return (function(x + hidden),)

    def extra_repr(self) -> str:
        """The widths, and the settings that differ from the default."""
        text = "" if self.nonlinearity == "tanh" else ", nonlinearity='relu'"
        return super().extra_repr() + text


class GRU(_Recurrent):
    """h_t = (1 - z) n + z h_(t-1), with gates that let the state through.

    r = sigmoid(W_ir x + b_ir + W_hr h + b_hr), z alike, and
    n = tanh(W_in x + b_in + r (W_hn h + b_hn)). A weight has the rows of r, z and n.
    Arguments, results, errors and deviations as for `RNN`, without nonlinearity.

    >>> GRU(3, 5, num_layers=2).weight_ih_l1.shape
    (15, 5)

    Source: Cho et al., Learning Phrase Representations using RNN Encoder-Decoder for
    Statistical Machine Translation, 2014.
    """

    gates = 3

    def step(self, x: Any, hidden: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
        """Between the old state and a new one, by the update gate z."""
        x_r, x_z, x_n = ac.split(x, 3, axis=-1)
        h_r, h_z, h_n = ac.split(hidden, 3, axis=-1)
        r, z = ac.sigmoid(x_r + h_r), ac.sigmoid(x_z + h_z)
        n = ac.tanh(x_n + r * h_n)
        return (n + z * (state[0] - n),)


class LSTM(_Recurrent):
    """c_t = f c_(t-1) + i g and h_t = o tanh(c_t): a cell whose state adds up.

    i, f and o are sigmoids, g a tanh, of W x + b_ih + W h + b_hh. A weight has the rows
    of i, f, g and o. The state is the tuple (h, c); arguments, results, errors and
    deviations as for `RNN`, without nonlinearity.

    >>> out, (h, c) = LSTM(3, 5, rng=0)(np.ones((7, 2, 3)))
    >>> out.shape, h.shape, c.shape
    ((7, 2, 5), (1, 2, 5), (1, 2, 5))

    Source: Hochreiter and Schmidhuber, Long Short-Term Memory, 1997; Gers, Schmidhuber
    and Cummins, Learning to Forget, 2000, for f.
    """

    gates = 4
    states = 2

    def step(self, x: Any, hidden: Any, state: tuple[Any, ...]) -> tuple[Any, ...]:
        """The new h and c."""
        i, f, g, o = ac.split(x + hidden, 4, axis=-1)
        c = ac.sigmoid(f) * state[1] + ac.sigmoid(i) * ac.tanh(g)
        return ac.sigmoid(o) * ac.tanh(c), c


def _weighted(x: Any, weight: Any, bias: Any) -> Any:
    """x W^T + b."""
    return x @ weight.T if bias is None else affine(x, weight.T, bias)


def _steps(x: Any) -> list[Any]:
    """The entries along the first axis.

    Halved again and again: in the gradient of x[t] all other entries are 0, and with
    one such array for each of T steps it would take time quadratic in T.
    """
    if len(x) == 1:
        return [x[0]]
    middle = len(x) // 2
    return _steps(x[:middle]) + _steps(x[middle:])


def _as_tensor(x: Any) -> Tensor:
    return Tensor(x) if isinstance(x, np.ndarray) else x
