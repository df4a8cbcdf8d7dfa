"""Modules of module_table.py: made, and called."""

from typing import Any

import numpy as np

import nn
from tests.nn.layers.module_table import ModuleRow


def made(row: ModuleRow, **options: Any) -> Any:
    """The module of a row."""
    name, settings, _, _ = row
    tuples = {k: tuple(v) if isinstance(v, list) else v for k, v in settings.items()}
    return getattr(nn, name)(**tuples, **options)


def called(module: Any, row: ModuleRow, inputs: list[Any]) -> Any:
    """What it gives; tables of 0 and 1 become masks, others numbers to add."""
    call = {}
    for name, setting in row[3].items():
        if isinstance(setting, list):
            array = np.array(setting, float)
            hides = set(np.unique(array)) <= {0.0, 1.0}
            setting = array == 1.0 if hides else array
        call[name] = setting
    return module(*inputs, **call)


def flat(out: Any) -> list[Any]:
    """The Tensors of nested tuples, without None."""
    if isinstance(out, tuple):
        return [tensor for part in out for tensor in flat(part)]
    return [] if out is None else [out]
