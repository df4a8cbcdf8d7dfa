"""Random programs of arrays: HIPS autograd agrees, and so do all walks of ours.

A program is a list of instructions over registers of shape (2, 3); its first registers
are the inputs. Operands are any earlier registers, so results are shared, broadcast,
and gradients arrive in any number and order.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.scipy import special
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_core as ac
from autograd_core import Tensor, gradients
from autograd_core.array_ops.functions.index import getitem

OURS = SimpleNamespace(
    **{name: getattr(ac, name) for name in ac.__all__},
    sum=ac.sum,
    getitem=getitem,
    swish=ac.silu,
)
SAME_NAME = (
    "concatenate cumsum einsum matmul mean outer pad prod reshape sin sqrt stack sum "
    "tanh transpose var where"
)
HIPS = SimpleNamespace(
    **{name: getattr(anp, name) for name in SAME_NAME.split()},
    logsumexp=lambda x, axis=None, keepdims=False: special.logsumexp(
        x, axis=axis, keepdims=keepdims
    ),
    softmax=lambda x, axis: anp.exp(x - special.logsumexp(x, axis=axis, keepdims=True)),
    norm=lambda x: anp.sqrt(anp.sum(x * x)),
    solve=anp.linalg.solve,
    inv=anp.linalg.inv,
    det=anp.linalg.det,
    getitem=lambda x, index: x[index],
    swish=lambda x: 0.5 * x * (1.0 + anp.tanh(0.5 * x)),
)
REPEATED = (np.array([1, 1]), slice(None))
SHIFT = 4.0 * np.eye(2)

Instruction = Callable[[Any, Any, Any, float], Any]
"""`(library, x, y, constant) -> result`, of shape (2, 3) like x and y."""

INSTRUCTIONS: dict[str, Instruction] = {
    "add": lambda m, x, y, c: x + y,
    "add itself": lambda m, x, y, c: x + x,
    "subtract": lambda m, x, y, c: c - x,
    "multiply": lambda m, x, y, c: m.tanh(x) * y,
    "divide": lambda m, x, y, c: x / (2.5 + m.sin(y)),
    "power": lambda m, x, y, c: (2.0 + m.sin(x)) ** m.tanh(y),
    "activation": lambda m, x, y, c: m.swish(x) - c * m.tanh(y),
    "row sums": lambda m, x, y, c: x * m.sum(m.tanh(y), axis=1, keepdims=True),
    "column means": lambda m, x, y, c: m.tanh(y) - m.mean(x, axis=0),
    "whole sum": lambda m, x, y, c: m.sin(x) * m.mean(y) + c * m.sum(x * m.tanh(y)),
    "centred": lambda m, x, y, c: x / m.sqrt(m.var(y, axis=0) + 1.0),
    "softmax": lambda m, x, y, c: m.softmax(x, 1) * y,
    "logsumexp": lambda m, x, y, c: y - m.logsumexp(x, axis=1, keepdims=True),
    "norm": lambda m, x, y, c: x / (1.0 + m.norm(y)),
    "cumsum": lambda m, x, y, c: m.tanh(m.cumsum(x, 1)),
    "product": lambda m, x, y, c: y * m.prod(1.5 + 0.3 * m.sin(x), axis=0),
    "matrix product": lambda m, x, y, c: m.matmul(m.matmul(x, m.tanh(y.T)), m.sin(y)),
    "square matrix": lambda m, x, y, c: m.matmul(
        m.tanh(m.matmul(x, m.transpose(x))), y
    ),
    "vectors": lambda m, x, y, c: (
        m.outer(m.tanh(m.matmul(x, y[0])), m.matmul(m.tanh(x[1]), m.sin(y.T))[:1]) + x
    ),
    "einsum": lambda m, x, y, c: m.einsum("ij,kj,kl->il", x, m.sin(y), m.tanh(y)),
    "reversed": lambda m, x, y, c: (
        m.getitem(x, (slice(None), slice(None, None, -1))) - y
    ),
    "repeated rows": lambda m, x, y, c: m.getitem(x, REPEATED) * y,
    "first row": lambda m, x, y, c: x[0] + y[:, :1],
    "reshaped": lambda m, x, y, c: m.transpose(m.reshape(x, (3, 2))) * y,
    "halves": lambda m, x, y, c: m.concatenate([x[:, 1:], y[:, :1]], axis=1),
    "stacked": lambda m, x, y, c: m.sum(m.stack([x, y, c * x]), axis=0),
    "padded": lambda m, x, y, c: m.pad(x[:, :2], ((0, 0), (1, 0)), mode="constant") + y,
    "where": lambda m, x, y, c: m.where(np.array([[1, 0, 1]]) > 0, x, m.sin(y)),
    "solved": lambda m, x, y, c: m.solve(0.1 * m.matmul(x, x.T) + SHIFT, y),
    "inverse": lambda m, x, y, c: m.matmul(m.inv(m.tanh(x @ y.T) + SHIFT), x),
    "determinant": lambda m, x, y, c: y * m.det(m.tanh(x[:, :2]) + SHIFT) * 0.1,
}

Program = list[tuple[str, int, int, float]]


@st.composite
def programs(draw: Any, max_steps: int = 8) -> Program:
    """A random program over two inputs, with a taste for recent registers."""
    program: Program = []
    for position in range(draw(st.integers(1, max_steps))):
        name = draw(st.sampled_from(sorted(INSTRUCTIONS)))
        register = st.integers(0, position + 1)
        program.append((name, draw(register), draw(register), draw(constants)))
    return program


constants = st.sampled_from([-1.5, 0.25, 0.8, 2.0])
seeds = st.integers(0, 999)


def run(program: Program, library: Any, *inputs: Any) -> Any:
    """One number: every register counts a little, the last one most."""
    registers = list(inputs)
    for name, i, j, c in program:
        registers.append(INSTRUCTIONS[name](library, registers[i], registers[j], c))
    out = library.sum(library.tanh(registers[-1] * 0.3))
    for register in registers[:-1]:
        out = out + library.sum(library.sin(register)) * 0.125
    return out


def inputs_of(seed: int) -> list[np.ndarray]:
    draw = np.random.default_rng(seed)
    return [draw.uniform(-1.2, 1.2, (2, 3)) for _ in range(2)]


def close(results: Any, expected: Any, rtol: float = 1e-9) -> None:
    for actual, reference in zip(results, expected, strict=True):
        size = max(1.0, np.max(np.abs(reference)))
        np.testing.assert_allclose(actual, reference, rtol=rtol, atol=rtol * size)


def check(program: Program, seed: int) -> None:
    """Value, both walks twice, gradients that are nodes, both modes, H v."""
    at = inputs_of(seed)
    leaves = [Tensor(x) for x in at]
    out = run(program, OURS, *leaves)

    def theirs(x: Any, y: Any) -> Any:
        return run(program, HIPS, x, y)

    close([out.item()], [theirs(*at)])
    autograd_gradient = autograd.grad(theirs, (0, 1))
    expected = autograd_gradient(*at)
    for times in (1, 2):
        out.backward()
        close([leaf.grad for leaf in leaves], [times * slope for slope in expected])
    close(gradients(out, leaves), expected)
    on_nodes = gradients(out, leaves, create_graph=True)
    close([node.data for node in on_nodes], expected)

    directions = inputs_of(seed + 1)
    _, tangent = ac.jvp(lambda x, y: run(program, OURS, x, y), at, directions)
    pairs = list(zip(expected, directions, strict=True))
    close([tangent], [sum(np.sum(s * v) for s, v in pairs)])

    def slope_along(x: Any, y: Any) -> Any:
        by = autograd_gradient(x, y)
        return anp.sum(by[0] * directions[0]) + anp.sum(by[1] * directions[1])

    total = sum((s * v).sum() for s, v in zip(on_nodes, directions, strict=True))
    close(gradients(total, leaves), autograd.grad(slope_along, (0, 1))(*at), 1e-8)


# HIPS' slope of tanh at large numbers is 1 / cosh^2, which overflows on its way to 0.
quiet = pytest.mark.filterwarnings(
    "ignore:overflow encountered", "ignore:Output seems independent of input"
)


@quiet
@pytest.mark.parametrize("name", INSTRUCTIONS)
def test_each_instruction_alone(name: str) -> None:
    check([(name, 0, 1, 0.8)], 1)
    check([(name, 0, 0, 0.8), (name, 2, 1, 0.25)], 2)


@quiet
@settings(max_examples=60, deadline=None)
@given(programs(), seeds)
def test_random_programs(program: Program, seed: int) -> None:
    check(program, seed)
