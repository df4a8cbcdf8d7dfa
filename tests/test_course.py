"""The pages of docs/course: their parts, their pictures, their place in the lists."""

import re
import runpy
import sys
from pathlib import Path

import pytest

from tests.markdown import FENCE, run_page

COURSE = Path(__file__).parents[1] / "docs" / "course"
LESSONS = sorted(COURSE.glob("[0-9]*.md"))
PARTS = ("What you will be able to do", "Predict first", "Exercise", "Review")
LAST = "Where this comes from"
PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")


def text_of(path):
    return path.read_text(encoding="utf-8")


def sections(path):
    """The text below each heading of a lesson."""
    pieces = re.split(r"^## (.+)$", FENCE.sub("", text_of(path)), flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_has_its_parts_in_order(path):
    number = int(path.stem.partition("-")[0])
    assert re.match(rf"# {number} · \S", text_of(path))
    names = [*sections(path)]
    assert [name for name in names if name in PARTS] == [*PARTS]
    assert names[:2] == [*PARTS[:2]]
    assert names[-1] == LAST


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_answers_are_folded(path):
    parts = sections(path)
    for name in ("Predict first", "Exercise", "Review"):
        question, *answers = parts[name].split("<details>")
        assert question.strip() and answers, name
    assert text_of(path).count("<details><summary>") == text_of(path).count(
        "\n\n</details>\n"
    ), "a blank line before each end"
    assert len(re.findall(r"^\d\. .", parts["Review"].split("<details>")[0], re.M)) == 3


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_pictures_are_there_and_described(path):
    pictures = PICTURE.findall(text_of(path))
    assert pictures or "viz." in text_of(path)
    for words, link in pictures:
        assert (COURSE / link).is_file(), link
        assert len(words.split()) > 5, "what it shows, for those who cannot see it"


def test_every_lesson_is_in_the_list():
    listed = re.findall(
        r"^\| (\d+) \| \[.+\]\((\S+)\)", text_of(COURSE / "index.md"), re.M
    )
    numbers = {int(number): name for number, name in listed}
    assert numbers == {int(path.stem[:2]): path.name for path in LESSONS}


def words_of(svg):
    """Texts of Graphviz, and the comments in which matplotlib keeps its own."""
    words = re.findall(r"<text[^>]*>([^<]+)<|<!-- (.+?) -->", svg)
    assert words
    return words


def test_the_pictures_are_made_again(tmp_path):
    """The same script, the same files; SVG of another machine may differ in detail."""
    make = runpy.run_path(str(COURSE.parent / "make_course_pictures.py"))["main"]
    make(str(tmp_path))
    made = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    folder = COURSE.parent / "images" / "course"
    assert {path.name for path in folder.glob("*.svg")} >= set(made)
    for name, svg in made.items():
        assert words_of(svg) == words_of(text_of(folder / name)), name


@pytest.mark.parametrize("path", LESSONS[:8], ids=lambda path: path.stem)
def test_the_first_lessons_need_the_extra_demo_only(path, tmp_path, monkeypatch):
    """As the index says; what each block prints is compared elsewhere."""
    monkeypatch.chdir(tmp_path)
    for package in ("joblib", "scipy", "sklearn", "IPython", "pandas"):
        monkeypatch.setitem(sys.modules, package, None)
    assert len([*run_page(path)]) > 4
