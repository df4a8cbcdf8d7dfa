"""What an option is computed from counts: its derivative is right, or it is refused.

A function may take a number beside its arrays: a fill value, a quantile, a weight. If
that is a node, a result without its derivative would be a wrong gradient, silently.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import GraphError, Tensor, Value
from tests.autograd_core.messages import message_of

A = np.arange(1.0, 13.0).reshape(3, 4) / 13.0
X = np.array([0.7, 0.4, 1.3, 0.9])
IDS = [0, 1, 2]
ONES = np.eye(4)[:3]

DIFFERENTIATED: dict[str, Callable[[Any], Any]] = {
    "full_like": lambda x: np.full_like(x, x[0]) ** 2,
    "full_like of all": lambda x: np.full_like(x * A, x) ** 2,
    "full_like, a dtype": lambda x: np.full_like(x, x[0], dtype=float) ** 2,
    "select": lambda x: np.select([A > 0.5], [x * A], default=x[1]),
    "clip": lambda x: np.clip(x * A, 0.3 * x[1], x[3]),
    "nan_to_num": lambda x: (
        np.nan_to_num(np.where(A > 0.5, np.nan, x * A), nan=x[0]) ** 2
    ),
    "diff": lambda x: np.diff(x * A, prepend=x[0]) ** 2,
    "average": lambda x: np.average(x * A, axis=1, weights=x),
    "interp": lambda x: np.interp([0.5, 1.7], [0.0, 1.0, 2.0, 3.0], x) ** 2,
    "linspace": lambda x: np.linspace(x[0], x[1], 5) ** 2,
    "leaky_relu": lambda x: ac.leaky_relu(-x * A, x[1]),
    "elu": lambda x: ac.elu(-x * A, x[1]),
    "sample weights": lambda x: nn.squared_error(x * A, ONES, sample_weight=x[:3]),
    "targets": lambda x: nn.squared_error(x * A, x**2 * ONES),
    "soft targets": lambda x: nn.cross_entropy(
        x * A, ac.softmax(np.add(x**2, A), axis=1)
    ),
}

REFUSED: dict[str, Callable[[Any], Any]] = {
    "quantile": lambda x: np.quantile(x, x[0]),
    "quantile of numbers": lambda x: np.quantile(A, x[0]),
    "percentile": lambda x: np.percentile(A, 30.0 * x[0]),
    "pad": lambda x: np.pad(x * A, 1, constant_values=x[0]),
    "gradient": lambda x: np.gradient(x**2, x[1]),
    "interp": lambda x: np.interp([0.5], np.cumsum(x), A[0]),
    "sum": lambda x: np.sum(x, initial=x[0]),
    "max": lambda x: x.max(initial=x[0]),
    "var": lambda x: np.var(x, ddof=x[0]),
    "norm": lambda x: ac.norm(A, ord=x[0] + 2.0, axis=1),
    "step": lambda x: ac.step(x * A, at_zero=x[0]),
    "polygamma": lambda x: ac.polygamma(x[0], A),
    "pinv": lambda x: ac.pinv(A, rcond=0.01 * x[0]),
    "huber": lambda x: nn.huber(x * A, ONES, delta=x[1]),
    "margin": lambda x: nn.multiclass_hinge(x * A, IDS, margin=x[1]),
    "smoothing": lambda x: nn.cross_entropy(x * A, IDS, label_smoothing=0.1 * x[1]),
    "class weights": lambda x: nn.cross_entropy(x * A, IDS, class_weights=x),
    "class weights in a list": lambda x: nn.NLLLoss([x[0], 1, 1, 1])(A, IDS),
    "positive weights": lambda x: nn.BCEWithLogitsLoss(pos_weight=x)(A, ONES),
    "positive weight": lambda x: nn.binary_cross_entropy_with_logits(
        x * A, ONES, pos_weight=x[1]
    ),
    "a score": lambda x: nn.r2(x * A, ONES),
    "a prediction": lambda x: nn.predict(nn.Identity(), x * A).sum(),
}


@pytest.mark.parametrize("name", DIFFERENTIATED)
def test_a_derivative_by_an_option(name: str) -> None:
    """As central differences of the same function of plain arrays."""

    def total(x: Any) -> Any:
        return np.sum(DIFFERENTIATED[name](x))

    steps = 1e-6 * np.eye(len(X))
    expected = [(total(X + h) - total(X - h)) / 2e-6 for h in steps]
    np.testing.assert_allclose(ac.grad(total)(X), expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", REFUSED)
def test_an_option_without_derivative_is_refused(name: str) -> None:
    with pytest.raises((TypeError, ValueError, GraphError)):
        ac.grad(lambda x: np.sum(REFUSED[name](x)))(X)


def test_weights_are_numbers_outside_transforms_too() -> None:
    assert message_of(
        TypeError, nn.squared_error, [Value(2.0)], [1.0], sample_weight=[Value(2.0)]
    ) == (
        "squared_error: sample_weight gets no gradient, so it takes numbers, not "
        "nodes; got Value(2.0): use its data, t.data"
    )
    assert nn.r2(Tensor([1.0, 2.0]), [1.0, 2.0]) == 1.0


@pytest.mark.parametrize("options", [{}, {"ignore_index": 0}])
def test_classes_on_another_axis_of_values(options: dict[str, int]) -> None:
    """The loss of Values stays on their graph, with the Tensor's gradient."""
    rows = [[Value(x) for x in row] for row in A.T]
    table = Tensor(A)
    nn.cross_entropy(table, [1, 0, 2], **options).backward()
    nn.cross_entropy(rows, [1, 0, 2], class_axis=0, **options).backward()
    np.testing.assert_allclose(
        [[x.grad for x in row] for row in rows], table.grad.T, rtol=1e-12
    )
