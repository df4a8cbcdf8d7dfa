"""The two builds: compiled, or the plain source that it was compiled from.

`AUTOGRAD_CORE_PURE=1` in the environment chooses the plain source, so that a debugger
can step into `Value.__mul__`.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from os.path import dirname, exists, join  # to load pathlib would take 8 ms
from types import FunctionType, ModuleType
from typing import Any

_HERE = dirname(__file__)


class _PlainFinder:
    """Finds the .py of every module of this package, compiled or not."""

    @staticmethod
    def find_spec(fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        package, *names = fullname.split(".")
        source = f"{join(_HERE, *names)}.py"
        if package != __package__ or not names or not exists(source):
            return None
        return spec_from_file_location(fullname, source)


_wants_plain = os.environ.get("AUTOGRAD_CORE_PURE", "") not in ("", "0")
if _wants_plain:
    sys.meta_path.insert(0, _PlainFinder())  # type: ignore[arg-type]

compiled = not _wants_plain and any(
    exists(join(_HERE, "engine", f"value{suffix}")) for suffix in EXTENSION_SUFFIXES
)
"""Whether the compiled build is the one that runs."""


def show_sources(package: str) -> None:
    """Let `inspect.getsource` and IPython's `??` find the source of compiled functions.

    A compiled function has a code object with the line it starts at. `inspect` does not
    look there, but it follows `__wrapped__` to a function of Python. It finds a class
    by the file of its module, and from Python 3.13 on by a line number too.

    Operators and properties are slots of C, without a place for this: of those
    `Value??` shows the source.

    Args:
        package: whose loaded modules are treated.
    """
    compiled_endings = tuple(EXTENSION_SUFFIXES)
    for name, module in list(sys.modules.items()):
        if not name.startswith(f"{package}."):
            continue
        file = module.__file__ or ""
        if file.endswith(compiled_endings):
            module.__file__ = join(dirname(file), f"{name.rpartition('.')[2]}.py")
            _show_sources_of(module)


def _show_sources_of(module: ModuleType) -> None:
    classes = {}
    for member in list(vars(module).values()):
        is_class = type(member) is type and member.__module__ == module.__name__
        if is_class:
            classes[member.__name__] = member
        for attribute in vars(member).values() if is_class else (member,):
            function = getattr(attribute, "__func__", attribute)
            if callable(getattr(function, "__wrapped__", None)):  # of `explained`
                function = function.__wrapped__
            if (
                type(function).__name__ == "cython_function_or_method"
                and function.__module__ == module.__name__
            ):
                function.__wrapped__ = _Source(function, module.__file__)
    if classes and sys.version_info >= (3, 13):
        _note_lines(classes, str(module.__file__))


def _note_lines(classes: dict[str, type], file: str) -> None:
    """Note the line of each class where the compiler of Python would have noted it."""
    with open(file, encoding="utf-8") as source:
        for number, line in enumerate(source, 1):
            word, _, rest = line.partition(" ")
            name = rest.partition(":")[0].partition("(")[0]
            if word == "class" and name in classes:
                # A compiled class takes no new attributes: this is the dict behind
                # its namespace.
                namespace = gc.get_referents(classes[name].__dict__)[0]
                namespace["__firstlineno__"] = number


class _Source:
    """Stands between a compiled function and its twin, which is made when asked for.

    To make the twins of all functions would take a tenth of the import.
    """

    __slots__ = ("file", "function")

    def __init__(self, function: Any, file: str | None) -> None:
        self.function = function
        self.file = file

    @property
    def __wrapped__(self) -> FunctionType:
        """A function of Python with the place and the signature of the compiled one.

        It is looked at, not called.
        """
        function = self.function
        code = function.__code__.replace(co_filename=self.file)
        twin = FunctionType(code, {}, function.__name__, function.__defaults__)
        twin.__kwdefaults__ = function.__kwdefaults__
        twin.__annotations__ = function.__annotations__
        return twin
