"""LaTeX of ledgers, tapes and diagrams: it compiles, and labels come out as text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import autograd_core as ac
from autograd_core import Value
from nn import MLP
from tests.viz import lectures
from tests.viz.hostile import HOSTILE, seen
from tests.viz.latex import macros, typeset
from viz import draw, explain, tape
from viz.graph.latex_text import document, escaped
from viz.output.tikz import tikz_document

IN_TEXTS = {
    *("textbackslash", "textasciicircum", "textasciitilde", "textless", "textgreater"),
    *("textbar", "textasciigrave", "textquotesingle", "ldots", "ensuremath", "times"),
    *("{", "}", "$", "&", "#", "%", "_", "ttfamily", "char", "'", "i", "j"),
}
IN_FORMULAS = IN_TEXTS | {
    *("align*", "array", "cases", "frac", "dfrac", "partial", "cdot", "cdots", "left"),
    *("right", "text", "mathit", "operatorname", "quad", "hline", "\\", "["),
    *("tanh", "exp", "log", "sqrt", "infty", "le", "ge", "land", "lor", "sigma"),
    *("alpha", "beta", "theta"),
}


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_runs_no_command(label: str) -> None:
    assert macros(escaped(seen(label))) <= IN_TEXTS


def letters(text: str) -> str:
    """A text without what TeX draws otherwise: blanks, quotes, dashes, accents."""
    return re.sub(r"[^A-Za-z0-9!#%&()*+,./:;<=>?@\[\]\\{}|$]", "", text)


@pytest.fixture(scope="module")
def hostile_sum() -> Value:
    return ac.sum([Value(float(i), label=item) for i, item in enumerate(HOSTILE)])


def test_hostile_labels_in_a_ledger(hostile_sum: Value, tmp_path: Path) -> None:
    text = explain(hostile_sum, formula="latex", names={})
    assert macros(str(text)) <= IN_FORMULAS
    path = text.save(tmp_path / "ledger.tex")
    printed = letters(typeset(path.read_text("utf-8"), tmp_path))
    for label in HOSTILE:
        texts = seen(label)
        if texts.isascii():
            assert letters(texts) in printed, label


def test_hostile_labels_in_a_diagram(hostile_sum: Value, tmp_path: Path) -> None:
    pytest.importorskip("pygraphviz")
    drawing = draw(hostile_sum, names={})
    source = tikz_document(drawing.source)
    body = source.partition(r"\begin{document}")[2].partition(r"\end{document}")[0]
    picture = {"tikzpicture", "useasboundingbox", "node", "path", "fontsize"}
    assert macros(body) <= IN_TEXTS | picture | {"selectfont", "sffamily", "bfseries"}
    printed = letters(typeset(source, tmp_path))
    for label in HOSTILE:
        # Pieces of a label may stand apart, but in their order.
        texts = [letters(item) for item in seen(label).split("\\") if item.isascii()]
        assert all(item in printed for item in texts), label


def test_hostile_labels_in_a_tape(tmp_path: Path) -> None:
    out = ac.sum([Value(1.0, label=item) * 2 for item in HOSTILE[::2]])
    text = tape(out, formula="latex", names={})
    assert macros(str(text)) <= IN_FORMULAS
    typeset(text.save(tmp_path / "tape.tex").read_text("utf-8"), tmp_path)


@pytest.mark.parametrize(
    "example",
    [
        lectures.single_neuron,
        lectures.two_layer_net,
        lectures.softmax_cross_entropy,
        lectures.fused_cross_entropy,
    ],
)
def test_the_lectures_compile(example: object, tmp_path: Path) -> None:
    loss = example()  # type: ignore[operator]
    for text in (explain(loss, formula="latex"), tape(loss, formula="latex")):
        assert macros(str(text)) <= IN_FORMULAS
        typeset(text.save(tmp_path / "page.tex").read_text("utf-8"), tmp_path)


def test_a_derivation_by_hand() -> None:
    loss = lectures.two_layer_net()
    lines = explain(loss, formula="latex", of=["w1", "h"]).splitlines()
    assert lines == [
        r"\begin{align*}",
        r"h &= \operatorname{relu}\left(z_{1}\right) = 5 \\",
        r"\dfrac{\partial L}{\partial h} &= \dfrac{\partial L}{\partial a_{2}} "
        r"\cdot w_{2} = \left(-14\right) \cdot \left(-2\right) = 28 \\",
        r"w_{1} &= 3 \\",
        r"\dfrac{\partial L}{\partial w_{1}} &= \dfrac{\partial L}{\partial a_{1}} "
        r"\cdot x = 28 \cdot 2 = 56",
        r"\end{align*}",
    ]


def test_a_sum_over_uses_by_hand() -> None:
    loss = lectures.softmax_cross_entropy()
    lines = explain(loss, formula="latex", of="e1").splitlines()
    up = r"\dfrac{\partial L}{\partial p} \cdot \frac{1}{s}"
    assert lines[2:-1] == [
        rf"\dfrac{{\partial L}}{{\partial e_{{1}}}} &= {up} + "
        r"\dfrac{\partial L}{\partial s} \cdot 1 \\",
        r"&= \left(-2\right) \cdot 0.5 + 0.5 \cdot 1 \\",
        r"&= \left(-1\right) + 0.5 = -0.5",
    ]


def test_long_sums_are_wrapped_and_cut() -> None:
    a = Value(1.0, label="a")
    text = explain(ac.sum([a] * 100), formula="latex", of=a, names={})
    assert text.count(r"\cdots") == 3
    assert text.count(r"\quad") == 8
    assert text.rstrip().endswith("= 100\n\\end{align*}")


def test_limits_say_what_is_left_out() -> None:
    node = Value(1.0, label="x")
    for _ in range(50):
        node = node + 1.0
    text = explain(node, formula="latex", max_rows=10)
    assert text.count("\n") == 12
    assert r"\text{\ldots{} 46 more nodes}" in text
    assert r"\text{\ldots{} 41 more nodes}" in tape(node, formula="latex", max_rows=10)


def test_characters_that_latex_does_not_know(tmp_path: Path) -> None:
    text = escaped("caf\u00e9 \u00df \u03b1 \u05e9 \u4e2d \U0001f600")
    assert text == "caf\\'{e} \\ss{} \\ensuremath{\\alpha} \u05e9 \u4e2d \U0001f600"
    source = document(text)
    assert source.count(r"\DeclareUnicodeCharacter{") == 3
    printed = typeset(source, tmp_path)
    assert "05E9" in printed and "4E2D" in printed and "1F600" in printed


@pytest.mark.parametrize("theme", ["light", "dark", "projector", "colorblind"])
def test_a_network_in_tikz(theme: str, tmp_path: Path) -> None:
    pytest.importorskip("pygraphviz")
    loss = (MLP(1, [2, 1], rng=0)([Value(0.5, label="x")]) - 1.0) ** 2
    loss.backward()
    drawing = draw(loss, theme=theme, names={"loss": loss})
    printed = typeset(drawing.save(tmp_path / "net.tex").read_text("utf-8"), tmp_path)
    for word in ("layers.0", "neurons.1", "tanh", "loss", "data", "grad", "1.0"):
        assert word in printed
    assert drawing.tikz().startswith(r"\begin{tikzpicture}")
    assert r"\begin{document}" not in drawing.tikz()
    assert "dashed" in drawing.tikz()
    assert drawing.tikz() == draw(loss, theme=theme, names={"loss": loss}).tikz()
