"""Gradients of Tensors add up."""

from __future__ import annotations

import numpy as np

from autograd_core import Tensor


def test_a_number_used_twice_gathers_its_gradient_as_an_array() -> None:
    """b is broadcast, so each use sends a sum over all axes: 6 + 24 for b = 2."""
    b, x = Tensor(2.0), Tensor([1.0, 2.0, 3.0])
    for expected in (30.0, 60.0):
        ((x * b).sum() + (x * b * b).sum()).backward()
        assert type(b.grad) is np.ndarray
        assert (b.grad.shape, b.grad.item()) == ((), expected)
