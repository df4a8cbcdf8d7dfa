"""Contributions to the gradients of Tensors: each part its own, none written to."""

from __future__ import annotations

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor


def test_one_number_at_every_place_is_not_written_to() -> None:
    y = Tensor(np.zeros((2, 2))) * 1.0
    y.sum().backward()
    with pytest.raises(ValueError, match="read-only"):
        y.grad[0, 0] = 5.0


def test_concatenate_gives_each_part_its_own_share() -> None:
    parts = [Tensor(np.full((2, k), float(k))) for k in (3, 0, 1, 2)]
    weights = np.arange(12.0).reshape(2, 6)
    (ac.concatenate(parts, axis=-1) * weights).sum().backward()
    for part, share in zip(parts, np.split(weights, [3, 3, 4], axis=1), strict=True):
        assert part.grad.tolist() == share.tolist()
