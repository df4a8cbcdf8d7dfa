"""Lesson 16: the mini-batches of an epoch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial

Epoch = list[list[int]]


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw six numbers of samples and sizes; some divide, one batch holds all."""
    sizes = [(20, 5), (23, 4), (16, 16), (13, 20), (31, 10), (17, 1)]
    return [(n, size, int(rng.integers(10**6))) for n, size in sizes]


def ask(batches: Callable[..., Any], n: int, size: int, seed: int) -> Any:
    """Return two epochs in a row, with one generator."""
    rng = np.random.default_rng(seed)
    return [[*batches(n, size, rng)] for _ in range(2)]


def epochs_of(trial: Trial) -> list[Epoch] | None:
    """Return the two epochs of an answer; None if they are no lists of indices."""
    answer = trial.answer if isinstance(trial.answer, list) else []
    epochs: list[Epoch] = []
    for batches in answer:
        if not isinstance(batches, list) or not all(
            isinstance(batch, list)
            and all(isinstance(i, (int, float)) and i == i // 1 for i in batch)
            for batch in batches
        ):
            return None
        epochs.append([[int(i) for i in batch] for batch in batches])  # type: ignore
    return epochs if len(epochs) == 2 else None


def _order(epoch: Epoch) -> list[int]:
    return [i for batch in epoch for i in batch]


def _complete(epoch: Epoch, n: int) -> bool:
    return sorted(_order(epoch)) == [*range(n)]


def _sized(epoch: Epoch, n: int, size: int) -> bool:
    lengths = [min(size, n - start) for start in range(0, n, size)]
    return [*map(len, epoch)] == lengths


def _rising(epoch: Epoch) -> bool:
    return all(batch == sorted(batch) for batch in epoch)


def agrees(trial: Trial) -> bool:
    """Return whether each index comes once, in a new order, in batches of the size."""
    epochs, (n, size, _) = epochs_of(trial), trial.inputs
    return (
        epochs is not None
        and all(_complete(epoch, n) and _sized(epoch, n, size) for epoch in epochs)
        and _order(epochs[0]) != _order(epochs[1])
        and _order(epochs[0]) != [*range(n)]
        and not (size > 1 and all(map(_rising, epochs)))
    )


def _fits(test: Callable[[Epoch, Epoch, int, int], bool]) -> Callable[..., bool]:
    """Return a test of two epochs, n and size."""

    def fits(trial: Trial) -> bool:
        epochs, (n, size, _) = epochs_of(trial), trial.inputs
        return epochs is not None and test(epochs[0], epochs[1], n, size)

    return fits


MISTAKES = (
    Mistake(
        "not shuffled",
        "Put the indices in a random order first: rng.permutation(n).",
        _fits(lambda first, second, n, size: _order(first) == [*range(n)]),
    ),
    Mistake(
        "the same order in each epoch",
        "Draw from the rng that is passed, anew at each call.",
        _fits(lambda first, second, n, size: first == second and _complete(first, n)),
    ),
    Mistake(
        "only the batches are shuffled",
        "Shuffle the samples before they are divided, or the same ones always meet.",
        _fits(
            lambda first, second, n, size: (
                size > 1 and _complete(first, n) and _rising(first) and _rising(second)
            )
        ),
    ),
    Mistake(
        "the last batch is dropped",
        "What is left over is a batch too, a smaller one.",
        _fits(
            lambda first, second, n, size: (
                len(_order(first)) == n - n % size < n
                and len({*_order(first)}) == n - n % size
            )
        ),
    ),
    Mistake(
        "drawn with replacement",
        "In an epoch each sample comes once: divide one permutation.",
        _fits(
            lambda first, second, n, size: (
                max(Counter(_order(first)).values(), default=0) > 1
            )
        ),
    ),
    Mistake(
        "counted from 1",
        "The first sample has the index 0.",
        _fits(
            lambda first, second, n, size: sorted(_order(first)) == [*range(1, n + 1)]
        ),
    ),
    Mistake(
        "size taken for the number of batches",
        "size is how many samples a batch has.",
        _fits(
            lambda first, second, n, size: len(first) == size and _complete(first, n)
        ),
    ),
    Mistake(
        "other sizes",
        "Each batch has size samples, only the last one may have fewer.",
        _fits(
            lambda first, second, n, size: (
                _complete(first, n) and not _sized(first, n, size)
            )
        ),
    ),
    Mistake(
        "one batch, not an epoch",
        "Return all the batches, until each index has come once.",
        _fits(lambda first, second, n, size: len(first) == 1 and size < n),
    ),
)


def say(trial: Trial) -> str:
    """Return the first epoch."""
    epochs = epochs_of(trial)
    if epochs is None:
        return "is not a list of lists of indices"
    text = str(epochs[0])
    return f"returns {text if len(text) < 80 else text[:77] + '...'}"


EXERCISE = Exercise(
    "Batches",
    (
        Part(
            name="batches",
            call="batches(n, size, rng)",
            cases=cases,
            right=lambda n, size, seed: None,
            mistakes=MISTAKES,
            ask=ask,
            agrees=agrees,
            show=lambda n, size, seed: f"batches({n}, {size}, rng)",
            say=say,
        ),
    ),
)
