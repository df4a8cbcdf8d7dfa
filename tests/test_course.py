"""The pages of docs/course: their parts, their pictures, their place in the lists."""

import re
import runpy
import sys
from pathlib import Path

import pytest

from tests.markdown import FENCE, run_page

COURSE = Path(__file__).parents[1] / "docs" / "course"
LESSONS = sorted(COURSE.glob("[0-9]*.md"))
NOTATIONS = "One thing, many names"
PARTS = (
    *("What you will be able to do", "Predict first"),
    *(NOTATIONS, "Exercise", "Review"),
)
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
def test_it_says_what_one_will_be_able_to_do(path):
    goals = re.findall(r"^- ([A-Z][a-z]+) ", sections(path)[PARTS[0]], re.M)
    assert 3 <= len(goals) <= 5, "each begins with what one does"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_question_comes_before_its_answer(path):
    question, answer = sections(path)["Predict first"].split("<details>")
    assert re.search(r"\?|Choose|Write|Type", question)
    assert "Answer" in answer
    before = text_of(path).split("## Predict first")[0]
    assert "print" not in before and "```text" not in before


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_derivation_goes_in_steps_and_the_engine_checks_it(path):
    text = re.split(r"^## Exercise$", text_of(path), flags=re.M)[0]
    text = re.sub(r"<details>.*?</details>", "", text, flags=re.DOTALL)
    last = [m.end() for m in re.finditer(r"^3\. .*$", text, re.M)]
    assert last, "numbered steps"
    for end in last:
        following = text[end:]
        assert "```python" in following and "```text" in following


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_notations_stand_side_by_side(path):
    table = sections(path)[NOTATIONS].strip().split("\n\n")[0]
    rows = re.findall(r"^\| (.+) \|$", table, re.M)
    head = rows[0].replace("|", " ").split()
    lectures = [name for name in head if name in "ABCDE"]
    assert "here" in head and lectures and lectures == sorted(lectures)
    wide = {len(re.split(r" ?(?<!\\)\| ?", row)) for row in rows}
    assert len(wide) == 1, "as many cells in each row"
    assert len(rows) >= 3


QUESTIONS = """
A 17.60.1 10 nonlinearity | A 17.61.1 15 only weights | A 17.61.1 15 bias
A 17.61.1 15 NOR | A 17.61.1 15 -1 and +1 | A 18.63 2 first | A 18.64.1 4 three popular
A 18.64.1 11 three losses | A 18.65.2 10 first weights | A 18.66.1 14 changed
A 19.69 3 derivative | A 19.70.1 12 lucky | A 19.70.1 8 lucky | A 19.70.1 10 constant
A 19.70.2 13 rate of its own | A 19.72 18 quadratic | A 17.60.2 17 how many layers
E Perceptron 9 logistic | E Loss Functions 11 which other losses
E Chain Rule 10 layer 2 | E Batch GD 16 million
"""
ASKED = re.compile(r"(\w) (.+?) (\d+) (.+)")


@pytest.mark.parametrize("line", re.split(r" \| |\n", QUESTIONS.strip()))
def test_the_questions_of_the_lectures_are_posed_and_answered(line):
    """Each `Q:` and each question mark of the lectures, with its section."""
    match = ASKED.fullmatch(line)
    assert match
    lecture, section, number, words = match.groups()
    text = text_of(LESSONS[int(number) - 1])
    marked = [
        (head, body.partition("\n## ")[0])
        for head, body in re.findall(
            r"A question of lectures? (.+?):\*\* (.*?)(?=A question of lec|\Z)",
            text.replace("\n> ", "\n"),
            re.DOTALL,
        )
        if f"{lecture} ({section})" in head
    ]
    told = [" ".join(body.split()) for _, body in marked]
    found = [body for body in told if words in body[:250]]
    assert found, "posed, with its lecture and section"
    question, mark, answer = found[0].partition("?")
    assert mark or ":" in question
    assert len((answer or question).split()) > 15, "answered"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_review_is_of_earlier_lessons(path):
    number = int(path.stem[:2])
    asked = sections(path)["Review"].split("<details>")[0]
    origins = [int(n) for n in re.findall(r"^\d\. \(Lesson (\d+)\) ", asked, re.M)]
    assert len(origins) == 3 or number == 1, "those of lesson 1 are of school"
    assert all(origin < number for origin in origins)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_there_is_something_to_move(path):
    text = text_of(path).split("\n## Exercise\n")[0]
    assert re.search(r"viz\.(play|live|quiz)\(|backprop (play|quiz|repl)", text)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_pictures_are_there_and_described(path):
    pictures = PICTURE.findall(text_of(path))
    assert pictures, "inline"
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
