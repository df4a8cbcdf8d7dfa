"""Layers inside a function of `vmap`: each example gives its row of the batch."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import nn
from autograd_core import GraphError, Tensor, grad, stop_gradient, vmap
from tests.autograd_core.array_ops.array_checks import numbers

LAYERS: dict[str, tuple[Any, np.ndarray]] = {
    "Linear": (lambda: nn.Linear(3, 4, rng=0), numbers(5, 3)),
    "activations": (
        lambda: nn.Sequential(
            nn.Linear(3, 4, rng=0), nn.Tanh(), nn.ReLU(), nn.Linear(4, 2, rng=1)
        ),
        numbers(5, 3),
    ),
    "LayerNorm": (lambda: nn.LayerNorm(3), numbers(5, 3)),
    "RMSNorm": (lambda: nn.RMSNorm(3), numbers(5, 3)),
    "Softmax": (lambda: nn.Softmax(-1), numbers(5, 3)),
    "Conv2d": (lambda: nn.Conv2d(2, 3, 3, rng=0), numbers(4, 2, 6, 6)),
    "MaxPool2d": (lambda: nn.MaxPool2d(2), numbers(4, 2, 6, 6)),
    "AvgPool2d": (lambda: nn.AvgPool2d(2), numbers(4, 2, 6, 6)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_values_and_gradients_equal_the_loop(name: str) -> None:
    make, xs = LAYERS[name]
    layer = make()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = stop_gradient(vmap(layer)(xs))
        slopes = vmap(grad(lambda x: (layer(x) ** 2).sum()))(xs)
    expected = [stop_gradient(layer(x)) for x in xs]
    plain = [x.data if isinstance(x, Tensor) else x for x in (got, slopes)]
    np.testing.assert_allclose(
        plain[0],
        np.stack([x.data if isinstance(x, Tensor) else x for x in expected]),
        rtol=1e-12,
        atol=1e-14,
    )
    by_hand = []
    for x in xs:
        leaf = Tensor(x)
        (layer(leaf) ** 2).sum().backward()
        by_hand.append(leaf.grad)
    np.testing.assert_allclose(plain[1], np.stack(by_hand), rtol=1e-11, atol=1e-13)


def test_what_counts_its_batches_runs_in_a_loop_and_is_named() -> None:
    layer, xs = nn.BatchNorm1d(3), numbers(5, 4, 3)
    with pytest.warns(UserWarning, match="vmap: BatchNorm1d has no batching rule"):
        out = vmap(layer)(xs)
    expected = (xs - xs.mean(1, keepdims=True)) / np.sqrt(
        xs.var(1, keepdims=True) + 1e-5
    )
    np.testing.assert_allclose(out.data, expected, rtol=1e-12)


def test_embedding_and_prelu_run_at_once() -> None:
    ids, xs = np.array([[0, 2], [1, 1], [2, 0]]), numbers(3, 2, 4)
    embedding, prelu = nn.Embedding(3, 4, padding_idx=1, rng=0), nn.PReLU(2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = vmap(embedding)(ids)
        out = vmap(lambda x: prelu(x[None]))(xs)
    np.testing.assert_array_equal(rows.data, embedding.weight.data[ids])
    np.testing.assert_array_equal(out.data[:, 0], np.where(xs > 0.0, xs, 0.25 * xs))
    with pytest.raises(ValueError, match="id 3 is not among 0 to 2"):
        vmap(embedding)(ids + 1)


def test_dropout_draws_and_is_refused() -> None:
    with pytest.raises(GraphError, match="drew random numbers"):
        vmap(nn.Dropout(0.5))(numbers(5, 3))
