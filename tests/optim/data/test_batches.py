"""Batches, splits and standardizing: every sample where it belongs, exactly once."""

from fractions import Fraction

import numpy as np
import pytest
from mpmath import mp

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
    labels = np.array([0] * 40 + [1] * 8 + [2] * 4 + [3] * 2)
    _, test = train_test_split(labels, test_size=0.25, rng=0, stratify=labels)
    assert np.bincount(test, minlength=4).tolist() == [10, 2, 1, 1]


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
        (
            lambda: train_test_split(np.arange(4), stratify=[0, 1, 2, 3]),
            ValueError,
            "stratify: class 0 has a single sample, which cannot be on both sides",
        ),
        (
            lambda: train_test_split(np.arange(4), stratify=["a", "b", "a", "a"]),
            ValueError,
            "class b has a single",
        ),
        (
            lambda: train_test_split(np.arange(4), stratify=np.eye(4)),
            ValueError,
            r"one class per sample, got shape \(4, 4\); of one-hot rows take argmax",
        ),
        (
            lambda: train_test_split(np.arange(4), stratify=[0, 0, np.nan, np.nan]),
            ValueError,
            "stratify holds nan",
        ),
        (lambda: train_test_split(X, Y[:5]), ValueError, r"got lengths \[10, 5\]"),
        (lambda: train_test_split(X, stratify=Y[:5]), ValueError, r"\[10, 5\]"),
        (lambda: train_test_split([1]), ValueError, "cannot divide 1 sample "),
        (lambda: train_test_split(X, test_size=0), ValueError, "so from 1 to 9, got 0"),
        (lambda: train_test_split(X, test_size=1.0), ValueError, r"in \(0, 1\)"),
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


# -- what standardize can resolve ------------------------------------------------------

STEPS = np.arange(0.0, 120.0, 10.0)
RESOLVED = {
    "points in time": 1.7e9 + STEPS,
    "pressures": 101325 + 1e-3 * np.arange(6.0),
    "beyond a billion": 1e9 + np.arange(3.0),
    "many in one second": 1.7e9 + np.linspace(0.0, 1.0, 100_000),
    "negative": -1e12 + STEPS,
    "integers": (10**15 + np.arange(5)),
    "float32": (1e6 + np.array([0.0, 1.0, 0.0, 1.0])).astype(np.float32),
    "float32, unlike": np.array([1.0, 1.5, 3.0], np.float32),
    "huge": np.array([1e200, -2e200, 3e200]),
    "tiny": np.array([1e-200, -2e-200, 3e-200]),
    "subnormal": np.array([1e-310, 3e-310, 2e-310]),
    "around zero": np.array([-1e-9, 1e-9, 3e-9]),
}


@pytest.mark.parametrize("column", RESOLVED.values(), ids=RESOLVED)
def test_what_the_dtype_resolves_is_scaled(column):
    """Against exact fractions."""
    exact = [Fraction(x.item()) for x in column[:: max(1, len(column) // 500)]]
    column = column[:: max(1, len(column) // 500)]
    mean = sum(exact) / len(exact)
    square = sum((x - mean) ** 2 for x in exact) / len(exact)
    with mp.workdps(40):
        root = mp.sqrt(mp.mpf(square.numerator) / square.denominator)
        expected = [float(mp.mpf((x - mean).numerator) / (x - mean).denominator / root)
                    for x in exact]  # fmt: skip
    rtol = 1e-6 if column.dtype == np.float32 else 1e-12
    scaled = standardize(column[:, None])[:, 0]
    assert scaled.dtype == (np.float32 if column.dtype == np.float32 else np.float64)
    np.testing.assert_allclose(scaled, expected, rtol, atol=rtol)
    # Among others it is the same.
    both = standardize(np.column_stack([np.ones_like(column), column]))
    np.testing.assert_allclose(both[:, 1], scaled, rtol, atol=rtol)
    assert not both[:, 0].any()


def test_many_points_close_together():
    column = RESOLVED["many in one second"][:, None]
    assert standardize(column).std() == pytest.approx(1.0, abs=1e-9)
    assert abs(standardize(column).mean()) < 1e-9


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("number", [0.0, 0.1, -1e9, 1e-300, 1e30])
def test_a_column_that_is_constant_up_to_rounding_is_only_shifted(dtype, number):
    constant = np.full((7, 1), number, dtype)
    assert not standardize(constant).any()
    rounded = np.tile([number, np.nextafter(dtype(number), dtype(np.inf))], 4)
    column = rounded.astype(dtype)[:, None]
    if number:
        assert np.abs(standardize(column)).max() <= np.ptp(column)


def test_other_arrays_are_scaled_like_the_first():
    train, test = standardize(1.7e9 + STEPS[:, None], 1.7e9 + STEPS[:2, None] + 5.0)
    expected = (STEPS[:2] + 5.0 - STEPS.mean()) / STEPS.std()
    np.testing.assert_allclose(test[:, 0], expected, rtol=1e-12)
    assert train.std() == pytest.approx(1.0)


# -- data as PyTorch has it ------------------------------------------------------------


class Dataset:
    """A length, and samples by number, here beyond the length too."""

    def __len__(self):
        return 4

    def __getitem__(self, i):
        return X[i], Y[i]


@pytest.mark.parametrize("data", [Dataset(), [(X[i], Y[i]) for i in range(4)]])
def test_a_dataset_of_pairs_is_split(data):
    ((xs, ys),) = batches(data, batch_size=4, shuffle=False)
    np.testing.assert_array_equal(xs, X[:4])
    np.testing.assert_array_equal(ys, Y[:4])


def test_a_dataset_without_targets_is_read_once():
    class Rows:
        read = 0

        def __len__(self):
            return 4

        def __getitem__(self, i):
            type(self).read += 1
            return X[i]

    assert np.array_equal(batches(Rows(), batch_size=None, shuffle=False).X, X[:4])
    assert Rows.read == 4


def test_points_and_words_are_no_pairs():
    (points,) = batches([(1.0, 2.0), (3.0, 4.0)], shuffle=False)
    assert points.tolist() == [[1.0, 2.0], [3.0, 4.0]]
    (words,) = batches([("one", 1), ("two", 2)], shuffle=False)
    assert len(words) == 2


def test_a_pair_of_arrays_is_not_taken_for_two_samples():
    with pytest.raises(TypeError, match=r"a tuple of 2 arrays; write batches\(X, y\)"):
        batches((X, Y), batch_size=4)
