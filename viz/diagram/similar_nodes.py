"""Groups of boxes that look alike: neurons of a layer, samples of a batch."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from viz.diagram.model import Box

MOST_ALIKE = 4
"""Up to so many boxes that look alike are drawn one by one."""
MOST_IN_ORDER = 4
"""In an op with more operands than this, their order is ignored."""
_DIGITS = re.compile(r"\d+")
_ORDINAL = re.compile(r"#\d+$")
"""What tells equal labels apart."""
Key = TypeVar("Key")
"""The key of a box: its node, or its id."""


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
    for key in boxes:
        alike.setdefault(looks[key], []).append(key)
    return {
        key: f"{boxes[keys[0]].id}_x{len(keys)}"
        for keys in alike.values()
        if len(keys) > MOST_ALIKE
        for key in keys
    }


def pattern(titles: Sequence[str]) -> str:
    """The common form of titles, with * for a number that differs; "" for none.

    >>> pattern(["layers.0.w.1", "layers.0.w.2"]), pattern(["a", "b"])
    ('layers.0.w.*', '')
    """
    titles = [_ORDINAL.sub("", title) for title in titles]
    split = [_DIGITS.split(title) for title in titles]
    words = split[0]
    if any(other != words for other in split):
        return ""
    columns = zip(*[_DIGITS.findall(title) for title in titles], strict=True)
    numbers = [column[0] if len(set(column)) == 1 else "*" for column in columns]
    pairs = zip(numbers, words[1:], strict=True)
    return words[0] + "".join([number + word for number, word in pairs])


def _from_operands(
    boxes: dict[Key, Box], operands: Mapping[Key, Collection[Key]]
) -> dict[Key, int]:
    """A number for each box that stands for its kind and its operands."""
    numbers: dict[Any, int] = {}
    look_numbers: dict[Key, int] = {}
    for key, box in boxes.items():
        # None for an operand without a number yet, in a cycle of folded parts.
        look = (_look(box), *map(look_numbers.get, operands.get(key, ())))
        look_numbers[key] = numbers.setdefault(look, len(numbers))
    return look_numbers


def _from_consumers(
    boxes: dict[Key, Box],
    operands: Mapping[Key, Collection[Key]],
    below: Mapping[Key, int],
) -> dict[Key, int]:
    """A number for each box that stands for its operands and its uses.

    Uses are added up as hashes: they have no order, and there may be millions.
    """
    uses = dict.fromkeys(below, 0)
    look_numbers: dict[Key, int] = {}
    for key in reversed(boxes):
        look = hash((below[key], uses[key]))
        look_numbers[key] = look
        sources = operands.get(key, ())
        if len(sources) > MOST_IN_ORDER:
            use = hash((look, -1))
            for source in sources:
                uses[source] += use
        else:
            for place, source in enumerate(sources):
                uses[source] += hash((look, place))
    return look_numbers


def _look(box: Box) -> Any:
    """The part of the look of a box that does not depend on its neighbours."""
    title = _DIGITS.sub("#", _ORDINAL.sub("", box.title)) if box.named else ""
    scope = tuple([_DIGITS.sub("#", name) for name in box.scope])
    return (title, box.kind, box.op, scope, box.shape, box.nodes, box.copies)
