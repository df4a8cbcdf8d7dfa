"""Every Python block of the README runs, and prints what the README says it prints."""

import re
from pathlib import Path
from xml.etree import ElementTree

from tests.markdown import FENCE, run_page

PATH = Path(__file__).parents[1] / "README.md"
README = PATH.read_text(encoding="utf-8")


def test_python_blocks_print_what_they_say(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = 0
    for source, printed, expected in run_page(PATH):
        assert printed == expected, source
        ran += 1
    assert ran >= 7
    made = (tmp_path / "neuron.svg").read_text(encoding="utf-8")
    shown = (PATH.parent / "docs/images/neuron.svg").read_text(encoding="utf-8")
    assert looks(made) == looks(shown)


def looks(svg):
    """Texts, colours and widths of a picture, without the places of a Graphviz."""
    elements = [*ElementTree.fromstring(svg).iter()]
    keys = ("fill", "stroke", "stroke-width", "stroke-dasharray")
    return [
        ((element.text or "").strip(), *[element.get(key) for key in keys])
        for element in elements
    ]


def test_it_opens_with_two_commands_that_need_nothing_but_python():
    (first, install), (second, test) = FENCE.findall(README)[:2]
    assert first == second == "bash"
    assert README.index(install) < 1000
    assert README.index("](docs/images/") < README.index(install)
    for command in (install, test):
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")
        assert command.count("\n") == 1
    assert install.rstrip().endswith(".venv/bin/backprop demo")
    assert test.rstrip().endswith("-m pytest")


def test_micrograds_numbers_are_shown():
    assert "24.7041  138.8338  645.5773" in README


def test_pictures_exist():
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (Path(__file__).parents[1] / path).is_file(), path
