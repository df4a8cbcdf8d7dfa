"""`Beside`: what a live page has more than one that is written to a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core import Node
from viz.graph.trace import Trace
from viz.page.layout import Arrange, lay_out


def _nothing(traced: Trace, order: Sequence[Node]) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Beside:
    """Additions to a page; by default none.

    Attributes:
        arrange: gives every node and edge its place.
        panel: HTML that stands between the header and the graph.
        scripts: files of the page that run after its own script.
        styles: files of the page that follow its own style.
        connects: whom the page may talk to, in the words of a Content-Security-Policy.
        record_of: what to add to the record, from the trace and the order of the nodes.
    """

    arrange: Arrange = lay_out
    panel: str = ""
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    connects: str = ""
    record_of: Callable[[Trace, Sequence[Node]], dict[str, Any]] = _nothing
