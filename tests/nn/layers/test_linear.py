"""Linear without a bias, on single samples."""

import numpy as np
import pytest

import nn
import optim


def test_single_samples_without_a_bias_train_too():
    """The gradient is written into the optimizer's buffer: an outer product as well."""
    layer = nn.Linear(2, 3, bias=False, rng=0)
    optimizer = optim.SGD(layer.parameters(), lr=1.0)
    weight, x = layer.weight.data.copy(), np.array([2.0, -1.0])
    for step in (1, 2):
        optimizer.zero_grad()
        layer(x).sum().backward()
        assert layer.weight.grad.tolist() == [[2.0] * 3, [-1.0] * 3]
        optimizer.step()
        assert layer.weight.data == pytest.approx(weight - step * np.outer(x, [1] * 3))
