"""Sums of products of arrays, by Einstein's notation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.einsum import Einsum
from autograd_core.array_ops.functions.arguments import TensorT, operand
from autograd_core.array_ops.functions.index import getitem
from autograd_core.array_ops.functions.shape import transpose
from autograd_core.messages.explained import explained
from autograd_core.messages.operands import describe

if TYPE_CHECKING:
    from autograd_core.messages.types import Array

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@overload
def einsum(  # type: ignore[overload-overlap]
    subscripts: str, *operands: Array
) -> Array: ...
@overload
def einsum(subscripts: str, *operands: TensorT | Array) -> TensorT: ...
@explained
def einsum(subscripts: object, *operands: object) -> object:
    """The sum of products that the subscripts describe, as `np.einsum`.

    d/d operand = the einsum of upstream and the other operands.

    Args:
        subscripts: such as "ij,jk->ik"; an ellipsis stands for any number of axes.
        operands: Tensors and arrays, one for each group of letters.

    Raises:
        TypeError: `subscripts` is not a string.
        ValueError: the subscripts are wrong, or do not fit the shapes.

    >>> einsum("ij,j->i", np.eye(2), np.array([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    if not isinstance(subscripts, str):
        raise TypeError(
            "einsum: expected a string such as 'ij,jk->ik' first, got "
            f"{describe(subscripts)}"
        )
    arrays = [operand(x, "einsum") for x in operands]
    groups, output = _parsed(subscripts, arrays)
    _check_lengths(subscripts, groups, arrays)
    pairs = [_diagonal(x, names) for x, names in zip(arrays, groups, strict=True)]
    rule = Einsum(tuple([names for _, names in pairs]), output)
    return apply(rule, *[x for x, _ in pairs])


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
