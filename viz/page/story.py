"""`say`: one card of the story that a page tells beside its graph."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core import Node, topological_order
from autograd_core.extend import as_float, short_repr
from viz.graph.scalar_replay import Replay
from viz.graph.selection import requested_nodes


@dataclass(frozen=True, slots=True)
class Card:
    """What `say` gives: a card of a story, checked when it is played."""

    text: str
    step: int | None = None
    show: tuple[Node | str, ...] | None = None
    ask: Node | str | None = None
    put: Mapping[Node | str, float] | None = None


def say(
    text: str,
    *,
    step: int | None = None,
    show: Node | str | Iterable[Node | str] | None = None,
    ask: Node | str | None = None,
    put: Mapping[Node | str, float] | None = None,
) -> Card:
    """Make a card for `viz.play(L, story=[...])`.

    Args:
        text: what it says; text, no markup.
        step: the step of the film to go to; -1 is the last one. None stays.
        show: the nodes that stay bright, or their names; None for all.
        ask: a node whose gradient the reader is to predict.
        put: numbers for leaves, `{"w": 0.5}`.

    Returns:
        The card.

    Raises:
        TypeError: an argument of the wrong type.
        ValueError: an empty text, or a number that is not finite.

    >>> say("The slope of w is x.", step=-1, show=["w"]).step
    -1
    """
    if not isinstance(text, str):
        raise TypeError(f"say: text must be a string, got {short_repr(text, 40)}")
    if not text.strip():
        raise ValueError("say: text is empty; a card says something")
    if step is not None and (isinstance(step, bool) or not isinstance(step, int)):
        raise TypeError(f"say: step must be an integer, got {short_repr(step, 40)}")
    if isinstance(show, (str, Node)):
        show = [show]
    if show is not None:
        if isinstance(show, bytes) or not isinstance(show, Iterable):
            raise TypeError(
                "say: show must be nodes or names, such as ['w'], got "
                f"{short_repr(show, 40)}"
            )
        show = tuple(_key(key, "show") for key in show)
    if put is not None and not isinstance(put, Mapping):
        raise TypeError(
            "say: put must be numbers by leaf, such as {'w': 0.5}, got "
            f"{short_repr(put, 40)}"
        )
    numbers = {_key(key, "put"): _finite(x, key) for key, x in (put or {}).items()}
    question = None if ask is None else _key(ask, "ask")
    return Card(text, step, show, question, numbers)


def story_record(
    story: Any, scalars: Replay, names: Sequence[str]
) -> list[dict[str, Any]]:
    """The cards as the page's script reads them: places instead of nodes and names.

    Args:
        story: the user's argument, a list of cards or texts; None for no story.
        scalars: the graph.
        names: the page's names of its nodes, in topological order.

    Raises:
        TypeError: not a list of cards.
        ValueError: a node that is not in the graph, or a number for a result.

    >>> from autograd_core import Value
    >>> w = Value(2.0, label="w")
    >>> scalars = Replay(w * 3, {}, {}, {})
    >>> story_record([say("Look.", show="w")], scalars, ["w", "n1"])[0]["show"]
    [0]
    """
    if story is None:
        return []
    if isinstance(story, (str, Card)):
        story = [story]
    if not isinstance(story, Sequence):
        raise TypeError(
            'play: story must be a list of cards, such as [viz.say("Look.")], got '
            f"{short_repr(story, 40)}"
        )
    nodes = topological_order(scalars.root)
    places = dict(zip(names, range(len(nodes)), strict=True))
    by_node = {id(node): place for place, node in enumerate(nodes)}

    def place_of(key: Node | str, option: str) -> list[int]:
        requested = requested_nodes("play", key, scalars, nodes)
        positions = [
            places.get(node, -1) if isinstance(node, str) else by_node.get(id(node), -1)
            for node in requested
        ]
        if -1 in positions:
            names_there = ", ".join([*places][:8]) + (
                ", ..." if len(places) > 8 else ""
            )
            raise ValueError(
                f"play: {option} of a card names {short_repr(key, 40)}, which is not "
                f"in the graph; there are {names_there}"
            )
        return positions

    cards: list[dict[str, Any]] = []
    for item in story:
        card = say(item) if isinstance(item, str) else item
        if not isinstance(card, Card):
            raise TypeError(
                f"play: a card of the story is viz.say(...), got {short_repr(item, 40)}"
            )
        numbers = [
            (place, repr(x))
            for key, x in (card.put or {}).items()
            for place in place_of(key, "put")
        ]
        for place, _ in numbers:
            if not nodes[place].is_leaf:
                raise ValueError(
                    f"play: put of a card names {names[place]}, which is a result; "
                    "numbers are for leaves"
                )
        bright = [p for key in card.show or () for p in place_of(key, "show")]
        cards.append(
            {
                "text": card.text,
                "step": card.step,
                "show": None if card.show is None else bright,
                "ask": None if card.ask is None else place_of(card.ask, "ask")[0],
                "set": numbers,
            }
        )
    return cards


def _key(key: Any, option: str) -> Node | str:
    if not isinstance(key, (str, Node)):
        raise TypeError(
            f"say: {option} takes nodes and names, got {short_repr(key, 40)}"
        )
    return key


def _finite(x: Any, key: Any) -> float:
    value = as_float(x, f"say: the number for {short_repr(key, 40)}")
    if not math.isfinite(value):
        raise ValueError(f"say: the number for {short_repr(key, 40)} must be finite")
    return value
