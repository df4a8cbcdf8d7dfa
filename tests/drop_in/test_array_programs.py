"""Programs on plain arrays run as with HIPS autograd: NumPy's names, and `grad`.

Its numbers are the reference, of the loss, the gradient and a Hessian times a vector.
"""

from __future__ import annotations

import itertools
from typing import Any

import autograd
import autograd.numpy as autograd_numpy
import numpy as np
import pytest

import autograd_core as ac
from tests.drop_in.array_programs import PROGRAMS

names = pytest.mark.parametrize("name", PROGRAMS)


@names
def test_the_loss_and_its_gradient_are_those_of_hips_autograd(name: str) -> None:
    program, parameters = PROGRAMS[name]
    loss, slopes = ac.value_and_grad(lambda p: program(np, p))(parameters)
    reference = autograd.value_and_grad(lambda p: program(autograd_numpy, p))
    expected_loss, expected = reference(parameters)
    assert loss == pytest.approx(expected_loss, rel=1e-13)
    assert loss == pytest.approx(program(np, parameters), rel=1e-13)
    assert slopes.keys() == expected.keys()
    for key, slope in slopes.items():
        assert np.any(slope)
        np.testing.assert_allclose(slope, expected[key], rtol=1e-10, atol=1e-13)


@names
def test_second_derivatives_are_those_of_hips_autograd(name: str) -> None:
    """d/dp of <grad, direction>, reverse over reverse; and forward over reverse."""
    program, parameters = PROGRAMS[name]
    directions = {key: np.cos(x) for key, x in parameters.items()}

    def along(space: Any, gradient: Any) -> Any:
        def product(p: Any) -> Any:
            slopes = gradient(lambda p: program(space, p))(p)
            return sum((slopes[key] * v).sum() for key, v in directions.items())

        return product

    expected = autograd.grad(along(autograd_numpy, autograd.grad))(parameters)
    back = ac.grad(along(np, ac.grad))(parameters)
    forth = ac.hvp(lambda p: program(np, p), (parameters,), (directions,))
    for key, reference in expected.items():
        size = np.abs(reference).max()
        for product in (back[key], forth[key]):
            np.testing.assert_allclose(product, reference, rtol=1e-9, atol=1e-11 * size)


@names
def test_descent_lowers_the_loss(name: str) -> None:
    program, parameters = PROGRAMS[name]
    slope = ac.value_and_grad(lambda p: program(np, p))
    losses = []
    rate = {"fluid": 2.0, "mixture": 0.005}.get(name, 0.1)
    for _ in range(6):
        loss, slopes = slope(parameters)
        losses.append(loss)
        parameters = {key: x - rate * slopes[key] for key, x in parameters.items()}
    assert losses[-1] < losses[0]
    assert all(later <= earlier for earlier, later in itertools.pairwise(losses))
