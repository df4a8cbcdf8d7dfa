"""Ops over sequences: sum, mean, dot, logsumexp, softmax, log_softmax, max, min."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import special

import autograd_core as ag
from autograd_core import Value, gradients
from tests.autograd_core.messages import message_of
from tests.identity import identical

INF, NAN = math.inf, math.nan
NUMBERS = (0.3, -1.2, 2.5, 0.9)
TO_ONE: dict[str, Callable[[Any], Value]] = {
    name: getattr(ag, name) for name in ("sum", "mean", "logsumexp", "max", "min")
}
TO_MANY: dict[str, Callable[[Any], list[Value]]] = {
    name: getattr(ag, name) for name in ("softmax", "log_softmax")
}
EVERY = {**TO_ONE, **TO_MANY}
NOT_EMPTY = {name: op for name, op in EVERY.items() if name != "sum"}

VALUES: dict[str, Callable[[Any], Any]] = {
    "sum": np.sum,
    "mean": np.mean,
    "logsumexp": special.logsumexp,
    "max": np.max,
    "min": np.min,
    "softmax": special.softmax,
    "log_softmax": special.log_softmax,
}
SLOPES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "sum": np.ones_like,
    "mean": lambda x: np.full_like(x, 1 / len(x)),
    "logsumexp": special.softmax,
    "max": lambda x: (x == x.max()) / (x == x.max()).sum(),
    "min": lambda x: (x == x.min()) / (x == x.min()).sum(),
}


def leaves(numbers: Any = NUMBERS) -> list[Value]:
    return [Value(x) for x in numbers]


def close(numbers: Any, expected: Any, rel: float = 1e-13) -> bool:
    return list(numbers) == pytest.approx(
        list(expected), rel=rel, abs=1e-15, nan_ok=True
    )


def hessian(out: Value, xs: list[Value]) -> list[tuple[float, ...]]:
    return [gradients(g, xs) for g in gradients(out, xs, create_graph=True)]


@pytest.mark.parametrize("name", TO_ONE)
@pytest.mark.parametrize("numbers", [NUMBERS, (2.0,), (-5.0, 3.0, 3.0, 1.0)])
def test_one_node_with_value_and_slopes(name: str, numbers: Any) -> None:
    xs = leaves(numbers)
    out = TO_ONE[name](xs)
    assert out.op == name and identical(out.parents, xs)
    assert out.data == pytest.approx(VALUES[name](np.array(numbers)), rel=1e-14)
    expected = SLOPES[name](np.array(numbers))
    assert close(out.local_grads, expected)
    out.backward()
    assert close([x.grad for x in xs], expected)
    assert close(gradients(out, xs), expected)
    assert close([g.data for g in gradients(out, xs, create_graph=True)], expected)


@pytest.mark.parametrize("name", TO_MANY)
def test_softmax_and_log_softmax_with_jacobian(name: str) -> None:
    xs = leaves()
    outs = TO_MANY[name](xs)
    share = special.softmax(NUMBERS)
    assert close([out.data for out in outs], VALUES[name](NUMBERS))
    full = np.eye(4) - share  # d log_softmax_i / d x_j
    jacobian = share[:, None] * full if name == "softmax" else full
    for out, row in zip(outs, jacobian, strict=True):
        assert close(gradients(out, xs), row)


def test_hessians() -> None:
    """logsumexp: diag(p) - p p'; the others are linear between their kinks."""
    xs = leaves()
    p = special.softmax(NUMBERS)
    second = np.diag(p) - np.outer(p, p)
    assert np.allclose(hessian(ag.logsumexp(xs), xs), second, rtol=1e-12, atol=1e-16)
    for name in ("sum", "mean", "max", "min"):
        assert hessian(TO_ONE[name](xs), xs) == [(0.0,) * 4] * 4
    cross_entropy = -ag.log_softmax(xs)[1]
    assert np.allclose(hessian(cross_entropy, xs), second, rtol=1e-12, atol=1e-16)


def test_dot_with_and_without_bias() -> None:
    ws, xs, b = leaves((2.0, -3.0)), leaves((0.5, 4.0)), Value(10.0)
    out = ag.dot(ws, xs)
    assert (out.data, out.op) == (-11.0, "dot")
    assert identical(out.parents, (*ws, *xs))
    assert out.local_grads == (0.5, 4.0, 2.0, -3.0)
    with_bias = ag.dot(ws, xs, b)
    assert with_bias.data == -1.0
    assert with_bias.local_grads == (0.5, 4.0, 2.0, -3.0, 1.0)
    assert ag.dot(ws, xs, bias=10).data == ag.dot(ws, xs, np.float64(10)).data == -1.0
    assert identical(ag.dot(ws, xs, bias=10).parents, (*ws, *xs))
    assert ag.dot([], [], b).local_grads == (1.0,)
    assert ag.dot([], []).data == 0.0


def test_dot_at_order_2() -> None:
    ws, xs = leaves((2.0, -3.0)), leaves((0.5, 4.0))
    second = np.zeros((4, 4))
    second[[0, 1, 2, 3], [2, 3, 0, 1]] = 1.0
    out = ag.dot(ws, xs, Value(1.0))
    assert np.array_equal(hessian(out, [*ws, *xs]), second)
    square = ag.dot(xs, xs)
    assert gradients(square, xs) == (1.0, 8.0)
    assert hessian(square, xs) == [(2.0, 0.0), (0.0, 2.0)]


@pytest.mark.parametrize("number", [3, True, 3.0, np.float32(3), np.int64(3), np.True_])
def test_constants_among_the_entries_are_floats(number: Any) -> None:
    a, c = Value(2.0), float(number)
    for name, op in TO_ONE.items():
        out = op([number, a, number])
        assert identical(out.parents, (a,))
        assert identical(out.operands, (c, a, c))
        assert {type(operand) for operand in out.operands} == {float, Value}
        assert out.data == pytest.approx(VALUES[name]([c, 2.0, c]), rel=1e-15)
    for out in (ag.dot([a], [number]), ag.dot([number], [a], number)):
        assert identical(out.parents, (a,))
        assert {type(operand) for operand in out.operands} == {float, Value}
        assert out.local_grads == (c,)
    twice = ag.dot([a], [number]) + ag.dot([a], [number])
    assert gradients(twice, a, create_graph=True).data == gradients(twice, a) == 2 * c


def test_the_same_node_twice_gets_both_shares() -> None:
    a = Value(2.0)
    assert gradients(ag.sum([a, a, 1.0]), a) == 2.0
    assert gradients(ag.max([a, a]), a) == 1.0
    assert gradients(ag.dot([a, a], [a, 3.0]), a) == 7.0
    assert gradients(ag.logsumexp([a, a]), a) == pytest.approx(1.0, rel=1e-15)


def test_ties_share_the_gradient() -> None:
    xs = leaves((3.0, 1.0, 3.0, 3.0))
    assert close(ag.max([*xs, 3.0]).local_grads, (0.25, 0.0, 0.25, 0.25))
    assert ag.min([Value(0.0), Value(-0.0)]).local_grads == (0.5, 0.5)
    shares = gradients(ag.max([*xs, 3.0]), xs, create_graph=True)
    assert close([g.data for g in shares], (0.25, 0.0, 0.25, 0.25))


@pytest.mark.parametrize("name", EVERY)
def test_any_iterable_will_do(name: str) -> None:
    op = EVERY[name]
    xs = leaves()
    kinds = (tuple(xs), iter(xs), (x for x in xs), dict.fromkeys(xs), np.array(xs))
    text = repr(op(xs))
    assert all(repr(op(kind)) == text for kind in kinds)
    if name in TO_ONE:
        assert float(op(np.array(NUMBERS))) == pytest.approx(op(xs).data, rel=1e-15)
        assert identical(op([1, np.int64(2)]).operands, (1.0, 2.0))


def test_dot_takes_generators_and_numpy_rows() -> None:
    xs = leaves()
    assert ag.dot((x for x in xs), iter(NUMBERS)).data == pytest.approx(8.59)
    assert ag.dot(xs, np.array(NUMBERS)).local_grads == NUMBERS
    assert ag.dot(np.array(NUMBERS), xs).local_grads == NUMBERS


def test_the_sum_of_nothing_is_0() -> None:
    out = ag.sum([])
    out.backward()
    assert (out.data, out.parents, out.grad) == (0.0, (), 1.0)


# -- mistakes --------------------------------------------------------------------------


@pytest.mark.parametrize("name", NOT_EMPTY)
def test_no_entries_is_an_error(name: str) -> None:
    message = message_of(ValueError, NOT_EMPTY[name], [])
    assert message.startswith(f"{name} of no values; give at least one")


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("entry", ["x", None, 1j, [1.0], np.ones(2)])
def test_a_wrong_entry_is_named(name: str, entry: Any) -> None:
    message = message_of(TypeError, EVERY[name], [Value(1.0), entry])
    kind = type(entry).__name__
    assert message.startswith(f"{name}: expected a number, got {kind} {entry!r}; ")


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("argument", [3.0, None, Value(1.0)])
def test_what_is_not_a_sequence_is_named(name: str, argument: Any) -> None:
    message = message_of(TypeError, EVERY[name], argument)
    assert message.startswith(f"{name}: expected a sequence of Values, got ")


MISTAKES_WITH_DOT = [
    (([1.0, 2.0], [1.0, 2.0, 3.0]), ValueError, "one length, got 2 and 3"),
    ((iter([1.0]), ()), ValueError, "one length, got 1 and 0"),
    (([Value(1.0)], ("x",)), TypeError, "dot: expected a number, got str 'x'"),
    ((("x",), [Value(1.0)]), TypeError, "dot: expected a number, got str 'x'"),
    (([Value(1.0)], [None]), TypeError, "dot: expected a number, got NoneType None"),
    (([None], [Value(1.0)]), TypeError, "dot: expected a number, got NoneType None"),
    (
        ([Value(1.0)], [Value(1.0)], "x"),
        TypeError,
        "dot(bias): expected a number, got str 'x'",
    ),
    ((Value(1.0), [1.0]), TypeError, "dot: expected a sequence"),
]


@pytest.mark.parametrize(("operands", "error", "message"), MISTAKES_WITH_DOT)
def test_mistakes_with_dot(
    operands: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    assert message in message_of(error, ag.dot, *operands)


# -- inf, nan and overflow -------------------------------------------------------------


def warned(call: Callable[[], Value]) -> tuple[Value, int]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        out = call()
    assert {warning.category for warning in caught} <= {RuntimeWarning}
    return out, len(caught)


SPECIAL = [
    ("sum", (1.0, INF), INF, 0),
    ("sum", (INF, -INF), NAN, 1),
    ("sum", (1e308, 1e308), INF, 1),
    ("sum", (NAN, 1.0), NAN, 0),
    ("mean", (INF, 1.0), INF, 0),
    ("max", (NAN, 1.0), NAN, 0),
    ("max", (1.0, NAN), NAN, 0),
    ("min", (1.0, NAN), NAN, 0),
    ("max", (-INF, -INF), -INF, 0),
    ("max", (1.0, INF), INF, 0),
    ("logsumexp", (-INF, -INF), -INF, 0),
    ("logsumexp", (-INF, 2.0), 2.0, 0),
    ("logsumexp", (INF, 2.0), INF, 0),
    ("logsumexp", (NAN, 2.0), NAN, 0),
    ("logsumexp", (2.0, NAN), NAN, 0),
    ("logsumexp", (1e4, 1e4), 1e4 + math.log(2), 0),
    ("logsumexp", (-1e4, -1e4), -1e4 + math.log(2), 0),
    ("logsumexp", (1e300, 0.0), 1e300, 0),
]


@pytest.mark.parametrize(("name", "numbers", "value", "warnings_"), SPECIAL)
def test_inf_nan_and_overflow(
    name: str, numbers: Any, value: float, warnings_: int
) -> None:
    out, count = warned(lambda: TO_ONE[name](leaves(numbers)))
    assert close([out.data], [value], rel=1e-15), out
    assert count == warnings_


def test_dot_overflow_warns_with_constants_of_any_kind() -> None:
    for number in (1e308, np.float64(1e308), Value(1e308)):
        out, count = warned(lambda n=number: ag.dot([Value(1e308)], [n]))
        assert (out.data, count) == (INF, 1)
    out, count = warned(lambda: ag.dot([Value(INF)], [0.0]))
    assert math.isnan(out.data)
    assert count == 1


def test_a_masked_logit_gets_probability_and_gradient_0() -> None:
    """The mask of attention: -inf among the logits."""
    xs = leaves((1.0, -INF, 2.0))
    out = ag.softmax(xs)
    assert out[1].data == 0.0
    assert close([p.data for p in out], special.softmax([1.0, -INF, 2.0]))
    assert close(gradients(out[0], xs)[1:2], [0.0])


@pytest.mark.parametrize("offset", [0.0, 1e4, -1e4, 1e9, 1e16, -1e16, 1e300])
def test_softmax_does_not_depend_on_an_offset(offset: float) -> None:
    """Positive and 1 in all, however large the logits; log_softmax keeps its digits."""
    numbers = [offset, offset + 0.0, offset]
    xs = leaves(numbers)
    assert close([p.data for p in ag.softmax(xs)], [1 / 3] * 3)
    assert close([p.data for p in ag.log_softmax(xs)], [-math.log(3)] * 3)
    assert close(ag.logsumexp(xs).local_grads, [1 / 3] * 3)
