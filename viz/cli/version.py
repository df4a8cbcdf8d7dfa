"""The line that `backprop --version` prints."""

import os

import autograd_core
from autograd_core.extend import reinstall_command


def build_line() -> str:
    """Return version and build, and for a plain build how to get the compiled one.

    >>> build_line().startswith("autograd_core ")
    True
    """
    line = f"autograd_core {autograd_core.__version__}, "
    if autograd_core.compiled:
        return line + "compiled build"
    if os.environ.get("AUTOGRAD_CORE_PURE", "") not in ("", "0"):
        return line + "plain Python build, because AUTOGRAD_CORE_PURE is set"
    return line + (
        "plain Python build: no C compiler was found when it was installed. For the "
        "compiled one, which is many times faster, install a C compiler (gcc, clang or "
        f"MSVC) and run: {reinstall_command()}"
    )
