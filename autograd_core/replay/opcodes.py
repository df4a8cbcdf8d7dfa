"""The numbers of the ops of a program, which `scalar_ops.h` computes."""

from __future__ import annotations

OPCODES: dict[str, int] = {
    "add": 1,
    "subtract": 2,
    "multiply": 3,
    "divide": 4,
    "negative": 5,
    "reciprocal": 6,
    "square": 7,
    "sqrt": 8,
    "power": 9,
    "exp": 10,
    "log": 11,
    "tanh": 12,
    "relu": 13,
    "absolute": 14,
    "sign": 15,
    "step": 16,
    "maximum": 17,
    "minimum": 18,
    "where": 19,
    "clip": 20,
    "gt": 21,
    "ge": 22,
    "lt": 23,
    "le": 24,
    "eq": 25,
    "ne": 26,
    "and": 27,
    "or": 28,
    "sin": 29,
    "cos": 30,
    "tan": 31,
    "sinh": 32,
    "cosh": 33,
    "expm1": 34,
    "log1p": 35,
    "sigmoid": 36,
    "softplus": 37,
    "silu": 38,
    "hard_tanh": 39,
    "leaky_relu": 40,
    "arctan": 41,
    "arcsinh": 42,
    "elu": 43,
    "erf": 44,
    "erfc": 45,
    "hypot": 46,
    "arcsin": 47,
    "arccos": 48,
    "arccosh": 49,
    "arctanh": 50,
    "gelu": 51,
}
"""Each op of one result by its name in the op table, and the comparisons."""

NAMES = {code: name for name, code in OPCODES.items()}
"""The ops by number."""

ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATIVE = 1, 2, 3, 4, 5
LINEAR, CALL, SUM, SUM_PRODUCTS, SUMS = 90, 91, 92, 93, 94
"""A sum of products; an op that Python does; sums over rows; sums side by side."""

CONSTANT, INPUT, LEAF, SLOPE = -1, -2, -3, -4
"""What needs no instruction: numbers, arguments, leaves, a result of a CALL."""

COMPARISONS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "==", "ne": "!="}
"""How the tests are written that a guard may hold."""
