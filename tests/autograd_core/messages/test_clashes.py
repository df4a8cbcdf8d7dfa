"""A file or distribution named nn, optim or viz in front of the packages here."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_core.__main__ import report
from autograd_core.messages import clashes
from viz.cli.commands.doctor import COMMAND


def run(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    """A script in a folder, as a user runs it."""
    script = folder / "script.py"
    script.write_text(program)
    return subprocess.run([sys.executable, script], capture_output=True, text=True)


REMEDY = "not the package {0} of autograd_core; rename it, e.g. to 'my_{0}{1}'"
SCRIPTS = [
    ("nn.py", "from autograd_core import Value\nfrom nn import MLP", "attribute 'MLP'"),
    ("nn.py", "import nn, autograd_core\nnn.MLP", "attribute 'MLP'"),
    ("optim.py", "import autograd_core, optim.datasets", "'optim.datasets'"),
    ("viz/__init__.py", "import autograd_core, viz\nviz.draw", "attribute 'draw'"),
    ("viz/__init__.py", "import autograd_core\nimport viz.plots", "'viz.plots'"),
]


@pytest.mark.parametrize(("name", "program", "missing"), SCRIPTS)
def test_the_error_names_the_file_and_the_remedy(
    tmp_path: Path, name: str, program: str, missing: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine = 1\n")
    process = run(tmp_path, program)
    assert process.returncode == 1
    last = process.stderr.splitlines()[-1]
    package = name.partition("/")[0].removesuffix(".py")
    ending = "" if "/" in name else ".py"
    assert missing in last
    assert last.endswith(f"is {file}, {REMEDY.format(package, ending)}")


def test_a_program_that_is_called_nn(tmp_path: Path) -> None:
    file = tmp_path / "nn.py"
    file.write_text("from autograd_core import Value\nfrom nn import MLP\n")
    process = subprocess.run([sys.executable, file], capture_output=True, text=True)
    assert process.stderr.splitlines()[-1] == (
        f"ImportError: module 'nn' has no attribute 'MLP': it is {file}, "
        + REMEDY.format("nn", ".py")
    )


def test_a_file_that_is_meant_works_without_a_word(tmp_path: Path) -> None:
    """Its own modules, too, may have the names of those here."""
    (tmp_path / "nn.py").write_text(
        "from autograd_core import Value\ndef twice(x): return 2 * Value(x)\n"
    )
    for name in ("optim", "viz"):
        (tmp_path / name).mkdir()
    (tmp_path / "optim" / "__init__.py").write_text("__getattr__ = str.upper\n")
    (tmp_path / "viz" / "__init__.py").touch()
    for name in ("plots", "output"):
        (tmp_path / "viz" / f"{name}.py").write_text("mine = 2\n")
    process = run(
        tmp_path,
        "import autograd_core\nfrom nn import twice\nimport nn\nfrom optim import sgd\n"
        "from viz import plots\nimport viz.output\n"
        "print(twice(3.0).data, sgd, hasattr(nn, 'nothing'), hasattr(nn, '__path__'))\n"
        "print(plots.mine, viz.output.mine)\n",
    )
    assert (process.stdout, process.stderr) == ("6.0 SGD False False\n2 2\n", "")


def test_the_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert COMMAND.run(None) == 0  # type: ignore[arg-type]
    assert "nn, optim, viz: in place" in capsys.readouterr().out.splitlines()
    (tmp_path / "viz").mkdir()
    (tmp_path / "viz" / "__init__.py").touch()
    assert COMMAND.run(None) == 1  # type: ignore[arg-type]
    line = (
        f"viz: {tmp_path / 'viz' / '__init__.py'} stands before the package; rename "
        "it, e.g. to 'my_viz'"
    )
    assert line in capsys.readouterr().out.splitlines()
    assert line in report().splitlines()


def test_another_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site-packages"
    (site / "nn").mkdir(parents=True)
    file = site / "nn" / "__init__.py"
    file.write_text("version = 1\n")
    assert clashes.foreign_file("nn", [str(site)]) == str(file)
    assert re.fullmatch(
        "another distribution put it there: `.*pip uninstall -y nn`, then "
        "`.*pip install --force-reinstall --no-deps .*`",
        clashes.clash_remedy("nn", str(file)),
    )
    # It was installed over the package itself.
    monkeypatch.setattr(clashes, "ROOT", str(site))
    assert clashes.foreign_file("nn", [str(site)]) == str(file)
    file.write_text("from autograd_core import Value\n")
    assert clashes.foreign_file("nn", [str(site)]) == ""


def test_a_distribution_that_was_installed_over_the_package(tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    packages = Path(clashes.ROOT)
    without = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    for name in ("autograd_core", "nn"):
        shutil.copytree(packages / name, site / name, ignore=without)
    file = site / "nn" / "__init__.py"
    file.write_text("theirs = 1\n")
    program = "import sys\nsys.path.insert(0, {!r})\nimport autograd_core, nn\n"
    begin = program.format(str(site))
    process = run(tmp_path, begin + "print(nn.theirs, hasattr(nn, 'nothing'))\n")
    assert (process.stdout, process.stderr) == ("1 False\n", "")
    last = run(tmp_path, begin + "from nn import MLP\n").stderr.splitlines()[-1]
    assert "attribute 'MLP'" in last and f"{file}, not the package nn" in last
    assert "pip uninstall -y nn`" in last
