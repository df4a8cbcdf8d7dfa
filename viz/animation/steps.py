"""The steps of a backward pass, one for each use of a node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograd_core import Node, Value
from autograd_core.extend import edges as edges_of
from viz.diagram.labels import TO
from viz.graph.node_names import factor, names_of
from viz.graph.text_format import number
from viz.ledger.ledger import ledger


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the backward pass: a node receives a contribution.

    Attributes:
        arrow: the id of the arrow it comes along, "" for the first step.
        box: the id of the box that receives it.
        product: `upstream x local = amount`.
        amount: the contribution.
        grad: the gradient of the box so far.
        final: whether nothing more will come.
        caption: the step in words.
    """

    arrow: str
    box: str
    product: str
    amount: float
    grad: float
    final: bool
    caption: str


def steps_of(
    root: Value, order: Sequence[Node], variables: Mapping[Node, str]
) -> list[Step]:
    """Return the steps of the backward pass, the gradient of the result first.

    Args:
        root: the result.
        order: the nodes of its graph in topological order.
        variables: names of variables that hold nodes.

    >>> from autograd_core import Value
    >>> a = Value(3.0, label="a")
    >>> b = a * a
    >>> [step.caption for step in steps_of(b, [a, b], {})][1:]
    ['dn1/da = 0 + 1.0 x 3.0 = 3.0', 'dn1/da = 3.0 + 1.0 x 3.0 = 6.0']
    """
    ids = {node: f"n{i}" for i, node in enumerate(order)}
    names = names_of(order, set(order), variables)
    entries = {entry.node: entry for entry in ledger(root)}
    over = factor(names[root])
    places = {
        (use.consumer, use.position): (entry, i)
        for entry in entries.values()
        for i, use in enumerate(entry.contributions)
    }
    steps = [Step("", ids[root], "", 1.0, 1.0, True, f"d{over}/d{over} = 1")]
    for node in entries:
        for position, parent, _ in edges_of(node):
            entry, i = places[node, position]
            use = entry.contributions[i]
            before = number(entry.contributions[i - 1].total) if i else "0"
            upstream, local = number(use.upstream), bracketed(use.local)
            product = f"{upstream} x {local}"
            summand = f"{bracketed(use.upstream)} x {local}"
            caption = f"d{over}/d{factor(names[parent])} = {before} + {summand}"
            steps.append(
                Step(
                    arrow=arrow_id(ids[parent], ids[node], position),
                    box=ids[parent],
                    product=f"{product} = {number(use.amount)}",
                    amount=use.amount,
                    grad=use.total,
                    final=i + 1 == len(entry.contributions),
                    caption=f"{caption} = {number(use.total)}",
                )
            )
    return steps


def arrow_id(source: str, target: str, position: int) -> str:
    """Return the id of an arrow in the picture.

    >>> arrow_id("n0", "n1", 0)
    'n0-n1-0'
    """
    return f"{source}-{target}-{position}"


def bracketed(x: float) -> str:
    """Return a number to stand behind a sign: in parentheses if it is negative.

    >>> bracketed(2.0), bracketed(-2.0)
    ('2.0', '(-2.0)')
    """
    text = number(x)
    return f"({text})" if text.startswith("-") else text


def grad_text(step: Step) -> str:
    """Return the gradient so far, as a sum that goes on unless it is final."""
    continuation = "" if step.final else f" + {TO}"
    return f"grad {number(step.grad)}{continuation}"
