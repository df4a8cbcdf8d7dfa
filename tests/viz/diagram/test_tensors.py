"""Diagrams of Tensor graphs: shapes, ranges, settings of ops, entry by entry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from autograd_core.array_ops.entries import values
from viz import draw
from viz.graph.node_names import index_text, operator_text


def boxes(drawing: Any) -> dict[str, Any]:
    picture = next(iter(drawing.pictures.values()))
    return {box.title: box for box in picture.boxes}


def loss() -> Tensor:
    x = np.array([[1.0, 2.0], [3.0, -4.0], [0.5, 0.0]])
    w, b = Tensor([[1.0], [-1.0]], label="W"), Tensor([0.5], label="b")
    hidden = x @ w + b
    out = (hidden**2).mean()
    hidden.label, out.label = "h", "L"
    return out


def test_shapes_and_ranges_by_hand() -> None:
    out = loss()
    result = boxes(draw(out, names={}))
    # h = (-0.5, 7.5, 1.0), L = (0.25 + 56.25 + 1) / 3
    assert result["h"].shape == (3, 1)
    assert result["h"].data == (-0.5, 7.5)
    assert result["W"].shape == (2, 1)
    assert result["L"].data == (pytest.approx(57.5 / 3),) * 2
    assert (result["L"].shape, result["h"].grad) == ((), None)
    out.backward()
    result = boxes(draw(out, names={}))
    # dL/dh = 2 h / 3
    assert result["h"].grad == (pytest.approx(-1 / 3), pytest.approx(5.0))
    assert result["b"].grad == (pytest.approx(16 / 3),) * 2
    source = draw(out, names={}).source
    assert "shape (3, 1)" in source and "shape ()" not in source
    assert "array (3, 2) @" in source


def test_a_scalar_drawing_by_hand() -> None:
    x = Tensor([1.0, 2.0], label="x")
    out = (x * x).sum()
    out.backward()
    result = boxes(draw(out, level="scalar", names={}))
    assert (result["x[0]"].grad, result["x[1]"].grad) == ((2.0, 2.0), (4.0, 4.0))
    assert result["x[1]"].shape is None
    before = (x * 1.0).sum()
    result = boxes(draw(before, level="scalar", names={}))
    # As at every level, a leaf shows what it holds, from whichever backward().
    assert (result["x[1]"].grad, result["n1"].grad) == ((4.0, 4.0), None)
    fresh = Tensor([1.0, 2.0], label="x").sum()
    assert boxes(draw(fresh, level="scalar", names={}))["x[0]"].grad is None
    value = Value(2.0, label="v")
    assert [*boxes(draw(value * 2.0, level="scalar", names={}))] == ["v", "n1"]


def test_a_scalar_drawing_changes_no_gradient() -> None:
    """L = (3 v)^2 + 1; the Values that the Tensor is made of are the graph's own."""
    v = Value(2.0, label="v")
    row = ac.stack_values([v * 3.0, 1.0])
    out = (row * row).sum()
    out.backward()
    out.backward()
    assert v.grad == 72.0  # twice 2 * 6 * 3
    result = boxes(draw(out, level="scalar", names={"row": row}))
    assert v.grad == 72.0
    assert result["v"].grad == (72.0, 72.0)
    assert result["row[0]"].grad == (12.0, 12.0)


def test_a_value_made_of_tensors_is_told_by_its_entries() -> None:
    x = Tensor([2.0, 3.0], label="x")
    a, b = values(x)
    result = boxes(draw(a * b, level="scalar", names={}))
    assert [*result] == ["x[0]", "x[1]", "n1"]


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda x: x.sum(), "sum"),
        (lambda x: x.sum(axis=0), "sum axis=0"),
        (lambda x: x.mean(axis=(0, 1)), "mean axis=(0, 1)"),
        (lambda x: x[0], "getitem [0]"),
        (lambda x: x[:, 1:], "getitem [:, 1:]"),
        (lambda x: x[..., ::2], "getitem [..., ::2]"),
        (lambda x: x[np.array([0, 1])], "getitem [array]"),
        (lambda x: x.T, "transpose"),
        (lambda x: x.reshape(3, 2), "reshape"),
        (lambda x: x + np.ones(3), "+ array (3,)"),
        (lambda x: np.ones(3) - x, "array (3,) -"),
        (lambda x: 2 * x, "2.0 *"),
        (lambda x: np.ones((4, 2)) @ x, "array (4, 2) @"),
    ],
)
def test_operators_of_arrays(make: Any, text: str) -> None:
    assert operator_text(make(Tensor(np.ones((2, 3))))) == text


def test_index_text() -> None:
    assert index_text((None, -1)) == "[None, -1]"
    assert index_text(slice(None, None, -1)) == "[::-1]"


def test_mixed_graphs() -> None:
    a = Value(3.0, label="a")
    x = Tensor([1.0, 2.0], label="x")
    out = (x * a).sum()
    out.backward()
    result = boxes(draw(out, names={}))
    assert result["a"].grad == (3.0, 3.0)
    assert result["x"].grad == (3.0, 3.0)
    assert result["a"].shape is None


def test_an_empty_tensor() -> None:
    out = Tensor(np.zeros((0, 3)), label="none") * 2
    low, high = boxes(draw(out, names={}))["none"].data
    assert low != low and high != high
    assert draw(out).source.count("nan") >= 1
