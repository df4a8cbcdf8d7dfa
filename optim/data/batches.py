"""Data for training: mini-batches, a held-out test set, standardized columns."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar, overload

import numpy as np

from autograd_core.extend import Array, checked_rng, explained, plural, short_repr
from optim.checks.ranges import at_least_one
from optim.checks.saved import array_of_numbers, list_of, rng_state, saved_fields
from optim.checks.settings import flag, one_of
from optim.data.samples import as_data, checked_data, rows, split_pairs

_B = TypeVar("_B")
_Array = np.ndarray[Any, Any]


class Batches(Generic[_B]):
    """Mini-batches of data; each `for` loop over it is one epoch.

    Made by `batches`, which documents the arguments.
    """

    def __init__(
        self,
        X: Any,
        y: Any = None,
        batch_size: int | None = 32,
        *,
        shuffle: bool = True,
        rng: Any = None,
        mode: str = "redraw",
        drop_last: bool = False,
        transform: Callable[..., Any] | None = None,
    ) -> None:
        if y is None:
            X, y = split_pairs(X)
        self.X = checked_data("X", X)
        self.y = None if y is None else checked_data("y", y)
        self.count = len(self.X)
        if self.y is not None and len(self.y) != self.count:
            raise ValueError(
                f"X has {self.count} samples and y {len(self.y)}: they must be as many"
            )
        self.transform = _checked_transform(transform, self.y is not None)
        self.shuffle, self.drop_last = flag("shuffle", shuffle), drop_last
        self.mode = one_of("redraw", "fixed")("mode", mode)
        size = self.count if batch_size is None else batch_size
        self.batch_size = at_least_one("batch_size", size)
        if flag("drop_last", drop_last) and self.batch_size > self.count:
            raise ValueError(
                f"drop_last leaves no batch: batch_size is {batch_size}, and X has "
                f"{plural(self.count, 'sample')}"
            )
        self.rng = checked_rng(rng)
        self._fixed = self._index_parts() if mode == "fixed" else None

    def draw(self) -> list[Any]:
        """The batches of one epoch, each as an array of the samples' numbers."""
        return self._index_parts() if self._fixed is None else self._fixed

    def take(self, samples: Any) -> Any:
        """The samples of these numbers, transformed: `(X, y)`, or X alone without y."""
        X = rows(self.X, samples)
        y = None if self.y is None else rows(self.y, samples)
        if self.transform is None:
            return X if self.y is None else (X, y)
        return self._transformed(X, y)

    def _transformed(self, X: Any, y: Any) -> Any:
        """A batch after `transform`, which must keep the number of samples.

        Raises:
            TypeError: it gives something else than X, or the pair (X, y).
            ValueError: it gives another number of samples.
        """
        count = len(X)
        given: Any = (X,) if y is None else (X, y)
        out: Any = self.transform(*given, self.rng)  # type: ignore[misc]
        parts: tuple[Any, ...] = (out,)
        if y is not None:
            if not isinstance(out, tuple) or len(out) != 2:
                raise TypeError(
                    "transform must give the pair (X, y) of a batch, got "
                    f"{type(out).__name__} {short_repr(out)}"
                )
            parts = out
        for name, part in zip("Xy", parts, strict=False):
            if len(as_data(f"the {name} of transform", part)) != count:
                raise ValueError(
                    f"transform must keep the samples of a batch: of {count} it made "
                    f"{len(part)} in {name}"
                )
        return out

    def state_dict(self) -> dict[str, Any]:
        """The state from which a later run draws the batches that would come next."""
        return {"rng": self.rng.bit_generator.state, "fixed": self._fixed}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from there.

        Raises:
            ValueError: it is not a state of batches like these; nothing is changed.
        """
        checks = {"rng": rng_state(self.rng), "fixed": self._checked_parts}
        fields = saved_fields("batches", state_dict, checks)
        self.rng.bit_generator.state = fields["rng"]
        self._fixed = fields["fixed"]

    def _checked_parts(self, name: str, parts: Any) -> Any:
        """Batches that stay the same, or None, as a saved state has them."""
        if (parts is None) != (self._fixed is None):
            raise ValueError(f"{name} is that of batches of another mode")
        if parts is None:
            return None
        parts = list_of(array_of_numbers)(name, parts)
        samples = np.concatenate([np.arange(0), *map(np.ravel, parts)])
        sizes = [np.shape(part) for part in parts]
        if (
            sizes != [part.shape for part in self._fixed or []]
            or samples.dtype.kind not in "iu"
            or len(np.unique(samples)) != len(samples)
            or (len(samples) and not 0 <= samples.min() <= samples.max() < self.count)
        ):
            raise ValueError(
                f"{name} must divide the numbers of {plural(self.count, 'sample')} "
                f"into {plural(len(self), 'batch')}"
            )
        return parts

    def __iter__(self) -> Iterator[_B]:
        return map(self.take, self.draw())

    def __len__(self) -> int:
        """The number of batches in an epoch."""
        full, rest = divmod(self.count, self.batch_size)
        return full + bool(rest and not self.drop_last)

    def _index_parts(self) -> list[Any]:
        order = np.arange(self.count)
        if self.shuffle:
            order = self.rng.permutation(self.count)
        starts = range(0, len(self) * self.batch_size, self.batch_size)
        return [order[start : start + self.batch_size] for start in starts]

    def __repr__(self) -> str:
        parts = plural(len(self), "batch")
        return f"<{parts} of {self.batch_size} from {plural(self.count, 'sample')}>"


def _checked_transform(transform: Any, has_targets: bool) -> Any:
    """The function, once it is sure that it takes what it will be called with.

    Raises:
        TypeError: it does not.
    """
    if transform is None:
        return None
    form = "(X, y, rng) that gives (X, y)" if has_targets else "(X, rng) that gives X"
    try:
        inspect.signature(transform).bind(*range(3 if has_targets else 2))
    except TypeError:
        raise TypeError(
            f"transform must be a function of {form} for each batch, got "
            f"{short_repr(transform)}"
        ) from None
    except ValueError:  # a builtin without a signature
        pass
    return transform


@overload
def batches(
    X: _Array,
    y: _Array,
    batch_size: int | None = 32,
    *,
    shuffle: bool = True,
    rng: Any = None,
    mode: str = "redraw",
    drop_last: bool = False,
    transform: None = None,
) -> Batches[tuple[_Array, _Array]]: ...
@overload
def batches(
    X: Any,
    y: Any = None,
    batch_size: int | None = 32,
    *,
    shuffle: bool = True,
    rng: Any = None,
    mode: str = "redraw",
    drop_last: bool = False,
    transform: Callable[..., Any] | None = None,
) -> Batches[Any]: ...
@explained
def batches(
    X: Any,
    y: Any = None,
    batch_size: int | None = 32,
    *,
    shuffle: bool = True,
    rng: Any = None,
    mode: str = "redraw",
    drop_last: bool = False,
    transform: Callable[..., Any] | None = None,
) -> Batches[Any]:
    """Divide data into mini-batches; each `for` loop over the result is one epoch.

    Args:
        X: samples along the first axis: an array, a table (a DataFrame, Series or
            sparse matrix, which become arrays), or a list of anything.
        y: their targets, as many; None if there are none, or if X is a list or a
            Dataset of pairs (x, y), which is split.
        batch_size: samples per batch; more than there are, or None, is one batch of
            all. The last batch of an epoch is smaller if the division has a rest.
        shuffle: put the samples into random order first.
        rng: a numpy.random.Generator, a seed, or None for a fresh one.
        mode: "redraw" draws the batches anew for every epoch, "fixed" once and for all.
        drop_last: leave a smaller last batch out.
        transform: a function of each batch, `transform(X, y, rng) -> (X, y)`, or
            without y `transform(X, rng) -> X`, such as noise or a shift of images. It
            draws from the generator of the batches, so a resumed run is the same.

    Returns:
        An iterable of pairs (X, y) of a batch, or of X alone if y is None; `len` is the
        number of batches of an epoch.

    Raises:
        TypeError: an argument is of the wrong kind.
        ValueError: X and y are not as many, are empty or hold inf or nan; batch_size is
            less than 1, or drop_last would leave nothing.

    >>> X, y = np.arange(10.0).reshape(5, 2), np.arange(5)
    >>> for xs, ys in batches(X, y, batch_size=2, rng=0):
    ...     print(xs.tolist(), ys)
    [[4.0, 5.0], [8.0, 9.0]] [2 4]
    [[6.0, 7.0], [0.0, 1.0]] [3 0]
    [[2.0, 3.0]] [1]
    >>> def noisy(xs, ys, rng):
    ...     return xs + rng.normal(0.0, 0.1, xs.shape), ys
    >>> batches(X, y, batch_size=2, rng=0, transform=noisy)
    <3 batches of 2 from 5 samples>
    """
    return Batches(
        X,
        y,
        batch_size,
        shuffle=shuffle,
        rng=rng,
        mode=mode,
        drop_last=drop_last,
        transform=transform,
    )


@overload
def standardize(train: Any) -> Array: ...
@overload
def standardize(train: Any, other: Any, /, *others: Any) -> list[Array]: ...
def standardize(train: Any, *others: Any) -> Any:
    """Shift and scale each column to mean 0 and standard deviation 1.

    The mean and the deviation are those of `train`, for the others too: a test set must
    not tell what it is like. A column that is constant in `train`, up to what its dtype
    can resolve, is only shifted.

    Args:
        train: samples along the first axis; float32 stays, all else becomes float64.
        *others: samples with the same columns, such as the test set.

    Returns:
        The array, or a list of arrays if there are others.

    Raises:
        TypeError: it is not made of numbers.
        ValueError: it is empty, holds inf or nan, or has other columns than `train`.

    >>> train, test = standardize([[0.0, 5.0], [2.0, 5.0]], [[4.0, 6.0]])
    >>> train.tolist(), test.tolist()
    ([[-1.0, 0.0], [1.0, 0.0]], [[3.0, 1.0]])
    """
    arrays = []
    for i, values in enumerate([train, *others]):
        array = checked_data(f"array {i}", values)
        if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiub":
            raise TypeError(
                f"array {i} must be made of numbers, as many in every sample; got "
                f"{short_repr(values)}"
            )
        arrays.append(array if array.dtype == np.float32 else array.astype(np.float64))
        if array.shape[1:] != arrays[0].shape[1:]:
            raise ValueError(
                f"array {i} has samples of shape {array.shape[1:]}, the first array "
                f"{arrays[0].shape[1:]}"
            )
    return _standardized(arrays) if others else _standardized(arrays)[0]


def _standardized(arrays: list[Any]) -> list[Any]:
    """Shift and scale arrays by mean and deviation of the first."""
    # Distances from a sample: a column of large numbers that are close together, such
    # as points in time, keeps its digits. In a unit of their own, no square overflows.
    train = arrays[0].astype(np.float64)
    origin = train[0]
    distances = train - origin
    unit = np.abs(distances).max(axis=0)
    # A column that varies by no more than its dtype can resolve is constant.
    finest = np.spacing(np.abs(arrays[0]).max(axis=0)).astype(np.float64)
    constant = unit <= 4.0 * finest
    unit = np.where(constant, 1.0, unit)
    scaled = distances / unit
    mean, deviation = scaled.mean(axis=0), np.where(constant, 1.0, scaled.std(axis=0))
    return [
        (((array - origin) / unit - mean) / deviation).astype(array.dtype)
        for array in arrays
    ]
