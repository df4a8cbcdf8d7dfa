"""Random programs, and their source text."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.fuzz.programs.vocabulary import SHAPES, TEMPLATES, UNARY, WEIGHTS

FEATURES = tuple(TEMPLATES)
GRID = (-1.5, -1.0, -0.5, 0.5, 1.0, 1.5)
"""Numbers that are drawn more than once, so that some comparisons are equalities."""

_HOLE = re.compile(
    r"\{(out|tmp|[vzrmksn])(=?)\}|\{([cRMS]|spread)\}|\{f([:|])(\w)>(\w)\}"
)


@dataclass(frozen=True)
class Register:
    """A name of the program, and the kind of what it holds."""

    name: str
    kind: str


@dataclass(frozen=True)
class Function:
    """A function inside a program, of one argument."""

    name: str
    argument: Register
    steps: tuple[Step, ...]
    result: str
    """The kind of what it returns."""


@dataclass(frozen=True)
class Step:
    """One template with its holes filled: by registers, functions or source text."""

    out: Register
    feature: str
    template: str
    fills: tuple[Register | Function | str, ...]


@dataclass(frozen=True)
class Program:
    """Inputs and steps; the result is the sum of all that no step uses."""

    inputs: tuple[Register, ...]
    points: tuple[Any, ...]
    directions: tuple[Any, ...]
    steps: tuple[Step, ...]

    @property
    def features(self) -> list[str]:
        """The features of its steps, by name."""
        return sorted(set(_features(self.steps)))

    @property
    def source(self) -> str:
        """The program as a function in Python."""
        names = ", ".join(register.name for register in self.inputs)
        return "\n".join(
            [f"def program({names}):", *_body(self.inputs, self.steps, "n", "    ")]
        )


# -- source text -----------------------------------------------------------------------


def _body(
    arguments: Sequence[Register], steps: Sequence[Step], result: str, indent: str
) -> list[str]:
    lines = [line for step in steps for line in _lines(step)]
    lines.append(f"return {_closing(arguments, steps, result)}")
    return [indent + line for line in lines]


def _lines(step: Step) -> list[str]:
    """The source of one step: its functions, then its template."""
    functions = [fill for fill in step.fills if isinstance(fill, Function)]
    lines = []
    for function in functions:
        lines.append(f"def {function.name}({function.argument.name}):")
        lines += _body([function.argument], function.steps, function.result, "    ")
    fills = iter(step.fills)

    def text(hole: re.Match[str]) -> str:
        if hole[1] == "out":
            return step.out.name
        if hole[1] == "tmp":
            return step.out.name + "_"
        fill = next(fills)
        return fill if isinstance(fill, str) else fill.name

    return lines + _HOLE.sub(text, step.template).splitlines()


def uses(steps: Sequence[Step]) -> Iterator[str]:
    """The names of the registers that the steps use, inside functions too."""
    for step in steps:
        for fill in step.fills:
            if isinstance(fill, Register):
                yield fill.name
            elif isinstance(fill, Function):
                yield from uses(fill.steps)


def _features(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        yield step.feature
        for fill in step.fills:
            if isinstance(fill, Function):
                yield from _features(fill.steps)


def _closing(arguments: Sequence[Register], steps: Sequence[Step], result: str) -> str:
    """An expression of kind `result` of all registers that no step uses."""
    busy = set(uses(steps))
    ends = [
        register
        for register in (*arguments, *(step.out for step in steps))
        if register.name not in busy
    ]
    terms = []
    for register in ends:
        if register.kind == result:
            terms.append(f"np.tanh({register.name})")
        elif register.kind in "vz":
            # Half of them as they are: their gradient may be a node of the program.
            plain = int(register.name[1:]) % 2
            terms.append(register.name if plain else f"np.sin({register.name})")
        else:
            terms.append(f"0.5 * ac.sum(np.sin({register.name}))")
    if result != "n" and result not in {register.kind for register in ends}:
        ones = f"ac.Tensor({np.ones(SHAPES[result]).tolist()})"
        return f"({' + '.join(terms)}) * {ones}"
    return " + ".join(terms)


def array_text(numbers: Any) -> str:
    """An array as source text."""
    return f"np.array({numbers})"


# -- random draws ----------------------------------------------------------------------


@dataclass
class _Draw:
    """Draws of one program; the same ones from a seed in every version of Python."""

    random: random.Random
    features: Sequence[str]
    count: int = 0

    def one_of(self, items: Sequence[Any]) -> Any:
        return items[int(self.random.random() * len(items))]

    def number(self, size: float = 1.5) -> float:
        if self.random.random() < 0.3:
            return self.one_of(GRID)
        return round((2.0 * self.random.random() - 1.0) * size, 2) or 0.25

    def array(self, shape: tuple[int, ...]) -> Any:
        if not shape:
            return self.number()
        return [self.array(shape[1:]) for _ in range(shape[0])]

    def register(self, kind: str) -> Register:
        self.count += 1
        return Register(f"{kind}{self.count}", kind)

    def template(self) -> tuple[str, str, str]:
        """`(feature, kind of the result, template)`."""
        weights = [WEIGHTS.get(feature, 1.0) for feature in self.features]
        at = self.random.random() * sum(weights)
        sums = itertools.accumulate(weights)
        feature = self.features[sum(at > total for total in sums)]
        return (feature, *self.one_of(TEMPLATES[feature]))

    def steps(self, n: int, pool: Sequence[Register], depth: int) -> tuple[Step, ...]:
        """`n` steps on the registers of the pool, each on those before it too."""
        steps: list[Step] = []
        registers = list(pool)
        for _ in range(n):
            step = self.step(registers, depth)
            steps.append(step)
            registers.append(step.out)
        return tuple(steps)

    def step(self, pool: list[Register], depth: int) -> Step:
        for _ in range(12):
            feature, kind, template = self.template()
            if depth == 0 and "{f" in template:
                continue
            fills = self.fills(template, pool, depth)
            if fills is not None:
                return Step(self.register(kind), feature, template, fills)
        kind, template = UNARY[pool[-1].kind]
        return Step(self.register(kind), "scalar", template, (pool[-1], pool[-1]))

    def fills(
        self, template: str, pool: list[Register], depth: int
    ) -> tuple[Register | Function | str, ...] | None:
        """What goes into the holes; None if a register of some kind is missing."""
        fills: list[Register | Function | str] = []
        last: dict[str, Register] = {}
        for hole in _HOLE.finditer(template):
            kind = hole[1]
            if kind in ("out", "tmp"):
                continue
            if kind is not None:
                accepted = "vz" if kind == "n" else kind
                choice = [register for register in pool if register.kind in accepted]
                if not choice:
                    return None
                if not hole[2]:
                    # Recent registers more often, so that programs grow deep.
                    late = choice[-3:] if self.random.random() < 0.6 else choice
                    last[kind] = self.one_of(late)
                fills.append(last[kind])
            elif hole[3] is not None:
                fills.append(self.constant(hole[3]))
            else:
                around = pool if hole[4] == ":" else []
                fills.append(self.function(hole[5], hole[6], around, depth - 1))
        return tuple(fills)

    def constant(self, kind: str) -> str:
        if kind == "c":
            return str(self.number())
        if kind == "S":
            return "4.0 * np.eye(3)"
        if kind == "spread":
            return array_text([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
        return array_text(self.array(SHAPES[kind.lower()]))

    def function(
        self, kind: str, result: str, around: list[Register], depth: int
    ) -> Function:
        argument = self.register(kind)
        n = 1 + int(self.random.random() * 3)
        steps = self.steps(n, [*around, argument], depth)
        return Function(f"f{argument.name}", argument, steps, result)


def draw_program(
    seed: int, features: Sequence[str] = FEATURES, most_steps: int = 7
) -> Program:
    """The program of a seed."""
    draw = _Draw(random.Random(seed), features)
    kinds = ["v", draw.one_of("mr"), draw.one_of("vzrmks")]
    inputs = tuple(draw.register(kind) for kind in kinds)
    points = tuple(draw.array(SHAPES[kind]) for kind in kinds)
    directions = tuple(draw.array(SHAPES[kind]) for kind in kinds)
    n = 2 + int(draw.random.random() * (most_steps - 1))
    return Program(inputs, points, directions, draw.steps(n, inputs, 2))
