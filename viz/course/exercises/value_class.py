"""Lesson 6: the learner's own Value, against the engine on random graphs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

import autograd_core as ac
from viz.course.exercise import Exercise, Inputs, Mistake, Part, Trial, gives
from viz.course.plain import brief, same

DEEP = 10_000

PLAIN: dict[str, Callable[[Any], Any]] = {
    "+ 2": lambda x: x + 2,
    "* 2": lambda x: x * 2,
    "2 +": lambda x: 2 + x,
    "2 *": lambda x: 2 * x,
}
"""Ops with a plain number, on either side."""


class Program(NamedTuple):
    """A calculation: steps on numbered nodes, the leaves first.

    Attributes:
        kind: what is tried.
        leaves: their numbers.
        steps: `("+", i, j)`, `("*", i, j)`, `("tanh", i, 0)`, `("**", i, exponent)`,
            or one of `PLAIN` as `("2 *", i, 0)`; each makes the node with the next
            number, the last one is the result.
        backwards: how often `backward()` is called.
    """

    kind: str
    leaves: tuple[float, ...]
    steps: tuple[tuple[str, int, int], ...]
    backwards: int = 1


def cases(rng: np.random.Generator) -> Sequence[Inputs]:
    """Draw programs: single operations, trees, shared leaves, shared nodes, a chain."""
    programs = [
        Program("one operation", _leaves(rng, 2), (step,))
        for step in (("+", 0, 1), ("*", 0, 1), ("tanh", 0, 0), ("**", 0, 3))
    ]
    tree = (("*", 0, 1), ("+", 3, 2), ("tanh", 4, 0), ("**", 5, 2))
    programs += [Program("chain", _leaves(rng, 3), tree)]
    programs += [
        Program("leaf used twice", _leaves(rng, 2), steps)
        for steps in (
            (("+", 0, 0),),
            (("*", 0, 0),),
            (("*", 0, 1), ("+", 2, 0)),
            (("tanh", 0, 0), ("*", 2, 0)),
        )
    ]
    programs += [
        Program("shared node", _leaves(rng, 2), steps)
        for steps in (
            (("+", 0, 0), ("+", 2, 2)),
            (("*", 0, 1), ("tanh", 2, 0), ("*", 3, 2)),
            (("*", 0, 1), ("tanh", 2, 0), ("*", 2, 3)),
        )
    ]
    programs += [_random(rng) for _ in range(20)]
    programs += [
        Program("plain number", _leaves(rng, 1), ((op, 0, 0),)) for op in PLAIN
    ]
    cube = (("*", 0, 0), ("*", 1, 0))
    programs.append(Program("backward twice", _leaves(rng, 1), cube, backwards=2))
    programs.append(Program("deep", (0.5,), (("+", 0, 0), *_deep())))
    return [(program,) for program in programs]


def _leaves(rng: np.random.Generator, count: int) -> tuple[float, ...]:
    sizes = rng.uniform(0.4, 1.2, count) * rng.choice([-1, 1], count)
    return tuple(sizes.tolist())


def _random(rng: np.random.Generator) -> Program:
    steps = []
    for i in range(3, 3 + int(rng.integers(4, 12))):
        op = ("+", "*", "tanh", "**")[int(rng.integers(4))]
        other = 2 if op == "**" else int(rng.integers(i))
        steps.append((op, i - 1, other))
    return Program("shared node", _leaves(rng, 3), tuple(steps))


def _deep() -> list[tuple[str, int, int]]:
    return [("+", i, 0) for i in range(1, DEEP)]


def run(value_class: Any, program: Program) -> list[float]:
    """Return the result and the gradients of the leaves, by some class of Values."""
    leaves = [value_class(number) for number in program.leaves]
    nodes = [*leaves]
    for op, i, j in program.steps:
        if op == "+":
            node = nodes[i] + nodes[j]
        elif op == "*":
            node = nodes[i] * nodes[j]
        elif op == "tanh":
            node = nodes[i].tanh()
        elif op in PLAIN:
            node = PLAIN[op](nodes[i])
        else:
            node = nodes[i] ** j
        nodes.append(node)
    for _ in range(program.backwards):
        nodes[-1].backward()
    return [nodes[-1].data, *(leaf.grad for leaf in leaves)]


def ask(value_class: Any, program: Program) -> list[float]:
    """Run a program on the learner's class."""
    return run(value_class, program)


def agrees(trial: Trial) -> bool:
    """Return whether data and gradients are the engine's."""
    return same(trial.answer, trial.right, 1e-8)


def _in(kind: str, *formulas: Any) -> Any:
    """Return a test for answers to one kind of program, equal to a formula's if any."""
    fits = gives(*formulas) if formulas else lambda trial: not trial.error
    return lambda trial: trial.inputs[0].kind == kind and fits(trial)


def _one_operation(op: str, *locals_: Any) -> Any:
    """Return a test for wrong local derivatives of an operation."""

    def formula(program: Program, local: Any) -> list[float]:
        result = run(ac.Value, program)[0]
        grads = [*map(float, local(*program.leaves)), 0.0][:2]
        return [result, *grads]

    fits = _in(
        "one operation",
        *(lambda program, local=local: formula(program, local) for local in locals_),
    )
    return lambda trial: trial.inputs[0].steps[0][0] == op and fits(trial)


def _no_gradient(program: Program) -> list[float]:
    return [run(ac.Value, program)[0], *(0.0 for _ in program.leaves)]


def _once(program: Program) -> list[float]:
    return run(ac.Value, program._replace(backwards=1))


def _wrong_result(trial: Trial) -> bool:
    answer, correct = trial.answer, trial.right
    if not isinstance(answer, list) or not isinstance(correct, list) or not answer:
        return False
    return len(answer) == len(correct) and not same(answer[0], correct[0])


MISTAKES = (
    Mistake(
        "the recursion is too deep",
        "A graph may be thousands of nodes deep: sort it with a list of your own in "
        "place of a function that calls itself.",
        lambda trial: (
            trial.inputs[0].kind == "deep" and trial.error.startswith("RecursionError")
        ),
    ),
    Mistake(
        "the result is wrong",
        "The forward pass is wrong already: look at `data` before `grad`.",
        _wrong_result,
    ),
    Mistake(
        "dL/dL is not 1",
        "backward() begins with self.grad = 1; without it every product is 0.",
        _in("one operation", _no_gradient),
    ),
    Mistake(
        "the own factor, not the other",
        "In a * b the gradient of a is b times what arrives.",
        _one_operation("*", lambda a, b: (a, b)),
    ),
    Mistake(
        "tanh taken at the input",
        "1 - t**2 is in terms of the result t = tanh(a), not of a.",
        _one_operation("tanh", lambda a, b: (1 - a * a,)),
    ),
    Mistake(
        "the power is not lowered",
        "The derivative of a**n is n * a**(n - 1).",
        _one_operation(
            "**",
            lambda a, b: (3 * a**3,),
            lambda a, b: (a**2,),
        ),
    ),
    Mistake(
        "upstream forgotten",
        "Multiply each local derivative by the gradient of the result, out.grad.",
        _in("chain"),
    ),
    Mistake(
        "uses overwrite each other",
        "A value used twice receives twice: write += for the gradient, not =.",
        _in("leaf used twice"),
    ),
    Mistake(
        "a node passes on too early",
        "A node may pass its gradient on only when all its uses have reported: sort "
        "the nodes first, each once, and go through them from the result.",
        _in("shared node"),
    ),
    Mistake(
        "a plain number beside it",
        "Wrap it: other if isinstance(other, Value) else Value(other). For one on the "
        "left Python asks __radd__ and __rmul__.",
        lambda trial: trial.inputs[0].kind == "plain number" and bool(trial.error),
    ),
    Mistake(
        "the second backward adds nothing",
        "Leaves add up over calls of backward(): do not set their gradients to 0.",
        _in("backward twice", _once),
    ),
    Mistake(
        "gradients in between are not reset",
        "A second backward() starts anew: set the gradients of all nodes that have "
        "parents to 0 first.",
        _in("backward twice"),
    ),
)


def show(program: Program) -> str:
    """Return the program as it would be typed."""
    if program.kind == "deep":
        return f"Value: x + x + ... + x, {DEEP} additions,"
    names = [*"abc"[: len(program.leaves)]]
    for op, i, j in program.steps:
        if op == "tanh":
            text = f"{_factor(names[i])}.tanh()"
        elif op == "**":
            text = f"{_factor(names[i])}**{j}"
        elif op in PLAIN:
            text = f"{op} {names[i]}" if op[0] == "2" else f"{names[i]} {op}"
        else:
            text = f"{_factor(names[i])} {op} {_factor(names[j])}"
        names.append(text)
    values = zip("abc", program.leaves, strict=False)
    where = ", ".join(f"{name} = {x:.4g}" for name, x in values if name in names[-1])
    twice = ", backward twice," if program.backwards > 1 else ""
    text = names[-1] if len(names[-1]) < 60 else f"a graph of {len(names)} nodes"
    return f"Value: {text} at {where}{twice}"


def _factor(text: str) -> str:
    return f"({text})" if " " in text else text


def say(trial: Trial) -> str:
    """Return the first number that is wrong."""
    answer, correct = trial.answer, trial.right
    if not isinstance(answer, list) or not isinstance(correct, list):
        return "gives no numbers"
    names = ["data of the result", *(f"{name}.grad" for name in "abc")]
    for name, number, expected in zip(names, answer, correct, strict=False):
        if not same(number, expected, 1e-8):
            return f"has {name} = {brief(number)}, right is {brief(expected)}"
    return "is wrong"


EXERCISE = Exercise(
    "Write it yourself",
    (
        Part(
            name="Value",
            call="Value",
            cases=cases,
            right=lambda program: run(ac.Value, program),
            mistakes=MISTAKES,
            ask=ask,
            agrees=agrees,
            show=show,
            say=say,
            group=lambda program: (
                f"{program.kind} {program.steps[0][0]}"
                if program.kind == "one operation"
                else program.kind
            ),
            kind=type,
        ),
    ),
)
