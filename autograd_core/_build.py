"""The two builds: compiled, or the plain source that it was compiled from.

`AUTOGRAD_CORE_PURE=1` in the environment chooses the plain source, so that a debugger
can step into `Value.__mul__`.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

_HERE = Path(__file__).parent


class _PlainFinder:
    """Finds the .py of every module of this package, compiled or not."""

    @staticmethod
    def find_spec(fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        package, *names = fullname.split(".")
        source = _HERE.joinpath(*names).with_suffix(".py")
        if package != __package__ or not names or not source.exists():
            return None
        return spec_from_file_location(fullname, source)


_wants_plain = os.environ.get("AUTOGRAD_CORE_PURE", "") not in ("", "0")
if _wants_plain:
    sys.meta_path.insert(0, _PlainFinder())  # type: ignore[arg-type]

compiled = not _wants_plain and any(
    (_HERE / f"engine/value{suffix}").exists() for suffix in EXTENSION_SUFFIXES
)
"""Whether the compiled build is the one that runs."""


def show_sources(package: str) -> None:
    """Let `inspect.getsource` and IPython's `??` find the source of compiled functions.

    A compiled function has a code object with the line it starts at. `inspect` does not
    look there, but it follows `__wrapped__` to a function of Python. It finds a class
    by the file of its module.

    Operators and properties are slots of C, without a place for this: of those
    `Value??` shows the source.

    Args:
        package: whose loaded modules are treated.
    """
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if name.startswith(f"{package}.") and file.endswith(tuple(EXTENSION_SUFFIXES)):
            path = Path(file)
            module.__file__ = str(path.with_name(f"{path.name.partition('.')[0]}.py"))
            _show_sources_of(module)


def _show_sources_of(module: ModuleType) -> None:
    for member in list(vars(module).values()):
        if getattr(member, "__module__", None) != module.__name__:
            continue
        attributes = vars(member).values() if isinstance(member, type) else (member,)
        for attribute in attributes:
            function = getattr(attribute, "__func__", attribute)
            if type(function).__name__ == "cython_function_or_method":
                function.__wrapped__ = _python_twin(function, str(module.__file__))


def _python_twin(function: Any, file: str) -> FunctionType:
    """A function of Python with the place and the signature of a compiled one.

    It is looked at, not called. Its signature is computed when somebody asks for it,
    which would take too long for all functions at import.
    """
    code = function.__code__.replace(co_filename=file)
    twin = FunctionType(code, {}, function.__name__, function.__defaults__)
    twin.__kwdefaults__ = function.__kwdefaults__
    twin.__annotations__ = function.__annotations__
    return twin
