"""A number that leaves the graph of a transformed function loses its derivative."""

from __future__ import annotations

import copy
import pickle
import sys
from typing import Any

import numpy as np
import pytest
from scipy import special

import autograd_core as ac
import optim
import viz
from autograd_core import GraphError, Tensor, Value
from autograd_core.testing import numerical_gradient
from tests.autograd_core.messages import message_of
from tests.autograd_core.transforms.functions import CALLS

transforms = pytest.mark.parametrize("name", CALLS)
X = np.array([1.0, 3.0])


# -- numbers read ----------------------------------------------------------------------

READ = [
    (lambda x: x.data**2, 3.0, "data of Value(3.0)"),
    (lambda x: x * x.item(), 3.0, "item() of Value(3.0)"),
    (lambda x: (x + 1.0).data * x, 3.0, "data of Value(4.0)"),
    (lambda x: (x * x.data).sum(), X, "data of Tensor of shape (2,)"),
    (lambda x: (x * x.numpy()).sum(), X, "numpy() of Tensor of shape (2,)"),
    (lambda x: x.sum().item() * x[0], X, "item() of Tensor(4.0)"),
]


@transforms
@pytest.mark.parametrize(("f", "x", "number"), READ)
def test_the_number_of_an_input_is_not_read(
    name: str, f: Any, x: Any, number: str
) -> None:
    message = message_of(GraphError, lambda: CALLS[name](f, x))
    assert message == (
        f"{number} inside a function that a transform differentiates: it would count "
        "as a constant, and its derivative be lost; compute with the node itself, or "
        "use detach() if a constant is meant, e.g. x.detach().data; what another "
        "library computes becomes an op by custom_op"
    )


COPIED = [
    (copy.copy, 3.0),
    (copy.deepcopy, X),
    (lambda x: copy.deepcopy([x])[0], 3.0),
    (lambda x: pickle.loads(pickle.dumps(x)), X),
    (lambda x: copy.copy(x), Value(3.0)),
    (lambda x: copy.copy(x), Tensor(X)),
]


@transforms
@pytest.mark.parametrize(("duplicate", "x"), COPIED)
def test_an_input_is_not_copied(name: str, duplicate: Any, x: Any) -> None:
    """A copy is a leaf of its own, to which no derivative comes."""
    message = message_of(
        GraphError, lambda: CALLS[name](lambda x: ac.sum(duplicate(x) ** 2), x)
    )
    assert message.startswith("a copy of ") and "its derivative be lost" in message


def test_a_result_is_copied_with_its_operands() -> None:
    assert ac.grad(lambda x: copy.copy(x**2) * x)(3.0) == 27.0


INNER = [
    lambda x: optim.minimize(lambda w: ((w - x) ** 2).sum(), np.zeros(2)).x.sum(),
    lambda x: optim.minimize(lambda w: ((w - x) ** 2).sum(), np.zeros(2), "newton").fun,
    lambda x: optim.minimize(lambda w: w - x, np.zeros(2), "gauss-newton").x.sum(),
    lambda x: numerical_gradient(lambda t: (x * t).sum(), np.ones(2)).sum(),
]


@transforms
@pytest.mark.parametrize("f", INNER)
def test_what_is_found_in_numbers_depends_on_no_input(name: str, f: Any) -> None:
    """A minimum, or a difference: a number, of which every derivative would be 0."""
    message = message_of(GraphError, lambda: CALLS[name](f, X))
    assert "inside a function that a transform differentiates" in message
    assert message.endswith("what another library computes becomes an op by custom_op")


def test_a_minimum_that_depends_on_no_input_is_a_constant() -> None:
    def scaled(x: Any) -> Any:
        return x * optim.minimize(lambda w: (w - 2.0) ** 2, 0.0, "newton").x

    assert ac.grad(scaled)(3.0) == pytest.approx(2.0, rel=1e-9)


@pytest.mark.skipif(sys.version_info < (3, 11), reason="errors have no notes")
@pytest.mark.parametrize(
    "f",
    [
        lambda t: np.linalg.eigvalsh(t * np.eye(2))[0],
        lambda t: np.exp(np.array([t, 0.0])).sum(),
        lambda t: special.erf(t * np.ones(2)).sum(),
    ],
)
def test_an_array_of_objects_that_is_refused_has_a_remedy(f: Any) -> None:
    with pytest.raises(TypeError) as caught:
        ac.grad(f)(2.0)
    (note,) = caught.value.__notes__
    assert note.endswith("give the transform an array, such as np.array(2.0) for 2.0")


def test_the_remedy_for_arrays_of_objects() -> None:
    """d erf(t)/dt = 2 exp(-t^2)/sqrt(pi); of t I every eigenvalue has slope 1."""
    t = np.array(2.0)
    assert ac.grad(lambda t: np.linalg.eigvalsh(t * np.diag([1.0, 3.0]))[1])(t) == 3.0
    slope = ac.grad(lambda t: special.erf(t * np.ones(2)).sum())(t)
    assert abs(slope - 4.0 * np.exp(-4.0) / np.sqrt(np.pi)) < 1e-15


def test_numbers_of_other_nodes_are_read() -> None:
    """3 is a constant: of a leaf outside, of a detached node, of one made inside."""
    w = Value(3.0)
    assert ac.grad(lambda x: x * x * w.data)(2.0) == 12.0
    assert ac.grad(lambda x: x * x * (w * 1.0).item())(2.0) == 12.0
    assert ac.grad(lambda x: x * x * x.detach().data)(3.0) == 18.0
    assert ac.grad(lambda x: (x * x).sum() * Tensor([3.0]).data[0])(X).tolist() == [
        6.0,
        18.0,
    ]


def test_showing_and_comparing_read_no_number(capsys: Any) -> None:
    def f(x: Any) -> Any:
        out = x * x
        print(x, f"{out:.2f}", x > 1.0, bool(x))
        viz.explain(out)
        viz.draw(out).svg()
        return out if x == 3.0 else 0.0 * x

    assert ac.grad(f)(3.0) == 6.0
    assert capsys.readouterr().out == "Value(data=3.0, grad=0.0) 9.00 True True\n"


# -- results that jump -----------------------------------------------------------------

JUMPS = [
    (lambda x: x > 0, 1.0, "the bool True"),
    (lambda x: x == 0, 1.0, "the bool False"),
    (lambda x: np.isnan(x), 1.0, "the bool False"),
    (lambda x: (x, x > 0), 1.0, "the bool True"),
    (lambda x: 3, 1.0, "the integer 3"),
    (lambda x: np.allclose(x, x), X, "the bool True"),
    (lambda x: np.argmax(x), X, "the integer 1"),
    (lambda x: x.argmin(), X, "the integer 0"),
    (lambda x: int(x.argmax()), X, "the integer 1"),
    (lambda x: np.sum(x > 2.0), X, "the integer 1"),
    (lambda x: x.size, X, "the integer 2"),
    (lambda x: x > 2.0, X, "an array of bools"),
    (lambda x: np.argsort(x), X, "an array of integers"),
    (lambda x: {"order": np.nonzero(x)[0], "x": x}, X, "an array of integers"),
]


@transforms
@pytest.mark.parametrize(("f", "x", "result"), JUMPS)
def test_a_result_that_jumps_is_refused(name: str, f: Any, x: Any, result: str) -> None:
    message = message_of(TypeError, lambda: CALLS[name](f, x))
    assert message == (
        f"{name}: the result of <lambda>: {result}, which has no derivative: "
        "comparisons, argmax and the like jump; give the numbers that it was computed "
        "from, or for a constant a float, such as 0.0"
    )


def test_what_jumps_serves_inside() -> None:
    """Masks, positions and branches are constants; the aux of a function is free."""
    x = np.array([3.0, -1.0, 2.0])
    assert ac.grad(lambda x: x[np.argmax(x)] ** 2)(x).tolist() == [6.0, 0.0, 0.0]
    assert ac.grad(lambda x: (x * (x == x.max())).sum())(x).tolist() == [1.0, 0.0, 0.0]
    assert ac.grad(lambda x: x[x == 2.0].sum())(x).tolist() == [0.0, 0.0, 1.0]
    assert ac.grad(lambda x: x[x != 2.0].sum())(x).tolist() == [1.0, 1.0, 0.0]
    assert ac.grad(lambda x: x if x == 3.0 else 0.0 * x)(3.0) == 1.0
    assert ac.grad(lambda x: x if x != 3.0 else 0.0 * x)(3.0) == 0.0
    slope, accuracy = ac.grad(lambda x: (x.sum(), np.mean(x == 2.0)), has_aux=True)(x)
    assert (slope.tolist(), accuracy) == ([1.0, 1.0, 1.0], 1 / 3)


def test_a_guard_on_both_sides_of_a_division() -> None:
    """sinc: at 0 the value is 1 and the derivative 0; elsewhere cos x/x - sin x/x^2."""

    def sinc(x: Any) -> Any:
        safe = np.where(x == 0, 1.0, x)
        return np.where(x == 0, 1.0, np.sin(safe) / safe).sum()

    value, slope = ac.value_and_grad(sinc)(np.array([0.0, 1.0]))
    assert value == pytest.approx(1 + np.sin(1.0), rel=1e-15)
    assert slope == pytest.approx([0.0, np.cos(1.0) - np.sin(1.0)], rel=1e-14)
