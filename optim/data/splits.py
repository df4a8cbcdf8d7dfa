"""Data divided for testing: one part held out, or each part in turn."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.extend import checked_rng, explained, is_number, plural
from optim.checks.ranges import at_least_one, open_fraction
from optim.checks.settings import flag
from optim.data.samples import as_data, rows


@explained
def train_test_split(
    *arrays: Any, test_size: float | int = 0.25, rng: Any = None, stratify: Any = None
) -> list[np.ndarray[Any, Any]]:
    """Put a random part of the data aside, to test on what was not trained on.

    Args:
        *arrays: X, y and the like, equally long; as for `batches`.
        test_size: the share put aside, in (0, 1), or as an integer how many samples; at
            least one sample stays each side.
        rng: a numpy.random.Generator, a seed, or None for a fresh one.
        stratify: class ids, one per sample: each class is divided by itself.

    Returns:
        X_train, X_test, y_train, y_test, ...: two parts of each array.

    Raises:
        TypeError: an argument is of the wrong kind.
        ValueError: the arrays are not equally long, or there are fewer than two
            samples, or of a class if there are some; or test_size is out of its range.

    >>> X_train, X_test = train_test_split(np.arange(8), test_size=0.25, rng=0)
    >>> X_train, X_test
    (array([0, 1, 3, 5, 6, 7]), array([2, 4]))

    Source: scikit-learn's train_test_split for the order of the results.
    """
    if not arrays:
        raise TypeError("train_test_split needs at least one array")
    if len(arrays) > 1 and is_number(arrays[-1]):
        raise TypeError(
            f"train_test_split: {arrays[-1]} is no array of samples; write "
            f"test_size={arrays[-1]}"
        )
    data = [as_data(f"array {i}", array) for i, array in enumerate(arrays)]
    counts = [len(array) for array in data]
    labels = None if stratify is None else _labels(stratify)
    if labels is not None:
        counts.append(len(labels))
    if len(set(counts)) > 1:
        raise ValueError(f"the arrays must be equally long, got lengths {counts}")
    if counts[0] < 2:
        raise ValueError(f"cannot divide {plural(counts[0], 'sample')} into two parts")
    rng = checked_rng(rng)
    labels = np.zeros(counts[0]) if labels is None else labels
    test = np.zeros(counts[0], bool)
    groups = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    for members in groups:
        if len(members) < 2:
            raise ValueError(
                f"stratify: class {labels[members[0]]} has a single sample, which "
                "cannot be on both sides; leave it out, or join it to another class"
            )
    sizes = _sizes_aside(test_size, [len(members) for members in groups])
    for members, aside in zip(groups, sizes, strict=True):
        test[rng.permutation(members)[:aside]] = True
    parts = (np.flatnonzero(~test), np.flatnonzero(test))
    return [rows(array, part) for array in data for part in parts]


@explained
def k_fold(
    samples: Any,
    n_splits: int = 5,
    *,
    shuffle: bool = True,
    rng: Any = None,
    stratify: Any = None,
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Divide samples into parts, each of which is the test set once.

    Args:
        samples: how many there are, or the data, of which the first axis counts.
        n_splits: how many parts, at least 2; they differ by one sample at most.
        shuffle: put the samples into random order first; else each part is a run of
            neighbors.
        rng: a numpy.random.Generator, a seed, or None for a fresh one.
        stratify: class ids, one per sample: each class is divided evenly.

    Returns:
        Pairs of the numbers of the samples to train on and of those to test on, both
        in order.

    Raises:
        TypeError: an argument is of the wrong kind.
        ValueError: there are fewer samples, or samples of a class, than parts.

    >>> X = np.arange(10.0).reshape(5, 2)
    >>> for train, test in k_fold(X, 2, shuffle=False):
    ...     print(train, test, X[test].sum())
    [3 4] [0 1 2] 15.0
    [0 1 2] [3 4] 30.0

    Source: Stone, Cross-validatory choice and assessment of statistical predictions,
    1974; scikit-learn's KFold for the sizes.
    """
    is_count = isinstance(samples, (int, np.integer)) and not isinstance(samples, bool)
    n = int(samples) if is_count else len(as_data("samples", samples))
    parts = at_least_one("n_splits", n_splits)
    labels = np.zeros(n) if stratify is None else _labels(stratify)
    if len(labels) != n:
        raise ValueError(f"stratify has {len(labels)} classes for {n} samples")
    least = min((int(m) for m in np.unique(labels, return_counts=True)[1]), default=0)
    if not 2 <= parts <= least:
        of_class = "" if stratify is None else " of a class"
        raise ValueError(
            f"k_fold: n_splits must be at least 2, and at most the number of samples"
            f"{of_class}, {least}; got {n_splits}"
        )
    order = (
        checked_rng(rng).permutation(n) if flag("shuffle", shuffle) else np.arange(n)
    )
    number = np.empty(n, np.intp)
    if stratify is None:
        for k, part in enumerate(np.array_split(order, parts)):
            number[part] = k
    else:  # class after class, like dealing cards
        dealt = order[np.argsort(labels[order], kind="stable")]
        number[dealt] = np.arange(n) % parts
    return [
        (np.flatnonzero(number != k), np.flatnonzero(number == k)) for k in range(parts)
    ]


def _sizes_aside(test_size: Any, counts: list[int]) -> list[int]:
    """How many samples of each class are put aside.

    Raises:
        TypeError: `test_size` is not a number.
        ValueError: it leaves a class no sample on one side.
    """
    if isinstance(test_size, (bool, np.bool_)) or not isinstance(
        test_size, (int, np.integer)
    ):
        share = open_fraction("test_size", test_size)
        return [min(max(round(share * n), 1), n - 1) for n in counts]
    total = int(test_size)
    if not len(counts) <= total <= sum(counts) - len(counts):
        classes = f" of each of {len(counts)} classes" if len(counts) > 1 else ""
        raise ValueError(
            f"test_size must leave a sample{classes} on each side, so from "
            f"{len(counts)} to {sum(counts) - len(counts)}, got {test_size}; a share "
            "is a float such as 0.25"
        )
    sizes = [1] * len(counts)
    for _ in range(total - len(counts)):  # one more where the share is least
        open_classes = [k for k, n in enumerate(counts) if sizes[k] < n - 1]
        sizes[min(open_classes, key=lambda k: (sizes[k] + 0.5) / counts[k])] += 1
    return sizes


def _labels(stratify: Any) -> Any:
    """Class ids or names, one per sample.

    Raises:
        ValueError: there are several per sample, or one is nan.
    """
    labels = np.asarray(as_data("stratify", stratify))
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise ValueError(
            f"stratify must hold one class per sample, got shape {labels.shape}; of "
            "one-hot rows take argmax(axis=1)"
        )
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        raise ValueError("stratify holds nan, which is no class")
    return labels
