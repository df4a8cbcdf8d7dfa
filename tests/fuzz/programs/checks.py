"""A case run every way, its numbers compared with the reference's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.fuzz.programs.case import Case
from tests.fuzz.programs.reference import Numbers
from tests.fuzz.programs.ways import WAYS, Way

RTOL = {np.float64: 1e-8, np.float32: 2e-3}


@dataclass(frozen=True)
class Failure:
    """A way that raised, or gave other numbers than the reference."""

    way: Way
    kind: str
    """The class of the error, or what is wrong with the answer."""
    message: str


def failures(case: Case, numbers: Numbers, ways: Iterable[str]) -> Iterator[Failure]:
    """The failures of those ways."""
    for name in ways:
        failure = _failure(case, numbers, WAYS[name])
        if failure is not None:
            yield failure


def same_failure(case: Case, numbers: Numbers, failure: Failure) -> bool:
    """Whether this case fails in the same way."""
    other = _failure(case, numbers, failure.way)
    return other is not None and other.kind == failure.kind


def _failure(case: Case, numbers: Numbers, way: Way) -> Failure | None:
    names = case.names(way)
    try:
        exec(way.code, names)
    except Exception as error:
        return Failure(way, type(error).__name__, str(error))
    answer, expected = list(names["answer"]), getattr(numbers, way.expects)
    if len(answer) == 2 * len(expected):
        expected = [*expected, *expected]
    kinds = case.kinds * 2 if len(expected) > 1 else "v"
    for entry, reference, kind in zip(answer, expected, kinds, strict=False):
        dtype = np.float64 if kind == "v" else way.dtype
        wrong = _difference(entry, reference, dtype, RTOL[way.dtype])
        if wrong:
            return Failure(way, wrong, f"{entry!r}, by the reference {reference!r}")
    return None


def _difference(entry: Any, reference: Any, dtype: Any, rtol: float) -> str:
    """What is wrong with a number or array, if anything is."""
    entry = np.asarray(entry)
    if entry.shape != reference.shape:
        return "wrong shape"
    if entry.dtype != dtype:
        return "wrong dtype"
    most = rtol * max(1.0, np.abs(reference).max(initial=0.0))
    wrong = ~(np.abs(entry - reference) <= most)
    if not wrong.any():
        return ""
    return "nan" if np.isnan(entry[wrong]).all() else "wrong number"
