"""Gradient clipping: limits on the size of a step from one huge gradient.

Call one of these between `backward()` and `step()`. They change the gradients in place,
as the underscore indicates. Source: Pascanu, Mikolov, Bengio, "On the difficulty
of training recurrent neural networks", ICML 2013.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd_core import Node, NonFiniteError
from autograd_core.extend import as_float, describe
from optim.checks.arguments import checked_params

Params = Iterable[Node] | Node
"""Leaf Values and Tensors, or a single one."""


def clip_grad_norm_(
    parameters: Params,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
) -> float:
    """Shrink all gradients by one factor, so that their joint norm is at most max_norm.

        g <- g * min(1, max_norm / (norm + 1e-6)),  norm = (sum |g_i|^p)^(1/p)

    The direction of the step stays the same.

    Args:
        parameters: leaf Values and Tensors, or a single one.
        max_norm: the largest norm allowed, >= 0; inf only measures.
        norm_type: p, > 0; inf for the largest entry.
        error_if_nonfinite: raise if the norm is inf or nan. Otherwise an infinite norm
            makes finite gradients 0 and others nan, and nan makes all of them nan.

    Returns:
        The norm before clipping.

    Raises:
        TypeError: `parameters` are not parameters, or another argument is not a number.
        ValueError: a number is out of its range.
        NonFiniteError: see error_if_nonfinite; the gradients are unchanged then.

    >>> from autograd_core import Value
    >>> w, b = Value(1.0), Value(1.0)
    >>> (30 * w + 40 * b).backward()
    >>> clip_grad_norm_([w, b], max_norm=5.0)
    50.0
    >>> round(w.grad, 6), round(b.grad, 6)
    (3.0, 4.0)
    """
    reached = _reached(parameters)
    limit, p = _limit("max_norm", max_norm), _order(norm_type)
    total = norm([_gradients(param) for param in reached], p)
    if error_if_nonfinite and not math.isfinite(total):
        raise NonFiniteError(_culprit(reached, total))
    factor = limit / (total + 1e-6)
    if not factor >= 1:
        for param in reached:
            _scale(param, factor)
    return total


def clip_each_grad_norm_(
    parameters: Params, max_norm: float, norm_type: float = 2.0
) -> list[float]:
    """Shrink the gradient of each parameter on its own to a norm of at most max_norm.

    A layer with an exploding gradient does not slow the others down; the direction of
    the whole step changes. The norm of a Value's gradient is its absolute value.

    Args:
        parameters: leaf Values and Tensors, or a single one.
        max_norm: the largest norm allowed for one parameter, >= 0.
        norm_type: p, > 0; inf for the largest entry.

    Returns:
        The norms before clipping, 0 for a parameter without gradient.

    Raises:
        TypeError: `parameters` are not parameters, or another argument is not a number.
        ValueError: a number is out of its range.

    >>> from autograd_core import Value
    >>> w, b = Value(1.0), Value(1.0)
    >>> (30 * w + 2 * b).backward()
    >>> clip_each_grad_norm_([w, b], max_norm=5.0)
    [30.0, 2.0]
    >>> round(w.grad, 6), b.grad
    (5.0, 2.0)
    """
    listed = _listed(parameters)
    limit, p = _limit("max_norm", max_norm), _order(norm_type)
    norms = []
    for param in listed:
        norms.append(norm([_gradients(param)], p) if param.has_grad else 0.0)
        factor = limit / (norms[-1] + 1e-6)
        if not factor >= 1:
            _scale(param, factor)
    return norms


def clip_grad_value_(parameters: Params, clip_value: float) -> None:
    """Cut every entry of the gradients off at -clip_value and clip_value.

    The direction of the step changes: large entries lose more.

    Args:
        parameters: leaf Values and Tensors, or a single one.
        clip_value: the largest absolute value allowed, >= 0.

    Raises:
        TypeError: `parameters` are not parameters, or clip_value is not a number.
        ValueError: clip_value is negative or nan.

    >>> from autograd_core import Value
    >>> w, b = Value(1.0), Value(1.0)
    >>> (30 * w - 2 * b).backward()
    >>> clip_grad_value_([w, b], 5.0)
    >>> w.grad, b.grad
    (5.0, -2.0)
    """
    reached = _reached(parameters)
    limit = _limit("clip_value", clip_value)
    for param in reached:
        grad = _gradients(param)
        np.clip(grad, -limit, limit, out=grad)
        _write(param, grad)


def norm(arrays: list[Any], p: float = 2.0) -> float:
    """The joint p-norm of several arrays, safe from overflow and underflow.

    >>> norm([np.array([3.0]), np.array([[4.0]])])
    5.0
    """
    if not arrays:
        return 0.0
    largest = float(np.max([np.max(np.abs(a), initial=0.0) for a in arrays]))
    if math.isinf(p) or largest == 0 or not math.isfinite(largest):
        return largest
    # By a power of two, which does not round.
    scale = math.ldexp(1.0, math.frexp(largest)[1] - 1)
    powers = [np.sum((np.abs(a) / scale) ** p, dtype=np.float64) for a in arrays]
    return scale * float(sum(powers)) ** (1 / p)


def _listed(parameters: Params) -> list[Any]:
    single = isinstance(parameters, Node)
    return checked_params([parameters] if single else parameters)


def _reached(parameters: Params) -> list[Any]:
    """The parameters that have a gradient."""
    return [param for param in _listed(parameters) if param.has_grad]


def _limit(name: str, value: Any) -> float:
    limit = as_float(value, name)
    if not limit >= 0:
        raise ValueError(f"{name} must be >= 0, got {value!r}")
    return limit


def _order(norm_type: Any) -> float:
    p = as_float(norm_type, "norm_type")
    if not p > 0:
        raise ValueError(f"norm_type must be > 0, got {norm_type!r}")
    return p


def _gradients(param: Any) -> Any:
    """The gradient as an array: a Tensor's own, to be changed in place."""
    grad = param.grad
    return grad if isinstance(grad, np.ndarray) else np.array([grad])


def _scale(param: Any, factor: float) -> None:
    grad = _gradients(param)
    with np.errstate(invalid="ignore"):  # inf * 0
        np.multiply(grad, factor, out=grad)
    _write(param, grad)


def _write(param: Any, grad: Any) -> None:
    if grad is not param.grad:
        param.grad = float(grad[0])


def _culprit(reached: list[Any], total: float) -> str:
    """Name the parameter whose gradient makes a norm inf or nan."""
    for param in reached:
        if not np.isfinite(_gradients(param)).all():
            return (
                f"the norm of the gradients is {total}: that of {describe(param)} is "
                "not finite; detect_anomaly() finds where it comes from"
            )
    return f"the norm of the gradients is {total}: finite, but too large together"
