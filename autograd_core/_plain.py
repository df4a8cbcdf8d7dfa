"""Which build runs: the compiled one, or the plain source it was compiled from.

`AUTOGRAD_CORE_PURE=1` in the environment chooses the plain source, so that a debugger
can step into `Value.__mul__`.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

COMPILED_MODULES = ("node", "value", "graph", "nary")
"""The modules of this package that an install with a C compiler compiles."""

_HERE = Path(__file__).parent


class _PlainFinder(importlib.abc.MetaPathFinder):
    """Finds the .py of the modules that exist compiled too."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        package, _, name = fullname.rpartition(".")
        if package != __package__ or name not in COMPILED_MODULES:
            return None
        return importlib.util.spec_from_file_location(fullname, _HERE / f"{name}.py")


def _is_built() -> bool:
    suffixes = importlib.machinery.EXTENSION_SUFFIXES
    return any((_HERE / f"value{suffix}").exists() for suffix in suffixes)


_wants_plain = os.environ.get("AUTOGRAD_CORE_PURE", "") not in ("", "0")
if _wants_plain:
    sys.meta_path.insert(0, _PlainFinder())

compiled = _is_built() and not _wants_plain
"""Whether the compiled build is the one that runs."""
