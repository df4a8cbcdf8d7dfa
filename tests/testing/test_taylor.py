"""`taylor_test`: the rate at which the remainder falls."""

import math

import numpy as np
import pytest

import autograd_core as ac
from autograd_core.testing import taylor_test
from tests.testing.functions import MATRIX


def test_taylor_in_float32_is_taken_in_float64():
    at = np.linspace(-2.0, 3.0, 7).astype(np.float32)
    assert taylor_test(lambda x: (ac.exp(x) * x).sum(), at).ok


def test_taylor_rates():
    assert taylor_test(math.exp, 1.0, math.exp).rate == pytest.approx(2.0, abs=0.02)
    assert taylor_test(lambda x: x**3, 1.0).ok
    assert not taylor_test(math.exp, 1.0, 1.1 * math.e).ok
    assert not taylor_test(math.exp, 1.0, 1.001 * math.e).ok


def test_taylor_at_a_kink():
    table = taylor_test(abs, 0.0, 0.0)
    assert table.rate == pytest.approx(1.0)
    assert not table.ok
    assert "kink" in str(table)


def test_taylor_of_a_linear_function():
    table = taylor_test(lambda x, y: 3 * x - 2 * y + 1, (1.0, 2.0))
    assert table.linear
    assert table.ok
    assert not taylor_test(lambda x: 3 * x, 1.0, 3.0001).ok


def test_taylor_of_a_transposed_square_jacobian():
    """It has the right shape, so only the rate shows the mistake."""
    a = np.arange(9.0).reshape(3, 3) ** 2
    assert taylor_test(lambda x: a @ x, np.ones(3), a).ok
    assert not taylor_test(lambda x: a @ x, np.ones(3), a.T).ok


def test_taylor_table_prints():
    lines = str(taylor_test(lambda x: x**3, 2.0)).splitlines()
    assert len(lines) == 1 + 8 + 1
    assert lines[-1] == "the gradient is right: rate 2.00"


def test_taylor_of_arrays():
    def f(w, x):
        return ac.tanh(x @ w)

    at = (np.array([0.5, -1.0, 2.0]), MATRIX / 5)
    assert taylor_test(f, at).ok
    assert taylor_test(f, at).rate == pytest.approx(2.0, abs=0.05)
    point = {"x": MATRIX}
    assert taylor_test(lambda x: (x**3).sum(), point, lambda x: 3 * x**2).ok
    assert not taylor_test(lambda x: (x**3).sum(), point, lambda x: 3.01 * x**2).ok
