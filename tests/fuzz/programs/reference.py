"""The numbers that a program must give, by PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.fuzz.programs.case import Case

if TYPE_CHECKING:
    from tests.fuzz.programs.checks import Failure

STEP = 0.1
"""The learning rate of the ways that move the inputs once."""

A_KINK = 1e-4
"""A relative change of a number over 1e-8 that only a kink or a jump explains."""


@dataclass(frozen=True)
class Numbers:
    """What is compared; lists have an entry for each input of the program."""

    value: list[Any]
    gradient: list[Any]
    slope: list[Any]
    """d program along the directions."""
    hvp: list[Any]
    """The Hessian times the directions."""
    next_gradient: Sequence[Any] = ()
    """The gradient after a step against it, if it is of use."""

    @property
    def finite(self) -> bool:
        return all(np.all(np.isfinite(x)) for row in vars(self).values() for x in row)


def torch_numbers(case: Case, shift: float = 0.0, step: bool = True) -> Numbers:
    """The numbers of a program at `points + shift * directions`, by PyTorch.

    Without `step`, all but those after a step.
    """
    import torch

    from tests.fuzz.programs.torch_library import NAMES, array

    names = dict(NAMES)
    exec(case.code, names)
    program = names["program"]
    directions = [array(v) for v in case.directions]
    leaves = [
        (array(x) + shift * v).requires_grad_()
        for x, v in zip(case.points, directions, strict=True)
    ]

    def slopes(out: Any, leaves: Any) -> Any:
        if not out.requires_grad:
            return [torch.zeros_like(x) for x in leaves]
        return torch.autograd.grad(
            out, leaves, create_graph=True, materialize_grads=True
        )

    out = program(*leaves)
    gradient = slopes(out, leaves)
    slope = sum((g * v).sum() for g, v in zip(gradient, directions, strict=True))
    rows = [[out], gradient, [slope], slopes(slope, leaves)]
    if step:
        after = [
            (x - STEP * g).detach().requires_grad_()
            for x, g in zip(leaves, gradient, strict=True)
        ]
        rows.append(slopes(program(*after), after))
    return Numbers(*([x.numpy(force=True) for x in row] for row in rows))


def at_a_kink(case: Case, numbers: Numbers) -> bool:
    """Whether the reference's own numbers jump here, so that no one is right."""
    return any(
        np.any(np.abs(x - y) > A_KINK * max(1.0, np.max(np.abs(x), initial=0.0)))
        for shift in (1e-8, -1e-8)
        for xs, ys in zip(
            vars(numbers).values(),
            vars(torch_numbers(case, shift, bool(numbers.next_gradient))).values(),
            strict=True,
        )
        for x, y in zip(xs, ys, strict=True)
    )


def by_convention(case: Case, failure: Failure) -> bool:
    """Whether the reference's number is a convention, where the engine may differ.

    At a kink a derivative of the second order, or the first of a derivative that the
    program takes, may be nan; in float32 rounding may decide how equal numbers compare.
    """
    from tests.fuzz.programs.torch_library import Ties

    way = failure.way
    with Ties() as ties:
        torch_numbers(case, step=way.expects == "next_gradient")
    higher = way.expects == "hvp" or {"transforms", "gradients"} & set(case.features)
    if failure.kind in ("nan", "NonFiniteError"):
        return bool(higher) and (ties.kinks or ties.comparisons)
    return way.dtype is np.float32 and ties.comparisons
