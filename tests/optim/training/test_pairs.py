"""Data of `fit` are one pair (X, y), and no list of samples or batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_core import Value
from optim.training.evaluation import checked_pair

COLUMN, COLUMNS, VECTOR = np.ones((4, 1)), np.ones((4, 2)), np.ones(4)


@pytest.mark.parametrize(
    "data",
    [
        [(COLUMNS, COLUMN), (COLUMNS, COLUMN)],
        [(COLUMN, COLUMN), (COLUMN, COLUMN)],
        [(COLUMNS, VECTOR), (COLUMNS[:3], VECTOR[:3])],
        ((COLUMNS, COLUMN), (COLUMNS, COLUMN)),
        ((COLUMNS, VECTOR), (COLUMNS, VECTOR)),
        [([1.0, 2.0], 0.0), ([3.0, 4.0], 1.0)],
        [([1.0, 2.0], [0.0]), ([3.0, 4.0], [1.0])],
        (([1.0, 2.0], 0), ([3.0, 4.0], 1)),
        [[[1.0, 2.0], 0], [[3.0, 4.0], 1]],
        [(COLUMNS, COLUMN)] * 3,
        [(COLUMNS, COLUMN)],
    ],
)
def test_a_list_of_pairs_is_no_pair(data: Any) -> None:
    message = r"(?s)must be a pair .*X, y = zip\(\*samples\); of batches join all X"
    with pytest.raises(TypeError, match=message):
        checked_pair("data", data)


@pytest.mark.parametrize(
    "data",
    [
        (COLUMNS[:2], COLUMN[:2]),
        [COLUMNS[:2], VECTOR[:2]],
        ([[0, 1], [1, 0]], [0, 1]),
        [[[0, 1], [1, 0]], [[0], [1]]],
        ([[0, 1], [1, 0]], [[0, 1], [1, 0]]),
        [[0.0, 1.0], [0.0, 1.0]],
        ((0.0, 1.0), (0.0, 1.0)),
        [(0.0, 1.0), (0.0, 1.0)],
        [*zip(([1.0, 2.0], [0.0]), ([3.0, 4.0], [1.0]), strict=True)],
        (*zip((COLUMN, COLUMN), (COLUMN, COLUMN), strict=True),),
        # Sequences of different lengths, with a target for each step.
        ([[1, 2, 3], [4, 5]], [[0, 0, 1], [0, 1]]),
        ([[Value(1.0), 2.0], [3.0, 4.0]], [Value(1.0), 2.0]),
    ],
)
def test_two_samples_are_a_pair(data: Any) -> None:
    X, y = checked_pair("data", data)
    assert X is data[0] and y is data[1]
