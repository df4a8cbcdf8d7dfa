"""A Value beside a Tensor is a number: it never changes the dtype."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value

CALLS: dict[str, Callable[[Any, Any], Any]] = {
    "T * v": lambda T, v: T * v,
    "v - T": lambda T, v: v - T,
    "T ** v": lambda T, v: T**v,
    "maximum(v, T)": ac.maximum,
    "clip(T, v, 9)": lambda T, v: ac.clip(T, v, 9.0),
    "where(mask, T, v)": lambda T, v: np.where(np.array([True, False]), T, v),
    "np.float64(2) beside them": lambda T, v: np.float64(2) * T * v,
}
NUMBERS = np.array([1.0, 2.0])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", CALLS)
def test_the_dtype_and_both_gradients(name: str, dtype: str) -> None:
    """As the same op with a float, and the gradient of the sum by jacfwd on it."""
    call = CALLS[name]
    T, v = Tensor(NUMBERS, dtype=dtype), Value(1.5)
    out = call(T, v)
    assert out.dtype == np.dtype(dtype)
    assert out.data == pytest.approx(call(NUMBERS, 1.5), rel=1e-6)
    out.sum().backward()
    assert T.grad.dtype == np.dtype(dtype)
    assert type(v.grad) is float
    step = 1e-6
    difference = call(NUMBERS, 1.5 + step) - call(NUMBERS, 1.5 - step)
    assert v.grad == pytest.approx(difference.sum() / (2 * step), rel=1e-5, abs=1e-8)


def test_forward_mode_keeps_the_dtype_too() -> None:
    T = NUMBERS.astype("float32")
    out, difference = ac.jvp(lambda T, v: T * v, (T, 1.5), (np.ones(2, "float32"), 1.0))
    assert out.dtype == difference.dtype == np.float32
    assert difference.tolist() == [2.5, 3.5]
