"""A case run every way, its numbers compared with the reference's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.fuzz.programs.case import Case
from tests.fuzz.programs.reference import Numbers
from tests.fuzz.programs.ways import FLOAT32, WAYS, Way

RTOL = {np.float64: 1e-8, np.float32: 2e-3}


@dataclass(frozen=True)
class Failure:
    """A way that raised, or gave other numbers than the reference."""

    way: Way
    dtype: Any
    kind: str
    """The class of the error, or what is wrong with the answer."""
    message: str


def failures(case: Case, numbers: Numbers, ways: Iterable[str]) -> Iterator[Failure]:
    """The failures of those ways, in float64 and where it is of use in float32."""
    for name in ways:
        yield from _failure(case, numbers, WAYS[name], np.float64)
        if name in FLOAT32 and set(case.kinds) - {"v"}:
            yield from _failure(case, numbers, WAYS[name], np.float32)


def same_failure(case: Case, numbers: Numbers, failure: Failure) -> bool:
    """Whether this case fails in the same way."""
    return any(
        other.kind == failure.kind
        for other in _failure(case, numbers, failure.way, failure.dtype)
    )


def _failure(case: Case, numbers: Numbers, way: Way, dtype: Any) -> Iterator[Failure]:
    names = case.names(dtype)
    try:
        exec(way.code, names)
    except Exception as error:
        yield Failure(way, dtype, type(error).__name__, str(error))
        return
    answer, expected = list(names["answer"]), getattr(numbers, way.expects)
    if len(answer) == 2 * len(expected):
        expected = [*expected, *expected]
    for i, (entry, reference) in enumerate(zip(answer, expected, strict=True)):
        wrong = _difference(entry, reference, RTOL[dtype])
        if wrong:
            text = f"answer[{i}] is {entry!r}, the reference {reference!r}"
            yield Failure(way, dtype, wrong, text)
            return
    if dtype is np.float32:
        for entry, kind in zip(answer, case.kinds * 2, strict=False):
            if kind != "v" and np.asarray(entry).dtype != np.float32:
                text = f"the gradient of a float32 Tensor is {entry.dtype}"
                yield Failure(way, dtype, "wrong dtype", text)


def _difference(entry: Any, reference: Any, rtol: float) -> str:
    """What is wrong with a number or array, if anything is."""
    if np.shape(entry) != np.shape(reference):
        return "wrong shape"
    size = max(1.0, float(np.max(np.abs(reference), initial=0.0)))
    if not np.all(np.isfinite(entry)):
        return "not finite"
    if np.max(np.abs(entry - reference), initial=0.0) > rtol * size:
        return "wrong number"
    return ""
