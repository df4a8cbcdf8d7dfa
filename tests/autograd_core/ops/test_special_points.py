"""A part of the scan of special points: nothing is finite and wrong."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import mpmath
import pytest

import autograd_core as ac
from autograd_core.array_ops import normalize, norms, reductions
from autograd_core.ops.op import OPS
from tests.special_points.scan import INF, Case, cases, scan, verdict_on
from tests.special_points.sequences import NARY, REDUCTIONS

CASES = {case.name: case for case in cases()}
FEW = {
    1: (0.0, 5e-324, 1e-308, 1.0, -1e308, INF),
    2: (0.0, 5e-324, 1.0, -1.0, INF),
    3: (0.0, 1.0, -INF),
}


def few_points(case: Case) -> list[tuple[float, ...]]:
    """The points of the scan whose numbers are among FEW."""
    points = dict.fromkeys(map(tuple, case.points()))
    return [p for p in points if all(x in FEW[case.arity] for x in p)]


def wrong(name: str) -> list[str]:
    return [str(f) for f in scan([CASES[name]], few_points) if f.verdict == "WRONG"]


@pytest.mark.parametrize("name", CASES)
def test_no_number_is_finite_and_wrong(name: str) -> None:
    assert wrong(name) == []


def test_every_op_is_scanned() -> None:
    assert set(OPS) <= set(CASES)
    names = {case.removesuffix(" [...]") for case in CASES}
    for module in (reductions, norms, normalize):
        kinds = [kind for kind in vars(module).values() if type(kind) is type]
        rules = {vars(kind)["name"] for kind in kinds if "name" in vars(kind)}
        assert rules <= {*names, "norm"}
    assert {*NARY} <= {*REDUCTIONS, "dot"}


def plant(monkeypatch: pytest.MonkeyPatch, name: str, i: int, derivative: Any) -> None:
    derivatives = list(OPS[name].derivatives)
    derivatives[i] = derivative
    monkeypatch.setattr(OPS[name], "derivatives", tuple(derivatives))
    monkeypatch.setattr(OPS[name], "payload_derivatives", ())


PLANTED: list[tuple[str, int, Any]] = [
    ("power", 1, lambda out, x, y: out * ac.log(x + ((x >= 0) & (x <= 0)))),
    ("hypot", 0, lambda out, x, y: x / (out + ((out >= 0) & (out <= 0)))),
    ("tanh", 0, lambda out, x: 1.0 - out * out + 1e-3 * (x > 1e300)),
    ("sqrt", 0, lambda out, x: ac.where(x > 0, 0.5 / ac.maximum(out, 1e-200), 0.0)),
    ("multiply", 0, lambda out, x, y: y * (x < 1e300)),
    ("exp", 0, lambda out, x: out + 1e-6 * (x < 1e-310)),
]


@pytest.mark.parametrize(("name", "i", "derivative"), PLANTED)
def test_a_wrong_derivative_at_a_special_point_is_found(
    monkeypatch: pytest.MonkeyPatch, name: str, i: int, derivative: Any
) -> None:
    plant(monkeypatch, name, i, derivative)
    assert wrong(name)


VERDICTS = [
    (1.0, (1.0, 1.0), "true"),
    (1.0 + 1e-8, (1.0, 1.0), "WRONG"),
    (0.0, (1.0, -1.0), "convention"),
    (1.5, (1.0, -1.0), "WRONG"),
    (math.nan, (1.0, 1.0), "loud"),
    (INF, (1.0, 1.0), "loud"),
    (INF, (INF, INF), "true"),
    (0.0, (INF, -INF), "WRONG"),
    (0.0, (math.nan,), "WRONG"),
    (0.0, (1e-310,), "true"),
]


@pytest.mark.parametrize(("number", "limits", "verdict"), VERDICTS)
def test_verdicts(number: float, limits: tuple[float, ...], verdict: str) -> None:
    assert verdict_on(number, list(map(mpmath.mpf, limits))) == verdict


def test_most_numbers_are_simply_true() -> None:
    """The scan would prove nothing of an engine that gives nan for everything."""
    counts = Counter(f.verdict for f in scan([CASES["softplus"]], few_points))
    assert counts["true"] > 0.9 * counts.total()
