"""The messages of the checker for points, formulas, options and shapes it refuses."""

import math
import re

import numpy as np
import pytest
from scipy.optimize import BFGS

import autograd_core as ac
from autograd_core import custom_op
from autograd_core.testing import (
    approx_grad,
    check_gradient,
    check_grads,
    check_op,
    derivative,
    gradcheck,
    gradgradcheck,
    numerical_gradient,
    taylor_test,
)
from autograd_core.testing.strategies import gradient_points
from tests.testing.functions import B, W, loss, product

PARAMS = ({"W": W, "b": B},)


def identity(x):
    return x


def square(x):
    return x * x


def total(x, *others):
    return ac.sum(x)


def layer(p):
    return loss(p["W"], p["b"])


def classify(w, ids, how):
    return ac.log_softmax(np.ones((2, 3)) @ w)[np.arange(2), ids].sum()


FUNCTIONS_AND_POINTS = [
    (lambda: check_gradient(3, 1.0), TypeError, "int 3; write f, and not f"),
    (
        lambda: check_gradient(identity, []),
        ValueError,
        "^at: the list of points is",
    ),
    (
        lambda: check_gradient(identity, "1", analytic=1.0),
        TypeError,
        "^x: expected numbers, arrays.* got str '1'$",
    ),
    (
        lambda: check_gradient(identity, np.array(["a"]), analytic=1.0),
        TypeError,
        "^x: expected real numbers, got dtype <U1$",
    ),
    (
        lambda: check_gradient(total, np.array([1.0, math.nan])),
        ValueError,
        r"^x\[1\] is nan: a gradient can only be checked at finite numbers$",
    ),
    (lambda: check_gradient(total, math.inf), ValueError, "^x is inf: a gradient can"),
    (
        lambda: check_gradient(total, (W, np.array([[1.0, math.inf]]))),
        ValueError,
        r"^x1\[0, 1\] is inf",
    ),
    (
        lambda: check_gradient(total, np.array([1j])),
        TypeError,
        "^x: expected real numbers, got dtype complex128$",
    ),
    (
        lambda: check_gradient(total, np.array([None])),
        TypeError,
        "^x: expected real numbers, got dtype object$",
    ),
    (
        lambda: check_gradient(total, np.ma.array([1.0, 2.0], mask=[True, False])),
        TypeError,
        "^x: got an array with masked entries, which would count like all others",
    ),
    (
        lambda: check_gradient(total, {"x": {1.0}}),
        TypeError,
        r"^x: expected numbers, arrays.* got set .*; make it a list first, list\(",
    ),
    (
        lambda: check_gradient(lambda w, b: w * b, {"w": 1.0, "c": 2.0}),
        TypeError,
        r"^at has w, c, but f takes \(w, b\): name its parameters$",
    ),
    (
        lambda: check_gradient(classify, (W, np.array([0, 1]), "mean")),
        TypeError,
        "^how: expected numbers.* got str 'mean'$",
    ),
]


RESULTS = [
    (
        lambda: check_gradient(lambda x: None, 1.0, analytic=1.0),
        TypeError,
        r"^f: it returned None; does it lack its return\?$",
    ),
    (
        lambda: check_gradient(math.sin, 1.0),
        TypeError,
        r"^no autodiff: f does not take nodes \(.*give analytic= to compare with$",
    ),
    (
        lambda: check_gradient(lambda x: x * 1j, 1.0),
        TypeError,
        "expected a number, got complex",
    ),
    (
        lambda: check_gradient(lambda x: math.sin(x * 1j), 2.0, analytic=1.0),
        TypeError,
        "complex",  # Python's own words
    ),
    (
        lambda: numerical_gradient(np.tanh, np.ones(3)),
        TypeError,
        r"one number, but it returned shape \(3,\); sum it or take one entry",
    ),
]


FORMULAS = [
    (
        lambda: check_gradient(layer, PARAMS, analytic=lambda p: {"W": W}),
        ValueError,
        r"^analytic: the gradient of p must be made like p itself, "
        r"\{'W': \*, 'b': \*\}, got \{'W': \*\}$",
    ),
    (
        lambda: check_gradient(layer, PARAMS, analytic=lambda p: [W, B]),
        ValueError,
        r"made like p itself.*, got \[\*, \*\]$",
    ),
    (
        lambda: check_gradient(layer, PARAMS, analytic=lambda p: {"W": W, "b": "x"}),
        TypeError,
        "^analytic: expected numbers, arrays.* got str 'x'$",
    ),
    (
        lambda: check_gradient(square, 2.0, analytic=lambda x: None),
        TypeError,
        r"^analytic: got None; does a function lack its return\?$",
    ),
    (
        lambda: check_gradient(square, 2.0, analytic="2"),
        TypeError,
        "^analytic: expected .*, got str",
    ),
    (
        lambda: check_gradient(square, 2.0, analytic=lambda x: [[1.0], [1.0, 2.0]]),
        ValueError,
        "^analytic: a ragged list",
    ),
    *[
        (
            lambda analytic=analytic: check_gradient(
                product, (2.0, 3.0), analytic=analytic
            ),
            ValueError,
            message,
        )
        for analytic, message in (
            (3.0, r"^analytic: expected 2 gradients, for w, x, got 3\.0$"),
            ((3.0,), r"^analytic: expected 2 gradients, for w, x, got \(3\.0,\)$"),
            ({"w": 3.0}, r"^analytic: gradients for \['w'\], expected \['w', 'x'\]$"),
            ((1.0, 2.0, 3.0), r"^analytic: expected 2 gradients, for w, x, got \(1"),
        )
    ],
    (
        lambda: taylor_test(lambda x: (x**3).sum(), {"x": W}, np.ones(3)),
        ValueError,
        r"^analytic: the gradient of x has shape \(3,\), x itself \(3, 2\)$",
    ),
    (
        lambda: taylor_test(lambda x: ac.stack([x, x]), B, np.ones(5)),
        ValueError,
        r"^analytic: the gradient of x has shape \(5,\); for results of shape \(2, 2\)",
    ),
    (
        lambda: taylor_test(math.sin, 1.0),
        TypeError,
        r"^no autodiff: f does not take nodes \(.*give analytic=$",
    ),
]


def with_option(**option):
    return lambda: check_gradient(identity, 1.0, **option)


def three_results(x):
    return (x**2).sum(), 2 * x, "converged"


def check_square(**forms):
    return check_gradient(lambda x: (x**2).sum(), np.ones(3), **forms)


FORMS = [
    (lambda forms=forms: check_square(**forms), error, message)
    for forms, error, message in (
        (
            {"analytic": 1.0, "vjp": max},
            ValueError,
            "^analytic and vjp: give one of them, they are the same derivative$",
        ),
        ({"jac": True}, TypeError, r"^jac=True: f must return \(value, gradient\)"),
        (
            {"analytic": lambda x: None},
            TypeError,
            "^analytic: got None; does a function lack its return",
        ),
        ({"jac": "2-point"}, ValueError, "^jac: '2-point' approximates, without"),
        ({"hess": 1.0, "hessp": max}, ValueError, "^hess and hessp: give one of them"),
        ({"hess": "3-point"}, ValueError, "^hess: '3-point' approximates, without a"),
        ({"hess": BFGS()}, ValueError, "^hess: <scipy.* approximates, without a form"),
        ({"vjp": 3}, TypeError, "^vjp: expected a function, got 3$"),
        (
            {"vjp": lambda a, b, c: a},
            TypeError,
            r"^vjp: expected vjp\(\*inputs, g\), but it takes \(a, b, c\)$",
        ),
        (
            {"jvp": lambda x, v: x},
            ValueError,
            "^jvp: expected a product of the shape of the results",
        ),
        ({"vjp": lambda x, g: None}, TypeError, "^vjp: it returned None"),
        (
            {"hess": np.eye(2)},
            ValueError,
            r"^hess: expected shape \(3, 3\), got \(2, 2\)$",
        ),
        ({"bounds": 5}, TypeError, r"^bounds: expected \(low, high\), a list of such"),
        (
            {"bounds": (2, 3)},
            ValueError,
            r"^bounds: the point is outside of them: x\[0\] is 1, and its bounds are 2 "
            "and 3$",
        ),
        ({"bounds": (2, 0)}, ValueError, "^bounds: those of x must have the lower one"),
        (
            {"bounds": {"y": (0, 2)}},
            ValueError,
            "^bounds: no input 'y'; the inputs are x$",
        ),
        (
            {"bounds": (0, np.ones(7))},
            ValueError,
            r"^bounds: .* does not fit x of shape \(3,\)$",
        ),
    )
]
FORMS += [
    (
        lambda: check_gradient(lambda x: x, lambda x: 1.0, 2.0),
        TypeError,
        "^at: expected the point, got the function f; the order is",
    ),
    (
        lambda: check_gradient(lambda x: x.sum(), (1.0, 2.0, 3.0)),
        TypeError,
        r"^at is a tuple of 3, which are as many arguments, but f takes \(x\): for one "
        r"vector give at=np\.array\(\[\.\.\.\]\), for one tuple as an argument ",
    ),
    (
        lambda: check_gradient(lambda x: x, {"x": 1.0}, args=(2.0,)),
        TypeError,
        "^args: they follow arguments by position",
    ),
]


OPTIONS = [
    (
        with_option(kinks="no"),
        ValueError,
        "^kinks: expected one of 'subgradient', 'skip', 'error', got 'no'$",
    ),
    (
        with_option(order=3),
        ValueError,
        "^order: expected 1 or 2, got 3; for the third derivative check grad",
    ),
    (with_option(order=0), ValueError, "^order: expected one of 1, 2, got 0$"),
    (with_option(method="richardson"), ValueError, "^method: .*'dual', got 'richardso"),
    (with_option(directions=0), ValueError, "^directions: expected .* n > 0, got 0$"),
    (with_option(directions="some"), ValueError, "^directions: .*'all', got 'some'$"),
    (with_option(modes="rev"), ValueError, "^modes: expected a tuple .*got 'rev'$"),
    (with_option(modes=("forward",)), ValueError, "^modes: .*'fwd', got 'forward'$"),
    (with_option(rtol=-1.0), ValueError, r"^rtol: expected .* from 0 on, got -1\.0$"),
    (with_option(rtol=np.nan), ValueError, "^rtol: expected a number .*, got nan$"),
    (with_option(atol="1e-3"), ValueError, "^atol: expected a number.* got '1e-3'$"),
    (with_option(seed="a"), ValueError, "^seed: expected an integer .* got 'a'$"),
    (with_option(wrt=[]), ValueError, "^wrt: it is empty, so nothing would be check"),
    (
        lambda: check_gradient(product, (2.0, 3.0), wrt="z"),
        ValueError,
        "^wrt: no input 'z'; the inputs are w, x$",
    ),
    (
        lambda: check_gradient(layer, PARAMS, wrt="c"),
        ValueError,
        r"^wrt: no input 'c'; the inputs are p, p\['W'\], p\['b'\]$",
    ),
    (lambda: approx_grad(abs, 1.0, rtol=-1), ValueError, "^rtol: .* 0 on, got -1$"),
    (
        lambda: taylor_test(abs, 1.0, steps=1),
        ValueError,
        "^steps: a rate takes two steps or more, got 1$",
    ),
]


METHODS = [
    (
        lambda: derivative(math.sin, 1.0, method="richardson"),
        ValueError,
        "^method: expected one of 'auto', .*'taylor', got 'richardson'$",
    ),
    (
        lambda: derivative(abs, -2.0, method="complex"),
        TypeError,
        r"gave a real number, 2\.0: the complex step needs analytic code",
    ),
    (
        lambda: check_gradient(lambda x: ac.sin(x), 1.0, method="complex"),
        TypeError,
        r"^the complex step calls f at 1\+1e-30j, and f does not take complex numbers "
        r"\(sin: expected a number, got complex",
    ),
    (
        lambda: check_gradient(ac.tanh, 1.0, method="complex"),
        TypeError,
        "write it with operators and NumPy's functions, or take another method$",
    ),
    (
        lambda: check_gradient(abs, 2.0, method="complex"),
        TypeError,
        "the complex step needs analytic code, without abs, max, comparisons",
    ),
    (
        lambda: check_gradient(math.sin, 2.0, analytic=math.cos, method="dual"),
        TypeError,
        "^method='dual' is forward mode of the engine, and f gives no node: ",
    ),
]


OPS = [
    *[
        (
            lambda shapes=shapes: check_op(ac.exp, shapes=shapes),
            ValueError,
            r"^shapes: expected a shape such as \(2, 3\), one for each operand",
        )
        for shapes in ("(2, 3)", (2, "3"), [((2, 3), 3.0)], [None])
    ],
    (
        lambda: check_op(ac.solve),
        ValueError,
        r"or for an op on whole arrays shapes=, such as shapes=\[\(2, 3\)\]",
    ),
    (
        lambda: check_op(custom_op(lambda x: math.nan, lambda x: 0.0)),
        ValueError,
        "is finite at no point of the grid; give points=",
    ),
]


ALIASES = [
    (
        lambda: gradcheck(identity, 1.0, nondet_tol=-0.1),
        ValueError,
        r"^nondet_tol: expected a number from 0 on, got -0\.1$",
    ),
    (
        lambda: gradcheck(identity, 1.0, masked=True),
        ValueError,
        "^gradcheck: only masked=False is supported: no sparse arrays$",
    ),
    (
        lambda: gradcheck(identity, 1.0, check_batched_grad=True),
        ValueError,
        "^gradcheck: batched gradients are not supported, use a loop$",
    ),
    (
        lambda: gradcheck(identity, 1.0, check_backward_ad=False),
        ValueError,
        "are both False, so nothing would be checked$",
    ),
    (
        lambda: gradgradcheck(identity, 1.0, check_rev_over_rev=False),
        ValueError,
        "^gradgradcheck: without check_rev_over_rev nothing is checked$",
    ),
    (
        lambda: gradgradcheck(identity, 1.0, grad_outputs=1.0),
        ValueError,
        r"^gradgradcheck: grad_outputs is not supported; check the product \(grad",
    ),
    (
        lambda: check_grads(lambda x: x**4, (2.0,), order=3),
        ValueError,
        "^order: expected 1 or 2, got 3; for the third derivative check grad",
    ),
    (
        lambda: check_grads(identity, (1.0,), 3, eps=1e-3),
        ValueError,
        "^order: expected 1 or 2, got 3; for the third derivative check grad",
    ),
    (
        lambda: gradcheck(math.sin, 1.0, eps=1e-3),
        TypeError,
        "^no autodiff: f does not take nodes",
    ),
]


STRATEGIES = [
    (lambda: gradient_points(-1), TypeError, r"^shape: expected \(\), .*; got -1$"),
    (lambda: gradient_points("abc"), TypeError, "^shape: expected .*; got 'abc'$"),
    (
        lambda: gradient_points(domain="complex"),
        ValueError,
        r"^domain: expected \['real', .*\] or a pair, got 'complex'$",
    ),
    (
        lambda: gradient_points(domain=(1.0, 1.0)),
        ValueError,
        r"^domain: \(1\.0, 1\.0\) is empty$",
    ),
]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        *FUNCTIONS_AND_POINTS,
        *RESULTS,
        *FORMULAS,
        *FORMS,
        (
            lambda: check_gradient(three_results, np.ones(3), jac=True),
            ValueError,
            r"^jac=True: three_results must return \(value, gradient\), and returned",
        ),
        (
            lambda: check_gradient(
                lambda w, n: w**2, (1.0, 2), lambda w, n: (2 * w, None)
            ),
            TypeError,
            "^analytic: the gradient of n is None: give `0.0",
        ),
        *OPTIONS,
        *METHODS,
        *OPS,
        *ALIASES,
        *STRATEGIES,
    ],
)
def test_messages(call, error, message):
    with pytest.raises(error) as raised:
        call()
    assert re.search(message, str(raised.value), re.DOTALL), raised.value
