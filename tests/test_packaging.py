"""The built wheel works from another directory, with and without a C compiler."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from setuptools import find_packages

import autograd_core
from tests.source import PACKAGES, needs_source_tree

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # pytest brings it there

ROOT = Path(__file__).parent.parent
JUNK = (".*", "lib.*", "temp.*", "*.so", "*.egg-info", "__pycache__")
KINDS = ("html", "css", "js", "json", "md", "npz", "pxd")
FOLDERS = (*PACKAGES, "benchmarks", "docs", "examples", "tests")
OPTIONS = ("--no-deps", "--no-build-isolation")
PROGRAM = """
import autograd_core, nn, optim, viz
from autograd_core import Value
w = Value(0.5, label="w")
L = (w * 2.0 - 1.0).tanh()
L.backward()
print(autograd_core.__file__, autograd_core.compiled, w.grad)
print(viz.draw(L).svg()[:5])
"""

pytestmark = [
    needs_source_tree,
    pytest.mark.skipif(
        os.environ.get("AUTOGRAD_CORE_PURE", "") not in ("", "0"),
        reason="the wheel is the same for both builds; the other run tests it",
    ),
]


def _has_compiler() -> bool:
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    return shutil.which(compiler) is not None


def _hasty_compiler(work: Path) -> dict[str, str]:
    """The environment with a compiler that does not optimize, which is quicker.

    The installed build, which all other tests run on, is the optimized one.
    """
    if os.name != "posix":
        return {}
    compiler = sysconfig.get_config_var("CC") or "cc"
    script = work / "cc"
    script.write_text(f'#!/bin/sh\nexec {compiler} "$@" -O0\n')
    script.chmod(0o755)
    return {"CC": str(script)}


def _install_wheel(work: Path, **environment: str) -> Path:
    """Build a wheel from a copy of the source and unpack it; its folder.

    Of an earlier build the copy has what Cython wrote, which takes as long as the rest.
    """
    source = work / "source"
    junk = shutil.ignore_patterns(*JUNK, "tests", "api", "benchmarks")
    shutil.copytree(ROOT, source, ignore=junk)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", *OPTIONS, str(source)],
        cwd=work,
        check=True,
        env={**os.environ, **environment},
        capture_output=True,
    )
    (wheel,) = work.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(work / "site")
    return work / "site"


def _run_elsewhere(site: Path, work: Path, pure: str = "") -> list[str]:
    elsewhere = work / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        check=True,
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(site), "AUTOGRAD_CORE_PURE": pure},
        capture_output=True,
        text=True,
    )
    return result.stdout.split()


@pytest.mark.skipif(not _has_compiler(), reason="no C compiler on this machine")
def test_wheel_built_with_a_compiler_is_compiled(tmp_path: Path) -> None:
    site = _install_wheel(tmp_path, **_hasty_compiler(tmp_path))
    where, compiled, grad, svg = _run_elsewhere(site, tmp_path)
    assert where == str(site / "autograd_core" / "__init__.py")
    assert (compiled, float(grad)) == ("True", 2.0)
    assert svg == "<?xml"
    assert _run_elsewhere(site, tmp_path, pure="1")[1:3] == ["False", "2.0"]
    assert not list(site.rglob("*.c"))
    for package in PACKAGES:
        assert (site / package / "py.typed").exists()
    assert {path.name for path in site.iterdir() if path.is_dir()} == {
        *PACKAGES,
        f"autograd_core-{autograd_core.__version__}.dist-info",
    }


def test_every_package_and_its_files_are_listed() -> None:
    """A folder with an `__init__.py` that pyproject forgets would be missing."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        settings = tomllib.load(file)["tool"]["setuptools"]
    folders = [
        str(init.parent.relative_to(ROOT)).replace(os.sep, ".")
        for top in PACKAGES
        for init in (ROOT / top).rglob("__init__.py")
    ]
    packages = find_packages(str(ROOT), include=settings["packages"]["find"]["include"])
    assert sorted(packages) == sorted(folders)
    everywhere = set(settings["package-data"]["*"])
    for name in folders:
        files = (ROOT / name.replace(".", "/")).iterdir()
        endings = {f"*{file.suffix}" for file in files}
        required = endings & {*(f"*.{kind}" for kind in KINDS)}
        listed = everywhere | set(settings["package-data"].get(name, ()))
        assert required <= listed, name


def test_source_archive_has_what_its_tests_read(tmp_path: Path) -> None:
    source = tmp_path / "source"
    junk = shutil.ignore_patterns(*JUNK, "api", "site", "build")
    shutil.copytree(ROOT, source, ignore=junk)
    # Without setup.py there is nothing to translate to C.
    program = "from setuptools import setup; setup()"
    subprocess.run(
        [sys.executable, "-c", program, "--quiet", "egg_info"], cwd=source, check=True
    )
    listing = (source / "autograd_core.egg-info" / "SOURCES.txt").read_text("utf-8")
    listed = {Path(line) for line in listing.splitlines()}
    files = [path for name in FOLDERS for path in (source / name).rglob("*.*")]
    assert {path.relative_to(source) for path in files} - listed == set()


def test_wheel_built_without_a_compiler_is_plain(tmp_path: Path) -> None:
    missing = str(tmp_path / "no-such-compiler")
    site = _install_wheel(tmp_path, CC=missing, CXX=missing)
    where, compiled, grad, _ = _run_elsewhere(site, tmp_path)
    assert where == str(site / "autograd_core" / "__init__.py")
    assert (compiled, float(grad)) == ("False", 2.0)
    assert not list(site.rglob("*.so"))
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name.endswith("-py3-none-any.whl")
    (information,) = site.glob("*.dist-info")
    licence = information / "licenses" / "LICENSE"
    assert licence.read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert (site / "optim" / "data" / "digits.npz").is_file()
    _check_lessons(site, tmp_path)


def _check_lessons(site: Path, work: Path) -> None:
    """The lessons are there with their pictures, though docs/ is not."""
    pages = site / "viz" / "course" / "pages"
    texts = sorted((ROOT / "docs" / "course").glob("[0-9][0-9]-*.md"))
    copies = sorted((pages / "course").iterdir())
    assert [path.read_bytes() for path in copies] == [p.read_bytes() for p in texts]
    folder = work / "lesson"
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-m", "viz.cli", "learn", "2", "--no-open"],
        check=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    cells = json.loads((folder / "lesson02.ipynb").read_text("utf-8"))["cells"]
    text = (ROOT / "docs/course/02-graph.md").read_text("utf-8")
    attached = [name for cell in cells for name in cell.get("attachments", ())]
    assert text.count("](../images/") == len(attached) > 0
    assert (pages / "tour.ipynb").is_file()
