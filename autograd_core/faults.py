"""What happens when a result is inf or nan: a warning, or an error that says where."""

from __future__ import annotations

import math
import warnings
from typing import Any

from autograd_core import modes
from autograd_core.errors import NonFiniteError
from autograd_core.operands import call_text, is_node


def check_result(node: Any) -> None:
    """Warn of a result that is not finite, or raise inside `detect_anomaly()`.

    As in NumPy, an inf that was already among the operands passes silently.

    Raises:
        NonFiniteError: inside `detect_anomaly()`.
    """
    if math.isfinite(node.data):
        return
    operands = node.operands
    happened = f"{call_text(node.rule, operands)} gave {node.data!r}"
    if modes.source_lines() is not None:
        raise NonFiniteError(f"{happened}\n  at {modes.user_line()}")
    numbers = [each.data if is_node(each) else each for each in operands]
    if any(math.isnan(number) for number in numbers):
        return
    if math.isnan(node.data) or all(map(math.isfinite, numbers)):
        _, distance = modes.user_frame()
        warnings.warn(happened, RuntimeWarning, stacklevel=distance + 1)


def check_gradient(parent: Any, child: Any, gradient: float, slope: float) -> None:
    """Raise when a contribution to a gradient is not finite.

    Args:
        parent: the node the contribution goes to.
        child: the node it comes from.
        gradient: the upstream gradient of `child`.
        slope: the local derivative d child / d parent.

    Raises:
        NonFiniteError: always, if `gradient * slope` is inf or nan.
    """
    contribution = gradient * slope
    if math.isfinite(contribution):
        return
    lines = modes.source_lines()
    made = None if lines is None else lines.get(child)
    name = f" to {parent.label}" if parent.label else ""
    raise NonFiniteError(
        f"the gradient{name} through {call_text(child.rule, child.operands)} is "
        f"{contribution!r}: upstream gradient {gradient!r} x local derivative {slope!r}"
        f"\n  the node was made at {made or 'a line outside detect_anomaly()'}"
    )
