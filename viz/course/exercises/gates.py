"""Lesson 15: weights of a gate, and XOR out of gates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial, Watched
from viz.course.plain import same

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))
FIRES: Mapping[str, tuple[int, ...]] = {
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "NOR": (1, 0, 0, 0),
}
Gate = Callable[[float, float], int]


def gate_cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Ask for the four gates, in any order."""
    return [(str(name),) for name in rng.permutation([*FIRES])]


def weights_of(trial: Trial) -> tuple[float, float, float] | None:
    """Return w1, w2, b of an answer; None if it is not three numbers."""
    answer = trial.answer
    if not isinstance(answer, list) or len(answer) != 3:
        return None
    numbers = [float(x) for x in answer if isinstance(x, (int, float))]
    return (numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 else None


def _fires(
    weights: tuple[float, float, float], low: int = 0, strict: bool = True
) -> tuple[int, ...]:
    """Return for which inputs a neuron fires, with inputs low and 1."""
    w1, w2, b = weights
    sums = [w1 * (x1 or low) + w2 * (x2 or low) + b for x1, x2 in CORNERS]
    return tuple(int(s > 0 or (s == 0 and not strict)) for s in sums)


def gate_agrees(trial: Trial) -> bool:
    """Return whether it fires where the gate does."""
    weights = weights_of(trial)
    return weights is not None and _fires(weights) == FIRES[trial.inputs[0]]


def _of_weights(test: Callable[[Any, tuple[int, ...]], bool]) -> Callable[..., bool]:
    """Return a test of the weights, and of where the gate fires."""

    def fits(trial: Trial) -> bool:
        weights = weights_of(trial)
        return weights is not None and test(weights, FIRES[trial.inputs[0]])

    return fits


GATE_MISTAKES = (
    Mistake(
        "an input on the line",
        "The neuron fires if the sum is greater than 0, not at 0: move the line by "
        "half a unit.",
        _of_weights(lambda w, fires: _fires(w, strict=False) == fires),
    ),
    Mistake(
        "for inputs -1 and 1",
        "These weights are right for -1 and 1; here the inputs are 0 and 1.",
        _of_weights(lambda w, fires: _fires(w, low=-1) == fires),
    ),
    Mistake(
        "the bias comes first",
        "Return (w1, w2, b): the bias last.",
        _of_weights(lambda w, fires: _fires((w[1], w[2], w[0])) == fires),
    ),
    Mistake(
        "the opposite",
        "It fires exactly where it should not: change all signs.",
        _of_weights(lambda w, fires: _fires(w) == tuple(1 - f for f in fires)),
    ),
    Mistake(
        "no bias",
        "Without a bias the line goes through (0, 0), and the neuron does not fire "
        "there.",
        _of_weights(lambda w, fires: w[2] == 0),
    ),
    Mistake(
        "another gate",
        "These weights belong to another of the four gates.",
        _of_weights(lambda w, fires: _fires(w) in FIRES.values()),
    ),
)


def gate_say(trial: Trial) -> str:
    """Return where the neuron fires."""
    weights = weights_of(trial)
    if weights is None:
        return "is not (w1, w2, b)"
    return (
        f"returns {weights}: for 00, 01, 10, 11 that fires {_fires(weights)}, right "
        f"is {FIRES[trial.inputs[0]]}"
    )


# -- XOR -------------------------------------------------------------------------------


def ask_xor(xor: Callable[..., Any]) -> Watched:
    """Return the four answers, and how many gates were asked for them."""
    count = [0]

    def counted(name: str) -> Gate:
        def gate(a: float, b: float) -> int:
            count[0] += 1
            if a not in (0, 1) or b not in (0, 1):
                raise ValueError(f"{name}({a}, {b}): the inputs of a gate are 0 or 1")
            return FIRES[name][2 * int(a) + int(b)]

        return gate

    gates = {name: counted(name) for name in ("AND", "OR", "NAND")}
    return Watched([xor(*corner, gates) for corner in CORNERS], count[0])


def xor_agrees(trial: Trial) -> bool:
    """Return whether it is exclusive or, made of gates."""
    return same(trial.answer, trial.right) and bool(trial.notes)


def _truth(*table: int) -> Callable[[Trial], bool]:
    """Return a test for the answers of another truth table."""
    return lambda trial: same(trial.answer, [*table])


XOR_MISTAKES = (
    Mistake(
        "no gate is used",
        "Write it out of gates['AND'], gates['OR'] and gates['NAND'].",
        lambda trial: not trial.error and not trial.notes,
    ),
    Mistake(
        "or, not exclusive or",
        "For (1, 1) exclusive or is 0: one of the two, not both.",
        _truth(0, 1, 1, 1),
    ),
    Mistake(
        "the opposite",
        "It is 1 where the inputs differ, not where they are equal.",
        _truth(1, 0, 0, 1),
    ),
    Mistake(
        "NAND alone",
        "NAND is 1 for (0, 0) as well: one of them has to be 1, too.",
        _truth(1, 1, 1, 0),
    ),
    Mistake(
        "two gates joined by the wrong one",
        "Both have to hold, OR and NAND: join them by AND.",
        lambda trial: _truth(1, 1, 1, 1)(trial) or _truth(0, 0, 0, 0)(trial),
    ),
)


EXERCISE = Exercise(
    "Gates and XOR",
    (
        Part(
            name="gate",
            call="gate(name)",
            cases=gate_cases,
            right=lambda name: None,
            mistakes=GATE_MISTAKES,
            agrees=gate_agrees,
            show=lambda name: f"gate({name!r})",
            say=gate_say,
        ),
        Part(
            name="xor",
            call="xor(x1, x2, gates)",
            cases=lambda rng: [()],
            right=lambda: [int(x1 != x2) for x1, x2 in CORNERS],
            mistakes=XOR_MISTAKES,
            ask=ask_xor,
            agrees=xor_agrees,
            show=lambda: "xor for 00, 01, 10, 11",
        ),
    ),
)
