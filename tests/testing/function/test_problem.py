"""Functions that change their input, are random, or take only some kinds of input."""

import math

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from autograd_core.testing import Verdict, check_gradient
from tests.testing.functions import B, W, loss


def test_f_is_nan_at_the_point():
    report = check_gradient(lambda x: ac.sum(ac.log(x)), np.array([1.0, -1.0]))
    assert not report.ok
    assert report.verdict is Verdict.UNRESOLVED
    assert "f is nan at this point: choose another one" in str(report)


def test_f_that_changes_its_input():
    at = np.array([1.0, 2.0])

    def f(x):
        x *= 2
        return (x * x).sum()

    report = check_gradient(f, at, analytic=lambda x: 8 * x)
    assert at.tolist() == [1.0, 2.0]
    assert "f changes its argument x in place" in str(report)

    def on_tensors(x):
        x.data[0] = 5.0
        return (x * x).sum()

    tensor = Tensor([1.0, 2.0], label="x")
    report = check_gradient(on_tensors, tensor)
    assert tensor.data.tolist() == [1.0, 2.0]
    assert "f changes its argument x in place" in str(report)


def test_f_with_randomness():
    rng = np.random.default_rng(0)
    report = check_gradient(lambda x: (x * rng.random(3)).sum(), np.ones(3))
    assert report.verdict is Verdict.NONDETERMINISTIC
    assert "make the generator anew from a seed" in str(report)

    def seeded(x):
        return (x * np.random.default_rng(0).random(3)).sum()

    assert check_gradient(seeded, np.ones(3)).ok


def test_f_that_looks_at_the_type_of_its_argument():
    def f(x):
        return (x * x).sum() if isinstance(x, np.ndarray) else (x * x * x).sum()

    report = check_gradient(f, np.array([2.0]))
    assert not report.ok
    assert "f gives 4 at plain numbers, but 8 at nodes" in str(report)


def test_parameters_in_the_closure_keep_their_gradients():
    w = Tensor(W)
    report = check_gradient(lambda b: loss(w, b), Tensor(B), order=2)
    assert report.ok
    assert not w.has_grad


def test_functions_written_with_methods():
    assert check_gradient(lambda x: (x * 2).tanh().relu(), 0.3).ok


def test_functions_of_math_alone_need_a_formula():
    report = check_gradient(math.sin, 1.0, analytic=math.cos)
    assert report.ok
    assert "no autodiff" in str(report)
    assert not check_gradient(math.sin, 1.0, analytic=math.sin).ok


def test_values_in_the_closure_keep_their_gradients():
    w = Value(2.0)
    check_gradient(lambda x: x * w, 3.0, order=2)
    assert w.grad == 0.0
    assert not w.has_grad


def test_arrays_are_not_changed():
    at = np.array([1.0, 2.0])

    def f(x):
        x *= 2
        return (x * x).sum()

    report = check_gradient(f, at, analytic=lambda x: 8 * x)
    assert at.tolist() == [1.0, 2.0]
    assert "f changes its argument x in place" in str(report)
    assert report.ok


def test_reasons_without_the_list_of_all_ops():
    report = check_gradient(np.spacing, 2.5, analytic=0.0)
    assert report.ok
    (note,) = report.notes
    assert note.endswith("(np.spacing has no derivative here)")


@pytest.mark.parametrize("outer", [math.sin, ac.tanh], ids=["math.sin", "tanh"])
def test_a_power_that_is_complex_to_the_left_of_0_is_the_edge_of_the_domain(outer):
    report = check_gradient(lambda x: outer(x**1.5) + x, 0.0, analytic=1.0)
    assert report.ok
    assert not check_gradient(lambda x: outer(x**1.5) + x, 0.0, analytic=1.1).ok
