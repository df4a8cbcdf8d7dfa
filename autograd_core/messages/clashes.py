"""Other modules named nn, optim or viz in front of this project's packages.

The names are short, and people call their own files so. Where such a file stands before
a package, a name that only the package has raises an error that says where the file is;
a file that is meant as it is works without a word.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from autograd_core.messages.extras import ROOT, pip_command, reinstall_command

PACKAGES = ("nn", "optim", "viz")
_FOREIGN: dict[str, str] = {}
"""The files that were imported in place of packages."""


def foreign_file(name: str, folders: Iterable[str]) -> str:
    """The file that `import name` finds in place of the package here; "" if none.

    Args:
        name: one of `PACKAGES`.
        folders: where to look.

    >>> foreign_file("nn", [])
    ''
    """
    spec = PathFinder.find_spec(name, [*folders])
    return "" if spec is None else _foreign_origin(name, spec)


def clash_remedy(name: str, file: str) -> str:
    """What to do about a file in front of a package.

    >>> clash_remedy("nn", "/home/ada/nn.py")
    "rename it, e.g. to 'my_nn.py'"
    """
    if "site-packages" in file or "dist-packages" in file:
        uninstall = pip_command(f"uninstall -y {_distribution(name)}")
        return (
            f"another distribution put it there: `{uninstall}`, then "
            f"`{reinstall_command()}`"
        )
    base = os.path.basename(file)
    base = os.path.basename(os.path.dirname(file)) if base == "__init__.py" else base
    return f"rename it, e.g. to {'my_' + base!r}"


def _distribution(package: str) -> str:
    """The distribution that a package in front of one here came with."""
    from importlib.metadata import packages_distributions  # for errors only

    owners = packages_distributions().get(package, [])
    others = [owner for owner in owners if owner != "autograd_core"]
    return others[0] if others else package


def clashes(folders: Iterable[str]) -> Iterator[str]:
    """A line for each package that another file stands before, with the remedy.

    Args:
        folders: where to look.

    >>> [*clashes([])]
    []
    """
    for name in PACKAGES:
        file = foreign_file(name, folders)
        if file:
            remedy = clash_remedy(name, file)
            yield f"{name}: {file} stands before the package; {remedy}"


def watch() -> None:
    """Give modules in front of the packages a better error for what they lack."""
    sys.meta_path.insert(0, _Watch)
    for name in PACKAGES:
        spec = getattr(sys.modules.get(name), "__spec__", None)
        file = _foreign_origin(name, spec) if spec is not None else ""
        if file:
            _explain(sys.modules[name], file)


class _Watch:
    """A finder that finds no modules of its own."""

    @staticmethod
    def find_spec(
        fullname: str, path: Sequence[str] | None = None, target: object = None
    ) -> ModuleSpec | None:
        package = fullname.partition(".")[0]
        if package in _FOREIGN and package != fullname:
            if PathFinder.find_spec(fullname, path) is None:
                raise _no_module(fullname)
            return None
        if fullname not in PACKAGES:
            return None
        spec = PathFinder.find_spec(fullname)
        file = "" if spec is None else _foreign_origin(fullname, spec)
        if spec is None or not file:
            return None
        run: Any = spec.loader

        def exec_module(module: ModuleType) -> None:
            _explain(module, file)  # before it runs: nn.py may itself import from nn
            type(run).exec_module(run, module)

        run.exec_module = exec_module
        return spec


def _no_module(fullname: str) -> ModuleNotFoundError:
    package = fullname.partition(".")[0]
    text = f"no module {fullname!r}: {package} is {_instead(package)}"
    return ModuleNotFoundError(text, name=fullname)


def _instead(package: str) -> str:
    file = _FOREIGN[package]
    return (
        f"{file}, not the package {package} of autograd_core; "
        f"{clash_remedy(package, file)}"
    )


def _foreign_origin(name: str, spec: ModuleSpec) -> str:
    file = spec.origin or ""
    if file == os.path.join(ROOT, name, "__init__.py"):
        # A distribution of this name may have been installed over it.
        return "" if "autograd_core" in _text(file) else file
    return file if file.endswith(".py") else ""


def _text(file: str) -> str:
    try:
        with open(file, encoding="utf-8", errors="replace") as source:
            return source.read()
    except OSError:
        return ""


def _explain(module: ModuleType, file: str) -> None:
    package = module.__name__
    _FOREIGN[package] = file

    def __getattr__(name: str) -> Any:
        submodule = _submodule_asked_for() if name == "__path__" else ""
        if submodule:
            raise _no_module(submodule)
        text = f"module {package!r} has no attribute {name!r}"
        if not _is_public(package, file, name) or _has_submodule(module, name):
            raise AttributeError(text, name=name, obj=module)
        # Not an AttributeError: `from nn import MLP` would lose its text.
        raise ImportError(f"{text}: it is {_instead(package)}")

    vars(module).setdefault("__getattr__", __getattr__)


def _is_public(package: str, file: str, name: str) -> bool:
    """Whether the package, which `file` stands in place of, has the name."""
    if name.startswith("_"):
        return False
    own = os.path.join(ROOT, package, "__init__.py")
    if file != own:
        return bool(re.search(rf"\b{name}\b", _text(own)))
    import glob  # for errors only

    # A distribution was installed over it, but the modules are still there.
    definition = re.compile(rf"^(?:class|def) {name}\b", re.MULTILINE)
    modules = glob.iglob(os.path.join(ROOT, package, "**", "*.py"), recursive=True)
    return any(definition.search(_text(module)) for module in modules)


def _submodule_asked_for() -> str:
    """What `import nn.losses` looks for: Python would only say "is not a package"."""
    frame = sys._getframe(2)
    if frame.f_code.co_name != "_find_and_load_unlocked":
        return ""
    return str(frame.f_locals["name"])


def _has_submodule(module: ModuleType, name: str) -> bool:
    """Whether `from nn import name` is about to import a module of one's own."""
    folders = vars(module).get("__path__")
    return bool(folders) and bool(
        PathFinder.find_spec(f"{module.__name__}.{name}", folders)
    )
