"""The packages of the project, their modules and their sources."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

PACKAGES = ("autograd_core", "nn", "optim", "viz")

IN_SOURCE_TREE = (Path(__file__).parents[1] / PACKAGES[0]).is_dir()
NO_SOURCE_TREE = "about the source tree; here the tests run on an installed wheel"
needs_source_tree = pytest.mark.skipif(not IN_SOURCE_TREE, reason=NO_SOURCE_TREE)
ABOUT_THE_SOURCE_TREE = frozenset(
    f"test_{name}.py"
    for name in (
        *("benchmarks", "coming_from", "course", "curriculum_page", "every_remedy"),
        *("examples", "gallery", "install_command", "project_files", "reading_order"),
        *("readme", "recipes", "site"),
    )
)
"""Files of tests that read the rest of the source tree where they are imported."""
WITHOUT_PLAIN_SOURCE = frozenset(
    {"autograd_core.replay.machine", "autograd_core._cyutility"}
)
"""Modules that are there in the compiled build only, written in Cython or by it."""


def module_names() -> list[str]:
    """The dotted names of all modules of all packages, without those in Cython."""
    names = []
    for name in PACKAGES:
        package = importlib.import_module(name)
        names.append(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            runs = module.name.endswith("__main__")  # importing it runs it
            if not runs and module.name not in WITHOUT_PLAIN_SOURCE:
                names.append(module.name)
    return names


def source_file(module: ModuleType) -> Path:
    """The .py of a module, also where its compiled form is what runs."""
    file = Path(module.__file__ or "")
    return file.with_name(file.name.partition(".")[0] + ".py")


@functools.cache
def sources() -> dict[str, str]:
    """The source text of every module by its dotted name."""
    return {
        name: source_file(importlib.import_module(name)).read_text("utf-8")
        for name in module_names()
    }
