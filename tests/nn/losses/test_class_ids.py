"""Cross entropy of class ids on Tensors keeps its softmax; rows of targets do not."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import Tensor, Value

Z = np.random.default_rng(0).standard_normal((2, 3, 4))
IDS = np.array([[0, 3, 1], [2, 2, 0]])
WEIGHTS = (None, (0.5, 2.0, 0.0, 1.0))
OPTIONS = [
    {"class_weights": weights, "label_smoothing": smoothing, "reduction": reduction}
    for weights, smoothing, reduction in itertools.product(
        WEIGHTS, (0.0, 0.25), ("mean", "sum", "none")
    )
]


def by_rows(z: Any, options: dict[str, Any]) -> Any:
    """The same loss of Values, row by row, in elementary ops."""
    weights = options["class_weights"] or (1.0,) * 4
    smoothing = options["label_smoothing"]
    items = []
    for scores, k in zip(z, IDS.ravel().tolist(), strict=True):
        logs = ac.log_softmax(scores)
        aims = [smoothing / 4 + (1 - smoothing) * (c == k) for c in range(4)]
        terms = zip(aims, weights, logs, strict=True)
        items.append(-ac.sum([aim * weight * log for aim, weight, log in terms]))
    if options["reduction"] == "none":
        return items
    divisor = sum(weights[k] for k in IDS.ravel())
    return [ac.sum(items) * (1 / divisor if options["reduction"] == "mean" else 1.0)]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_loss_and_gradient(options: dict[str, Any], dtype: str) -> None:
    tolerance = 1e-13 if dtype == "float64" else 1e-5
    values = [[Value(x) for x in row] for row in Z.reshape(6, 4).tolist()]
    expected = by_rows(values, options)
    upstream = np.linspace(1.0, 2.0, len(expected))
    ac.sum([u * item for u, item in zip(upstream, expected, strict=True)]).backward()
    gradient = np.array([[v.grad for v in row] for row in values]).reshape(Z.shape)
    for array in (Z, np.asfortranarray(Z), Z[..., ::-1].copy()[..., ::-1]):
        z = Tensor(array, dtype=dtype)
        loss = nn.cross_entropy(z, IDS, **options)
        loss.backward(upstream.reshape(loss.shape))
        numbers = np.array([v.data for v in expected]).reshape(loss.shape)
        np.testing.assert_allclose(loss.data, numbers, rtol=tolerance)
        assert z.grad.dtype == loss.dtype == dtype
        np.testing.assert_allclose(z.grad, gradient, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_higher_orders(options: dict[str, Any]) -> None:
    """Against rows of probabilities, which go by the formulas of every loss."""
    rows = nn.one_hot(IDS, 4)
    up = 1.0 if options["reduction"] != "none" else np.linspace(1.0, 2.0, 6)

    def of_ids(z: Any) -> Any:
        return ac.sum(nn.cross_entropy(z, IDS, **options).reshape(-1) * up)

    def of_rows(z: Any) -> Any:
        items = nn.cross_entropy(z, rows, **{**options, "reduction": "none"})
        if options["reduction"] == "mean":
            weights = np.array(options["class_weights"] or (1.0,) * 4)
            items = items / weights[IDS].sum()
        return ac.sum(items.reshape(-1) * up)

    direction = np.random.default_rng(1).standard_normal(Z.shape)
    for compute in (ac.jvp, ac.hvp):
        results = [compute(f, (Z,), (direction,)) for f in (of_ids, of_rows)]
        np.testing.assert_allclose(*results, rtol=1e-12, atol=1e-14)
    small = [ac.hessian(f)(Z) for f in (of_ids, of_rows)]
    np.testing.assert_allclose(*small, rtol=1e-12, atol=1e-14)


def test_the_softmax_that_is_kept_is_that_of_the_node() -> None:
    """The rule may be asked at other numbers; copies of a graph have their own."""
    z = Tensor(Z[0])
    loss = nn.cross_entropy(z, IDS[0])
    rule: Any = loss.rule
    rule.array(10.0 * Z[0])
    twin = copy.deepcopy(loss)
    loss.backward()
    twin.backward()
    expected = (ac.softmax(Z[0]) - nn.one_hot(IDS[0], 4)) / 3
    (leaf,) = twin.parents
    for node in (z, leaf):
        np.testing.assert_allclose(node.grad, expected, rtol=1e-13)


def test_the_ids_are_those_of_the_call() -> None:
    ids, z = IDS[0].copy(), Tensor(Z[0])
    loss = nn.cross_entropy(z, ids)
    ids[:] = 0
    loss.backward()
    expected = (ac.softmax(Z[0]) - nn.one_hot(IDS[0], 4)) / 3
    np.testing.assert_allclose(z.grad, expected, rtol=1e-13)


def test_a_wrong_option_is_refused_after_right_ones() -> None:
    """The losses of a function are kept by their options; a list has no hash."""
    assert nn.cross_entropy(Tensor(Z[0]), IDS[0], class_weights=(1, 1, 1, 1)).item()
    weighted = nn.cross_entropy(Tensor(Z[0]), IDS[0], class_weights=[1, 1, 1, 1])
    assert weighted == nn.cross_entropy(Tensor(Z[0]), IDS[0])
    with pytest.raises(ValueError, match="reduction"):
        nn.cross_entropy(Tensor(Z[0]), IDS[0], reduction="median")
