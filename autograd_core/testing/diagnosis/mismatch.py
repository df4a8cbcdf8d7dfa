"""The gradient by hand beside the right one, at the point and at another one nearby."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from autograd_core.messages.types import Array, Payload
from autograd_core.testing.diagnosis.differences import (
    contracted,
    gradient_by_differences,
    jacobians_by_differences,
)
from autograd_core.testing.diagnosis.verdict import Row
from autograd_core.testing.function.analytic import Formula
from autograd_core.testing.function.autodiff import Autodiff, differentiate
from autograd_core.testing.function.components import InputGradients, as_components
from autograd_core.testing.function.gradients import Gradients
from autograd_core.testing.function.problem import Problem
from autograd_core.testing.function.products import PRODUCTS
from autograd_core.testing.numeric.estimate import CONFIDENCE
from autograd_core.testing.numeric.evaluate import OutOfBudget

_ROUNDING = 1e-7
"""The relative distance between an explanation and what it explains: rounding."""

_REMAINDER = 1e-3
"""The part of a mistake that an explanation may leave unexplained."""

_FEWEST = 3
"""Components of a sample that tell a common factor from a coincidence."""

_NEARBY = 0.06
"""How far the other point is, relative to the numbers of an input."""


@dataclass
class InputGradient:
    """The gradient of one input, wrong and right.

    Attributes:
        name: of the input.
        at: the input.
        wrong: the gradient by hand; of an f with several results a Jacobian.
        right: the right one, of the same shape.
        error: by how much `right` may be off; inf at a kink, where many are right.
        result_axes: the number of leading axes that belong to the results of f.
        is_sample: whether these are single components, of an array that is too large.
    """

    name: str
    at: Array
    wrong: Array
    right: Array
    error: Array
    result_axes: int = 0
    is_sample: bool = False
    off: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        off = np.abs(self.wrong - self.right)[np.isfinite(self.error)]
        self.off = float(np.max(off, initial=0.0))
        sizes = [np.max(np.abs(x), initial=0.0) for x in (self.wrong, self.right)]
        self.size = float(max(sizes))

    @property
    def is_wrong(self) -> bool:
        """Whether more than rounding is between the two."""
        slack = _ROUNDING * self.size + self.error
        return bool(np.any(np.abs(self.wrong - self.right) > slack))

    @property
    def is_comparable(self) -> bool:
        """Whether there are numbers to compare."""
        return math.isfinite(self.off) and self.size > 0.0

    def explained_by(self, candidate: Array) -> bool:
        """Whether a mistake that gives this array is the one that was made.

        >>> x = InputGradient("x", np.ones(2), np.full(2, 2.0), np.ones(2), np.zeros(2))
        >>> x.explained_by(2 * x.right), x.explained_by(2.1 * x.right)
        (True, False)
        """
        if np.shape(candidate) != self.wrong.shape:
            return False
        # A gradient that is almost right is near to nearly anything.
        limit = np.minimum(_ROUNDING * self.size + self.error, _REMAINDER * self.off)
        limit = np.where(np.isinf(self.error), np.inf, limit)
        return bool(np.all(np.abs(candidate - self.wrong) <= limit))


@dataclass
class Mismatch:
    """The gradients by hand and the right ones at one point.

    Attributes:
        problem: the function.
        payloads: the point.
        engine: the graph there, without an `out` if f does not take nodes.
        formula: the gradient by hand there, None if the engine is in question.
        inputs: one for each input, by position; None where one is not known whole.
        value: f there.
        jacobians: by differences of all results, of several without a graph.
    """

    problem: Problem
    payloads: Sequence[Payload]
    engine: Autodiff
    formula: Formula | None
    inputs: list[InputGradient | None]
    value: float
    jacobians: list[Array] | None = None

    @property
    def wrong_inputs(self) -> list[int]:
        """The positions of the inputs whose gradient is wrong."""
        return [i for i, x in enumerate(self.inputs) if x is not None and x.is_wrong]


def mismatch_at_point(gradients: Gradients, rows: Sequence[Row]) -> Mismatch | None:
    """The mismatch that a report is about; None without a formula.

    Args:
        gradients: by hand and by the engine.
        rows: those of the report.
    """
    problem, formula = gradients.problem, gradients.formula
    if formula is None or gradients.by_hand is None:
        return None
    engine, right = gradients.engine, gradients.by_engine
    error: dict[int, Array] = {}
    if right is not None and problem.dtype == "float32" and engine.out is not None:
        engine, right = _by_engine(problem, problem.exact)
    jacobians = None
    if right is None and problem.upstream.weights is not None:
        jacobians = jacobians_by_differences(problem, problem.exact)
        right, error = {}, {}
        if jacobians is not None:
            right, error = contracted(problem, jacobians)
    elif right is None:
        right, error = _by_rows(problem, rows)
    for row in rows:
        # At a kink any of an interval is right, and what is outside is wrong by any
        # amount: such a component says nothing about a mistake.
        if row.numeric.kink is not None and row.input in problem.names:
            i = problem.names.index(row.input)
            bar = np.array(
                np.broadcast_to(error.get(i, 0.0), np.shape(problem.exact[i]))
            )
            bar[row.index] = np.inf
            error[i] = bar
    if gradients.rounding is not None:
        for i, rounding in gradients.rounding.items():
            error[i] = error.get(i, 0.0) + CONFIDENCE * rounding.error
    hand = gradients.by_hand
    mismatch = _mismatch(problem, problem.exact, engine, formula, hand, right, error)
    mismatch.jacobians = jacobians
    if not right or problem.is_staircase:
        for i in range(len(problem.names)):
            if i not in right:
                mismatch.inputs[i] = _sample(problem, rows, i)
    return mismatch


def mismatch_of_engine(gradients: Gradients, rows: Sequence[Row]) -> Mismatch | None:
    """The mismatch where it is the engine's gradient that is wrong."""
    problem, wrong = gradients.problem, gradients.by_engine
    if wrong is None:
        return None
    right = gradients.by_hand
    error: InputGradients = {}
    if right is None:
        right, error = _by_rows(problem, rows)
    return _mismatch(problem, problem.exact, Autodiff(), None, wrong, right, error)


def mismatch_nearby(mismatch: Mismatch) -> Mismatch | None:
    """The mismatch at a point nearby; None where there is none to be had.

    What fits there by chance no longer fits here. Of a staircase single differences
    know nothing.
    """
    problem, formula = mismatch.problem, mismatch.formula
    if formula is None or problem.is_staircase:
        return None
    if not callable(formula.analytic) and not isinstance(formula.analytic, PRODUCTS):
        return None
    points = [_nearby_point(problem, sign) for sign in (1.0, -1.0)]
    points = [point for point in points if problem.bounds.contain(point)]
    if not points:
        return None
    payloads = points[0]
    other = Formula(problem)
    try:
        hand = other.read(formula.analytic, payloads)
        if any(not np.all(np.isfinite(array)) for array in hand.values()):
            return None
        if all(np.array_equal(other.arrays[i], formula.arrays[i]) for i in hand):
            return None  # numbers that were computed before
        engine, right = Autodiff(), None
        error: InputGradients = {}
        jacobians = None
        if mismatch.engine.out is not None:
            engine, right = _by_engine(problem, payloads)
        if right is None and mismatch.jacobians is not None:
            # The differences of all results give those of their combination, too.
            jacobians = jacobians_by_differences(problem, payloads)
            right, error = {}, {}
            if jacobians is not None:
                right, error = contracted(problem, jacobians)
        elif right is None:
            right, error = gradient_by_differences(problem, payloads)
        if not right:
            return None
        nearby = _mismatch(problem, payloads, engine, other, hand, right, error)
        nearby.jacobians = jacobians
        return nearby
    except (Exception, OutOfBudget):
        # A function of the user may refuse a point that they did not choose.
        return None


def _nearby_point(problem: Problem, sign: float) -> list[Payload]:
    rng = np.random.default_rng(1)
    return [_nearby_payload(payload, sign, rng) for payload in problem.exact]


def _nearby_payload(payload: Payload, sign: float, rng: np.random.Generator) -> Payload:
    array = np.asarray(payload, np.float64)
    typical = float(np.max(np.abs(array), initial=0.0)) or 1.0
    size = np.where(array == 0.0, 0.3 * typical, np.abs(array))
    shifted = array + sign * _NEARBY * size * rng.uniform(0.5, 1.0, array.shape)
    return shifted if isinstance(payload, np.ndarray) else float(shifted)


def _by_engine(
    problem: Problem, payloads: Sequence[Payload]
) -> tuple[Autodiff, InputGradients | None]:
    engine = differentiate(problem.output, problem.leaves(payloads))
    if engine.gradients is None or engine.out is None:
        return Autodiff(), None
    arrays = {i: as_components(array) for i, array in enumerate(engine.gradients)}
    if any(not np.all(np.isfinite(array)) for array in arrays.values()):
        return Autodiff(), None
    return engine, arrays


def _sample(problem: Problem, rows: Sequence[Row], i: int) -> InputGradient | None:
    """The components of an input that have a row, where there are too many."""
    name, at = problem.names[i], np.asarray(problem.exact[i])
    own = [
        row
        for row in rows
        if row.input == name and row.analytic is not None and not row.is_open
    ]
    if len(own) < _FEWEST or problem.upstream.weights is not None:
        return None
    numbers = np.array(
        [
            (at[x.index], x.analytic, x.numeric.value, CONFIDENCE * x.numeric.error)
            for x in own
        ]
    )
    x, wrong, right, error = numbers.T
    return InputGradient(name, x, wrong, right, error, is_sample=True)


def _by_rows(
    problem: Problem, rows: Sequence[Row]
) -> tuple[InputGradients, InputGradients]:
    """The gradient by differences, of the inputs whose every component has a row."""
    right: InputGradients = {}
    error: InputGradients = {}
    for i, name in enumerate(problem.names):
        own = [row for row in rows if row.input == name]
        shape = np.shape(problem.exact[i])
        if len(own) != math.prod(shape) or any(row.is_open for row in own):
            continue
        right[i], error[i] = np.empty(shape), np.empty(shape)
        for row in own:
            right[i][row.index] = row.numeric.value
            error[i][row.index] = CONFIDENCE * row.numeric.error
    if len(right) < len(problem.names) and not problem.is_staircase:
        return gradient_by_differences(problem, problem.exact)
    return right, error


def _mismatch(
    problem: Problem,
    payloads: Sequence[Payload],
    engine: Autodiff,
    formula: Formula | None,
    hand: InputGradients,
    right: InputGradients,
    error: InputGradients,
) -> Mismatch:
    inputs: list[InputGradient | None] = []
    for i, name in enumerate(problem.names):
        is_whole = i in right and np.shape(hand[i]) == np.shape(right[i])
        if not is_whole or not np.all(np.isfinite(right[i])):
            inputs.append(None)
            continue
        at = np.asarray(payloads[i], np.float64)
        bar = np.broadcast_to(error.get(i, np.zeros(())), at.shape)
        inputs.append(InputGradient(name, at, hand[i], right[i], bar))
    is_known = payloads is problem.exact and math.isfinite(problem.center)
    value = problem.center if is_known else float(problem.nearby(payloads))
    return Mismatch(problem, payloads, engine, formula, inputs, value)
