"""Random programs that run on autograd_core and on HIPS autograd alike.

A program is a list of instructions over registers; the first registers are the inputs.
Operands are any earlier registers, so subexpressions are shared. Each instruction keeps
its operands inside its domain and its result moderate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import autograd.numpy as anp
from autograd.scipy import special
from hypothesis import strategies as st

import autograd_core as ours
from autograd_core import Value

Library = Any
"""A namespace of functions: `autograd_core` or `HIPS`."""


SAME_NAME = (
    "exp expm1 log log1p sqrt square reciprocal where sin cos tan arcsin arccos arctan "
    "sinh cosh tanh arcsinh arccosh arctanh"
)


def _sigmoid(x: Any) -> Any:
    return 0.5 * (1.0 + anp.tanh(0.5 * x))


def _row(function: Callable[[Any], Any]) -> Callable[[Sequence[Any]], Any]:
    return lambda values: function(anp.array(list(values)))


HIPS = SimpleNamespace(
    **{name: getattr(anp, name) for name in SAME_NAME.split()},
    power=lambda x, y: x**y,
    hypot=lambda x, y: anp.sqrt(x * x + y * y),
    erf=special.erf,
    erfc=special.erfc,
    sigmoid=_sigmoid,
    softplus=lambda x: anp.logaddexp(0.0, x),
    silu=lambda x: x * _sigmoid(x),
    gelu=lambda x: 0.5 * x * (1.0 + special.erf(x / 2**0.5)),
    elu=lambda x, alpha: anp.where(x > 0, x, alpha * anp.expm1(anp.minimum(x, 0.0))),
    leaky_relu=lambda x, slope: anp.where(x > 0, x, slope * x),
    sum=_row(anp.sum),
    mean=_row(anp.mean),
    max=_row(anp.max),
    min=_row(anp.min),
    logsumexp=_row(special.logsumexp),
    dot=lambda ws, xs, b: anp.dot(anp.array(list(ws)), anp.array(list(xs))) + b,
    softmax=_row(lambda x: anp.exp(x - special.logsumexp(x))),
    log_softmax=_row(lambda x: x - special.logsumexp(x)),
)

Instruction = Callable[[Library, Any, Any, Any, float], Any]
"""`(library, x, y, z, constant) -> result`."""

SMOOTH: dict[str, Instruction] = {
    "add": lambda m, x, y, z, c: x + y,
    "add constant": lambda m, x, y, z, c: c + x,
    "subtract": lambda m, x, y, z, c: x - y,
    "subtract from constant": lambda m, x, y, z, c: c - x,
    "negative": lambda m, x, y, z, c: -x,
    "multiply": lambda m, x, y, z, c: m.tanh(x) * y,
    "multiply constant": lambda m, x, y, z, c: c * x,
    "divide": lambda m, x, y, z, c: x / (2.0 + m.sin(y)),
    "divide constant": lambda m, x, y, z, c: c / (2.0 + m.cos(x)),
    "power": lambda m, x, y, z, c: (2.0 + m.sin(x)) ** m.tanh(y),
    "power of constant": lambda m, x, y, z, c: 1.5 ** m.sin(x),
    "square": lambda m, x, y, z, c: m.sin(x) ** 2 + m.square(m.cos(y)),
    "cube": lambda m, x, y, z, c: m.tanh(x) ** 3,
    "reciprocal": lambda m, x, y, z, c: m.reciprocal(2.0 + m.sin(x)),
    "sqrt": lambda m, x, y, z, c: m.sqrt(1.5 + m.sin(x)),
    "hypot": lambda m, x, y, z, c: m.hypot(2.0 + m.sin(x), y),
    "exp": lambda m, x, y, z, c: m.exp(m.tanh(x)) + m.expm1(m.sin(x)),
    "log": lambda m, x, y, z, c: m.log(1.5 + m.sin(x)) + m.log1p(0.5 * m.cos(x)),
    "circular": lambda m, x, y, z, c: m.sin(x) * m.cos(y) + m.tan(m.tanh(x)),
    "inverse circular": lambda m, x, y, z, c: (
        m.arcsin(0.9 * m.sin(x)) + m.arccos(0.9 * m.sin(y)) + m.arctan(x)
    ),
    "hyperbolic": lambda m, x, y, z, c: m.sinh(m.sin(x)) * m.cosh(m.sin(y)) + m.tanh(x),
    "inverse hyperbolic": lambda m, x, y, z, c: (
        m.arcsinh(x) + m.arccosh(2.5 + m.sin(x)) + m.arctanh(0.9 * m.sin(y))
    ),
    "erf": lambda m, x, y, z, c: m.erf(x) - m.erfc(0.5 * y),
    "sigmoid": lambda m, x, y, z, c: m.sigmoid(x) * m.softplus(y),
    "gelu": lambda m, x, y, z, c: m.gelu(x) - m.silu(y),
    "sum": lambda m, x, y, z, c: m.sum([x, c, y, x]),
    "mean": lambda m, x, y, z, c: m.mean([x, y, z, c]),
    "dot": lambda m, x, y, z, c: m.dot([m.sin(x), c, x], [y, z, 0.5], z),
    "logsumexp": lambda m, x, y, z, c: m.logsumexp([x, y, c, z]),
    "softmax": lambda m, x, y, z, c: m.softmax([x, y, z])[1] * z,
    "log_softmax": lambda m, x, y, z, c: m.log_softmax([m.sin(x), y, c])[0],
}
"""Instructions that any number of derivatives exist of."""

KINKED: dict[str, Instruction] = {
    "max": lambda m, x, y, z, c: m.max([x, y, c]) - m.min([y, z, x]),
    "elu": lambda m, x, y, z, c: m.elu(x, 0.7) + m.leaky_relu(y, 0.3),
    "where": lambda m, x, y, z, c: m.where(x > y, m.sin(y), z),
}
"""Instructions with kinks, which random operands all but never meet."""

Program = list[tuple[str, int, int, int, float]]

numbers = st.floats(-2.0, 2.0, allow_subnormal=False)


@st.composite
def programs(
    draw: Any, n_inputs: int = 3, kinks: bool = True, max_length: int = 10
) -> Program:
    """A random program; operands are registers, with a taste for recent ones."""
    names = sorted(SMOOTH) + (sorted(KINKED) if kinks else [])
    program: Program = []
    for position in range(draw(st.integers(1, max_length))):
        register = st.integers(0, n_inputs + position - 1)
        at = [draw(register) for _ in range(3)]
        program.append((draw(st.sampled_from(names)), *at, draw(numbers)))
    return program


def run(program: Program, library: Library, inputs: Sequence[Any]) -> Any:
    """The result: the last register plus a share of every other one."""
    registers = list(inputs)
    for name, i, j, k, constant in program:
        instruction = SMOOTH.get(name) or KINKED[name]
        x, y, z = registers[i], registers[j], registers[k]
        registers.append(instruction(library, x, y, z, constant))
    out = registers[-1]
    for register in registers[:-1]:
        out = out + 0.125 * register
    return out


def build(program: Program, data: Sequence[float]) -> tuple[Value, list[Value]]:
    """The program as a graph of Values, and its leaves."""
    leaves = [Value(x) for x in data]
    return run(program, ours, leaves), leaves
