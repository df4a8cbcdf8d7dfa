"""Which build runs: the compiled one, or the plain source it was compiled from.

`AUTOGRAD_CORE_PURE=1` in the environment chooses the plain source, so that a debugger
can step into `Value.__mul__`.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
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
