"""A file or distribution named nn, optim or viz in front of the packages here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograd_core.messages import clashes
from viz.cli.commands.doctor import COMMAND


def run(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    """A script in a folder, as a user runs it."""
    script = folder / "script.py"
    script.write_text(program)
    return subprocess.run([sys.executable, script], capture_output=True, text=True)


@pytest.mark.parametrize(
    "program",
    [
        "from autograd_core import Value\nfrom nn import MLP",
        "from nn import mine\nimport autograd_core, nn\nnn.MLP",
    ],
)
def test_the_error_names_the_file_and_the_remedy(tmp_path: Path, program: str) -> None:
    file = tmp_path / "nn.py"
    file.write_text("mine = 1\n")
    process = run(tmp_path, program)
    assert process.returncode == 1
    assert process.stderr.splitlines()[-1] == (
        f"ImportError: module 'nn' has no attribute 'MLP': it is {file}, not the "
        "package nn of autograd_core; rename it, e.g. to 'my_nn.py'"
    )


def test_a_file_that_is_meant_works_without_a_word(tmp_path: Path) -> None:
    (tmp_path / "nn.py").write_text(
        "from autograd_core import Value\ndef twice(x): return 2 * Value(x)\n"
    )
    (tmp_path / "optim").mkdir()
    (tmp_path / "optim" / "__init__.py").write_text("__getattr__ = str.upper\n")
    process = run(
        tmp_path,
        "import autograd_core\nfrom nn import twice\nimport nn\nfrom optim import sgd\n"
        "print(twice(3.0).data, sgd, hasattr(nn, 'nothing'), nn.__name__)\n",
    )
    assert (process.stdout, process.stderr) == ("6.0 SGD False nn\n", "")


def test_the_doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert COMMAND.run(None) == 0  # type: ignore[arg-type]
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:5] == ["nn: in place", "optim: in place", "viz: in place"]
    (tmp_path / "viz").mkdir()
    (tmp_path / "viz" / "__init__.py").touch()
    assert COMMAND.run(None) == 1  # type: ignore[arg-type]
    assert capsys.readouterr().out.splitlines()[4] == (
        f"viz: {tmp_path / 'viz' / '__init__.py'} stands before the package; rename "
        "it, e.g. to 'my_viz'"
    )


def test_another_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site-packages"
    (site / "nn").mkdir(parents=True)
    file = site / "nn" / "__init__.py"
    file.write_text("version = 1\n")
    assert clashes.foreign_file("nn", [str(site)]) == str(file)
    assert clashes.clash_remedy("nn", str(file)).startswith(
        "another distribution put it there: `pip uninstall nn`, then `pip install "
    )
    # It was installed over the package itself.
    monkeypatch.setattr(clashes, "_ROOT", str(site))
    assert clashes.foreign_file("nn", [str(site)]) == str(file)
    file.write_text("from autograd_core import Value\n")
    assert clashes.foreign_file("nn", [str(site)]) == ""
