"""Batches, splits and standardizing: every sample where it belongs, exactly once."""

import numpy as np
import pytest

from autograd_core import Value
from optim import batches, standardize, train_test_split

X = np.arange(20.0).reshape(10, 2)
Y = np.arange(10)


def epoch(loader):
    return [ys.tolist() for _, ys in loader]


# -- batches ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "drop_last", "sizes"),
    [
        (4, False, [4, 4, 2]),
        (4, True, [4, 4]),
        (5, True, [5, 5]),
        (10, True, [10]),
        (1, False, [1] * 10),
        (64, False, [10]),
        (None, False, [10]),
    ],
)
def test_sizes_of_the_batches(size, drop_last, sizes):
    loader = batches(X, Y, size, drop_last=drop_last, rng=0)
    assert [len(ys) for ys in epoch(loader)] == sizes
    assert len(loader) == len(sizes)


def test_each_epoch_has_every_sample_once_beside_its_own_target():
    loader = batches(X, Y, 3, rng=0)
    for _ in range(3):
        labels = []
        for xs, ys in loader:
            assert (xs[:, 0] == 2 * ys).all()
            labels += ys.tolist()
        assert sorted(labels) == list(range(10))


def test_redraw_draws_anew_and_fixed_once():
    redrawn, fixed = batches(X, Y, 3, rng=0), batches(X, Y, 3, rng=0, mode="fixed")
    first, second = epoch(redrawn), epoch(redrawn)
    assert first != second
    assert epoch(fixed) == epoch(fixed) == first


def test_without_shuffling_the_order_is_kept():
    assert epoch(batches(X, Y, 4, shuffle=False)) == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9],
    ]


def test_a_seed_and_its_generator_draw_the_same_and_nothing_global_is_touched():
    before = np.random.get_state()[1].copy()
    by_seed = epoch(batches(X, Y, 3, rng=5))
    assert by_seed == epoch(batches(X, Y, 3, rng=np.random.default_rng(5)))
    assert by_seed != epoch(batches(X, Y, 3, rng=6))
    assert (np.random.get_state()[1] == before).all()


def test_every_order_is_equally_likely():
    """Of 3 samples there are 6 orders: 6,000 draws, 1,000 each, sigma about 29."""
    loader = batches(np.arange(3), batch_size=None, rng=0)
    samples = [tuple(xs) for _ in range(6000) for xs in loader]
    counts = [samples.count(order) for order in sorted(set(samples))]
    assert len(counts) == 6
    assert max(abs(count - 1000) for count in counts) < 150


def test_without_targets_and_with_lists():
    assert [xs.tolist() for xs in batches([1, 2, 3], batch_size=2, shuffle=False)] == [
        [1, 2],
        [3],
    ]
    words = batches(["ab", "c", "def"], [1.0, 2.0, 3.0], 2, shuffle=False)
    assert [(list(xs), ys.tolist()) for xs, ys in words] == [
        (["ab", "c"], [1.0, 2.0]),
        (["def"], [3.0]),
    ]


def test_lists_that_make_no_array_stay_lists():
    ragged = [[1], [2, 3], [4, 5, 6]]
    assert list(batches(ragged, batch_size=2, shuffle=False)) == [
        ragged[:2],
        ragged[2:],
    ]
    nodes = [Value(1.0), Value(2.0)]
    assert list(batches(nodes, batch_size=1, shuffle=False)) == [[nodes[0]], [nodes[1]]]


def test_dtypes_stay():
    xs, ys = next(iter(batches(X.astype(np.float32), Y, 3)))
    assert (xs.dtype, ys.dtype) == (np.float32, Y.dtype)


def test_a_batch_is_a_copy():
    data = X.copy()
    for xs, _ in batches(data, Y, 3):
        xs[...] = 0
    assert (data == X).all()


def test_repr():
    assert repr(batches(X, Y, 4)) == "<3 batches of 4 from 10 samples>"


BAD = {"X": np.array([[1.0, 2.0], [3.0, np.nan]])}


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: batches(X, Y[:9]), ValueError, "X has 10 samples and y 9"),
        (lambda: batches([], []), ValueError, "X is empty: there are no samples"),
        (lambda: batches(X, Y, 0), ValueError, "batch_size must be at least 1, got 0"),
        (lambda: batches(X, Y, 2.5), TypeError, "batch_size must be an integer, got"),
        (lambda: batches(X, Y, 11, drop_last=True), ValueError, "drop_last leaves no"),
        (
            lambda: batches(X, Y, mode="once"),
            ValueError,
            "'redraw' or 'fixed', got 'on",
        ),
        (lambda: batches(X, Y, shuffle=1), TypeError, "shuffle must be True or False"),
        (lambda: batches(X, Y, rng="0"), TypeError, "rng must be a numpy.random.Gener"),
        (lambda: batches(X, Y, rng=-1), ValueError, "seed .an integer >= 0., or None"),
        (lambda: batches(BAD["X"]), ValueError, r"X\[1, 1\] is nan; clean the data"),
        (lambda: batches(X, [np.inf] * 10), ValueError, r"y\[0\] is inf; clean the da"),
        (
            lambda: batches(3.0),
            TypeError,
            "X must be an array or a list with one entry",
        ),
        (lambda: batches(np.float64(3.0)), TypeError, "X must be an array or a list"),
        (lambda: batches(np.array(3.0)), TypeError, "per sample, got a single number"),
        (lambda: batches("text"), TypeError, "X must be an array or a list"),
        (lambda: batches(Value(1.0)), TypeError, "X must be data, not a Value"),
    ],
)
def test_bad_batches(call, error, message):
    with pytest.raises(error, match=message):
        call()


# -- train_test_split ------------------------------------------------------------------


def test_the_split_keeps_pairs_and_loses_nobody():
    X_train, X_test, y_train, y_test = train_test_split(X, Y, test_size=0.3, rng=0)
    assert (len(X_train), len(X_test)) == (7, 3)
    assert (X_train[:, 0] == 2 * y_train).all()
    assert (X_test[:, 0] == 2 * y_test).all()
    assert sorted([*y_train, *y_test]) == list(range(10))


def test_the_split_depends_on_the_seed_alone():
    parts = [train_test_split(Y, rng=seed)[1].tolist() for seed in (1, 1, 2)]
    assert parts[0] == parts[1] != parts[2]


def test_stratified_each_class_is_split_by_itself():
    labels = np.array([0] * 40 + [1] * 8 + [2] * 4 + [3])
    _, test = train_test_split(labels, test_size=0.25, rng=0, stratify=labels)
    assert np.bincount(test, minlength=4).tolist() == [10, 2, 1, 0]


@pytest.mark.parametrize("share", [1e-9, 0.999999])
def test_at_least_one_sample_stays_on_each_side(share):
    train, test = train_test_split(Y, test_size=share, rng=0)
    assert min(len(train), len(test)) == 1


def test_lists_are_split_too():
    train, test = train_test_split([[1], [2, 3], [4]], test_size=0.3, rng=0)
    assert len(train) == 2
    assert test[0] not in train


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: train_test_split(), TypeError, "needs at least one array"),
        (lambda: train_test_split(X, Y[:5]), ValueError, r"got lengths \[10, 5\]"),
        (lambda: train_test_split(X, stratify=Y[:5]), ValueError, r"\[10, 5\]"),
        (lambda: train_test_split([1]), ValueError, "cannot divide 1 sample "),
        (lambda: train_test_split(X, test_size=0), ValueError, r"must be in \(0, 1\)"),
        (lambda: train_test_split(X, test_size=1), ValueError, r"must be in \(0, 1\)"),
        (lambda: train_test_split(X, stratify=True), TypeError, "stratify must be an"),
        (lambda: train_test_split(3), TypeError, "array 0 must be an array or a list"),
    ],
)
def test_bad_splits(call, error, message):
    with pytest.raises(error, match=message):
        call()


# -- standardize -----------------------------------------------------------------------


def test_columns_have_mean_0_and_deviation_1():
    rng = np.random.default_rng(0)
    data = rng.normal([5.0, -3.0], [2.0, 0.1], (50, 2))
    scaled = standardize(data)
    assert scaled.mean(axis=0) == pytest.approx([0, 0], abs=1e-12)
    assert scaled.std(axis=0) == pytest.approx([1, 1], rel=1e-12)


def test_the_others_are_scaled_by_the_numbers_of_the_first():
    train, test = standardize([[0.0], [4.0]], [[2.0], [8.0]])
    assert train.tolist() == [[-1.0], [1.0]]
    assert test.tolist() == [[0.0], [3.0]]


@pytest.mark.parametrize("constant", [0.0, 0.1, 1e9, -1e-9])
def test_a_constant_column_is_only_shifted(constant):
    scaled = standardize(np.full((7, 1), constant))
    assert scaled == pytest.approx(np.zeros((7, 1)), abs=1e-12)


def test_dtypes_of_standardized_data():
    assert standardize(X.astype(np.float32)).dtype == np.float32
    assert standardize([[1], [3]]).dtype == np.float64


def test_images_are_standardized_pixel_by_pixel():
    images = np.random.default_rng(0).normal(size=(30, 4, 4))
    assert standardize(images).std(axis=0) == pytest.approx(np.ones((4, 4)))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: standardize([]), ValueError, "array 0 is empty"),
        (lambda: standardize([["a"]]), TypeError, "array 0 must be made of numbers"),
        (lambda: standardize([[1], [2, 3]]), TypeError, "array 0 must be made of num"),
        (lambda: standardize(X, X[:, :1]), ValueError, r"array 1 has samples of shape"),
        (lambda: standardize(BAD["X"]), ValueError, r"array 0\[1, 1\] is nan"),
    ],
)
def test_bad_data_to_standardize(call, error, message):
    with pytest.raises(error, match=message):
        call()
