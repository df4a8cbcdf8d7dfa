"""Local derivatives as expressions: equal to the engine's numbers, and readable."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest

import autograd_core as ac
from autograd_core import Node, Value, custom_op, dot, topological_order
from autograd_core.extend import edges
from autograd_core.ops.op import OPS
from viz.symbolic.latex import latex_name, latex_number, latex_of
from viz.symbolic.term import Term, local_term, made_of
from viz.symbolic.text import text_of
from viz.symbolic.textbook import TEXTBOOK

# Where every op is defined, away from kinks and from each other's.
POINTS: dict[str, list[tuple[float, ...]]] = {
    "arccosh": [(1.5,), (3.0,)],
    **{name: [(0.3,), (2.5,)] for name in ("log", "log2", "log10")},
    "sqrt": [(0.3,), (2.5,)],
    "log1p": [(0.3,), (2.5,)],
    "power": [(0.7, 1.3), (2.5, -2.0), (3.0, 3.0)],
    "clip": [(0.3, -1.0, 1.0), (2.0, -1.0, 1.0), (-2.0, -1.0, 1.0)],
    "where": [(1.0, 2.0, 3.0), (0.0, 2.0, 3.0)],
    "leaky_relu": [(0.7, 0.1), (-0.7, 0.1)],
    "elu": [(0.7, 1.5), (-0.7, 1.5)],
    "maximum": [(0.3, 0.7), (0.7, 0.3), (0.5, 0.5)],
    "minimum": [(0.3, 0.7), (0.7, 0.3), (0.5, 0.5)],
}
ONE = [(0.7,), (-0.6,), (0.25,)]
TWO = [(0.7, -0.4), (-1.5, 2.0)]


def points(name: str) -> list[tuple[float, ...]]:
    return POINTS.get(name, ONE if OPS[name].arity == 1 else TWO)


@pytest.mark.parametrize("name", sorted(TEXTBOOK))
def test_textbook_forms_equal_the_op_table(name: str) -> None:
    op = OPS[name]
    assert len(TEXTBOOK[name]) == op.arity
    for at in points(name):
        out = op.value(*at)
        for form, derivative in zip(TEXTBOOK[name], op.derivatives, strict=True):
            expected = float(derivative(out, *at))
            assert float(form(out, *at)) == pytest.approx(
                expected, rel=1e-12, abs=1e-15
            )


FUNCTIONS: dict[str, Any] = {
    name: getattr(math, name, None) or op.value for name, op in OPS.items()
}
FUNCTIONS |= {"abs": abs, "inf": math.inf, "nan": math.nan, "__builtins__": {}}


@pytest.mark.parametrize("name", sorted(OPS))
def test_what_is_written_is_the_local_derivative(name: str) -> None:
    """The text, evaluated by Python, gives the engine's number."""
    op = OPS[name]
    for at in points(name):
        leaves = [Value(number) for number in at]
        out = op(*leaves)
        names: dict[Node, str] = {v: f"x{i}" for i, v in enumerate(leaves)}
        names[out] = "out"
        numbers = {names[v]: v.data for v in leaves} | {"out": out.data}
        for position, _, local in edges(out):
            term = local_term(out, position, names)
            assert term is not None
            text = text_of(term)
            result = eval(text, FUNCTIONS | {"pi": math.pi, "e": math.e}, numbers)
            # Numbers in a text have four digits.
            assert float(result) == pytest.approx(local, rel=1e-3, abs=1e-12), text
            assert latex_of(term)


@pytest.mark.parametrize(
    ("make", "locals_"),
    [
        (lambda a, b: a * b, ["b", "a"]),
        (lambda a, b: a - b, ["1", "-1"]),
        (lambda a, b: a / b, ["1 / b", "-o / b"]),
        (lambda a, b: a**b, ["b * a ** (b - 1)", "o * log(a)"]),
        (lambda a, b: a**2 + 0 * b, None),
        (lambda a, b: 3 * a, ["3"]),
        (lambda a, b: a.tanh(), ["1 - o ** 2"]),
        (lambda a, b: a.relu(), ["1 if a > 0 else 0"]),
        (lambda a, b: a.leaky_relu(), ["1 if a > 0 else 0.01"]),
        (lambda a, b: a.sigmoid(), ["o * (1 - o)"]),
        (lambda a, b: ac.sum([a, b]), ["1", "1"]),
        (lambda a, b: ac.mean([a, b]), ["0.5", "0.5"]),
        (lambda a, b: ac.logsumexp([a, b]), ["exp(a - o)", "exp(b - o)"]),
        (lambda a, b: dot([a, 2.0], [b, a], bias=b), ["b", "a", "2", "1"]),
        (lambda a, b: ac.max([a, b]), [None, None]),
        (lambda a, b: Value(1.0, (a, b), (2.0, 3.0)), [None, None]),
    ],
)
def test_forms(make: Any, locals_: list[str | None] | None) -> None:
    a, b = Value(2.0), Value(3.0)
    out = make(a, b)
    if locals_ is None:
        return
    names: dict[Node, str] = {a: "a", b: "b", out: "o"}
    result = [local_term(out, place, names) for place, _, _ in edges(out)]
    assert [None if item is None else text_of(item) for item in result] == locals_


def test_squares_keep_their_number() -> None:
    a = Value(2.0)
    out = a**2
    assert repr(local_term(out, 0, {a: "a", out: "o"})) == "2 * a"


def test_custom_ops() -> None:
    a = Value(2.0)
    cube = custom_op(lambda x: x**3, lambda x: 3 * x**2, name="cube")(a)
    names: dict[Node, str] = {a: "a", cube: "c"}
    assert repr(local_term(cube, 0, names)) == "3 * a ** 2"
    opaque = custom_op(math.sin, math.cos, name="mine")(a)
    assert local_term(opaque, 0, {a: "a", opaque: "o"}) is None
    odd = custom_op(lambda x: x, lambda x: 1.0 if x > 1 else 0.0, name="odd")(a)
    assert local_term(odd, 0, {a: "a", odd: "o"}) is None


@pytest.mark.parametrize(
    ("make", "latex"),
    [
        (lambda a, b: a * b, "a b"),
        (lambda a, b: 2.0 * a, "2 a"),
        (lambda a, b: a / (b + 1.0), r"\frac{a}{n}"),
        (lambda a, b: -a, "-a"),
        (lambda a, b: a**2, "a^{2}"),
        (lambda a, b: a.exp(), r"\exp\left(a\right)"),
        (lambda a, b: a.sqrt(), r"\sqrt{a}"),
        (lambda a, b: a.abs(), r"\left|a\right|"),
        (lambda a, b: a.gelu(), r"\operatorname{gelu}\left(a\right)"),
        (lambda a, b: dot([a, b], [b, 2.0], bias=a), r"a b + b \cdot 2 + a"),
        (
            lambda a, b: ac.sum([a] * 9),
            r"\operatorname{sum}\left(a, a, a, a, a, \cdots\right)",
        ),
    ],
)
def test_how_a_result_was_made_in_latex(make: Any, latex: str) -> None:
    a, b = Value(2.0), Value(3.0)
    out = make(a, b)
    names: dict[Node, str] = dict.fromkeys(topological_order(out), "n")
    names |= {a: "a", b: "b"}
    assert latex_of(made_of(out, names)) == latex


def test_a_wide_dot_is_elided() -> None:
    w = [Value(float(i)) for i in range(1000)]
    names: dict[Node, str] = {v: f"w{i}" for i, v in enumerate(w)}
    out = dot(w, [1.0] * 1000)
    assert latex_of(made_of(out, names)).endswith(r"+ \cdots")
    assert repr(local_term(out, 999, {**names, out: "o"})) == "1"


X, Y, Z = (Term("name", each) for each in "xyz")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ((X + Y) * Z, "(x + y) * z"),
        (X + Y * Z, "x + y * z"),
        (X - (Y + Z), "x - (y + z)"),
        (X - Y - Z, "x - y - z"),
        (X / (Y * Z), "x / (y * z)"),
        (X / Y / Z, "x / y / z"),
        ((X * Y) ** Z, "(x * y) ** z"),
        (X ** (Y * Z), "x ** (y * z)"),
        (X**-Y, "x ** -y"),
        ((-X) ** Y, "(-x) ** y"),
        (-(X**Y), "-x ** y"),
        (-(X + Y), "-(x + y)"),
        (X * -Y, "x * -y"),
        (X * (Y > 0.0), "x * (y > 0)"),
        (Term("where", X > Y, X, Y) * Z, "(x if x > y else y) * z"),
        (
            Term("where", X > Y, X, Term("where", Y > Z, Y, Z)),
            "x if x > y else y if y > z else z",
        ),
        (X * 1.0 + 0.0, "x"),
        (X * 0.0, "0"),
        (0.0 - X, "-x"),
        (X**1.0, "x"),
        (X / 1.0 * -1.0, "-x"),
        (Term("name", "a b") * X, "(a b) * x"),
        (Term("exp", X + Y), "exp(x + y)"),
    ],
)
def test_parentheses_where_they_are_needed(term: Term, text: str) -> None:
    assert text_of(term) == text


def test_parentheses_never_change_the_value() -> None:
    """Random terms, as text, give what the same operators give on numbers."""
    random.seed(3)
    numbers = {"x": 1.7, "y": -0.6, "z": 2.3}

    def grow(depth: int) -> tuple[Any, Any]:
        if not depth:
            name = random.choice("xyz")
            return Term("name", name), numbers[name]
        one, other = grow(depth - 1), grow(random.randrange(depth))
        kind = random.choice("+-*/n")
        if kind == "n":
            return -one[0], -one[1]
        apply = {
            "+": lambda a, b: a + b,
            "-": lambda a, b: a - b,
            "*": lambda a, b: a * b,
            "/": lambda a, b: a / b,
        }[kind]
        return apply(one[0], other[0]), apply(one[1], other[1])

    tried = 0
    while tried < 300:
        try:
            term, expected = grow(5)
            result = eval(text_of(term), {"__builtins__": {}}, dict(numbers))
        except ZeroDivisionError:
            continue
        tried += 1
        assert result == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_deep_term_is_written() -> None:
    term = X
    for _ in range(5000):
        term = term + Y
    assert text_of(term).count("+") == 5000


def test_names_and_numbers_in_latex() -> None:
    expected = {
        "w": "w",
        "w1": "w_{1}",
        "w_12": "w_{12}",
        "alpha": r"\alpha",
        "beta_1": r"\beta_{1}",
        "\u03b8": r"\theta",
        "loss": r"\mathit{loss}",
        "w.1": r"\text{w.1}",
        "w#2": r"\text{w\#2}",
        "\u042f": "\\text{\u042f}",
        "": r"\text{}",
    }
    assert {name: latex_name(name) for name in expected} == expected
    numbers = {2.5: "2.5", -3.0: "-3", 1.5e-7: r"1.5 \cdot 10^{-7}", 1e9: "10^{9}"}
    assert {x: latex_number(x) for x in numbers} == numbers
    assert latex_number(math.nan) == r"\text{nan}"
    assert latex_number(-math.inf) == r"-\infty"
