"""What kind of mistake is it? Read off the shape of the mismatch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import autograd_core
from autograd_core.node import Node
from autograd_core.operands import is_node
from autograd_core.testing.leaves import nodes_below
from autograd_core.testing.numeric import derivative
from autograd_core.testing.verdict import Row, Verdict, close
from autograd_core.value import Value

_MATCH = 1e-4
_MOST_NODES = 500


def hints_for(rows: Sequence[Row], out: Any = None, leaf: Any = None) -> list[str]:
    """Likely causes of the mismatch, the likeliest first, at most two.

    Args:
        rows: the components that fail, the worst first.
        out: the result of f as a node, if there is one.
        leaf: the leaf of the worst component.
    """
    worst = rows[0]
    if worst.verdict is Verdict.DETACHED:
        return [
            "autodiff is 0 because the graph is cut: .data, .item(), float() or "
            "detach() on the way; compute with the nodes themselves"
        ]
    if worst.wrong is None or not math.isfinite(worst.wrong):
        return []
    mine = [row for row in rows if row.verdict is worst.verdict]
    found = _wrong_op(out) if worst.verdict is not Verdict.FORMULA_WRONG else []
    found += _zero(mine)
    if isinstance(leaf, Value) and worst.verdict is Verdict.FORMULA_WRONG:
        found += _missing_path(worst, out, leaf)
    found += _ratio(mine)
    if isinstance(leaf, Value) and worst.verdict is Verdict.FORMULA_WRONG:
        found += _missing_factor(worst, out, leaf)
    found += _swapped(mine) + _shifted(mine)
    return found[:2]


def shape_hint(name: str, gradient: Any, right: Any) -> str:
    """Why a gradient has another shape than its input."""
    if gradient.T.shape == right.shape and np.allclose(gradient.T, right, rtol=_MATCH):
        return f"the gradient of {name} is right after a transpose: write .T"
    extra = gradient.ndim - right.ndim
    if extra >= 0:
        axes = [*range(extra)]
        axes += [
            extra + i
            for i, n in enumerate(right.shape)
            if n == 1 and gradient.shape[extra + i] != 1
        ]
        summed = gradient.sum(axis=tuple(axes)).reshape(-1)
        if summed.size == right.size and np.allclose(summed, right.reshape(-1), _MATCH):
            where = axes[0] if len(axes) == 1 else tuple(axes)
            return (
                f"{name} was broadcast, but its gradient is not summed over the "
                f"broadcast axis: add .sum(axis={where})"
            )
    return f"the gradient of {name} must have the shape of {name}"


def transpose_hint(name: str, gradient: Any, right: Any) -> str:
    """Whether a square gradient is right after a transpose; else nothing."""
    square = gradient.ndim == 2 and gradient.shape == right.T.shape
    if square and np.allclose(gradient.T, right, rtol=_MATCH):
        return f"the gradient of {name} is right after a transpose: write .T"
    return ""


def contributions(out: Any, leaf: Any) -> list[tuple[str, float, float]]:
    """`(consumer, upstream gradient, local derivative)` for each use of a Value.

    >>> w = Value(3.0, label="w")
    >>> contributions(w * 2.0 + w, w)
    [('+', 1.0, 1.0), ('*', 1.0, 2.0)]
    """
    found = []
    for node in nodes_below(out):
        uses = [
            slope
            for parent, slope in zip(node.parents, node.local_grads, strict=True)
            if parent is leaf
        ]
        if uses:
            upstream = autograd_core.gradients(out, node)
            found += [(node.label or node.op, upstream, slope) for slope in uses]
    return found


def contribution_line(name: str, out: Any, leaf: Any) -> str:
    """The gradient of a re-used leaf, path by path; nothing if it is used once."""
    parts = contributions(out, leaf)
    if not 2 <= len(parts) <= 12:
        return ""
    shown = [f"via {via} {upstream * slope:.6g}" for via, upstream, slope in parts]
    return f"Contributions to {name}: {', '.join(shown)}"


def _wrong_op(out: Any) -> list[str]:
    """The op whose local derivative is not the slope of its own forward function."""
    if out is None:
        return []
    for node in nodes_below(out)[:_MOST_NODES]:
        evaluate = getattr(node.rule, "value", None)
        if evaluate is None or not isinstance(node, Value):
            continue
        numbers = [each.data if is_node(each) else each for each in node.operands]
        places = [i for i, each in enumerate(node.operands) if is_node(each)]
        for place, slope in zip(places, node.local_grads, strict=True):
            f = _one_operand(evaluate, numbers, place)
            found = derivative(f, float(numbers[place]), expected=[slope])
            if found.resolves() and not found.agrees(slope):
                at = ", ".join(f"{number:.6g}" for number in numbers)
                return [
                    f"the op {node.rule.name}({at}) gives the local derivative "
                    f"{slope:.6g}, but its forward function has slope "
                    f"{found.value:.6g}"
                ]
    return []


def _one_operand(
    op: Callable[..., float], numbers: Sequence[float], place: int
) -> Callable[[float], float]:
    return lambda x: op(*numbers[:place], x, *numbers[place + 1 :])


def _ratios(rows: Sequence[Row]) -> float | None:
    """wrong / right if it is the same for all rows."""
    pairs = [(row.wrong, row.right) for row in rows]
    ratios = [w / r for w, r in pairs if w is not None and r != 0.0]
    if not ratios or len(ratios) < len(rows):
        return None
    if any(abs(each - ratios[0]) > _MATCH * abs(ratios[0]) for each in ratios):
        return None
    return ratios[0]


def _zero(rows: Sequence[Row]) -> list[str]:
    if any(row.wrong != 0.0 for row in rows):
        return []
    return [
        "the gradient is exactly 0: a dead relu, a term left out, or a gradient that "
        "was reset or overwritten (`=`) instead of added to (`+=`)"
    ]


def _ratio(rows: Sequence[Row]) -> list[str]:
    """Sign, factor 2, mean against sum."""
    ratio = _ratios(rows)
    if ratio is None or ratio == 0.0:
        return []
    many = "every failing component is" if len(rows) > 1 else "it is"
    if close(ratio, -1.0, _MATCH):
        return [f"{many} -1x -> the sign is wrong"]
    if close(ratio, 0.5, _MATCH):
        return [f"{many} 0.5x -> a factor 2 is missing: d(r**2)/dr = 2*r"]
    if close(ratio, 2.0, _MATCH):
        return [f"{many} 2x -> a factor 2 too much: a 1/2 in f, d(r**2/2)/dr = r"]
    size = abs(ratio) if abs(ratio) > 1 else 1 / abs(ratio)
    n = round(size)
    sign = "-" if ratio < 0 else ""
    if 3 <= n <= 10_000 and close(size, n, _MATCH):
        if abs(ratio) > 1:
            return [
                f"{many} {sign}{n}x -> a 1/{n} is missing: a mean over {n}, not a sum"
            ]
        return [f"{many} {sign}1/{n}x -> divided by {n} too often: a sum, not a mean"]
    if len(rows) > 1:
        return [f"every failing component is {ratio:.6g}x -> a common factor is wrong"]
    return []


def _missing_path(worst: Row, out: Any, leaf: Any) -> list[str]:
    """A re-used input, one of whose paths was left out: `=` instead of `+=`."""
    parts = contributions(out, leaf)
    if len(parts) < 2 or worst.wrong is None:
        return []
    paths = [(via, upstream * slope) for via, upstream, slope in parts]
    total = sum(path for _, path in paths)
    for via, path in paths:
        if path and close(worst.wrong, path, _MATCH):
            return [
                f"this is the path via {via} alone, but {worst.input} is used "
                f"{len(paths)} times: its gradients add up (`+=`, not `=`)"
            ]
    for via, path in paths:
        if path and close(worst.wrong, total - path, _MATCH):
            return [
                f"the path via {via} is missing ({path:.6g}): the gradients of all "
                f"{len(paths)} uses of {worst.input} add up (`+=`)"
            ]
    return []


def _missing_factor(worst: Row, out: Any, leaf: Any) -> list[str]:
    """A factor of the chain rule that was left out."""
    wrong, right = worst.wrong, worst.right
    if wrong is None or wrong == 0.0 or out is None:
        return []
    parts = contributions(out, leaf)
    local = sum(slope for _, _, slope in parts)
    if parts and close(wrong, local, _MATCH) and not _trivial(right / wrong):
        uses = parts[0][0] if len(parts) == 1 else "its ops"
        return [
            f"this is the local derivative of {uses} alone: multiply it by the "
            f"upstream gradient, {right / wrong:.6g}"
        ]
    for node in nodes_below(out)[:_MOST_NODES]:
        for slope in node.local_grads:
            if not _trivial(slope) and close(wrong * slope, right, _MATCH):
                return [
                    f"a factor {slope:.6g} is missing: the derivative of {_text(node)}"
                ]
    return []


def _trivial(factor: float) -> bool:
    return not math.isfinite(factor) or abs(factor) in (0.0, 1.0, 2.0, 0.5)


def _text(node: Node) -> str:
    inside = ", ".join(
        (is_node(each) and (each.label or each.op)) or f"{each}"
        for each in node.operands[:3]
    )
    return f"{node.rule.name}({inside})"


def _swapped(rows: Sequence[Row]) -> list[str]:
    """Two components in each other's place."""
    for i, row in enumerate(rows):
        for other in rows[i + 1 :]:
            if row.wrong is None or other.wrong is None:
                continue
            crossed = close(row.wrong, other.right, _MATCH)
            if crossed and close(other.wrong, row.right, _MATCH):
                return [f"{_where(row)} and {_where(other)} are in each other's place"]
    return []


def _shifted(rows: Sequence[Row]) -> list[str]:
    """The same amount off everywhere: a term is missing."""
    if len(rows) < 2:
        return []
    amounts = [row.right - row.wrong for row in rows if row.wrong is not None]
    if all(close(each, amounts[0], _MATCH) for each in amounts):
        return [f"every failing component lacks the same term, {amounts[0]:.6g}"]
    return []


def _where(row: Row) -> str:
    return f"{row.input}{list(row.index) if row.index else ''}"
