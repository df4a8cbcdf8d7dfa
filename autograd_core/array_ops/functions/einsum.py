"""Sums of products of arrays, by Einstein's notation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import is_integer, shape_of
from autograd_core.array_ops.einsum import Einsum
from autograd_core.array_ops.functions.arguments import TensorT, operand
from autograd_core.array_ops.functions.index import getitem
from autograd_core.array_ops.functions.shape import transpose
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import describe

if TYPE_CHECKING:
    from autograd_core.messages.types import Array

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMBERED = "".join(sorted(_LETTERS))
"""The letters in the order in which a result without an arrow has its axes."""


@overload
def einsum(  # type: ignore[overload-overlap]
    subscripts: str, *operands: Array, optimize: object = False
) -> Array: ...
@overload
def einsum(
    subscripts: str, *operands: TensorT | Array, optimize: object = False
) -> TensorT: ...
@overload
def einsum(
    subscripts: TensorT, *operands: Any, optimize: object = False
) -> TensorT: ...
@explained
def einsum(subscripts: object, *operands: Any, optimize: object = False) -> object:
    """The sum of products that the subscripts describe, as `np.einsum`.

    d/d operand = the einsum of upstream and the other operands.

    Args:
        subscripts: such as "ij,jk->ik"; an ellipsis stands for any number of axes.
        operands: Tensors and arrays, one for each group of letters. Or all in turn:
            an operand, then the numbers of its axes, ..., those of the result at last.
        optimize: for NumPy's sake; the order in which factors are multiplied is chosen
            for more than two in any case.

    Raises:
        TypeError: `subscripts` is neither a string nor an operand with its axes.
        ValueError: the subscripts are wrong, or do not fit the shapes.

    >>> einsum("ij,j->i", np.eye(2), np.array([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    if not isinstance(subscripts, str):
        subscripts, operands = _in_letters(subscripts, *operands)
    arrays = [operand(x, "einsum") for x in operands]
    groups, output = _parsed(subscripts, arrays)
    _check_lengths(subscripts, groups, arrays)
    pairs = [_diagonal(x, names) for x, names in zip(arrays, groups, strict=True)]
    rule = Einsum(tuple([names for _, names in pairs]), output)
    return apply(rule, *[x for x, _ in pairs])


def _in_letters(*parts: Any) -> tuple[str, tuple[Any, ...]]:
    """The subscripts and operands of `einsum(x, [0, 1], y, [1, 2], [0, 2])`."""
    lists = [*parts[1::2], *(parts[-1:] if len(parts) % 2 else [])]
    if len(parts) < 2 or not all(isinstance(axes, (list, tuple)) for axes in lists):
        raise TypeError(
            "einsum: expected a string such as 'ij,jk->ik' first, or each operand "
            f"followed by the numbers of its axes, got {describe(parts[0])}"
        )
    groups = [_letters(axes) for axes in lists]
    operands = parts[0 : 2 * (len(parts) // 2) : 2]
    arrow = "->" if len(parts) % 2 else ""
    return ",".join(groups[: len(operands)]) + arrow + "".join(
        groups[len(operands) :]
    ), operands


def _letters(axes: Any) -> str:
    for axis in axes:
        if axis is not Ellipsis and not (
            is_integer(axis) and 0 <= axis < len(_LETTERS)
        ):
            raise ValueError(
                f"einsum: axes are numbers from 0 to {len(_LETTERS) - 1} or an "
                f"ellipsis, got {axis!r}"
            )
    return "".join("..." if axis is Ellipsis else _NUMBERED[axis] for axis in axes)


def _parsed(subscripts: str, arrays: Sequence[Any]) -> tuple[list[str], str]:
    """The letters of each operand and of the result, the ellipsis spelled out."""
    text = subscripts.replace(" ", "")
    left, arrow, right = text.partition("->")
    wrong = sorted(set((left + right).replace("...", "")) - set(_LETTERS + ","))
    if wrong or "," in right:
        raise ValueError(
            f"einsum({subscripts!r}): {''.join(wrong) or ','!r} is not allowed there; "
            "write one letter per axis, a comma between operands, -> before the result"
        )
    groups, ellipsis = _spelled_groups(subscripts, left.split(","), arrays)
    if not arrow:
        once = sorted({x for x in left if x.isalpha() and left.count(x) == 1})
        right = ("..." if "..." in left else "") + "".join(once)
    if ellipsis and "..." not in right:
        raise ValueError(
            f"einsum({subscripts!r}): the result needs the ... of the operands; to sum "
            "over those axes give each a letter"
        )
    output = right.replace("...", ellipsis)
    unknown = sorted(set(output) - set("".join(groups)))
    if unknown or len(set(output)) != len(output):
        raise ValueError(
            f"einsum({subscripts!r}): the result names "
            f"{'unknown axes ' + ', '.join(unknown) if unknown else 'an axis twice'}"
        )
    return groups, output


def _spelled_groups(
    subscripts: str, groups: Sequence[str], arrays: Sequence[Any]
) -> tuple[list[str], str]:
    """One letter for each axis of each operand, and the letters of the ellipsis."""
    if len(groups) != len(arrays):
        raise ValueError(
            f"einsum({subscripts!r}): {len(groups)} groups of letters, but "
            f"{len(arrays)} operands"
        )
    # An ellipsis is counted from the last axis, as broadcasting does.
    spare = [letter for letter in _LETTERS if letter not in subscripts]
    spelled, longest = [], 0
    for names, x in zip(groups, arrays, strict=True):
        ndim = len(shape_of(x))
        letters = len(names.replace("...", ""))
        extra = ndim - letters
        if extra < 0 or (extra and "..." not in names):
            raise ValueError(
                f"einsum({subscripts!r}): {names!r} names {letters} axes of "
                f"{describe(x)}, which has {ndim}"
            )
        longest = max(longest, extra)
        spelled.append(names.replace("...", "".join(spare[:extra][::-1])))
    return spelled, "".join(spare[:longest][::-1])


def _check_lengths(
    subscripts: str, groups: Sequence[str], arrays: Sequence[Any]
) -> None:
    """Raise where a letter names axes of two lengths, neither of which is 1."""
    lengths: dict[str, tuple[int, int]] = {}
    for k, (names, x) in enumerate(zip(groups, arrays, strict=True)):
        for letter, n in zip(names, shape_of(x), strict=True):
            length, first = lengths.get(letter, (1, k))
            if length == 1:
                lengths[letter] = (n, k)
            elif n not in (1, length) and first != k:
                axis = letter if letter in subscripts else "the ..."
                raise ValueError(
                    f"einsum({subscripts!r}): {axis} is {length} long in "
                    f"{describe(arrays[first])} and {n} long in {describe(x)}"
                )


def _diagonal(x: Any, names: str) -> tuple[Any, str]:
    """An operand with the axes of every repeated letter reduced to their diagonal."""
    for letter in names:
        if names.count(letter) > 1:
            first = names.index(letter)
            second = names.index(letter, first + 1)
            full = shape_of(x)
            if full[first] != full[second]:
                raise ValueError(
                    f"einsum: {letter!r} names axes of lengths {full[first]} and "
                    f"{full[second]} of one operand; a diagonal needs equal ones"
                )
            order = [k for k in range(len(full)) if k not in (first, second)]
            matrices = transpose(x, (first, second, *order))
            positions = np.arange(full[first])
            others = "".join(names[k] for k in order)
            return _diagonal(getitem(matrices, (positions, positions)), letter + others)
    return x, names
