"""autograd_core/README.md: the files of the engine in reading order, and their size."""

from __future__ import annotations

import ast
import functools
import importlib
import io
import re
import tokenize
from pathlib import Path

import pytest

from tests.markdown import blocks
from tests.source import source_file

ROOT = Path(__file__).parents[2]
CORE = source_file(importlib.import_module("autograd_core")).parent
README = (CORE / "README.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([\w./]+)` \|", README, re.MULTILINE)
ENGINE = [row for row in ROWS if re.fullmatch(r"engine/\w+\.py", row)]
NOT_CODE = (
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT),
    *(tokenize.DEDENT, tokenize.ENDMARKER),
)


def code_lines(path: Path) -> int:
    """Lines that are neither blank, nor comment, nor docstring."""
    text = path.read_text("utf-8")
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            statement = node.body[0]
            last = statement.end_lineno or statement.lineno
            docstrings |= set(range(statement.lineno, last + 1))
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in NOT_CODE:
            code |= set(range(token.start[0], token.end[0] + 1))
    return len(code - docstrings)


def test_code_lines_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        '"""Two\nlines."""\n\nx = 1  # one\n# none\n\n'
        'def f():\n    """None."""\n    return (\n        x\n    )\n'
    )
    assert code_lines(path) == 5


def test_the_readme_lists_exactly_the_files_of_the_engine() -> None:
    files = {f"engine/{path.name}" for path in (CORE / "engine").glob("*.py")}
    assert sorted(ENGINE) == sorted(files - {"engine/__init__.py"})
    assert len(ENGINE) <= 8


def test_each_file_imports_only_those_before_it() -> None:
    for position, row in enumerate(ENGINE):
        tree = ast.parse((CORE / row).read_text("utf-8"))
        later = {Path(name).stem for name in ENGINE[position + 1 :]}
        for node in ast.walk(tree):
            names = set()
            if isinstance(node, ast.Import):
                names = {alias.name.rpartition(".")[2] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = {alias.name for alias in node.names} & later
                names |= {node.module.rpartition(".")[2]}
                if not node.module.startswith("autograd_core.engine"):
                    continue
            assert not names & later, f"{row}, line {node.lineno}"


def test_the_engine_is_read_in_an_hour() -> None:
    sizes = {row: code_lines(CORE / row) for row in ENGINE}
    assert sum(sizes.values()) <= 950
    assert sizes.pop("engine/value.py") < 300
    assert max(sizes.values()) < 200


def test_the_other_rows_are_the_other_folders_and_files() -> None:
    others = [row for row in ROWS if row not in ENGINE]
    assert [row for row in others if not (CORE / row).exists()] == []
    folders = {
        f"{path.parent.relative_to(CORE).as_posix()}/"
        for path in CORE.rglob("__init__.py")
        if "testing/" not in path.relative_to(CORE).as_posix()[:-12]
        and "functions" not in path.parts
    }
    folders -= {"./", "engine/", "testing/"}
    assert folders <= set(others)


# -- docs/how-it-works.md --------------------------------------------------------------

PAGE = (ROOT / "docs" / "how-it-works.md").read_text("utf-8")
PAIRS = re.findall(r"^\| `(\w+)`(?:, [^|]*)? \| `([\w.]+)`", PAGE, re.MULTILINE)


@functools.cache
def small_engine() -> dict[str, object]:
    """The names that the page defines."""
    names: dict[str, object] = {"__name__": "small_engine"}
    for language, source, _ in blocks(PAGE):
        if language == "python":
            exec(compile(source, "how-it-works.md", "exec"), names)
    return names


@pytest.mark.parametrize(("here", "there"), PAIRS)
def test_each_part_of_the_small_engine_has_its_twin(here: str, there: str) -> None:
    module, _, name = there.rpartition(".")
    source = source_file(importlib.import_module(module)).read_text("utf-8")
    # Compiled, a function that only C calls is not an attribute of its module.
    assert re.search(rf"^(?:class|def) {name}\b|^{name} = | as {name}$", source, re.M)
    assert here in small_engine()


def test_every_definition_of_the_page_is_in_its_table() -> None:
    tree = ast.parse("".join(s for lang, s, _ in blocks(PAGE) if lang == "python"))
    definitions = {
        statement.name
        for statement in tree.body
        if isinstance(statement, ast.FunctionDef | ast.ClassDef)
    }
    assert definitions == {here for here, _ in PAIRS} - {"ADD"}


def test_the_small_engine_is_small() -> None:
    source = "".join(s for lang, s, _ in blocks(PAGE) if lang == "python")
    lines = [line for line in source.splitlines() if line.strip()]
    assert len(lines) <= 135
