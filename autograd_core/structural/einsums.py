"""`einsum`: any product of arrays, summed over any of their axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.op import number_like
from autograd_core.operands import describe
from autograd_core.structural import index, rule, shape
from autograd_core.structural.arguments import shape_of
from autograd_core.structural.rule import Multilinear

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Einsum(Multilinear):
    """One letter per axis, no letter twice in one operand, no ellipsis."""

    __slots__ = ("inputs", "output")
    name = "einsum"

    def __init__(self, inputs: tuple[str, ...], output: str) -> None:
        self.inputs = inputs
        self.output = output

    def array(self, *operands: Any) -> Any:
        parts = [number_like(each, *operands) for each in operands]
        return np.einsum(
            f"{','.join(self.inputs)}->{self.output}", *parts, optimize=True
        )

    def on_values(self, *operands: Any) -> Any:
        return np.einsum(f"{','.join(self.inputs)}->{self.output}", *operands)

    def vjp(self, i: int, upstream: Any, out: Any, operands: Sequence[Any]) -> Any:
        others = [each for k, each in enumerate(operands) if k != i]
        letters = [each for k, each in enumerate(self.inputs) if k != i]
        known = set(self.output).union(*letters)
        wanted = self.inputs[i]
        found = "".join([letter for letter in wanted if letter in known])
        part = rule.apply(Einsum((self.output, *letters), found), upstream, *others)
        # An axis that only this operand has was summed away: each entry gets it all.
        for place, letter in enumerate(wanted):
            if letter not in known:
                part = shape.expand_dims(part, place)
        full = shape_of(operands[i])
        lengths = np.broadcast_shapes(shape_of(part), full)
        return shape.broadcast_to(part, lengths)


def einsum(subscripts: Any, *operands: Any) -> Any:
    """The sum of products that the subscripts describe, as `np.einsum`.

    d/d operand = the einsum of upstream and the other operands.

    Args:
        subscripts: such as "ij,jk->ik"; an ellipsis stands for any number of axes.
        operands: Tensors and arrays, one for each group of letters.

    Raises:
        TypeError: `subscripts` is no string.
        ValueError: the subscripts are wrong, or do not fit the shapes.

    >>> einsum("ij,j->i", np.eye(2), np.array([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    if not isinstance(subscripts, str):
        raise TypeError(
            "einsum: expected a string such as 'ij,jk->ik' first, got "
            f"{describe(subscripts)}"
        )
    operands = tuple([rule.operand(each, "einsum") for each in operands])
    inputs, output = _parsed(subscripts, operands)
    _check_lengths(subscripts, inputs, operands)
    parts, letters = [], []
    for operand, names in zip(operands, inputs, strict=True):
        part, name = _diagonals(operand, names)
        parts.append(part)
        letters.append(name)
    return rule.apply(Einsum(tuple(letters), output), *parts)


def _parsed(subscripts: str, operands: Sequence[Any]) -> tuple[list[str], str]:
    """The letters of each operand and of the result, the ellipsis spelled out."""
    text = subscripts.replace(" ", "")
    left, arrow, right = text.partition("->")
    wrong = sorted(set((left + right).replace("...", "")) - set(_LETTERS + ","))
    if wrong or "," in right:
        raise ValueError(
            f"einsum({subscripts!r}): {''.join(wrong) or ','!r} does not stand there; "
            "write one letter per axis, a comma between operands, -> before the result"
        )
    inputs = left.split(",")
    if len(inputs) != len(operands):
        raise ValueError(
            f"einsum({subscripts!r}): {len(inputs)} groups of letters, but "
            f"{len(operands)} operands"
        )
    spare = [letter for letter in _LETTERS if letter not in text]
    spelled, most = [], 0
    for names, operand in zip(inputs, operands, strict=True):
        axes = len(shape_of(operand))
        rest = axes - len(names.replace("...", ""))
        if rest < 0 or (rest and "..." not in names):
            raise ValueError(
                f"einsum({subscripts!r}): {names!r} names "
                f"{len(names.replace('...', ''))} axes of {describe(operand)}, which "
                f"has {axes}"
            )
        if "..." in names:
            most = max(most, rest)
        spelled.append(names.replace("...", "".join(spare[:rest][::-1])))
    everything = "".join(spare[:most][::-1])
    if not arrow:
        once = sorted({x for x in left if x.isalpha() and left.count(x) == 1})
        right = ("..." if "..." in left else "") + "".join(once)
    if everything and "..." not in right:
        raise ValueError(
            f"einsum({subscripts!r}): the result needs the ... of the operands; to sum "
            "over those axes give each a letter"
        )
    output = right.replace("...", everything)
    unknown = sorted(set(output) - set("".join(spelled)))
    if unknown or len(set(output)) != len(output):
        raise ValueError(
            f"einsum({subscripts!r}): the result names "
            f"{'unknown axes ' + ', '.join(unknown) if unknown else 'an axis twice'}"
        )
    return spelled, output


def _check_lengths(
    subscripts: str, inputs: Sequence[str], operands: Sequence[Any]
) -> None:
    """Raise where a letter names axes of two lengths, neither of which is 1."""
    known: dict[str, tuple[int, int]] = {}
    for k, (names, operand) in enumerate(zip(inputs, operands, strict=True)):
        for letter, n in zip(names, shape_of(operand), strict=True):
            length, first = known.get(letter, (1, k))
            if length == 1:
                known[letter] = (n, k)
            elif n not in (1, length) and first != k:
                named = letter if letter in subscripts else "the ..."
                raise ValueError(
                    f"einsum({subscripts!r}): {named} is {length} long in "
                    f"{describe(operands[first])} and {n} long in {describe(operand)}"
                )


def _diagonals(operand: Any, names: str) -> tuple[Any, str]:
    """The operand with every repeated letter's axes reduced to their diagonal."""
    for letter in names:
        if names.count(letter) > 1:
            first = names.index(letter)
            second = names.index(letter, first + 1)
            full = shape_of(operand)
            if full[first] != full[second]:
                raise ValueError(
                    f"einsum: {letter!r} names axes of lengths {full[first]} and "
                    f"{full[second]} of one operand; a diagonal needs equal ones"
                )
            order = [k for k in range(len(full)) if k not in (first, second)]
            moved = shape.transpose(operand, (first, second, *order))
            places = np.arange(full[first])
            rest = "".join(names[k] for k in order)
            return _diagonals(index.getitem(moved, (places, places)), letter + rest)
    return operand, names
