"""`check_gradient` on arrays: forms of inputs, Jacobians, float32, large inputs."""

import math
from collections import namedtuple

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from autograd_core.array_ops.array_rule import Structural, apply
from autograd_core.testing import GradientMismatch, Verdict, check_gradient

RNG = np.random.default_rng(7)
X, Y = RNG.standard_normal((4, 3)), RNG.standard_normal((4, 2))
W, B = RNG.standard_normal((3, 2)), RNG.standard_normal(2)
Pair = namedtuple("Pair", "W b")


def loss(w, b):
    return ((ac.tanh(X @ w + b) - Y) ** 2).mean()


def gradient(w, b):
    out = np.tanh(X @ w + b)
    delta = 2 * (out - Y) / out.size * (1 - out**2)
    return X.T @ delta, delta.sum(axis=0)


# -- forms of inputs -------------------------------------------------------------------


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
    off = check_gradient(f, at, analytic=lambda *p, **k: _scaled(analytic(*p, **k)))
    assert off.verdict is Verdict.FORMULA_WRONG


def _scaled(tree):
    if isinstance(tree, dict):
        return {key: _scaled(each) for key, each in tree.items()}
    if isinstance(tree, Pair):
        return Pair(*map(_scaled, tree))
    if isinstance(tree, (list, tuple)):
        return type(tree)(map(_scaled, tree))
    return 1.001 * tree


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
    found = {(row.input, row.index): row.autodiff for row in report.rows}
    assert report.ok
    assert found == {("a", ()): 5.0, ("x", (0,)): 6.0, ("x", (1,)): 12.0}


def test_views_and_broadcast_inputs():
    at = np.broadcast_to(np.array([1.0, 2.0]), (3, 2))
    report = check_gradient(lambda x: (x**3).sum(), at)
    assert report.ok
    found = {row.index: row.autodiff for row in report.rows}
    assert found == {(i, j): 3.0 * (j + 1) ** 2 for i in range(3) for j in range(2)}
    assert check_gradient(lambda x: (x**3).sum(), np.ones((4, 4))[::2, ::-1]).ok


def test_what_is_not_in_question_may_be_anything():
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
    with pytest.raises(TypeError, match=r"how: expected numbers.* got str 'mean'"):
        check_gradient(nll, (W, ids, "mean"))


def test_wrt_a_part_of_an_argument():
    def f(p):
        return loss(p["W"], p["b"])

    report = check_gradient(
        f, ({"W": W, "b": B},), wrt="p['b']", analytic=lambda p: gradient(W, B)[1]
    )
    assert report.ok
    assert {row.input for row in report.rows} == {"p['b']"}
    with pytest.raises(
        ValueError, match=r"wrt: no input 'c'; .* p, p\['W'\], p\['b'\]"
    ):
        check_gradient(f, ({"W": W, "b": B},), wrt="c")


@pytest.mark.parametrize(
    ("analytic", "match"),
    [
        (lambda p: {"W": W}, r"made like p itself, \{'W': \*, 'b': \*\}, got"),
        (lambda p: [W, B], r"made like p itself.*, got \[\*, \*\]"),
        (lambda p: {"W": W, "b": "x"}, "analytic: expected numbers, arrays.* got str"),
    ],
)
def test_a_formula_of_another_form(analytic, match):
    with pytest.raises((ValueError, TypeError), match=match):
        check_gradient(
            lambda p: loss(p["W"], p["b"]), ({"W": W, "b": B},), analytic=analytic
        )


@pytest.mark.parametrize(
    ("at", "match"),
    [
        (np.array([1.0, math.nan]), r"x\[1\] is nan: a gradient can only be checked"),
        (math.inf, "x is inf"),
        ((W, np.array([[1.0, math.inf]])), r"x1\[0, 1\] is inf"),
        (np.array([1j]), "x: expected real numbers, got dtype complex128"),
        (np.array([None]), "x: expected real numbers, got dtype object"),
        ({"x": {1.0}}, "x: expected numbers, arrays.* got set"),
    ],
)
def test_points_that_are_none(at, match):
    with pytest.raises((TypeError, ValueError), match=match):
        check_gradient(lambda x, *more: ac.sum(x), at)


@pytest.mark.parametrize(
    ("analytic", "match"),
    [
        (lambda x: None, "analytic: got None; does a function lack its return"),
        ("2", "analytic: expected .*, got str"),
        (lambda x: [[1.0], [1.0, 2.0]], "analytic: a ragged list"),
    ],
)
def test_gradients_that_are_none(analytic, match):
    with pytest.raises((TypeError, ValueError), match=match):
        check_gradient(lambda x: x * x, 2.0, analytic=analytic)


def test_names_that_f_does_not_have():
    with pytest.raises(TypeError, match=r"at has w, c, but f takes \(w, b\): name its"):
        check_gradient(lambda w, b: w * b, {"w": 1.0, "c": 2.0})


def test_a_formula_that_gives_nan():
    report = check_gradient(lambda x: x * x, 2.0, analytic=math.nan)
    assert report.verdict is Verdict.FORMULA_WRONG
    assert "the gradient is nan: 0/0" in str(report)


def test_a_list_is_several_points_and_says_so():
    with pytest.raises(TypeError) as raised:
        check_gradient(lambda x: x[0] * x[1], [1.0, 2.0])
    notes = getattr(raised.value, "__notes__", ["np.array([...])"])
    assert "np.array([...])" in notes[0]


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


# -- Jacobians -------------------------------------------------------------------------


def test_elementwise_functions():
    x = np.linspace(-2, 2, 5)
    report = check_gradient(ac.tanh, x, analytic=lambda x: 1 - np.tanh(x) ** 2)
    assert report.ok
    assert "the gradient of x is taken entry by entry" in str(report)
    assert "f returns shape (5,): the Jacobian is checked" in str(report)
    wrong = check_gradient(ac.tanh, x, analytic=lambda x: 1 - np.tanh(x))
    assert wrong.verdict is Verdict.FORMULA_WRONG


def softmax_jacobian(x):
    s = np.exp(x) / np.exp(x).sum()
    return np.diag(s) - np.outer(s, s)


def test_whole_jacobians():
    x = np.array([0.3, -0.2, 1.0])
    assert check_gradient(ac.softmax, x, analytic=softmax_jacobian).ok
    off = softmax_jacobian(x)
    off[0, 2] *= 1.01
    assert not check_gradient(ac.softmax, x, analytic=off).ok


def test_jacobians_of_matrices():
    a = RNG.standard_normal((2, 3))

    def hand(w):
        return np.einsum("ik,jl->ijkl", a, np.eye(2))

    assert check_gradient(lambda w: a @ w, W, analytic=hand).ok
    wrong = check_gradient(lambda w: a @ w, W, analytic=hand(W).transpose(2, 3, 0, 1))
    assert "the Jacobian of w is transposed: results first" in str(wrong)


def test_a_transposed_jacobian_is_named():
    a = RNG.standard_normal((3, 3))
    assert check_gradient(lambda x: a @ x, np.ones(3), analytic=a).ok
    text = str(check_gradient(lambda x: a @ x, np.ones(3), analytic=a.T))
    assert text.startswith("FORMULA_WRONG")
    assert "the Jacobian of x is right after a transpose: write .T" in text


def test_a_jacobian_of_another_shape():
    text = str(check_gradient(lambda x: ac.stack([x, x]), B, analytic=np.ones(5)))
    assert (
        "of shape (2, 2) and x of shape (2,) the Jacobian has shape (2, 2, 2)" in text
    )


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: (x * y, x + y),
        lambda x, y: [x * y, x + y],
        lambda x, y: {"product": x * y, "sum": x + y},
        lambda x, y: np.array([x * y, x + y]),
    ],
)
def test_several_results(f):
    assert check_gradient(f, (2.0, 3.0), analytic=lambda x, y: ([y, 1.0], [x, 1.0])).ok
    assert not check_gradient(
        f, (2.0, 3.0), analytic=lambda x, y: ([y, 1.0], [x, 0.9])
    ).ok


def test_an_entry_that_does_not_depend_on_anything():
    assert check_gradient(lambda x: (x * x, 3.0), np.ones(2)).ok


def test_results_of_the_wrong_size_show_whatever_the_seed():
    for seed in range(5):
        report = check_gradient(
            lambda x: ac.cumsum(x * x), np.arange(1.0, 4.0), seed=seed
        )
        assert report.ok
        assert f"seed {seed}" in str(report)


# -- float32 ---------------------------------------------------------------------------


def to_float32(*arrays):
    return tuple(np.asarray(each, np.float32) for each in arrays)


def test_float32_stays_float32_for_f():
    seen = set()

    def f(x):
        seen.add((type(x).__name__, x.dtype.name))
        return (x * x).sum()

    report = check_gradient(f, np.ones(3, np.float32))
    assert report.ok
    assert ("Tensor", "float32") in seen
    assert ("ndarray", "float64") in seen
    assert "dtype float32" in str(report)
    assert "compute in float64, from inputs that are" in str(report)


def test_float32_gradients():
    at = to_float32(W, B)
    x, y = to_float32(X, Y)

    def f(w, b):
        return ((ac.tanh(x @ w + b) - y) ** 2).mean()

    report = check_gradient(f, at)
    assert report.ok, report
    exact = gradient(*(each.astype(np.float64) for each in at))
    for row in report.rows:
        right = exact[0 if row.input == "w" else 1][row.index]
        assert 0 < abs(row.autodiff - right) <= 10 * row.numeric.error
        assert 1e-8 < row.numeric.error < 1e-5
    off = check_gradient(f, at, analytic=lambda w, b: _scaled(gradient(w, b)))
    assert off.verdict is Verdict.FORMULA_WRONG


def digits_lost(x):
    """log(1 + x)/x: a small x loses its digits in the sum."""
    return ac.sum(ac.log(1.0 + x) / x)


def test_the_error_bar_of_float32_is_that_of_the_computation():
    bars = []
    for x in (1.0, 0.3, 0.03):
        report = check_gradient(digits_lost, np.array([x], np.float32))
        row = report.rows[0]
        right = 1 / (x * (1 + x)) - math.log1p(x) / x**2
        assert abs(row.autodiff - right) <= 10 * row.numeric.error
        bars.append(row.numeric.error)
    assert report.ok
    assert bars[0] < bars[1] < bars[2]


def test_float32_that_has_lost_all_digits():
    """Of -0.5 the engine makes -2.2 here: that is not for differences to excuse."""
    report = check_gradient(digits_lost, np.array([1e-4], np.float32))
    assert report.verdict is Verdict.UNRESOLVED
    assert report.rows[0].numeric.error > 0.1
    assert report.rows[0].numeric.value == pytest.approx(-0.5, rel=1e-2)
    assert "float32 leaves too few digits of this gradient" in str(report)


def test_a_small_component_may_lose_digits_in_float32():
    """1000 - 999.999 is 6 % off; beside a gradient of 10,000 that is usual."""

    def f(x, more):
        return (x * 1000.0 - x * 999.999).sum() + (more * 1e4).sum()

    assert not check_gradient(lambda x: f(x, np.zeros(1)), np.ones(1, np.float32)).ok
    both = np.ones(2, np.float32)
    report = check_gradient(lambda x: f(x[:1], x[1:]), both)
    assert report.ok, report
    assert report.worst.ratio != pytest.approx(1.0, rel=1e-2)


def test_one_of_several_results_in_float32():
    def f(x):
        return ac.astype(ac.exp(x), np.float32), ac.sin(x)

    assert check_gradient(f, np.array([0.3, 0.7])).ok
    report = check_gradient(f, np.array([0.3, 0.7]), modes=("rev",))
    assert "float32: error bars include its rounding" in str(report)


def test_f_that_computes_in_float32_whatever_it_gets():
    def f(x):
        return ac.sum(ac.exp(ac.astype(x, np.float32)))

    at = np.array([0.3, 0.7])
    for analytic in (None, np.exp):
        report = check_gradient(f, at, analytic=analytic)
        assert report.ok, report
        assert all(1e-9 < row.numeric.error < 1e-3 for row in report.rows)
    assert not check_gradient(f, at, analytic=lambda x: 1.01 * np.exp(x)).ok


# -- large inputs ----------------------------------------------------------------------


def test_many_inputs_take_few_evaluations():
    at = {"W": RNG.standard_normal((40, 30)), "b": RNG.standard_normal(30)}
    x = RNG.standard_normal((20, 40))

    def f(W, b):
        return ac.softplus(x @ W + b).mean()

    report = check_gradient(f, at)
    assert report.ok
    assert len(report.rows) == 8
    assert report.evaluations < 100


class Thrice(Structural):
    """3x, with a gradient that is wrong from some entry on."""

    __slots__ = ("first", "forward")
    name = "thrice"

    def __init__(self, first, forward=3.0):
        self.first, self.forward = first, forward

    def array(self, x):
        return 3.0 * x

    def vjp(self, i, upstream, out, operands):
        factors = np.full(np.shape(out), 3.0)
        factors.reshape(-1)[self.first :] = 2.0
        return upstream * factors

    def jvp(self, tangents, out, operands):
        return self.forward * tangents[0]


@pytest.mark.parametrize("first", [0, 17, 199])
def test_a_wrong_gradient_of_the_engine_is_narrowed_to_components(first):
    rule = Thrice(first)
    at = np.linspace(0.5, 1.5, 200).reshape(20, 10)
    report = check_gradient(
        lambda x: ac.square(apply(rule, x)).sum(), at, modes=("rev",)
    )
    assert report.verdict is Verdict.ENGINE_OR_CUSTOM_OP_WRONG
    failing = [row for row in report.rows if row.index and not row.ok]
    places = {int(np.ravel_multi_index(row.index, at.shape)) for row in failing}
    assert places
    assert min(places) >= first
    assert "the op thrice(array of shape (20, 10))" in str(report) or (
        "the op thrice(x of shape (20, 10)) sends a wrong gradient" in str(report)
    )


def test_where_two_gradients_differ_is_known_without_a_search():
    at = np.linspace(0.5, 1.5, 1000)
    wrong = 3 * at**2
    wrong[[3, 500]] *= [1.3, -1.0]
    report = check_gradient(lambda x: (x**3).sum(), at, analytic=wrong)
    assert [row.index for row in report.rows[:2]] == [(500,), (3,)]
    assert sum(not row.ok for row in report.rows if row.index) == 2


def test_directions_are_in_units_of_the_inputs():
    """A step that suits b would carry a out of the domain of log."""
    at = {"a": np.linspace(1e-9, 2e-9, 50), "b": np.linspace(1e3, 2e3, 50)}
    report = check_gradient(lambda a, b: ac.log(a).sum() + (b * b).sum() * 1e-6, at)
    assert report.ok, report
    assert report.evaluations <= 8 * 2


def test_directions_reach_every_input():
    at = {"a": np.ones(100), "b": np.array([2.0])}
    report = check_gradient(
        lambda a, b: (a * a).sum() + b.sum() ** 3,
        at,
        analytic=lambda a, b: {"a": 2 * a, "b": 3.03 * b**2},
    )
    assert not report.ok
    assert report.worst.where == "b[0]"


def test_a_number_of_directions():
    at = np.arange(1.0, 6.0)
    report = check_gradient(lambda x: (x**2).sum(), at, directions=3)
    assert [row.input for row in report.rows].count("direction 1") == 1
    assert len(report.rows) == 3


# -- modes, methods, order 2 -----------------------------------------------------------


def test_forward_mode_alone():
    rule = Thrice(0)  # jvp right, vjp wrong

    def f(x):
        return apply(rule, x).sum()

    assert check_gradient(f, np.ones(3), modes=("fwd",)).ok
    assert not check_gradient(f, np.ones(3), modes=("rev",)).ok


def test_forward_mode_that_is_wrong_is_named():
    rule = Thrice(99, forward=3.3)  # vjp right, jvp wrong

    def f(x):
        return ac.square(apply(rule, x)).sum()

    assert check_gradient(f, np.ones(3), modes=("rev",)).ok
    report = check_gradient(f, np.ones(3))
    assert report.verdict is Verdict.ENGINE_OR_CUSTOM_OP_WRONG
    assert "forward mode gives" in str(report)
    assert "the op thrice: for operand 0, jvp and vjp are not those of one" in str(
        report
    )


@pytest.mark.parametrize(
    "method", ["auto", "central", "ridders", "complex", "taylor", "dual"]
)
def test_methods_pass_and_fail(method):
    def f(x):
        return (np.tanh(x) * x).sum()

    def hand(x, factor=1.0):
        return factor * (np.tanh(x) + x * (1 - np.tanh(x) ** 2))

    at = np.array([0.3, -1.2, 2.0])
    assert check_gradient(f, at, analytic=hand, method=method).ok
    wrong = check_gradient(f, at, analytic=lambda x: hand(x, 1.001), method=method)
    assert wrong.verdict is Verdict.FORMULA_WRONG


def test_methods_say_what_they_compare_with():
    def text(method):
        return str(
            check_gradient(
                lambda x: (x**3).sum(),
                np.array([2.0]),
                analytic=lambda x: 3.03 * x**2,
                method=method,
            )
        )

    assert "with the complex step (which agree)" in text("complex")
    assert "complex step (+- err)" in text("complex")
    assert "with forward mode (which agree)" in text("dual")
    assert "Taylor remainder of 12.12 falls like h^1.0 (h^2 if" in text("taylor")


def test_methods_that_cannot_be_used():
    with pytest.raises(TypeError, match="sin: expected a number, got complex"):
        check_gradient(lambda x: ac.sin(x), 1.0, method="complex")
    with pytest.raises(TypeError, match="the complex step needs analytic code"):
        check_gradient(abs, 2.0, method="complex")
    with pytest.raises(TypeError, match="method='dual' is forward mode of the engine"):
        check_gradient(math.sin, 2.0, analytic=math.cos, method="dual")


def test_taylor_sees_a_kink():
    report = check_gradient(lambda x: ac.relu(x), 0.0, analytic=0.3, method="taylor")
    assert report.ok
    assert report.rows[0].numeric.kink == pytest.approx((0.0, 1.0))
    assert not check_gradient(
        lambda x: ac.relu(x), 0.0, analytic=1.3, method="taylor"
    ).ok


def test_second_order():
    report = check_gradient(
        lambda p: ac.sum(ac.exp(p["a"] @ p["b"])),
        ({"a": RNG.standard_normal((2, 2)), "b": RNG.standard_normal(2)},),
        order=2,
    )
    assert report.ok
    pairs = {row.input for row in report.rows if row.order == 2}
    assert pairs == {f"p['{i}'], p['{j}']" for i in "ab" for j in "ab"}


class Cut(Structural):
    """x^2 whose gradient forgets that it depends on x."""

    __slots__ = ()
    name = "cut"

    def array(self, x):
        return x * x

    def vjp(self, i, upstream, out, operands):
        x = operands[0]
        return upstream * (2.0 * (x.data if hasattr(x, "_record") else x))

    def jvp(self, tangents, out, operands):
        return 2.0 * operands[0] * tangents[0]


def test_wrong_only_at_second_order():
    def f(x):
        return apply(Cut(), x).sum()

    assert check_gradient(f, np.array([1.0, 2.0])).ok
    with pytest.raises(GradientMismatch, match="d2 f/d x d x"):
        ac.testing.assert_gradient(f, np.array([1.0, 2.0]), order=2)


def test_graphs_that_mix_values_and_tensors():
    def f(a, x):
        return (ac.stack_values([a, a * a]) * x).sum() * a

    report = check_gradient(f, (Value(1.5), np.array([2.0, 3.0])), order=2)
    assert report.ok, report
