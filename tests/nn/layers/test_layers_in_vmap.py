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


def test_losses_run_in_a_loop_and_are_named() -> None:
    model = nn.Linear(3, 2, rng=0)
    xs = numbers(5, 3)
    with pytest.warns(UserWarning, match="vmap: squared_error has no batching rule"):
        losses = vmap(lambda x: nn.squared_error(model(x), np.zeros(2)))(xs)
    expected = (model(xs).data ** 2).mean(1)
    np.testing.assert_allclose(losses.data, expected, rtol=1e-12)


def test_dropout_draws_and_is_refused() -> None:
    with pytest.raises(GraphError, match="drew random numbers"):
        vmap(nn.Dropout(0.5))(numbers(5, 3))
