"""Gradient checks under the names and arguments of PyTorch and JAX.

Without tolerances of their own they use the staged method. With `eps`, `atol` or `rtol`
they do what those libraries do: one central difference, absolute step, and allclose.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from autograd_core.testing.check import check_gradient
from autograd_core.testing.estimate import Derivative
from autograd_core.testing.leaves import differentiate
from autograd_core.testing.problem import Problem, as_components, quiet
from autograd_core.testing.report import GradientMismatch, Report, merged
from autograd_core.testing.verdict import Row, Verdict


def gradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    eps: float | None = None,
    atol: float | None = None,
    rtol: float | None = None,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
) -> bool:
    """Whether the engine's gradient of each output of `func` is right.

    |analytical - numerical| <= atol + rtol |numerical| if tolerances are given.

    Args:
        func: a function of the inputs that returns a number or a tuple of numbers.
        inputs: one input or a tuple.
        eps: an absolute step; PyTorch's is 1e-6.
        atol: PyTorch's is 1e-5.
        rtol: PyTorch's is 1e-3.
        raise_exception: raise instead of returning False.
        nondet_tol: by how much two calls may differ; only 0 is known here.
        check_forward_ad: check forward mode against reverse mode as well.
        check_backward_ad: must be left True.
        fast_mode: 8 random directions instead of every component.

    Returns:
        True, or False without `raise_exception`.

    Raises:
        GradientMismatch: the gradient is wrong.
        ValueError: an option is not supported.

    >>> gradcheck(lambda x, y: (x * y, x + y), (2.0, 3.0))
    True

    Source: torch.autograd.gradcheck (PyTorch, 2017) for the interface.
    """
    if nondet_tol != 0.0 or not check_backward_ad:
        raise ValueError(
            "gradcheck: only nondet_tol=0.0 and check_backward_ad=True are supported"
        )
    options = {
        "modes": ("rev", "fwd") if check_forward_ad else ("rev",),
        "directions": 8 if fast_mode else "all",
    }
    steps = _steps(eps, atol, rtol, eps0=1e-6, atol0=1e-5, rtol0=1e-3)
    return _verdict(func, inputs, 1, steps, options, raise_exception)


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    *,
    rtol: float = 1e-6,
    atol: float = 0.0,
    raise_exception: bool = True,
) -> bool:
    """Whether second derivatives of the engine are right.

    Args:
        func: a function of the inputs that returns a number or a tuple of numbers.
        inputs: one input or a tuple.
        rtol: the relative error allowed.
        atol: the absolute one.
        raise_exception: raise instead of returning False.

    Returns:
        True, or False without `raise_exception`.

    Raises:
        GradientMismatch: a derivative is wrong.

    >>> gradgradcheck(lambda x, y: x**2 * y, (2.0, 3.0))
    True

    Source: torch.autograd.gradgradcheck (PyTorch, 2017) for the interface.
    """
    options = {"rtol": rtol, "atol": atol}
    return _verdict(func, inputs, 2, None, options, raise_exception)


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
        f: a function of the arguments that returns a number or a tuple of numbers.
        args: the arguments.
        order: 1 or 2.
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
    if steps is not None and order != 1:
        raise ValueError("check_grads: eps, atol and rtol only go with order=1")
    _verdict(f, tuple(args), order, steps, {"modes": tuple(modes)}, True)


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
) -> bool:
    at = tuple(inputs) if isinstance(inputs, (tuple, list)) else (inputs,)
    reports = []
    for output in _outputs(f, at):
        if steps is None:
            reports.append(check_gradient(output, at, order=order, **options))
        else:
            reports.append(_plain(Problem(output, at), *steps))
    report = merged(reports)
    if raising and not report.ok:
        raise GradientMismatch(report)
    return report.ok


def _outputs(f: Callable[..., Any], at: tuple[Any, ...]) -> list[Callable[..., Any]]:
    """f itself, or one function for each number of the tuple it returns."""
    problem = Problem(f, at)
    with quiet():
        try:
            out = problem.call(problem.leaves())
        except TypeError:
            out = problem.call(problem.payloads)
    if not isinstance(out, (tuple, list)):
        return [f]
    return [_output(f, i) for i in range(len(out))]


def _output(f: Callable[..., Any], i: int) -> Callable[..., Any]:
    def output(*args: Any) -> Any:
        return f(*args)[i]

    output.__name__ = f"{getattr(f, '__name__', 'f').replace('<lambda>', 'f')}[{i}]"
    return output


def _plain(problem: Problem, eps: float, atol: float, rtol: float) -> Report:
    """One central difference with an absolute step, and allclose."""
    rows = []
    with quiet():
        engine = differentiate(problem.call, problem.leaves())
        if engine.gradients is None:
            raise TypeError(engine.reason)
        for component in problem.components(range(len(problem.names))):
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
    worst = rows[0]
    note = f"a single central difference: eps={eps:g}, atol={atol:g}, rtol={rtol:g}"
    ok = all(row.ok for row in rows)
    report = Report(worst.verdict, rows, ok, problem.name, problem.place, notes=[note])
    return replace(report, evaluations=2 * len(rows))
