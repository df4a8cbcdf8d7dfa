"""Gradient checks under the names and arguments of PyTorch and JAX.

Without tolerances of their own they use the staged method. With `eps`, `atol` or `rtol`
they do what those libraries do: one central difference, absolute step, and allclose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from autograd_core.messages.explained import explained
from autograd_core.testing.check import check_gradient
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.function.single_outputs import is_index, single_outputs
from autograd_core.testing.report import GradientMismatch, Report, merged
from autograd_core.testing.single_difference import (
    Tolerances,
    single_difference_reports,
)
from autograd_core.testing.traceback_frames import hides_frames

_MOST_OUTPUTS = 32
"""Functions of more numbers are checked by a random combination of them."""


_PYTORCH = Tolerances(eps=1e-6, atol=1e-5, rtol=1e-3)
_JAX = Tolerances(eps=1e-4, atol=1e-5, rtol=1e-5)


@hides_frames
@explained
def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float | None = None,
    atol: float | None = None,
    rtol: float | None = None,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Whether the engine's Jacobian of `func` is right.

    |analytical - numerical| <= atol + rtol |numerical| if tolerances are given.

    Args:
        func: a function of the inputs; it may return several numbers, arrays or nodes.
        inputs: one input or a tuple; arrays of integers among several are not in
            question.
        eps: an absolute step; PyTorch's is 1e-6.
        atol: PyTorch's is 1e-5.
        rtol: PyTorch's is 1e-3.
        raise_exception: raise instead of returning False.
        nondet_tol: by how much two calls at one point may differ.
        check_undefined_grad: no gradient is ever undefined here; nothing to check.
        check_grad_dtypes: gradients always have the dtype of their input.
        check_batched_grad: not supported: there is no vmap.
        check_batched_forward_grad: not supported either.
        check_forward_ad: check forward mode as well.
        check_backward_ad: check reverse mode.
        fast_mode: random combinations of outputs and inputs instead of every entry.
        masked: not supported: there are no sparse arrays.

    Returns:
        True, or False without `raise_exception`.

    Raises:
        GradientMismatch: the gradient is wrong.
        ValueError: an option is not supported.

    >>> gradcheck(lambda x, y: (x * y, x + y), (2.0, 3.0))
    True
    >>> import numpy as np
    >>> from autograd_core import softmax
    >>> gradcheck(softmax, np.array([0.1, 0.7, -2.0]), check_forward_ad=True)
    True

    Source: torch.autograd.gradcheck (PyTorch, 2017) for the interface.
    """
    batched = check_batched_grad or check_batched_forward_grad
    _refuse("gradcheck", masked, batched)
    modes = ("rev",) * check_backward_ad + ("fwd",) * check_forward_ad
    if not modes:
        raise ValueError(
            "gradcheck: check_backward_ad and check_forward_ad are both False, so "
            "nothing would be checked"
        )
    options: dict[str, Any] = {"modes": modes, "nondet_tol": nondet_tol}
    options["directions"] = 8 if fast_mode else "all"
    tolerances = _tolerances(eps, atol, rtol, _PYTORCH)
    outputs = 0 if fast_mode else _MOST_OUTPUTS
    return _verdict(func, inputs, 1, tolerances, options, raise_exception, outputs)


@hides_frames
@explained
def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float | None = None,
    atol: float | None = None,
    rtol: float | None = None,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Whether second derivatives of the engine are right.

    Args:
        func: a function of the inputs; it may return several numbers, arrays or nodes.
        inputs: one input or a tuple.
        grad_outputs: must be None: upstream gradients are drawn at random.
        eps: an absolute step; PyTorch's is 1e-6.
        atol: PyTorch's is 1e-5.
        rtol: PyTorch's is 1e-3.
        gen_non_contig_grad_outputs: must be False: there are no `grad_outputs`.
        raise_exception: raise instead of returning False.
        nondet_tol: by how much two calls at one point may differ.
        check_undefined_grad: no gradient is ever undefined here; nothing to check.
        check_grad_dtypes: gradients always have the dtype of their input.
        check_batched_grad: not supported: there is no vmap.
        check_fwd_over_rev: check forward mode as well.
        check_rev_over_rev: must be True.
        fast_mode: random combinations of outputs and inputs instead of every entry.
        masked: not supported: there are no sparse arrays.

    Returns:
        True, or False without `raise_exception`.

    Raises:
        GradientMismatch: a derivative is wrong.
        ValueError: an option is not supported.

    >>> gradgradcheck(lambda x, y: x**2 * y, (2.0, 3.0))
    True

    Source: torch.autograd.gradgradcheck (PyTorch, 2017) for the interface.
    """
    if grad_outputs is not None or gen_non_contig_grad_outputs:
        raise ValueError(
            "gradgradcheck: grad_outputs is not supported; check the product "
            "(grad_outputs * func(x)).sum() instead"
        )
    _refuse("gradgradcheck", masked, check_batched_grad)
    if not check_rev_over_rev:
        raise ValueError("gradgradcheck: without check_rev_over_rev nothing is checked")
    modes = ("rev",) + ("fwd",) * check_fwd_over_rev
    options: dict[str, Any] = {"modes": modes, "nondet_tol": nondet_tol}
    options["directions"] = 8 if fast_mode else "all"
    tolerances = _tolerances(eps, atol, rtol, _PYTORCH)
    outputs = 0 if fast_mode else _MOST_OUTPUTS
    return _verdict(func, inputs, 2, tolerances, options, raise_exception, outputs)


@hides_frames
@explained
def check_grads(
    f: Callable[..., Any],
    args: Sequence[Any],
    order: int,
    modes: Sequence[str] = ("fwd", "rev"),
    atol: float | None = None,
    rtol: float | None = None,
    eps: float | None = None,
) -> None:
    """Check derivatives of f up to `order`.

    Args:
        f: a function of the arguments; it may return several numbers or arrays.
        args: the arguments: numbers, arrays, or tuples, lists and dicts of them.
        order: 1 or 2. For the third check `grad(f)` up to the second, and so on.
        modes: `fwd` and `rev`.
        atol: JAX's is 1e-5 in double precision.
        rtol: JAX's is 1e-5 in double precision.
        eps: an absolute step; JAX's is 1e-4.

    Raises:
        GradientMismatch: a derivative is wrong.
        ValueError: `order` is neither 1 nor 2.

    >>> check_grads(lambda x: x**3, (2.0,), order=2)

    Source: jax.test_util.check_grads (JAX, 2018) for the interface.
    """
    tolerances = _tolerances(eps, atol, rtol, _JAX)
    options = {"modes": (modes,) if isinstance(modes, str) else tuple(modes)}
    _verdict(f, tuple(args), order, tolerances, options, True, _MOST_OUTPUTS)


def _refuse(name: str, masked: bool | None, batched: bool) -> None:
    if masked:
        raise ValueError(f"{name}: only masked=False is supported: no sparse arrays")
    if batched:
        raise ValueError(f"{name}: batched gradients are not supported, use a loop")


def _tolerances(
    eps: float | None, atol: float | None, rtol: float | None, default: Tolerances
) -> Tolerances | None:
    """The tolerances with defaults filled in; None if the user gives none of them."""
    if eps is None and atol is None and rtol is None:
        return None
    pairs = zip((eps, atol, rtol), default, strict=True)
    return Tolerances(*[usual if own is None else own for own, usual in pairs])


def _verdict(
    f: Callable[..., Any],
    inputs: Any,
    order: int,
    tolerances: Tolerances | None,
    options: dict[str, Any],
    raising: bool,
    most_outputs: int,
) -> bool:
    """Whether all derivatives of all outputs are right."""
    at = tuple(inputs) if isinstance(inputs, (tuple, list)) else (inputs,)
    floats = [i for i, argument in enumerate(at) if not is_index(argument)]
    wrt = floats if floats and len(floats) < len(at) else None
    reports = []
    for output in single_outputs(f, at, wrt, most_outputs):
        if tolerances is None:
            reports.append(check_gradient(output, at, wrt=wrt, order=order, **options))
        else:
            problem = Problem(output, at, wrt)
            scatter = options.get("nondet_tol", 0.0)
            reports += single_difference_reports(problem, order, tolerances, scatter)
    report = _of_all_outputs(reports)
    if raising and not report.ok:
        raise GradientMismatch(report)
    return report.ok


def _of_all_outputs(reports: Sequence[Report]) -> Report:
    """One report, whose rows name their output where the headline is of another one."""
    report = merged(reports)
    output_of = {id(row): part.name for part in reports for row in part.rows}
    for k, row in enumerate(report.rows):
        if output_of[id(row)] != report.name:
            name = f"{row.input} of {output_of[id(row)]}"
            report.rows[k] = replace(row, input=name)
    return report
