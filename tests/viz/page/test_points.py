"""`play(model, data=...)`: points, what the model makes of them, one example."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value
from optim import evaluate
from tests.viz.browser import Show, nodes
from tests.viz.page.test_access import faults
from viz import play
from viz.page.examples import example_of

pytest.importorskip("pygraphviz")

X = np.array([[1.0, 2.0], [0.5, -1.0], [-1.5, 0.25]])
CASES: list[tuple[Any, Any, list[float]]] = [
    (nn.MLP(2, [2, 1], rng=0), nn.squared_error, [1.0, 0.0, 0.5]),
    (nn.MLP(2, [2, 1], rng=0), nn.hinge, [1.0, -1.0, 1.0]),
    (nn.mlp([2, 3, 1], rng=0), nn.squared_error, [1.0, 0.0, 0.5]),
    (nn.mlp([2, 3, 1], rng=0), nn.mean_absolute_error, [1.0, 0.0, 0.5]),
    (nn.mlp([2, 2, 1], rng=0), nn.binary_cross_entropy_with_logits, [1.0, 0.0, 1.0]),
    (nn.mlp([2, 3, 3], rng=0), nn.cross_entropy, [2.0, 0.0, 1.0]),
]


@pytest.mark.parametrize(("model", "loss", "y"), CASES)
def test_the_loss_of_each_example_is_that_of_nn(
    model: Any, loss: Any, y: list[float]
) -> None:
    """In its ops, which the page can compute, against the one op of `nn`."""
    targets = np.array(y, int) if loss is nn.cross_entropy else np.array(y)
    for i in range(3):
        example = example_of(model, (X, targets), loss, i)
        one = evaluate(model, loss, (X[i : i + 1], targets[i : i + 1]))["loss"]
        assert example.root.data == pytest.approx(one, rel=1e-12)
    play(model, data=(X, targets), loss=loss)


class Line(nn.Module):
    """w x + b, called with one number or with a row of one."""

    def __init__(self) -> None:
        self.w, self.b = Value(2.0), Value(-1.0)

    def forward(self, x: Any) -> Any:
        return self.w * (x if isinstance(x, Value) else x[0]) + self.b


READ = """
const mark = (i) => document.querySelector(`#points [data-example="${i}"]`);
return { told: points.told.textContent, count: points.X.length, shown: points.example,
  loss: page.result.data[page.graph.root],
  line: document.querySelector("#points .path")?.getAttribute("points") ?? "" };
"""
CLICK = """
const [i, altKey] = arguments;
document.querySelector(`#points [data-example="${i}"] > *`)
  .dispatchEvent(new MouseEvent("click", { bubbles: true, altKey }));
"""


def test_a_line_and_its_examples(show: Show, tmp_path: Path) -> None:
    """By hand: (2 x - 1 - y)**2 of (0, 1), (1, 2), (3, 3) is 4, 1, 4; mean 3.
    d/dw = 2 (2 x - 1 - y) x is 0, -2, 12; mean 10/3."""
    data = ([0.0, 1.0, 3.0], [1.0, 2.0, 3.0])
    browser = show(Line(), data=data, example=1)
    browser.find_element("id", "last").click()
    first = browser.execute_script(READ)
    assert first["loss"] == 1.0
    assert first["told"] == (
        "Example 2 of 3: loss 1.0; mean of all 3.0. dloss/dw -2.0; mean of all 3.333."
    )
    browser.execute_script(CLICK, 2, False)
    state = nodes(browser)
    assert (state["x"][0], state["y"][0], state["loss"][0]) == (3.0, 3.0, 4.0)
    assert state["w"][1] == 12.0
    browser.execute_script(CLICK, 0, True)  # Alt removes (0, 1)
    after = browser.execute_script(READ)
    assert (after["count"], after["shown"]) == (2, 1)
    assert "mean of all 2.5" in after["told"]
    # A step is seen where one looks: 0.1 down the gradients 12 and 4 of this example.
    browser.find_element("id", "one").click()
    stepped = browser.execute_script(READ)
    assert browser.find_element("id", "points").is_displayed()
    assert stepped["line"] != after["line"]
    # (0.8 * 3 - 1.4 - 3)**2
    assert stepped["loss"] == pytest.approx(4.0)
    # A slider moves the line; a click on the plane adds a point.
    browser.execute_script(
        "page.sliders.set(page.graph.nodes.findIndex((n) => n.name === 'w'), 0)"
    )
    moved = browser.execute_script(READ)
    assert moved["line"] != after["line"]
    heights = {pair.split(",")[1] for pair in moved["line"].split()}
    assert len(heights) == 1  # w = 0: a level line
    axes = browser.find_element("css selector", "#points svg")
    chains = pytest.importorskip("selenium.webdriver").ActionChains
    chains(browser).move_to_element(axes).click().perform()
    assert browser.execute_script(READ)["count"] == 3
    assert faults(browser) == []


def test_the_plane_and_the_keys(show: Show) -> None:
    """Regions: the model is x1 itself, so the left half is of the lower class."""
    neuron = nn.Neuron(2, "linear", rng=0)
    for parameter, number in zip(neuron.parameters(), (1.0, 0.0, 0.0), strict=True):
        parameter.data = number
    data = ([[-1.0, 0.0], [1.0, 0.0], [1.0, 1.0]], [-1.0, 1.0, 1.0])
    browser = show(neuron, data=data)
    outputs = browser.execute_script(
        "return [[-2, 5], [0.25, -3]].map((row) => points.outputsAt(row)[0])"
    )
    assert outputs == [-2.0, 0.25]
    href = browser.find_element("css selector", "#points image").get_attribute("href")
    assert href.startswith("data:image/png;base64,")
    colours = browser.execute_async_script(
        """const [href, done] = arguments;
        const image = new Image();
        image.onload = () => {
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 41;
          const context = canvas.getContext("2d", { willReadFrequently: true });
          context.drawImage(image, 0, 0);
          done([2, 38].map((x) => [...context.getImageData(x, 20, 1, 1).data]));
        };
        image.src = href;""",
        href,
    )
    (red, _, blue, _), (red_right, _, blue_right, _) = colours
    assert blue > red
    assert red_right > blue_right
    browser.execute_script("document.querySelector('#points [tabindex=\"0\"]').focus()")
    Keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    for key in (Keys.ARROW_RIGHT, Keys.ENTER):
        browser.switch_to.active_element.send_keys(key)
    assert browser.execute_script(READ)["shown"] == 1
    browser.switch_to.active_element.send_keys(Keys.DELETE)
    assert browser.execute_script(READ)["count"] == 2
    assert faults(browser) == []


FIELD = """
const place = page.graph.nodes.findIndex(({ name }) => name === arguments[0]);
const over = (kind) => page.picture.cards[place].group
  .dispatchEvent(new PointerEvent(kind, { bubbles: true }));
over("pointerover");
const box = document.getElementById("neuron-field");
if (!box || box.hidden) return null;
const canvas = box.querySelector("canvas");
const image = canvas.getContext("2d").getImageData(0, 0, 25, 25).data;
const colour = (x, y) => image.slice(4 * (25 * y + x), 4 * (25 * y + x) + 4);
const { left, top, right, bottom } = box.getBoundingClientRect();
const seen = { told: box.getAttribute("aria-label"), low: [...colour(2, 12)],
  high: [...colour(24, 12)], inside: left >= 0 && top >= 0 && right <= innerWidth
  && bottom <= innerHeight };
over("pointerout");
return { ...seen, gone: box.hidden };
"""


def test_the_field_of_a_hidden_neuron(show: Show) -> None:
    """A neuron that is x1 - 1: over the plane from x1 = -1.24 to 1.24, in the middles
    of 25 cells, it goes from -1.24 + 0.0496 - 1 to 1.24 - 0.0496 - 1."""
    model = nn.MLP(2, [1, 1], activation="linear", rng=0)
    for parameter, number in zip(
        model.parameters(), (1.0, 0.0, -1.0, 2.0, 0.0), strict=True
    ):
        parameter.data = number
    browser = show(model, data=([[-1.0, 0.0], [1.0, 0.0], [1.0, 1.0]], [0.0, 1.0, 1.0]))
    found = {
        name: browser.execute_script(FIELD, name) for name in ("n1", "x1", "y", "loss")
    }
    assert [name for name, field in found.items() if field] == ["n1"]
    field = found["n1"]
    assert field["told"] == "n1 over the inputs: -2.19 to 0.19"
    assert field["inside"]
    assert field["gone"]
    assert field["low"][2] > field["low"][0]  # blue below 0
    assert field["high"][0] > field["high"][2]  # orange above
    assert field["low"][3] > field["high"][3]  # the stronger, the larger it is
    assert faults(browser) == []


def test_another_class_has_another_graph(show: Show) -> None:
    data = (X, np.array([2, 0, 1]))
    browser = show(nn.mlp([2, 2, 3], rng=0), data=data, loss=nn.cross_entropy)
    browser.execute_script(CLICK, 1, False)
    state = browser.execute_script(READ)
    assert state["shown"] == 0
    assert "viz.play(model, data=(X, y), loss=..., example=1)" in state["told"]


MODEL = nn.Neuron(2, rng=0)
REFUSED: list[tuple[dict[str, Any], type[Exception], str]] = [
    (
        {},
        TypeError,
        r"got the model Neuron.*play\(model, data=\(X, y\)\); draw_network",
    ),
    ({"loss": nn.hinge}, TypeError, "loss= goes with data="),
    ({"data": [1.0, 2.0, 3.0]}, TypeError, "data must be a pair"),
    ({"data": (X, [1.0])}, ValueError, r"got shapes \(3, 2\) and \(1,\)"),
    ({"data": ([], [])}, ValueError, r"got shapes \(0,\) and \(0,\)"),
    ({"data": (np.ones((2, 3)), [1, 2])}, ValueError, "1 or 2 inputs, got 3; play one"),
    (
        {"data": (np.ones(501), np.ones(501))},
        ValueError,
        r"500 examples, got 501;.*X\[:",
    ),
    ({"data": ([[math.nan, 1]], [1.0])}, ValueError, "must be finite"),
    ({"data": (X, ["a", "b", "c"])}, TypeError, "numbers"),
    (
        {"data": (X, [1, 2, 3]), "example": 3},
        ValueError,
        "no example 3, only 3 examples",
    ),
    ({"data": (X, [1, 2, 3]), "example": "x"}, TypeError, "example must be an int"),
    ({"data": (X, [1, 2, 3]), "loss": 3}, TypeError, "the loss must be a function"),
]


@pytest.mark.parametrize(("options", "error", "message"), REFUSED)
def test_what_is_refused(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        play(MODEL, **options)


def test_a_result_is_no_model() -> None:
    with pytest.raises(TypeError, match="the model must be a function"):
        play(Tensor([1.0]), data=(X, [1, 2, 3]))
