"""Mermaid text: by its grammar, and drawn by Mermaid itself in a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import autograd_core as ac
from autograd_core import Value, custom_op
from autograd_core.modes.scopes import scope
from nn import MLP
from tests.viz.browser import ROOT, missing
from tests.viz.diagram.test_themes import contrast
from tests.viz.hostile import HOSTILE, seen
from viz import draw
from viz.output.mermaid import WORD_JOINER, coded

STRING = r'"(?:[^"#<&;\\`]|#\d+;|<br>)*"'
LINES = [
    r"flowchart (?:LR|TB|RL|BT)",
    r"classDef \w+ [\w#:, -]+",
    rf"\w+\[{STRING}\]:::\w+",
    rf"\w+\(\[{STRING}\]\):::operator",
    r"style \w+ fill:#[0-9a-f]{6}(?:,stroke:#[0-9a-f]{6},color:#[0-9a-f]{6})?",
    rf"\w+ (?:-->|-\.->)(?:\|{STRING}\|)? \w+",
    rf"\w+\[{STRING}\]:::hidden -\.- \w+",
    rf"\w+ -\.- \w+\[{STRING}\]:::hidden",
    r"linkStyle \d+ stroke:#[0-9a-f]{6},stroke-width:[\d.]+px",
    rf"subgraph s\d+\[{STRING}\]",
    r"end",
    r"%% [\w ,;:]+",
]
GRAMMAR = re.compile("|".join(f"(?:{line})" for line in LINES))


def checked(source: str) -> list[str]:
    """The lines of a source that keeps to the grammar."""
    lines = [line.strip() for line in source.splitlines()]
    for line in lines:
        assert GRAMMAR.fullmatch(line), line
    assert sum(line.startswith("subgraph") for line in lines) == lines.count("end")
    return lines


def decoded(line: str) -> list[str]:
    """The texts of a line, as Mermaid shows them."""
    text = "<br>".join([item[1:-1] for item in re.findall(STRING, line)])
    plain = re.sub(r"#(\d+);", lambda code: chr(int(code[1])), text)
    return plain.replace(WORD_JOINER, "").split("<br>")


def network() -> Value:
    loss = (MLP(1, [2, 1], rng=0)([Value(0.5, label="x")]) - 1.0) ** 2
    loss.label = "loss"
    loss.backward()
    return loss


def test_a_product_by_hand() -> None:
    a = Value(2.0, label="a")
    out = a * -3.0
    out.label = "L"
    out.backward()
    lines = checked(draw(out).mermaid())
    assert [line for line in lines if not line.startswith("classDef")] == [
        "flowchart LR",
        'n0["a<br>data 2.0<br>grad -3.0"]:::leaf',
        "style n0 fill:#edc0a4",
        'n1_op(["* -3.0"]):::operator',
        'n1["L<br>data -6.0<br>grad 1.0"]:::outcome',
        "style n1 fill:#ceddef",
        "n1_op --> n1",
        'n0 -.->|"local -3.0"| n1_op',
        "linkStyle 1 stroke:#d2621c,stroke-width:4.0px",
    ]


def test_scopes_are_subgraphs() -> None:
    lines = checked(draw(network()).mermaid())
    frames = [decoded(line)[0] for line in lines if line.startswith("subgraph")]
    assert frames == ["layers.0", "neurons.0", "neurons.1", "layers.1", "neurons.0"]
    depth, deepest = 0, 0
    for line in lines:
        depth += line.startswith("subgraph") - (line == "end")
        deepest = max(deepest, depth)
    assert (depth, deepest) == (0, 2)


def test_folded_and_cut_pictures() -> None:
    lines = checked(draw(network(), level="layer", rankdir="TB").mermaid())
    assert lines[0] == "flowchart TB"
    assert any("layers.0<br>8 nodes" in line for line in lines)
    node = Value(1.0)
    for _ in range(100):
        node = node + 1.0
    lines = checked(draw(node, max_nodes=5).mermaid())
    assert sum('"96 nodes hidden"' in line for line in lines) == 1
    assert lines[-1] == "%% the 5 nodes nearest the result; 96 nodes hidden"


def test_too_many_arrows_for_mermaid_are_noted() -> None:
    out = ac.sum([Value(1.0) for _ in range(600)])
    lines = checked(draw(out, max_nodes=1000, level="op").mermaid())
    assert lines[1].startswith("%% 600 arrows: Mermaid draws 500 unless")


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_is_text(label: str) -> None:
    lines = checked(draw(Value(2.0, label=label) * 1).mermaid())
    boxes = [decoded(line)[0] for line in lines if line.startswith("n0[")]
    assert boxes == [seen(label)]


def hostile_graph() -> Value:
    op = custom_op(lambda x: x, lambda x: 1.0, name=HOSTILE[0])
    parts = []
    for label in HOSTILE:
        with scope(label):
            parts.append(op(Value(1.0, label=label)))
    return ac.sum(parts)


def test_hostile_scopes_and_ops_are_text() -> None:
    lines = checked(draw(hostile_graph(), max_nodes=500, level="op").mermaid())
    frames = [decoded(line)[0] for line in lines if line.startswith("subgraph")]
    assert frames == [seen(label) for label in HOSTILE]


DRAW = """
const [source, done] = [arguments[0], arguments[1]];
mermaid.initialize({ startOnLoad: false, securityLevel: "strict", maxEdges: 2000 });
mermaid.parse(source).then(() => mermaid.render("graph", source)).then(({ svg }) => {
  const page = new DOMParser().parseFromString(svg, "text/html");
  const text = (kind) => [...page.querySelectorAll(kind)].map((each) =>
    [...each.querySelectorAll("foreignObject")].map((one) =>
      one.innerHTML.replace(/<br ?\\/?>/g, "\\n").replace(/<[^>]*>/g, "")
        .replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"')
        .replace(/&amp;/g, "&")).join(""));
  done({ nodes: text("g.node"), frames: text("g.cluster"),
    active: page.querySelectorAll("script, img, a, iframe").length });
}).catch((error) => done({ error: String(error) }));
"""


COLOURS = """
const [source, done] = [arguments[0], arguments[1]];
mermaid.initialize({ startOnLoad: false });
mermaid.render("graph", source).then(({ svg }) => {
  document.body.innerHTML = svg;
  const text = [...document.querySelectorAll(".edgeLabel p, .edgeLabel span")]
    .filter((each) => each.textContent.startsWith("local")).pop();
  let paper = text;
  const clear = (each) => /transparent|, 0\\)/.test(
    getComputedStyle(each).backgroundColor);
  while (clear(paper) && paper.parentElement) paper = paper.parentElement;
  done({ ink: getComputedStyle(text).color,
    paper: getComputedStyle(paper).backgroundColor });
}).catch((error) => done({ error: String(error) }));
"""


@pytest.fixture
def mermaid(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """A page with Mermaid: `MERMAID` says where it is, else node_modules here."""
    installed = ROOT / "node_modules/mermaid/dist/mermaid.min.js"
    place = Path(os.environ.get("MERMAID") or installed)
    if not place.is_file():
        missing(f"Mermaid at {place}", "npm install mermaid, and set MERMAID")
    page = tmp_path / "page.html"
    head = '<!DOCTYPE html><meta charset="utf-8"><title>Mermaid</title>'
    page.write_text(f'{head}<script src="{place.as_uri()}"></script>', encoding="utf-8")
    chromium.get(page.as_uri())
    yield chromium
    chromium.get_log("performance")


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_mermaid_draws_a_network(mermaid: Any, rankdir: str) -> None:
    source = draw(network(), rankdir=rankdir).mermaid()
    drawing = mermaid.execute_async_script(DRAW, source)
    assert "error" not in drawing, drawing
    assert sorted(drawing["frames"]) == [
        *["layers.0", "layers.1", "neurons.0", "neurons.0", "neurons.1"]
    ]
    assert sum(text.startswith("loss\ndata ") for text in drawing["nodes"]) == 1
    assert drawing["nodes"].count("tanh") == 2


def test_mermaid_shows_hostile_labels_as_text(mermaid: Any) -> None:
    source = draw(hostile_graph(), max_nodes=500, level="op").mermaid()
    drawing = mermaid.execute_async_script(DRAW, source)
    assert "error" not in drawing, drawing
    assert drawing["active"] == 0
    titles = [text.replace(WORD_JOINER, "").split("\n")[0] for text in drawing["nodes"]]
    frames = [text.replace(WORD_JOINER, "") for text in drawing["frames"]]
    for label in HOSTILE:
        assert seen(label).strip() in titles
        assert seen(label).strip() in frames


def test_no_class_colours_what_is_around_the_boxes() -> None:
    """Mermaid's own groups have the classes root, nodes, node, label, cluster ..."""
    source = draw(network(), theme="dark").mermaid()
    classes = set(re.findall(r"classDef (\w+)", source))
    own = {"root", "nodes", "node", "label", "cluster", "clusters", "edgePaths", "edge"}
    assert classes and not classes & own
    assert set(re.findall(r":::(\w+)", source)) <= classes


@pytest.mark.parametrize("look", ["default", "dark"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_of_arrows_are_readable_in_both_modes(
    mermaid: Any, theme: str, look: str
) -> None:
    """For each theme of page and picture; Mermaid's own dark is 4.43 to 1."""
    source = draw(network(), theme=theme).mermaid()
    mode = f'%%{{init: {{"theme": "{look}"}}}}%%\n'
    colours = mermaid.execute_async_script(COLOURS, mode + source)
    assert "error" not in colours, colours
    ink, paper = [
        "#" + "".join([f"{int(part):02x}" for part in re.findall(r"\d+", colour)[:3]])
        for colour in (colours["ink"], colours["paper"])
    ]
    assert contrast(ink, paper) >= 4.4, (ink, paper)


def test_plain_text_stays_readable() -> None:
    assert coded("layers.0 w_1 = a*b") == "layers.0 w_1 = a*b"
