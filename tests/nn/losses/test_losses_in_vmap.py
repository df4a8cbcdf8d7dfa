"""A loss inside `vmap` is that of each example by itself, without a loop."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import Tensor, grad, vmap

RNG = np.random.default_rng(5)
Y = RNG.normal(size=(4, 3, 5))
"""Outputs of 4 examples, each a batch of 3 rows."""
P = np.exp(Y) / np.exp(Y).sum(-1, keepdims=True)
T = RNG.normal(size=(4, 3, 5))
Q = np.exp(T) / np.exp(T).sum(-1, keepdims=True)
IDS = RNG.integers(0, 5, (4, 3))
SOME_IGNORED = np.where([[True, False, True]], IDS, -100)
SIGNS = np.where(T > 0.0, 1.0, -1.0)
WEIGHTS = RNG.uniform(0.5, 2.0, (4, 3))
CLASS_WEIGHTS = [1.0, 2.0, 0.5, 3.0, 1.5]

LOSSES: dict[str, tuple[Any, Any, Any, dict[str, Any]]] = {
    "squared error": (nn.squared_error, Y, T, {}),
    "absolute error": (nn.mean_absolute_error, Y, T, {}),
    "log error": (nn.mean_squared_log_error, P, Q, {}),
    "huber": (nn.huber, Y, T, {}),
    "binary": (nn.binary_cross_entropy, P, Q, {}),
    "logits": (nn.binary_cross_entropy_with_logits, Y, Q, {}),
    "pos_weight": (
        nn.binary_cross_entropy_with_logits, Y, Q, {"pos_weight": CLASS_WEIGHTS},
    ),
    "hinge": (nn.hinge, Y, SIGNS, {}),
    "kl": (nn.kl_divergence, P, Q, {}),
    "cross entropy of ids": (nn.cross_entropy, Y, IDS, {}),
    "of probabilities": (nn.cross_entropy, Y, Q, {}),
    "class weights": (nn.cross_entropy, Y, IDS, {"class_weights": CLASS_WEIGHTS}),
    "ignored": (nn.cross_entropy, Y, SOME_IGNORED, {}),
    "ignored, weighted": (
        nn.cross_entropy, Y, SOME_IGNORED, {"class_weights": CLASS_WEIGHTS},
    ),
    "class axis": (
        nn.cross_entropy, Y.swapaxes(1, 2)[:, None], IDS[:, None], {"class_axis": 1},
    ),
    "class axis from behind": (
        nn.cross_entropy, Y.swapaxes(1, 2)[:, None], IDS[:, None], {"class_axis": -2},
    ),
    "smoothing": (nn.cross_entropy, Y, IDS, {"label_smoothing": 0.1}),
    "nll": (nn.nll_loss, np.log(P), IDS, {}),
    "multiclass hinge": (nn.multiclass_hinge, Y, IDS, {}),
    "one row": (nn.cross_entropy, Y[:, 0], IDS[:, 0], {}),
    "numbers": (nn.squared_error, Y[:, 0, 0], T[:, 0, 0], {}),
}  # fmt: skip
losses = pytest.mark.parametrize("name", LOSSES)
reductions = pytest.mark.parametrize("reduction", ["mean", "batchmean", "sum", "none"])


def at_once(f: Any, in_axes: tuple[int | None, ...], *arguments: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return vmap(f, in_axes)(*arguments)


@losses
@reductions
def test_value_and_gradient_equal_those_of_each_example(
    name: str, reduction: str
) -> None:
    loss, y, t, options = LOSSES[name]

    def f(y: Any, t: Any) -> Any:
        return loss(y, t, reduction=reduction, **options)

    def slope(y: Any, t: Any) -> Any:
        def total(y: Any) -> Any:
            out = f(y, t) * 1.5
            return ac.sum(out) if np.ndim(out) else out

        return grad(total)(y)

    for function in (f, slope):
        expected = np.stack(
            [np.asarray(function(a, b)) for a, b in zip(y, t, strict=True)]
        )
        np.testing.assert_allclose(at_once(function, (0, 0), y, t), expected, 1e-12)
        first = np.stack([np.asarray(function(a, t[0])) for a in y])
        np.testing.assert_allclose(at_once(function, (0, None), y, t[0]), first, 1e-12)


@losses
def test_weights_of_samples(name: str) -> None:
    loss, y, t, options = LOSSES[name]
    if np.ndim(y) < 3 or name.startswith("class axis"):
        pytest.skip("one sample in each example, or samples on another axis")

    def f(y: Any, t: Any, w: Any) -> Any:
        return loss(y, t, sample_weight=w, **options)

    expected = [f(*parts) for parts in zip(y, t, WEIGHTS, strict=True)]
    out = at_once(f, (0, 0, 0), y, t, WEIGHTS)
    np.testing.assert_allclose(out, expected, 1e-12)


def test_per_sample_gradients_of_a_softmax_layer() -> None:
    x, w = Y[:, 0], RNG.normal(size=(5, 5))
    out = at_once(
        grad(lambda w, x, t: nn.cross_entropy(x @ w, t)), (None, 0, 0), w, x, IDS[:, 0]
    )
    # By hand: x (softmax(x w) - one-hot)^T.
    scores = np.exp(x @ w)
    errors = scores / scores.sum(1, keepdims=True) - np.eye(5)[IDS[:, 0]]
    np.testing.assert_allclose(out, x[:, :, None] * errors[:, None, :], 1e-12, 1e-14)


def test_nested_maps_and_second_derivatives() -> None:
    def f(y: Any, t: Any) -> Any:
        return nn.squared_error(y, t)

    out = at_once(vmap(f), (0, 0), Y, T)
    np.testing.assert_allclose(out, ((Y - T) ** 2).mean(-1), 1e-12)
    hessians = at_once(ac.hessian(lambda y: nn.cross_entropy(y, 2)), (0,), Y[:, 0])
    p = P[:, 0]
    by_hand = np.stack([np.diag(row) - np.outer(row, row) for row in p])
    np.testing.assert_allclose(hessians, by_hand, 1e-10, 1e-14)


def test_float32_and_tensors_stay() -> None:
    y, t = Tensor(Y.astype(np.float32)), T.astype(np.float32)
    out = at_once(lambda y, t: nn.squared_error(y, t), (0, 0), y, t)
    assert isinstance(out, Tensor)
    assert out.dtype == np.float32
    out.sum().backward()
    np.testing.assert_allclose(y.grad, 2.0 * (Y - T) / 15.0, 1e-4, 1e-6)


@pytest.mark.parametrize(
    ("f", "arguments", "message"),
    [
        (
            nn.cross_entropy,
            (Y, np.where(np.arange(4)[:, None] == 2, -100, IDS)),
            r"cross_entropy: in example 2 of vmap all targets are ignored or have",
        ),
        (nn.squared_error, (Y, T[:, :2]), r"squared_error: outputs and targets must"),
        (nn.cross_entropy, (Y, IDS + 5), r"cross_entropy: .*class"),
    ],
)
def test_mistakes_are_told(f: Any, arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        vmap(f)(*arguments)
