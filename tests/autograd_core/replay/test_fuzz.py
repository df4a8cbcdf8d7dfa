"""A sample of the random programs of `python -m tests.fuzz.compiled`."""

from tests.fuzz.compiled import faults


def test_random_programs_and_batches():
    assert list(faults(count=150, batches=60, seed=0)) == []
