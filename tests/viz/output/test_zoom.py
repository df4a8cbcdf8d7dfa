"""The page of a drawing: every zoom level, hostile labels as text, no other file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograd_core import Value
from autograd_core.modes.scopes import scope
from nn import MLP
from tests.viz.browser import screen
from tests.viz.hostile import HOSTILE, seen
from tests.viz.page.test_access import faults
from viz import draw

pytest.importorskip("pygraphviz")


def parsed(page: str) -> Any:
    html5lib = pytest.importorskip("html5lib")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(page)


def network() -> Value:
    loss = (MLP(1, [2, 1], rng=0)([Value(0.5, label="x")]) - 1.0) ** 2
    loss.label = "loss"
    return loss


def test_every_level_is_there() -> None:
    page = draw(network()).html()
    tree = parsed(page)
    buttons = [item.text for item in tree.iter("button")]
    assert buttons[:4] == ["model", "layer", "neuron", "op"]
    figures = {item.get("id"): item for item in tree.iter("figure")}
    assert [*figures] == ["level-model", "level-layer", "level-neuron", "level-op"]
    texts = [name for name, item in figures.items() if item.get("hidden") is None]
    assert texts == ["level-op"]
    assert "model" in page and "12 nodes" in page


def test_the_level_that_was_asked_for_is_shown_first() -> None:
    page = draw(network(), level="layer").html()
    texts = [
        item.get("id")
        for item in parsed(page).iter("figure")
        if item.get("hidden") is None
    ]
    assert texts == ["level-layer"]


def test_a_graph_without_scopes_has_one_picture() -> None:
    page = draw(Value(2.0, label="a") * 3).html()
    tree = parsed(page)
    assert [item.text for item in tree.iter("button")] == ["+", "\u2212", "all"]
    assert len([*tree.iter("figure")]) == 1


def told(page: str, level: str) -> list[str]:
    (figure,) = [
        item for item in parsed(page).iter("figure") if item.get("id") == level
    ]
    return ["".join(item.itertext()) for item in figure.iter("li")]


def test_a_list_tells_every_node_operands_first() -> None:
    """L = tanh(w x + b), told with data and grad: dL/dn2 = 1 - L^2 = 0.7864."""
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.5, label="b")
    L = (w * x + b).tanh()
    L.backward()
    assert told(draw(L).html(), "level-op") == [
        "w, data 0.5, grad 1.573",
        "x, data 2.0, grad 0.3932",
        "n1, data 1.0, grad 0.7864, made by *",
        "b, data -1.5, grad 0.7864",
        "n2, data -0.5, grad 0.7864, made by +",
        "L, data -0.4621, grad 1.0, made by tanh",
    ]


def test_each_level_tells_its_own_boxes() -> None:
    page = draw(network()).html()
    coarse, fine = told(page, "level-model"), told(page, "level-op")
    assert len(coarse) == 4 and len(fine) == 15
    assert any(item.startswith("model, 12 nodes, ") for item in coarse)
    assert fine[-1].startswith("loss, data ")


def test_a_screen_reader_hears_the_list_and_not_the_picture(
    chromium: Any, tmp_path: Path
) -> None:
    path = draw(Value(2.0, label="a") * 3, names={}).save(tmp_path / "page.html")
    chromium.get(path.as_uri())
    tree = chromium.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    heard = [
        item["name"]["value"]
        for item in tree
        if item.get("role", {}).get("value") == "StaticText" and "name" in item
    ]
    assert "a, data 2.0, grad \u2014" in heard
    assert "n1, data 6.0, grad \u2014, made by * 3.0" in heard
    assert "data 2.0" not in heard
    assert chromium.get_log("browser") == []
    chromium.get_log("performance")


def hostile_graph() -> Value:
    total: Any = Value(0.0, label="start")
    for label in HOSTILE:
        with scope(label):
            total = total + Value(1.0, label=label)
    return total


def test_hostile_labels_and_scopes_are_text() -> None:
    page = draw(hostile_graph(), max_nodes=500, level="op", names={}).html()
    tree = parsed(page)
    elements = [item.tag for item in tree.iter() if isinstance(item.tag, str)]
    tags = {tag.rpartition("}")[2] for tag in elements}
    assert tags <= {
        *("html", "head", "meta", "title", "style", "body", "nav", "button", "main"),
        *("h1", "bdi", "ol", "li"),
        *("figure", "script", "svg", "g", "polygon", "path", "text", "ellipse"),
    }
    assert len([*tree.iter("script")]) == 1
    space = "{http://www.w3.org/2000/svg}"
    texts: dict[str, list[str]] = {"node": [], "cluster": []}
    for group in tree.iter(f"{space}g"):
        lines = ["".join(item.itertext()) for item in group.iter(f"{space}text")]
        texts.get(group.get("class"), []).append("".join(lines).replace("\xa0", " "))
    heard = told(page, "level-op")
    for label in HOSTILE:
        assert f"{seen(label)}data 1.0grad \u2014" in texts["node"]
        assert seen(label) in texts["cluster"]
        assert f"{seen(label)}, data 1.0, grad \u2014" in heard


def test_it_loads_nothing() -> None:
    page = draw(network()).html()
    assert "default-src 'none'" in page
    assert "src=" not in page and "href=" not in page.replace("xlink:href", "")
    assert "url(" not in page and "@import" not in page


def test_save_writes_it_and_the_same_bytes_again(tmp_path: Path) -> None:
    first = draw(network()).save(tmp_path / "a.html").read_bytes()
    assert first == draw(network()).save(tmp_path / "b.html").read_bytes()


SIZE = "return document.querySelector('figure:not([hidden]) svg').viewBox.baseVal.width"


def test_it_zooms_in_a_browser(chromium: Any, tmp_path: Path) -> None:
    path = draw(network(), theme="dark").save(tmp_path / "page.html")
    chromium.get(path.as_uri())
    chromium.get_log("browser")
    complete = chromium.execute_script(SIZE)
    chromium.find_element("id", "in").click()
    assert chromium.execute_script(SIZE) == pytest.approx(0.8 * complete, rel=1e-3)
    chromium.find_element("id", "all").click()
    assert chromium.execute_script(SIZE) == pytest.approx(complete)
    button = chromium.find_element("css selector", "[data-level=level-layer]")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert chromium.find_element("id", "level-layer").is_displayed()
    assert not chromium.find_element("id", "level-op").is_displayed()
    assert faults(chromium) == []
    assert chromium.get_log("browser") == []
    chromium.get_log("performance")


def finger(chromium: Any, kind: str, *places: tuple[float, float]) -> None:
    points = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(places)]
    event = {"type": kind, "touchPoints": points}
    chromium.execute_cdp_cmd("Input.dispatchTouchEvent", event)


def test_fingers_move_and_enlarge_it(chromium: Any, tmp_path: Path) -> None:
    screen(chromium, 360, 740)
    path = draw(network()).save(tmp_path / "page.html")
    chromium.get(path.as_uri())
    left = SIZE.replace("width", "x")
    complete, start = chromium.execute_script(SIZE), chromium.execute_script(left)
    scale = "return document.querySelector('figure:not([hidden]) svg').getScreenCTM().a"
    unit = chromium.execute_script(scale)
    finger(chromium, "touchStart", (100, 400))
    finger(chromium, "touchMove", (160, 400))
    finger(chromium, "touchEnd")
    shifted = chromium.execute_script(left) - start
    assert shifted == pytest.approx(-60 / unit, rel=0.02)
    finger(chromium, "touchStart", (150, 400), (210, 400))
    finger(chromium, "touchMove", (120, 400), (240, 400))
    finger(chromium, "touchEnd")
    # Twice as far apart: twice as large.
    assert chromium.execute_script(SIZE) == pytest.approx(complete / 2, rel=0.02)
    assert chromium.get_log("browser") == []
    chromium.get_log("performance")
