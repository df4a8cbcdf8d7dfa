"""Ops of finite numbers that give inf or nan, and the message about each."""

import autograd_core as ac

SUM_OVERFLOWS = "sum(p = 0.0, 1e+308, Value(1e+308)) gave inf"

BAD_RESULTS = [
    (lambda p: p.log(), "log(p = 0.0) gave -inf"),
    (lambda p: 1 / p, "1.0 / p gave inf"),
    (lambda p: p / p, "p / p gave nan"),
    (lambda p: (p + 1000).exp(), "exp(Value(1000.0)) gave inf"),
    (lambda p: (p - 1) ** 0.5, "Value(-1.0) ** 0.5 gave nan"),
    (lambda p: (p - 1).sqrt(), "sqrt(Value(-1.0)) gave nan"),
    (lambda p: (p + 1e300) * 1e300, "Value(1e+300) * 1e+300 gave inf"),
    (
        lambda p: ac.sum([p, 1e308, p + 1e308]),
        "sum(p = 0.0, 1e+308, Value(1e+308)) gave inf",
    ),
    (lambda p: ac.arccosh(p), "arccosh(p = 0.0) gave nan"),
]
