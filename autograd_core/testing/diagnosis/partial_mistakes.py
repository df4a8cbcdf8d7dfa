"""Where in an array the gradient is wrong, if it is right in the rest of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograd_core.testing.diagnosis.array_mistakes import ArrayMistake, subject
from autograd_core.testing.diagnosis.factors import factor_reason, is_same, ratio_text
from autograd_core.testing.diagnosis.mismatch import InputGradient

_MOST_NAMED = 4
"""So many entries are listed."""


def partial_mistakes(x: InputGradient) -> Iterator[ArrayMistake]:
    """The rows, columns, blocks or entries that alone are wrong, and how.

    >>> right = np.arange(1.0, 7.0).reshape(2, 3)
    >>> wrong = right * np.array([[1.0], [-1.0]])
    >>> next(partial_mistakes(InputGradient("W", right, wrong, right, 0 * right))).hint
    'only row 1 of the gradient of W is wrong: -1x: the sign is wrong'
    """
    if not x.is_comparable or x.wrong.size < 2:
        return
    slack = 1e-7 * x.size + x.error
    is_off = np.abs(x.wrong - x.right) > slack
    # Zeros are right for other reasons, such as a unit that is off: they show nothing.
    if not is_off.any() or not np.any(x.right[~is_off]):
        return
    place = _place(x, is_off)
    if place is None:
        return
    part, noun = place
    plural = noun.endswith("s")
    how, number = _how(x, is_off)
    if noun == "entry" and how.count(":") < 2 and "," not in how:
        return  # the table of the report shows that much
    verb = "are" if plural else "is"
    hint = f"only {part} of {subject(x)} {verb} wrong{how}"
    is_explained = how.count(":") > 1 or "," in how or "it" in how
    # Without a reason it says where, and a change of the formula says more.
    rank = 3.8 if is_explained else 3.9 if how else 4.6
    yield ArrayMistake(rank, f"partial_{part}_{bool(how)}", hint, number)


def _place(x: InputGradient, is_off: np.ndarray) -> tuple[str, str] | None:
    """The part of an array that holds all wrong entries and no right ones."""
    shape = is_off.shape
    named = ("row", "column") if is_off.ndim == 2 else ()
    if is_off.ndim == 2 and shape[0] == shape[1]:
        diagonal = np.eye(shape[0], dtype=bool)
        upper = np.triu(np.ones(shape, bool), 1)
        for name, mask in (
            ("the diagonal", diagonal),
            ("what is off the diagonal", ~diagonal),
            ("the upper triangle", upper),
            ("the lower triangle", upper.T),
        ):
            if np.array_equal(is_off, mask) and not (
                shape[0] == 2 and name.endswith("triangle")
            ):
                return name, name
    for axis in range(is_off.ndim):
        others = tuple(k for k in range(is_off.ndim) if k != axis)
        touched = np.flatnonzero(is_off.any(axis=others))
        # An entry that is 0 by itself does not show the mistake.
        shows = is_off | (x.right == 0)
        if others and len(touched) < shape[axis] and shows.take(touched, axis).all():
            if len(touched) > max(_MOST_NAMED, shape[axis] // 2):
                continue
            name = named[axis] if named else f"slice along axis={axis}"
            if len(touched) > 1:
                name = (
                    name.replace("slice", "slices") if "slice" in name else name + "s"
                )
            return f"{name} {_listed(touched, shape[axis])}", name
    entries = np.argwhere(is_off)
    if len(entries) > _MOST_NAMED and len(entries) > is_off.size // 2:
        return None
    names = [
        f"[{', '.join(map(str, entry))}]" for entry in entries[:_MOST_NAMED].tolist()
    ]
    if len(entries) > _MOST_NAMED:
        return f"{len(entries)} of {is_off.size} entries", "entries"
    noun = "entry" if len(entries) == 1 else "entries"
    return f"{noun} {', '.join(names)}", noun


def _listed(numbers: Sequence[int] | np.ndarray, n: int) -> str:
    numbers = list(map(int, numbers))
    text = ", ".join(map(str, numbers))
    if numbers == [0]:
        return f"{text} (the first)"
    if numbers == [n - 1] and n > 2:
        return f"{text} (the last)"
    return text


def _how(x: InputGradient, is_off: np.ndarray) -> tuple[str, float]:
    """How the wrong part differs from what it must be, and the factor."""
    wrong, right = x.wrong[is_off], x.right[is_off]
    if not np.any(wrong):
        return ": it is 0, so something is left out there", 1.0
    if not np.any(right):
        return ": it must be 0", 1.0
    if np.all(right != 0):
        ratios = wrong / right
        if np.all(np.abs(ratios / ratios[0] - 1) < 1e-5) and not is_same(ratios[0], 1):
            return _by_ratio(x, is_off, float(ratios[0])), float(ratios[0])
        inverse = 1 / ratios
        shares = inverse if x.wrong.ndim == 1 and len(ratios) > 1 else np.zeros(1)
        if np.all(np.abs(shares - np.round(shares)) < 1e-5) and np.all(shares > 1.5):
            return _repeated(), 1.0
    off = wrong - right
    if len(off) > 1 and np.all(np.abs(off / off[0] - 1) < 1e-5):
        return f": it is off by {off[0]:.6g} there, in every entry", 1.0
    return "", 1.0


def _by_ratio(x: InputGradient, is_off: np.ndarray, ratio: float) -> str:
    # A mean or a sum that is missing would concern every entry.
    is_local = any(is_same(abs(ratio), factor) for factor in (0.5, 1.0, 2.0))
    reason = factor_reason(ratio) if is_local else ""
    share = 1 / ratio
    is_count = share > 1.5 and is_same(share, round(share))
    if is_count and 1 < is_off.sum() < is_off.size and x.wrong.ndim == 1:
        return f": {ratio_text(ratio)}{_repeated().replace(':', ',', 1)}"
    return f": {ratio_text(ratio)}" + (f": {reason}" if reason else "")


def _repeated() -> str:
    return (
        ": each is a whole part of what it must be; if an index occurs several times, "
        "add up with np.add.at"
    )
