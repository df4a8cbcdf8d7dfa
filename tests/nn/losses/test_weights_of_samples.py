"""Weights of samples, ignored targets, and classes on another axis."""

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value
from tests.nn.losses.loss_table import as_values, flat

RNG = np.random.default_rng(0)
Z, IDS = RNG.normal(size=(5, 4)), RNG.integers(4, size=5)
W = np.array([1.0, 0.5, 0.0, 2.0, 3.0])
BITS, SHARES = RNG.integers(2, size=(5, 4)), RNG.dirichlet(np.ones(4), size=5)

LOSSES = [
    (nn.squared_error, Z, Z[::-1], {"half": True}),
    (nn.mean_absolute_error, Z, Z[::-1], {}),
    (nn.mean_squared_log_error, SHARES, SHARES[::-1], {}),
    (nn.huber, Z, Z[::-1], {"delta": 0.3}),
    (nn.binary_cross_entropy, SHARES, BITS, {}),
    (nn.binary_cross_entropy_with_logits, Z, BITS, {"pos_weight": [1, 2, 3, 4]}),
    (nn.hinge, Z, 2 * BITS - 1, {}),
    (nn.squared_hinge, Z, 2 * BITS - 1, {}),
    (nn.multiclass_hinge, Z, IDS, {}),
    (nn.cross_entropy, Z, IDS, {"label_smoothing": 0.1}),
    (nn.cross_entropy, Z, SHARES, {}),
    (nn.nll_loss, np.log(SHARES), IDS, {}),
    (nn.kl_divergence, SHARES, SHARES[::-1], {}),
    (nn.symmetric_kl, SHARES, SHARES[::-1], {}),
    (nn.js_divergence, SHARES, SHARES[::-1], {}),
]


@pytest.mark.parametrize(
    ("loss", "y", "t", "options"), LOSSES, ids=lambda x: getattr(x, "__name__", "")
)
def test_a_weight_counts_like_a_sample_that_occurs_so_often(loss, y, t, options):
    """The weighted mean by hand, from the losses of single samples."""
    items = loss(y, t, **options, reduction="none")
    weights = W.reshape(-1, *(1,) * (items.ndim - 1)) * np.ones(items.shape)
    expected = (weights * items).sum() / weights.sum()
    assert loss(y, t, **options, sample_weight=W) == pytest.approx(expected, rel=1e-13)
    total = loss(y, t, **options, sample_weight=W, reduction="sum")
    assert total == pytest.approx((weights * items).sum(), rel=1e-13)
    single = loss(y, t, **options, sample_weight=W, reduction="none")
    assert single == pytest.approx(weights * items, rel=1e-13)
    per_sample = loss(y, t, **options, sample_weight=W, reduction="batchmean")
    assert per_sample == pytest.approx((weights * items).sum() / 5, rel=1e-13)

    tensor, again = Tensor(y), Tensor(y)
    out = loss(tensor, t, **options, sample_weight=W)
    out.backward()
    loss(again, t, **options, reduction="none").backward(weights / weights.sum())
    assert out.item() == pytest.approx(expected, rel=1e-13)
    assert tensor.grad == pytest.approx(again.grad, rel=1e-12, abs=1e-15)
    values = as_values(y)
    of_values = loss(values, t, **options, sample_weight=W)
    of_values.backward()
    assert isinstance(of_values, Value)
    assert of_values.data == pytest.approx(expected, rel=1e-13)
    grads = np.reshape([value.grad for value in flat(values)], y.shape)
    assert grads == pytest.approx(tensor.grad, rel=1e-12, abs=1e-15)


def test_whole_weights_are_repetitions():
    repeated = np.repeat(np.arange(5), [2, 1, 0, 3, 1])
    weights = [2, 1, 0, 3, 1]
    class_weights = [0.5, 2.0, 1.0, 3.0]
    for options in ({}, {"class_weights": class_weights}):
        expected = nn.cross_entropy(Z[repeated], IDS[repeated], **options)
        loss = nn.cross_entropy(Z, IDS, **options, sample_weight=weights)
        assert loss == pytest.approx(expected, rel=1e-13)
        criterion = nn.CrossEntropyLoss(**options)
        assert criterion(Z, IDS, sample_weight=weights) == pytest.approx(loss)


def test_ignored_rows_may_be_anything():
    z = Z.copy()
    z[2] = [np.nan, np.inf, -np.inf, np.nan]
    ids = IDS.copy()
    ids[2] = -100
    kept = [0, 1, 3, 4]
    tensor, rest = Tensor(z), Tensor(Z[kept])
    loss, expected = nn.cross_entropy(tensor, ids), nn.cross_entropy(rest, IDS[kept])
    assert loss.item() == pytest.approx(expected.item(), rel=1e-14)
    loss.backward()
    expected.backward()
    assert tensor.grad[kept] == pytest.approx(rest.grad, rel=1e-13)
    assert tensor.grad[2].tolist() == [0.0] * 4
    both = nn.cross_entropy(z, ids, sample_weight=W)
    assert both == pytest.approx(
        nn.cross_entropy(Z[kept], IDS[kept], sample_weight=W[kept]), rel=1e-14
    )
    values = as_values(Z)
    nn.nll_loss(values, ids).backward()
    assert [value.grad for value in values[2]] == [0.0] * 4


def test_sequences_and_classes_on_axis_1():
    z, ids = RNG.normal(size=(2, 3, 4)), RNG.integers(4, size=(2, 3))
    ids[1, 2] = -100
    expected = np.mean(
        [
            nn.cross_entropy(z[i, j], ids[i, j])
            for i in range(2)
            for j in range(3)
            if ids[i, j] >= 0
        ]
    )
    assert nn.cross_entropy(z, ids) == pytest.approx(expected, rel=1e-13)
    first = Tensor(z.transpose(0, 2, 1))
    loss = nn.CrossEntropyLoss(class_axis=1)(first, ids)
    assert loss.item() == pytest.approx(expected, rel=1e-13)
    loss.backward()
    last = Tensor(z)
    nn.cross_entropy(last, ids).backward()
    assert first.grad == pytest.approx(last.grad.transpose(0, 2, 1), rel=1e-13)
    shares = RNG.dirichlet(np.ones(4), size=(2, 3))
    assert nn.cross_entropy(
        z.transpose(0, 2, 1), shares.transpose(0, 2, 1), class_axis=1
    ) == pytest.approx(nn.cross_entropy(z, shares), rel=1e-13)
    logs = np.log(shares).transpose(0, 2, 1)
    assert nn.nll_loss(logs, ids, class_axis=1) == pytest.approx(
        nn.nll_loss(np.log(shares), ids), rel=1e-13
    )
    assert repr(nn.CrossEntropyLoss(class_axis=1)) == (
        "CrossEntropyLoss(class_weights=None, label_smoothing=0.0, class_axis=1, "
        "reduction='mean')"
    )


def test_float32_stays_float32():
    small = Tensor(Z.astype(np.float32))
    ids = IDS.copy()
    ids[0] = -100
    for loss in (
        nn.cross_entropy(small, ids, sample_weight=W),
        nn.binary_cross_entropy_with_logits(small, BITS, pos_weight=[1, 2, 3, 4]),
    ):
        loss.backward()
        assert loss.dtype == small.grad.dtype == np.float32


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: nn.huber(Z, Z, sample_weight=[1.0, 2.0]),
            ValueError,
            r"huber: sample_weight must have shape \(5, 4\), .*or \(5,\); got \(2,\)",
        ),
        (
            lambda: nn.cross_entropy(Z, IDS, sample_weight=-W),
            ValueError,
            "cross_entropy: sample_weight must be finite and >= 0",
        ),
        (
            lambda: nn.cross_entropy(Z, IDS, sample_weight=0 * W),
            ValueError,
            "all weights are 0, so there is no mean",
        ),
        (
            lambda: nn.cross_entropy(Z, [-100] * 5),
            ValueError,
            "all targets are -100, which is ignored, so there is no mean",
        ),
        (
            lambda: nn.cross_entropy(Z, [-1] * 5),
            ValueError,
            "class id -1 is not among",
        ),
        (
            lambda: nn.cross_entropy(Z, IDS, class_axis=2),
            ValueError,
            r"outputs of shape \(5, 4\) have no axis 2 for the classes",
        ),
        (
            lambda: nn.cross_entropy(np.ones((2, 4, 3)), np.zeros((2, 3), int)),
            ValueError,
            r"class ids of shape \(2, 4\) .* got \(2, 3\); for .* write class_axis=1",
        ),
        (
            lambda: nn.CrossEntropyLoss(ignore_index=None),
            TypeError,
            "ignore_index must be an integer, got None",
        ),
        (
            lambda: nn.BCEWithLogitsLoss(pos_weight=-1.0),
            ValueError,
            "pos_weight must be a number >= 0 or a list of them, got -1.0",
        ),
        (
            lambda: nn.binary_cross_entropy_with_logits(Z, BITS, pos_weight=[1, 2]),
            ValueError,
            r"one for each of the columns of \(5, 4\), got shape \(2,\)",
        ),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()
