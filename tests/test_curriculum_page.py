"""docs/curriculum.md has a section for every row; links in docs/ lead somewhere."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from tests.markdown import FENCE, blocks, same_text

DOCS = Path(__file__).parents[1] / "docs"
TEXT = (DOCS / "curriculum.md").read_text(encoding="utf-8")
IDS = {
    "Engine": "chain-rule linear-time blocks univariate multivariate delta-rule "
    "delta-matrix two-layer gradient-check subgradient hessian",
    "Networks": "perceptron xor mlp no-nonlinearity one-hot activations init losses "
    "regularizers tabular",
    "Learning": "gd simultaneous batching rates momentum nesterov adagrad adadelta "
    "rmsprop rprop adam newton quasi-newton conjugate-gradient natural-gradient "
    "stopping clipping vanishing ill-conditioned learning-rate linear-regression "
    "logistic-regression optimizer-race",
}
ROWS = [row for rows in IDS.values() for row in rows.split()]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def headings(text):
    """`(level, title)` of each heading outside the blocks."""
    matches = re.findall(r"^(#+) (.+)$", FENCE.sub("", text), re.MULTILINE)
    return [(len(marks), title) for marks, title in matches]


def section(row):
    return re.split(r"^##? ", TEXT.split(f"\n## {row}\n")[1], flags=re.MULTILINE)[0]


def anchor(title):
    """The name that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def leads_somewhere(page, link):
    name, _, place = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists() or not place:
        return target.exists()
    titles = headings(target.read_text(encoding="utf-8"))
    return place in {anchor(title) for _, title in titles}


def test_every_row_has_its_section():
    expected = [(1, "The curriculum")]
    for part, rows in IDS.items():
        expected += [(1, part), *((2, row) for row in rows.split())]
    assert headings(TEXT) == expected


@pytest.mark.parametrize("row", ROWS)
def test_a_section_has_code_that_prints_and_names_its_test(row):
    text = section(row)
    assert any(
        language == "python" and output for language, _, output in blocks(text)
    ), "a block of Python, and what it prints"
    test = f"tests/curriculum/test_{row.replace('-', '_')}.py"
    assert f"\nTest: [{test}](../{test})." in text


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.stem)
def test_links_and_pictures_exist(path):
    links = LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
    missing = [
        link for link in links if "://" not in link and not leads_somewhere(path, link)
    ]
    assert not missing


def test_each_block_needs_only_the_first(tmp_path, monkeypatch):
    """The page says so, and a teacher copies one section."""
    monkeypatch.chdir(tmp_path)
    first, *others = [block for block in blocks(TEXT) if block[0] == "python"]
    imported: dict[str, object] = {}
    exec(first[1], imported)
    for _, source, expected in others:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(source, dict(imported))
        assert same_text(printed.getvalue(), expected), source
