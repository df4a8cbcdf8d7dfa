"""`formula` against expressions from the lectures, and against the engine's numbers."""

from __future__ import annotations

import math
import random
import sys
from typing import Any

import pytest

import autograd_core as ac
import nn
from autograd_core import Value, custom_op, dot
from autograd_core.extend import OPS
from autograd_core.messages.extras import MissingExtra
from nn import MLP
from tests.viz import lectures
from tests.viz.hostile import HOSTILE
from viz import explain, formula
from viz.cli.expression import parse_expression

sympy = pytest.importorskip("sympy")

X = {each: sympy.Symbol(each, real=True) for each in ("w1", "x", "b1", "w2", "b2")}
Z1, Z2 = sympy.Symbol("z1", real=True), sympy.Symbol("z2", real=True)


def same(found: Any, wanted: Any) -> bool:
    return bool(sympy.simplify(found - wanted) == 0)


def test_the_delta_rule_of_two_layers() -> None:
    """dL/dw1 = 2 (yhat - y) w2 h'(z) x."""
    loss = lectures.two_layer_net()
    z = X["w1"] * X["x"] + X["b1"]
    relu = sympy.Function("relu")
    error = X["w2"] * relu(z) + X["b2"] - 1
    step = sympy.Piecewise((1, z > 0), (0, True))
    assert same(formula(loss).expression, error**2)
    assert same(formula(loss, of="w2").expression, 2 * error * relu(z))
    assert same(formula(loss, of="w1").expression, 2 * error * X["w2"] * step * X["x"])
    assert str(formula(loss, of="b2")) == ("dL/db2 = 2*(b2 + w2*relu(b1 + w1*x) - 1)")


def test_softmax_minus_one_hot() -> None:
    """The gradient of cross entropy behind softmax is p - y."""
    total = sympy.exp(Z1) + sympy.exp(Z2)
    loss = lectures.softmax_cross_entropy()
    assert same(formula(loss, of="z1").expression, sympy.exp(Z1) / total - 1)
    assert same(formula(loss, of="z2").expression, sympy.exp(Z2) / total)
    fused = formula(lectures.fused_cross_entropy(), of="z1")
    assert str(fused) == "dL/dz1 = exp(z1)/(exp(z1) + exp(z2) + exp(z3))"


@pytest.mark.parametrize(
    ("options", "targets"),
    [
        ({}, [0, 2]),
        ({"reduction": "sum"}, [[0.5, 0.25, 0.25], [0.0, 1.0, 0.0]]),
        ({"label_smoothing": 0.1}, [1, 1]),
        ({"class_weights": [1.0, 2.0, 0.5], "label_smoothing": 0.2}, [2, 0]),
    ],
)
def test_cross_entropy_of_logits(options: Any, targets: Any) -> None:
    """The gradient of each logit, at numbers, is the one that the engine computes."""
    numbers = {"a": 2.0, "b": -1.0, "c": 0.1, "d": 0.5}
    a, b, c, d = leaves = [Value(x, label=name) for name, x in numbers.items()]
    loss = nn.cross_entropy([[a, b, c], [d, b, a]], targets, **options)
    loss.backward()
    for leaf in leaves:
        result = formula(loss, of=leaf).expression
        symbols = {item: numbers[item.name] for item in result.free_symbols}
        assert math.isclose(float(result.subs(symbols)), leaf.grad, rel_tol=1e-12)


def test_cross_entropy_by_hand() -> None:
    z1, z2 = Value(0.0, label="z1"), Value(1.0, label="z2")
    loss = nn.cross_entropy([z1, z2], 0)
    assert str(formula(loss, of=z1)) == "dloss/dz1 = -1 + exp(z1)/(exp(z1) + exp(z2))"
    assert "local = exp(z2) / (exp(z1) + exp(z2))\n" in str(explain(loss, z2))
    t = Value(0.25, label="t")
    loss = nn.cross_entropy([z1, z2], [t, 1.0 - t])
    by_target = sympy.log(sympy.exp(Z1) + sympy.exp(Z2)) - Z1
    by_rest = sympy.log(sympy.exp(Z1) + sympy.exp(Z2)) - Z2
    assert same(formula(loss, of=t).expression, by_target - by_rest)


def test_shares_stay_fractions() -> None:
    a, b, c = (Value(2.0, label=item) for item in "abc")
    assert str(formula(ac.mean([a, b, c]), of=a, names={})) == "dn1/da = 1/3"


def test_text_and_latex() -> None:
    w, x = Value(2.0, label="w"), Value(3.0, label="x1")
    loss = (w * x).tanh() / 2
    result = formula(loss, of=w, names={"loss": loss})
    assert str(result) == repr(result) == "dloss/dw = x1*(1 - tanh(w*x1)**2)/2"
    assert result.latex() == (
        r"\frac{\partial \mathit{loss}}{\partial w} = "
        r"\frac{x_{1} \left(1 - \tanh^{2}{\left(w x_{1} \right)}\right)}{2}"
    )
    assert result._repr_latex_().startswith(r"$\displaystyle \frac{\partial")
    assert str(formula(loss, names={})) == "n3 = tanh(w*x1)/2"
    assert str(formula(loss, of=w, simplify=True, names={})) == (
        "dn3/dw = x1/(2*cosh(w*x1)**2)"
    )


def test_a_node_that_is_used_often_is_one_factor() -> None:
    a = Value(2.0, label="a")
    out = a
    for _ in range(40):
        out = out + out
    assert str(formula(out, of=a, names={})) == f"dn40/da = {2**40}"
    cube = a * a * a
    assert str(formula(cube, of=a)) == "dcube/da = 3*a**2"


def test_inner_nodes_and_independent_ones() -> None:
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    s = a * b
    out = s**2 + b
    assert str(formula(out, of=s)) == "dout/ds = 2*a*b"
    assert str(formula(out, of=out)) == "dout/dout = 1"


def evaluated(found: Any, leaves: list[Value]) -> float:
    at = {
        sympy.Symbol(leaf.label, real=True): sympy.Float(leaf.data, 30)
        for leaf in leaves
    }
    special = {
        "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
        "relu": lambda x: sympy.Max(x, 0),
        "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    }
    expression = found.expression
    for name, function in special.items():
        expression = expression.replace(sympy.Function(name), function)
    return float(expression.subs(at).evalf(30))


@pytest.mark.parametrize("seed", range(8))
def test_random_graphs_equal_the_engine(seed: int) -> None:
    random.seed(seed)
    leaves = [Value(random.uniform(0.3, 1.5), label=f"x{i}") for i in range(4)]
    nodes: list[Any] = list(leaves)
    unary = ("tanh", "exp", "sin", "cos", "sigmoid", "sqrt", "log", "relu", "arctan")
    for _ in range(7):
        one, other = random.choice(nodes), random.choice(nodes)
        nodes.append(
            random.choice(
                [
                    one * other,
                    one + other,
                    one - other * 0.5,
                    one / (other.square() + 1.0),
                    (one.square() + 0.1) ** 1.5,
                    getattr(one.square() + 0.1, random.choice(unary))(),
                    dot([one, other], [other, 2.0], bias=one),
                    ac.logsumexp([one, other, 0.5]),
                    ac.maximum(one, other * 1.1),
                    ac.mean([one, other, one]),
                ]
            )
        )
    out = ac.sum([nodes[-1], nodes[-2].tanh(), *leaves])
    out.backward()
    for leaf in leaves:
        result = formula(out, of=leaf, names={})
        assert evaluated(result, leaves) == pytest.approx(leaf.grad, rel=1e-9), result


def test_max_and_where_and_clip() -> None:
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    out = ac.max([a, b]) * a
    assert str(formula(out, of=b)) == "dout/db = a where a <= b, else 0"
    chosen = ac.where(a > 1.0, a * 2.0, b)
    assert str(formula(chosen, of=a)) == "dchosen/da = 2"
    cut = a.clip(0.0, 9.0)
    assert "1 where a > 0 and a < 9, else 0" in str(formula(cut, of=a))


def test_custom_ops_compose_if_their_derivative_does() -> None:
    a = Value(2.0, label="a")
    cube = custom_op(lambda x: x**3, lambda x: 3 * x**2, name="cube")
    assert str(formula(cube(a * a), of=a, names={})) == "dn2/da = 6*a**5"


def test_a_network_has_its_closed_form() -> None:
    model = MLP(2, [2, 1], rng=0)
    out = model([Value(0.5, label="x0"), Value(-1.0, label="x1")])
    text = str(formula(out, of="layers.0.neurons.0.w.0", names={}))
    assert text.startswith("dn5/d(layers.0.neurons.0.w.0) = ")
    assert "tanh(layers.0.neurons.0.b + layers.0.neurons.0.w.0*x0" in text


def test_constants_are_short_decimals() -> None:
    a = Value(2.0, label="a")
    out = a
    for _ in range(300):
        out = out * 1.01
    # 1.01 ** 300, which as a fraction has 600 digits below the line
    name, _, number = str(formula(out, of=a, names={"out": out})).partition(" = ")
    assert name == "dout/da"
    assert len(number) < 20
    assert float(number) == pytest.approx(1.01**300, rel=1e-12)
    assert str(formula(a * 0.5 * 0.25, of=a, names={})) == "dn2/da = 1/8"


def test_e_and_pi_have_their_names() -> None:
    """d(e^x + sin(pi x))/dx = e^x + pi cos(pi x)."""
    node = parse_expression("e**x + sin(pi*x)", {"x": 2.0})
    node.label = "L"
    assert formula(node, of="x", names={}) == "dL/dx = exp(x) + pi*cos(pi*x)"


def test_an_operand_of_max_that_is_given_twice_counts_once() -> None:
    """max(a, b, a) is max(a, b)."""
    a, b = Value(3.0, label="a"), Value(2.0, label="b")
    for op, chosen in ((ac.max, 1), (ac.min, 0)):
        slope = formula(op([a, b, a]), of=a, names={}).expression
        at = {item: {"a": 3.0, "b": 2.0}[str(item)] for item in slope.free_symbols}
        assert slope.subs(at) == chosen


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_names_are_names(label: str) -> None:
    out = Value(2.0, label=label) * Value(3.0, label="safe")
    result = formula(out, of="safe", names={})
    assert result.expression.is_Symbol
    assert "<" not in result.latex().replace(r"\textless", "")


def test_without_sympy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sympy", None)
    with pytest.raises(MissingExtra, match=r"this needs sympy; install it with: .*pip"):
        formula(Value(2.0) * 3)


def test_what_sympy_calls_otherwise_reads_as_in_the_rest_of_viz() -> None:
    """By hand: |x| relu(y) max(x, y), arctan2'(y, x) = (x, -y) / (x^2 + y^2)."""
    x, y = Value(0.3, label="x"), Value(0.6, label="y")
    texts = {
        abs(x) * y: "n2 = y*abs(x)",
        ac.maximum(x, y): "n1 = max(x, y)",
        ac.minimum(x, 0.5): "n1 = min(1/2, x)",
        x.arcsin(): "n1 = arcsin(x)",
        x.arctanh() + y: "n2 = y + arctanh(x)",
        ac.max([x, y]): "n1 = max(x, y)",
    }
    for node, text in texts.items():
        assert str(formula(node, names={})) == text
    slopes = [str(formula(ac.arctan2(y, x), of=leaf, names={})) for leaf in (y, x)]
    assert slopes == ["dn1/dy = x/(x**2 + y**2)", "dn1/dx = -y/(x**2 + y**2)"]
    slope = formula(ac.maximum(x, y), of=x, names={})
    assert str(slope).endswith("1 where x > y, 1/2 where x == y, else 0")
    assert r"1 & \text{if } x > y \\ \frac{1}{2} & \text{if } x = y" in slope.latex()
    assert slope.latex().count("cases") == 2  # one list of cases, not one in another
    assert r"\left|{x}\right|" in formula(abs(x), names={}).latex()
    leaky = formula(x.leaky_relu(0.1), names={}).latex()
    assert r"\operatorname{leaky\_relu}" in leaky
    assert r"\arcsin" in formula(x.arcsin(), names={}).latex()


def test_every_op_has_a_formula_with_its_value_as_slope() -> None:
    """SymPy computes the number of the formula; the engine that of backward()."""
    compared = 0
    for name, op in OPS.items():
        if name == "arccosh":  # not defined at 0.3
            continue
        leaves = [
            Value(v, label=a) for v, a in zip((0.3, 0.6, 0.9), "xyz", strict=True)
        ]
        for count in (1, 2, 3):
            try:
                node = getattr(ac, name, op)(*leaves[:count])
            except (TypeError, ValueError):
                continue
            node.backward()
            for leaf in leaves[:count]:
                slope = formula(node, of=leaf, names={}).expression
                numbers = {
                    symbol: {"x": 0.3, "y": 0.6, "z": 0.9}[symbol.name]
                    for symbol in slope.free_symbols
                }
                number = sympy.N(slope.subs(numbers))
                if number.is_number and not number.has(sympy.Function):
                    compared += 1
                    assert math.isclose(float(number), leaf.grad, rel_tol=1e-9), name
            break
    assert compared > 40
