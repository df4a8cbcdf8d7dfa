"""`play` without a path: a page for notebooks, with pictures beside it."""

from __future__ import annotations

import base64
import re
import webbrowser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from autograd_core import Tensor, Value
from tests.viz.browser import STEP_TO_THE_END, Show, complaints, nodes, requests
from viz import play
from viz.live_view.places import Places
from viz.live_view.snapshot import snapshot
from viz.page import source
from viz.page.page import Page

pytest.importorskip("pygraphviz")

HTML, SVG, PNG = "text/html", "image/svg+xml", "image/png"
CELL = """
import viz
from autograd_core import Value
w, x = Value(0.5, label="w"), Value(2.0, label='</iframe><script>alert("x")</script>')
viz.play((w * x).tanh())
"""
IN_FRAME = """
const loaded = document.querySelectorAll("iframe").length;
return [loaded, document.scripts.length,
  [...document.querySelectorAll("iframe")].map((each) => each.getAttribute("sandbox"))];
"""


def page_of_a_product(label: str = "w") -> Any:
    return play(Value(0.5, label=label) * Value(2.0, label="x"), title="a product")


def test_a_notebook_keeps_the_page_and_its_pictures() -> None:
    """As a kernel sends it, which needs no `_repr_` to be told of."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    nbclient.NotebookClient(book, timeout=300).execute()
    (output,) = book.cells[0].outputs
    assert {*output["data"]} == {HTML, SVG, PNG, "text/plain"}
    assert output["data"]["text/plain"].startswith("<Page of n2, 4 nodes; .save(")
    assert ElementTree.fromstring(output["data"][SVG]).tag.endswith("svg")
    png = base64.b64decode(output["data"][PNG])
    assert png[:4] == b"\x89PNG"
    # As large as on the screen, not as for print: the notebook keeps it twice.
    width = re.search(r'<svg width="(\d+)pt"', output["data"][SVG])
    assert width
    assert int.from_bytes(png[16:20], "big") == pytest.approx(
        int(width[1]) * 96 / 72, abs=4
    )
    assert output["data"][HTML].count("<iframe") == 1
    assert "<script" not in output["data"][HTML]


def test_the_film_runs_in_the_frame(show: Show, tmp_path: Path) -> None:
    page = page_of_a_product('"><script>alert(1)</script>')
    book = tmp_path / "cell.html"
    book.write_text(f"<!doctype html><meta charset=utf-8>{page._repr_html_()}")
    browser = show.browser
    browser.get(book.as_uri())
    assert browser.execute_script(IN_FRAME) == [
        1,
        0,
        ["allow-scripts allow-downloads"],  # the score is a file to save
    ]
    browser.switch_to.frame(browser.find_element("css selector", "iframe"))
    browser.execute_script(STEP_TO_THE_END)
    # A frame has no address of its own to share.
    assert not browser.find_element("id", "share").is_displayed()
    *_, (data, grad, final) = nodes(browser).values()
    assert (data, grad, final) == (1.0, 1.0, True)
    assert [row[1] for row in nodes(browser).values()] == [2.0, 0.5, 1.0]
    browser.switch_to.default_content()
    assert complaints(browser) == []
    outside = [url for url in requests(browser) if url != book.as_uri()]
    assert {url.partition(":")[0] for url in outside} <= {"data", "about"}


def test_the_picture_shows_gradients_before_backward() -> None:
    """It is what stays where no script runs: as useful as the page at its end."""
    svg = page_of_a_product()._repr_mimebundle_()[SVG]
    texts = [
        each.text or "" for each in ElementTree.fromstring(svg).iter() if each.text
    ]
    assert any("2.0" in text for text in texts)
    assert "\u2014" not in "".join(texts)


@pytest.mark.parametrize(
    ("options", "kinds"),
    [
        ({"include": [PNG]}, {PNG}),
        ({"exclude": [HTML, PNG]}, {SVG, "text/plain"}),
        ({"include": None, "exclude": None}, {HTML, SVG, PNG, "text/plain"}),
    ],
)
def test_only_the_forms_asked_for(options: dict[str, Any], kinds: set[str]) -> None:
    assert {*page_of_a_product()._repr_mimebundle_(**options)} == kinds


def test_what_a_prompt_prints() -> None:
    x = Tensor([1.0, 2.0], label="x")
    L = (x * x).sum()
    L.label = "L"
    assert repr(play(L)).startswith("<Page of L, 5 nodes; .save(")


def test_a_page_is_a_snapshot(tmp_path: Path) -> None:
    w = Value(0.5, label="w")
    page = play(w * 3.0)
    assert isinstance(page, Page)
    text = page.html()
    w.data = 7.0
    assert page.html() == text == page.save(tmp_path / "a.html").read_text("utf-8")
    assert "1.5" in page._repr_mimebundle_(include=[SVG])[SVG]


def test_open_writes_a_file_and_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    page = page_of_a_product()
    path = page.open()
    assert opened == [path.as_uri()]
    assert path.read_text("utf-8") == page.html()


@pytest.mark.parametrize("path", ["a.txt", "nowhere/a.html", 3, ""])
def test_a_page_refuses_what_play_refuses(path: Any) -> None:
    page = page_of_a_product()
    with pytest.raises((TypeError, ValueError, OSError)) as of_page:
        page.save(path)
    with pytest.raises(type(of_page.value)) as of_play:
        play(Value(1.0) * 2, path)
    assert str(of_page.value) == str(of_play.value)


def test_the_graph_is_replayed_and_differentiated_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[str] = []

    def counted(name: str) -> Any:
        original = getattr(source, name)

        def call(*arguments: Any) -> Any:
            calls.append(name)
            return original(*arguments)

        return call

    for name in ("replay", "ledger"):
        monkeypatch.setattr(source, name, counted(name))
    x = Tensor([1.0, 2.0], label="x")
    play((x * x).sum())
    assert calls == ["replay", "ledger"]
    # A live page replays the graph itself, to see whether its shape is new.
    assert "Backpropagation" in snapshot((x * x).sum(), "L", {}, Places()).page
    assert calls == ["replay", "ledger", "ledger"]
