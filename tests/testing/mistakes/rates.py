"""What the gradient tester says of each mistake, and whether that is right."""

import functools
import re
from typing import NamedTuple

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.testing import check_gradient
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


class Outcome(NamedTuple):
    """The hints for one mistake: right, vague, none or misleading."""

    name: str
    mistake: str
    kind: str
    hints: tuple


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
            yield kind_of(mode, function, mistake)


def kind_of(mode, function, mistake):
    """The `Outcome` for one mistake; "" is the right formula, which gets no hint."""
    f = function.f if mode == "engine" else numpy_only(function.f)
    report = check_gradient(f, function.at, analytic=function.formula(mistake))
    assert report.ok == (not mistake), (function.name, mistake)
    pattern, hints = function.mistakes.get(mistake, ""), tuple(report.hints)
    return Outcome(function.name, mistake, _kind(hints, pattern), hints)


def _kind(hints, pattern):
    if not hints:
        return "none"
    if any(re.search(pattern, hint) for hint in hints):
        return "right"
    return "vague" if all(VAGUE.search(hint) for hint in hints) else "misleading"
