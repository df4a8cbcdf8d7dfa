"""A fixed small share of the fuzzing of files, states, expressions and commands.

More of it: `python -m tests.fuzz.files --count 10000 --seed 0`.
"""

import pytest

from tests.fuzz import harness
from tests.fuzz.files import FUZZERS

SHARE = {"commands": 40, "checkpoint-structure": 80, "expressions": 500}


@pytest.mark.parametrize("fuzzer", FUZZERS, ids=lambda fuzzer: fuzzer.name)
def test_no_fault(fuzzer):
    outcomes, failures = harness.search(fuzzer, SHARE.get(fuzzer.name, 120))
    assert not failures, "\n".join(map(str, failures))
    assert outcomes["refused"] > 0


# -- the harness itself ----------------------------------------------------------------


class Planted:
    """Numbers, of which 3 and 5 are a fault when both are there."""

    name = "planted"

    def case(self, rng):
        return [rng.randrange(8) for _ in range(20)]

    def run(self, case):
        assert not {3, 5} <= set(case), "three and five"
        return "refused" if 3 in case else "loaded"


def test_a_failing_case_is_shrunk_to_what_the_fault_needs():
    outcomes, failures = harness.search(Planted(), 50, seed=7, most=3)
    assert len(failures) == outcomes["FAILED"] == 3
    for failure in failures:
        assert sorted(failure.case) == [3, 5]
        assert failure.seed >= 7
        assert str(failure).startswith(
            f"planted, seed {failure.seed}: AssertionError: t"
        )
        assert str(failure).endswith(f"minimal case: {failure.case}")


def test_a_seed_alone_decides_the_case():
    first, again = (harness.case_of(Planted(), 5) for _ in range(2))
    assert first == again != harness.case_of(Planted(), 6)


@pytest.mark.parametrize(
    "case",
    [[], ["x" * 20_000], [("cut", 5), "ab" * 60], ["abcdefg" * 30], ((1,), {"a": 2})],
)
def test_a_printed_case_can_be_pasted(case):
    text = harness.pasteable(case)
    assert eval(text) == case
    assert len(text) < 250


def test_the_command_prints_counts_and_how_to_try_again(capsys):
    program = "python -m planted"
    assert harness.command(program, [Planted()], ["--count", "40"]) == 1
    text = capsys.readouterr().out
    assert text.startswith("planted: ")
    assert "FAILED" in text
    assert "  again: python -m planted --only planted --count 1 --seed " in text
    seed = text.split("--seed ")[1].split()[0]
    again = ["--only", "planted", "--count", "1", "--seed", seed]
    assert harness.command(program, [Planted()], again) == 1
    assert "planted: 1 cases in 0 s: 1 FAILED" in capsys.readouterr().out
