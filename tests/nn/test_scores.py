"""F1, ROC AUC and R^2 against scikit-learn; metrics of sequences."""

import numpy as np
import pytest
from sklearn import metrics

import nn

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("seed", range(5))
def test_f1_is_scikit_learns(seed):
    rng = np.random.default_rng(seed)
    scores, ids = rng.normal(size=(20, 4)), rng.integers(4, size=20)
    predicted = scores.argmax(axis=1)
    for average in ("macro", "micro", "weighted"):
        expected = metrics.f1_score(ids, predicted, average=average)
        assert nn.f1(scores, ids, average=average) == pytest.approx(expected, rel=1e-14)
    expected = metrics.f1_score(ids, predicted, average=None)
    assert nn.f1(predicted, ids, average=None) == pytest.approx(expected, rel=1e-14)
    bits, logits = ids > 1, scores[:, 0]
    expected = metrics.f1_score(bits, logits > 0.3)
    assert nn.f1(logits, bits, threshold=0.3) == pytest.approx(expected, rel=1e-14)


def test_a_class_that_is_absent_does_not_count():
    ids, predicted = [0, 1, 1, 0], [0, 1, 0, 0]
    scores = np.eye(5)[predicted]  # of five classes
    expected = metrics.f1_score(ids, predicted, average="macro")
    assert nn.f1(scores, ids, average="macro") == pytest.approx(expected, rel=1e-14)
    assert nn.f1([0, 0], [0, 0]) == 0.0
    assert nn.f1([1, 0], [0, 1]) == 0.0


@pytest.mark.parametrize("seed", range(5))
def test_roc_auc_is_scikit_learns_with_ties_too(seed):
    rng = np.random.default_rng(seed)
    scores, bits = rng.integers(6, size=30).astype(float), rng.integers(2, size=30)
    expected = metrics.roc_auc_score(bits, scores)
    assert nn.roc_auc(scores, bits) == pytest.approx(expected, rel=1e-14)
    assert nn.roc_auc(scores[:, None], 2 * bits - 1) == pytest.approx(expected)
    shares = rng.dirichlet(np.ones(3), size=30)
    ids = rng.integers(3, size=30)
    expected = metrics.roc_auc_score(ids, shares, multi_class="ovr")
    assert nn.roc_auc(shares, ids) == pytest.approx(expected, rel=1e-14)
    logits = rng.normal(size=(30, 2))
    expected = metrics.roc_auc_score(bits, logits[:, 1] - logits[:, 0])
    assert nn.roc_auc(logits, bits) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("shape", [(20,), (20, 3)])
def test_r2_is_scikit_learns(shape):
    t = RNG.normal(size=shape)
    y = t + 0.5 * RNG.normal(size=shape)
    assert nn.r2(y, t) == pytest.approx(metrics.r2_score(t, y), rel=1e-14)
    assert nn.r2(t, t) == 1.0
    flat = np.ones(shape)
    assert nn.r2(flat, flat) == metrics.r2_score(flat, flat) == 1.0
    assert nn.r2(y, flat) == metrics.r2_score(flat, y) == 0.0


def test_accuracy_of_sequences_and_images():
    scores, ids = RNG.normal(size=(4, 5, 3)), RNG.integers(3, size=(4, 5))
    expected = np.mean(scores.argmax(axis=-1) == ids)
    assert nn.accuracy(scores, ids) == expected
    assert nn.accuracy(scores, nn.one_hot(ids, 3)) == expected
    first = scores.transpose(0, 2, 1)
    assert nn.accuracy(first, ids, class_axis=1) == expected
    hot = nn.one_hot(ids, 3).transpose(0, 2, 1)
    assert nn.accuracy(first, hot, class_axis=1) == expected
    counts = nn.confusion_matrix(scores, ids)
    assert counts.trace() / counts.sum() == expected
    padded = ids.copy()
    padded[:, 3:] = -100
    left = np.mean(scores[:, :3].argmax(axis=-1) == ids[:, :3])
    assert nn.accuracy(scores, padded) == left
    assert nn.accuracy(scores, np.where(padded < 0, 7, ids), ignore_index=7) == left


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: nn.f1([0, 1, 2], [0, 1, 2]),
            "f1: there are 3 classes; write a",
        ),
        (
            lambda: nn.f1([0, 1], [0, 1], average="mean"),
            "average must be one of bi",
        ),
        (
            lambda: nn.roc_auc([0.1, 0.2], [1, 1]),
            "all of the targets are of class 1",
        ),
        (
            lambda: nn.roc_auc(np.ones((2, 3)), [0, 1]),
            "none of the targets are of cl",
        ),
        (lambda: nn.roc_auc([np.nan, 0.2], [1, 0]), r"outputs\[0\] is nan.*diverged"),
        (lambda: nn.roc_auc(np.ones((2, 3)), [0]), r"\(samples,\); got \(2, 3\) and"),
        (lambda: nn.r2([1.0], [1.0]), "at least two samples"),
        (lambda: nn.r2(np.ones((3, 1)), np.ones(3)), r"write outputs\[:, 0\]"),
        (lambda: nn.r2([1.0, np.inf], [1.0, 2.0]), "outputs hold inf or nan"),
        (
            lambda: nn.accuracy(np.ones((2, 3, 4)), np.zeros((2, 4), int)),
            r"targets must be .* \(2, 3\), got \(2, 4\); class_axis=1",
        ),
        (lambda: nn.accuracy(np.ones((2, 3)), [-100, -100]), "all targets are -100"),
        (
            lambda: nn.accuracy(np.ones((2, 3)), [0, 0], class_axis=2),
            r"outputs of shape \(2, 3\) have no axis 2",
        ),
    ],
)
def test_mistakes(call, message):
    with pytest.raises(ValueError, match=message):
        call()
