"""All numbers of a model, as arrays by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np


def read_weights(model: Any, optimizer: Any) -> dict[str, Any]:
    """Copies of `model.state_dict()`, or of the optimizer's parameters by number.

    >>> from autograd_core import Value
    >>> from optim import SGD
    >>> read_weights(None, SGD([Value(2.0)]))
    {'0': array(2.)}
    """
    if hasattr(model, "state_dict"):
        return {name: np.array(array) for name, array in model.state_dict().items()}
    return {str(i): np.array(param.data) for i, param in enumerate(optimizer.params)}


def write_weights(model: Any, optimizer: Any, weights: dict[str, Any]) -> None:
    """Set them from arrays of the same names and shapes.

    Raises:
        ValueError: they are of another model; nothing is changed.

    >>> from autograd_core import Value
    >>> from optim import SGD
    >>> w = Value(2.0)
    >>> write_weights(None, SGD([w]), {"0": np.array(3.0)})
    >>> w.data
    3.0
    """
    if hasattr(model, "load_state_dict"):
        model.load_state_dict(weights)
        return
    check_weights(model, optimizer, weights)
    for i, param in enumerate(optimizer.params):
        new = weights[str(i)]
        is_array = isinstance(param.data, np.ndarray)
        param.data = new.astype(param.data.dtype) if is_array else new.item()


def check_weights(model: Any, optimizer: Any, weights: Any) -> None:
    """Check that arrays have the names, shapes and dtypes of the numbers of a model.

    Raises:
        ValueError: they are of another model.

    >>> from autograd_core import Value
    >>> from optim import SGD
    >>> check_weights(None, SGD([Value(2.0)]), {"0": np.array([3.0])})
    Traceback (most recent call last):
    ValueError: the weights do not fit the parameters: they are of another model
    """
    current = read_weights(model, optimizer)
    alike = isinstance(weights, dict) and weights.keys() == current.keys()
    if not alike or any(
        not isinstance(weights[name], np.ndarray)
        or (weights[name].shape, weights[name].dtype) != (array.shape, array.dtype)
        for name, array in current.items()
    ):
        raise ValueError(
            "the weights do not fit the parameters: they are of another model"
        )


@contextmanager
def kept_weights(model: Any, optimizer: Any) -> Iterator[None]:
    """Whatever happens inside, the weights are afterwards as they were before.

    >>> from autograd_core import Value
    >>> from optim import SGD
    >>> w = Value(2.0)
    >>> with kept_weights(None, SGD([w])):
    ...     w.data = 3.0
    >>> w.data
    2.0
    """
    weights = read_weights(model, optimizer)
    try:
        yield
    finally:
        write_weights(model, optimizer, weights)
