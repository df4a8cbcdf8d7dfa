"""Functions in steps, with many inputs: what a check costs, and whom it accuses."""

import re

import numpy as np
import pytest

from autograd_core.testing import check_gradient
from tests.testing.test_budget import AT_THE_POINT, counted


def single(x):
    return np.asarray(x, np.float32)


WEIGHTS_32 = single(np.random.default_rng(5).normal(size=(6, 64)) / 8.0)
NORMAL = np.random.default_rng(6).normal(size=64)


def net(x):
    return float(np.sum(np.tanh(WEIGHTS_32 @ single(x)) ** 2))


def net_slope(x):
    h = np.tanh(WEIGHTS_32.astype(float) @ x)
    return WEIGHTS_32.astype(float).T @ (2.0 * h * (1.0 - h * h))


def bisected(x):
    """The root of y + y^3 = sum(x^2), to six digits."""
    target, low, high = float(np.sum(x**2)), 0.0, 100.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        is_low = middle + middle**3 < target
        low, high = (middle, high) if is_low else (low, middle)
    return (low + high) / 2


def bisected_slope(x):
    y = np.roots([1.0, 0.0, 1.0, -np.sum(x**2)])
    y = float(y[abs(y.imag) < 1e-9].real[0])
    return 2.0 * x / (1.0 + 3.0 * y * y)


STAIRS = {
    "float32 net": (net, NORMAL, net_slope),
    "float32 inputs": (lambda x: float(np.sum(np.sin(single(x)))), NORMAL, np.cos),
    "rounded": (lambda x: round(float(np.sin(x).sum()), 6), NORMAL, np.cos),
    "coarsely rounded": (lambda x: round(float(np.sin(x).sum()), 4), NORMAL, np.cos),
    "solver": (bisected, NORMAL, bisected_slope),
}


HARDLY_SEEN = {
    "three decimals": (lambda x: round(float(np.sin(x).sum()), 3), NORMAL, np.cos),
    "two decimals": (lambda x: round(float(np.sin(x).sum()), 2), NORMAL, np.cos),
    "a table": (lambda x: float(np.sum(np.round(x, 3) ** 2)), NORMAL, lambda x: 2 * x),
    "a coarse table": (
        lambda x: float(np.sum(np.round(x, 1) ** 2)),
        NORMAL,
        lambda x: 2 * x,
    ),
    "float16 inputs": (
        lambda x: float(np.sum(np.sin(np.float16(x).astype(float)))),
        NORMAL,
        np.cos,
    ),
    "pixels": (
        lambda x: float(np.mean(np.round(255 / (1 + np.exp(-x)))) / 255),
        NORMAL,
        lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2 / x.size,
    ),
    "noise": (
        lambda x: float(np.sin(x).sum() + 1e-3 * np.sin(1e9 * x.sum())),
        NORMAL,
        np.cos,
    ),
}
"""Stairs of which a mistake of 1 % in one input is a part."""

SIGNS = np.random.default_rng(9).choice([-1.0, 1.0], 64)

SMALL = {
    "0.1 %": lambda gradient: 1.001 * gradient,
    "1 %": lambda gradient: 1.01 * gradient,
    "1 % up or down": lambda gradient: (1.0 + 0.01 * SIGNS) * gradient,
    "10 %": lambda gradient: 1.1 * gradient,
    "double": lambda gradient: 2.0 * gradient,
    "none": lambda gradient: gradient,
}


@pytest.mark.parametrize("mistake", SMALL)
@pytest.mark.parametrize("kind", [*HARDLY_SEEN, *STAIRS])
def test_a_mistake_within_the_stairs_costs_ten_calls(kind, mistake):
    """Whatever f and the mistake: what then is not known is left open, and said so."""
    function, at, gradient = {**HARDLY_SEEN, **STAIRS}[kind]
    f, calls = counted(function)
    report = check_gradient(f, at, lambda x: SMALL[mistake](gradient(x)))
    assert len(calls) - AT_THE_POINT <= report.evaluations <= 10 * at.size
    if mistake == "none":
        assert all(row.wrong is None for row in report.rows)
    if not report.ok and str(report.verdict) == "UNRESOLVED":
        assert any("max_evaluations=" in note for note in report.notes)
    if kind in HARDLY_SEEN and report.ok:
        assert "directions through" in report.checked


def test_a_direction_shows_what_single_inputs_do_not():
    function, at, gradient = STAIRS["coarsely rounded"]
    report = check_gradient(function, at, lambda x: 1.01 * gradient(x))
    assert [row.input for row in report.rows if row.wrong is not None] == [
        "direction 1"
    ]
    assert str(report.verdict) == "FORMULA_WRONG"


def test_a_larger_budget_looks_closer():
    function, at, gradient = HARDLY_SEEN["three decimals"]
    report = check_gradient(
        function, at, lambda x: 1.01 * gradient(x), max_evaluations=30_000
    )
    assert str(report.verdict) == "FORMULA_WRONG"


@pytest.mark.parametrize("kind", ["three decimals", "float16 inputs", "a table"])
def test_the_suggested_tolerance_passes(kind):
    """What few steps and directions cannot show is as large as the note says."""
    first = check_gradient(*HARDLY_SEEN[kind])
    rtol = re.search(r"or rtol=(\S+)", " ".join(first.notes))
    assert rtol, first
    report = check_gradient(*HARDLY_SEEN[kind], rtol=float(rtol.group(1)))
    assert report.ok
    assert report.evaluations <= 640


def one_wrong(gradient):
    gradient[5] *= -1.0
    return gradient


def half_wrong(gradient):
    gradient[::2] *= 1.5
    return gradient


MISTAKES = {
    "double": lambda gradient: 2.0 * gradient,
    "sign": lambda gradient: -gradient,
    "zero": lambda gradient: 0.0 * gradient,
    "1 %": lambda gradient: 1.01 * gradient,
    "one entry": one_wrong,
    "every other entry": half_wrong,
}


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("kind", STAIRS)
def test_on_stairs_a_wrong_input_costs_ten_calls(kind, mistake):
    """What one ladder shows of the stairs serves all inputs."""
    function, at, gradient = STAIRS[kind]
    f, calls = counted(function)
    report = check_gradient(f, at, lambda x: MISTAKES[mistake](gradient(x)))
    assert str(report.verdict) == "FORMULA_WRONG"
    assert len(calls) - AT_THE_POINT <= report.evaluations <= 10 * at.size
    right = gradient(at)
    wrong = MISTAKES[mistake](gradient(at)) != right
    blamed = [row for row in report.rows if row.wrong is not None]
    assert blamed
    assert all(wrong[row.index] for row in blamed if row.input == "x")


@pytest.mark.parametrize("kind", ["float32 net", "float32 inputs", "rounded", "solver"])
def test_on_stairs_a_right_gradient_passes(kind):
    report = check_gradient(*STAIRS[kind])
    assert report.ok
    assert {row.verdict.name for row in report.rows} == {"PASS"}


def test_stairs_of_several_arguments():
    a, b = NORMAL[:24].reshape(4, 6), NORMAL[24:54].reshape(6, 5)

    def gradient(a, b):
        slope = 2.0 * (a @ b)
        return 1.01 * slope @ b.T, a.T @ slope

    f, calls = counted(lambda a, b: float(np.sum((single(a) @ single(b)) ** 2)))
    report = check_gradient(f, (a, b), analytic=gradient)
    assert {row.input for row in report.rows if row.wrong is not None} == {"x0"}
    assert len(calls) - AT_THE_POINT <= report.evaluations <= 10 * 54


def test_uneven_stairs_accuse_nobody():
    """Some inputs are rounded more coarsely than those that were looked at first."""
    coarse = np.arange(20) % 3 == 0
    size = 10.0 ** np.linspace(-2.0, 1.0, 20)
    for digits in range(2, 7):
        report = check_gradient(
            lambda x, digits=digits: (
                float(size[~coarse] @ np.sin(single(x[~coarse])))
                + round(float(size[coarse] @ np.sin(x[coarse])), digits)
            ),
            NORMAL[:20],
            analytic=lambda x: size * np.cos(x),
            max_evaluations=400,
        )
        assert all(row.wrong is None for row in report.rows)


def rounds_some(seed):
    """A network that takes some of its inputs in float16, and its right gradient."""
    rng = np.random.default_rng([7, seed])
    n = int(rng.integers(8, 40))
    x, is_coarse = rng.normal(size=n), rng.random(n) < 0.3
    W = np.float16(rng.normal(size=(5, n))).astype(float)

    def f(x):
        rounded = np.where(is_coarse, np.float16(x), single(x))
        return float(np.sum(np.tanh(single(W) @ single(rounded)) ** 2))

    def gradient(x):
        h = np.tanh(W @ x)
        return W.T @ (2.0 * h * (1.0 - h * h))

    return f, x, gradient


@pytest.mark.parametrize("seed", range(8))
def test_inputs_rounded_unevenly_accuse_nobody(seed):
    """f is that of the rounded point, also along the inputs that it does not round."""
    report = check_gradient(*rounds_some(seed))
    assert all(row.wrong is None for row in report.rows)
    f, x, gradient = rounds_some(seed)
    report = check_gradient(f, x, lambda x: 1.5 * gradient(x))
    assert str(report.verdict) == "FORMULA_WRONG"


@pytest.mark.parametrize("n", [64, 65, 100])
def test_directions_through_uneven_stairs_accuse_nobody(n):
    rng = np.random.default_rng(3)
    x, size, is_coarse = rng.normal(size=n), 10.0 ** np.linspace(-2, 1, n), np.arange(n)
    is_coarse = is_coarse % 3 == 0

    def f(x):
        fine = size[~is_coarse] @ np.sin(single(x[~is_coarse]))
        return float(fine) + round(float(size[is_coarse] @ np.sin(x[is_coarse])), 3)

    report = check_gradient(f, x, lambda x: size * np.cos(x))
    assert all(row.wrong is None for row in report.rows)


def test_a_kink_on_stairs_accuses_nobody():
    at = NORMAL[:12].copy()
    at[3] = at[7] = 0.0
    report = check_gradient(
        lambda x: float(np.sum(np.maximum(single(x), 0)) + np.sum(single(x) ** 2)),
        at,
        analytic=lambda x: np.where(x > 0.0, 1.0, 0.0) + 2.0 * x,
    )
    assert all(row.wrong is None for row in report.rows)
    assert {row.index for row in report.rows if not row.ok} <= {(3,), (7,)}
