"""Check of inputs inside `detect_anomaly()`."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core import NonFiniteError
from autograd_core.extend import detecting, payload_of


def check_finite(x: Any, where: str) -> None:
    """Inside `detect_anomaly()`: refuse an input that holds inf or nan.

    Args:
        x: the input, a number, an array or a node.
        where: the start of the error message.

    Raises:
        NonFiniteError: an entry is inf or nan; the message names it.

    >>> from autograd_core import detect_anomaly
    >>> with detect_anomaly():
    ...     check_finite(np.array([0.0, np.nan]), "Linear(2 -> 3)")
    Traceback (most recent call last):
    autograd_core.NonFiniteError: Linear(2 -> 3): the input holds nan at [1]
    """
    if not detecting():
        return
    numbers = np.asarray(payload_of(x))
    wrong = np.argwhere(~np.isfinite(numbers))
    if len(wrong):
        index = tuple(wrong[0].tolist())
        label = f" {x.label}" if getattr(x, "label", "") else ""
        place = f" at {list(index)}" if index else ""
        raise NonFiniteError(
            f"{where}: the input{label} holds {numbers[index].item()}{place}"
        )
