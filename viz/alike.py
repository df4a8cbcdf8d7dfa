"""Which boxes look alike: the neurons of a layer, the samples of a batch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from viz.boxes import Box

MOST_ALIKE = 4
"""How many boxes that look alike are drawn one by one."""
MOST_IN_ORDER = 4
"""Of an op with more operands than this, the places of the operands do not count."""
_DIGITS = re.compile(r"\d+")


def groups_alike(
    boxes: Sequence[Box], operands: Mapping[str, Iterable[str]]
) -> dict[str, str]:
    """The group of each box that looks like more than `MOST_ALIKE - 1` others.

    Boxes look alike when they are made by the same op from operands that look alike,
    and used in the same way.

    Args:
        boxes: operands before the results that use them.
        operands: the ids of the operands of each box that has some.

    Returns:
        The id of the group by the id of the box.
    """
    below = _from_operands(boxes, operands)
    looks = _from_consumers(boxes, operands, below)
    alike: dict[int, list[str]] = {}
    for box in boxes:
        alike.setdefault(looks[box.id], []).append(box.id)
    return {
        each: f"{ids[0]}_x{len(ids)}"
        for ids in alike.values()
        if len(ids) > MOST_ALIKE
        for each in ids
    }


def pattern(titles: Sequence[str]) -> str:
    """What titles have in common, with * for a number that differs; "" for nothing.

    >>> pattern(["layers.0.w.1", "layers.0.w.2"]), pattern(["a", "b"])
    ('layers.0.w.*', '')
    """
    split = [_DIGITS.split(title) for title in titles]
    words = split[0]
    if any(each != words for each in split):
        return ""
    numbers = zip(*[_DIGITS.findall(title) for title in titles], strict=True)
    shown = [each[0] if len(set(each)) == 1 else "*" for each in numbers]
    pairs = zip(shown, words[1:], strict=True)
    return words[0] + "".join([number + word for number, word in pairs])


def _from_operands(
    boxes: Sequence[Box], operands: Mapping[str, Iterable[str]]
) -> dict[str, int]:
    """A number for each box: what it is, and what its operands are."""
    numbers: dict[Any, int] = {}
    found: dict[str, int] = {}
    for box in boxes:
        # None for an operand that is not done yet, in a cycle of folded parts.
        look = (_look(box), *map(found.get, operands.get(box.id, ())))
        found[box.id] = numbers.setdefault(look, len(numbers))
    return found


def _from_consumers(
    boxes: Sequence[Box], operands: Mapping[str, Iterable[str]], below: dict[str, int]
) -> dict[str, int]:
    """A number for each box: what it is made of, and who uses it as which operand.

    Uses are added up as hashes: they have no order, and there may be millions.
    """
    uses: dict[str, int] = dict.fromkeys(below, 0)
    found: dict[str, int] = {}
    for box in reversed(boxes):
        look = hash((below[box.id], uses[box.id]))
        found[box.id] = look
        sources = list(operands.get(box.id, ()))
        if len(sources) > MOST_IN_ORDER:
            use = hash((look, -1))
            for source in sources:
                uses[source] += use
        else:
            for place, source in enumerate(sources):
                uses[source] += hash((look, place))
    return found


def _look(box: Box) -> Any:
    """What two boxes must share to look alike, apart from their neighbours."""
    title = _DIGITS.sub("#", box.title) if box.named else ""
    scope = tuple([_DIGITS.sub("#", each) for each in box.scope])
    return (title, box.kind, box.op, scope, box.shape, box.nodes, box.copies)
