"""A failing program made small: steps taken out, numbers made short."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.fuzz.programs.generator import Function, Program, Register, Step, uses

Fails = Callable[[Program], bool]


def shrink(program: Program, fails: Fails, most_tries: int = 400) -> Program:
    """The smallest program that still fails, by taking what makes it smaller."""
    tries = 0
    smaller = True
    while smaller and tries < most_tries:
        smaller = False
        for candidate in _smaller(program):
            tries += 1
            if fails(candidate):
                program, smaller = candidate, True
                break
            if tries == most_tries:
                break
    return program


def _smaller(program: Program) -> Iterator[Program]:
    """Programs with one thing less."""
    for steps in _fewer_steps(program.steps, program.inputs):
        yield replace(program, steps=steps)
    yield from _fewer_inputs(program)
    for name in ("points", "directions"):
        numbers = getattr(program, name)
        for i, entry in enumerate(numbers):
            for shorter in (_rounded(entry, 0), _rounded(entry, 1)):
                if shorter != entry:
                    shortened = (*numbers[:i], shorter, *numbers[i + 1 :])
                    yield replace(program, **{name: shortened})


def _fewer_inputs(program: Program) -> Iterator[Program]:
    busy = set(uses(program.steps))
    for i, register in enumerate(program.inputs):
        if register.name not in busy and len(program.inputs) > 1:
            rest = [j for j in range(len(program.inputs)) if j != i]
            yield Program(
                tuple(program.inputs[j] for j in rest),
                tuple(program.points[j] for j in rest),
                tuple(program.directions[j] for j in rest),
                program.steps,
            )


def _fewer_steps(
    steps: tuple[Step, ...], inputs: tuple[Register, ...]
) -> Iterator[tuple[Step, ...]]:
    """The steps without one of them, from the last; then with smaller functions."""
    for i in reversed(range(len(steps))):
        before = (*inputs, *(step.out for step in steps[:i]))
        rest = steps[i + 1 :]
        if steps[i].out.name not in set(uses(rest)):
            yield steps[:i] + rest
            continue
        for register in before:
            if register.kind == steps[i].out.kind:
                yield steps[:i] + _renamed(rest, steps[i].out.name, register)
    for i, step in enumerate(steps):
        for j, fill in enumerate(step.fills):
            if isinstance(fill, Function):
                for body in _fewer_steps(fill.steps, (fill.argument,)):
                    smaller = replace(fill, steps=body)
                    fills = (*step.fills[:j], smaller, *step.fills[j + 1 :])
                    yield (*steps[:i], replace(step, fills=fills), *steps[i + 1 :])


def _renamed(
    steps: tuple[Step, ...], name: str, register: Register
) -> tuple[Step, ...]:
    """The steps with another register for that name, inside functions too."""

    def renamed(fill: Register | Function | str) -> Register | Function | str:
        if isinstance(fill, Register):
            return register if fill.name == name else fill
        if isinstance(fill, Function):
            return replace(fill, steps=_renamed(fill.steps, name, register))
        return fill

    return tuple(replace(step, fills=tuple(map(renamed, step.fills))) for step in steps)


def _rounded(numbers: Any, digits: int) -> Any:
    """Fewer digits, and never 0: there are kinks."""
    if isinstance(numbers, list):
        return [_rounded(entry, digits) for entry in numbers]
    return round(numbers, digits) or numbers
