"""Gradient checkers on the same questions: ours, HIPS autograd's and SciPy's.

Each peer runs with its own defaults, HIPS also with order 1. SciPy returns an error
and leaves the threshold to its user: here 1e-6. Every function of the corpus is given
with its true gradient and with a wrong one. `open` is neither pass nor fail: f is too
inaccurate at that point, and the report says so. A kink is right `in` its interval of
subgradients and wrong `OUT` of it. The tables at the end are those of
docs/gradient-testing.md, with PyTorch and JAX if those are installed.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from autograd.extend import defjvp, defvjp, primitive
from autograd.test_util import check_grads
from scipy.optimize import check_grad

from autograd_core.testing import derivative
from autograd_core.testing.diagnosis.verdict import judge
from benchmarks.checkers_on_families import print_families
from tests.testing.numeric.corpus import bent, cases, wrong_gradients
from tests.testing.numeric.hard_points import HARD_POINTS, Function, HardPoint


class Answer(NamedTuple):
    """`pass`, `fail`, `open` or a kink, and how often f was called."""

    text: str
    calls: int


def ours(question: HardPoint) -> Answer:
    """The staged method; nothing to set."""
    gradient = question.df(question.x)
    estimate = derivative(question.f, question.x, expected=[gradient])
    verdict, ok = judge(None, gradient, estimate)
    if estimate.kink is not None:
        low, high = estimate.kink
        text = f"KINK[{low:g},{high:g}] {'in' if ok else 'OUT'}"
    else:
        text = "open" if verdict.name == "UNRESOLVED" else "pass" if ok else "fail"
    return Answer(text, estimate.evaluations)


def hips(question: HardPoint, **options: Any) -> Answer:
    """`autograd.test_util.check_grads(f)(x)`: both modes, order 2, random direction."""
    f, calls = count_calls(question.f)
    outer, middle, inner = primitive(f), primitive(question.df), primitive(question.ddf)
    for function, slope in ((outer, middle), (middle, inner)):
        defvjp(function, lambda ans, x, slope=slope: lambda g: g * slope(x))
        defjvp(function, lambda g, ans, x, slope=slope: g * slope(x))
    try:
        check_grads(outer, **options)(question.x)
    except (AssertionError, ArithmeticError, ValueError):
        return Answer("fail", len(calls))
    return Answer("pass", len(calls))


def scipy(question: HardPoint) -> Answer:
    """`scipy.optimize.check_grad(f, df, [x]) < 1e-6`: forward difference."""
    f, calls = count_calls(question.f)
    try:
        error = check_grad(
            lambda x: f(float(x[0])),
            lambda x: np.array([question.df(float(x[0]))]),
            np.array([question.x]),
        )
    except (ArithmeticError, ValueError):
        return Answer("fail", len(calls))
    return Answer("pass" if error < 1e-6 else "fail", len(calls))


def count_calls(f: Function) -> tuple[Function, list[float]]:
    """f, and a list that grows by one entry per call."""
    calls: list[float] = []

    def counting(x: float) -> float:
        calls.append(x)
        return f(x)

    return counting, calls


def hips_1(question: HardPoint) -> Answer:
    """HIPS without second derivatives: `check_grads(f, order=1)(x)`."""
    return hips(question, order=1)


CHECKERS = {"ours": ours, "HIPS": hips, "HIPS, order 1": hips_1, "SciPy < 1e-6": scipy}


def random_questions(count: int, seed: int, real: bool) -> list[HardPoint]:
    """Each function of the corpus twice: with the right gradient and a wrong one.

    Args:
        count: how many functions.
        seed: of the corpus.
        real: whether the functions refuse complex numbers, as those of `math` do.
    """
    rng = random.Random(seed)
    questions = []
    for case in cases(count, seed):
        for factor, truth in ((1.0, "ok"), (wrong_gradients(1.0, rng), "wrong")):
            questions.append(
                HardPoint(
                    case.text,
                    case.real if real else case.f,
                    case.x,
                    lambda x, case=case, factor=factor: factor * case.jet(x)[1],
                    lambda x, case=case, factor=factor: factor * case.jet(x)[2],
                    truth,
                )
            )
    return questions


def kinks(count: int, seed: int, distance: float | None) -> list[HardPoint]:
    """Functions with a kink: a subgradient at it, the gradient and a wrong one near."""
    rng = random.Random(seed)
    questions = []
    for case in bent(count, seed, distance):
        low, high = case.slopes
        slope = low + rng.random() * (high - low)
        off = wrong_gradients(1.0, rng) * slope
        if distance == 0.0:
            off = high + (high - low) * rng.uniform(0.01, 1)
        for gradient, truth in ((slope, "ok"), (off, "wrong")):
            if truth == "ok" or off != slope:
                questions.append(
                    HardPoint("", case.f, case.x, lambda x, g=gradient: g, zero, truth)
                )
    return questions


def zero(x: float) -> float:
    """The second derivative of what is made of straight lines."""
    return 0.0


def print_hard() -> None:
    """One line for each hard question."""
    names = "".join(f" {name:18}" for name in CHECKERS)
    print(f"{'case':20} {'truth':6}{names}".rstrip())
    for question in HARD_POINTS:
        answers = [check(question).text for check in CHECKERS.values()]
        texts = "".join(f" {text:18}" for text in answers)
        print(f"{question.text:20} {question.truth:6}{texts}".rstrip())


def print_random(title: str, questions: list[HardPoint]) -> None:
    """One line for each checker."""
    print(f"\n{title}")
    print(
        f"{'checker':14} {'rejects right':>14} {'right: open':>12} "
        f"{'accepts wrong':>14} {'calls: median':>14} {'mean':>6}"
    )
    for name, check in CHECKERS.items():
        answers = [(question.truth, check(question)) for question in questions]
        right = [answer for truth, answer in answers if truth == "ok"]
        wrong = [answer for truth, answer in answers if truth == "wrong"]

        def percent(part: list[Answer], *texts: str) -> str:
            hits = sum(any(text in a.text for text in texts) for a in part)
            return f"{100 * hits / len(part):.2f} %"

        calls = [answer.calls for answer in right]
        print(
            f"{name:14} {percent(right, 'fail', 'OUT'):>14} "
            f"{percent(right, 'open'):>12} {percent(wrong, 'pass', ' in'):>14}"
            f" {statistics.median(calls):14.0f} {statistics.fmean(calls):6.1f}"
        )


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    arguments: Any = parser.parse_args()
    np.random.seed(
        arguments.seed
    )  # HIPS draws its directions from the global generator
    with np.errstate(all="ignore"):
        print_hard()
        count, seed = arguments.count, arguments.seed
        corpus = f"{count} random composites, seed {seed}, scales 1e-6 to 1e6"
        print_random(
            f"{corpus}, wrong by 1e-4 to 1; code that takes complex numbers",
            random_questions(count, seed, real=False),
        )
        print_random(
            f"{corpus}, wrong by 1e-4 to 1; code on floats alone",
            random_questions(count, seed, real=True),
        )
        print_random(
            f"{count} functions at a kink: any subgradient is right, seed {seed}",
            kinks(count, seed, distance=0.0),
        )
        print_random(
            f"{count} functions 1e-9 to 1 (relative) from a kink, seed {seed}",
            kinks(count, seed, distance=None),
        )
        print_families(max(1, count // 100), seed)


if __name__ == "__main__":
    main()
