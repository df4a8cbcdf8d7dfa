"""What f looks like around a point, from one scan over ten decades of steps.

Let gap(h) be the slope to the right minus the slope to the left, both over a step h.
As h shrinks, gap falls like h where f is smooth, grows like 1/h where it is rounding,
and stays what it is at a kink.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from autograd_core.testing.numeric.evaluate import Probe

_DECADES = 10
_RUN = 3
_SAME = 0.1
_BISECTIONS = 45
_BESIDE = 64


@dataclass(frozen=True)
class Scan:
    """The result of `scan`.

    Attributes:
        above: whether f is finite just above the point.
        below: whether f is finite just below it.
        flat: whether f equals its value at the point over the smaller steps, and all
            but that over the larger ones.
        slope: the largest slope over a thousandth of |x|, left or right.
        flat_error: where f is flat, the slope over the first step that shows one.
        vanishing: if the slopes shrink away with h, as at a minimum, a bound on what is
            left of them; else 0.
        noise: how inexact f is: what is left of f(x + h) - 2 f(x) + f(x - h) at tiny h.
        local: a slope and a generous distance within which df/dx must lie.
        kink_step: a step that shows the kink at the point, 0 without one.
        near_step: a step too small to reach the kink, or the edge of the domain, that
            is nearby; 0 without one.
        jump: by how much f jumps at the point, 0 if it does not.
        steep: inf or -inf if the slope grows without bound, else 0.
    """

    above: bool
    below: bool
    flat: bool
    slope: float
    flat_error: float = 0.0
    vanishing: float = 0.0
    noise: float = 0.0
    local: tuple[float, float] = (0.0, math.inf)
    kink_step: float = 0.0
    near_step: float = 0.0
    jump: float = 0.0
    steep: float = 0.0


@dataclass(frozen=True)
class _Decade:
    h: float
    up: float
    down: float
    noise: float

    @property
    def gap(self) -> float:
        return self.up - self.down

    @property
    def visible(self) -> bool:
        """Whether the gap is more than rounding."""
        return abs(self.gap) > 10 * self.noise


def scan(probe: Probe) -> Scan:
    """Look at f from both sides over ten decades of steps.

    Args:
        probe: f around a point where it is finite.

    Returns:
        What was seen.

    >>> seen = scan(Probe(lambda x: max(x, 0.0), 0.0))
    >>> seen.kink_step > 0, seen.above, seen.below
    (True, True, True)
    >>> scan(Probe(lambda x: x**3, 2.0)).kink_step
    0.0
    """
    middle = probe(0.0)
    rows: list[_Decade] = []
    for k in range(1, _DECADES + 1):
        h = probe.step(probe.scale * 10.0**-k)
        high, low = probe(h), probe(-h)
        noise = 4 * probe.eps * max(abs(middle), probe.size(h)) / h
        rows.append(_Decade(h, (high - middle) / h, (middle - low) / h, noise))
    above, beyond = _reach(probe, rows[-1].h)
    below, behind = _reach(probe, -rows[-1].h)
    ups = [row.up for row in rows if not math.isnan(row.up)]
    downs = [row.down for row in rows if not math.isnan(row.down)]
    slope = max([abs(each) for each in ups[2:4] + downs[2:4]], default=0.0)
    seen_from_afar = any(
        abs(slope) > 3 * row.noise for row in rows for slope in (row.up, row.down)
    )
    flat = not any(ups[-6:] + downs[-6:]) and not seen_from_afar
    seen = [each for each in zip(ups, downs, strict=False) if any(each)]
    flat_error = max(map(abs, seen[-1])) if flat and seen else 0.0
    edge = min(beyond, behind)
    if above and below and edge < rows[-1].h:
        return Scan(above, below, flat, slope, near_step=edge)
    jump, steep = _unbounded(rows)
    if steep and not _still_growing(probe, rows):
        steep = 0.0
    if jump and not _still_there(probe, rows[-1].h / 1000, jump):
        return Scan(above, below, flat, slope, near_step=rows[-1].h / 100)
    if jump or steep:
        return Scan(above, below, flat, slope, jump=jump, steep=steep)
    if not (above and below):
        vanishing = _vanishing(rows, 0.0)
        return Scan(above, below, flat, slope, flat_error, vanishing)
    stair = max(_stair(probe, rows, 1), _stair(probe, rows, -1))
    still = rows[len(rows) - _RUN]
    if not stair and not any((still.up, still.down)):
        # Flat on both sides, up to a kink or a jump, or without end.
        hidden = 4 * probe.eps * abs(middle) / still.h
        return Scan(above, below, True, slope, hidden)
    kink, near = _kink(rows)
    if near:
        return Scan(above, below, flat, slope, near_step=near)
    if kink and _beside(probe, rows):
        near = probe.step(_BESIDE * math.ulp(probe.x))
        return Scan(above, below, flat, slope, near_step=near)
    if kink:
        return Scan(above, below, flat, slope, kink_step=kink)
    noise = max(_noise([abs(row.gap * row.h) for row in rows]), stair)
    vanishing = _vanishing(rows, noise)
    local = _local(rows, noise)
    return Scan(above, below, flat, slope, flat_error, vanishing, noise, local)


def _reach(probe: Probe, t: float) -> tuple[bool, float]:
    """Whether f is finite towards `t`, and how near one must stay for that."""
    for _ in range(6):
        if not math.isnan(probe(t)):
            return True, abs(t)
        t = math.copysign(probe.step(abs(t) / 10), t)
    return False, math.inf


def _still_growing(probe: Probe, rows: Sequence[_Decade]) -> bool:
    """Whether a slope that seems unbounded grows on at its rate for three decades."""
    h = probe.step(rows[-1].h / 1000)
    for side in (1, -1):
        slopes = [row.up if side == 1 else row.down for row in rows[-2:]]
        if abs(slopes[1]) > 1.5 * abs(slopes[0]):
            slope = (probe(side * h) - probe(0.0)) / (side * h)
            rate = min(slopes[1] / (slopes[0] or slopes[1]), 10.0)
            if not slope / slopes[1] > 0.5 * rate**3:
                return False
    return True


def _noise(bends: Sequence[float]) -> float:
    """How inexact f is, from |f(x + h) - 2 f(x) + f(x - h)|, the largest h first.

    A smooth f bends a hundred times less over a tenth of the step, a kink ten times.
    Towards small steps that ends where rounding takes over.
    """
    noise = 0.0
    for i in range(len(bends) - 2, 1, -1):
        wide, narrow = bends[i], bends[i + 1]
        # A sudden fall from a plateau is the last step of what f is rounded to, not a
        # smooth f; before the one from a kink that is now out of reach, it falls too.
        if narrow < wide / 300 and bends[i - 1] < wide * 5:
            noise = max(noise, wide / 100)
        elif narrow > wide / 5:
            noise = max(noise, wide, narrow)
        elif narrow > wide / 30:
            continue
        elif wide:
            break
    return noise


def _still_there(probe: Probe, h: float, jump: float) -> bool:
    """Whether f changes that much over a far smaller step, too: a kink would not."""
    h = probe.step(h)
    return max(abs(probe(h) - probe(0.0)), abs(probe(-h) - probe(0.0))) > abs(jump) / 2


def _stair(probe: Probe, rows: Sequence[_Decade], side: int) -> float:
    """How high the next stair is, where f is flat because it is rounded inside.

    The place where f first changes is narrowed down: at a kink or an onset f changes by
    next to nothing there, at a stair by its full height. After a stair comes another.
    """
    slopes = [row.up if side == 1 else row.down for row in rows]
    changed = [i for i, slope in enumerate(slopes) if slope]
    if not changed or changed[-1] >= len(rows) - _RUN or math.isnan(sum(slopes)):
        return 0.0
    flat, beyond = (side * rows[changed[-1] + i].h for i in (1, 0))
    for _ in range(_BISECTIONS):
        middle = (flat + beyond) / 2
        if probe(middle) == probe(0.0):
            flat = middle
        else:
            beyond = middle
    height = abs(probe(beyond) - probe(0.0))
    further = abs(probe(4 * beyond) - probe(0.0))
    stair = probe(4 * beyond) != probe(2 * beyond) and height > 1e-7 * further
    return height if stair else 0.0


def _vanishing(rows: Sequence[_Decade], noise: float) -> float:
    """A bound on slopes that shrink to nothing, 0.0 if they do not."""
    sizes = [_steepest(row) for row in rows]
    if not all(map(math.isfinite, sizes)):
        return 0.0
    floors = [row.noise + noise / row.h for row in rows]
    ratios = []
    for i in range(len(rows) - 1):
        if sizes[i + 1] > 3 * floors[i + 1]:
            ratios.append(sizes[i + 1] / sizes[i] if sizes[i] else math.inf)
    if any(ratio > 0.7 for ratio in ratios):
        return 0.0
    # A power of h, such as h^0.5 from |x|^1.5: slow, but on its way to 0.
    power = len(ratios) >= len(rows) - _RUN and max(ratios) < 1.3 * min(ratios)
    bound = min(size + floor for size, floor in zip(sizes, floors, strict=True))
    return bound if power or bound <= 1e-6 * sizes[0] else 0.0


def _steepest(row: _Decade) -> float:
    """The larger slope of both sides, or that of the only side there is."""
    sizes = [abs(each) for each in (row.up, row.down) if not math.isnan(each)]
    return max(sizes, default=math.nan)


def _local(rows: Sequence[_Decade], noise: float) -> tuple[float, float]:
    """The tightest central difference that agrees with those over smaller steps.

    The first is the one over the smallest step that can be trusted at all. Where wider
    ones stop to agree, f out there has nothing to do with f here.
    """
    slope, distance = 0.0, math.inf
    for i in range(len(rows) - 1, _RUN - 1, -1):
        row, wider = rows[i], rows[i - 1]
        middle = (row.up + row.down) / 2
        moved = abs(middle - (wider.up + wider.down) / 2)
        width = 3 * (abs(row.gap) + moved + row.noise + 3 * noise / row.h)
        if abs(middle - slope) > distance + width:
            break
        if width < min(0.1 * abs(middle), distance):
            slope, distance = middle, width
    return slope, distance


def _kink(rows: Sequence[_Decade]) -> tuple[float, float]:
    """`(a step that shows a kink here, a step that misses one nearby)`."""
    for end in range(len(rows) - 1, _RUN - 2, -1):
        run = rows[end - _RUN + 1 : end + 1]
        if not _constant(run):
            continue
        size = abs(run[-1].gap)
        unseen = [
            row
            for row in rows[end + 1 :]
            if 10 * row.noise < size and not _SAME * size < abs(row.gap)
        ]
        if unseen:
            return 0.0, unseen[0].h
        return run[0].h, 0.0
    return 0.0, 0.0


def _beside(probe: Probe, rows: Sequence[_Decade]) -> bool:
    """Whether the kink is not here, but nearer than the smallest step of the scan.

    Then f has the slope of one side on both, as far as the numbers beside x tell.
    """
    if not probe.x:
        return False
    h = probe.step(_BESIDE * math.ulp(probe.x))
    noise = 4 * probe.eps * probe.size(h) / h
    up, down = (probe(h) - probe(0.0)) / h, (probe(0.0) - probe(-h)) / h
    last = rows[-1]
    same = [abs(up - each) + abs(down - each) for each in (last.up, last.down)]
    return min(same) + noise < _SAME * abs(last.gap) and h < last.h


def _constant(run: Sequence[_Decade]) -> bool:
    """Whether the gap is visible and the same in every decade of the run."""
    gaps = [row.gap for row in run]
    if not all(row.visible for row in run):
        return False
    return all(abs(gap - gaps[-1]) <= _SAME * abs(gaps[-1]) for gap in gaps)


def _unbounded(rows: Sequence[_Decade]) -> tuple[float, float]:
    """`(jump, infinite slope)`: whether slopes keep growing as the step shrinks."""
    signs = []
    for slopes in ([row.up for row in rows], [row.down for row in rows]):
        tail = list(zip(slopes, rows, strict=True))[3:]
        if any(
            math.isnan(slope) or abs(slope) <= 100 * row.noise for slope, row in tail
        ):
            continue
        ratios = [tail[i + 1][0] / tail[i][0] for i in range(len(tail) - 1)]
        if all(9.9 < ratio < 10.1 for ratio in ratios):
            return tail[-1][0] * tail[-1][1].h, 0.0
        if min(ratios) > 1.5 and max(ratios) < 1.3 * min(ratios):
            signs.append(math.copysign(math.inf, slopes[-1]))
    one_way = signs and all(sign == signs[0] for sign in signs)
    return 0.0, signs[0] if one_way else 0.0
