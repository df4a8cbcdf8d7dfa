"""Wrong as a whole: shapes, places, tolerances; ops and graphs that are wrong."""

import numpy as np

import autograd_core as ac
from autograd_core.array_ops.array_rule import apply
from tests.testing.diagnosis.planted.case import Planted
from tests.testing.wrong_rules import Thrice

RNG = np.random.default_rng(3)
X, Y = RNG.standard_normal((5, 3)), RNG.standard_normal((5, 2))
W, B = RNG.standard_normal((3, 2)), RNG.standard_normal(2)
V = RNG.standard_normal(3)
AT = np.linspace(1, 1.5, 40)


def loss(W, b):
    return ((X @ W + b - Y) ** 2).sum()


def of_weights(W, b):
    return 2 * X.T @ (X @ W + b - Y)


def of_bias(reduced):
    return lambda W, b: (of_weights(W, b), reduced(2 * (X @ W + b - Y)))


_BIASES = [
    (
        lambda g: g,
        "b was broadcast, but its gradient is not summed over the broadcast ",
    ),
    (lambda g: g.sum(0).reshape(2, 1), "the gradient of b is right after .reshape((2,"),
    (lambda g: g.sum(), "the gradient of b must have the shape of b, (2,)"),
]


def cubed(x):
    return x**3


_CUBE = ac.custom_op(cubed, lambda x: 2 * x**2, name="cube")


def of_square(upstream, out, x):
    """An adjoint by NumPy alone, which has no forward mode."""
    return 2.01 * np.linalg.lstsq(np.eye(3), upstream * x, rcond=None)[0]


_SQUARE = ac.custom_op(np.square, vjp=of_square, name="square")


def cut(x):
    return ac.Value(x.data) ** 2 if isinstance(x, ac.Value) else x * x


def partly_cut(x):
    return x * (x.data if isinstance(x, ac.Value) else x)


def digits_lost(x):
    return ac.sum(ac.log(1.0 + x) / x)


def seen_by_the_graph_alone(x):
    return x * 2 if isinstance(x, ac.Value) else x * 3


PLANTED = [
    *[Planted(hint, loss, (W, B), of_bias(reduced)) for reduced, hint in _BIASES],
    Planted(
        "the gradient of a is right after a transpose: write .T",
        *(lambda a: ((a @ W) ** 2).sum(), X),
        lambda a: (2 * (a @ W) @ W.T).T,
    ),
    Planted(
        "the Jacobian of x is transposed: results first",
        *(lambda x: ac.sin(x @ W), V),
        lambda x: W * np.cos(x @ W),
    ),
    Planted(
        "the gradients of W and b are in each other's place",
        *(loss, (W, B)),
        lambda W, b: of_bias(lambda g: g.sum(0))(W, b)[::-1],
    ),
    Planted(
        "the formula takes (y, x), but f takes (x, y), and they are passed by position",
        *(lambda x, y: x**2 * y, (2.0, 3.0)),
        lambda y, x: (2 * x * y, x**2),
    ),
    Planted(
        "the gradient of b is summed over axis=1, but it was broadcast along axis=0: "
        "write .sum(axis=0)",
        *(lambda b: ((X.T @ X + b) ** 2).sum(), V),
        lambda b: 2 * (X.T @ X + b).sum(1),
    ),
    Planted(
        "every failing component is 1.7x -> a common factor is wrong",
        *(loss, (W, B)),
        lambda W, b: (
            1.7 * of_weights(W, b),
            3.4 * (X @ W + b - Y).sum(0),
        ),
    ),
    Planted(
        "it is 1/5x -> a factor 5 is missing: d(u**5)/du = 5*u**4",
        *(lambda x: x**5, 1.3),
        lambda x: x**4,
    ),
    Planted(
        "the gradient is exactly 0: a dead relu, a term left out, or a gradient that "
        "was reset or overwritten (`=`) instead of added to (`+=`)",
        *(loss, (W, B)),
        lambda W, b: (0 * W, 0 * b),
    ),
    Planted(
        "the gradient of b is -1x -> the sign is wrong",
        *(loss, (W, B)),
        lambda W, b: (1.7 * of_weights(W, b), -2 * (X @ W + b - Y).sum(0)),
    ),
    Planted(
        "the gradient is nan: 0/0, inf - inf, or the log of a negative number",
        *(lambda x: ac.sin(x).sum(), np.zeros(2)),
        lambda x: np.divide(np.sin(x), x),
    ),
    Planted(
        "every gradient agrees to 5 digits: f is computed to a tolerance, as by a sol",
        *(lambda x: ac.sin(x).sum(), AT),
        lambda x: np.cos(x) * (1 + 2e-5),
    ),
    Planted(
        "autodiff misses a part because the graph is cut: .data, .item(), float() or "
        "detach() on the way",
        *(partly_cut, 2.0),
    ),
    Planted("autodiff is 0 because the graph is cut: .data, .it", cut, 3.0),
    Planted(
        "the op cube(2) gives the local derivative 8, but its forward function has sl",
        *(lambda x: 5 * _CUBE(x), 2.0),
    ),
    Planted(
        "differences look exact here, so your formula and autodiff are both wrong: fi",
        *(lambda x: 5 * _CUBE(x), 2.0, 7.0),
    ),
    Planted(
        "the op cube(x of shape (3,)) sends a wrong gradient to operand 0: along a ra",
        *(lambda x: _CUBE(x).sum(), V),
    ),
    Planted(
        "the op thrice: for operand 0, jvp and vjp are not those of one Jacobian (",
        *(lambda x: ac.square(apply(Thrice(99, forward=3.3), x)).sum(), np.ones(3)),
    ),
    Planted(
        "f may detach a part of itself, which differences cannot see; or a custom op",
        *(seen_by_the_graph_alone, 2.0, 2.0),
    ),
    Planted(
        "f rounds too coarsely here to tell; subtract what is constant in f, choose",
        *(lambda x: ac.add(x, 1e20), 1.0),
    ),
    Planted(
        "float32 leaves too few digits of this gradient: compute in float64, or look",
        *(digits_lost, np.array([1e-4], np.float32)),
    ),
    Planted(
        "forward mode gives 12.5541506 along a random direction, reverse mode 11.41286",
        *(lambda x: ac.square(apply(Thrice(99, forward=3.3), x)).sum(), np.ones(3)),
    ),
    Planted(
        "forward mode was not checked: an op has none (",
        *(lambda x: _SQUARE(x).sum(), V),
    ),
]
