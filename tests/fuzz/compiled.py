"""Random programs, compiled and replayed at new points, against the engine.

python -m tests.fuzz.compiled --count 10000 --batches 2000 --seed 0
"""

from __future__ import annotations

import argparse
import random
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import autograd_core as ac
from autograd_core import Value

OPERATORS = ("+", "+", "-", "*", "*", "/", "neg", "**")
BOUNDED = ("tanh", "relu", "sigmoid", "sin", "cos", "softplus", "silu", "erf")
BOUNDED += ("arctan", "leaky_relu", "elu", "gelu", "hard_tanh", "absolute", "sign")
OF_TWO = ("maximum", "minimum", "hypot")
SEQUENCES = ("dot", "dot_bias", "sum", "mean", "logsumexp", "max", "min", "softmax")
BRANCHES = ("if", "sorted", "take", "clip", "where", "detach")
RTOL = 1e-9


def program(seed: int, branches: bool) -> Callable[..., Any]:
    """A function of two parameters and two inputs, the same one for the same seed."""

    def f(*v: Any) -> Any:
        rng = random.Random(seed)
        pool = [*v, 1.5, -0.5, 2.0]
        for _ in range(rng.randint(3, 25)):
            pool.append(step(rng, pool, list(v), branches))
        total = pool[-1]
        for x in pool[-4:-1]:
            total = total + x
        return total * v[0]

    return f


def step(rng: random.Random, pool: list[Any], v: list[Any], branches: bool) -> Any:
    """One more result of the numbers so far."""
    kinds = OPERATORS + BOUNDED + OF_TWO + SEQUENCES + (BRANCHES if branches else ())
    kind = rng.choice(kinds)
    a, b = rng.choice(pool), rng.choice(pool)
    if not isinstance(a, Value):
        a = rng.choice(v)
    if kind in OPERATORS:
        return arithmetic(kind, a, b, rng)
    if kind in BOUNDED:
        return getattr(ac, kind)(a)
    if kind in OF_TWO:
        return getattr(ac, kind)(a, b)
    if kind in SEQUENCES:
        xs = [a, *[rng.choice(pool) for _ in range(3)]]
        return sequence(kind, xs, b)
    return branch(kind, a, b, v, rng)


def arithmetic(kind: str, a: Any, b: Any, rng: random.Random) -> Any:
    if kind == "+":
        return a + b
    if kind == "-":
        return b - a
    if kind == "*":
        return a * b
    if kind == "/":
        return a / (b * b + 1.0)
    if kind == "neg":
        return -a
    return (a * a + 0.5) ** rng.choice([-0.5, 1.5, 3, -1, 2, 0.5])


def sequence(kind: str, xs: list[Any], b: Any) -> Any:
    if kind == "dot":
        return ac.dot(xs[:2], xs[2:])
    if kind == "dot_bias":
        return ac.dot(xs[:2], xs[2:], b)
    if kind == "softmax":
        return ac.softmax(xs)[0]
    return getattr(ac, kind)(xs)


def branch(kind: str, a: Any, b: Any, v: list[Any], rng: random.Random) -> Any:
    if kind == "if":
        return a * 2.0 if a > b else a.tanh()
    if kind == "sorted":
        return sorted([a, b, v[1]])[1] * a
    if kind == "take":
        number = ac.where(a > b, 1.0, 0.0) if rng.random() < 0.5 else 1.0
        return ac.take([v[0], v[1] * 2.0], number) * a
    if kind == "clip":
        return a.clip(-1.0, 1.0)
    if kind == "where":
        return ac.where(a, b, v[1])
    return a.detach() * v[0]


def gradients(f: Callable[..., Any], numbers: Any) -> tuple[float, list[float]]:
    """The value and the gradient by the engine."""
    v = [Value(float(x)) for x in numbers]
    out = f(*v)
    out.backward()
    return out.data, [x.grad for x in v]


def close(found: Any, wanted: Any) -> bool:
    """Whether numbers are equal up to rounding; inf and nan as they are."""
    found, wanted = np.asarray(found), np.asarray(wanted)
    finite = np.isfinite(wanted)
    same = np.array_equal(found[~finite], wanted[~finite], equal_nan=True)
    size = max(1e-3, np.abs(wanted[finite]).max(initial=0.0))
    return same and bool(np.all(np.abs(found[finite] - wanted[finite]) <= RTOL * size))


def single(seed: int) -> str:
    """What is wrong with replays of a program at four points, "" if nothing is."""
    f = program(seed, branches=seed % 2 == 0)
    compiled = ac.compile(f)
    rng = np.random.default_rng(seed)
    for call in range(4):
        x = rng.normal(size=4)
        v = [Value(float(number)) for number in x]
        out = compiled(*v)
        out.backward()
        found = [out.data, *[node.grad for node in v]]
        value, slopes = gradients(f, x)
        if not close(found, [value, *slopes]):
            return f"program {seed}, call {call}: {found}, not {[value, *slopes]}"
    return ""


def batch(seed: int) -> str:
    """What is wrong with a batch of 29 rows of a program, "" if nothing is."""
    f = program(seed, branches=seed % 2 == 0)
    rng = np.random.default_rng(seed)
    theta, rows = rng.normal(size=2), rng.normal(size=(29, 2))
    p, q = Value(float(theta[0])), Value(float(theta[1]))
    compiled = ac.compile(lambda x, y: f(p, q, x, y))
    out = compiled.batch(rows[:, 0], rows[:, 1])
    out.backward()
    found = [out.data, p.grad, q.grad]
    wanted = np.zeros(3)
    size = 1e-3
    for row in rows:
        value, slopes = gradients(f, [*theta, *row])
        part = np.array([value, slopes[0], slopes[1]]) / len(rows)
        wanted += part
        size = max(size, np.abs(part[np.isfinite(part)]).max(initial=0.0))
    if not np.isfinite(wanted).all():
        return ""
    if np.abs(np.array(found) - wanted).max() <= 1e-8 * size * len(rows):
        return ""
    return f"batch {seed}: {found}, not {wanted.tolist()}"


def faults(count: int, batches: int, seed: int) -> Iterator[str]:
    """What is wrong, of so many programs and batches."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in range(seed, seed + count):
            if text := single(case):
                yield text
        for case in range(seed, seed + batches):
            if text := batch(case):
                yield text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--batches", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    wrong = 0
    for text in faults(options.count, options.batches, options.seed):
        wrong += 1
        print(text)
    print(f"{options.count} programs, {options.batches} batches: {wrong} wrong")


if __name__ == "__main__":
    main()
