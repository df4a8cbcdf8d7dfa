"""The engines: what each is, which package it needs, and whether it is installed."""

from __future__ import annotations

import importlib
import importlib.util
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple


class Engine(NamedTuple):
    """One way to run a program.

    Attributes:
        title: what the table prints.
        package: what is imported, and what its version is asked of.
    """

    title: str
    package: str

    @property
    def installed(self) -> bool:
        """Whether the package can be imported."""
        return importlib.util.find_spec(self.package) is not None

    @property
    def version(self) -> str:
        """The version of the package, from its metadata or the package itself."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            module = importlib.import_module(self.package)
            return str(getattr(module, "__version__", "unknown"))

    def load(self) -> None:
        """Import the package."""
        importlib.import_module(self.package)


ENGINES = {
    "eager": Engine("autograd_core, Values", "autograd_core"),
    "compiled": Engine("autograd_core, compiled", "autograd_core"),
    "batch": Engine("autograd_core, compiled, a batch", "autograd_core"),
    "tensor": Engine("autograd_core, Tensors", "autograd_core"),
    "vmap": Engine("autograd_core, vmap", "autograd_core"),
    "numpy": Engine("NumPy by hand", "numpy"),
    "micrograd": Engine("micrograd", "micrograd"),
    "autograd": Engine("HIPS autograd", "autograd"),
    "torch": Engine("PyTorch eager", "torch"),
    "jax": Engine("JAX jit", "jax"),
    "casadi": Engine("CasADi", "casadi"),
}
