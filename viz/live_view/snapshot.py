"""What a live page shows of one result, at one moment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_core import GraphError, Node, topological_order
from autograd_core.extend import plural
from viz.graph.node_names import names_of
from viz.graph.scalar_replay import Replay, replay
from viz.graph.selection import checked_result
from viz.graph.text_format import visible
from viz.graph.trace import Trace
from viz.graph.variable_names import names_in
from viz.live_view.places import Places, keys_of
from viz.output.draw import draw
from viz.output.graphviz import RenderError
from viz.page.assets import asset
from viz.page.beside import Beside
from viz.page.examples import SCRIPTS, STYLES, Example
from viz.page.graph_json import script_number
from viz.page.layout import Arrange
from viz.page.source import source_of
from viz.page.waiting import waiting_page
from viz.page.write import page_html

MOST = 300
"""The largest graph that is laid out after each line; of larger ones a picture."""

PARTS = Beside(
    panel=asset("live.html"),
    scripts=(*SCRIPTS, "fit.js", "live.js"),
    styles=(*STYLES, "live.css"),
    connects="'self'",
)


@dataclass(frozen=True)
class Leaf:
    """A leaf of the graph, or an entry of one, and its place on the page."""

    place: int
    node: Any
    entry: int
    name: str

    def number(self) -> float:
        """The number it holds now."""
        return float(np.ravel(self.node.data)[self.entry])

    def grad(self) -> float | None:
        """The gradient it holds now, None if there is none."""
        if not self.node.has_grad:
            return None
        return float(np.ravel(self.node.grad)[self.entry])

    def write(self, number: float) -> None:
        """Put a number into it."""
        if np.ndim(self.node.data) == 0:
            self.node.data = number
            return
        data = np.array(self.node.data, copy=True)
        data.flat[self.entry] = number
        self.node.data = data


@dataclass(frozen=True)
class Snapshot:
    """A page, and what it takes to keep its numbers right.

    Attributes:
        shape: the same for pages that differ in their numbers only.
        page: the text of the page.
        name: of the result, "" if there is none.
        node: the result.
        keys: of all nodes, in their order on the page.
        leaves: those that the page has sliders for.
        origins: of each node on the page the node that the user made.
    """

    shape: str
    page: str
    name: str = ""
    node: Node | None = None
    keys: Sequence[str] = ()
    leaves: Sequence[Leaf] = ()
    origins: Sequence[Node] = ()

    def numbers(self) -> dict[str, Any]:
        """All numbers of the page that Python holds, as strings for JavaScript."""
        if not self.leaves:
            return {}
        grads = [(leaf.place, leaf.grad()) for leaf in self.leaves]
        node: Any = self.node
        return {
            "numbers": [
                [leaf.place, script_number(leaf.number())] for leaf in self.leaves
            ],
            "grads": [[at, script_number(x)] for at, x in grads if x is not None],
            "held": script_number(float(np.ravel(node.data)[0])),
            "backward": bool(node.has_grad),
        }


def waiting(
    message: str, picture: str = "", name: str = "", lang: str = "en"
) -> Snapshot:
    """A page that says why there is no graph to step through.

    >>> waiting("Type something.").page[:15]
    '<!doctype html>'
    """
    page = waiting_page(message, picture, PARTS, lang)
    return Snapshot(f"waiting {_digest([message, picture])}", page, name)


def snapshot(
    node: Any,
    name: str,
    variables: Mapping[str, Any],
    places: Places,
    last: Snapshot | None = None,
    example: Example | None = None,
    lang: str = "en",
) -> Snapshot:
    """The page of a result; the last one, if nothing but numbers is new.

    Args:
        node: a Value or Tensor.
        name: what the user calls it.
        variables: to name its nodes after.
        places: where the nodes of the last graph stand.
        last: the last page.
        example: the example of a model that the result belongs to.
        lang: the language of the page.
    """
    try:
        checked_result("live", node)
        scalars = replay("live", node, names_in(variables))
        order = topological_order(scalars.root)
        if len(order) > MOST:
            raise GraphError(
                f"{plural(len(order), 'node')}, more than {MOST} to step through; "
                "this is a picture of them"
            )
        names = names_of(order, order, scalars.variables)
        keys = keys_of(order, names)
        shape = _digest([keys, *names.values(), name])
        if last is not None and last.shape == shape and last.node is not None:
            page = last.page
        else:
            arrange = places.arrange(keys)
            parts = _parts(arrange, keys, shape, example)
            params = None if example is None else example.parameters()
            source = source_of(node, MOST, scalars)
            page = page_html(source, beside=parts, params=params, lang=lang)
    except (GraphError, TypeError, ValueError, RenderError) as error:
        return waiting(f"{name}: {error}", _picture(node, variables), name, lang)
    holders = _holders(scalars) if example is None else example.holders
    origins = [holders.get(entry, (entry, 0))[0] for entry in order]
    leaves = _leaves(holders, order, names)
    return Snapshot(shape, page, name, node, keys, leaves, origins)


def _parts(
    arrange: Arrange, keys: Sequence[str], shape: str, example: Example | None
) -> Beside:
    """What the page of a result has beside its graph."""

    def record_of(traced: Trace, order: Sequence[Node]) -> dict[str, Any]:
        record = {} if example is None else example.record_of(traced, order)
        return {**record, "live": {"shape": shape, "keys": [*keys]}}

    return replace(PARTS, arrange=arrange, record_of=record_of)


def _picture(node: Any, variables: Mapping[str, Any]) -> str:
    """The SVG text of a graph that cannot be stepped through; "" without Graphviz."""
    try:
        svg = draw(node, names=variables, max_nodes=60).svg()
    except (GraphError, TypeError, ValueError, RenderError):
        return ""
    return svg[svg.index("<svg") :]


def _leaves(
    holders: Mapping[Node, tuple[Any, int]],
    order: Sequence[Any],
    names: Mapping[Node, str],
) -> list[Leaf]:
    leaves: list[Leaf] = []
    for place, node in enumerate(order):
        if node.is_leaf:
            holder, entry = holders.get(node, (node, 0))
            if holder.is_leaf:
                leaves.append(Leaf(place, holder, entry, visible(names[node], 40)))
    return leaves


def _holders(scalars: Replay) -> dict[Node, tuple[Any, int]]:
    """Of each entry the node that holds it, and which of its entries it is."""
    holders: dict[Node, tuple[Any, int]] = {}
    for node, entries in scalars.entries.items():
        for entry, twin in enumerate(entries):
            holders.setdefault(twin, (node, entry))
    return holders


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
