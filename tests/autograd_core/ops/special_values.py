"""Value and slope of each op at the special numbers of IEEE 754.

Columns: 0, inf, -inf, nan, 1e300, 1e-300, -1e300; each `value slope`. These are limits
and NumPy's results, worked out by hand; `?` where no limit exists to hold the slope to.
"""

from __future__ import annotations

import math

AT = (0.0, math.inf, -math.inf, math.nan, 1e300, 1e-300, -1e300)

_LN = 300 * math.log(10)
_LN2 = _LN + math.log(2)
_T = 2 / math.sqrt(math.pi)
_HALF_PI = math.pi / 2
_NAN = "nan nan"

_TABLE = {
    "negative": ("0 -1", "-inf -1", "inf -1", "nan -1", "-1e300 -1", "-1e-300 -1",
                 "1e300 -1"),
    "reciprocal": ("inf -inf", "0 0", "0 0", _NAN, "1e-300 0", "1e300 -inf",
                   "-1e-300 0"),
    "square": ("0 0", "inf inf", "inf -inf", _NAN, "inf 2e300", "0 2e-300",
               "inf -2e300"),
    "sqrt": ("0 inf", "inf 0", _NAN, _NAN, "1e150 5e-151", "1e-150 5e149", _NAN),
    "exp": ("1 1", "inf inf", "0 0", _NAN, "inf inf", "1 1", "0 0"),
    "expm1": ("0 1", "inf inf", "-1 0", _NAN, "inf inf", "1e-300 1", "-1 0"),
    "log": ("-inf inf", "inf 0", "nan ?", _NAN, f"{_LN} 1e-300", f"{-_LN} 1e300",
            "nan ?"),
    "log1p": ("0 1", "inf 0", "nan ?", _NAN, f"{_LN} 1e-300", "1e-300 1", "nan ?"),
    "erf": (f"0 {_T}", "1 0", "-1 0", _NAN, "1 0", f"{_T * 1e-300} {_T}", "-1 0"),
    "erfc": (f"1 {-_T}", "0 0", "2 0", _NAN, "0 0", f"1 {-_T}", "2 0"),
    "absolute": ("0 0", "inf 1", "inf -1", _NAN, "1e300 1", "1e-300 1", "1e300 -1"),
    "sign": ("0 0", "1 0", "-1 0", "nan ?", "1 0", "1 0", "-1 0"),
    "step": ("0 0", "1 0", "0 0", "nan ?", "1 0", "1 0", "0 0"),
    "sigmoid": ("0.5 0.25", "1 0", "0 0", _NAN, "1 0", "0.5 0.25", "0 0"),
    "softplus": (f"{math.log(2)} 0.5", "inf 1", "0 0", _NAN, "1e300 1",
                 f"{math.log(2)} 0.5", "0 0"),
    "relu": ("0 0", "inf 1", "0 0", "nan ?", "1e300 1", "1e-300 1", "0 0"),
    "gelu": ("0 0.5", "inf 1", "0 0", _NAN, "1e300 1", "5e-301 0.5", "0 0"),
    "silu": ("0 0.5", "inf 1", "0 0", _NAN, "1e300 1", "5e-301 0.5", "0 0"),
    "hard_tanh": ("0 1", "1 0", "-1 0", "nan ?", "1 0", "1e-300 1", "-1 0"),
    "sin": ("0 1", _NAN, _NAN, _NAN, "? ?", "1e-300 1", "? ?"),
    "cos": ("1 0", _NAN, _NAN, _NAN, "? ?", "1 -1e-300", "? ?"),
    "tan": ("0 1", _NAN, _NAN, _NAN, "? ?", "1e-300 1", "? ?"),
    "arcsin": ("0 1", _NAN, _NAN, _NAN, _NAN, "1e-300 1", _NAN),
    "arccos": (f"{_HALF_PI} -1", _NAN, _NAN, _NAN, _NAN, f"{_HALF_PI} -1", _NAN),
    "arctan": ("0 1", f"{_HALF_PI} 0", f"{-_HALF_PI} 0", _NAN, f"{_HALF_PI} 0",
               "1e-300 1", f"{-_HALF_PI} 0"),
    "sinh": ("0 1", "inf inf", "-inf inf", _NAN, "inf inf", "1e-300 1", "-inf inf"),
    "cosh": ("1 0", "inf inf", "inf -inf", _NAN, "inf inf", "1 1e-300", "inf -inf"),
    "tanh": ("0 1", "1 0", "-1 0", _NAN, "1 0", "1e-300 1", "-1 0"),
    "arcsinh": ("0 1", "inf 0", "-inf 0", _NAN, f"{_LN2} 1e-300", "1e-300 1",
                f"{-_LN2} 1e-300"),
    "arccosh": (_NAN, "inf 0", _NAN, _NAN, f"{_LN2} 1e-300", _NAN, _NAN),
    "arctanh": ("0 1", "nan ?", "nan ?", _NAN, "nan ?", "1e-300 1", "nan ?"),
}  # fmt: skip


def _number(text: str) -> float | None:
    return None if text == "?" else float(text)


SPECIAL = [
    (name, x, *map(_number, cell.split()))
    for name, cells in _TABLE.items()
    for x, cell in zip(AT, cells, strict=True)
]
"""`(op, operand, value, slope)`; None for what is not held to anything."""

EDGES = [
    ("log1p", -1.0, -math.inf, math.inf),
    ("arcsin", 1.0, _HALF_PI, math.inf),
    ("arcsin", -1.0, -_HALF_PI, math.inf),
    ("arccos", 1.0, 0.0, -math.inf),
    ("arccos", -1.0, math.pi, -math.inf),
    ("arccosh", 1.0, 0.0, math.inf),
    ("arctanh", 1.0, math.inf, math.inf),
    ("arctanh", -1.0, -math.inf, math.inf),
]
"""The ends of the domains, `(op, operand, value, slope)`."""
