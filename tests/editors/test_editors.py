"""Type checkers, which editors ask, on a user's file outside the checkout.

They resolve every import from the path that an editable install writes, know the types
after ops, layers and losses, and say which names do not exist.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source import needs_source_tree

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # pytest brings it there

ROOT = Path(__file__).parents[2]
USER_FILE = Path(__file__).with_name("user_file.txt")
MYPY = re.compile(r"^\S*?user\.py:(\d+): (note|error): (.*)$", re.MULTILINE)
PYRIGHT = re.compile(r"^\s*\S*?user\.py:(\d+):\d+ - (\w+): (.*)$", re.MULTILINE)


def reports(command: list[str], pattern: re.Pattern[str], folder: Path) -> list[str]:
    """What a type checker says of each line of the user's file, "" if nothing."""
    lines = USER_FILE.read_text("utf-8").splitlines()
    (folder / "user.py").write_text("\n".join(lines))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MYPYPATH": str(ROOT)}
    process = subprocess.run(
        [*command, "user.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    texts = [""] * len(lines)
    for number, kind, text in pattern.findall(process.stdout.replace("\\", "/")):
        texts[int(number) - 1] += f"{kind}: {text}\n"
    assert any(texts), process.stdout + process.stderr
    return texts


def check(texts: list[str]) -> None:
    """Compare with what the comments of the file say."""
    wrong = []
    for line, text in zip(
        USER_FILE.read_text("utf-8").splitlines(), texts, strict=True
    ):
        code, _, expected = line.partition("  # ")
        if expected == "error":
            right = "error: " in text
        elif expected:
            types = re.findall(r'(?:Revealed type is|" is) "(.*)"', text)
            name = re.sub(r"\[.*", "", types[0]).rpartition(".")[2] if types else ""
            right = name == expected and "error: " not in text
        else:
            right = not text
        if not right:
            wrong.append(f"{code}: {text or 'nothing'}")
    assert wrong == []


def test_mypy(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--follow-imports"]
    # Its cache is kept from run to run: without it this takes half a minute.
    cache = ["silent", "--cache-dir", str(ROOT / ".mypy_cache" / "editors")]
    check(reports([*command, *cache], MYPY, tmp_path))


@pytest.mark.skipif(not shutil.which("pyright"), reason="pyright is not installed")
def test_pyright(tmp_path: Path) -> None:
    command = ["pyright", "--pythonpath", sys.executable]
    check(reports(command, PYRIGHT, tmp_path))


@needs_source_tree
def test_an_editable_install_is_a_path() -> None:
    """Without this setting it is a hook in `sys.meta_path`, which no editor runs."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert tomllib.load(file)["tool"]["setuptools"]["package-dir"] == {"": "."}
