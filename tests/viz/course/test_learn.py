"""`backprop learn`: the list, and the files of a lesson."""

import json

import pytest

from tests.viz.course.solutions import slope
from viz.cli.commands import learn
from viz.cli.main import main
from viz.course import check
from viz.course.exercises import LESSONS


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKPROP_PROGRESS", str(tmp_path / "progress.json"))
    pages = []
    monkeypatch.setattr(learn, "open_page", pages.append)
    return pages


def test_the_list_shows_what_is_solved(capsys):
    check(1, slope)
    check(4, lambda steps, x: 0)
    capsys.readouterr()
    assert main(["learn"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == " 0  A tour in pictures"
    assert lines[1].endswith("  solved, 1 try")
    assert lines[4].endswith("1 try") and "solved" not in lines[4]
    assert len(lines) == len(LESSONS) + 3


def test_a_lesson_is_written_and_its_page_opened(tmp_path, elsewhere, capsys):
    assert main(["learn", "4"]) == 0
    assert [path.name for path in elsewhere] == ["lesson04.html"]
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["lesson04.html", "lesson04.ipynb", "lesson04.py"]
    assert json.loads((tmp_path / "lesson04.ipynb").read_text("utf-8"))["nbformat"] == 4
    assert "def gradients(steps, x):" in (tmp_path / "lesson04.py").read_text("utf-8")
    page = (tmp_path / "lesson04.html").read_text("utf-8")
    assert "4 · The chain rule" in page
    told = capsys.readouterr().out
    assert "lesson04.ipynb" in told and told.endswith("then: python lesson04.py\n")


def test_what_a_learner_wrote_is_not_replaced(tmp_path, capsys):
    (tmp_path / "lesson04.py").write_text("mine")
    assert main(["learn", "4", "--no-open"]) == 2
    message = capsys.readouterr().err
    assert message == (
        "backprop: lesson04.py: there already, with what you wrote in it; --force "
        "replaces it\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["lesson04.py"]
    assert main(["learn", "4", "--no-open", "--force"]) == 0
    assert "gradients" in (tmp_path / "lesson04.py").read_text("utf-8")


def test_no_page_is_opened_if_none_is_wanted(elsewhere):
    assert main(["learn", "1", "--no-open"]) == 0
    assert elsewhere == []


def test_the_tour_has_no_page(tmp_path, elsewhere):
    assert main(["learn", "0"]) == 0
    assert elsewhere == []
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".ipynb", ".py"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["77"], "there is no lesson 77; there are 0 to 19, see: backprop learn"),
        (["-1"], "there is no lesson -1; there are 0 to 19"),
        (["four"], "invalid int value: 'four'"),
    ],
)
def test_mistakes_in_typing(words, message, capsys):
    assert main(["learn", *words]) == 2
    assert message in capsys.readouterr().err


def test_a_folder_that_cannot_be_written(tmp_path, capsys):
    (tmp_path / "lesson01.ipynb").mkdir()
    assert main(["learn", "1", "--force"]) == 1
    assert "cannot write lesson01.ipynb" in capsys.readouterr().err
