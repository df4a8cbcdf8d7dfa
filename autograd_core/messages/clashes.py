"""Other modules named nn, optim or viz in front of this project's packages.

The names are short, and people call their own files so. Where such a file stands before
a package, a name that only the package has raises an error that says where the file is;
a file that is meant as it is works without a word.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

PACKAGES = ("nn", "optim", "viz")
_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def foreign_file(name: str, folders: Iterable[str] | None = None) -> str:
    """The file that `import name` finds in place of the package here; "" if none.

    Args:
        name: one of `PACKAGES`.
        folders: where to look; by default `sys.path`.

    >>> foreign_file("nn", [])
    ''
    """
    spec = PathFinder.find_spec(name, None if folders is None else [*folders])
    return "" if spec is None else _foreign_origin(name, spec)


def clash_remedy(name: str, file: str) -> str:
    """What to do about a file in front of a package.

    >>> clash_remedy("nn", "/home/ada/nn.py")
    "rename it, e.g. to 'my_nn.py'"
    """
    if "site-packages" in file or "dist-packages" in file:
        return (
            f"another distribution put it there: `pip uninstall {name}`, then "
            "`pip install --force-reinstall --no-deps` of autograd_core"
        )
    base = os.path.basename(file)
    base = os.path.basename(os.path.dirname(file)) if base == "__init__.py" else base
    return f"rename it, e.g. to {'my_' + base!r}"


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
        fullname: str, path: object = None, target: object = None
    ) -> ModuleSpec | None:
        if fullname not in PACKAGES:
            return None
        spec = PathFinder.find_spec(fullname)
        file = "" if spec is None else _foreign_origin(fullname, spec)
        if spec is None or not file:
            return None
        run: Any = spec.loader

        def exec_module(module: ModuleType) -> None:
            type(run).exec_module(run, module)
            _explain(module, file)

        run.exec_module = exec_module
        return spec


def _foreign_origin(name: str, spec: ModuleSpec) -> str:
    file = spec.origin or ""
    if file == os.path.join(_ROOT, name, "__init__.py"):
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
    own = _text(os.path.join(_ROOT, package, "__init__.py"))

    def __getattr__(name: str) -> Any:
        text = f"module {package!r} has no attribute {name!r}"
        if name.startswith("_") or not re.search(rf"\b{name}\b", own):
            raise AttributeError(text, name=name, obj=module)
        # Not an AttributeError: `from nn import MLP` would lose its text.
        raise ImportError(
            f"{text}: it is {file}, not the package {package} of autograd_core; "
            f"{clash_remedy(package, file)}"
        )

    vars(module).setdefault("__getattr__", __getattr__)
