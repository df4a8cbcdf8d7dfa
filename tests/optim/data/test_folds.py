"""k-fold, integer sizes of test sets, and transforms of batches."""

import numpy as np
import pytest
from sklearn.model_selection import KFold, StratifiedKFold

import nn
import optim

X, Y = np.arange(24.0).reshape(12, 2), np.array([0] * 6 + [1] * 4 + [2] * 2)


@pytest.mark.parametrize("n", [5, 11, 12])
@pytest.mark.parametrize("parts", [2, 3, 5])
def test_folds_without_order_are_scikit_learns(n, parts):
    folds = optim.k_fold(n, parts, shuffle=False)
    for (train, test), expected in zip(
        folds, KFold(parts).split(np.zeros(n)), strict=True
    ):
        assert train.tolist() == expected[0].tolist()
        assert test.tolist() == expected[1].tolist()


@pytest.mark.parametrize("stratify", [None, Y])
def test_each_sample_is_tested_once(stratify):
    folds = optim.k_fold(X, 2, rng=0, stratify=stratify)
    tests = np.concatenate([test for _, test in folds])
    assert sorted(tests) == list(range(12))
    for train, test in folds:
        assert sorted([*train, *test]) == list(range(12))
    again = optim.k_fold(X, 2, rng=0, stratify=stratify)
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(folds, again, strict=True))
    other = optim.k_fold(X, 2, rng=1, stratify=stratify)
    assert any(
        not np.array_equal(a[1], b[1]) for a, b in zip(folds, other, strict=True)
    )


def test_classes_are_divided_as_evenly_as_scikit_learn_does():
    labels = np.random.default_rng(0).permutation([0] * 13 + [1] * 7 + [2] * 5)
    mine = optim.k_fold(25, 4, rng=0, stratify=labels)
    theirs = StratifiedKFold(4).split(np.zeros(25), labels)
    counts = [np.bincount(labels[test], minlength=3) for _, test in mine]
    expected = [np.bincount(labels[test], minlength=3) for _, test in theirs]
    assert np.sort(counts, axis=0).tolist() == np.sort(expected, axis=0).tolist()
    sizes = [len(test) for _, test in mine]
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize("size", [1, 4, np.int64(11)])
def test_an_integer_is_so_many_samples(size):
    train, test = optim.train_test_split(np.arange(12), test_size=size, rng=0)
    assert len(test) == size and sorted([*train, *test]) == list(range(12))


@pytest.mark.parametrize(("size", "expected"), [(3, [1, 1, 1]), (6, [3, 2, 1])])
def test_an_integer_with_classes(size, expected):
    _, test = optim.train_test_split(Y, test_size=size, stratify=Y, rng=0)
    assert np.bincount(test).tolist() == expected


def shifted(xs, ys, rng):
    return xs + rng.normal(size=(len(xs), 1)), ys + 10


def test_a_transform_is_applied_to_each_batch():
    data = optim.batches(X, Y, 5, rng=0, transform=shifted)
    xs, ys = zip(*data, strict=True)
    plain = [pair[1] for pair in optim.batches(X, Y, 5, rng=0)]
    for batch, labels, expected in zip(xs, ys, plain, strict=True):
        assert np.array_equal(labels, expected + 10)
        moved = batch - np.floor(batch[:, :1])
        assert np.allclose(moved[:, 1] - moved[:, 0], 1.0)
    assert not np.array_equal(np.sort(np.concatenate(xs)[:, 0]), X[:, 0])
    assert np.array_equal(X, np.arange(24.0).reshape(12, 2))  # the data stay
    alone = optim.batches(X, batch_size=12, transform=lambda xs, rng: -xs, rng=0)
    assert np.sort(next(iter(alone))[:, 0]).tolist() == sorted((-X[:, 0]).tolist())


def test_a_resumed_run_with_a_transform_is_the_same(tmp_path):
    def run(epochs, **options):
        model = nn.mlp([2, 3, 3], rng=0)
        data = optim.batches(X / 24, Y, 5, rng=0, transform=lambda x, y, rng: (
            x + rng.normal(0, 0.1, x.shape), y))  # fmt: skip
        optimizer = optim.Adam(model.parameters(), lr=0.1)
        optim.fit(*(model, nn.cross_entropy, optimizer, data), epochs=epochs, **options)
        return model[0].weight.data

    path = tmp_path / "run"
    checkpoint = optim.Checkpoint(path)
    run(2, callbacks=[checkpoint])
    resumed = run(4, resume=path, callbacks=[checkpoint])
    assert np.array_equal(resumed, run(4))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: optim.k_fold(X, 1),
            ValueError,
            "at least 2, and at most .* 12",
        ),
        (lambda: optim.k_fold(3, 4), ValueError, "the number of samples, 3; got 4"),
        (
            lambda: optim.k_fold(X, 3, stratify=Y),
            ValueError,
            "the number of samples of a class, 2; got 3",
        ),
        (
            lambda: optim.k_fold(X, 2, stratify=[0, 1]),
            ValueError,
            "has 2 classes for",
        ),
        (lambda: optim.k_fold(X, 2.5), TypeError, "n_splits"),
        (
            lambda: optim.train_test_split(X, test_size=12),
            ValueError,
            "a sample on each side, so from 1 to 11, got 12; a share is a float",
        ),
        (
            lambda: optim.train_test_split(X, test_size=2, stratify=Y),
            ValueError,
            "a sample of each of 3 classes on each side, so from 3 to 9, got 2",
        ),
        (lambda: optim.train_test_split(X, test_size=True), TypeError, "test_size"),
        (
            lambda: optim.batches(X, Y, transform=lambda xs: xs),
            TypeError,
            r"transform must be a function of \(X, y, rng\) that gives \(X, y\)",
        ),
        (lambda: optim.batches(X, transform=3), TypeError, r"a function of \(X, rng\)"),
        (
            lambda: list(optim.batches(X, Y, transform=lambda x, y, rng: x)),
            TypeError,
            r"must give the pair \(X, y\) of a batch, got ndarray",
        ),
        (
            lambda: list(
                optim.batches(X, Y, 5, transform=lambda x, y, rng: (x[1:], y))
            ),
            ValueError,
            "must keep the samples of a batch: of 5 it made 4 in X",
        ),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()
