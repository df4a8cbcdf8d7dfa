"""Gradient checkers where f cancels, is a staircase, or has a gradient of 0.

Each checker gets f at numbers and the gradient by hand, with its own defaults: PyTorch
and HIPS in reverse mode and first order, JAX the same in float64. SciPy returns an
error, and its user compares that with 1e-6. A gradient that is off by 1 % counts where
differences can see it: see `is_visible`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from autograd.extend import defvjp, primitive
from autograd.test_util import check_grads
from scipy.optimize import check_grad

from tests.testing.families.cancelling import CANCELLING
from tests.testing.families.case import ON_NUMBERS, Case, Family, cases, is_visible
from tests.testing.families.case import check as checked
from tests.testing.families.staircases import STAIRCASES
from tests.testing.families.zeros import ZEROS

GROUPS: dict[str, tuple[Family, ...]] = {
    "f cancels or saturates": CANCELLING,
    "f is a staircase": STAIRCASES,
    "0 by cancellation or symmetry": ZEROS,
}

_OFF = 0.01

Flat = Callable[[Any], Any]


def flat(case: Case, off: float) -> tuple[Flat, Flat, Any]:
    """f, its gradient and the point, as functions of one vector.

    Args:
        case: a function of several arrays.
        off: the relative error of the gradient.
    """
    at = case.at if isinstance(case.at, tuple) else (case.at,)
    sizes = np.cumsum([np.size(x) for x in at])[:-1]

    def inputs(line: Any) -> list[Any]:
        parts = np.split(np.asarray(line, float), sizes)
        pairs = zip(parts, at, strict=True)
        return [p.reshape(np.shape(x)) if np.ndim(x) else float(p[0]) for p, x in pairs]

    def f(line: Any) -> Any:
        return np.float64(case.f(*inputs(line)))

    def gradient(line: Any) -> Any:
        parts = case.gradient(*inputs(line))
        parts = parts if isinstance(parts, tuple) else (parts,)
        return (1.0 + off) * np.concatenate([np.ravel(part) for part in parts])

    return f, gradient, np.concatenate([np.ravel(x) for x in at]).astype(float)


def ours(case: Case, off: float) -> str:
    """`check_gradient`, with the `rtol` that its report suggests for solvers."""
    report = checked(case, ON_NUMBERS, off)
    if report.ok:
        return "pass"
    return "open" if report.verdict.name == "UNRESOLVED" else "fail"


def hips(case: Case, off: float) -> str:
    """`autograd.test_util.check_grads(f, modes=["rev"], order=1)(x)`."""
    f, gradient, x = flat(case, off)
    outer = primitive(f)
    defvjp(outer, lambda ans, x: lambda g: g * gradient(x))
    return _outcome(lambda: check_grads(outer, modes=["rev"], order=1)(x))


def scipy(case: Case, off: float) -> str:
    """`scipy.optimize.check_grad(f, df, x) < 1e-6`."""
    return "pass" if check_grad(*flat(case, off)) < 1e-6 else "fail"


def torch(case: Case, off: float) -> str:
    """`torch.autograd.gradcheck` of an `autograd.Function`, in float64."""
    import torch

    f, gradient, x = flat(case, off)

    class Function(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return torch.tensor(f(x.detach().numpy()), dtype=torch.float64)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return g * torch.tensor(gradient(x.detach().numpy()))

    at = torch.tensor(x, requires_grad=True)
    return _outcome(lambda: torch.autograd.gradcheck(Function.apply, at))


def jax(case: Case, off: float) -> str:
    """`jax.test_util.check_grads(f, (x,), order=1, modes=["rev"])` in float64."""
    import jax
    from jax.test_util import check_grads as check

    jax.config.update("jax_enable_x64", True)
    f, gradient, x = flat(case, off)
    number = jax.ShapeDtypeStruct((), np.float64)
    line = jax.ShapeDtypeStruct(x.shape, np.float64)

    @jax.custom_vjp
    def function(x: Any) -> Any:
        return jax.pure_callback(f, number, x)

    def backward(x: Any, g: Any) -> tuple[Any]:
        return (g * jax.pure_callback(gradient, line, x),)

    function.defvjp(lambda x: (function(x), x), backward)
    return _outcome(lambda: check(function, (x,), order=1, modes=["rev"]))


def _outcome(check: Callable[[], Any]) -> str:
    try:
        check()
    except (AssertionError, ArithmeticError, ValueError, RuntimeError):
        return "fail"
    return "pass"


def checkers() -> dict[str, Callable[[Case, float], str]]:
    """Those that are installed, by name."""
    installed = {"check_gradient": ours}
    installed |= {"PyTorch": torch} if find_spec("torch") else {}
    installed |= {"JAX": jax} if find_spec("jax") else {}
    return installed | {"HIPS": hips, "SciPy < 1e-6": scipy}


def print_families(count: int, seed: int) -> None:
    """A table in Markdown for each group of families.

    Args:
        count: cases of each family.
        seed: draws them.
    """
    for title, families in GROUPS.items():
        questions = [case for x in families for case in cases(x, count, seed)]
        visible = [case for case in questions if is_visible(case)]
        print(
            f"\n{title}: {len(questions)} right gradients, {len(visible)} off by 1 %\n"
        )
        print("| | rejects a right one | leaves one open | accepts a wrong one |")
        print("|---|---|---|---|")
        for name, check in checkers().items():
            right = [check(case, 0.0) for case in questions]
            wrong = [check(case, _OFF) for case in visible]
            counts = [
                f"{right.count('fail')} of {len(right)}",
                f"{right.count('open')} of {len(right)}",
                f"{wrong.count('pass')} of {len(wrong)}",
            ]
            cells = " | ".join(counts)
            print(f"| {name} | {cells} |", flush=True)
