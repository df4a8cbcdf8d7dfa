"""One row per function of arrays: what `vmap` is tried on; has it a batching rule?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core.array_ops.array_rule import LinearRule, apply
from tests.autograd_core.array_ops.array_checks import numbers


@dataclass(frozen=True)
class Row:
    """A function, and the shapes of one example of each argument."""

    name: str
    function: Callable[..., Any]
    shapes: tuple[tuple[int, ...], ...]

    def arguments(self, batch: int | None) -> list[np.ndarray]:
        """Random arguments; square matrices have an inverse."""
        front = () if batch is None else (batch,)
        arrays = [
            numbers(*front, *shape, seed=k) for k, shape in enumerate(self.shapes)
        ]
        return [
            x + 3.0 * np.eye(x.shape[-1])
            if len(shape) > 1 and shape[-1] == shape[-2]
            else x
            for x, shape in zip(arrays, self.shapes, strict=True)
        ]


def row(name: str, function: Callable[..., Any], *shapes: tuple[int, ...]) -> Row:
    return Row(name, function, shapes)


def _symmetric(x: Any) -> Any:
    return x + ac.swapaxes(x, -1, -2) + np.diag([0.0, 3.0, 8.0])


def _positive(x: Any) -> Any:
    return ac.matmul(x, ac.swapaxes(x, -1, -2)) + 2.0 * np.eye(3)


MASK = np.array([[True, False, True], [False, True, True]])
ROWS = (
    row("sum", ac.sum, (2, 3)),
    row("sum axis", lambda x: ac.sum(x, axis=-1), (2, 3)),
    row("mean keepdims", lambda x: x.mean((0, 2), keepdims=True), (2, 3, 2)),
    row("mean of all keepdims", lambda x: x.mean(keepdims=True), (2, 3)),
    row("var", lambda x: ac.var(x, axis=0), (3, 2)),
    row("std", lambda x: ac.std(x, ddof=1), (3, 2)),
    row("prod", lambda x: ac.prod(x, axis=1), (2, 3)),
    row("max", lambda x: ac.max(x, axis=0), (3, 2)),
    row("min", ac.min, (3, 2)),
    row("logsumexp", lambda x: ac.logsumexp(x, axis=1), (2, 3)),
    row("softmax", ac.softmax, (2, 3)),
    row("log_softmax", lambda x: ac.log_softmax(x, axis=0), (2, 3)),
    row("cumsum", lambda x: ac.cumsum(x, axis=0), (3, 2)),
    row("cumsum of all", ac.cumsum, (3, 2)),
    row("cumprod", lambda x: ac.cumprod(x, axis=0), (3, 2)),
    row("norm", lambda x: ac.norm(x, axis=1), (2, 3)),
    row("norm 3", lambda x: ac.norm(x, 3, axis=0), (3, 2)),
    row("norm inf of matrices", lambda x: ac.norm(x, np.inf), (3, 2)),
    row("reshape", lambda x: ac.reshape(x, (3, -1)), (2, 3)),
    row("ravel", ac.ravel, (2, 3)),
    row("transpose", lambda x: ac.transpose(x, (1, 2, 0)), (2, 3, 4)),
    row("T", lambda x: x.T, (2, 3)),
    row("swapaxes", lambda x: ac.swapaxes(x, 0, -1), (2, 3, 4)),
    row("moveaxis", lambda x: ac.moveaxis(x, 0, -1), (2, 3, 4)),
    row("expand_dims", lambda x: ac.expand_dims(x, (0, -1)), (2, 3)),
    row("squeeze", lambda x: ac.squeeze(x, 0), (1, 3)),
    row("broadcast_to", lambda x: ac.broadcast_to(x, (4, 2, 3)), (2, 1)),
    row("astype", lambda x: ac.astype(x, "float64"), (3,)),
    row("concatenate", lambda x, y: ac.concatenate([x, y], -1), (2, 3), (2, 1)),
    row("stack", lambda x, y: ac.stack([x, y, x], 1), (2, 3), (2, 3)),
    row("split", lambda x: ac.split(x, [1], axis=1)[1], (2, 3)),
    row("hstack", lambda x, y: ac.hstack([x, y]), (2,), (3,)),
    row("vstack", lambda x, y: ac.vstack([x, y]), (3,), (2, 3)),
    row("dstack", lambda x, y: ac.dstack([x, y]), (2, 3), (2, 3)),
    row("column_stack", lambda x, y: ac.column_stack([x, y]), (3,), (3, 2)),
    row("append", lambda x, y: ac.append(x, y), (3,), (2,)),
    row("block", lambda x, y: ac.block([[x, y], [y, x]]), (2, 2), (2, 2)),
    row("array_split", lambda x: ac.array_split(x, 2)[0], (3, 2)),
    row("pad", lambda x: ac.pad(x, ((1, 0), (0, 2)), constant_values=2.0), (2, 3)),
    row("pad pairs", lambda x: ac.pad(x, 1, constant_values=((1, 2), (3, 4))), (2, 3)),
    row("pad reflect", lambda x: ac.pad(x, 1, mode="reflect"), (3, 2)),
    row("tile", lambda x: ac.tile(x, (2, 2)), (2, 3)),
    row("repeat", lambda x: ac.repeat(x, 2, axis=1), (2, 3)),
    row("take", lambda x: ac.take(x, [[2, 0], [1, 1]], axis=1), (2, 3)),
    row("roll", lambda x: ac.roll(x, 1, axis=1), (2, 3)),
    row("flip", lambda x: ac.flip(x, 0), (2, 3)),
    row("rot90", ac.rot90, (2, 3)),
    row("tril", ac.tril, (3, 3)),
    row("triu", lambda x: ac.triu(x, 1), (3, 3)),
    row("diag", ac.diag, (3, 3)),
    row("diag of a vector", lambda x: ac.diag(x, 1), (3,)),
    row("diagonal", lambda x: ac.diagonal(x, 0, 1, 2), (2, 3, 3)),
    row("trace", ac.trace, (3, 3)),
    row("diff", lambda x: ac.diff(x, axis=0), (4, 2)),
    row("gradient", lambda x: ac.gradient(x, 0.5), (5,)),
    row("copy", ac.copy, (3,)),
    row("getitem", lambda x: x[1], (2, 3)),
    row("getitem slices", lambda x: x[::-1, None, 1:], (2, 3)),
    row("getitem arrays", lambda x: x[[0, 1, 1], [2, 0, 0]], (2, 3)),
    row("getitem array behind", lambda x: x[:, [2, 0, 0]], (2, 3)),
    row("getitem arrays apart", lambda x: x[[0, 1, 1], :, [2, 0, 0]], (2, 4, 3)),
    row("getitem number apart", lambda x: x[0, :, [2, 0, 0]], (2, 4, 3)),
    row("getitem grid apart", lambda x: x[[[0], [1]], :, [2, 0]], (2, 4, 3)),
    row("getitem mask", lambda x: x[MASK], (2, 3)),
    row("take_along_axis", lambda x: ac.take_along_axis(x, [[2], [0]], 1), (2, 3)),
    row("matmul", ac.matmul, (2, 3), (3, 4)),
    row("matmul stacks", ac.matmul, (5, 2, 3), (3, 4)),
    row("matmul stacks right", ac.matmul, (2, 3), (5, 3, 4)),
    row("matmul vector matrix", ac.matmul, (3,), (3, 4)),
    row("matmul matrix vector", ac.matmul, (2, 3), (3,)),
    row("matmul vector stacks", ac.matmul, (3,), (5, 3, 4)),
    row("matmul stacks vector", ac.matmul, (5, 2, 3), (3,)),
    row("matmul vectors", ac.matmul, (3,), (3,)),
    row("dot", ac.dot, (2, 3), (3, 4)),
    row("dot with bias", lambda x, w, b: ac.dot(x, w, b), (2, 3), (3, 4), (4,)),
    row("dot of a vector", lambda x, w, b: ac.dot(x, w, b), (3,), (3, 4), (4,)),
    row("outer", ac.outer, (3,), (2,)),
    row("inner", ac.inner, (2, 3), (4, 3)),
    row("vdot", ac.vdot, (2, 3), (2, 3)),
    row("tensordot", lambda x, y: ac.tensordot(x, y, 1), (2, 3), (3, 4)),
    row("kron", ac.kron, (2, 3), (2, 2)),
    row("cross", ac.cross, (3,), (3,)),
    row("einsum", lambda x, y: ac.einsum("ij,kj->ik", x, y), (2, 3), (4, 3)),
    row("einsum diagonal", lambda x: ac.einsum("ii->i", x), (3, 3)),
    row("solve", ac.solve, (3, 3), (3, 2)),
    row("solve for a vector", ac.solve, (3, 3), (3,)),
    row("solve of stacks", ac.solve, (2, 3, 3), (3, 2)),
    row("inv", ac.inv, (3, 3)),
    row("det", ac.det, (3, 3)),
    row("broadcast", lambda x, y: x * y + x, (3,), (2, 3)),
    row("select", lambda x: ac.select([x > 0.5, x < -0.5], [x**2, -x]), (2, 3)),
    row(
        "average", lambda x: x.mean() + ac.average(x, axis=0, weights=[1.0, 2.0]), (2,)
    ),
    row("atleast_1d", ac.atleast_1d, (3,)),
    row("atleast_2d", ac.atleast_2d, (3,)),
    row("atleast_3d", ac.atleast_3d, (2, 3)),
    row("hsplit", lambda x: ac.hsplit(x, [1])[1], (2, 3)),
    row("vsplit", lambda x: ac.vsplit(x, 2)[1], (2, 3)),
    row("dsplit", lambda x: ac.dsplit(x, 2)[0], (2, 3, 2)),
    row("fliplr", ac.fliplr, (2, 3)),
    row("flipud", ac.flipud, (2, 3)),
    row("rollaxis", lambda x: ac.rollaxis(x, 2), (2, 3, 4)),
    row("percentile", lambda x: ac.percentile(x, 30.0), (5,)),
    row("sort", lambda x: ac.sort(x, axis=0), (4, 2)),
    row("sort of all", lambda x: ac.sort(x, axis=None), (3, 2)),
    row("median", ac.median, (5,)),
    row("median axis", lambda x: ac.median(x, axis=0), (4, 2)),
    row("quantile", lambda x: ac.quantile(x, [0.3, 0.8], axis=1), (2, 5)),
    row("partition", lambda x: ac.partition(x, 2), (2, 5)),
    row("ptp", lambda x: ac.ptp(x, axis=0), (3, 2)),
    row("nansum", lambda x: ac.nansum(x, axis=0), (3, 2)),
    row("nanmean", ac.nanmean, (3, 2)),
    row("cholesky", lambda x: ac.cholesky(_positive(x)), (3, 3)),
    row("qr", lambda x: ac.qr(x + 4.0 * np.eye(3))[1], (3, 3)),
    row("eigvalsh", lambda x: ac.eigvalsh(_symmetric(x)), (3, 3)),
    row("eigh", lambda x: ac.eigh(_symmetric(x))[1] ** 2, (3, 3)),
    row("svd", lambda x: ac.svd(x, compute_uv=False), (3, 2)),
    row("singular vectors", lambda x: ac.svd(x, full_matrices=False)[2] ** 2, (3, 2)),
    row("pinv", ac.pinv, (3, 2)),
    row("expm", lambda x: ac.expm(0.3 * x), (3, 3)),
    row("nuclear norm", lambda x: ac.norm(x, "nuc"), (3, 2)),
    row("convolve", ac.convolve, (4,), (2,)),
    row("convolve same", lambda x: ac.convolve(x, [1.0, 2.0, 0.5], "same"), (4,)),
    row("convolve by it", lambda x: ac.convolve([1.0, 2.0, 0.5], x, "valid"), (2,)),
    row("interp", lambda x: ac.interp(x, [-2.0, 0.1, 2.0], [0.0, 1.0, 5.0]), (3,)),
    row("linspace", lambda x, y: ac.linspace(x, y, 3), (2,), (2,)),
    row("copysign", lambda x: ac.copysign(2.0 * x[0], x), (2, 3)),
    row("weighted average", lambda x: ac.average(x, 0, x[:, 0] + 5.0), (3, 2)),
    row("mean of some", lambda x: ac.mean(x, where=[True, False]), (3, 2)),
    row("std of some", lambda x: ac.std(x, 0, where=[[True, False]] * 3), (3, 2)),
    row("nansum of some", lambda x: ac.nansum(x, 0, where=[True, False]), (3, 2)),
    row("zeroth power", lambda x: ac.matrix_power(x, 0), (2, 2)),
    row("slogdet", lambda x: ac.slogdet(x)[1] * ac.slogdet(x)[0], (3, 3)),
)
"""Functions that run on all examples at once."""


class _Reversed(LinearRule):
    """An op of an extension that nobody gave a batching rule."""

    __slots__ = ()
    name = "reversed"

    def array(self, x: Any) -> Any:
        return x[::-1]

    def vjp(self, i: int, upstream: Any, out: Any, operands: Any) -> Any:
        return apply(_Reversed(), upstream)


LOOPS = (
    (row("reversed", lambda x: apply(_Reversed(), x), (4,)), "reversed"),
    (
        row("interp", lambda y: ac.interp([0.5, 3.0], [0, 1, 2], y), (3,)),
        "interp",
    ),
)
"""Functions that run once for each example, and what the warning names."""
