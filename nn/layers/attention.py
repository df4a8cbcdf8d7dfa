"""Attention: each step of a sequence takes a weighted mean over other steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.extend import affine, checked_rng
from nn.checks.arguments import checked_share, checked_width
from nn.init import Rng
from nn.init.functions import xavier_uniform
from nn.layers.dropout import dropped
from nn.layers.inputs import features_input
from nn.layers.linear import Linear
from nn.module.tensor_module import TensorModule, dtype_text, run
from nn.module.title import title


class MultiheadAttention(TensorModule):
    """softmax(q k^T / sqrt(d)) v in several heads, each of width d, and a Linear.

    q, k and v are linear functions of query, key and value.

    Args:
        embed_dim: the width of query, key and value, and of the output.
        num_heads: the number of heads, which divides it.
        dropout: the share of the weights of attention dropped in training.
        bias: whether the linear functions have biases.
        batch_first: whether the axes are (batch, steps, width) instead of (steps,
            batch, width).
        dtype: float64 or float32.
        rng: a generator or a seed, for the weights and the dropout.

    Attributes:
        in_proj_weight: the rows of q, k and v, shape (3 * embed_dim, embed_dim), as in
            PyTorch; Xavier uniform at first.
        in_proj_bias: 0 at first; None without.
        out_proj: the last `Linear`.

    Raises:
        TypeError: a size is not an integer.
        ValueError: heads do not divide the width, or a setting is out of range.

    >>> attention = MultiheadAttention(4, num_heads=2, batch_first=True, rng=0)
    >>> x = np.random.default_rng(0).normal(size=(1, 3, 4))
    >>> out, weights = attention(x, x, x, is_causal=True)
    >>> out.shape, (weights.data[0] > 0).tolist()
    ((1, 3, 4), [[True, False, False], [True, True, False], [True, True, True]])

    Known deviations from torch.nn.MultiheadAttention: with is_causal=True and no mask
    it makes the causal mask, and a query with no key to look at is an error, not nan.

    Source: Vaswani et al., Attention Is All You Need, 2017.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        batch_first: bool = False,
        *,
        dtype: Any = np.float64,
        rng: Rng = None,
    ) -> None:
        where = "MultiheadAttention"
        self.embed_dim = checked_width(embed_dim, where, "embed_dim")
        self.num_heads = checked_width(num_heads, where, "num_heads")
        if self.embed_dim % self.num_heads:
            raise ValueError(
                f"{where}: num_heads must divide embed_dim, got {num_heads} and "
                f"{embed_dim}"
            )
        self.dropout = checked_share(dropout, where, "dropout")
        self.batch_first = bool(batch_first)
        self.rng = checked_rng(rng)
        n = self.embed_dim
        initial = xavier_uniform((3 * n, n), rng=self.rng)
        self.in_proj_weight = Tensor(initial, dtype=dtype)
        self.in_proj_bias = Tensor(np.zeros(3 * n), dtype=dtype) if bias else None
        self.out_proj = Linear(n, n, bias, dtype=dtype, rng=self.rng)

    def forward(
        self,
        query: Any,
        key: Any,
        value: Any,
        key_padding_mask: Any = None,
        need_weights: bool = True,
        attn_mask: Any = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Any, Any]:
        """The outputs and the weights of attention.

        Args:
            query: shape (steps, batch, embed_dim), with `batch_first` (batch, steps,
                embed_dim); or without a batch, (steps, embed_dim).
            key: the same, of any number of steps.
            value: the same, of as many steps as `key`.
            key_padding_mask: shape (batch, steps of key); True for what is not looked
                at.
            need_weights: whether the weights are returned too; else None.
            attn_mask: shape (steps of query, steps of key), or one for each head of
                each sample, (batch * num_heads, ...); True for what is not looked at,
                or numbers to add before the softmax.
            average_attn_weights: whether the weights are the mean over the heads.
            is_causal: whether no step looks at a later one.

        Returns:
            The outputs, in the axes of query, and the weights, of shape (batch, steps
            of query, steps of key), with an axis of heads after the batch if they are
            not averaged.

        Raises:
            TypeError: an argument is not an array of real numbers.
            ValueError: the shapes do not fit, or a mask hides all keys of a query.
        """
        single, (q, k, v) = self._batches(query, key, value)
        weights = self._operand(self.in_proj_weight)
        biases = self._operand(self.in_proj_bias)
        parts = ac.split(weights, 3)
        shifts = [None] * 3 if biases is None else ac.split(biases, 3)
        q, k, v = [
            self._heads(x @ part.T if shift is None else affine(x, part.T, shift))
            for x, part, shift in zip((q, k, v), parts, shifts, strict=True)
        ]
        scores = q @ ac.swapaxes(k, -1, -2) * (1.0 / math.sqrt(q.shape[-1]))
        scores = self._masked(scores, attn_mask, key_padding_mask, is_causal)
        shares = ac.softmax(scores, axis=-1)
        if self.training and self.dropout:
            shares = dropped(shares, self.dropout, self.rng)
        mixed = ac.swapaxes(shares @ v, 1, 2)
        out = run(self.out_proj, ac.reshape(mixed, (*mixed.shape[:2], self.embed_dim)))
        if average_attn_weights:
            shares = ac.mean(shares, axis=1)
        if single:
            out, shares = out[0], shares[0]
        elif not self.batch_first:
            out = ac.swapaxes(out, 0, 1)
        return _as_tensor(out), _as_tensor(shares) if need_weights else None

    def _batches(self, *inputs: Any) -> tuple[bool, list[Any]]:
        """Whether there is no batch, and the inputs as (batch, steps, embed_dim)."""
        dtype = self.in_proj_weight.dtype
        arrays = [features_input(x, self.embed_dim, self, dtype) for x in inputs]
        q, k, v = [x.shape for x in arrays]
        single = len(q) == 2
        steps, batch = (1, 0) if self.batch_first and not single else (0, 1)
        fits = len(q) in (2, 3) and len(k) == len(q) and k == v and k[steps]
        if not fits or (not single and q[batch] != k[batch]):
            axes = "batch, steps" if self.batch_first else "steps, batch"
            raise ValueError(
                f"{title(self)}: query, key and value must have shape ({axes}, "
                f"{self.embed_dim}) or (steps, {self.embed_dim}), of one batch, key "
                f"and value of as many steps; got {q}, {k} and {v}"
            )
        if single:
            return True, [ac.expand_dims(x, 0) for x in arrays]
        if not self.batch_first:
            arrays = [ac.swapaxes(x, 0, 1) for x in arrays]
        return False, arrays

    def _heads(self, x: Any) -> Any:
        """(batch, steps, embed_dim) as (batch, heads, steps, width of a head)."""
        shape = (*x.shape[:2], self.num_heads, self.embed_dim // self.num_heads)
        return ac.swapaxes(ac.reshape(x, shape), 1, 2)

    def _masked(self, scores: Any, mask: Any, padding: Any, is_causal: bool) -> Any:
        """The scores, with a very negative one where a query does not look at a key."""
        batch, heads, n, m = scores.shape
        hidden = np.zeros((1, 1, n, m), bool)
        if mask is None and is_causal:
            hidden = hidden | np.triu(np.ones((n, m), bool), 1)
        if mask is not None:
            mask = self._checked_mask(
                mask, "attn_mask", ((n, m), (batch * heads, n, m))
            )
            mask = mask.reshape(-1, *((heads, n, m) if mask.ndim == 3 else (1, n, m)))
            hidden = hidden | _hides(mask)
            if mask.dtype != bool:
                scores = scores + np.where(_hides(mask), 0.0, mask).astype(scores.dtype)
        if padding is not None:
            padding = self._checked_mask(
                padding, "key_padding_mask", [(batch, m), (m,)][: 1 + (batch == 1)]
            )
            padding = padding.reshape(batch, 1, 1, m)
            hidden = hidden | _hides(padding)
            if padding.dtype != bool:
                added = np.where(_hides(padding), 0.0, padding)
                scores = scores + added.astype(scores.dtype)
        if not hidden.any():
            return scores
        if hidden.all(axis=-1).any():
            place = np.argwhere(hidden.all(axis=-1))[0]
            raise ValueError(
                f"{title(self)}: the masks hide all keys from query {place[-1]}, so it "
                "has no weights; let it see one key, and leave its output out"
            )
        # Not -inf, which would be the first non-finite number for detect_anomaly: the
        # softmax of the least number is 0 as well.
        return ac.where(hidden, float(np.finfo(scores.dtype).min), scores)

    def _checked_mask(self, mask: Any, name: str, shapes: Any) -> Any:
        array = np.asarray(mask)
        if array.dtype.kind not in "bf":
            raise TypeError(
                f"{title(self)}: {name} must be True for what is not looked at, or "
                f"floats to add; got {array.dtype}"
            )
        if array.shape not in shapes:
            raise ValueError(
                f"{title(self)}: {name} must have shape "
                f"{' or '.join(map(str, shapes))}, got {array.shape}"
            )
        return array

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """Of four products with weights, and of the scores and means over all steps."""
        n, steps = self.embed_dim, output_shape[0]
        if self.batch_first and len(output_shape) == 3:
            steps = output_shape[1]
        return math.prod(output_shape) * (4 * n + 2 * steps)

    def extra_repr(self) -> str:
        """The widths, and the settings that differ from the default."""
        text = f"{self.embed_dim}, num_heads={self.num_heads}"
        text += f", dropout={self.dropout}" if self.dropout else ""
        text += "" if self.in_proj_bias is not None else ", bias=False"
        text += ", batch_first=True" if self.batch_first else ""
        return text + dtype_text(self.in_proj_weight)


def _hides(mask: Any) -> Any:
    return mask if mask.dtype == bool else mask == -np.inf


def _as_tensor(x: Any) -> Tensor:
    return Tensor(x) if isinstance(x, np.ndarray) else x
