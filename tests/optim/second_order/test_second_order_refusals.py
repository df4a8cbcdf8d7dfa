"""What the optimizers of second order refuse, and that nothing is changed then."""

import math

import pytest

import optim
from autograd_core import Value, no_grad
from optim import LBFGS
from optim.second_order import StepFailed
from tests.optim.second_order.closures import ALL, ON_LOSSES, ON_RESIDUALS

all_methods = pytest.mark.parametrize("method", ALL)


def two_values():
    return Value(2.0, label="w"), Value(1.0, label="b")


def unchanged(optimizer_of, closure, error, message):
    """The step raises, and the parameters and the memory are as before."""
    w, b = two_values()
    optimizer = optimizer_of([w, b])
    with pytest.raises(error, match=message):
        optimizer.step(closure(w, b))
    assert (w.data, b.data) == (2.0, 1.0)
    assert optimizer.state_dict()["state"][0] == {}


@all_methods
@pytest.mark.parametrize(
    ("closure", "error", "message"),
    [
        (lambda w, b: None, TypeError, "at several points: call optimizer.step"),
        (lambda w, b: lambda: None, TypeError, "the closure returned None; it must"),
        (lambda w, b: lambda: 3.0, TypeError, "3.0, which has no graph"),
        (lambda w, b: lambda: "3", TypeError, "expected numbers, arrays|it returned '"),
        (lambda w, b: lambda: 1 / 0, ZeroDivisionError, "division by zero"),
    ],
)
def test_closures_that_give_no_loss(method, closure, error, message):
    unchanged(ALL[method], closure, error, message)


@pytest.mark.parametrize("method", ON_LOSSES)
def test_a_loss_of_several_numbers(method):
    message = r"must return the loss, one number; it returned \[Value"
    unchanged(ALL[method], lambda w, b: lambda: [w, b], TypeError, message)


@pytest.mark.parametrize("method", ON_RESIDUALS)
def test_one_number_where_residuals_belong(method):
    message = "the closure must give several numbers"
    unchanged(ALL[method], lambda w, b: lambda: w * b, TypeError, message)


@pytest.mark.parametrize("method", ["newton", "damped-newton", "newton-cg"])
def test_second_derivatives_need_the_graph(method):
    def closure_of(w, b):
        def closure():
            loss = w**2 + b**2
            loss.backward()
            return loss.item()

        return closure

    message = (
        r"5.0, which has no graph: loss.item\(\) .* leave it; return the loss itself"
    )
    unchanged(ALL[method], closure_of, TypeError, message)


@all_methods
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_loss_that_is_not_finite(method):
    def closure_of(w, b):
        return lambda: (w - 5).log() + b if method in ON_LOSSES else [(w - 5).log(), b]

    message = "the loss is nan and the largest entry of its gradient .* before the step"
    unchanged(ALL[method], closure_of, ValueError, message)


@all_methods
def test_an_error_in_the_middle_of_a_step_brings_the_parameters_back(method):
    def closure_of(w, b):
        calls = []

        def closure():
            calls.append(1)
            if len(calls) == 3:
                raise KeyError("late")
            residuals = [(w - 7) ** 3 + b, b**2 - w, w * b]
            return (
                sum(residual**2 for residual in residuals)
                if method in ON_LOSSES
                else residuals
            )

        return closure

    def several(params):
        optimizer = ALL[method](params)
        optimizer.max_iter, optimizer.max_eval = 10, None
        return optimizer

    unchanged(several, closure_of, KeyError, "late")


def test_a_singular_matrix_is_named():
    message = "Newton: the matrix of the step is singular; damped Newton adds"
    closure = lambda w, b: lambda: (w + b) ** 2  # noqa: E731
    unchanged(optim.Newton, closure, StepFailed, message)
    natural = lambda params: optim.NaturalGradient(params, damping=0.0)  # noqa: E731
    message = "NaturalGradient: the matrix of the step is singular; raise the damping"
    unchanged(natural, lambda w, b: lambda: [w + b], StepFailed, message)


@all_methods
def test_parameters_that_are_none(method):
    w, b = two_values()
    with pytest.raises(ValueError, match=r"is the result of '\*': only leaves"):
        ALL[method]([w * b])
    with pytest.raises(ValueError, match=r"parameter w = 2\.0 is given twice"):
        ALL[method]([w, w])
    with pytest.raises(ValueError, match="the list is empty"):
        ALL[method]([])
    with pytest.raises(ValueError, match="it takes no second parameter group"):
        ALL[method]([{"params": [w]}, {"params": [b]}])
    with pytest.raises(TypeError, match="expected a list of parameters"):
        ALL[method](w)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda w: LBFGS(w, lr=-1), ValueError, "LBFGS: lr must be finite and > 0"),
        (
            lambda w: LBFGS(w, history_size=0),
            ValueError,
            "history_size must be at leas",
        ),
        (lambda w: LBFGS(w, max_iter=0), ValueError, "max_iter must be at least 1"),
        (lambda w: LBFGS(w, max_eval=0), ValueError, "max_eval must be at least 1"),
        (
            lambda w: LBFGS(w, tolerance_grad=-1),
            ValueError,
            "tolerance_grad must be fi",
        ),
        (lambda w: LBFGS(w, line_search_fn="no"), ValueError, "'armijo', 'strong-wolf"),
        (lambda w: optim.DampedNewton(w, -1), ValueError, "damping must be finite and"),
        (lambda w: optim.NewtonCG(w, math.nan), ValueError, "damping must be finite"),
        (lambda w: optim.NewtonCG(w, max_products=0), ValueError, "max_products must"),
        (
            lambda w: optim.GaussNewton(w, line_search="exact"),
            ValueError,
            "'armijo' or",
        ),
        (lambda w: optim.DampedNewton(w, adapt=1), TypeError, "adapt must be True or"),
        (lambda w: optim.ConjugateGradient(w, "pr"), ValueError, "'polak-ribiere' or"),
        (
            lambda w: optim.NaturalGradient(w, fisher=3),
            TypeError,
            "fisher must be a fu",
        ),
    ],
)
def test_settings_out_of_range(make, error, message):
    with pytest.raises(error, match=message):
        make([Value(1.0)])


def test_inside_no_grad_there_is_nothing_to_follow():
    w = Value(1.0)
    with no_grad(), pytest.raises((TypeError, RuntimeError)):
        optim.Newton([w]).step(lambda: (w - 3) ** 2)
    assert w.data == 1.0
