"""The gradient of a maximum or minimum goes to nan; the numbers are PyTorch's."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value

NAN = math.nan
MIXED = [1.0, NAN, 3.0, NAN]


@pytest.mark.parametrize("op", [ac.max, ac.min])
def test_extremes_of_arrays(op: Any) -> None:
    x = Tensor(MIXED)
    op(x).backward()
    assert x.grad.tolist() == [0.0, 0.5, 0.0, 0.5]
    rows = Tensor([[1.0, NAN], [3.0, 3.0]], dtype="float32")
    op(rows, axis=1).sum().backward()
    assert rows.grad.tolist() == [[0.0, 1.0], [0.5, 0.5]]


@pytest.mark.parametrize("op", [ac.max, ac.min])
def test_extremes_of_values(op: Any) -> None:
    xs = [Value(number) for number in MIXED]
    out = op(xs)
    assert math.isnan(out.data)
    out.backward()
    assert [x.grad for x in xs] == [0.0, 0.5, 0.0, 0.5]
    slopes = ac.gradients(out, xs, create_graph=True)
    assert [slope.data for slope in slopes] == [0.0, 0.5, 0.0, 0.5]


@pytest.mark.parametrize("op", [ac.maximum, ac.minimum])
@pytest.mark.parametrize("pair", [(NAN, 1.0), (1.0, NAN), (NAN, NAN)])
def test_the_larger_or_smaller_of_two(op: Any, pair: tuple[float, float]) -> None:
    x, y = map(Value, pair)
    op(x, y).backward()
    assert (x.grad, y.grad) == (1.0, 1.0)
    X, Y = (Tensor([number]) for number in pair)
    op(X, Y).sum().backward()
    assert (X.grad.tolist(), Y.grad.tolist()) == ([1.0], [1.0])


def test_all_other_entries_keep_their_rule() -> None:
    x = Tensor([1.0, 2.0, 3.0])
    ac.maximum(x, np.array([2.0, 2.0, NAN])).sum().backward()
    assert x.grad.tolist() == [0.0, 0.5, 1.0]
