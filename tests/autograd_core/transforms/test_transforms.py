"""The transforms against closed forms, HIPS autograd and each other."""

from __future__ import annotations

import collections
import math
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import autograd_core as ac
from autograd_core import Tensor, Value
from autograd_core.array_ops.linear import Matmul

RNG = np.random.default_rng(3)
X = RNG.standard_normal((2, 3))
W = RNG.standard_normal((3, 4))


def network(x: Any, w: Any, np_: Any = ac) -> Any:
    """A little of everything, for the same program on both libraries."""
    hidden = np_.tanh(np_.matmul(x, w))
    return (hidden**2 * np_.sin(hidden)).sum() + (x * x).sum() / 2


def wave(x: Any) -> Any:
    return ac.sin(x) * ac.exp(0.5 * x)


# -- grad ------------------------------------------------------------------------------


@pytest.mark.parametrize("argnums", [0, 1, -1, (0, 1), (1, 0)])
def test_grad_against_hips(argnums: Any) -> None:
    ours = ac.grad(network, argnums)(X, W)
    positive = argnums if isinstance(argnums, tuple) else argnums % 2
    theirs = autograd.grad(lambda x, w: network(x, w, anp), positive)(X, W)
    assert type(ours) is (tuple if isinstance(argnums, tuple) else np.ndarray)
    for mine, other in zip(ours, theirs, strict=True):
        assert_allclose(mine, other, rtol=1e-12)


def test_the_kind_of_the_answer_is_that_of_the_argument() -> None:
    f = ac.grad(lambda x: x * x)
    assert (f(3), f(3.0), f(np.float32(3.0))) == (6.0, 6.0, 6.0)
    assert all(type(f(x)) is float for x in (3, 3.0, np.float32(3.0)))
    of_array = ac.grad(lambda x: (x * x).sum())
    assert of_array(np.float32([1, 2])).dtype == np.float32
    assert of_array(np.array([1, 2])).dtype == np.float64
    slope = f(Value(3.0))
    assert type(slope) is Value
    assert type(of_array(Tensor([3.0]))) is Tensor


def test_answers_of_nodes_can_be_differentiated_by_hand() -> None:
    x, w = Value(3.0, label="x"), Value(2.0, label="w")
    slope = ac.grad(lambda x, w: w * x**3)(x, w)
    slope.backward()
    assert (slope.data, x.grad, w.grad) == (54.0, 36.0, 27.0)


def test_a_parameter_in_a_closure_gets_no_gradient_and_gives_plain_answers() -> None:
    w = Value(2.0)
    assert ac.grad(lambda x: w * x * x)(3.0) == 12.0
    assert not w.has_grad


def test_value_and_grad_with_aux() -> None:
    def f(x: Any) -> Any:
        y = x * x
        return y, {"double": 2 * y.data}

    assert ac.value_and_grad(f, has_aux=True)(3.0) == ((9.0, {"double": 18.0}), 6.0)
    assert ac.grad(f, has_aux=True)(3.0) == (6.0, {"double": 18.0})
    value, slope = ac.value_and_grad(lambda x: x.mean())(np.ones(4))
    assert type(value) is np.float64
    assert slope.tolist() == [0.25] * 4


def test_trees_of_arguments_and_keywords() -> None:
    Pair = collections.namedtuple("Pair", "left right")

    def f(p: Any, power: int = 1) -> Any:
        return (p["w"][0] * p["w"][1]).sum() + p["b"].left ** power * p["b"].right

    tree = {"w": [np.ones(2), np.full(2, 3.0)], "b": Pair(2.0, 5.0)}
    found = ac.grad(f)(tree, power=3)
    assert list(found) == ["w", "b"]
    assert [each.tolist() for each in found["w"]] == [[3.0, 3.0], [1.0, 1.0]]
    assert found["b"] == Pair(60.0, 8.0)


def test_a_result_that_does_not_depend_on_the_input() -> None:
    assert ac.grad(lambda x: 3.0)(2.0) == 0.0
    assert ac.grad(lambda x: Value(3.0))(2.0) == 0.0
    assert ac.grad(lambda x: Tensor(1.0))(np.ones(2)).tolist() == [0.0, 0.0]
    assert ac.jacobian(lambda x: np.ones(3))(np.ones(2)).tolist() == [[0.0, 0.0]] * 3


def test_inside_no_grad_transforms_still_differentiate() -> None:
    with ac.no_grad():
        assert ac.grad(lambda x: x**3)(2.0) == 12.0
        assert ac.jvp(lambda x: x**3, (2.0,), (1.0,)) == (8.0, 12.0)
        assert (Value(1.0) * 2).parents == ()


# -- nested differentiation ------------------------------------------------------------


def test_no_perturbation_confusion() -> None:
    """d/dx of x times (d/dy of x + y) is 1; who confuses x and y says 2."""

    def inner(x: Any) -> Any:
        return x * ac.grad(lambda y: x + y)(1.0)

    assert ac.grad(inner)(2.0) == 1.0
    pushed = ac.jvp(
        lambda x: x * ac.jvp(lambda y: x + y, (1.0,), (1.0,))[1], (2.0,), (1.0,)
    )
    assert pushed == (2.0, 1.0)
    mixed = ac.grad(lambda x: x * ac.jvp(lambda y: x * y, (1.0,), (1.0,))[1])(2.0)
    assert mixed == 4.0


@pytest.mark.parametrize("outer", [ac.grad, ac.jacfwd, ac.jacrev])
@pytest.mark.parametrize("inner", [ac.grad, ac.jacfwd, ac.jacrev])
def test_closures_at_any_depth(outer: Any, inner: Any) -> None:
    """d/dx [x^2 d/dy (x^3 y^2) at y = x] = d/dx [2 x^6] = 12 x^5."""

    def f(x: Any) -> Any:
        return x**2 * inner(lambda y: x**3 * y**2)(x)

    assert outer(f)(1.5) == pytest.approx(12 * 1.5**5, rel=1e-14)


def test_higher_derivatives_of_a_function_of_one_number() -> None:
    f, x = wave, 0.7
    # wave is the imaginary part of e^((1/2 + i) x): the n-th derivative multiplies.
    for n in range(1, 6):
        f = ac.grad(f)
        factor = (0.5 + 1j) ** n * np.exp((0.5 + 1j) * x)
        assert f(x) == pytest.approx(factor.imag, rel=1e-12)


def test_elementwise_grad_nests_and_keeps_the_shape() -> None:
    x = np.linspace(-2, 2, 6).reshape(2, 3)
    first = ac.elementwise_grad(ac.tanh)
    assert_allclose(first(x), 1 - np.tanh(x) ** 2, rtol=1e-14)
    second = ac.elementwise_grad(first)(x)
    assert_allclose(second, -2 * np.tanh(x) * (1 - np.tanh(x) ** 2), rtol=1e-13)


# -- vjp, jvp, linearize ---------------------------------------------------------------


def several(x: Any, w: Any) -> Any:
    product = x @ w
    return {"y": ac.softmax(product), "z": (ac.norm(w, axis=0), product.max())}


def test_jvp_is_the_transpose_of_vjp_on_several_results() -> None:
    tangents = (RNG.standard_normal(X.shape), RNG.standard_normal(W.shape))
    out, moved = ac.jvp(several, (X, W), tangents)
    same, pullback = ac.vjp(several, X, W)
    u = {"y": RNG.standard_normal((2, 4)), "z": (RNG.standard_normal(4), 0.3)}
    back = pullback(u)
    left = (u["y"] * moved["y"]).sum() + u["z"][0] @ moved["z"][0]
    left += u["z"][1] * moved["z"][1]
    right = sum((a * b).sum() for a, b in zip(back, tangents, strict=True))
    assert left == pytest.approx(right, rel=1e-12)
    assert_allclose(out["y"], same["y"])
    step = 1e-6
    higher = several(Tensor(X + step * tangents[0]), Tensor(W + step * tangents[1]))
    lower = several(Tensor(X - step * tangents[0]), Tensor(W - step * tangents[1]))
    slope = (higher["y"].data - lower["y"].data) / (2 * step)
    assert_allclose(moved["y"], slope, rtol=1e-6, atol=1e-9)


def test_vjp_can_be_called_again_and_gives_a_tuple() -> None:
    _, pullback = ac.vjp(lambda x: x**2, np.array([1.0, 2.0]))
    for weight in (1.0, -3.0):
        (found,) = pullback(np.array([weight, 0.0]))
        assert found.tolist() == [2 * weight, 0.0]


def test_linearize_runs_the_function_once() -> None:
    calls = []

    def f(x: Any) -> Any:
        calls.append(x)
        return ac.sin(x) * x

    out, push = ac.linearize(f, np.array([1.0, 2.0]))
    slopes = np.cos([1.0, 2.0]) * [1.0, 2.0] + np.sin([1.0, 2.0])
    for t in ([1.0, 0.0], [0.0, 1.0], [2.0, -1.0]):
        assert_allclose(push(np.array(t)), slopes * t, rtol=1e-14)
    assert len(calls) == 1
    assert_allclose(out, np.sin([1.0, 2.0]) * [1.0, 2.0])


def test_forward_mode_is_forward_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    """No vjp of any op is asked for while tangents are pushed."""

    def refuse(*args: Any) -> None:
        raise AssertionError("reverse mode in jvp")

    monkeypatch.setattr(Matmul, "vjp", refuse)
    _, moved = ac.jvp(lambda x: (x @ W).sum(), (X,), (np.ones_like(X),))
    assert moved == pytest.approx(W.sum() * 2)


@given(st.integers(0, 10_000))
def test_dot_product_test_on_random_programs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, t = rng.standard_normal((2, 3)), rng.standard_normal((2, 3))

    def f(x: Any) -> Any:
        stack = [x, Tensor(rng2.standard_normal((2, 3)))]
        for _ in range(6):
            a, b = (stack[rng2.integers(len(stack))] for _ in range(2))
            pick = rng2.integers(6)
            stack.append(
                (a * b, a + b, ac.sin(a), a / (2 + b * b), ac.softmax(a), a[::-1])[pick]
            )
        return stack[-1] @ x.T

    rng2 = np.random.default_rng(seed + 1)
    _, moved = ac.jvp(f, (x,), (t,))
    rng2 = np.random.default_rng(seed + 1)
    _, pullback = ac.vjp(f, x)
    u = rng.standard_normal(moved.shape)
    assert (u * moved).sum() == pytest.approx((pullback(u)[0] * t).sum(), rel=1e-9)


# -- jacobian, hessian, hvp ------------------------------------------------------------


@pytest.mark.parametrize("jacobian", [ac.jacobian, ac.jacfwd, ac.jacrev])
def test_jacobians_agree_with_hips(jacobian: Any) -> None:
    def f(x: Any, np_: Any = ac) -> Any:
        return np_.tanh(np_.matmul(x, W))

    theirs = autograd.jacobian(lambda x: f(x, anp))(X)
    assert theirs.shape == (2, 4, 2, 3)
    assert_allclose(jacobian(f)(X), theirs, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("jacobian", [ac.jacobian, ac.jacfwd, ac.jacrev])
def test_jacobians_of_trees_and_numbers(jacobian: Any) -> None:
    found = jacobian(lambda x, y: {"p": x * y, "q": [x.sum()]}, (0, 1))(
        np.array([1.0, 2.0]), 3.0
    )
    assert found["p"][0].tolist() == [[3.0, 0.0], [0.0, 3.0]]
    assert found["p"][1].tolist() == [1.0, 2.0]
    assert found["q"][0][0].tolist() == [1.0, 1.0]
    assert found["q"][0][1] == 0.0
    assert jacobian(lambda v: [v[0] * v[1], v[0]])([2.0, 3.0]) == [
        [3.0, 2.0],
        [1.0, 0.0],
    ]


def test_jacobian_takes_the_cheaper_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    from autograd_core.transforms.recording import Recording

    counts = collections.Counter[str]()
    for name in ("pull", "push"):
        real = getattr(Recording, name)
        monkeypatch.setattr(
            Recording,
            name,
            lambda self, given, real=real, name=name: (
                counts.update([name]) or real(self, given)
            ),
        )
    ac.jacobian(lambda x: ac.broadcast_to(x, (50, 2)) * np.ones((50, 2)))(np.ones(2))
    assert counts == {"push": 2}
    counts.clear()
    ac.jacobian(lambda x: ac.sum(x * x, keepdims=True))(np.ones(50))
    assert counts == {"pull": 1}


def test_hessian_of_a_quadratic_is_its_matrix() -> None:
    A = RNG.standard_normal((4, 4))
    A = A + A.T
    found = ac.hessian(lambda x: 0.5 * (x @ (A @ x)))(RNG.standard_normal(4))
    assert_allclose(found, A, rtol=1e-14, atol=1e-14)


def test_hessian_against_hips_and_of_nested_values() -> None:
    theirs = autograd.hessian(lambda x: network(x, W, anp))(X)
    assert_allclose(ac.hessian(network)(X, W), theirs, rtol=1e-11, atol=1e-12)
    assert ac.hessian(lambda v: v[0] ** 2 * v[1])([2.0, 3.0]) == [
        [6.0, 4.0],
        [4.0, 0.0],
    ]


def test_hvp_equals_hessian_times_vector() -> None:
    v = RNG.standard_normal(X.shape)
    full = np.einsum("ijkl,kl->ij", ac.hessian(network)(X, W), v)
    found = ac.hvp(lambda x: network(x, W), (X,), (v,))
    assert_allclose(found, full, rtol=1e-11, atol=1e-12)
    both = ac.hvp(network, (X, W), (v, np.zeros_like(W)))
    assert_allclose(both[0], full, rtol=1e-11, atol=1e-12)


def rosenbrock(x: Any) -> Any:
    return (100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2).sum()


def test_hvp_costs_a_constant_number_of_ops_whatever_n(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rule calls of both modes are counted: as many for 2000 inputs as for 20."""
    from autograd_core.array_ops.reductions import Reduction
    from autograd_core.ops.op import Op

    calls = []
    for kind in (Op, Reduction):
        for name in ("vjp", "jvp"):
            real = getattr(kind, name)
            monkeypatch.setattr(
                kind, name, lambda *a, real=real: calls.append(1) or real(*a)
            )
    counts = []
    for n in (20, 2000):
        calls.clear()
        ac.hvp(rosenbrock, (np.full(n, 0.5),), (np.ones(n),))
        counts.append(len(calls))
    assert counts[0] == counts[1] > 0


def test_a_large_hvp_never_holds_an_n_by_n_array() -> None:
    import tracemalloc

    n = 2000
    x, v = np.linspace(-1, 1, n), np.ones(n)
    tracemalloc.start()
    found = ac.hvp(rosenbrock, (x,), (v,))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    diagonal = np.zeros(n)
    diagonal[:-1] += 1200 * x[:-1] ** 2 - 400 * x[1:] + 2
    diagonal[1:] += 200
    beside = -400 * x[:-1]
    expected = diagonal * v
    expected[:-1] += beside * v[1:]
    expected[1:] += beside * v[:-1]
    assert_allclose(found, expected, rtol=1e-11)
    assert peak < n * n * 8 / 10


def test_hvp_of_a_function_of_values() -> None:
    found = ac.hvp(lambda a, b: a**2 * b**3, (2.0, 3.0), (1.0, 0.0))
    assert found == (2 * 27.0, 2 * 2.0 * 27.0)


# -- mistakes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "kind", "text"),
    [
        (
            lambda: ac.grad(lambda x: x)(np.ones(2)),
            TypeError,
            r"must give one number.*\(2",
        ),
        (lambda: ac.grad(lambda x: (x, x))(1.0), TypeError, "must give one number"),
        (
            lambda: ac.grad(lambda x: None)(1.0),
            TypeError,
            "result of <lambda>.*NoneType",
        ),
        (lambda: ac.grad(lambda x: x)("a"), TypeError, "grad, argument 0.*got str 'a'"),
        (lambda: ac.grad(lambda x: x, 1)(1.0), ValueError, "argnums=1.*1 positional"),
        (
            lambda: ac.grad(lambda x: x, has_aux=True)(1.0),
            TypeError,
            r"pair \(out, aux\)",
        ),
        (
            lambda: ac.jvp(lambda x: x, 1.0, 1.0),
            TypeError,
            r"must be a tuple.*\(primal,\)",
        ),
        (
            lambda: ac.jvp(lambda x: x, (1.0,), (1.0, 2.0)),
            TypeError,
            r"\(\*,\), got \(\*, \*\)",
        ),
        (
            lambda: ac.jvp(lambda x: x, (np.ones(2),), (np.ones(3),)),
            ValueError,
            r"\(2,\), got \(3,\)",
        ),
        (lambda: ac.vjp(lambda x: x, 1.0)[1]("a"), TypeError, "cotangent.*str"),
        (
            lambda: ac.vjp(lambda x: (x, x), 1.0)[1](1.0),
            TypeError,
            r"\(\*, \*\), got \*",
        ),
    ],
)
def test_mistakes_are_named(call: Any, kind: Any, text: str) -> None:
    with pytest.raises(kind, match=text):
        call()


def test_names_and_docs_of_the_function_are_kept() -> None:
    def loss(x: float) -> float:
        """How wrong."""
        return x

    assert ac.grad(loss).__name__ == "loss"
    assert ac.hessian(loss).__doc__ == "How wrong."
    assert math.isclose(ac.grad(loss)(1.0), 1.0)
