"""A new array op is complete: its function is exported, and known to NumPy."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core.array_ops import functions
from autograd_core.interop import numpy_protocol

INTERNAL = {"getitem", "checked_index", "along_axes"}
RESULTS = {"EighResult", "SVDResult", "QRResult"}
"""Tuples with names, and functions that other modules of the package use."""

NOT_DISPATCHED = {"astype"}
"""Names of NumPy that are not called with nodes: arrays have a method for it."""


def public_functions() -> dict[str, Any]:
    """The functions of `array_ops.functions` by name."""
    modules = [
        importlib.import_module(f"{functions.__name__}.{module.name}")
        for module in pkgutil.iter_modules(functions.__path__)
        if module.name not in ("arguments", "signatures")
    ]
    return {
        name: function
        for module in modules
        for name, function in inspect.getmembers(module, callable)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if name not in INTERNAL | RESULTS
    }


def test_every_function_is_exported() -> None:
    missing = {
        name
        for name, function in public_functions().items()
        if getattr(ac, name, None) is not function
    }
    assert not missing, f"export in autograd_core/__init__.py: {sorted(missing)}"
    assert len(public_functions()) > 30


def test_numpy_calls_every_function_that_has_a_name_there() -> None:
    tables = {
        np_function: numpy_protocol.function_on_nodes(np_function)
        for np_function in (*numpy_protocol.FUNCTIONS, *numpy_protocol.UFUNCS)
    }
    missing = {
        name
        for name, function in public_functions().items()
        for namespace in (np, np.linalg)
        if hasattr(namespace, name) and function not in tables.values()
    }
    missing -= NOT_DISPATCHED
    assert not missing, f"add to tensor/numpy_names.py: {sorted(missing)}"


def test_every_method_of_a_tensor_is_that_of_the_function() -> None:
    """A method is optional; where there is one, it takes the function's parameters."""
    for name, function in public_functions().items():
        method = getattr(ac.Tensor, name, None)
        if method is None or name in ("reshape", "transpose", "dot"):
            continue
        own = [*inspect.signature(method).parameters][1:]
        theirs = [*inspect.signature(function).parameters][1:]
        if own[-1:] == ["options"]:
            own[-1:] = [n for n in theirs if n in ("dtype", "initial", "where")]
        assert own == theirs, name
