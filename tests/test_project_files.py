"""The files around the source: licence, versions, workflows, metadata."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import autograd_core

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

yaml = pytest.importorskip("ruamel.yaml", reason="comes with check-jsonschema")

ROOT = Path(__file__).parents[1]
WORKFLOWS = ROOT / ".github" / "workflows"
FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
NAMES = ("bug", "idea", "question")
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def parsed(path: Path) -> Any:
    return yaml.YAML(typ="safe").load(path.read_text("utf-8"))


def project() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))["project"]


def check(schema: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *paths],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_licence_is_mit_by_the_developers() -> None:
    text = read("LICENSE")
    assert text.startswith("MIT License\n\nCopyright (c) ")
    assert "the autograd_core developers" in text.splitlines()[2]
    assert 'THE SOFTWARE IS PROVIDED "AS IS"' in text
    assert (project()["license"], project()["license-files"]) == ("MIT", ["LICENSE"])


def test_one_version_everywhere() -> None:
    newest = re.search(r"^## (\d\S*) - (\S+)$", read("CHANGELOG.md"), re.MULTILINE)
    citation = parsed(ROOT / "CITATION.cff")
    assert newest is not None
    assert newest[1] == autograd_core.__version__ == citation["version"]
    assert newest[2] == citation["date-released"]
    date.fromisoformat(newest[2])
    assert citation["license"] == "MIT"
    assert citation["authors"] == project()["authors"]


def test_the_changelog_keeps_its_form() -> None:
    versions = re.findall(r"^## (.+)$", read("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - [\d-]+", line) for line in versions[1:])
    kinds = set(re.findall(r"^### (.+)$", read("CHANGELOG.md"), re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("github-workflows", [*WORKFLOWS.glob("*.yml")]),
        ("github-issue-forms", [FORMS / f"{name}.yml" for name in NAMES]),
        ("github-issue-config", [FORMS / "config.yml"]),
        ("citation-file-format", [ROOT / "CITATION.cff"]),
    ],
)
def test_files_satisfy_their_schemas(schema: str, paths: list[Path]) -> None:
    result = check(f"vendor.{schema}", *paths)
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_workflow_or_form_is_forgotten() -> None:
    assert {path.stem for path in FORMS.iterdir()} == {*NAMES, "config"}
    assert {path.stem for path in WORKFLOWS.iterdir()} == {"docs", "tests", "wheels"}


def test_a_wrong_workflow_is_found(tmp_path: Path) -> None:
    text = (WORKFLOWS / "tests.yml").read_text("utf-8")
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(text.replace("runs-on:", "runs_on:"), "utf-8")
    assert check("vendor.github-workflows", wrong).returncode == 1


def test_every_system_and_python_is_tried() -> None:
    jobs = parsed(WORKFLOWS / "tests.yml")["jobs"]
    matrix = jobs["tests"]["strategy"]["matrix"]
    assert matrix["python"] == PYTHONS
    assert [name.partition("-")[0] for name in matrix["os"]] == [
        *("ubuntu", "macos", "windows")
    ]
    assert any(step.get("run") == ".ci/run" for step in jobs["everything"]["steps"])
    wheels = parsed(WORKFLOWS / "wheels.yml")["jobs"]["wheels"]["strategy"]["matrix"]
    assert {name.partition("-")[0] for name in wheels["os"]} == {
        *("ubuntu", "macos", "windows")
    }
    settings = tomllib.loads(read("pyproject.toml"))["tool"]["cibuildwheel"]
    assert settings["build"].split() == [
        f"cp{python.replace('.', '')}-*" for python in PYTHONS
    ]


@pytest.mark.parametrize("path", sorted(WORKFLOWS.glob("*.yml")), ids=lambda p: p.stem)
def test_a_workflow_may_only_read_and_its_actions_are_pinned(path: Path) -> None:
    workflow = parsed(path)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert "timeout-minutes" in job
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"]), step


def test_every_extra_named_in_a_workflow_or_page_exists() -> None:
    extras = set(project()["optional-dependencies"])
    pages = [*WORKFLOWS.glob("*.yml"), *ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    named = set()
    for page in pages:
        lists = re.findall(r"(?:-e \"\.|autograd_core)\[([\w,-]+)\]", page.read_text())
        named |= {name for names in lists for name in names.split(",")}
    assert {"demo", "test", "docs", "notebook"} <= named <= extras


def test_the_metadata_are_complete() -> None:
    required = {"name", "description", "readme", "license", "authors", "keywords"}
    assert required <= set(project())
    pythons = [python for python in PYTHONS if f":: {python}" in str(project())]
    assert pythons[0] == project()["requires-python"].removeprefix(">=")
    # No address is invented: there is none.
    assert "@" not in str(project()["authors"])
