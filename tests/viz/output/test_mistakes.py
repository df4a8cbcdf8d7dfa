"""Messages of `draw`, `draw_dot` and drawings to wrong arguments and broken sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_core import GraphError, Tensor, Value
from viz import Drawing, RenderError, draw, draw_dot
from viz.output.graphviz import render

pytest.importorskip("pygraphviz")

X = Tensor([1.0, 2.0], label="x")


def drawn(**options: Any) -> Callable[[], object]:
    return lambda: draw(Value(1.0), **options)


NO_RESULTS: tuple[Any, ...] = (3, 2.0, "x", None, [1.0], [[Value(1.0)]])

MISTAKES: list[tuple[Callable[[], object], type[Exception], str]] = [
    *[
        (
            lambda wrong=wrong: draw(wrong),
            TypeError,
            "draw: expected a Value or Tensor, got",
        )
        for wrong in NO_RESULTS
    ],
    (drawn(direction="TB"), TypeError, "forward=None.; write rankdir="),
    (drawn(format="png"), TypeError, "forward=None.; the ending of the file says it"),
    (drawn(rankdir="XX"), ValueError, "unknown rankdir 'XX'; known: LR, TB, RL, BT"),
    (
        drawn(show=("data", "gard")),
        ValueError,
        "unknown entry 'gard' of show; known: label",
    ),
    (drawn(max_nodes=0), ValueError, "at least 1, got 0"),
    (drawn(max_nodes=-3), ValueError, "at least 1, got -3"),
    *[
        (drawn(max_nodes=budget), TypeError, "max_nodes must be an int")
        for budget in (1.5, "9", True, [])
    ],
    (drawn(forward=3), TypeError, r"forward must be the result whose .* int 3"),
    (
        lambda: draw_dot(Value(1.0), format="gif"),
        ValueError,
        "unknown format 'gif'; known: svg, png, pdf",
    ),
    (
        lambda: draw(X * 2, level="scalar"),
        GraphError,
        r"result has shape \(2,\); draw one of its",
    ),
    (
        lambda: draw(Tensor(np.zeros((200, 200))).sum(), level="scalar"),
        GraphError,
        r"graph of .* has 40,001 entries",
    ),
    (
        lambda: Drawing("digraph { a -> b }").mermaid(),
        ValueError,
        "is DOT text; there is no Mermaid form",
    ),
    (lambda: render("digraph {", "svg"), RenderError, "could not draw"),
    (lambda: render("digraph {}", "gif"), ValueError, "unknown format 'gif'"),
]


@pytest.mark.parametrize(("call", "error", "message"), MISTAKES)
def test_a_wrong_argument_is_named(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()
