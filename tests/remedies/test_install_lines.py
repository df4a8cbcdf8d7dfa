"""The lines for pip that messages print are run: on an environment of its own.

Small distributions stand for those of the network, which no test asks.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from autograd_core.__main__ import report
from autograd_core.messages import clashes, extras
from viz.cli.version import build_line

_METADATA = "Metadata-Version: 2.1\nVersion: 1.0\n"
_WHEEL = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel(folder: Path, name: str, files: dict[str, str], more: str = "") -> Path:
    """A distribution of a few modules, as pip installs it."""
    info = f"{name}-1.0.dist-info"
    every = {
        **files,
        f"{info}/METADATA": f"{_METADATA}Name: {name}\n{more}",
        f"{info}/WHEEL": _WHEEL,
    }
    every[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in every)
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in every.items():
            archive.writestr(file, text)
    return path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment without pip; messages print the Python that runs the tests."""
    monkeypatch.setenv("PATH", "")
    venv.create(tmp_path / "env", with_pip=False, symlinks=os.name != "nt")
    return tmp_path / "env"


def pip(environment: Path, printed: str, *options: str) -> str:
    """Run a line that a message prints, for the packages of an environment."""
    python, dash_m, name, *arguments = shlex.split(printed, posix=os.name == "posix")
    # A path below the working directory is printed from there on.
    python = os.path.abspath(python.strip('"'))
    assert (python, dash_m, name) == (os.path.abspath(sys.executable), "-m", "pip")
    line = [sys.executable, "-m", "pip", "--python", str(environment), "-q"]
    arguments = [argument.strip('"') for argument in arguments]
    process = subprocess.run(
        [*line, *arguments, *options], capture_output=True, text=True
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


def site(environment: Path) -> Path:
    """Where the environment has its packages."""
    (folder,) = environment.rglob("site-packages")
    return folder


def test_a_package_that_another_distribution_overwrote(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "import autograd_core\n"
    files = {"autograd_core/__init__.py": "", "nn/__init__.py": text}
    ours = wheel(tmp_path, "autograd_core", files)
    theirs = wheel(tmp_path, "neural_names", {"nn/__init__.py": "version = 1\n"})
    install = f"{sys.executable} -m pip install --no-index --no-deps "
    pip(own, install + str(ours))
    pip(own, install + str(theirs))
    file = site(own) / "nn" / "__init__.py"
    assert file.read_text() == "version = 1\n"
    monkeypatch.setattr(
        "importlib.metadata.packages_distributions",
        lambda: {"nn": ["autograd_core", "neural_names"]},
    )
    # What pip has written beside a distribution that it did not take from an index.
    (record,) = site(own).glob("autograd_core-*/direct_url.json")
    monkeypatch.setattr(extras, "ROOT", str(site(own)))
    monkeypatch.setattr(
        "importlib.metadata.distribution",
        lambda name: type(
            "D", (), {"read_text": lambda self, name: record.read_text()}
        )(),
    )
    remedy = clashes.clash_remedy("nn", str(file))
    for printed in remedy.split("`")[1::2]:
        options = ["--no-index"] if " install " in printed else []
        pip(own, printed, *options)
    assert file.read_text() == text
    assert not [*site(own).glob("neural_names*")]


def test_the_compiled_build_in_place_of_the_plain_one(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("setuptools")
    project = tmp_path / "project"
    (project / "autograd_core").mkdir(parents=True)
    (project / "autograd_core" / "__init__.py").touch()
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools"]\n'
        'build-backend = "setuptools.build_meta"\n'
        '[project]\nname = "autograd_core"\nversion = "1.0"\n'
    )
    monkeypatch.setattr(extras, "ROOT", str(project))
    monkeypatch.delenv("AUTOGRAD_CORE_PURE", raising=False)
    monkeypatch.setattr("autograd_core.compiled", False)
    line = build_line()
    assert " and run: " in line
    printed = line.partition(" and run: ")[2]
    # The package that builds is that of the tests: a new one would be downloaded.
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    pip(own, printed, "--no-index", "--no-build-isolation", "--ignore-installed")
    assert [*site(own).glob("autograd_core-1.0*")]


def test_an_extra_of_the_installed_project(own: Path, tmp_path: Path) -> None:
    line = 'Provides-Extra: viz\nRequires-Dist: pictures; extra == "viz"\n'
    ours = wheel(tmp_path, "autograd_core", {"autograd_core.py": ""}, line)
    wheel(tmp_path, "pictures", {"pictures.py": ""})
    pip(own, f"{sys.executable} -m pip install --no-index --no-deps {ours}")
    printed = report().partition("to install one: ")[2].splitlines()[0]
    assert "[EXTRA]" in printed or "extras:" not in report()
    command = extras.install_command("autograd_core[viz]")
    if "-e" not in command:
        pip(own, command, "--no-index", "--find-links", str(tmp_path))
        assert (site(own) / "pictures.py").exists()


@pytest.mark.parametrize("package", ["hypothesis", "torch", "jax"])
def test_a_package_of_no_extra(own: Path, tmp_path: Path, package: str) -> None:
    wheel(tmp_path, package, {f"{package}.py": "sign = 1\n"})
    with pytest.raises(extras.MissingExtra) as raised:
        extras.require("no_such_module", None, package)
    printed = str(raised.value).partition("install it with: ")[2]
    pip(own, printed, "--no-index", "--find-links", str(tmp_path))
    assert (site(own) / f"{package}.py").read_text() == "sign = 1\n"
