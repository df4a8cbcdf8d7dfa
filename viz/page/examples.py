"""The graph of a model's loss at one example, for `play(model, data=(X, y))`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_core import Node, Tensor, Value, logsumexp, topological_order
from autograd_core.extend import plural, short_repr
from nn import squared_error
from nn.checks.numbers import numbers_of
from nn.losses.node import LossRule
from optim.training.evaluation import (
    checked_pair,
    compared,
    in_mode,
    takes_single_samples,
)
from viz.graph.scalar_replay import replay
from viz.graph.trace import Trace
from viz.page.beside import Beside
from viz.page.graph_json import script_number

MOST_POINTS = 500
SCRIPTS, STYLES = ("fields.js", "points.js"), ("points.css",)
"""What shows the examples beside a graph."""
Loss = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Example:
    """The loss at one example, and where the page finds its parts.

    Attributes:
        root: the loss, a graph of Values.
        X: the inputs of all examples, shape (examples, 1 or 2).
        y: their targets.
        place: which example this is.
        inputs: the leaves that hold its inputs.
        target: the leaf that holds its target; None where it is no leaf, as a class id.
        outputs: what the model gives.
        boundary: the output that stands between two classes.
        holders: of each leaf that is an entry of a Tensor, the Tensor and its index.
    """

    root: Any
    X: Any
    y: Any
    place: int
    inputs: Sequence[Any]
    target: Any
    outputs: Sequence[Any]
    boundary: float
    holders: Mapping[Node, tuple[Any, int]]

    def take(self, place: int) -> bool:
        """Put the numbers of another example into the leaves; False if they cannot go.

        They cannot where the target is no leaf, and is another.
        """
        if self.target is None and self.y[place] != self.y[self.place]:
            return False
        for leaf, x in zip(self.inputs, self.X[place], strict=True):
            leaf.data = float(x)
        if self.target is not None:
            self.target.data = float(self.y[place])
        return True

    def parameters(self) -> list[Any]:
        """The leaves of the graph that are no data."""
        data = {id(leaf) for leaf in (*self.inputs, self.target)}
        order: list[Any] = topological_order(self.root)
        return [leaf for leaf in order if leaf.is_leaf and id(leaf) not in data]

    def added(self, row: Sequence[float], target: float) -> Example:
        """The same with one example more."""
        X, y = np.vstack([self.X, row]), np.append(self.y, target)
        return replace(self, X=X, y=y)

    def removed(self, place: int) -> Example:
        """The same with one example less; the next one is shown if it was this one."""
        X, y = np.delete(self.X, place, axis=0), np.delete(self.y, place)
        shown = self.place - (self.place > place or self.place == len(X))
        return replace(self, X=X, y=y, place=shown)

    def points(self) -> dict[str, Any]:
        """All examples, as the page reads them."""
        return {
            "X": [[script_number(float(x)) for x in row] for row in self.X],
            "y": [script_number(float(t)) for t in self.y],
            "example": self.place,
        }

    def record_of(self, traced: Trace, order: Sequence[Node]) -> dict[str, Any]:
        """What to add to the record of the page."""
        places = {id(node): place for place, node in enumerate(order)}
        return {
            "points": {
                **self.points(),
                "inputs": [places.get(id(leaf), -1) for leaf in self.inputs],
                "target": places.get(id(self.target), -1),
                "boundary": script_number(self.boundary),
                "outputs": [places[id(output)] for output in self.outputs],
            }
        }


def points_beside(example: Example) -> Beside:
    """What a page needs to show all examples beside the graph of one."""
    return Beside(
        scripts=SCRIPTS,
        styles=STYLES,
        record_of=example.record_of,
    )


def checked_points(data: Any, where: str = "play") -> tuple[Any, Any]:
    """X of shape (examples, 1 or 2) and y, as arrays of floats.

    Raises:
        TypeError: not a pair of numbers.
        ValueError: too many or too few, of other widths, or not finite.

    >>> checked_points(([1, 2], [3, 4]))[0].shape
    (2, 1)
    """
    pair = [
        numbers_of(part, where).astype(float) for part in checked_pair("data", data)
    ]
    counts = [len(part) if part.ndim else 0 for part in pair]
    if counts[0] != counts[1] or not counts[0] or pair[1].size != counts[1]:
        raise ValueError(
            f"{where}: data must be inputs and one target for each, got shapes "
            f"{pair[0].shape} and {pair[1].shape}"
        )
    X, y = pair[0].reshape(counts[0], -1), pair[1].ravel()
    if len(X) > MOST_POINTS:
        raise ValueError(
            f"{where}: the page shows {MOST_POINTS} examples, got {len(X):,}; give "
            f"some, such as (X[:{MOST_POINTS}], y[:{MOST_POINTS}])"
        )
    if X.shape[1] > 2:
        raise ValueError(
            f"{where}: the page draws examples of 1 or 2 inputs, got {X.shape[1]}; "
            "play one loss instead, as in play((model(x) - y) ** 2)"
        )
    if not (np.isfinite(X).all() and np.isfinite(y).all()):
        raise ValueError(f"{where}: data must be finite, got inf or nan")
    return X, y


def example_of(
    model: Any,
    data: Any,
    loss: Loss | None = None,
    place: int = 0,
    where: str = "play",
) -> Example:
    """The loss of a model at one example.

    The model is as in evaluation. A loss of `nn` is taken apart into its ops.

    Args:
        model: a module of Values or Tensors, or a function of a batch.
        data: X and y, equally long; X of one or two columns.
        loss: `loss(outputs, targets)`; `nn.squared_error` if None.
        place: which example.
        where: the function that was called, for messages.

    Raises:
        TypeError: the model or the loss cannot be called, or the data are not numbers.
        ValueError: as for `checked_points`, or there is no such example.

    >>> from nn import Neuron
    >>> example = example_of(Neuron(2, "tanh", rng=0), ([[1.0, 2.0]], [1.0]))
    >>> [leaf.label for leaf in example.inputs], example.target.label
    (['x1', 'x2'], 'y')
    """
    for name, function in (("model", model), ("loss", loss or squared_error)):
        if not callable(function):
            raise TypeError(
                f"{where}: the {name} must be a function, got "
                f"{short_repr(function, 40)}"
            )
    X, y = checked_points(data, where)
    if isinstance(place, bool) or not hasattr(place, "__index__"):
        raise TypeError(f"{where}: example must be an int, got {short_repr(place, 40)}")
    if not -len(X) <= place < len(X):
        raise ValueError(
            f"{where}: there is no example {place}, only {plural(len(X), 'example')}"
        )
    place %= len(X)
    flat = np.ndim(checked_pair("data", data)[0]) == 1
    with in_mode(model, training=False):
        if takes_single_samples(model):
            inputs, outputs, holders = _on_values(model, X[place], flat)
        else:
            inputs, outputs, holders = _on_tensors(model, X[place], flat, where)
    root, target = _compared(loss or squared_error, outputs, float(y[place]), where)
    names = [*_names(len(outputs), "out"), "loss"]
    for node, name in zip((*outputs, root), names, strict=True):
        node.label = node.label or name
    boundary = _boundary(loss, y)
    return Example(root, X, y, place, inputs, target, outputs, boundary, holders)


def _boundary(loss: Any, y: Any) -> float:
    """Of scores 0; of outputs that are to be the targets themselves their middle."""
    scores = any(word in repr(loss).lower() for word in ("logits", "hinge"))
    return 0.0 if scores else float(y.min() + y.max()) / 2.0


def _names(count: int, name: str = "x") -> list[str]:
    return [name] if count == 1 else [f"{name}{i + 1}" for i in range(count)]


def _on_values(model: Any, row: Any, flat: bool) -> tuple[Any, Any, Any]:
    names = _names(len(row))
    leaves = [Value(float(x), label=name) for x, name in zip(row, names, strict=True)]
    output = model(leaves[0] if flat else leaves)
    return leaves, output if isinstance(output, list) else [output], {}


def _on_tensors(model: Any, row: Any, flat: bool, where: str) -> tuple[Any, Any, Any]:
    x = Tensor(row if flat else row[None])
    output = model(x)
    if not isinstance(output, Tensor):
        raise TypeError(
            f"{where}: the model gave no Tensor but {short_repr(output, 40)}"
        )
    scalars = replay(where, output.sum(), {})
    leaves = scalars.entries[x]
    for leaf, name in zip(leaves, _names(len(row)), strict=True):
        leaf.label = name
    holders = {
        entry: (node, i)
        for node, entries in scalars.entries.items()
        if node.is_leaf and node is not x
        for i, entry in enumerate(entries)
    }
    return leaves, scalars.entries[output], holders


def _compared(
    loss: Loss, outputs: Sequence[Any], target: float, where: str
) -> tuple[Any, Any]:
    """The loss of one example, and the leaf of its target if it is one."""
    if len(outputs) > 1:
        return _taken_apart(loss([[*outputs]], [int(target)])), None
    leaf = Value(target, label="y")
    root = _taken_apart(compared(loss, [*outputs], [leaf]))
    if not isinstance(root, Value):
        raise TypeError(f"{where}: the loss gave no Value but {short_repr(root, 40)}")
    in_graph = any(node is leaf for node in topological_order(root))
    return root, leaf if in_graph else None


def _taken_apart(root: Any) -> Any:
    """A loss of `nn`, which is one node, as the ops of its formula."""
    rule = getattr(root, "rule", None)
    if not isinstance(rule, LossRule) or rule.scale is None:
        return root
    half = len(root.operands) // 2
    ys, ts = root.operands[:half], root.operands[half:]
    if not rule.loss.item_axes:
        items: list[Any] = [rule.loss.items(*pair) for pair in zip(ys, ts, strict=True)]
        total = sum(items[1:], items[0])
        return total if rule.scale == 1.0 else total * rule.scale
    if rule.name == "cross_entropy" and sorted(ts) == [*[0.0] * (half - 1), 1.0]:
        return logsumexp([*ys]) - ys[ts.index(1.0)]
    return root
