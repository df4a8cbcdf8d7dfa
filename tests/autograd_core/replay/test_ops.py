"""Every op, recorded at one point and replayed at all others, is the engine's."""

import itertools
import math
import random
import warnings

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Value
from autograd_core.ops.op import OPS

INF, NAN = math.inf, math.nan
POINTS = (
    *(-INF, -800.0, -2.0, -1.0, -0.5, -1e-300, -0.0, 0.0, 5e-324, 0.25, 0.5, 1.0),
    *(1.5, 2.0, 3.0, 40.0, 710.0, 1e17, INF, NAN),
)
FEW = (-INF, -2.0, -0.0, 0.0, 0.5, 1.0, 3.0, INF, NAN)


def same(x, y):
    return x == y or (x != x and y != y)


def result(f, point):
    """The value and the gradient."""
    nodes = [Value(x) for x in point]
    out = f(*nodes)
    out.backward()
    return [out.data, *[node.grad for node in nodes]]


def points(arity, seed):
    grid = list(itertools.product(FEW if arity > 1 else POINTS, repeat=arity))
    random.Random(seed).shuffle(grid)
    return grid[:120]


FORMS = {
    "alone": lambda op: op,
    "in a product": lambda op: lambda *v: op(*v) * v[0] + 3.0,
    "twice": lambda op: lambda *v: op(*v) * op(*v[::-1]),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", OPS)
def test_replays_at_kinks_and_special_values(name, form):
    f = FORMS[form](OPS[name])
    compiled = ac.compile(f, audit=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for point in points(OPS[name].arity, name):
            found, wanted = result(compiled, point), result(f, point)
            assert all(map(same, found, wanted)), f"{point}: {found}, not {wanted}"


@pytest.mark.parametrize("name", OPS)
def test_rows_at_kinks(name):
    op = OPS[name]
    grid = np.array([p for p in points(op.arity, name) if np.isfinite(p).all()])
    w = Value(1.0)
    compiled = ac.compile(lambda *v: op(*v) * w)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = compiled.batch(*grid.T, reduction="none").data
        wanted = [(op(*map(Value, row)) * w).data for row in grid]
    np.testing.assert_allclose(found, wanted, rtol=5e-16, equal_nan=True)


SEQUENCES = {
    "sum": lambda *v: ac.sum(v) * v[0],
    "mean": lambda *v: ac.mean(v) * v[0],
    "dot": lambda *v: ac.dot(v[:2], v[1:]),
    "dot with bias": lambda *v: ac.dot(v[:1], v[1:2], v[2]),
    "logsumexp": lambda *v: ac.logsumexp(v),
    "softmax": lambda *v: ac.softmax(v)[1],
    "log_softmax": lambda *v: ac.log_softmax(v)[0],
    "max": lambda *v: ac.max(v) * v[0],
    "min": lambda *v: ac.min(v) * v[0],
    "take": lambda *v: ac.take(v, v[0]) if v[0].data in (0, 1, 2) else v[0],
}


@pytest.mark.parametrize("name", [name for name in SEQUENCES if name != "take"])
def test_sequences(name):
    f = SEQUENCES[name]
    compiled = ac.compile(f, audit=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for point in points(3, name):
            found, wanted = result(compiled, point), result(f, point)
            assert all(map(same, found, wanted)), f"{point}: {found}, not {wanted}"


def test_large_and_small_logits_by_one_tape():
    # A shift frozen at the first call would leave no digits at the second.
    compiled = ac.compile(lambda x, y: ac.log_softmax([x, y])[0], audit=False)
    compiled(1e8, 2e8)
    assert compiled(0.25, 0.5).data == ac.log_softmax([Value(0.25), Value(0.5)])[0].data


def test_an_op_of_the_user():
    def forward(x):
        return math.floor(x) + (x if x > 0 else x**3)

    cube = ac.custom_op(forward, lambda x: (1.0 if x > 0 else 3.0 * x**2,), name="step")
    compiled = ac.compile(lambda x, w: cube(x * w) * w)
    for x in (-2.5, -0.5, 0.5, 2.5):
        assert result(compiled, (x, 2.0)) == result(
            lambda x, w: cube(x * w) * w, (x, 2.0)
        )
