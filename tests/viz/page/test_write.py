"""`play` without a browser: what it writes, what it refuses, what its files hold."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from autograd_core import Tensor, Value, dot, logsumexp, mean
from viz import play
from viz.page import page_html

pytest.importorskip("pygraphviz")

HOSTILE = (
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    "\"quoted\" & 'single'",
    "two\nlines\u2028three",
    "\u05e9\u05dc\u05d5\u05dd \u202egnp.exe",
    "{{record}}",
    "\ud800 alone",
    "x" * 10_000,
)


class Reader(HTMLParser):
    """Python's own HTML parser as a witness: elements, texts, scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.inside: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open:
            self.inside.setdefault(self.open[-1], []).append(data)

    def record(self) -> dict[str, Any]:
        return json.loads(self.inside["script"][0])

    def nodes(self) -> list[list[Any]]:
        """`[name, number]`, or `[name, op, operands, text, local derivatives]`."""
        record = self.record()
        return [
            [name, record["forms"][what][0], *rest, *record["forms"][what][1:]]
            if rest
            else [name, what]
            for name, what, *rest in record["nodes"]
        ]


def neuron() -> Value:
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.5, label="b")
    L = (w * x + b).tanh()
    L.label = "L"
    return L


# -- what it writes ----------------------------------------------------------------


def test_play_writes_one_file(tmp_path: Path) -> None:
    path = play(neuron(), tmp_path / "neuron.html")
    assert path == tmp_path / "neuron.html"
    assert [item.name for item in tmp_path.iterdir()] == ["neuron.html"]
    text = path.read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert "<title>Backpropagation through L</title>" in text


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    first = play(neuron(), tmp_path / "a.html").read_bytes()
    assert play(neuron(), tmp_path / "b.html").read_bytes() == first


def test_play_changes_no_gradient(tmp_path: Path) -> None:
    L = neuron()
    play(L, tmp_path / "a.html")
    assert not L.has_grad
    assert L.parents[0].grad == 0.0


def test_the_record_holds_structure_and_leaves() -> None:
    w, x = Value(0.5, label="w"), Value(float("inf"), label="x")
    L = mean([w * x, w.clip(max=3.0), 1.0])
    nodes = Reader(page_html(L)).nodes()
    by_name = {name: rest for name, *rest in nodes}
    assert by_name["w"] == ["0.5"]
    assert by_name["x"] == ["Infinity"]
    places = {name: place for place, (name, *_) in enumerate(nodes)}
    product, clipped = by_name["n1"], by_name["n2"]
    if product[0] != "multiply":
        product, clipped = clipped, product
    assert product[:2] == ["multiply", [places["w"], places["x"]]]
    assert clipped[:2] == ["clip", [places["w"], "-Infinity", "3.0"]]
    assert nodes[-1][1] == "mean"
    assert nodes[-1][2][2] == "1.0"


def test_local_derivatives_are_recorded_as_formulas() -> None:
    w, x = Value(0.5, label="w"), Value(2.0, label="x")
    nodes = Reader(page_html((w * x).tanh() + 1.0)).nodes()
    by_name = {name: rest for name, *rest in nodes}
    assert by_name["n1"][2:] == ["#0 * #1", ["#1", "#0"]]
    assert by_name["n2"][2:] == ["tanh(#0)", ["1 - #out ** 2"]]
    assert len(by_name["n3"]) == 3  # op, operands, text: nothing but numbers


def test_a_tensor_is_played_entry_by_entry() -> None:
    x = Tensor([1.0, 2.0], label="x")
    nodes = Reader(page_html((x * x).sum())).nodes()
    assert ["x[0]", "1.0"] in nodes
    assert ["x[1]", "2.0"] in nodes
    assert nodes[-1][1] == "sum"


def test_numbers_keep_all_their_digits() -> None:
    third = Value(1 / 3, label="third")
    (leaf, result) = Reader(page_html(third * (2 / 7))).record()["nodes"]
    assert float(leaf[1]) == 1 / 3
    assert float(result[2][1]) == 2 / 7


def test_the_picture_is_there_without_the_script() -> None:
    texts = Reader(page_html(neuron())).inside["text"]
    # L = tanh(-0.5), and dL/dw = x (1 - L**2) = 2 * 0.786448
    for visible_texts in (
        "w",
        "x",
        "b",
        "L",
        "*",
        "tanh",
        "-0.4621",
        "0.7864",
        "1.573",
    ):
        assert visible_texts in texts


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_the_boxes_do_not_overlap(rankdir: str) -> None:
    page = page_html(neuron(), rankdir=rankdir)
    places = re.findall(r"<g transform=translate\((\d+),(\d+)", page)
    assert len(places) == 6
    corners = [(int(x), int(y)) for x, y in places]
    for i, (x, y) in enumerate(corners):
        for other_x, other_y in corners[i + 1 :]:
            assert abs(x - other_x) >= 80 or abs(y - other_y) >= 36
    along = 0 if rankdir == "LR" else 1
    assert corners[-1][along] == max(corner[along] for corner in corners)


# -- one file, no network ------------------------------------------------------------


def test_nothing_is_loaded_from_anywhere() -> None:
    page = page_html(neuron())
    reader = Reader(page)
    loading = [value for name, value in reader.attributes if name in ("src", "href")]
    assert all(item and item.startswith(("#", "data:")) for item in loading)
    assert set(re.findall(r"https?://[^\"']*", page)) == {"http://www.w3.org/2000/svg"}
    assert "import(" not in page
    assert "fetch(" not in page


def test_the_policy_allows_this_script_and_this_style_only() -> None:
    page = page_html(neuron())
    policy = dict(Reader(page).attributes)["content"]
    del policy
    result = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert result is not None
    rules = dict(
        item.strip().split(" ", 1) for item in result[1].split(";") if item.strip()
    )
    assert rules["default-src"] == "'none'"
    for kind, tag in (("style-src", "style"), ("script-src", "script")):
        body = re.search(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        assert body is not None
        digest = base64.b64encode(hashlib.sha256(body[1].encode()).digest()).decode()
        assert rules[kind] == f"'sha256-{digest}'"


# -- hostile labels --------------------------------------------------------------------


@pytest.mark.parametrize("label", HOSTILE, ids=lambda label: ascii(label)[:20])
def test_a_label_is_text(label: str) -> None:
    plain = Reader(page_html(Value(2.0, label="w") * Value(3.0, label="x")))
    hostile = Reader(
        page_html(Value(2.0, label=label) * Value(3.0, label="x"), title=label)
    )
    assert hostile.tags == plain.tags
    assert [name for name, _ in hostile.attributes] == [
        name for name, _ in plain.attributes
    ]
    (name, *_), *_ = hostile.record()["nodes"]
    assert len(name) <= 60
    assert name[:8] in "".join(hostile.inside["title"])


def test_a_template_mark_in_a_label_stays_one() -> None:
    page = page_html(Value(2.0, label="{{script}}") * 3, title="{{record}}")
    assert page.count('"use strict"') == 1
    assert "<title>{{record}}</title>" in page


def test_any_op_can_be_drawn() -> None:
    a, b = Value(0.5, label="a"), Value(0.25, label="b")
    L = logsumexp([dot([a, b], [b, 2.0], bias=1.0), a.maximum(b), a.leaky_relu(0.1)])
    texts = Reader(page_html(L)).inside["text"]
    for operator in ("dot (2 constants)", "maximum", "leaky_relu 0.1", "logsumexp"):
        assert operator in texts
