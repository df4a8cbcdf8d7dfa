"""Forms of inputs: numbers, arrays, trees of them, names, `wrt`."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from autograd_core.testing import Verdict, check_gradient
from tests.testing.functions import B, Pair, W, X, gradient, loss, product, scaled


@pytest.mark.parametrize(
    ("f", "at", "analytic", "names"),
    [
        (loss, (W, B), gradient, {"w", "b"}),
        (loss, (Tensor(W), Tensor(B, label="bias")), gradient, {"w", "bias"}),
        (loss, {"w": W, "b": B}, gradient, {"w", "b"}),
        (
            lambda p: loss(p["W"], p["b"]),
            {"W": W, "b": B},
            lambda p: dict(zip("Wb", gradient(p["W"], p["b"]), strict=True)),
            {"W", "b"},
        ),
        (
            lambda p: loss(p[0], p[1]),
            ([W, B],),
            lambda p: list(gradient(*p)),
            {"p[0]", "p[1]"},
        ),
        (
            lambda p: loss(p["layer"][0], p["layer"][1]),
            ({"layer": (W, Tensor(B))},),
            lambda p: {"layer": gradient(*p["layer"])},
            {"p['layer'][0]", "p['layer'][1]"},
        ),
        (
            lambda p: loss(p.W, p.b),
            (Pair(W, B),),
            lambda p: Pair(*gradient(*p)),
            {"p[0]", "p[1]"},
        ),
        (lambda *all: loss(*all), (W, B), gradient, {"x0", "x1"}),
    ],
)
def test_arguments_of_any_form(f, at, analytic, names):
    report = check_gradient(f, at, analytic=analytic)
    assert report.ok, report
    assert {row.input for row in report.rows} == names
    assert len(report.rows) == W.size + B.size
    off = check_gradient(f, at, analytic=lambda *p, **k: scaled(analytic(*p, **k)))
    assert off.verdict is Verdict.FORMULA_WRONG


@pytest.mark.parametrize("at", [np.array(2.0), Tensor(2.0), np.ones((1, 1)) * 2])
def test_arrays_of_one_entry(at):
    report = check_gradient(lambda x: (x * x * x).sum(), at)
    assert report.ok
    assert report.worst.autodiff == pytest.approx(12.0)
    assert report.worst.index == (0,) * at.ndim


def test_an_empty_array_has_nothing_to_check():
    report = check_gradient(lambda x: ac.sum(x) + 1.0, np.zeros((0, 3)))
    assert report.ok
    assert report.rows == []
    assert "PASS" in str(report)


def test_numbers_and_arrays_side_by_side():
    report = check_gradient(lambda a, x: a * (x * x).sum(), (3.0, np.array([1.0, 2.0])))
    slopes = {(row.input, row.index): row.autodiff for row in report.rows}
    assert report.ok
    assert slopes == {("a", ()): 5.0, ("x", (0,)): 6.0, ("x", (1,)): 12.0}


def test_views_and_broadcast_inputs():
    at = np.broadcast_to(np.array([1.0, 2.0]), (3, 2))
    report = check_gradient(lambda x: (x**3).sum(), at)
    assert report.ok
    slopes = {row.index: row.autodiff for row in report.rows}
    assert slopes == {(i, j): 3.0 * (j + 1) ** 2 for i in range(3) for j in range(2)}
    assert check_gradient(lambda x: (x**3).sum(), np.ones((4, 4))[::2, ::-1]).ok


def test_other_arguments_may_be_anything():
    ids = np.array([0, 1, 1, 0])

    def nll(w, ids, how):
        logits = ac.log_softmax(X @ w)
        picked = logits[np.arange(4), ids]
        return -picked.mean() if how == "mean" else -picked.sum()

    def hand(w, ids, how):
        p = np.exp(X @ w)
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(4), ids] -= 1
        return X.T @ p / (4 if how == "mean" else 1)

    for how in ("mean", "sum"):
        report = check_gradient(nll, (W, ids, how), wrt="w", analytic=hand)
        assert report.ok, report
    assert not check_gradient(
        nll, (W, ids, "mean"), wrt=0, analytic=lambda w, ids, how: hand(w, ids, "sum")
    ).ok


def test_wrt_a_part_of_an_argument():
    def f(p):
        return loss(p["W"], p["b"])

    report = check_gradient(
        f, ({"W": W, "b": B},), wrt="p['b']", analytic=lambda p: gradient(W, B)[1]
    )
    assert report.ok
    assert {row.input for row in report.rows} == {"p['b']"}


def test_a_list_is_several_points_and_says_so():
    with pytest.raises(TypeError) as raised:
        check_gradient(lambda x: x["w"] * x["b"], [1.0, 2.0])
    notes = getattr(raised.value, "__notes__", ["np.array([...])"])
    assert "np.array([...])" in notes[0]


@pytest.mark.parametrize(
    ("at", "names"),
    [
        ((2.0, 3.0), {"w", "x"}),
        ({"w": 2.0, "x": 3.0}, {"w", "x"}),
        ({"x": 3.0, "w": 2.0}, {"w", "x"}),
        ((Value(2.0, label="weight"), 3), {"weight", "x"}),
    ],
)
def test_several_inputs(at, names):
    report = check_gradient(product, at, analytic=None)
    assert report.ok
    assert {row.input for row in report.rows} == names


def test_a_function_of_one_dict():
    def f(params):
        return params["w"] * params["x"]

    report = check_gradient(
        f, {"w": 2.0, "x": 3.0}, analytic=lambda p: {"w": p["x"], "x": p["w"]}
    )
    assert report.ok
    assert {row.input: row.autodiff for row in report.rows} == {"w": 3.0, "x": 2.0}


@pytest.mark.parametrize("wrt", ["x", 1, ["x"], (1,)])
def test_wrt(wrt):
    report = check_gradient(product, (2.0, 3.0), wrt=wrt, analytic=lambda w, x: w)
    assert [row.input for row in report.rows] == ["x"]
    assert report.ok


def test_integer_arrays_are_numbers_too():
    assert check_gradient(lambda x: (x**2).sum(), np.arange(3), analytic=[0, 2, 4]).ok
