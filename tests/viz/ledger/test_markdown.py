"""Markdown tables read back by an independent parser of GitHub's dialect."""

from __future__ import annotations

from typing import Any

import pytest

import autograd_core as ac
from autograd_core import Value
from tests.viz import lectures
from tests.viz.hostile import HOSTILE, seen
from viz import explain, tape
from viz.ledger.markdown import INVISIBLE, code, table

markdown_it = pytest.importorskip("markdown_it")


def parsed(text: str) -> list[Any]:
    return markdown_it.MarkdownIt("gfm-like", {"linkify": False}).parse(text)


def cells(text: str) -> list[list[str]]:
    """The cells of the rows of a table, as text."""
    rows: list[list[str]] = []
    kinds = {"text", "code_inline", "strong_open", "strong_close"}
    for token in parsed(text):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            assert {child.type for child in token.children} <= kinds
            words = [child.content for child in token.children]
            rows[-1].append("".join(words).replace(INVISIBLE, ""))
    return rows


@pytest.mark.parametrize("label", HOSTILE)
def test_a_label_in_a_cell_is_text(label: str) -> None:
    texts = seen(label)
    (_, row) = cells(table(["a", "b"], [[code(texts), "1"]]))
    assert row == [texts.strip() or row[0], "1"]


@pytest.mark.parametrize("write", [explain, tape])
def test_hostile_ledgers_are_tables(write: Any) -> None:
    out = ac.sum([Value(1.0, label=item) * 2 for item in HOSTILE])
    text = write(out, formula="markdown", names={})
    kinds = {token.type for token in parsed(str(text))}
    assert not kinds & {"html_block", "heading_open", "fence", "bullet_list_open"}
    rows = cells(str(text))
    assert len({len(row) for row in rows}) == 1
    flat = "\n".join(" ".join(row) for row in rows)
    for label in HOSTILE:
        assert seen(label).strip() in flat


def test_the_two_layer_net_by_hand() -> None:
    loss = lectures.two_layer_net()
    assert cells(explain(loss, formula="markdown", of=["w2", "e"])) == [
        ["node", "upstream", "local derivative", "contribution", "gradient"],
        ["e = z2 - 1.0 = -7.0", "", "", "", "dL/de = -14.0"],
        ["via L = e ** 2.0", "1.0", "2 * e = -14.0", "-14.0", "-14.0"],
        ["w2 = -2.0", "", "", "", "dL/dw2 = -70.0"],
        ["via a2 = w2 * h", "-14.0", "h = 5.0", "-70.0", "-70.0"],
    ]


def test_limits_say_what_is_left_out() -> None:
    node = Value(1.0, label="x")
    for _ in range(50):
        node = node + 1.0
    text = explain(node, formula="markdown", max_rows=5)
    assert len(cells(text)) == 6
    assert text.endswith("\n\n... 48 more nodes")
    assert tape(node, formula="markdown", max_rows=5).endswith("... 46 more nodes")
