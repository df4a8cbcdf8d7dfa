"""Hints without a graph, where several mistakes are near to each other."""

import numpy as np
import pytest

from autograd_core.testing import check_gradient
from tests.testing.diagnosis.planted.case import plain

RNG = np.random.default_rng(8)
U, V = RNG.standard_normal((2, 5))


def hints(f, at, analytic):
    report = check_gradient(f, at, analytic=analytic)
    assert report.verdict.name == "FORMULA_WRONG"
    return " | ".join(report.hints)


def test_an_index_that_occurs_several_times():
    ids = np.array([0, 2, 2, 1, 2])

    def analytic(E):
        d = U[:, None] * np.cos(E[ids])
        g = np.zeros_like(E)
        g[ids] += d  # the last of each index alone
        return g

    f = plain(lambda E: float(np.sum(U[:, None] * np.sin(E[ids]))))
    text = hints(f, RNG.standard_normal((4, 2)), analytic)
    assert "an index occurs several times, use np.add.at" in text


@pytest.mark.parametrize(
    ("factor", "hint"), [(-1.0, "the sign is wrong"), (0.5, "a factor 2 is missing")]
)
def test_many_inputs_without_a_graph(factor, hint):
    weights, other = RNG.standard_normal((2, 300))

    def f(x, y):
        return float(np.sin(x) @ weights + np.cos(y) @ other)

    def analytic(x, y):
        return factor * np.cos(x) * weights, -factor * np.sin(y) * other

    at = (RNG.standard_normal(300), RNG.standard_normal(300))
    assert hint in hints(plain(f), at, analytic)


def test_a_gradient_in_proportion_to_the_input_has_a_wrong_factor_and_no_regulariser():
    text = hints(plain(lambda x: float(x @ x)), V, lambda x: 2 * x + x)
    assert "regulariser" not in text
    assert "too much" in text


def test_the_second_point_is_within_the_bounds():
    """At 1 the wrong formula is right, and at 1/2 it is off by sqrt(2)."""
    report = check_gradient(
        plain(lambda x: float(np.sum(np.sqrt(x)))),
        np.array([0.5, 1.0]),
        analytic=lambda x: 0.5 / x,
        bounds=(0.1, 1.0),
    )
    assert "sqrt(2)" not in " ".join(report.hints)
