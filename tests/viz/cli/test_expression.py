"""Expressions: values and gradients by hand; everything unsafe is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from autograd_core import Value
from viz import ExpressionError, explain, parse_expression
from viz.cli import expression


def leaf(root: Value, name: str) -> Value:
    stack, visited = [root], set()
    while stack:
        node = stack.pop()
        if node.label == name:
            return node
        if node not in visited:
            visited.add(node)
            stack += node.parents
    raise AssertionError(name)


@pytest.mark.parametrize(
    ("text", "value", "slope"),
    [
        ("x", 2.0, 1.0),
        ("-x", -2.0, -1.0),
        ("+x", 2.0, 1.0),
        ("x*x + 3*x", 10.0, 7.0),
        ("x**3", 8.0, 12.0),
        ("2**x", 4.0, 4 * math.log(2)),
        ("-x**2", -4.0, -4.0),
        ("(1 - x)/x", -0.5, -0.25),
        ("2*pi*x", 4 * math.pi, 2 * math.pi),
        ("e*x", 2 * math.e, math.e),
        ("tanh(x)", math.tanh(2), 1 - math.tanh(2) ** 2),
        ("abs(-x)", 2.0, 1.0),
        ("leaky_relu(-x, 0.1)", -0.2, -0.1),
        ("sum([x, x, 1])", 5.0, 2.0),
        ("mean([x, 4])", 3.0, 0.5),
        ("max([x, 1])", 2.0, 1.0),
        ("max(x, 1)", 2.0, 1.0),
        ("min(x, 1)", 1.0, 0.0),
        ("dot([x, 2], [3, x])", 10.0, 5.0),
        ("dot([x, 2], [3, x], x)", 12.0, 6.0),
        ("logsumexp([x, x])", 2 + math.log(2), 1.0),
        ("x * sum([1, 2])", 6.0, 3.0),
        ("x * exp(0)", 2.0, 1.0),
        ("where(x, x, 0)", 2.0, 1.0),
        (" x\n + 1 ", 3.0, 1.0),
        ("x + 1/2", 2.5, 1.0),
    ],
)
def test_values_and_gradients(text: str, value: float, slope: float) -> None:
    out = parse_expression(text, {"x": 2})
    out.backward()
    assert out.data == pytest.approx(value, rel=1e-14)
    assert leaf(out, "x").grad == pytest.approx(slope, rel=1e-13)


def test_one_leaf_for_each_variable() -> None:
    out = parse_expression("w*x + w*x + b", {"w": 0.5, "x": 2, "b": -1})
    out.backward()
    assert (leaf(out, "w").grad, leaf(out, "x").grad, leaf(out, "b").grad) == (4, 1, 1)
    assert "n1 = w * x" in explain(out)


def test_a_variable_may_hide_a_constant() -> None:
    assert parse_expression("e * 2", {"e": 3}).data == 6.0


def test_powers_of_numbers_are_those_of_floats(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of integers, 9**9**9 alone would have 370 million digits."""
    operands = []
    power = expression.OPS["power"]

    def recording_power(x: Any, n: Any) -> Any:
        operands.append((x, n))
        return power(x, n)

    monkeypatch.setitem(expression.OPS, "power", recording_power)
    assert parse_expression("x + 9**9**9**9", {"x": 1}).data == math.inf
    assert operands == [(9.0, 9.0), (9.0, 9.0**9), (9.0, math.inf)]
    assert math.isnan(parse_expression("x / (10**400 - 10**400)", {"x": 1}).data)
    assert operands[3:] == [(10.0, 400.0)] * 2
    assert {type(number) for pair in operands for number in pair} == {float}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the expression is empty"),
        ("   ", "the expression is empty"),
        ("x.data", "no attributes"),
        ("x.__class__.__bases__", "no attributes"),
        ("().__class__", "no attributes"),
        ("x.tanh()", "no attributes"),
        ("__import__('os')", "unknown function __import__"),
        ("eval(x)", "unknown function eval"),
        ("tahn(x)", "unknown function tahn; did you mean tan or tanh"),
        ("x[0]", "no subscripts"),
        ("lambda: x", "no lambda: write what it gives"),
        ("(lambda y: y)(x)", "no lambda: write what it gives"),
        ("[y for y in x]", "only numbers, variables, operators and functions"),
        ("{x}", "only numbers, variables, operators and functions"),
        ("f'{x}'", "only numbers, variables, operators and functions"),
        ("'text'", "only real numbers can stand here, not 'text'"),
        ("x * 2j", "only real numbers can stand here, not 2j"),
        ("x * True", "only real numbers can stand here, not True"),
        ("x + ...", "only real numbers can stand here, not Ellipsis"),
        ("x > 1", "no comparisons"),
        ("x if x else 1", "no if, else"),
        ("x and 1", "no and, or"),
        ("not x", "the only signs are - and \\+"),
        ("~x", "the only signs are - and \\+"),
        ("x ^ 2", r"a power is written \*\*"),
        ("x // 2", r"the operators are \+ - \* / \*\*"),
        ("x @ x", r"the operators are \+ - \* / \*\*"),
        ("(y := x)", "only numbers, variables"),
        ("x, 1", "a comma stands only between"),
        ("[x]", "a list stands only inside"),
        ("tanh([x])", "a list stands only inside"),
        ("sum([[x]])", "a list stands only inside"),
        ("sum(*[x])", r"no \* in front"),
        ("leaky_relu(x, slope=0.1)", "in order, without names"),
        ("sum(**x)", "in order, without names"),
        ("tanh(x, 1)", "tanh"),
        ("tanh()", "tanh"),
        ("dot([x], [1, 2])", "dot: ws and xs must be of one length"),
        ("sum(x)", "sum: expected a sequence"),
        ("mean([]) + x", "mean of no values"),
        ("tanh", "tanh is a function"),
        ("x + y", "no value for y: give it, e.g. y=2"),
        ("X", "no value for X: give it, e.g. X=2; did you mean x"),
        ("x +", "not an expression"),
        ("x = 2", "not an expression"),
        ("ln(x)", "unknown function ln; did you mean log"),
        ("1 + 2.5x", "a product needs its sign: 2\\*x"),
        ("import os", "not an expression"),
        ("x; x", "not an expression"),
        ("x # note", "unexpected character '#'"),
        ("x + \x00", "unexpected character"),
        ("(" * 10_000 + "x" + ")" * 10_000, "longer than 20,000 characters"),
        ("(" * 5_000 + "x" + ")" * 5_000, "more than 90 parentheses"),
        ("x + " + "1+" * 20_000 + "1", "longer than 20,000 characters"),
        ("-" * 15_000 + "x", "too deep|not an expression"),
        ("1" * 5000 + "* x", "not an expression|too large|too deep"),
        ("1" * 400 + "* x", "a number too large for a float"),
    ],
)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message) as caught:
        parse_expression(text, {"x": 2.0})
    assert isinstance(caught.value, ValueError)
    assert caught.value.__cause__ is None
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("operator", ["+", "*", "-"])
def test_thousands_of_terms_work_or_are_refused(operator: str) -> None:
    for terms in (500, 3000, 9000):
        try:
            out = parse_expression(operator.join(["x"] * terms), {"x": 1.0})
        except ExpressionError as error:
            assert "too deep" in str(error)
            assert terms > 500
        else:
            assert out.data == {"+": terms, "*": 1, "-": 2 - terms}[operator]
    listed = parse_expression(f"sum([{','.join(['x'] * 9000)}])", {"x": 1.0})
    assert listed.data == 9000


def caret(error: ExpressionError) -> str:
    """What the caret of the message points at."""
    _, excerpt, pointer = str(error).split("\n")
    return excerpt[pointer.index("^") :]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("w + tahn(x)", "tahn(x)"),
        ("w + 2*q", "q"),
        ("\u00e9 + q", "q"),
        ("x +* 2", "* 2"),
        ("(" * 91 + "x", "(x"),
        ("w + " * 30 + "q + w", "q + w"),
    ],
)
def test_the_caret_points_at_the_place(text: str, at: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text, {"x": 1, "w": 2, "\u00e9": 3})
    assert caret(caught.value) == at


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: parse_expression("x", {"x": 1, "y": 2, "z": 3}),
            ExpressionError,
            "y, z are given but not in the expression; leave it out\n  x",
        ),
        (
            lambda: parse_expression("1 + 2", {}),
            ExpressionError,
            "no variable in it, only the number 3.0\n  1 + 2",
        ),
        (
            lambda: parse_expression("x", {"x": 1, "a b": 2}),
            ExpressionError,
            "'a b' cannot be the name of a variable\n  x",
        ),
        (
            lambda: parse_expression("x", {"x": "1"}),
            TypeError,
            "variable x: expected a number, got str",
        ),
        (
            lambda: parse_expression(3, {}),  # type: ignore[arg-type]
            TypeError,
            "expected the expression as a string, got int",
        ),
        (
            lambda: expression.expression_function("x*y", ["x"]),
            ExpressionError,
            "no value for y: give it, e.g. y=2\n  x*y\n    ^",
        ),
    ],
)
def test_mistakes(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as report:
        call()
    assert str(report.value).startswith(message)
