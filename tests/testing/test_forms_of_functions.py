"""Functions and points as people have them."""

from collections import namedtuple
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds

import autograd_core as ac
from autograd_core.testing import Verdict, assert_gradient, check_gradient, gradcheck

X = np.array([1.0, 2.0, 4.0])


def loss_and_gradient(w):
    return np.sum(w**2), 2 * w


def loss_and_wrong_gradient(w):
    return np.sum(w**2), 2.02 * w


def numpy_only(pair):
    """The same function, which does not take nodes."""
    return lambda w: pair(np.asarray(w, float))


# -- (value, gradient) -----------------------------------------------------------------


@pytest.mark.parametrize("wrap", [lambda pair: pair, numpy_only])
def test_a_function_that_returns_value_and_gradient(wrap):
    right, wrong = wrap(loss_and_gradient), wrap(loss_and_wrong_gradient)
    assert check_gradient(right, X, jac=True).ok
    report = check_gradient(wrong, X, jac=True)
    assert report.verdict is Verdict.FORMULA_WRONG
    assert report.worst.ratio == pytest.approx(1.01)
    for analytic in (wrong, lambda w: wrong(w)[1]):
        report = check_gradient(right, X, analytic)
        assert report.verdict is Verdict.FORMULA_WRONG
    assert check_gradient(wrong, X, right).ok
    assert check_gradient(wrong, X, lambda w: right(w)[1]).ok


def test_several_gradients_after_the_value():
    def flat(w, b):
        return (w * b).sum(), b, w

    def nested(w, b):
        return (w * b).sum(), (b, w)

    at = (X, X + 1)
    assert check_gradient(flat, at, jac=True).ok
    assert check_gradient(nested, at, jac=True).ok
    assert not check_gradient(lambda w, b: ((w * b).sum(), w, b), at, jac=True).ok


def test_pairs_of_parameters_by_name():
    def f(params):
        w, b = params["w"], params["b"]
        return float((w * b).sum()), {"b": float(w.sum()), "w": np.full(3, b)}

    for at in ({"w": X, "b": 2.0}, ({"w": X, "b": 2.0},)):
        assert check_gradient(f, at, jac=True).ok
        assert "as jac=True says" in check_gradient(f, at).notes[0]


def test_a_forgotten_flag():
    with pytest.raises(ValueError, match="jac=True to check the second"):
        check_gradient(loss_and_gradient, X)
    report = check_gradient(numpy_only(loss_and_wrong_gradient), X)
    assert report.verdict is Verdict.FORMULA_WRONG
    assert "as jac=True says" in report.notes[0]


def test_a_pair_that_is_two_results():
    def f(x):
        return x.sum(), x**2

    assert check_gradient(f, X, jac=False).ok
    jacobian = np.vstack([np.ones(3), np.diag(2 * X)])
    assert check_gradient(f, X, jacobian).ok
    assert not check_gradient(f, X, 1.01 * jacobian).ok
    assert gradcheck(f, X)
    assert check_gradient(lambda t: [ac.sin(t), ac.cos(t)], 0.5).ok


def test_a_formula_that_returns_the_value_too():
    report = check_gradient(lambda w: (w**2).sum(), X, loss_and_gradient)
    assert report.ok
    assert "the formula returns (value, gradient)" in report.notes[0]


# -- arguments -------------------------------------------------------------------------


def test_the_formula_by_position_and_further_arguments():
    def f(w, features, power):
        return ((features @ w) ** power).sum()

    def gradient(w, features, power):
        return power * features.T @ (features @ w) ** (power - 1)

    features = np.arange(1.0, 7.0).reshape(2, 3)
    args = (features, 3)
    assert assert_gradient(f, X, gradient, args=args).ok
    wrong = check_gradient(f, X, lambda *given: 1.01 * gradient(*given), args=args)
    assert {row.input for row in wrong.rows} == {"w"}
    assert not wrong.ok
    assert check_gradient(lambda w, k: (w**k).sum(), X, 3 * X**2, args=3).ok
    assert check_gradient(lambda p, k: p["w"] ** k, {"w": 2.0}, args=(3,)).ok


# -- bounds ----------------------------------------------------------------------------


def within(x):
    assert np.all(x >= 1) and np.all(x <= 4), x
    return np.sum(np.sqrt(np.asarray(x)))


def root_gradient(x):
    return 0.5 / np.sqrt(x)


@pytest.mark.parametrize(
    "bounds",
    [
        (1, 4),
        [(1, 4)] * 3,
        [(1, 4), (None, None), (-np.inf, 4)],
        (np.ones(3), [None, 4, 4]),
        Bounds(1, 4),
        Bounds([1, 1, 1], [4, 4, 4]),
        {"x": (1, 4)},
        {"x": [(1, 4)] * 3},
    ],
)
def test_differences_stay_within_bounds(bounds):
    point = np.array([1.0, 2.0, 4.0])
    calls = []

    def f(x):
        calls.append(np.array(x, float))
        return np.sum(np.sqrt(calls[-1]))

    assert check_gradient(f, point, root_gradient, bounds=bounds).ok
    assert min(x[0] for x in calls) >= 1
    assert max(x[2] for x in calls) <= 4
    wrong = check_gradient(f, point, lambda x: 1.001 * root_gradient(x), bounds=bounds)
    assert wrong.verdict is Verdict.FORMULA_WRONG
    assert sum(not row.ok for row in wrong.rows) == 3


def test_pairs_of_two_entries():
    point = np.array([1.0, 4.0])
    for bounds in ([(1, 4), (1, 4)], ((1, 4), (1, 4)), ([1, 1], [4, 4])):
        assert check_gradient(within, point, root_gradient, bounds=bounds).ok


def test_bounds_of_many_inputs():
    x = np.random.default_rng(0).uniform(1, 4, 200)
    x[:40], x[40:80] = 1, 4
    assert check_gradient(within, x, root_gradient, bounds=(1, 4)).ok
    sign = np.where(np.arange(200) == 50, -1, 1)
    report = check_gradient(within, x, sign * root_gradient(x), bounds=(1, 4))
    assert report.worst.index == (50,)
    assert not report.ok


def test_a_number_whose_bounds_are_equal_does_not_move():
    report = check_gradient(
        within, np.array([1.0, 2.0]), root_gradient, bounds=[(1, 1), (1, 4)]
    )
    assert report.ok
    assert [row.index for row in report.rows] == [(1,)]


def test_bounds_hold_for_second_derivatives():
    def f(x):
        assert np.min(getattr(x, "data", x)) >= 1
        return (x**3).sum()

    assert check_gradient(f, np.array([1.0, 2.0]), order=2, bounds=(1, None)).ok


# -- lists -----------------------------------------------------------------------------


def test_a_list_that_can_only_be_one_vector():
    def f(v):
        return v[0] * v[1] + v[2]

    report = check_gradient(f, [1, 2, 3], lambda v: np.array([v[1], v[0], 1.0]))
    assert report.ok and report.points == 1
    assert "it is read as one vector" in report.notes[0]
    assert not check_gradient(f, [1, 2, 3], lambda v: np.ones(3)).ok


def test_a_list_of_numbers_is_several_points():
    report = check_gradient(lambda x: x**2, [1, 2, 3], lambda x: 2 * x)
    assert report.ok and report.points == 3
    assert report.notes == []
    report = check_gradient(lambda v: np.sum(v) ** 2, [1.0, 2.0], lambda v: 2 * v)
    assert report.points == 2
    assert "at is a list: 2 points of one number each" in report.notes[0]


@pytest.mark.parametrize("of_number", [False, True])
def test_a_list_is_one_vector_if_the_formula_is_that_of_one(of_number):
    def gradient(v, factor=2):
        return factor * np.sum(v) * np.ones(2)

    def f(v):
        return np.sum(v) ** 2

    right = np.array([6.0, 6.0]) if of_number else gradient
    report = check_gradient(f, [1.0, 2.0], right)
    assert report.ok and report.points == 1 and len(report.rows) == 2
    assert "it is read as one vector" in report.notes[0]
    assert not check_gradient(f, [1.0, 2.0], lambda v: gradient(v, 3)).ok


def test_a_list_for_a_function_of_as_many_arguments():
    report = check_gradient(lambda a, b, c: a * b + c, [2.0, 3.0, 4.0])
    assert report.ok and report.points == 1
    assert {row.input for row in report.rows} == {"a", "b", "c"}
    assert "one point, a tuple" in report.notes[0]


def test_nested_lists():
    report = check_gradient(lambda m: (m @ m).sum(), [[1.0, 2.0], [3.0, 4.0]])
    assert report.ok and report.rows[0].index in np.ndindex(2, 2)
    assert "it is read as one array" in report.notes[0]


def test_a_list_whose_entries_only_the_formula_refuses():
    """f takes W[0] and W[1] of one matrix, too; its gradient does not."""
    x = np.array([0.3, -0.8, 0.5])
    weights = [np.outer(x, x + 1), np.outer(x - 1, x)]

    def f(W):
        return (np.tanh(x @ W[0]) @ W[1]).sum()

    def gradient(W):
        h = np.tanh(x @ W[0])
        return [np.outer(x, (1 - h * h) * W[1].sum(axis=1)), np.outer(h, np.ones(3))]

    report = check_gradient(f, weights, gradient)
    assert report.ok and {row.input for row in report.rows} == {"W[0]", "W[1]"}
    assert "it is read as one argument" in report.notes[0]
    assert not check_gradient(f, weights, lambda W: gradient(W)[::-1]).ok


def test_lists_of_arrays():
    weights = [np.arange(1.0, 7.0).reshape(2, 3), np.array([[0.5, -1.0]])]

    def f(layers):
        return (layers[1] @ (layers[0] @ X)).sum()

    def gradient(layers):
        return [np.outer(layers[1][0], X), (layers[0] @ X)[None]]

    report = check_gradient(f, weights, gradient)
    assert report.ok and report.points == 1
    assert "it is read as one argument" in report.notes[0]
    assert check_gradient(f, (weights,), gradient).notes == []
    assert not check_gradient(f, weights, lambda w: [1.01 * g for g in gradient(w)]).ok


# -- trees -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Layer:
    W: np.ndarray
    b: float
    mask: object = None
    name: str = "hidden"


Pair = namedtuple("Pair", "w b")


def test_dataclasses():
    at = Layer(np.ones((2, 3)), 0.5)

    def f(layer):
        assert layer.name == "hidden" and layer.mask is None
        return (layer.W * layer.b).sum()

    def gradient(layer):
        return Layer(np.full((2, 3), layer.b), float(layer.W.sum()))

    report = check_gradient(f, at, gradient)
    assert report.ok
    assert {row.input for row in report.rows} == {"layer.W", "layer.b"}
    assert check_gradient(f, at, wrt="layer.b", analytic=6.0).ok
    wrong = check_gradient(f, at, lambda layer: Layer(np.ones((2, 3)), 6.0))
    assert wrong.worst.input == "layer.W" and not wrong.ok
    assert check_gradient(lambda x: Layer(x, x.sum()), X).ok  # as a result


def test_none_has_no_gradient():
    def f(params):
        return params["w"] ** 2 if params["b"] is None else 0.0

    at = ({"w": 3.0, "b": None},)
    assert check_gradient(f, at, lambda p: {"w": 2 * p["w"], "b": None}).ok
    assert not check_gradient(f, at, lambda p: {"w": p["w"], "b": None}).ok
    assert check_gradient(
        lambda x, mask: (x**2).sum(), (X, None), lambda x, mask: (2 * x, None)
    ).ok
    assert check_gradient(lambda x: (x.sum() ** 2, None), X).ok


def test_a_gradient_may_leave_out_what_is_none():
    def f(params):
        return params["w"] ** 2

    at = ({"w": 3.0, "b": None},)
    assert check_gradient(f, at, lambda p: {"w": 2 * p["w"]}).ok
    assert not check_gradient(f, at, lambda p: {"w": p["w"]}).ok
    for factor in (2, 3):
        for gradient in (
            lambda x, mask, k=factor: k * x,
            lambda x, mask, k=factor: (k * x,),
            lambda x, mask, k=factor: {"x": k * x},
        ):
            report = check_gradient(lambda x, mask: (x**2).sum(), (X, None), gradient)
            assert report.ok is (factor == 2)


def test_named_tuples():
    def f(pair):
        return pair.w * pair.b

    assert check_gradient(f, (Pair(2.0, 3.0),), lambda p: Pair(p.b, p.w)).ok
    assert not check_gradient(f, (Pair(2.0, 3.0),), lambda p: Pair(p.w, p.b)).ok
    assert check_gradient(f, Pair(2.0, 3.0), lambda p: Pair(p.b, p.w)).ok
    assert not check_gradient(f, Pair(2.0, 3.0), lambda p: Pair(p.w, p.b)).ok
    assert check_gradient(lambda w, b: w * b, Pair(2.0, 3.0), lambda w, b: (b, w)).ok


def test_pandas():
    series = pd.Series([2.0, 3.0], index=["a", "b"])

    def of_series(s):
        return s["a"] ** 2 * s["b"]

    def gradient(s):
        return pd.Series({"a": 2 * s["a"] * s["b"], "b": s["a"] ** 2})

    assert check_gradient(of_series, series, gradient).ok
    assert not check_gradient(of_series, series, lambda s: 1.01 * gradient(s)).ok
    # Labels count, as everywhere in pandas, not their order.
    assert check_gradient(of_series, series, lambda s: gradient(s)[::-1]).ok
    assert not check_gradient(of_series, series, lambda s: gradient(s).to_numpy()[::-1])
    frame = pd.DataFrame({"u": [1.0, 2.0], "v": [3.0, 5.0]})
    swapped = frame[["v", "u"]].to_numpy()
    assert check_gradient(lambda d: (d["u"] * d["v"]).sum(), frame, swapped).ok
    assert check_gradient(lambda x: pd.Series(x.copy()) ** 2, X, np.diag(2 * X)).ok


def test_a_table_of_text_that_is_not_moved():
    table = pd.DataFrame({"a": [1.0, 2.0], "name": ["u", "v"]})

    def f(w, table):
        return (table["a"] * w).sum()

    assert check_gradient(f, (2.0, table), lambda w, table: 3.0, wrt="w").ok
    with pytest.raises(TypeError, match="column 'name' holds str 'u'"):
        check_gradient(f, (2.0, table), lambda w, table: 3.0)


# -- what f does -----------------------------------------------------------------------


def test_functions_that_fill_arrays():
    def f(x):
        out = np.zeros(3)
        for i in range(3):
            out[i] = x[i] ** 2
        return out

    report = check_gradient(f, X, np.diag(2 * X))
    assert report.ok
    assert report.notes[-1] == (
        "no autodiff: f does not take nodes (it writes them into an array, "
        "out[i] = ...)"
    )
    assert not check_gradient(f, X, np.diag(X)).ok
    with pytest.raises(TypeError, match="give analytic= to compare with"):
        check_gradient(f, X)


@pytest.mark.parametrize(
    "error", [IndexError, RuntimeError, AssertionError, KeyError, np.linalg.LinAlgError]
)
def test_an_error_near_the_point_is_an_edge(error):
    def f(x):
        if x > 2:
            raise error("beyond 2")
        return x**2

    report = check_gradient(f, 2.0, lambda x: 2 * x)
    assert report.ok
    assert report.worst.numeric.method == "one-sided"
    named = any(error.__name__ in note for note in report.notes)
    assert named == (not issubclass(error, ValueError))
    assert check_gradient(f, 2.0, 4.01).verdict is Verdict.FORMULA_WRONG
    with pytest.raises(error, match="beyond 2"):
        check_gradient(f, 2.5, lambda x: 2 * x)


def test_empty_inputs_and_results():
    nothing = np.zeros(0)
    assert check_gradient(lambda x: (x**2).sum(), nothing, lambda x: 2 * x).ok
    wrong = check_gradient(lambda x: (x**2).sum(), nothing, np.ones(3))
    assert wrong.verdict is Verdict.FORMULA_WRONG and not wrong.ok
    assert "has shape (3,), x itself (0,)" in str(wrong)
    assert check_gradient(lambda x: x[:0], X, np.zeros((0, 3))).ok
    assert check_gradient(lambda x: [], X).ok
    report = check_gradient(lambda x: x[:0], X)
    assert "f returns no numbers, shape (0,)" in report.notes[0]
    assert not check_gradient(lambda x: x[:0], X, np.zeros((0, 4))).ok
    assert check_gradient(lambda x, y: x.sum() * y, (nothing, 2.0)).ok
