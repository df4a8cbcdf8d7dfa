"""Which boxes look alike: the neurons of a layer, the samples of a batch."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from viz.diagram.model import Box

MOST_ALIKE = 4
"""How many boxes that look alike are drawn one by one."""
MOST_IN_ORDER = 4
"""Of an op with more operands than this, the places of the operands do not count."""
_DIGITS = re.compile(r"\d+")
Key = TypeVar("Key")
"""What a box is found by: its node, or its id."""


def groups_alike(
    boxes: dict[Key, Box], operands: Mapping[Key, Collection[Key]]
) -> dict[Key, str]:
    """The group of each box that looks like more than `MOST_ALIKE - 1` others.

    Boxes look alike when they are made by the same op from operands that look alike,
    and used in the same way.

    Args:
        boxes: by nodes or ids, operands before the results that use them.
        operands: the operands of each box that has some.

    Returns:
        The id of the group of each box that is in one.
    """
    below = _from_operands(boxes, operands)
    looks = _from_consumers(boxes, operands, below)
    alike: dict[int, list[Key]] = {}
    for each in boxes:
        alike.setdefault(looks[each], []).append(each)
    return {
        each: f"{boxes[keys[0]].id}_x{len(keys)}"
        for keys in alike.values()
        if len(keys) > MOST_ALIKE
        for each in keys
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
    boxes: dict[Key, Box], operands: Mapping[Key, Collection[Key]]
) -> dict[Key, int]:
    """A number for each box: what it is, and what its operands are."""
    numbers: dict[Any, int] = {}
    found: dict[Key, int] = {}
    for each, box in boxes.items():
        # None for an operand that is not done yet, in a cycle of folded parts.
        look = (_look(box), *map(found.get, operands.get(each, ())))
        found[each] = numbers.setdefault(look, len(numbers))
    return found


def _from_consumers(
    boxes: dict[Key, Box],
    operands: Mapping[Key, Collection[Key]],
    below: Mapping[Key, int],
) -> dict[Key, int]:
    """A number for each box: what it is made of, and who uses it as which operand.

    Uses are added up as hashes: they have no order, and there may be millions.
    """
    uses = dict.fromkeys(below, 0)
    found: dict[Key, int] = {}
    for each in reversed(boxes):
        look = hash((below[each], uses[each]))
        found[each] = look
        sources = operands.get(each, ())
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
