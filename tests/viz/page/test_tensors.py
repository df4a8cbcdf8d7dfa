"""Graphs with Tensors in them, played entry by entry."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_core import Tensor, Value, stack_values
from tests.viz.browser import STEP_TO_THE_END, Show, nodes
from tests.viz.page.test_write import Reader
from viz.page import page_html

pytest.importorskip("pygraphviz")


def test_values_of_a_tensor_end_with_the_gradients_of_the_engine(show: Show) -> None:
    """L = tanh(a b) + a: dL/da = b (1 - tanh(ab)^2) + 1, dL/db = a (1 - tanh(ab)^2)."""
    x = Tensor([0.5, -0.8], label="x")
    a, b = x.values()
    L = (a * b).tanh() + a
    L.backward()
    browser = show(L)
    browser.execute_script(STEP_TO_THE_END)
    texts = nodes(browser)
    slope = 1 - np.tanh(-0.4) ** 2
    assert texts["x[0]"] == (0.5, pytest.approx(-0.8 * slope + 1), True)
    assert texts["x[1]"] == (-0.8, pytest.approx(0.5 * slope), True)
    assert [texts[f"x[{i}]"][1] for i in range(2)] == pytest.approx(x.grad.tolist())


def test_values_stacked_into_a_tensor(show: Show) -> None:
    """L = v^2 + 1 through a Tensor, so dL/dv = 2 v = 6; a slider follows v."""
    v = Value(3.0, label="v")
    row = stack_values([v, 1.0])
    browser = show((row * row).sum(), sliders={v: (-4.0, 4.0)})
    browser.execute_script(STEP_TO_THE_END)
    assert nodes(browser)["v"] == (3.0, 6.0, True)
    box = browser.find_element("css selector", "#sliders input[type=text]")
    box.clear()
    box.send_keys("-2\n")
    assert nodes(browser)["v"] == (-2.0, -4.0, True)


def test_playing_leaves_the_gradients_of_a_tensor_alone() -> None:
    x = Tensor([1.0, 2.0], label="x")
    a, b = x.values()
    page_html(a * b)
    assert not x.has_grad


def test_a_slider_for_each_entry_of_a_tensor() -> None:
    x, y = Tensor([3.0, 4.0], label="x"), Tensor([5.0, 6.0], label="y")
    out = (x * y).sum()
    for request in (x, [x], "x", ["x[0]", "x[1]"]):
        record = Reader(page_html(out, sliders=request)).record()
        names = [record["nodes"][place][0] for place, *_ in record["sliders"]]
        assert names == ["x[0]", "x[1]"]
    ranged = Reader(page_html(out, sliders={"y": (0, 9)})).record()
    assert [ends for _, *ends in ranged["sliders"]] == [["0.0", "9.0"]] * 2


def test_entries_are_named_after_their_variable() -> None:
    weights = Tensor([2.0, 3.0])
    names = {name for name, *_ in Reader(page_html((weights * weights).sum())).nodes()}
    assert {"weights[0]", "weights[1]"} <= names
