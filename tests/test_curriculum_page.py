"""docs/curriculum.md has a section for every row; links in docs/ lead somewhere."""

import ast
import contextlib
import importlib
import io
import re
from pathlib import Path

import pytest

from tests.markdown import FENCE, blocks, same_text

DOCS = Path(__file__).parents[1] / "docs"
TEXT = (DOCS / "curriculum.md").read_text(encoding="utf-8")
IDS = {
    "Engine": "chain-rule linear-time blocks univariate multivariate delta-rule "
    "delta-matrix two-layer gradient-check subgradient hessian matrix-derivatives "
    "recipe",
    "Networks": "perceptron gates xor mlp no-nonlinearity one-hot activations init "
    "losses distances regularizers stochastic-neuron approximation width-and-depth "
    "symmetry autoencoder tabular",
    "Learning": "gd steepest simultaneous batching rates momentum averages nesterov "
    "adagrad adadelta "
    "rmsprop rprop adam newton quasi-newton conjugate-gradient natural-gradient "
    "stopping clipping vanishing exploding ill-conditioned starts saddle learning-rate "
    "linear-regression "
    "logistic-regression optimizer-race",
}
ROWS = [row for rows in IDS.values() for row in rows.split()]
LINKING = sorted([*DOCS.glob("*.md"), *DOCS.glob("course/*.md")])
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
    expected += [(1, "Every row of the lectures")]
    assert headings(TEXT) == expected


@pytest.mark.parametrize("row", ROWS)
def test_a_section_has_code_that_prints_and_names_its_test(row):
    text = section(row)
    assert any(
        language == "python" and output for language, _, output in blocks(text)
    ), "a block of Python, and what it prints"
    test = f"tests/curriculum/test_{row.replace('-', '_')}.py"
    assert f"\nTest: [{test}](../{test})." in text


@pytest.mark.parametrize("path", LINKING, ids=lambda path: path.stem)
def test_links_and_pictures_exist(path):
    links = LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
    missing = [
        link for link in links if "://" not in link and not leads_somewhere(path, link)
    ]
    assert not missing


# -- the index of all rows of the lectures ---------------------------------------------

INDEX = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in TEXT.split("| row | lecture, section |")[-1].splitlines()[2:]
]
LESSONS = {
    path: re.findall(
        r"^\| (\d[\d, ]*) \| (.+?) \| .+ \|$",
        path.read_text("utf-8").split("## Where this comes from")[-1],
        re.MULTILINE,
    )
    for path in sorted((DOCS / "course").glob("[0-9]*.md"))
}
LESSONS_OF: dict[str, list[str]] = {}
for path, lines in LESSONS.items():
    for rows, _ in lines:
        for row in rows.split(", "):
            link = f"[{int(path.name[:2])}](course/{path.name})"
            LESSONS_OF.setdefault(row, []).append(link)
LECTURE = re.compile(r"(?:[ABDE]|C[12]) .+")
TEST = re.compile(r"\[`(\w+)::(test_\w+)`\]\(\.\./tests/curriculum/test_\1\.py\)")
PICTURE = re.compile(r"\[[\w/]+\]\((images/[\w./]+)\)")


def resolved(name):
    """What a dotted name stands for."""
    package, *parts = name.split(".")
    found = importlib.import_module(package)
    for part in parts:
        package = f"{package}.{part}"
        found = getattr(found, part, None) or importlib.import_module(package)
    return found


def functions_of(file):
    path = DOCS.parent / "tests" / "curriculum" / f"test_{file}.py"
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else None
    return {node.name for node in tree.body if hasattr(node, "name")} if tree else set()


def faults(cells):
    """What a row of the index lacks."""
    if len(cells) != 8:
        return [f"{len(cells)} cells"]
    row, lecture, what, lesson, topic, calls, test, picture = cells
    lacks = []
    if not LECTURE.fullmatch(lecture):
        lacks.append("a lecture and its section")
    if not what:
        lacks.append("what it teaches")
    if lesson != ", ".join(LESSONS_OF.get(row, ["a lesson"])):
        lacks.append("the lessons that teach it")
    if topic.split("]")[0].strip("[") not in ROWS:
        lacks.append("a section of this page")
    names = re.findall(r"`([\w.]+)`", calls)
    if not names or any(resolved(name) is None for name in names):
        lacks.append("something to call")
    match = TEST.fullmatch(test)
    if match is None or match[2] not in functions_of(match[1]):
        lacks.append("a test")
    drawn = PICTURE.fullmatch(picture)
    if picture != "-" and (drawn is None or not (DOCS / drawn[1]).is_file()):
        lacks.append("its picture")
    return lacks


@pytest.mark.parametrize("path", sorted(LESSONS), ids=lambda path: path.stem)
def test_a_lesson_names_the_lectures_of_its_rows(path):
    lecture = {row[0]: row[1].split()[0] for row in INDEX}
    assert LESSONS[path], "it comes from somewhere"
    for rows, sections in LESSONS[path]:
        named = {section.split()[0] for section in sections.split(", ")}
        assert named == {lecture[row] for row in rows.split(", ")}, rows


def test_the_index_holds_all_192_rows():
    assert [row[0] for row in INDEX] == [str(i) for i in range(1, 193)]
    assert len({row[2] for row in INDEX}) > 180, "each row says something of its own"


@pytest.mark.parametrize("row", INDEX, ids=lambda row: row[0])
def test_a_row_names_its_place_function_and_test(row):
    assert faults(row) == []


def test_a_row_without_a_test_is_noticed():
    for column, cell, lack in (
        (1, "A", "a lecture and its section"),
        (3, "[99](course/99.md)", "the lessons that teach it"),
        (4, "[nowhere](#nowhere)", "a section of this page"),
        (5, "", "something to call"),
        (6, "", "a test"),
        (6, INDEX[0][6].replace("::test_", "::test_not_"), "a test"),
        (7, "[lost](images/lost.png)", "its picture"),
    ):
        row = [*INDEX[0]]
        row[column] = cell
        assert faults(row) == [lack]


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
