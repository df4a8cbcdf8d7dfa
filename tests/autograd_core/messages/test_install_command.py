"""The command for a missing package is one that works: right Python, existing extra."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from autograd_core.__main__ import report
from autograd_core.messages.extras import MissingExtra, install_command, require
from tests.source import needs_source_tree, sources
from viz.cli.commands import doctor

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
# What pip calls a module's package, where it is another name.
PACKAGES = {
    "sklearn": "scikit-learn",
    "IPython": "ipython",
    "PIL": "matplotlib",
    "imageio_ffmpeg": None,
}


def remedies() -> list[tuple[str, str, str]]:
    """`(where, module, extra)` of each call of `require` and `install_command`."""
    calls = [("viz.cli.commands.doctor", *row) for row in doctor.EXTRAS.items()]
    for where, source in sources().items():
        for node in ast.walk(ast.parse(source)):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", "")
            words = [word for word in node.args if isinstance(word, ast.Constant)]
            texts = [word.value for word in words]
            if name == "require" and len(texts) > 1 and texts[1]:
                calls.append((where, texts[0].partition(".")[0], texts[1]))
            elif name == "install_command" and texts and "[" in texts[0]:
                extra = re.findall(r"autograd_core\[(.*)\]", texts[0])[0]
                calls.append((where, "", extra))
    return calls


def packages_of(extra: str) -> set[str]:
    """What pip installs for an extra, its extras included."""
    names = set()
    for line in EXTRAS[extra]:
        inner = re.match(r"autograd_core\[(.*)\]", line)
        if inner:
            names |= {
                name for part in inner[1].split(",") for name in packages_of(part)
            }
        else:
            names.add(re.match(r"[\w.-]+", line)[0])
    return names


REMEDIES = remedies()


def test_the_calls_are_found() -> None:
    assert len(REMEDIES) > 25
    extras = {extra for _, _, extra in REMEDIES}
    assert {"demo", "viz", "repl", "data", "save", "export", "mpi", "video"} <= extras


@pytest.mark.parametrize(("where", "module", "extra"), sorted(set(REMEDIES)))
def test_the_extra_exists_and_brings_the_package(where, module, extra) -> None:
    if extra == "EXTRA":  # a placeholder of `python -m autograd_core`
        return
    assert extra in EXTRAS, where
    if module:
        package = PACKAGES.get(module, module) or module.replace("_", "-")
        assert package in packages_of(extra), where


def test_no_message_writes_the_command_for_an_extra() -> None:
    own = "autograd_core.messages.extras"
    for where, source in sources().items():
        for node in ast.walk(ast.parse(source)):
            text = getattr(node, "value", None)
            if isinstance(node, ast.Constant) and isinstance(text, str):
                literal = 'pip install "autograd_core[' in text and ">>>" not in text
                assert not literal or where in {own, "optim.parallel.data_parallel"}


def test_in_an_activated_environment_it_is_pip(monkeypatch, tmp_path) -> None:
    scripts = tmp_path / "env" / "bin"
    scripts.mkdir(parents=True)
    for name in ("pip", "pip.exe"):
        (scripts / name).write_text("")
        (scripts / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(scripts))
    monkeypatch.setattr(sys, "executable", str(scripts / "python"))
    assert install_command("numpy") == "pip install numpy"
    assert install_command("a[b]") == 'pip install "a[b]"'


def test_elsewhere_it_names_the_python_that_runs(monkeypatch, tmp_path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "pip").write_text("")
    (other / "pip").chmod(0o755)
    monkeypatch.setenv("PATH", str(other))
    python = os.path.join(tmp_path, ".venv", "bin", "python")
    monkeypatch.setattr(sys, "executable", python)
    assert install_command("numpy") == f"{python} -m pip install numpy"
    monkeypatch.chdir(tmp_path)
    relative = os.path.join(".venv", "bin", "python")
    assert install_command("numpy") == f"{relative} -m pip install numpy"
    monkeypatch.setattr(sys, "executable", os.path.join(tmp_path, "my env", "python"))
    assert (
        install_command("a") == f'"{os.path.join("my env", "python")}" -m pip install a'
    )


@needs_source_tree
def test_of_a_clone_that_is_not_installed_it_names_the_folder(monkeypatch) -> None:
    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", absent)
    assert install_command("autograd_core[viz]").endswith(f'install -e "{ROOT}[viz]"')
    assert install_command("numpy").endswith("pip install numpy")


def test_the_printed_command_runs(monkeypatch) -> None:
    """As printed, for each extra that messages name; pip says what it would do."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingExtra) as raised:
        require("no_such_module", "demo")
    printed = str(raised.value).partition("install it with: ")[2]
    command = shlex.split(printed, posix=os.name == "posix")
    assert command[-1].strip('"') == "autograd_core[demo]"
    named = sorted({extra for _, _, extra in REMEDIES} - {"EXTRA", "demo"})
    command += [f"autograd_core[{extra}]" for extra in named]
    options = ["--dry-run", "--no-index", "--no-deps", "--quiet"]
    result = subprocess.run(
        [*command, *options], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


def test_python_m_autograd_core_says_what_is_installed() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "autograd_core"], capture_output=True, text=True
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == report() + "\n"
    first = result.stdout.splitlines()[0]
    assert first.startswith("autograd_core ") and " build, in " in first
    assert f"started by {sys.executable}" in result.stdout


def test_a_missing_package_of_an_extra_is_named(monkeypatch) -> None:
    lines = [
        'present>=2; extra == "one"',
        'autograd_core[one]; extra == "two"',
        'absent>=1; extra == "two"',
        'elsewhere; sys_platform == "none" and extra == "two"',
    ]
    main = "autograd_core.__main__"
    monkeypatch.setattr(f"{main}.requires", lambda name: lines)
    monkeypatch.setattr(
        f"{main}.metadata", lambda name: type("M", (), {"get_all": lambda *_: EXTRA})
    )
    monkeypatch.setattr(f"{main}._installed", lambda name: name == "present")
    text = report()
    assert re.search(r"one +installed\n", text)
    assert re.search(r"two +not installed: absent\n", text)
    assert "dev" not in text.partition("to install one")[0].partition("extras:")[2]


EXTRA = ["one", "two", "dev"]
