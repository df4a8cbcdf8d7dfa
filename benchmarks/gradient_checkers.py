"""Gradient checkers on the same questions: ours, HIPS autograd's and SciPy's.

Each peer runs with its own defaults, HIPS with order 1 besides. SciPy returns an error
and leaves the threshold to its user: here 1e-6. Every function of the corpus is given
with its true gradient and with a wrong one. `open` is neither pass nor fail: f is too
inaccurate at that point, and the report says so.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from autograd.extend import defjvp, defvjp, primitive
from autograd.test_util import check_grads
from scipy.optimize import check_grad

from autograd_core.testing import derivative
from autograd_core.testing.verdict import judge
from tests.testing.corpus import cases, wrong_gradients

Function = Callable[[float], float]


class Question(NamedTuple):
    """A function, a point, its supplied derivative, and whether that is right."""

    text: str
    f: Function
    x: float
    df: Function
    ddf: Function
    right: str


class Answer(NamedTuple):
    """`pass`, `fail`, `open` or a kink, and how often f was called."""

    text: str
    calls: int


def ours(question: Question) -> Answer:
    """The staged method; nothing to set."""
    gradient = question.df(question.x)
    found = derivative(question.f, question.x, expected=[gradient])
    verdict, ok = judge(None, gradient, found)
    if found.kink is not None:
        low, high = found.kink
        return Answer(f"KINK[{low:g},{high:g}] {'in' if ok else 'OUT'}", 0)
    text = "open" if verdict.name == "UNRESOLVED" else "pass" if ok else "fail"
    return Answer(text, found.evaluations)


def hips(question: Question, **options: Any) -> Answer:
    """`autograd.test_util.check_grads(f)(x)`: both modes, order 2, random direction."""
    f, calls = counted(question.f)
    outer, middle, inner = primitive(f), primitive(question.df), primitive(question.ddf)
    for function, slope in ((outer, middle), (middle, inner)):
        defvjp(function, lambda ans, x, slope=slope: lambda g: g * slope(x))
        defjvp(function, lambda g, ans, x, slope=slope: g * slope(x))
    try:
        check_grads(outer, **options)(question.x)
    except (AssertionError, ArithmeticError, ValueError):
        return Answer("fail", len(calls))
    return Answer("pass", len(calls))


def scipy(question: Question) -> Answer:
    """`scipy.optimize.check_grad(f, df, [x]) < 1e-6`: forward difference."""
    f, calls = counted(question.f)
    try:
        error = check_grad(
            lambda x: f(float(x[0])),
            lambda x: np.array([question.df(float(x[0]))]),
            np.array([question.x]),
        )
    except (ArithmeticError, ValueError):
        return Answer("fail", len(calls))
    return Answer("pass" if error < 1e-6 else "fail", len(calls))


def counted(f: Function) -> tuple[Function, list[float]]:
    """f, and a list that grows by one entry per call."""
    calls: list[float] = []

    def counting(x: float) -> float:
        calls.append(x)
        return f(x)

    return counting, calls


def hips_1(question: Question) -> Answer:
    """HIPS without second derivatives: `check_grads(f, order=1)(x)`."""
    return hips(question, order=1)


CHECKERS = {"ours": ours, "HIPS": hips, "HIPS, order 1": hips_1, "SciPy < 1e-6": scipy}


def hard_questions() -> list[Question]:
    """Points where a fixed step or tolerance misleads."""

    def relu(x: float) -> float:
        return max(x, 0.0)

    def zero(x: float) -> float:
        return 0.0

    def scaled(factor: float, f: Function) -> Function:
        return lambda x: factor * f(x)

    def minus_sin(x: float) -> float:
        return -math.sin(x)

    small = scaled(1e-7, math.sin)

    def q(
        text: str, f: Function, x: float, df: Function, ddf: Function, right: str = "ok"
    ) -> Question:
        return Question(text, f, x, df, ddf, right)

    inverse, inverse_2 = (lambda x: 1 / x), (lambda x: -1 / x**2)
    return [
        q("log at 1e-3", math.log, 1e-3, inverse, inverse_2),
        q("log at 1e-9", math.log, 1e-9, inverse, inverse_2),
        q(
            "sqrt at 1e-10",
            math.sqrt,
            1e-10,
            lambda x: 0.5 / math.sqrt(x),
            lambda x: -0.25 / x**1.5,
        ),
        q("1/x at 1e-5", inverse, 1e-5, inverse_2, lambda x: 2 / x**3),
        q("x^3 at 1e6", lambda x: x**3, 1e6, lambda x: 3 * x**2, lambda x: 6 * x),
        q("exp at 20", math.exp, 20.0, math.exp, math.exp),
        q("sin at 1e8", math.sin, 1e8, math.cos, minus_sin),
        q("x + 1e9 at 1", lambda x: x + 1e9, 1.0, lambda x: 1.0, zero),
        q("relu at 1e-7", relu, 1e-7, lambda x: 1.0, zero),
        q("relu at 0, g = 0", relu, 0.0, zero, zero, "kink"),
        q("relu at 0, g = 1", relu, 0.0, lambda x: 1.0, zero, "kink"),
        q("abs at 0, g = 0", abs, 0.0, zero, zero, "kink"),
        q("abs at 0, g = 2", abs, 0.0, lambda x: 2.0, zero, "wrong"),
        q(
            "sin, 0.05 % off",
            math.sin,
            1.0,
            scaled(1.0005, math.cos),
            scaled(1.0005, minus_sin),
            "wrong",
        ),
        q(
            "1e-7 sin, g twice",
            small,
            1.0,
            scaled(2e-7, math.cos),
            scaled(2e-7, minus_sin),
            "wrong",
        ),
        q("1e-7 sin, g = 0", small, 1.0, zero, zero, "wrong"),
        q("log at 1e8, g = 0", math.log, 1e8, zero, zero, "wrong"),
    ]


def random_questions(count: int, seed: int) -> list[Question]:
    """Each function of the corpus twice: with the right gradient and a wrong one."""
    rng = random.Random(seed)
    found = []
    for case in cases(count, seed):
        truth = case.jet(case.x)[1]
        for factor, right in ((1.0, "ok"), (wrong_gradients(1.0, rng), "wrong")):
            found.append(
                Question(
                    case.text,
                    case.f,
                    case.x,
                    lambda x, case=case, factor=factor: factor * case.jet(x)[1],
                    lambda x, case=case, factor=factor: factor * case.jet(x)[2],
                    right,
                )
            )
        assert truth != 0
    return found


def print_hard() -> None:
    """One line for each hard question."""
    print(f"{'case':20} {'truth':6}" + "".join(f" {name:18}" for name in CHECKERS))
    for question in hard_questions():
        answers = [check(question).text for check in CHECKERS.values()]
        texts = "".join(f" {text:18}" for text in answers)
        print(f"{question.text:20} {question.right:6}{texts}".rstrip())


def print_random(count: int, seed: int) -> None:
    """One line for each checker."""
    questions = random_questions(count, seed)
    print(
        f"\n{count} random composites, seed {seed}, scales 1e-6 to 1e6, "
        "wrong by 1e-4 to 1"
    )
    print(
        f"{'checker':14} {'rejects right':>14} {'right: open':>12} "
        f"{'accepts wrong':>14} {'calls: median':>14} {'mean':>6}"
    )
    for name, check in CHECKERS.items():
        answers = [(each.right, check(each)) for each in questions]
        right = [answer for truth, answer in answers if truth == "ok"]
        wrong = [answer for truth, answer in answers if truth == "wrong"]

        def percent(found: list[Answer], *texts: str) -> str:
            return f"{100 * sum(a.text in texts for a in found) / len(found):.2f} %"

        calls = [answer.calls for answer in right]
        rejected = percent(right, "fail")
        accepted = percent(wrong, "pass")
        print(
            f"{name:14} {rejected:>14} {percent(right, 'open'):>12} {accepted:>14}"
            f" {statistics.median(calls):14.0f} {statistics.fmean(calls):6.1f}"
        )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    asked: Any = parser.parse_args()
    np.random.seed(asked.seed)  # HIPS draws its directions from the global generator
    with np.errstate(all="ignore"):
        print_hard()
        print_random(asked.count, asked.seed)


if __name__ == "__main__":
    main()
