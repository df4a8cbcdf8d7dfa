"""The lessons as notebooks and scripts: from one text, complete, and they run."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest

from tests.source import needs_source_tree, source_file
from viz.course import lessons as lesson_files
from viz.course.exercises import LESSONS, exercise_of
from viz.course.lessons import TOUR, Cell, cells, lessons
from viz.course.notebooks import cells_of, notebook, script

ROOT = Path(__file__).parents[3]
BOOKS = sorted((ROOT / "examples" / "lessons").glob("*.ipynb"))


def code_of(book):
    return ["".join(c["source"]) for c in book["cells"] if c["cell_type"] == "code"]


def text_of(book):
    cells = [c for c in book["cells"] if c["cell_type"] == "markdown"]
    return "\n\n".join("".join(cell["source"]) for cell in cells)


@pytest.fixture(scope="module")
def make_lessons():
    return runpy.run_path(str(ROOT / "docs" / "make_lessons.py"))


@needs_source_tree
def test_every_lesson_has_its_exercise_and_its_notebook():
    assert [*lessons()] == [TOUR, *LESSONS]
    assert len(BOOKS) == len(LESSONS)


@needs_source_tree
def test_the_notebooks_are_up_to_date(make_lessons):
    """If not: python docs/make_lessons.py"""
    pages = make_lessons["pages"]()
    assert sorted(pages) == BOOKS
    stale = [
        path.name for path, text in pages.items() if path.read_text("utf-8") != text
    ]
    assert stale == []


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_valid_and_its_cells_run(path, tmp_path, monkeypatch, capsys):
    """One after the other in one namespace, as the pages of docs/ run."""
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.read(path, as_version=4))
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__"}
    for source in code_of(json.loads(path.read_text("utf-8"))):
        exec(compile(source, path.name, "exec", dont_inherit=True), names)
    printed = capsys.readouterr().out
    number = int(path.stem[:2])
    # The exercise is still to be solved, and its inputs are new.
    (line,) = re.findall(rf"^Lesson {number}: .*$", printed, re.MULTILINE)
    assert "right, on" not in line


@needs_source_tree
def test_one_runs_in_jupyter(tmp_path):
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    book = nbformat.read(BOOKS[0], as_version=4)
    resources = {"metadata": {"path": str(tmp_path)}}
    nbclient.NotebookClient(book, timeout=300, resources=resources).execute()
    outputs = [out for cell in book.cells for out in cell.get("outputs", ())]
    printed = "".join(out["text"] for out in outputs if out.output_type == "stream")
    assert "ratio 6.0100" in printed and "Lesson 1: wrong" in printed


@pytest.mark.parametrize("number", LESSONS)
def test_answers_are_folded_and_the_exercise_asks_for_new_inputs(number):
    book = json.loads(notebook(lessons()[number]))
    code = "\n".join(code_of(book))
    (call,) = re.findall(r"^check\(.*\)$", code, re.MULTILINE)
    parts = exercise_of(number).parts
    assert call == f"check({number}, {', '.join(part.name for part in parts)})"
    text = text_of(book)
    assert text.count("<details>") == text.count("</details>") >= 3
    outside = re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)
    assert "```python" not in outside and "```text" not in outside


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_links_lead_somewhere(path):
    text = text_of(json.loads(path.read_text("utf-8")))
    links = re.findall(r"\]\((?!https?:|#)([^)\s]+)\)", text)
    assert links
    for link in links:
        assert (path.parent / link.partition("#")[0]).exists(), link


def test_pictures_are_part_of_the_notebook_that_a_learner_gets():
    nbformat = pytest.importorskip("nbformat")
    book = json.loads(notebook(lessons()[2]))
    nbformat.validate(book)
    text = lessons()[2].path.read_text("utf-8")
    attached = [name for cell in book["cells"] for name in cell.get("attachments", ())]
    assert len(attached) == text.count("](../images/") > 0
    shown = re.findall(r"\]\((\S+)\)", text_of(book))
    assert shown == [f"attachment:{name}" for name in attached]


@pytest.mark.parametrize("number", [1, 4])
def test_the_script_runs_and_has_its_answers_at_the_end(
    number, tmp_path, monkeypatch, capsys
):
    path = tmp_path / "lesson.py"
    path.write_text(script(lessons()[number]), "utf-8")
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(path))
    assert f"Lesson {number}: wrong" in capsys.readouterr().out
    text, _, answers = path.read_text("utf-8").partition("# ## Answers\n")
    count = lessons()[number].path.read_text("utf-8").count("<details>")
    assert text.count(", at the end of this file.)") == count
    assert (
        len(re.findall(r"^# \d+\. (?:Answer|Solution)", answers, re.MULTILINE)) == count
    )
    assert "<details>" not in text + answers


def test_markdown_is_divided():
    text = (
        "# 3 · Title\n\n```bash\nbackprop\n```\n\n## A\n\n```python\n"
        "check(3, f, seed=7)\n```\n\n```text\nout\n```\n\n"
        "<details><summary>Answer</summary>\n\n"
        "```python\nhidden = 1\n```\n\n</details>\n\nrest\n"
    )
    folded = (
        "<details><summary>Answer</summary>\n\n```python\nhidden = 1\n```\n\n"
        "</details>\n\nrest"
    )
    assert [*cells(text)] == [
        Cell("markdown", "# 3 · Title\n\n```bash\nbackprop\n```"),
        Cell("markdown", "## A"),
        Cell("code", "check(3, f)"),
        Cell("markdown", folded),
    ]


def test_the_tour_is_lesson_0():
    tour = lessons()[TOUR]
    assert notebook(tour) == tour.path.read_text("utf-8")
    assert cells_of(tour)[0].source.startswith("# 0 · A tour in pictures")
    assert "# %%\nimport viz" in script(tour)


def test_an_installed_package_has_its_own_copy(tmp_path, monkeypatch):
    """tests/test_packaging.py looks at the real one."""
    pages = tmp_path / "pages"
    (pages / "course").mkdir(parents=True)
    (pages / "course" / "01-x.md").write_text("# 1 · X\n", "utf-8")
    monkeypatch.setattr(lesson_files, "_HERE", tmp_path)
    lessons.cache_clear()
    try:
        assert [lesson.title for lesson in lessons().values()] == ["X"]
    finally:
        lessons.cache_clear()


def test_the_table_of_the_package_names_every_exercise():
    table = source_file(lesson_files).with_name("README.md").read_text("utf-8")
    rows = dict(
        re.findall(r"^\| (\d+) \|.*\| `(check\(.*\))` \|$", table, re.MULTILINE)
    )
    for number in LESSONS:
        names = ", ".join(part.name for part in exercise_of(number).parts)
        assert rows[str(number)] == f"check({number}, {names})"
