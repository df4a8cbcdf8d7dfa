"""Every Python block and every `backprop` command of docs/ prints what it says."""

from pathlib import Path

import pytest

from autograd_core import compiled
from tests.markdown import blocks, run_page, same_text

DOCS = Path(__file__).parents[1] / "docs"
# The blocks of the gallery are excerpts of the examples, which tests/test_gallery.py
# compares; tests/test_curriculum_page.py runs those of the curriculum, each by itself.
ELSEWHERE = {"gallery.md", "curriculum.md"}
if not compiled:
    # What it prints of programs is there in the compiled build only.
    ELSEWHERE.add("data-set.md")
TEXTS = [*DOCS.glob("*.md"), *DOCS.glob("*/*.md")]
PAGES = sorted(
    path
    for path in TEXTS
    if path.name not in ELSEWHERE and "```python" in path.read_text("utf-8")
)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_blocks_print_what_they_say(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = 0
    for source, printed, expected in run_page(path):
        assert same_text(printed, expected), f"{source}\nprinted:\n{printed}"
        ran += 1
    page_blocks = list(blocks(path.read_text(encoding="utf-8")))
    assert ran >= sum(language == "python" for language, _, _ in page_blocks) > 0


@pytest.mark.parametrize(
    ("printed", "expected", "same"),
    [
        ("a 1.5 (+-2e-10)", "a  1.5   (+-3e-9)", True),
        ("a 1.5000001", "a 1.5", True),
        ("a 1.5001", "a 1.5", False),
        ("a -1.5", "a 1.5", False),
        ("a 1.5", "b 1.5", False),
        ("a 1.5 b", "a 1.5", False),
        ("", "a", False),
        ("PASS\n", "PASS", False),
    ],
)
def test_what_counts_as_the_same(printed, expected, same):
    assert same_text(printed, expected) is same


def test_a_test_in_a_page_runs(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "```python\ndef test_wrong(gradcheck):\n"
        "    gradcheck(lambda x: x**2, 3.0, analytic=1.0)\n```\n"
    )
    with pytest.raises(AssertionError, match="FORMULA_WRONG"):
        list(run_page(page))
