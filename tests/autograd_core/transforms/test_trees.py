"""Trees of arguments as in JAX: None is no leaf; tree_map; has_aux everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import grad, jvp, tree_map, vjp, vmap
from optim import minimize
from tests.autograd_core.messages import message_of

X = np.array([1.0, 2.0])


class Layer(NamedTuple):
    w: Any
    b: Any = None


PARAMETERS = {"first": Layer(X), "none": None, "rest": [None, (3.0 * X, None)]}


def total(p: Any) -> Any:
    """Of the weights w and v: sum w^2 + sum w v."""
    w, v = p["first"].w, p["rest"][1][0]
    assert p["first"].b is None and p["none"] is None and p["rest"][1][1] is None
    return (w**2).sum() + (w * v).sum()


def numbers(tree: Any) -> Any:
    """A tree with lists for arrays, to compare."""
    return tree_map(lambda leaf: np.asarray(leaf).tolist(), tree)


def like(w: list[float], v: list[float]) -> Any:
    return {"first": Layer(w), "none": None, "rest": [None, (v, None)]}


def test_none_is_no_leaf_of_an_argument() -> None:
    slopes = grad(total)(PARAMETERS)
    assert type(slopes["first"]) is Layer
    assert numbers(slopes) == like([5.0, 10.0], [1.0, 2.0])  # 2 w + v and w
    # A push along w and v is 2 w^2 + 2 w v.
    assert jvp(total, (PARAMETERS,), (PARAMETERS,))[1] == 2.0 * 5.0 + 2.0 * 15.0
    second = ac.hessian(lambda p: (p["w"] ** 3).sum())({"w": X, "b": None})
    assert second["b"] is None and second["w"]["b"] is None
    assert second["w"]["w"].tolist() == [[6.0, 0.0], [0.0, 12.0]]
    mapped = vmap(lambda p: p["w"] * 2.0)({"w": X, "b": None})
    assert mapped.tolist() == [2.0, 4.0]
    best = minimize(lambda p: ((p["w"] - 1.0) ** 2).sum(), {"w": X, "b": None}).x
    assert best["b"] is None and np.allclose(best["w"], 1.0)


def test_none_is_no_leaf_of_a_result() -> None:
    def f(x: Any) -> Any:
        return {"y": x**2, "none": None}

    out, pull = vjp(f, X)
    assert out["none"] is None
    assert pull({"y": np.ones(2), "none": None})[0].tolist() == [2.0, 4.0]
    assert ac.jacobian(f)(X)["none"] is None
    rows = vmap(f)(X)
    assert rows["none"] is None and rows["y"].tolist() == [1.0, 4.0]
    kept = ac.checkpoint(f)(X)
    assert kept["none"] is None and kept["y"].tolist() == [1.0, 4.0]


@pytest.mark.parametrize("name", ["jacobian", "jacfwd", "jacrev", "hessian"])
def test_a_result_beside_the_matrix(name: str) -> None:
    matrix_of = getattr(ac, name)
    f = (lambda x: (x**3).sum()) if name == "hessian" else (lambda x: x**3)
    matrix, aux = matrix_of(lambda x: (f(x), {"x": 2.0 * x, "n": None}), has_aux=True)(
        X
    )
    assert np.array_equal(matrix, matrix_of(f)(X))
    assert aux["x"].tolist() == [2.0, 4.0] and type(aux["x"]) is np.ndarray
    assert aux["n"] is None
    with pytest.raises(TypeError, match=r"must return a pair \(out, aux\)"):
        matrix_of(f, has_aux=True)(X)


def test_a_result_beside_the_linear_map() -> None:
    out, push, aux = ac.linearize(lambda x: (x**2, "aux"), X, has_aux=True)
    assert (out.tolist(), aux) == ([1.0, 4.0], "aux")
    assert push(np.ones(2)).tolist() == [2.0, 4.0]


def test_tree_map() -> None:
    step = tree_map(lambda p, g: p - 0.1 * g, PARAMETERS, grad(total)(PARAMETERS))
    assert numbers(step) == like([0.5, 1.0], [2.9, 5.8])
    # Two dicts may differ in the order of their keys, and leaves be of any type.
    assert tree_map(lambda a, b: a + b, {"a": "x", "b": "y"}, {"b": "2", "a": "1"}) == {
        "a": "x1",
        "b": "y2",
    }
    assert tree_map(lambda x: -x, 2.0) == -2.0
    slopes = grad(lambda x: tree_map(lambda y: y**2, [x, {"a": x}])[1]["a"])(3.0)
    assert slopes == 6.0


LEAVES = (
    "grad, argument 0: expected numbers, arrays, Values or Tensors, or tuples, lists "
    "and dicts of them; got "
)
CLOSE_OVER = "; close over what is not differentiated, or make it another argument"


@dataclass
class Point:
    x: float


@pytest.mark.parametrize(
    ("tree", "message"),
    [
        ({"w": X, "name": "a"}, f"str 'a'{CLOSE_OVER}"),
        ({"w": X, "f": len}, f"builtin_function_or_method {len!r}{CLOSE_OVER}"),
        (
            Point(1.0),
            "Point Point(x=1.0); write dataclasses.asdict(...) of it, or make it a "
            "NamedTuple",
        ),
        (None, "NoneType None"),
    ],
)
def test_what_is_no_leaf(tree: Any, message: str) -> None:
    assert message_of(TypeError, grad(total), tree) == LEAVES + message


def test_trees_that_differ() -> None:
    assert message_of(
        ValueError, tree_map, max, {"w": 1.0, "b": None}, {"w": 1.0, "b": 2.0}
    ) == ("tree_map: the trees differ: {'w': *, 'b': None} and {'w': *, 'b': *}")
    with pytest.raises(TypeError, match=r"structure .*\(\*, \*\), got \(\*, None\)"):
        vjp(lambda x: (x, x), 2.0)[1]((1.0, None))
