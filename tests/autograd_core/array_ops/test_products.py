"""Products, einsum and linear algebra: against NumPy, stacked and broadcast."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_core as ac
from autograd_core import Tensor, Value, gradients
from tests.autograd_core.array_ops.array_checks import check, layouts, numbers

few_examples = settings(max_examples=20, deadline=None)
seeds = st.integers(0, 99)


def regular(*shape: int, seed: int = 0) -> np.ndarray:
    """Square matrices that are far from singular."""
    return numbers(*shape, seed=seed) + 5.0 * np.eye(shape[-1])


# -- products --------------------------------------------------------------------------

MATMUL: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "vector vector": ((3,), (3,)),
    "matrix vector": ((2, 3), (3,)),
    "vector matrix": ((2,), (2, 3)),
    "matrix matrix": ((2, 3), (3, 4)),
    "row column": ((1, 3), (3, 1)),
    "stack stack": ((4, 2, 3), (4, 3, 2)),
    "stack matrix": ((4, 2, 3), (3, 2)),
    "matrix stack": ((2, 3), (4, 3, 2)),
    "stack vector": ((4, 2, 3), (3,)),
    "vector stack": ((3,), (4, 3, 2)),
    "stacks that broadcast": ((1, 2, 2, 3), (3, 1, 3, 2)),
    "no rows": ((0, 3), (3, 2)),
    "nothing to sum": ((2, 0), (0, 3)),
    "no matrices": ((0, 2, 3), (3, 2)),
}


@few_examples
@pytest.mark.parametrize("shapes", MATMUL.values(), ids=MATMUL)
@given(data=st.data())
def test_matmul(shapes: Any, data: Any) -> None:
    arrays = [numbers(*shape, seed=data.draw(seeds)) for shape in shapes]
    memory_layouts = tuple(data.draw(layouts) if x.size else "plain" for x in arrays)
    check(ac.matmul, np.matmul, *arrays, layouts=memory_layouts)


def test_operators_are_the_function() -> None:
    a, b = numbers(2, 3), numbers(3, 2, seed=1)
    expected = a @ b
    for product in (Tensor(a) @ Tensor(b), Tensor(a) @ b, a @ Tensor(b), Tensor(a) @ b):
        np.testing.assert_allclose(product.data, expected, rtol=1e-15)
        assert product.op == "@"
    assert (Tensor(a) @ b.tolist()).data.tolist() == expected.tolist()
    x = Tensor(a[0])
    (x @ x).backward()
    np.testing.assert_allclose(x.grad, 2 * a[0], rtol=1e-15)


@pytest.mark.parametrize(
    "shapes",
    [
        ((3,), (3,)),
        ((2, 3), (3,)),
        ((2, 3), (3, 2)),
        ((4, 2, 3), (3,)),
        ((2, 3), (4, 3, 2)),
        ((2, 2, 3), (2, 3, 2)),
        ((), (2, 3)),
        ((2, 3), ()),
    ],
)
def test_dot(shapes: Any) -> None:
    a, b = (numbers(*shape, seed=i) for i, shape in enumerate(shapes))
    check(ac.dot, np.dot, a, b)
    by_method = Tensor(a).dot(b)
    np.testing.assert_allclose(by_method.data, np.dot(a, b), rtol=1e-14)


AFFINE: dict[str, tuple[tuple[int, ...], ...]] = {
    "matrix": ((4, 3), (3, 2), (2,)),
    "vector": ((3,), (3, 2), (2,)),
    "stack": ((2, 4, 3), (3, 2), (2,)),
    "one column": ((4, 3), (3, 1), (1,)),
    "no rows": ((0, 3), (3, 2), (2,)),
    "a bias for each entry": ((4, 3), (3, 2), (4, 2)),
    "one bias for all": ((4, 3), (3, 2), ()),
    "a bias that broadcasts the product": ((4, 3), (3, 1), (2,)),
}


@pytest.mark.parametrize("shapes", AFFINE.values(), ids=AFFINE)
@given(data=st.data())
def test_dot_with_a_bias(shapes: Any, data: Any) -> None:
    arrays = [numbers(*shape, seed=data.draw(seeds)) for shape in shapes]
    memory_layouts = tuple(data.draw(layouts) if x.size else "plain" for x in arrays)
    check(ac.dot, lambda x, w, b: x @ w + b, *arrays, layouts=memory_layouts)


def test_dot_with_a_bias_is_one_node_of_the_dtype_of_the_sum() -> None:
    x, w = np.ones((2, 3), np.float32), Tensor(np.ones((3, 2), np.float32))
    for b, dtype, ops in (
        (Tensor([1.0, 2.0], "float32"), np.float32, ["dot"]),
        (Tensor([1.0, 2.0]), np.float64, ["@", "+"]),
    ):
        out = ac.dot(x, w, b)
        assert out.dtype == dtype and out.data.tolist() == [[4.0, 5.0]] * 2
        nodes = ac.topological_order(out)
        assert [node.op for node in nodes if not node.is_leaf] == ops


@pytest.mark.parametrize("rows", [1, 3, 1024, 1025])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_sums_of_columns(rows: int, dtype: str) -> None:
    """Few rows are summed by BLAS, many by NumPy; inf and nan go through."""
    x, b = numbers(rows, 3).astype(dtype), Tensor(np.zeros(3, dtype))
    x[0, 1:] = np.inf, np.nan
    (x + b).backward(x)
    assert b.grad.dtype == dtype
    np.testing.assert_allclose(b.grad, x.sum(axis=0, dtype=float), rtol=1e-4)


def test_dot_with_a_list_and_a_bias() -> None:
    x, b = Tensor([1.0, 2.0]), Tensor(0.5)
    out = ac.dot(x, [3.0, 4.0], b)
    out.backward()
    assert (out.item(), x.grad.tolist(), b.grad.item()) == (11.5, [3.0, 4.0], 1.0)
    assert ac.dot([3.0, 4.0], x).item() == 11.0
    assert isinstance(ac.dot([Value(1.0)], [2.0]), Value)


def test_outer() -> None:
    check(ac.outer, np.outer, numbers(3), numbers(2, seed=1))
    check(ac.outer, np.outer, numbers(2, 2), numbers(3, seed=1))


EINSUM: dict[str, tuple[tuple[int, ...], ...]] = {
    "ij,jk->ik": ((2, 3), (3, 2)),
    "ij,jk": ((2, 3), (3, 2)),
    "ba": ((2, 3),),
    "i,i->": ((3,), (3,)),
    "i,j->ij": ((3,), (2,)),
    "ij->": ((2, 3),),
    "ij->j": ((2, 3),),
    "ijk->kij": ((2, 3, 2),),
    "ii->": ((3, 3),),
    "ii->i": ((3, 3),),
    "iij->j": ((2, 2, 3),),
    "iii->i": ((2, 2, 2),),
    "iij,ij->i": ((2, 2, 3), (2, 3)),
    "ij,jk,k->i": ((2, 3), (3, 2), (2,)),
    "ij,ij,ij->ij": ((2, 3), (2, 3), (2, 3)),
    "...i,...i->...": ((2, 3), (2, 3)),
    "...ij,jk->...ik": ((4, 2, 3), (3, 2)),
    "ij...,jk->ik...": ((2, 3, 2), (3, 2)),
    "...,...->...": ((3,), (2, 3)),
    "b...->...": ((3, 2, 2),),
    "ij,j->i ": ((1, 3), (3,)),
    "ij,ij->ij": ((1, 3), (2, 3)),
    "...j,...j->...": ((1, 3), (2, 3)),
    ",ij->ij": ((), (2, 3)),
    "ij,kl->": ((2, 2), (3,) * 2),
    "aB,Bc->ac": ((2, 3), (3, 2)),
    "i,->i": ((3,), ()),
}


@pytest.mark.parametrize("subscripts", EINSUM)
def test_einsum(subscripts: str) -> None:
    arrays = [numbers(*shape, seed=i) for i, shape in enumerate(EINSUM[subscripts])]
    check(
        lambda *x: ac.einsum(subscripts, *x),
        lambda *x: np.einsum(subscripts, *x),
        *arrays,
    )


@few_examples
@given(st.data())
def test_einsum_on_random_subscripts(data: Any) -> None:
    """Two operands of one to three axes; any letters may repeat or be summed."""
    lengths = dict(zip("abcd", (2, 3, 1, 2), strict=True))
    word = st.text("abcd", min_size=1, max_size=3)
    left_word, right_word = data.draw(word), data.draw(word)
    letters = sorted(set(left_word + right_word))
    output = data.draw(st.lists(st.sampled_from(letters), unique=True))
    subscripts = f"{left_word},{right_word}->{''.join(output)}"
    arrays = [
        numbers(*[lengths[letter] for letter in x], seed=data.draw(seeds))
        for x in (left_word, right_word)
    ]
    check(
        lambda *x: ac.einsum(subscripts, *x),
        lambda *x: np.einsum(subscripts, *x),
        *arrays,
        layouts=(data.draw(layouts), data.draw(layouts)),
    )


def test_einsum_takes_lists_and_numbers() -> None:
    x = Tensor([1.0, 2.0])
    out = ac.einsum("i,i,->", x, [3.0, 4.0], 2.0)
    out.backward()
    assert (out.item(), x.grad.tolist()) == (22.0, [6.0, 8.0])
    assert ac.einsum(",i->i", 2.0, Tensor([1.0], dtype="float32")).dtype == np.float32


# -- linear algebra --------------------------------------------------------------------

SOLVE = {
    "matrix vector": ((2, 2), (2,)),
    "matrix matrix": ((3, 3), (3, 2)),
    "stack stack": ((3, 2, 2), (3, 2, 1)),
    "stack matrix": ((3, 2, 2), (2, 2)),
    "matrix stack": ((2, 2), (3, 2, 2)),
    "stack vector": ((3, 2, 2), (2,)),
    "stacks that broadcast": ((3, 1, 2, 2), (1, 2, 2, 1)),
}


@pytest.mark.parametrize("shapes", SOLVE.values(), ids=SOLVE)
def test_solve(shapes: Any) -> None:
    a, b = regular(*shapes[0]), numbers(*shapes[1], seed=1)
    check(ac.solve, np.linalg.solve, a, b, second=1e-6)
    a, b = a.astype(np.float32), b.astype(np.float32)
    check(
        lambda x: ac.solve(x, b),
        lambda x: np.linalg.solve(x, b.astype(float)),
        a.astype(float),
        second=1e-6,
    )
    check(
        lambda x: ac.solve(a, x),
        lambda x: np.linalg.solve(a.astype(float), x),
        b.astype(float),
    )


SQUARE = [(1, 1), (2, 2), (3, 3), (2, 3, 3), (2, 1, 2, 2), (0, 2, 2)]


@pytest.mark.parametrize("shape", SQUARE)
def test_inv_det_and_slogdet(shape: Any) -> None:
    a = regular(*shape)
    check(ac.inv, np.linalg.inv, a, second=1e-6)
    check(ac.det, np.linalg.det, a, second=1e-6)
    flipped = a.copy()
    flipped[..., 0, :] *= -1.0
    for x in (a, flipped):
        sign, logarithm = ac.slogdet(x)
        expected_sign, expected = np.linalg.slogdet(x)
        assert np.array_equal(sign, expected_sign)
        np.testing.assert_allclose(logarithm, expected, rtol=1e-13, atol=1e-15)
        check(
            lambda x: ac.slogdet(x)[1],
            lambda x: np.log(np.linalg.det(x) ** 2) / 2,
            x,
            second=1e-6,
        )


SINGULAR = {
    "rank 2 of 3": np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, 0.0, 1.0]]),
    "rank 1 of 3": np.outer([1.0, 2.0, 3.0], [1.0, -1.0, 2.0]),
    "zero": np.zeros((2, 2)),
    "one by one": np.zeros((1, 1)),
    "one of two": np.stack([np.ones((2, 2)), np.eye(2)]),
}


@pytest.mark.parametrize("a", SINGULAR.values(), ids=SINGULAR)
def test_det_of_matrices_without_inverse(a: np.ndarray) -> None:
    """The cofactors. LU factors of a complex matrix would divide by 0."""
    check(ac.det, leibniz, a, second=1e-6)


def leibniz(x: Any) -> Any:
    """The determinant, summed over all permutations."""
    n, total = x.shape[-1], 0.0
    for order in itertools.permutations(range(n)):
        sign = round(np.linalg.det(np.eye(n)[list(order)]))
        total = total + sign * np.prod(
            [x[..., row, column] for row, column in enumerate(order)], axis=0
        )
    return total


def test_the_slope_of_slogdet_at_a_singular_matrix_is_that_of_log_at_0() -> None:
    """Not an error from inside the walk, with half of the gradients written."""
    a, b = Tensor([[1.0, 1.0], [1.0, 1.0]]), Tensor(1.0)
    sign, logarithm = ac.slogdet(a)
    (logarithm * b).backward()
    assert (float(sign), logarithm.item()) == (0.0, -np.inf)
    assert a.grad.tolist() == [[np.inf, -np.inf], [-np.inf, np.inf]]
    assert b.grad.item() == -np.inf


def test_third_derivatives_of_an_inverse() -> None:
    """d^3 (1/x) = -6/x^4, through the matrix op."""
    x = Tensor([[2.0]])
    out: Any = ac.inv(x).sum()
    for _ in range(3):
        out = gradients(out, x, create_graph=True).sum()
    assert out.item() == pytest.approx(-6.0 / 16.0, rel=1e-14)
