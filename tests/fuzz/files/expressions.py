"""Texts that may be expressions: a graph with gradients, or an `ExpressionError`."""

from __future__ import annotations

import random
import time
import warnings

from tests.fuzz.harness import Case
from viz.cli.expression import ExpressionError, parse_expression

WORDS = [
    *("x", "w", "y", "unknown", "e", "pi", "tanh", "relu", "exp", "log", "max", "sum"),
    *("+", "-", "*", "/", "**", "//", "%", "@", "(", ")", "(", ")", ",", ".", "[", "]"),
    *("0", "1", "2.5", "-1", "1e308", "1e-309", "1e999", "0x10", "1_0", "1j", "007"),
    *("lambda x: x", "if", "else", "and", "not", "==", "<", "=", ":=", "'a'", '"'),
    *("__import__", "x.data", "x.__class__", "\n", "\t", " ", "\x00", "\x1b", "\\"),
    *("\xe9", "\u2202", "\U0001d465", "\udcff", "tanh(w*x + y)", "x**2", "max(x, y)"),
    *("log(x)", "((", "))", "#", ";", "yield", "(" * 300, "-" * 300, "x+" * 300),
    *("x" * 20_000, "9" * 5000, "f(" * 100),
]
SOUND = ["tanh(w*x + y)", "x*w*y", "max([x, w, y])", "x**2 + w/y", "relu(x) - w + y"]
VARIABLES = {"x": 2.0, "w": 0.5, "y": -1.0}


class Expressions:
    """Words of expressions in any order, some after a sound expression."""

    name = "expressions"

    def case(self, rng: random.Random) -> Case:
        noise = [rng.choice(WORDS) for _ in range(rng.choice([1, 3, 5, 8, 15]))]
        if rng.random() < 0.5:
            return noise
        operator = rng.choice(["+", "*", "**", "-", "/"])
        return [rng.choice(SOUND), operator, rng.choice(WORDS[:44])]

    def run(self, case: Case) -> str:
        text = "".join(case)
        start = time.perf_counter()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                node = parse_expression(text, VARIABLES)
                node.backward()
        except ExpressionError as error:
            assert len(str(error)) < 600, f"long message: {len(str(error))}"
            outcome = "refused"
        else:
            assert isinstance(node.data, float)
            outcome = "parsed"
        assert time.perf_counter() - start < 5
        return outcome
