"""Ledgers on screens of any width: no line too long, no number torn, nothing lost."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable

import pytest

from autograd_core import Value
from nn import MLP
from viz import Explanation, draw, explain, formula, tape

NUMBER = re.compile(r"(?<![\w.])-?\d+\.?\d*(?:e[-+]\d+)?(?![\w])")


def neuron() -> Value:
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.5, label="b")
    out = (w * x + b).tanh()
    out.label = "L"
    return out


def network() -> Value:
    model = MLP(2, [3, 1], rng=0)
    loss = (model([1.2345678, -0.00056789]) - 0.123456) ** 2
    loss.label = "loss"
    return loss


def long_names() -> Value:
    a, b = [Value(-1.23456e-7, label=letter * 45) for letter in "ab"]
    return (a * b + a).exp() * a


def widths(text: str) -> int:
    return max(len(line) for line in text.splitlines())


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("make", [neuron, network, long_names])
@pytest.mark.parametrize("tell", [explain, tape])
def test_no_line_is_longer_than_the_screen(
    make: Callable[[], Value],
    tell: Callable[[Value], Explanation],
    columns: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    node = make()
    monkeypatch.setenv("COLUMNS", "2000")
    wide = tell(node)
    monkeypatch.setenv("COLUMNS", f"{columns}")
    narrow = tell(node)
    longest_word = max(map(len, narrow.split()))
    assert widths(narrow) <= max(columns, longest_word + 8)
    assert sorted(NUMBER.findall(narrow)) == sorted(NUMBER.findall(wide))
    assert "".join([cell.text for cell in narrow.cells]).split() == narrow.split()


def test_two_lines_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """tanh(-0.5) = -0.462117, its slope 1 - tanh(-0.5)^2 = 0.786448."""
    monkeypatch.setenv("COLUMNS", "80")
    assert [*explain(neuron(), of="w").splitlines()] == [
        "w = 0.5             dL/dw = 1.5729",
        "  via n1 = w * x    local = x",
        "    upstream 0.786448 x local 2.0 = 1.5729    total 1.5729",
    ]
    assert math.isclose(2 * (1 - math.tanh(-0.5) ** 2), 1.5729, abs_tol=1e-5)


def test_a_long_equation_of_a_tape_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert tape(neuron()).splitlines()[5:] == [
        "n2 = n1 + b = -0.5            dL/dn2 = dL/dL * (1 - L ** 2)",
        "                                = 1.0 * 0.786448 = 0.786448",
        "L = tanh(n2) = -0.462117      dL/dL = 1.0",
    ]
    monkeypatch.setenv("COLUMNS", "45")
    assert tape(neuron()).splitlines()[:4] == [
        "forward, from the top down",
        "    backward, from the bottom up",
        "w = 0.5",
        "    dL/dw = dL/dn1 * x",
    ]


def test_without_a_terminal_a_screen_has_80_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(
        "shutil.os.get_terminal_size", lambda fd: os.terminal_size((0, 0))
    )
    assert 60 < widths(explain(neuron())) <= 80


def test_a_notebook_shows_a_table() -> None:
    pytest.importorskip("IPython")
    import IPython  # noqa: F401

    for shown in (explain(neuron()), tape(neuron())):
        table = shown._repr_markdown_()
        assert table is not None and table.startswith("| ") and "|---|" in table
    assert Explanation("text")._repr_markdown_() is None


def test_constants_keep_their_names() -> None:
    """d e^w/dw = e^w log(e); pi stays pi, and so do square roots in gelu."""
    w = Value(1.0, label="w")
    power = str(explain(math.e**w))
    assert "e ** w = 2.71828" in power and "log(e)" in power and "2.718 " not in power
    assert "= w * pi" in str(explain(w * math.pi))
    assert "-pi" in str(explain(w * -math.pi)) and "pi" in str(tape(w * math.pi))
    assert r"\pi" in explain(w * math.pi, formula="latex")
    for made, text in (
        (math.tau * w, "(2*pi) * w"),
        (w / -math.tau, "w / (-2*pi)"),
        (w ** (math.pi / 2), "w ** (pi/2)"),
        (w - math.tau, "w - 2*pi"),
    ):
        assert f"= {text} = " in str(explain(made))
        assert r"\pi" in explain(made, formula="latex")
    assert "local = n1 * log(2*pi)" in str(explain(1.0 * math.tau**w, names={}))
    assert "/ (2*pi)" in draw(w / math.tau).mermaid()
    gelu = str(explain(w.gelu()))
    assert "sqrt(2)" in gelu and "1.414" not in gelu
    pytest.importorskip("sympy")
    closed = str(formula(w.gelu(), of="w"))
    assert (
        "sqrt(2)" in closed and "sqrt(pi)" in closed and not re.search(r"0\.\d", closed)
    )


def test_kinks_are_cases() -> None:
    pytest.importorskip("sympy")
    x = Value(1.0, label="x")
    assert str(formula(x.relu(), of=x, names={})).endswith("1 where x > 0, else 0")
    y = Value(2.0, label="y")
    factors = [x.relu(), (x + y).relu(), (x - y).relu(), (x * y).relu(), x.clip(y, 3.0)]
    many = formula(math.prod(factors), of=x, names={})
    for text in (str(many), str(formula(x.relu() + abs(x), of=x, names={}))):
        assert "Piecewise" not in text
    assert "(1 if x > 0 else 0)" in str(many)


def test_a_rounded_number_does_not_change_between_its_jumps() -> None:
    a, b = Value(7.0, label="a"), Value(2.0, label="b")
    for out in (a // b, a.floor()):
        text = str(explain(out))
        assert "inf" not in text and "nan" not in text
        assert "local 0.0 = 0.0" in re.sub(" +", " ", text)
