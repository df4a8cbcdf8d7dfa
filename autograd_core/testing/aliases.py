"""Gradient checks under the names and arguments of PyTorch and JAX.

Without tolerances of their own they use the staged method. With `eps`, `atol` or `rtol`
they do what those libraries do: one central difference, absolute step, and allclose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from autograd_core.testing.check import check_gradient
from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.function.autodiff import differentiate
from autograd_core.testing.function.components import is_index, outputs_of
from autograd_core.testing.function.problem import Problem, as_components, quiet
from autograd_core.testing.numeric.estimate import Derivative
from autograd_core.testing.options import derivative_order
from autograd_core.testing.report import GradientMismatch, Report, merged
from autograd_core.testing.second_order import slope_of

_MOST_OUTPUTS = 32


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
        nondet_tol: by how much two calls may differ; only 0 is known here.
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
    _refuse("gradcheck", nondet_tol, masked, batched)
    modes = ("rev",) * check_backward_ad + ("fwd",) * check_forward_ad
    if not modes:
        raise ValueError(
            "gradcheck: check_backward_ad and check_forward_ad are both False, so "
            "nothing would be checked"
        )
    options = {"modes": modes, "directions": 8 if fast_mode else "all"}
    steps = _steps(eps, atol, rtol, eps0=1e-6, atol0=1e-5, rtol0=1e-3)
    outputs = 0 if fast_mode else _MOST_OUTPUTS
    return _verdict(func, inputs, 1, steps, options, raise_exception, outputs)


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
        nondet_tol: by how much two calls may differ; only 0 is known here.
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
    _refuse("gradgradcheck", nondet_tol, masked, check_batched_grad)
    if not check_rev_over_rev:
        raise ValueError("gradgradcheck: without check_rev_over_rev nothing is checked")
    modes = ("rev",) + ("fwd",) * check_fwd_over_rev
    options = {"modes": modes, "directions": 8 if fast_mode else "all"}
    steps = _steps(eps, atol, rtol, eps0=1e-6, atol0=1e-5, rtol0=1e-3)
    outputs = 0 if fast_mode else _MOST_OUTPUTS
    return _verdict(func, inputs, 2, steps, options, raise_exception, outputs)


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
    steps = _steps(eps, atol, rtol, eps0=1e-4, atol0=1e-5, rtol0=1e-5)
    options = {"modes": (modes,) if isinstance(modes, str) else tuple(modes)}
    _verdict(f, tuple(args), order, steps, options, True, _MOST_OUTPUTS)


def _refuse(name: str, nondet_tol: float, masked: bool | None, batched: bool) -> None:
    if nondet_tol != 0.0 or masked:
        raise ValueError(f"{name}: only nondet_tol=0.0 and masked=False are supported")
    if batched:
        raise ValueError(f"{name}: batched gradients are not supported, use a loop")


def _steps(
    eps: float | None,
    atol: float | None,
    rtol: float | None,
    *,
    eps0: float,
    atol0: float,
    rtol0: float,
) -> tuple[float, float, float] | None:
    """`(eps, atol, rtol)` with defaults filled in; None if none was given."""
    if eps is None and atol is None and rtol is None:
        return None
    filled = zip((eps, atol, rtol), (eps0, atol0, rtol0), strict=True)
    given = [default if each is None else each for each, default in filled]
    return given[0], given[1], given[2]


def _verdict(
    f: Callable[..., Any],
    inputs: Any,
    order: int,
    steps: tuple[float, float, float] | None,
    options: dict[str, Any],
    raising: bool,
    most: int,
) -> bool:
    at = tuple(inputs) if isinstance(inputs, (tuple, list)) else (inputs,)
    floats = [k for k, each in enumerate(at) if not is_index(each)]
    wrt = floats if floats and len(floats) < len(at) else None
    reports = []
    for output in outputs_of(f, at, wrt, most):
        if steps is None:
            report = check_gradient(output, at, wrt=wrt, order=order, **options)
            reports.append(report)
        else:
            derivative_order(order)
            problem = Problem(output, at, wrt)
            reports.append(_plain(problem, *steps))
            for i in range(len(problem.names)) if order == 2 else ():
                again = Problem(slope_of(problem, i, 0), problem.payloads)
                again.names = problem.names
                second = _plain(again, *steps)
                second.rows = [
                    replace(row, input=f"{problem.names[i]}, {row.input}", order=2)
                    for row in second.rows
                ]
                second.name, second.place = problem.name, problem.place
                reports.append(second)
    report = merged(reports)
    output_of = {id(row): each.name for each in reports for row in each.rows}
    for k, row in enumerate(report.rows):
        if output_of[id(row)] != report.name:  # the headline is of another output
            name = f"{row.input} of {output_of[id(row)]}"
            report.rows[k] = replace(row, input=name)
    if raising and not report.ok:
        raise GradientMismatch(report)
    return report.ok


def _plain(problem: Problem, eps: float, atol: float, rtol: float) -> Report:
    """One central difference with an absolute step, and allclose."""
    rows = []
    with quiet():
        engine = differentiate(problem.output, problem.leaves())
        if engine.gradients is None:
            raise TypeError(engine.reason)
        for component in problem.components():
            f, x = problem.along(component), problem.entry(component)
            slope = (f(x + eps) - f(x - eps)) / (2 * eps)
            gradient = as_components(engine.gradients[component.input])
            mine = float(gradient[component.place])
            ok = abs(mine - slope) <= atol + rtol * abs(slope)
            verdict = Verdict.PASS if ok else Verdict.ENGINE_OR_CUSTOM_OP_WRONG
            found = Derivative(slope, 0.0, evaluations=2, method="central")
            name = problem.names[component.input]
            rows.append(Row(name, component.place, None, mine, found, verdict, ok))
    rows.sort(key=lambda row: -row.badness)
    return Report(
        rows[0].verdict if rows else Verdict.PASS,
        rows,
        all(row.ok for row in rows),
        problem.name,
        problem.place,
        notes=[
            f"a single central difference: eps={eps:g}, atol={atol:g}, rtol={rtol:g}"
        ],
        evaluations=2 * len(rows),
        dtype=problem.dtype,
    )
