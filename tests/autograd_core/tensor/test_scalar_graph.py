"""The graph of a Tensor replayed on Values, entry by entry: the same numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import (
    GraphError,
    Tensor,
    Value,
    custom_op,
    to_scalar_graph,
    topological_order,
)
from autograd_core.ops.op import OPS
from tests.autograd_core.array_ops.array_checks import numbers
from tests.autograd_core.messages import message_of
from tests.autograd_core.ops.op_table import ROWS


def leaf_gradients(root: Any) -> dict[str, Any]:
    """The gradient of every labelled leaf, entries of Tensors under `W[0,1]`."""
    slopes: dict[str, Any] = {}
    for leaf in topological_order(root):
        if leaf.is_leaf and leaf.label:
            if isinstance(leaf, Value):
                slopes[leaf.label] = leaf.grad
                continue
            for place in np.ndindex(*leaf.shape):
                text = f"[{','.join(map(str, place))}]" if place else ""
                slopes[leaf.label + text] = leaf.grad[place]
    return slopes


def check_replay(function: Any, *arrays: Any) -> None:
    """Value and gradient of the replayed graph equal those of the Tensors."""
    leaves = [Tensor(x, label="xyz"[i]) for i, x in enumerate(arrays)]
    out = function(*leaves)
    loss = (out * numbers(*out.shape, seed=9)).sum()
    twin = to_scalar_graph(loss)
    assert isinstance(twin, Value)
    assert twin.data == pytest.approx(loss.item(), rel=1e-13, abs=1e-15)
    loss.backward()
    twin.backward()
    expected, replayed = leaf_gradients(loss), leaf_gradients(twin)
    assert set(replayed) <= set(expected)
    for label, slope in expected.items():
        assert replayed.get(label, 0.0) == pytest.approx(slope, rel=1e-11, abs=1e-13)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_replay_of_every_elementwise_op(row: Any) -> None:
    shapes = ((2, 1), (1, 3), (2, 3))
    columns = [
        np.resize(np.array([point[i] for point in row.points]), shapes[i])
        for i in range(row.arity)
    ]
    check_replay(OPS[row.name], *columns)


def square(x: Any) -> Any:
    return custom_op(lambda x: x * x, lambda x: 2 * x, name="mine")(x)


REPLAYED: dict[str, Any] = {
    "sum": lambda x: ac.sum(x, 1),
    "sum of all": lambda x: x.sum(keepdims=True),
    "mean": lambda x: ac.mean(x, (0, 1)),
    "max": lambda x: ac.max(x, 0),
    "min": lambda x: ac.min(x, 1, True),
    "var": lambda x: ac.var(x, 1, ddof=1),
    "std": lambda x: ac.std(x, 0),
    "prod": lambda x: ac.prod(x, 1),
    "logsumexp": lambda x: ac.logsumexp(x, (0, 1)),
    "softmax": lambda x: ac.softmax(x, 0),
    "softmax over two axes": lambda x: ac.softmax(x, (0, 1)),
    "softmax over all": lambda x: ac.softmax(x, None),
    "log_softmax": ac.log_softmax,
    "cumsum": lambda x: ac.cumsum(x, 1),
    "norm": lambda x: ac.norm(x, axis=1),
    "norm 3": lambda x: ac.norm(x, 3, axis=1),
    "norm 1": lambda x: ac.norm(x, 1, axis=(0, 1)),
    "reshape": lambda x: x.reshape(3, 2),
    "transpose": lambda x: x.T,
    "broadcast_to": lambda x: ac.broadcast_to(x, (2, 2, 3)),
    "expand_dims": lambda x: ac.expand_dims(x, 1),
    "astype": lambda x: x.astype("float64"),
    "getitem": lambda x: x[:, [0, 0, 2]],
    "mask": lambda x: x[np.array([True, False])],
    "concatenate": lambda x: ac.concatenate([x, x, np.ones((1, 3))]),
    "stack": lambda x: ac.stack([x, 2.0 * x], -1),
    "pad": lambda x: ac.pad(x, 1, constant_values=2.0),
    "pad edge": lambda x: ac.pad(x, 1, "edge"),
    "diag": lambda x: ac.diag(x[0]),
    "trace": lambda x: x.trace(),
    "take_along_axis": lambda x: ac.take_along_axis(x, [[2], [0]], 1),
    "matmul": lambda x: x @ x.T,
    "matmul of vectors": lambda x: x[0] @ x[1],
    "matrix vector": lambda x: x @ x[0],
    "vector matrix": lambda x: x[:, 0] @ x,
    "stack of matrices": lambda x: ac.matmul(x[None], x.T),
    "dot": lambda x: ac.dot(x, x.T),
    "outer": lambda x: ac.outer(x[0], x[1]),
    "einsum": lambda x: ac.einsum("ij,kj->ik", x, x),
    "solve": lambda x: ac.solve(x[:, :2], x[:, 2]),
    "solve for columns": lambda x: ac.solve(x @ x.T, x),
    "solve with a pivot of 0": lambda x: ac.solve(x[:, :2] * [[0, 1], [1, 1]], x),
    "inv": lambda x: ac.inv(ac.stack([x[:, 1:], x[:, :2]])),
    "det": lambda x: ac.det(x.T @ x + np.eye(3)),
    "det 0": lambda x: ac.det(x[:, :2] * [[0, 0], [1, 1]]),
    "dets": lambda x: ac.det(ac.stack([x[:, 1:], x[:, :2]])),
    "slogdet": lambda x: ac.slogdet(x[:, :2])[1],
    "where": lambda x: ac.where(x > 0, x * x, 3.0 * x),
    "a custom op": square,
    "a layer": lambda x: (x @ np.ones((3, 2)) + 0.5).tanh(),
    "values": lambda x: ac.stack_values([x.values()[0][1] * 2.0, x.values()[1][2]]),
    "values in a mean": lambda x: ac.stack_values([ac.mean(x.values()[0])]),
}


@pytest.mark.parametrize("name", REPLAYED)
def test_replay_of_every_structural_op(name: str) -> None:
    check_replay(REPLAYED[name], numbers(2, 3))


def test_replay_names_the_entries_and_keeps_values() -> None:
    W, b, v = Tensor([[1.0, 2.0]], label="W"), Tensor(3.0, label="b"), Value(0.5)
    out = (W * v + b).sum()
    twin = to_scalar_graph(out)
    labels = {node.label for node in topological_order(twin) if node.is_leaf}
    assert labels == {"W[0,0]", "W[0,1]", "b", ""}
    assert v in topological_order(twin)
    assert twin.data == out.item() == 1.5 + 6.0


def test_replay_labels_results_but_not_the_callers_values() -> None:
    v = Value(0.5)
    h = Tensor([1.0, 2.0]) * ac.stack_values([v, v])
    h.label = "h"
    stacked = ac.stack_values([v, 1.0])
    stacked.label = "stacked"
    twins = to_scalar_graph(h * stacked)
    labels = [node.label for node in topological_order(ac.sum(list(twins)))]
    assert sorted(filter(None, labels)) == ["h[0]", "h[1]"]
    assert v.label == ""


def test_replay_of_several_entries() -> None:
    x = Tensor([1.0, 2.0], label="x")
    twins = to_scalar_graph(x * 3.0)
    assert twins.shape == (2,) and [v.data for v in twins] == [3.0, 6.0]
    assert to_scalar_graph(x)[1].label == "x[1]"


def test_a_determinant_is_drawn_as_the_textbook_writes_it() -> None:
    """a d - b c: two products and their difference."""
    twin = to_scalar_graph(ac.det(Tensor([[1.0, 2.0], [3.0, 4.0]], label="A")))
    assert [node.op for node in topological_order(twin) if node.op] == ["*", "*", "-"]
    factors = [[factor.label for factor in product.parents] for product in twin.parents]
    assert factors == [["A[0,0]", "A[1,1]"], ["A[0,1]", "A[1,0]"]]


def test_a_large_determinant_is_refused() -> None:
    message = message_of(GraphError, to_scalar_graph, ac.det(Tensor(np.eye(9))))
    assert message == (
        "to_scalar_graph: the determinant of 9 x 9 entries has too many terms to draw; "
        "take at most 8 x 8"
    )


def test_what_cannot_be_replayed() -> None:
    message = message_of(TypeError, to_scalar_graph, Value(2.0, label="v"))
    assert message == "to_scalar_graph: expected a Tensor, got v = 2.0"
    large = Tensor(np.zeros(200), label="large")
    message = message_of(GraphError, lambda: to_scalar_graph(large.sum(), most=100))
    assert message == (
        "to_scalar_graph of Tensor(0.0): its graph has 201 entries, more than 100; "
        "draw a smaller one, or raise `most`"
    )
    assert to_scalar_graph(large.sum(), most=201).data == 0.0
