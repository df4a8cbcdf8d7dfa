"""A graph in the form that the page's script reads: structure, constants, leaves.

The script computes everything else, so it must have every op of the graph.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from autograd_core import Node, Value, topological_order
from autograd_core.extend import (
    DOT,
    LOGSUMEXP,
    MANUAL,
    MAX,
    MEAN,
    MIN,
    OPS,
    SUM,
    CustomOp,
    payload_of,
)
from viz.checkup.layers import layer_places
from viz.graph.node_names import typed
from viz.graph.trace import Trace
from viz.page.derivatives import elementwise_names
from viz.page.short_names import short_names
from viz.symbolic.term import local_term
from viz.symbolic.text import text_of

NARY = {rule.name: rule for rule in (SUM, MEAN, DOT, LOGSUMEXP, MAX, MIN)}
"""The ops over sequences that `ops.js` can compute."""


def record_of(
    root: Value,
    traced: Trace,
    sliders: Mapping[Value, tuple[float, float] | None],
    params: Sequence[Value] | None = None,
) -> dict[str, Any]:
    """The whole graph as lists and strings, ready for JSON.

    Numbers are strings, as JSON has no inf and no nan.

    Args:
        root: the result.
        traced: its graph.
        sliders: the leaves with a slider, with their range or None.
        params: the leaves that a step may move; None for all.

    Returns:
        `nodes`, each `[name, number]` for a leaf and `[name, form, operands]` for a
        result; `forms`, each `[op, text, local derivatives]`, which many nodes may
        share; `result`, the number that the root holds; `sliders`. In the texts `#0`
        stands for the first operand and `#out` for the node itself. Local derivatives
        that are all but numbers are left out. `short`: places and short names;
        `layers`: names and places of what has a bar of its own.
        `params`: places, or None for all leaves.

    Raises:
        ValueError: an op that the page cannot compute; the message names it.

    >>> from viz.graph.trace import trace_graph
    >>> w = Value(0.5, label="w")
    >>> record = record_of(w * 2, trace_graph(w * 2), {})
    >>> record["nodes"], record["forms"]
    ([['w', '0.5'], ['n1', 0, [0, '2.0']]], [['multiply', '#0 * 2.0']])
    """
    order = topological_order(root)
    places = {node: place for place, node in enumerate(order)}
    names = [node.name for node in traced.nodes]
    require_supported(order, names)
    forms: dict[str, int] = {}
    nodes: list[list[Any]] = []
    for node, name in zip(order, names, strict=True):
        if node.is_leaf:
            nodes.append([name, script_number(payload_of(node))])
            continue
        operands = [
            places[operand] if isinstance(operand, Node) else script_number(operand)
            for operand in node.operands
        ]
        form = forms.setdefault(json.dumps(form_of(node)), len(forms))
        nodes.append([name, form, operands])
    return {
        "forms": [json.loads(form) for form in forms],
        "nodes": nodes,
        "result": script_number(payload_of(root)),
        "short": {
            place: short
            for place, short in enumerate(short_names(names))
            if short != names[place]
        },
        "layers": layer_places(order, dict(zip(order, names, strict=True))),
        "params": None if params is None else [places[leaf] for leaf in params],
        "sliders": [
            [places[leaf], *(script_number(end) for end in ends or ())]
            for leaf, ends in sliders.items()
        ],
    }


def form_of(node: Any) -> list[Any]:
    """The part of a result that others may share: its op, text and derivatives.

    >>> w, x = Value(2.0), Value(3.0)
    >>> form_of(w * x), form_of((w + x).tanh())[1:]
    (['multiply', '#0 * #1', ['#1', '#0']], ['tanh(#0)', ['1 - #out ** 2']])
    """
    slots: dict[Node, str] = {node: "#out"}
    for position, operand in enumerate(node.operands):
        if isinstance(operand, Node):
            slots.setdefault(operand, f"#{position}")
    slopes = [local_text(node, i, slots) for i in range(len(node.operands))]
    return [node.rule.name, typed(node, slots), *([slopes] if any(slopes) else [])]


def local_text(node: Any, position: int, names: dict[Node, str]) -> str:
    """A local derivative as a formula of names; "" if it is but a number.

    >>> w, x = Value(2.0), Value(3.0)
    >>> local_text(w * x, 0, {w: "w", x: "x"}), local_text(w + x, 0, {w: "w", x: "x"})
    ('x', '')
    """
    if not isinstance(node.operands[position], Node):
        return ""
    term = local_term(node, position, {node: "", **names})
    return "" if term is None or not term.names() else text_of(term)


def require_supported(order: Sequence[Any], names: Sequence[str]) -> None:
    """Refuse a graph with an op that `ops.js` does not have.

    Raises:
        ValueError: the message names the op and the node.
    """
    for node, name in zip(order, names, strict=True):
        if not node.is_leaf and not is_supported(node):
            raise ValueError(
                f"play: the page cannot compute {name}: {_why(node)}; "
                "viz.explain and viz.draw take any graph"
            )


def is_supported(node: Any) -> bool:
    """Whether the page can compute the op of a result.

    >>> from autograd_core import custom_op
    >>> is_supported(Value(1.0).tanh())
    True
    >>> is_supported(custom_op(lambda x: x, lambda x: 1.0, name="tanh")(Value(1.0)))
    False
    """
    rule = node.rule
    if rule is NARY.get(rule.name):
        return True
    return rule.name in elementwise_names() and rule is OPS.get(rule.name)


def script_number(x: float) -> str:
    """A number as JavaScript's `Number` reads it, all digits kept.

    >>> [script_number(x) for x in (0.1, 2, float("-inf"), float("nan"))]
    ['0.1', '2.0', '-Infinity', 'NaN']
    """
    if math.isfinite(x):
        return repr(float(x))
    return "NaN" if math.isnan(x) else "Infinity" if x > 0 else "-Infinity"


def _why(node: Any) -> str:
    rule = node.rule
    if rule is MANUAL:
        return (
            "it was made as Value(data, children, local_grads), which has no formula "
            "to compute again; use the op itself"
        )
    if isinstance(rule, CustomOp):
        return (
            f"custom_op {rule.name!r} is Python, and the page runs JavaScript; "
            "write it in functions of autograd_core"
        )
    return f"it has no JavaScript for the op {rule.name!r}"
