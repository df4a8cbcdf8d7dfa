"""Messages of `explain`, `tape`, `trace` and `name` to wrong arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import viz
from autograd_core import GraphError, Tensor, Value
from tests.viz import lectures
from viz import explain, tape
from viz.graph.trace import trace, trace_graph

X = Tensor([1.0, 2.0], label="x")
BELOW_1 = (0, -1, True, 1.5)
NO_RESULTS: tuple[Any, ...] = (3, "x", None, [Value(1.0)])

Row = tuple[Callable[[], object], type[Exception], str]


def neuron(**options: Any) -> Callable[[], object]:
    return lambda: explain(lectures.single_neuron(), **options)


def of(function: Any, argument: Any, **options: Any) -> Callable[[], object]:
    return lambda: function(argument, **options)


MISTAKES: list[Row] = [
    # what to differentiate
    *[
        (of(explain, wrong), TypeError, "explain: expected a Value or Tensor, got")
        for wrong in NO_RESULTS
    ],
    (of(tape, 3), TypeError, "tape: expected a Value or Tensor, got int 3"),
    (of(explain, X * X), GraphError, "the result has 2 entries; choose one of"),
    (
        of(explain, Tensor(np.ones(20_000)).sum()),
        GraphError,
        r"^explain: the graph .* 20,001 entries in",
    ),
    (of(trace_graph, 3), TypeError, "expected a Value or Tensor, got int 3"),
    (of(trace, [Value(1.0)]), TypeError, "expected a Value"),
    # of
    (neuron(of="nope"), ValueError, "explain: no node named 'nope'; there are "),
    (
        neuron(of=Value(1.0)),
        ValueError,
        "explain: .*not in the graph of the result: the gradient .* 0",
    ),
    (
        neuron(of=3),
        TypeError,
        "explain: of must be a node or its name, or a list of them, got int 3",
    ),
    (neuron(of=[None]), TypeError, "explain: .*got NoneType None"),
    (
        of(explain, X[1] * 4.0, of=Tensor([1.0, 2.0])),
        ValueError,
        "is not in the graph of the result",
    ),
    (of(explain, X.sum(), of=[]), ValueError, "explain: of is empty; leave it out"),
    # options
    (neuron(formula="html"), ValueError, "unknown formula 'html'; known: text, la"),
    (neuron(order="up"), ValueError, "unknown order 'up'; known: backward, fo"),
    *[
        (neuron(max_rows=rows), ValueError, "explain: max_rows must be at least 1")
        for rows in BELOW_1
    ],
    *[
        (
            of(tape, Value(1.0), max_rows=rows),
            ValueError,
            "tape: max_rows must be at least 1",
        )
        for rows in BELOW_1
    ],
    (
        of(tape, Value(1.0), formula="pdf"),
        ValueError,
        "tape: unknown formula 'pdf'; known: text",
    ),
    # names
    *[
        (of(viz.name, wrong), TypeError, r"expected a mapping of names, .*locals\(\)")
        for wrong in (None, 3, ["a"])
    ],
    *[
        (
            of(function, Value(1.0) * 2, names=wrong),
            TypeError,
            "expected a mapping of names",
        )
        for function in (viz.draw, viz.explain, viz.tape, viz.quiz, viz.frames)
        for wrong in (3, ["a"])
    ],
]


@pytest.mark.parametrize(("call", "error", "message"), MISTAKES)
def test_a_wrong_argument_is_named(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()
