"""Arrays beside a Tensor that the program changes before a walk: they may change."""

import gc
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import GraphError, Tensor, grad, gradients, hessian, jvp, no_grad
from autograd_core.array_ops.coercion import COPIED
from autograd_core.tensor import array_changes

P = np.array([1.0, 2.0, 3.0])
LARGE = COPIED // 8 + 1


def clock(p: Any) -> Any:
    """sum over k of (k + 1) * sum(p): slope 1 + 2 + 3."""
    time, total = np.zeros(3), 0.0
    for _ in range(3):
        time += 1.0
        total = total + (p * time).sum()
    return total


def matrix(p: Any) -> Any:
    """|A p|^2 with A = [[1, k], [0, 1]] in the first two rows."""
    A, total = np.eye(3), 0.0
    for k in range(3):
        A[0, 1] = k
        total = total + ((A @ p) ** 2).sum()
    return total


def solution(p: Any) -> Any:
    """|A^-1 p|^2, where A^-1 has -k for k."""
    A, total = np.eye(3), 0.0
    for k in range(3):
        A[0, 1] = k
        total = total + (np.linalg.solve(A, p) ** 2).sum()
    return total


def mask(p: Any) -> Any:
    """p0^2 + p1^2 + p2^2, one at a time."""
    here, total = np.zeros(3, bool), 0.0
    for k in range(3):
        here[:] = False
        here[k] = True
        total = total + (p * p * here).sum()
    return total


def divisor(p: Any) -> Any:
    """sum(p)^2 (1 + 1/2 + 1/4)."""
    scale, total = np.ones(3), 0.0
    for _ in range(3):
        total = total + (p / scale).sum() * p.sum()
        scale *= 2.0
    return total


def exponent(p: Any) -> Any:
    """sum(p + p^2)."""
    n = np.ones(3)
    first = p**n
    n[:] = 2.0
    return (first + p**n).sum()


def function(p: Any) -> Any:
    """sum(p) + 2 sum(p) + 3 sum(p), by functions of two and of three operands."""
    c, total = np.ones(3), 0.0
    for _ in range(3):
        total = total + (ac.multiply(p, c) + ac.einsum("i,i,i->i", p, c, p / p)).sum()
        c += 1.0
    return 0.5 * total


S = P.sum()
SLOPES = {
    function: [6.0, 6.0, 6.0],
    clock: [6.0, 6.0, 6.0],
    # d/dp of (p0 + k p1)^2 + p1^2 + p2^2, for k = 0, 1, 2
    matrix: [2 * (1 + 3 + 5), 2 * (3 + 5 * 2 + 3 * 2), 6 * 3.0],
    solution: [2 * (1 - 1 - 3), 2 * (1 + 3 * 2 + 3 * 2), 6 * 3.0],
    mask: 2 * P,
    divisor: np.full(3, 2 * S * 1.75),
    exponent: 1 + 2 * P,
}


@pytest.mark.parametrize("f", SLOPES)
def test_the_derivative_is_that_of_the_numbers_the_op_saw(f: Any) -> None:
    slope = np.array(SLOPES[f])
    assert np.allclose(grad(f)(P), slope, rtol=1e-14)
    pushed = [jvp(f, (P,), (e,))[1] for e in np.eye(3)]
    assert np.allclose(pushed, slope, rtol=1e-14)
    leaf = Tensor(P)
    f(leaf).backward()
    assert np.allclose(leaf.grad, slope, rtol=1e-14)


def test_so_is_the_second() -> None:
    by_hand = [[6.0, 6.0, 0.0], [6.0, 16.0, 0.0], [0.0, 0.0, 6.0]]
    assert np.allclose(hessian(matrix)(P), by_hand, rtol=1e-14)


OPS: dict[str, Any] = {
    "*": lambda x, c: x * c,
    "/": lambda x, c: c / x,
    "@": lambda x, c: x @ c,
    "multiply": lambda x, c: ac.multiply(c, x),
    "einsum": lambda x, c: np.einsum("i,i->i", x, c),
    "n-ary": lambda x, c: ac.where(x > 0, x * c, 0.0),
}


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize("place", [0, LARGE - 1, slice(None)])
def test_a_large_one_is_not_copied_and_every_walk_raises(op: str, place: Any) -> None:
    x, c = Tensor(np.ones(LARGE)), np.ones(LARGE)
    loss = OPS[op](x, c).sum()
    loss.backward()
    c[place] = 5.0
    for walk in (loss.backward, lambda: gradients(loss, x)):
        with pytest.raises(GraphError, match=r"array of .* was changed in place"):
            walk()
    c[place] = 1.0
    x.zero_grad()
    loss.backward()
    assert (x.grad == (-1.0 if op == "/" else 1.0)).all()


def test_a_large_one_whose_numbers_no_derivative_reads_may_change() -> None:
    x, c = Tensor(np.ones((3, LARGE))), np.ones((3, LARGE))
    loss = (x + c).sum() + (c - x * x).sum() + ac.concatenate([x, c]).sum()
    c[:] = 7.0
    loss.backward()
    assert (x.grad == 1.0 - 2.0 + 1.0).all()


def test_what_is_remembered_of_large_ones_goes_with_the_graph() -> None:
    gc.collect()
    before = len(array_changes.watched)
    x, c = Tensor(np.ones(LARGE)), np.ones(LARGE)
    with no_grad():
        kept = x * c
    assert len(array_changes.watched) == before
    loss = x * c
    assert len(array_changes.watched) == before + 1
    del loss
    assert len(array_changes.watched) == before
    assert kept.shape == (LARGE,)
