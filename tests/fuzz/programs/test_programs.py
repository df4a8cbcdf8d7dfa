"""A fixed share of the random programs, by PyTorch's stored numbers."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from tests.fuzz.programs.__main__ import options
from tests.fuzz.programs.case import NAMES, Case
from tests.fuzz.programs.checks import failures
from tests.fuzz.programs.corpus import Stored, stored
from tests.fuzz.programs.generator import FEATURES, draw_program
from tests.fuzz.programs.reference import Numbers
from tests.fuzz.programs.shrinker import shrink
from tests.fuzz.programs.ways import WAYS

GROUPS = 12


def check(group: list[Stored]) -> None:
    """Each program in some of the ways, drawn by its seed."""
    for seed, case, numbers in group:
        names = random.Random(seed).sample(list(WAYS), 6)
        for failure in failures(case, numbers, names):
            pytest.fail(f"{failure.message}\n{case.script(failure.way)}")


@pytest.mark.parametrize("group", range(GROUPS))
def test_stored_programs(group: int) -> None:
    check(stored()[group::GROUPS])


def test_every_feature_is_stored() -> None:
    features = [feature for _, case, _ in stored() for feature in case.features]
    assert set(features) == set(FEATURES)
    assert min(map(features.count, FEATURES)) >= 15


def test_a_seed_gives_one_program() -> None:
    assert draw_program(7).source == draw_program(7).source
    assert len({draw_program(seed).source for seed in range(50)}) == 50


# -- the fuzzer itself -----------------------------------------------------------------

SQUARES = Case(
    "def program(v1, r2):\n    return ac.sum(own_square(np.tanh(r2) * v1))",
    "vr",
    (0.7, [0.2, -0.4, 1.1]),
    (1.0, [1.0, -1.0, 0.5]),
)


def numbers_by_hand() -> Numbers:
    """Of sum (v tanh r)^2, with t = tanh r and t' = 1 - t^2."""
    dv, dr = SQUARES.directions[0], np.array(SQUARES.directions[1])

    def gradient(v: float, t: np.ndarray) -> list[np.ndarray]:
        return [np.array(2 * v * (t * t).sum()), 2 * v * v * t * (1 - t * t)]

    v, r = SQUARES.points[0], np.array(SQUARES.points[1])
    t = np.tanh(r)
    by_v, by_r = gradient(v, t)
    mixed = 4 * v * t * (1 - t * t)
    return Numbers(
        [np.array((v * v * t * t).sum())],
        [by_v, by_r],
        [by_v * dv + by_r @ dr],
        [
            2 * (t * t).sum() * dv + mixed @ dr,
            mixed * dv + 2 * v * v * (1 - t * t) * (1 - 3 * t * t) * dr,
        ],
        gradient(v - 0.1 * by_v, np.tanh(r - 0.1 * by_r)),
    )


def failed_ways(factor: float, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What fails, and how, if the derivative of the custom op has this factor."""
    op = ac.custom_op(lambda x: x * x, lambda x: factor * x, name="own_square")
    monkeypatch.setitem(NAMES, "own_square", op)
    return {
        failure.way.name: failure.kind
        for failure in failures(SQUARES, numbers_by_hand(), WAYS)
    }


def test_a_right_derivative_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert failed_ways(2.0, monkeypatch) == {}


def test_a_wrong_derivative_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = failed_ways(2.02, monkeypatch)
    assert set(failed.values()) == {"wrong number"}
    assert set(WAYS) - set(failed) == {"value", "scalar graph"}


def test_a_failure_prints_a_script_that_runs() -> None:
    out: dict[str, Any] = {}
    for seed in (1, 2):
        case = Case.of(draw_program(seed, ("scalar", "arrays")))
        for way in (WAYS["backward"], WAYS["deepcopy in float32"]):
            exec(case.script(way).replace("print(answer)", ""), out)
            assert len(out["answer"]) in (len(case.kinds), 2 * len(case.kinds))


def test_shrinking_leaves_what_fails() -> None:
    program = next(
        program
        for program in (draw_program(k, ("scalar", "arrays")) for k in range(1000))
        if "ac.hypot" in program.source and len(program.steps) > 5
    )
    small = shrink(program, lambda program: "ac.hypot" in program.source)
    assert len(small.steps) == 1
    assert small.source.count("ac.") <= 3
    assert len(small.inputs) < 3


def test_options_name_features_and_ways(capsys: pytest.CaptureFixture[str]) -> None:
    args = options(["--only", "scalar,jvp", "--without", "jvp"])
    assert (args.features, args.ways) == (("scalar",), ())
    args = options(["--without", "closures"])
    assert set(FEATURES) - set(args.features) == {"closures"}
    assert args.ways == tuple(WAYS)
    with pytest.raises(SystemExit):
        options(["--only", "scaler"])
    assert "no feature or way is called scaler" in capsys.readouterr().err
