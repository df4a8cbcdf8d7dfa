"""Optional packages: imported where a part needs one, with one sentence if missing."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from typing import Any

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
"""The folder that the packages lie in."""


class MissingExtra(ImportError):
    """An optional package is not installed; the message says how to get it."""


def install_command(package: str) -> str:
    """The command that installs a package into the Python that runs.

    Args:
        package: its name for pip, or `autograd_core[EXTRA]`.

    >>> command = install_command("autograd_core[viz]")
    >>> command[command.index("pip") :]
    'pip install "autograd_core[viz]"'
    """
    package = f'"{package}"' if "[" in package else package
    if "autograd_core[" in package and not _is_installed():
        # An index may have another project of this name.
        package = package.replace('"autograd_core', f'-e "{ROOT}')
    return pip_command(f"install {package}")


def pip_command(arguments: str) -> str:
    """A command of pip for the Python that runs.

    Where that Python's environment is activated this is `pip`; elsewhere `pip` may be
    that of another Python, or none, so its path comes first.

    >>> pip_command("uninstall nn").endswith("pip uninstall nn")
    True
    """
    python = sys.executable or "python"
    pip = shutil.which("pip")
    if pip and os.path.dirname(pip) == os.path.dirname(python):
        return f"pip {arguments}"
    here = os.getcwd() + os.sep
    if python.startswith(here):  # the .venv of the README
        python = python[len(here) :]
    python = f'"{python}"' if " " in python else python
    return f"{python} -m pip {arguments}"


def reinstall_command() -> str:
    """The command that writes the files of this project anew, from where they came.

    >>> "pip install --force-reinstall --no-deps " in reinstall_command()
    True
    """
    return pip_command(f"install --force-reinstall --no-deps {_source()}")


def _source() -> str:
    """What this project was installed from, for pip: a folder, a URL, or its name."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution

    if os.path.exists(os.path.join(ROOT, "pyproject.toml")):
        return f'-e "{ROOT}"'
    try:
        record = distribution("autograd_core").read_text("direct_url.json")
    except PackageNotFoundError:
        record = None
    return f'"{json.loads(record)["url"]}"' if record else "autograd_core"


def _is_installed() -> bool:
    """Whether pip knows this project; a clone on PYTHONPATH it does not."""
    from importlib.metadata import PackageNotFoundError, version  # for errors only

    try:
        version("autograd_core")
    except PackageNotFoundError:
        return False
    return True


def require(module: str, extra: str | None, package: str | None = None) -> Any:
    """The module, imported.

    Args:
        module: what to import, such as `sklearn.datasets`.
        extra: the extra of this project that installs it, such as `data`; None if it is
            in none.
        package: its name for pip, if that is another one.

    Raises:
        MissingExtra: it is not installed.

    >>> require("math", "data").sqrt(4.0)
    2.0
    >>> require("no_such_module", "data", "no-such-package")
    Traceback (most recent call last):
    autograd_core.messages.extras.MissingExtra: this needs no-such-package; ...
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        top = module.partition(".")[0]
        if (error.name or "").partition(".")[0] != top:
            raise
        name = package or top
        remedy = install_command(f"autograd_core[{extra}]" if extra else name)
        raise MissingExtra(f"this needs {name}; install it with: {remedy}") from None
