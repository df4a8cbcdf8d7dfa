"""Mistakes that the arrays alone show: no graph is needed.

A gradient by hand is the right one transposed, flipped, shifted, summed, or the right
one plus something that is proportional to the input.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from autograd_core.messages.types import Array
from autograd_core.testing.diagnosis.mismatch import InputGradient


class ArrayMistake(NamedTuple):
    """A mistake in one array.

    Attributes:
        rank: how unspecific it is.
        key: what it is.
        hint: the sentence.
        number: the factor in it.
    """

    rank: float
    key: str
    hint: str
    number: complex = 1.0


def array_mistakes(x: InputGradient) -> Iterator[ArrayMistake]:
    """The operations on the right array, or the terms, that give the wrong one.

    >>> right = np.array([[1.0, 2.0], [3.0, 4.5]])
    >>> x = InputGradient("W", right, right.T, right, np.zeros((2, 2)))
    >>> next(array_mistakes(x)).hint
    'the gradient of W is right after a transpose: write .T'
    """
    if not x.is_comparable or x.wrong.size < 2:
        return
    yield from _turned(x)
    yield from _displacements(x)
    yield from _reduced(x)
    yield from _symmetric(x)
    yield from _changed_entry_by_entry(x)


def subject(x: InputGradient) -> str:
    """What a hint calls the array."""
    return f"the {'Jacobian' if x.result_axes else 'gradient'} of {x.name}"


def axis_text(x: InputGradient, axis: int) -> str:
    """An axis for a hint."""
    if axis < x.result_axes:
        return f"axis={axis}, that of the results"
    return f"axis={axis}"


def _turned(x: InputGradient) -> Iterator[ArrayMistake]:
    the = subject(x)
    if x.wrong.ndim >= 2:
        if x.explained_by(x.right.swapaxes(-1, -2)):
            yield ArrayMistake(
                1.5, "transpose", f"{the} is right after a transpose: write .T"
            )
        elif x.explained_by(-x.right.swapaxes(-1, -2)):
            hint = f"{the} is right after a transpose and a change of sign"
            yield ArrayMistake(1.6, "transpose_minus", hint)
        turned = np.reshape(x.right, x.right.shape, order="C").ravel("F")
        turned = turned.reshape(x.right.shape)
        if x.right.shape[0] != x.right.shape[1] and x.explained_by(turned):
            hint = (
                f"{the} has its entries in the order of columns: reshape mixes them up"
            )
            yield ArrayMistake(1.7, "order", hint)
        back = x.right.ravel().reshape(x.right.shape, order="F")
        if x.right.shape[0] != x.right.shape[1] and x.explained_by(back):
            hint = (
                f"{the} has its entries in the order of columns: reshape mixes them up"
            )
            yield ArrayMistake(1.7, "order_back", hint)
    for axis in range(x.wrong.ndim):
        if x.wrong.shape[axis] > 1 and x.explained_by(np.flip(x.right, axis)):
            hint = (
                f"{the} is right in reverse order along {axis_text(x, axis)}: flipped"
            )
            yield ArrayMistake(1.6, f"flip_{axis}", hint)
    if x.wrong.ndim >= 2 and x.explained_by(np.flip(x.right)):
        yield ArrayMistake(1.6, "flip", f"{the} is right after a flip along all axes")


def _displacements(x: InputGradient) -> Iterator[ArrayMistake]:
    """Shifted along an axis, or in another order."""
    the = subject(x)
    for axis in range(x.wrong.ndim):
        n, where = x.wrong.shape[axis], axis_text(x, axis)
        for shift in range(1, n):
            if x.explained_by(np.roll(x.right, shift, axis)):
                steps = shift if shift <= n // 2 else shift - n
                hint = f"{the} is shifted by {steps:+d} along {where} (np.roll)"
                yield ArrayMistake(1.7, f"roll_{axis}_{shift}", hint)
        for shift in (1, -1) if n > 2 else ():
            if x.explained_by(_shifted(x.right, shift, axis)):
                hint = f"{the} is shifted by {shift:+d} along {where}: off by one"
                yield ArrayMistake(1.7, f"shift_{axis}_{shift}", hint)
        if n > 2:
            order = _order(x, axis)
            if order is not None:
                noun = "entries" if x.wrong.ndim == 1 else f"slices along {where}"
                exchanged = [k for k, source in enumerate(order) if source != k]
                hint = f"{the} has its {noun} in another order: {order}"
                if len(exchanged) == 2:
                    pair = " and ".join(map(str, exchanged))
                    hint = f"{the}: the {noun} {pair} are in each other's place"
                yield ArrayMistake(1.8, f"order_{axis}_{order}", hint)


def _shifted(array: Array, shift: int, axis: int) -> Array:
    """Shifted, with zeros at the end that is left."""
    shifted = np.roll(array, shift, axis)
    ends: list[slice | int] = [slice(None)] * array.ndim
    ends[axis] = 0 if shift > 0 else -1
    shifted[tuple(ends)] = 0.0
    return shifted


def _order(x: InputGradient, axis: int) -> list[int] | None:
    """The slices of the right array that are those of the wrong one, if all are."""
    wrong = np.moveaxis(x.wrong, axis, 0).reshape(x.wrong.shape[axis], -1)
    right = np.moveaxis(x.right, axis, 0).reshape(wrong.shape)
    if len(wrong) > 64:
        return None
    apart = np.max(np.abs(wrong[:, None] - right[None]), axis=2)
    order = np.argmin(apart, axis=1).tolist()
    if sorted(order) != list(range(len(order))) or order == sorted(order):
        return None
    return order if x.explained_by(np.take(x.right, order, axis)) else None


def _reduced(x: InputGradient) -> Iterator[ArrayMistake]:
    """Summed or averaged where it is not, and the reverse."""
    the, right = subject(x), x.right
    for axis in range(x.wrong.ndim):
        if x.wrong.shape[axis] < 2:
            continue
        where = axis_text(x, axis)
        total = right.sum(axis, keepdims=True)
        several = np.count_nonzero(right) > total.size
        if several and x.explained_by(np.broadcast_to(total, right.shape)):
            hint = f"{the} is summed over {where}, where it is not"
            yield ArrayMistake(1.5, f"sum_{axis}", hint)
        mean = right.mean(axis, keepdims=True)
        if x.explained_by(np.broadcast_to(mean, right.shape)):
            yield ArrayMistake(1.6, f"mean_{axis}", f"{the} is averaged over {where}")
        means = x.wrong.mean(axis, keepdims=True)
        if x.explained_by(x.wrong + (right - (x.wrong - means))):
            hint = (
                f"{the} is right once its mean over {where} is subtracted: the path "
                "through a mean is missing"
            )
            if np.ptp(means) <= 1e-6 * x.off:
                hint += f", or each entry has {np.mean(means):.6g} too much"
            yield ArrayMistake(1.9, f"centred_{axis}", hint)
        for name, cumulated in (
            ("np.cumsum", np.cumsum(right, axis)),
            (
                "np.cumsum from the end",
                np.flip(np.cumsum(np.flip(right, axis), axis), axis),
            ),
        ):
            if x.explained_by(cumulated):
                hint = (
                    f"{the} is added up along {where} ({name}), or of each difference "
                    "of neighbours only the path to one end is counted"
                )
                yield ArrayMistake(3.4, f"{name}_{axis}", hint)


def _symmetric(x: InputGradient) -> Iterator[ArrayMistake]:
    """A matrix taken to be symmetric, triangular or diagonal."""
    if x.wrong.ndim != 2 or x.wrong.shape[0] != x.wrong.shape[1]:
        return
    the, right = subject(x), x.right
    diagonal = np.diag(np.diag(right))
    if x.explained_by(diagonal):
        hint = f"only the diagonal of {the} was used: the rest of it is not 0"
        yield ArrayMistake(2.6, "diagonal", hint)
    for name, operation, candidate in (
        ("sum", "the sum of it and its transpose", right + right.T),
        ("half_sum", "the mean of it and its transpose", (right + right.T) / 2),
        ("difference", "minus its transpose, antisymmetric", (right - right.T) / 2),
        ("twice", "twice its upper triangle", 2 * np.triu(right, 1) + diagonal),
        (
            "symmetric",
            "that of a symmetric matrix: G + G.T - diag(G)",
            right + right.T - diagonal,
        ),
    ):
        if x.explained_by(candidate):
            yield ArrayMistake(
                1.8, f"symmetric_{name}", f"{the} is replaced by {operation}"
            )


def _changed_entry_by_entry(x: InputGradient) -> Iterator[ArrayMistake]:
    """A function of each entry: its size, its sign, rounded, clipped."""
    the, right, wrong = subject(x), x.right, x.wrong
    if x.explained_by(np.abs(right)) or x.explained_by(-np.abs(right)):
        hint = f"{the} is right up to the sign of some components"
        yield ArrayMistake(1.8, "abs", hint)
    if x.explained_by(np.maximum(right, 0.0)):
        hint = f"{the} is right where it is positive, and 0 elsewhere: a relu or a mask"
        yield ArrayMistake(3.8, "positive", hint)
    if x.explained_by(np.sign(right)):
        yield ArrayMistake(1.8, "sign_only", f"{the} is replaced by its sign")
    top = float(np.max(np.abs(wrong)))
    if np.count_nonzero(np.abs(wrong) == top) > 1 and x.explained_by(
        np.clip(right, -top, top)
    ):
        yield ArrayMistake(1.9, "clip", f"{the} is clipped at {top:.6g}")
    for digits in range(1, 7):
        if x.explained_by(np.round(right, digits)):
            yield ArrayMistake(3.8, "round", f"{the} is rounded to {digits} decimals")
            break
