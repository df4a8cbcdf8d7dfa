"""LaTeX read by an independent parser, and set by LaTeX itself where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

NEEDED = os.environ.get("AUTOGRAD_CORE_LATEX", "") not in ("", "0")


def macros(source: str) -> set[str]:
    """The names of all commands and environments of a text; it must be well formed."""
    walker = pytest.importorskip("pylatexenc.latexwalker")
    nodes, _, length = walker.LatexWalker(
        source, tolerant_parsing=False
    ).get_latex_nodes()
    assert length == len(source)
    found: set[str] = set()
    stack: list[Any] = list(nodes)
    while stack:
        node = stack.pop()
        if node is None:
            continue
        for kind in ("macroname", "environmentname"):
            name = getattr(node, kind, None)
            if name:
                found.add(name)
        assert not node.isNodeType(walker.LatexCommentNode), "a comment eats the rest"
        stack += getattr(node, "nodelist", None) or []
        arguments = getattr(node, "nodeargd", None)
        stack += getattr(arguments, "argnlist", None) or []
    return found


def typeset(source: str, folder: Path) -> str:
    """The text of the PDF that pdflatex makes of a document."""
    programs = ("pdflatex", "pdftotext")
    if not all(map(shutil.which, programs)):
        message = f"no {' and '.join(programs)} to check it with"
        if NEEDED:
            pytest.fail(message)
        pytest.skip(message)
    (folder / "page.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    environment = {**os.environ, "openin_any": "p", "openout_any": "p"}
    done = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]
    read = ["pdftotext", "-layout", "page.pdf", "-"]
    done = subprocess.run(read, cwd=folder, capture_output=True, check=True)
    return done.stdout.decode()
