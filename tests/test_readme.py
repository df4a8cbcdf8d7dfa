"""Every Python block of the README runs, and prints what the README says it prints."""

import contextlib
import io
import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def python_blocks():
    """Each block of Python with what the text block after it says it prints."""
    blocks = FENCE.findall(README)
    for i, (language, source) in enumerate(blocks):
        if language == "python":
            follows = blocks[i + 1] if i + 1 < len(blocks) else ("", "")
            yield source, follows[1] if follows[0] == "text" else ""


def test_python_blocks_print_what_they_say(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {}
    for source, wanted in python_blocks():
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(source, "README.md", "exec"), names)
        assert printed.getvalue() == wanted, source
    assert (tmp_path / "neuron.svg").read_text(encoding="utf-8").count("<svg") == 1


def test_there_are_blocks_to_run():
    assert len(list(python_blocks())) >= 7


def test_it_opens_with_two_commands_that_need_nothing_but_python():
    (first, install), (second, test) = FENCE.findall(README)[:2]
    assert first == second == "bash"
    assert README.index(install) < 300
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
