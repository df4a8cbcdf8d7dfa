"""`python -m autograd_core` says what is installed, and what to do first."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from platform import platform, python_version

import numpy as np

from autograd_core import __version__, compiled
from autograd_core.messages.clashes import clashes
from autograd_core.messages.extras import install_command

_FOR_DEVELOPERS = {"all", "bench", "dev", "docs", "test"}
_FIRST_STEPS = """
first steps:
  backprop demo              one neuron explained, then a network learns to read digits
  backprop explain "w*x + b" w=2 x=3 b=1
  backprop --help            all commands
"""


def report() -> str:
    """Version, build, Python, and each extra with what it lacks.

    >>> report().startswith("autograd_core ")
    True
    """
    build = "compiled build" if compiled else "plain Python build"
    folder = os.path.dirname(os.path.abspath(__file__))
    lines = [
        f"autograd_core {__version__}, {build}, in {folder}",
        f"Python {python_version()} on {platform()}, numpy {np.__version__}",
        f"started by {sys.executable}",
        *clashes([os.getcwd(), *sys.path]),
        "",
        *_extras(),
        _FIRST_STEPS,
    ]
    return "\n".join(lines)


def _extras() -> Iterator[str]:
    """A line for each extra, as the installed package lists them."""
    try:
        extras = metadata("autograd_core").get_all("Provides-Extra") or ()
    except PackageNotFoundError:
        command = install_command("-e .")
        yield f"not installed, so without extras; in the project's folder: {command}"
        return
    yield "extras:"
    for extra in extras:
        if extra not in _FOR_DEVELOPERS:
            missing = sorted(_missing(extra))
            state = f"not installed: {', '.join(missing)}" if missing else "installed"
            yield f"  {extra:<12}  {state}"
    yield f"to install one: {install_command('autograd_core[EXTRA]')}"


def _missing(extra: str) -> Iterator[str]:
    """The packages of an extra that are not installed, those of its extras too."""
    for line in requires("autograd_core") or ():
        name, condition = _split(line)
        if f'extra == "{extra}"' not in condition:
            continue
        other = re.match(r"autograd_core\[(.*)\]", name)
        if other:
            for part in other[1].split(","):
                yield from _missing(part)
        elif _applies(condition) and not _installed(name):
            yield name


def _split(line: str) -> tuple[str, str]:
    requirement, _, condition = line.partition(";")
    match = re.match(r"[\w.-]+(\[[^]]*\])?", requirement.strip())
    return (match[0] if match else requirement), condition.replace("'", '"')


def _applies(condition: str) -> bool:
    """Whether the condition on the platform holds, of the forms in pyproject.toml."""
    platforms = re.findall(r'sys_platform ([!=])= "(\w+)"', condition)
    return all((sys.platform == name) is (sign == "=") for sign, name in platforms)


def _installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


if __name__ == "__main__":
    print(report())
