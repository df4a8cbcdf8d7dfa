"""Pictures fit a slide of 1600x900 pixels with letters of 12, measured in SVG."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import autograd_core as ac
from autograd_core import Value
from nn import MLP
from viz import draw, draw_network
from viz.diagram.box_sizes import CARDS
from viz.diagram.model import picture_of
from viz.diagram.ranks import picture_ranks
from viz.diagram.slide import Arrangement, arranged, fits
from viz.diagram.themes import THEMES
from viz.graph.trace import trace_graph
from viz.output.canvas import SHOWABLE
from viz.output.dot import dot_source
from viz.output.graphviz import render

pytest.importorskip("pygraphviz")
SVG = "{http://www.w3.org/2000/svg}"


def chain(ops: int) -> Value:
    out = Value(1.0, label="x")
    for _ in range(ops // 2):
        out = (out * 1.01).tanh()
    out.backward()
    return out


def cross_entropy() -> Value:
    """-log softmax(z)_1, op by op."""
    logits = [Value(z, label=f"z{i}") for i, z in enumerate((1.0, 2.0, -1.0))]
    powers = [z.exp() for z in logits]
    loss = -(powers[1] / (powers[0] + powers[1] + powers[2])).log()
    loss.backward()
    return loss


def network() -> Value:
    out = MLP(2, [8, 8, 1], rng=0)([0.5, -1.0])
    out.backward()
    return out


def smallest_text(svg: str) -> float:
    """Pixels of the smallest text of an SVG shown as large as 1600x900 allows."""
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    scale = min(1600 / width, 900 / height)
    sizes = [float(text.get("font-size", 14.0)) for text in root.iter(f"{SVG}text")]
    return scale * min(sizes)


def middle(group: ElementTree.Element) -> tuple[float, float]:
    """The middle of the texts of a group."""
    texts = [*group.iter(f"{SVG}text")]
    xs, ys = [[float(text.attrib[key]) for text in texts] for key in "xy"]
    return sum(xs) / len(xs), sum(ys) / len(ys)


def rows_of(svg: str) -> list[list[tuple[float, str]]]:
    """The boxes by the height at which they stand, each with its x and its id."""
    rows: dict[float, list[tuple[float, str]]] = {}
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        name = group.findtext(f"{SVG}title", "")
        if group.get("class") == "node" and re.fullmatch(r"n\d+", name):
            x, y = middle(group)
            rows.setdefault(round(y / 30), []).append((x, name))
    return [sorted(row) for _, row in sorted(rows.items())]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "make", [lambda: chain(60), network, cross_entropy], ids=["60", "net", "softmax"]
)
def test_a_drawing_fits_a_slide(make: Any, theme: str) -> None:
    assert smallest_text(draw(make(), theme=theme, names={}).svg()) >= 12.0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_network_fits_a_slide(theme: str) -> None:
    model = MLP(2, [8, 8, 1], rng=0)
    for weights in (False, True):
        drawing = draw_network(model, [0.5, -1.0], theme=theme, weights=weights)
        assert smallest_text(drawing.svg()) >= 12.0


def softmax_regression() -> Value:
    """-log softmax(W x + b)_0 of three classes, 50 nodes in all."""
    xs = [Value(x, label=f"x{i}") for i, x in enumerate((1.0, -2.0, 0.5))]
    scores = [
        sum(
            [Value(0.1 * (i - j), label=f"w{i}{j}") * x for j, x in enumerate(xs)],
            Value(0.3 * i, label=f"b{i}"),
        )
        for i in range(3)
    ]
    powers = [score.exp() for score in scores]
    loss = -(powers[0] / (powers[0] + powers[1] + powers[2])).log()
    loss.backward()
    return loss


def random_graph(seed: int, nodes: int) -> Value:
    rng = random.Random(seed)
    values = [Value(rng.uniform(-2, 2), label=f"v{i}") for i in range(6)]
    for _ in range(nodes - 11):
        a, b = rng.choice(values[-12:]), rng.choice(values[-20:])
        values.append(rng.choice([a * b, a + b, a - b, a.tanh(), a.sin()]))
    out = values[-1]
    for value in values[-6:-1]:
        out = out + value
    out.backward()
    return out


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_node_of_fifty_fits_a_slide(theme: str, rankdir: str) -> None:
    graphs = [softmax_regression(), *[random_graph(seed, 45) for seed in range(4)]]
    for graph in graphs:
        drawing = draw(graph, level="op", theme=theme, rankdir=rankdir, names={})
        assert smallest_text(drawing.svg()) >= 12.0


def test_what_is_taken_to_fit_does() -> None:
    """Against the picture that Graphviz makes."""
    claims = 0
    for seed in range(100, 112):
        graph = random_graph(seed, 12 + 4 * (seed - 100))
        for rankdir in ("LR", "TB"):
            drawing = draw(graph, level="op", rankdir=rankdir, names={})
            (picture,) = drawing.pictures.values()
            theme = THEMES["light"]
            if fits(arranged(picture, rankdir, SHOWABLE, theme), theme):
                claims += 1
                assert smallest_text(drawing.svg()) >= 12.0
    assert claims > 15


def test_a_graph_too_large_for_a_slide_says_so_and_keeps_its_letters(
    tmp_path: Path,
) -> None:
    drawing = draw(random_graph(1, 120), level="op", names={})
    message = r"larger than a slide: at 1600x900 pixels its letters are \d pixels high"
    with pytest.warns(RuntimeWarning, match=message):
        drawing._repr_svg_()
    svg = drawing.svg()
    assert smallest_text(svg) < 10.0
    root = ElementTree.fromstring(svg)
    assert root.attrib["width"].endswith("pt")
    sizes = [float(text.attrib["font-size"]) for text in root.iter(f"{SVG}text")]
    assert min(sizes) * 96 / 72 >= 12.0
    for ending in ("svg", "png"):
        with pytest.warns(RuntimeWarning, match=message):
            drawing.save(tmp_path / f"a.{ending}")
    drawing.html()  # pans and zooms: no warning


def test_letters_that_no_arrow_has_are_no_reason_to_warn(tmp_path: Path) -> None:
    """A wide neuron, whose local derivatives stand on the arrows in boxes' letters."""
    neuron = MLP(8, [1], "linear", rng=0).layers[0].neurons[0]
    inputs = [Value(0.25 * i, label=f"h{i}") for i in range(8)]
    score = ac.dot(neuron.w, inputs, bias=neuron.b)
    score.backward()
    drawing = draw(score, names={})
    assert smallest_text(drawing.svg()) >= 12.0
    for ending in ("svg", "png"):  # a warning is an error here
        drawing.save(tmp_path / f"a.{ending}")


def test_each_arrow_of_a_card_ends_at_its_local_derivative() -> None:
    """L = tanh(w x + b) in cards: dn1/dw = x = 2.0, dn1/dx = w = 0.5."""
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.5, label="b")
    loss = (w * x + b).tanh() * w
    loss.backward()
    picture = picture_of(trace_graph(loss))
    for rankdir, axis in (("LR", 1), ("RL", 1), ("TB", 0), ("BT", 0)):
        arrangement = Arrangement(CARDS)
        source = dot_source(picture, rankdir, arrangement=arrangement)
        root = ElementTree.fromstring(render(source, "svg").decode())
        boxes, ends = {}, {}
        for group in root.iter(f"{SVG}g"):
            name = group.findtext(f"{SVG}title", "")
            if group.get("class") == "node":
                boxes[name] = group
            elif "->" in name:
                head = group.findall(f"{SVG}polygon")[0].attrib["points"].split()
                start, _, end = name.partition("->")
                key = (start.partition(":")[0], end.partition(":")[0])
                ends[key] = [float(point.split(",")[axis]) for point in head]
        n1 = boxes["n2"]
        places = {
            "".join(text.itertext()): float(text.attrib["xy"[axis]])
            for text in n1.iter(f"{SVG}text")
        }
        for text, source in (("2.0", "n0"), ("0.5", "n1")):
            # Graphviz says where a text begins, and its baseline.
            middle = places[text] + (11.0 if axis == 0 else -4.0)
            assert min([abs(middle - place) for place in ends[source, "n2"]]) < 4.0
        assert abs(places["2.0"] - places["0.5"]) > 12.0
        assert {"*", "n1", "data 1.0"} < set(places)


def test_a_long_chain_reads_in_rows_from_left_to_right() -> None:
    svg = draw(chain(60), names={}).svg()
    rows = rows_of(svg)
    assert 5 <= len(rows) <= 15
    names = [name for row in rows for _, name in row]
    assert names == [f"n{i}" for i in range(61)]
    marks = re.findall(r">row (\d+)<", svg)
    assert marks == [f"{i}" for i in range(len(rows), 1, -1)]
    # The name of the last box of a row stands again at the beginning of the next one.
    ghosts = re.findall(r"<title>(n\d+)_row\d+</title>", svg)
    ends = [int(row[-1][1].removeprefix("n")) for row in rows[:-1]]
    assert ghosts == [f"n{end}" for end in ends]


def test_what_fits_as_it_is_keeps_its_look() -> None:
    """The look of micrograd, side by side, with the word local."""
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label="b")
    drawing = draw((w * x + b).tanh(), names={})
    assert "local 2.0" in drawing.svg() and "row" not in drawing.svg()
    picture = picture_of(trace_graph(chain(2)))
    assert not arranged(picture, "LR", SHOWABLE, THEMES["light"]).look.compact


def test_a_leaf_that_every_row_uses_is_drawn_once() -> None:
    """Its name stands at the beginning of each later row, in a dotted box."""
    w, out = Value(0.9, label="w"), Value(1.0, label="x")
    for _ in range(20):
        out = (out * w).tanh()
    svg = draw(out, level="op", names={}).svg()
    groups = [
        ["".join(text.itertext()) for text in group.iter(f"{SVG}text")]
        for group in ElementTree.fromstring(svg).iter(f"{SVG}g")
        if group.get("class") == "node"
    ]
    assert groups.count(["w", "data 0.9", "grad \u2014"]) == 1
    rows = len(rows_of(svg))
    assert groups.count(["w"]) >= 2 and rows >= 3


def test_texts_of_many_arrows_stand_on_their_arrows_in_order() -> None:
    """Each text lies at the height at which its own arrow comes in."""
    xs = [Value(float(i), label=f"a{i}") for i in range(6)]
    weights = [0.5, -1.0, 2.0, 4.0, -8.0, 16.0]
    svg = draw(ac.dot(weights, xs), names={}).svg()
    heights: dict[str, float] = {}
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if group.get("class") == "node":
            (first, *_) = group.iter(f"{SVG}text")
            heights["".join(first.itertext()).strip()] = float(first.attrib["y"])
    operands = [heights[f"a{i}"] for i in range(6)]
    texts = [heights[f"local {w}"] for w in weights]
    assert operands == sorted(operands) and texts == sorted(texts)
    assert min(b - a for a, b in pairwise(texts)) > 11.0


def test_a_budget_that_is_given_draws_every_node() -> None:
    assert "138 nodes in" in repr(draw(network()))
    assert "Drawing of 138 nodes;" in repr(draw(network(), max_nodes=200))
    assert "Drawing of 138 nodes;" in repr(draw(network(), level="op"))


def test_what_serves_one_result_only_stands_just_before_it() -> None:
    """All squares in the first rank would make a staircase as long as the sum."""
    xs = [Value(0.1 * i, label=f"x{i}") for i in range(17)]
    total = xs[0] * xs[0]
    for x in xs[1:]:
        total = total + x * x
    picture = picture_of(trace_graph(total))
    ranks = picture_ranks(picture)
    lengths = {ranks[arrow.target] - ranks[arrow.source] for arrow in picture.arrows}
    assert lengths == {1}
    rows = arranged(picture, "LR", SHOWABLE, THEMES["light"]).row
    assert max(rows.values(), default=0) >= 1
    crossing = [a for a in picture.arrows if rows[a.source] != rows[a.target]]
    assert len(crossing) <= 2 * max(rows.values())


def test_what_serves_two_results_stays_behind_its_operands() -> None:
    a = Value(2.0, label="a")
    shared = a.tanh()
    late = shared.exp().exp().exp() + (shared + 1.0)
    picture = picture_of(trace_graph(late))
    named = {box.id: box for box in picture.boxes}
    ranks = {
        named[name].operator: rank for name, rank in picture_ranks(picture).items()
    }
    assert (ranks[""], ranks["tanh"], ranks["+ 1.0"], ranks["+"]) == (0, 1, 2, 5)
