"""docs/networks.md: every block runs, and prints what it says."""

import contextlib
import io
from pathlib import Path

from tests.test_readme import FENCE

PAGE = Path(__file__).parents[2] / "docs" / "networks.md"


def test_blocks_print_what_they_say(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = FENCE.findall(PAGE.read_text(encoding="utf-8"))
    names = {}
    ran = 0
    for i, (language, source) in enumerate(blocks):
        if language != "python":
            continue
        follows = blocks[i + 1] if i + 1 < len(blocks) else ("", "")
        wanted = follows[1] if follows[0] == "text" else ""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(source, PAGE.name, "exec"), names)
        lines = [line.rstrip() for line in printed.getvalue().splitlines()]
        assert lines == wanted.splitlines(), source
        ran += 1
    assert ran == 8
