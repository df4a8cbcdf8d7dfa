"""What the gradient tester says of each mistake, and whether that is right."""

import functools
import re
from typing import NamedTuple

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.testing import check_gradient
from autograd_core.transforms import pytree
from tests.testing.mistakes import (  # noqa: F401  # they enter their functions
    dynamics,
    laws,
    layers,
    mechanics,
    models,
    networks,
    regression,
    sequences,
    signals,
    systems,
)
from tests.testing.mistakes.case import FUNCTIONS

MODES = ("engine", "NumPy only")

VAGUE = re.compile(
    r"common factor is wrong|lacks the same term|^only .* wrong|of its own in each|"
    r"off by the same amount|right up to the sign|^the right gradient"
)
"""Hints that say how the numbers differ, and claim no cause."""


PLACES = {
    "as they are": lambda x, normal: x,
    "off by 5 %": lambda x, normal: x * (1 + 0.05 * normal(np.shape(x))),
    "float32": lambda x, normal: np.float32(x),
    "times 1e-4": lambda x, normal: x * 1e-4,
    "times 30": lambda x, normal: x * 30,
    "zeros": lambda x, normal: x * 0.0,
    "ones": lambda x, normal: x * 0.0 + 1.0,
}
"""Points made of the inputs of a function, where a right formula is right as well."""


class Outcome(NamedTuple):
    """What is said of one formula.

    Attributes:
        name: of the function.
        mistake: in its formula; "" without one.
        kind: of the hints: right, vague, none or misleading.
        hints: the sentences.
        verdict: PASS, FORMULA_WRONG ...
        ok: whether the formula passes.
        calls: evaluations of f for each number of its inputs.
    """

    name: str
    mistake: str
    kind: str
    hints: tuple
    verdict: str
    ok: bool
    calls: float

    @property
    def result(self):
        """The formula is passed, blamed, or neither of the two."""
        blamed = "open" if self.verdict == "UNRESOLVED" else "blamed"
        return "passed" if self.ok else blamed


def functions(half=None, only=""):
    """The functions of the corpus: all, or every other one."""
    chosen = FUNCTIONS if half is None else FUNCTIONS[half::2]
    return [function for function in chosen if only in function.name]


def numpy_only(f):
    """The function of numbers alone, as one that the engine cannot follow."""

    @functools.wraps(f)
    def plain(*at):
        if any(isinstance(x, Node) for x in at):
            raise TypeError("takes numbers and arrays alone")
        return np.asarray(f(*at)) + 0.0

    return plain


def outcomes(mode, half=None, only=""):
    """An `Outcome` for each mistake."""
    for function in functions(half, only):
        for mistake in function.mistakes:
            yield outcome(mode, function, mistake)


def outcomes_of_right(mode, place, half=None, only=""):
    """An `Outcome` for each right formula that is finite at a place of `PLACES`."""
    for function in functions(half, only):
        normal = np.random.default_rng(7).standard_normal
        at = tuple(PLACES[place](x, normal) for x in function.at)
        if _is_finite(function, at):
            yield outcome(mode, function._replace(at=at), "")


def _is_finite(function, at):
    with np.errstate(all="ignore"):
        try:
            results = (function.f(*at), function.formula()(*at))
        except (ArithmeticError, np.linalg.LinAlgError):
            return False
    return all(np.all(np.isfinite(x)) for x in pytree.leaves(results, "results"))


def outcome(mode, function, mistake):
    """The `Outcome` for one mistake; "" is the right formula."""
    f = function.f if mode == "engine" else numpy_only(function.f)
    report = check_gradient(f, function.at, analytic=function.formula(mistake))
    hints = tuple(report.hints)
    kind = _kind(hints, function.mistakes.get(mistake, ""))
    calls = report.evaluations / sum(np.size(x) for x in function.at)
    verdict, ok = str(report.verdict), report.ok
    return Outcome(function.name, mistake, kind, hints, verdict, ok, calls)


def _kind(hints, pattern):
    if not hints:
        return "none"
    if any(re.search(pattern, hint) for hint in hints):
        return "right"
    return "vague" if all(VAGUE.search(hint) for hint in hints) else "misleading"
