"""`batch`: many rows at once, against the mean of single calls."""

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import Value, compiled

if compiled:
    from autograd_core.replay import machine

rng = np.random.default_rng(0)


@pytest.fixture(params=["avx2", "baseline"])
def loops(request):
    """Both forms of the loops over rows."""
    if not compiled:
        pytest.skip("the plain build has no loops")
    machine.choose_loops(request.param == "avx2")
    yield
    machine.choose_loops(True)


def by_engine(f, parameters, columns, reduction=ac.mean):
    for parameter in parameters:
        parameter.zero_grad()
    loss = reduction([f(*row) for row in zip(*columns, strict=True)])
    loss.backward()
    return [loss.data, *[parameter.grad for parameter in parameters]]


def by_batch(f, parameters, columns, **options):
    for parameter in parameters:
        parameter.zero_grad()
    loss = ac.compile(f).batch(*columns, **options)
    loss.backward()
    return [loss.data, *[parameter.grad for parameter in parameters]]


@pytest.mark.parametrize("rows", [1, 7, 64, 65, 200])
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", "gelu"])
def test_a_network(activation, rows, loops):
    model = nn.MLP(3, [5, 4, 1], activation, rng=0)
    columns = rng.normal(size=(rows, 3)), rng.normal(size=rows)

    def loss_of(x, t):
        return (model(x) - t) ** 2

    found = by_batch(loss_of, model.parameters(), columns)
    wanted = by_engine(loss_of, model.parameters(), columns)
    np.testing.assert_allclose(found, wanted, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize("op", ["exp", "tanh", "log"])
def test_the_polynomials_have_all_digits(op, loops):
    x = np.concatenate([rng.normal(size=500) * 3, rng.normal(size=500) * 300])
    x = np.abs(x) if op == "log" else x
    one = Value(1.0)
    x = np.concatenate([x, [0.0, -0.0, 700.0, -745.0, 709.7, 1e-310, 0.624, 0.626]])
    x = x[x > 0] if op == "log" else x[x < 709]
    found = ac.compile(lambda v: getattr(v, op)() * one).batch(x, reduction="none").data
    wanted = [getattr(Value(v), op)().data for v in x]
    ulps = np.abs(found - wanted) / np.spacing(np.abs(wanted))
    assert ulps.max() <= 2


def test_rows_that_take_different_ways(loops):
    w = Value(0.5)

    def f(a, b):
        a = a * w
        if a > b:
            return a * a * b
        return (b - a).exp() if a > 0 else a.tanh() * b

    for seed in range(6):
        columns = np.random.default_rng(seed).normal(size=(2, 100))
        found = by_batch(f, [w], columns)
        wanted = by_engine(f, [w], [[Value(x) for x in column] for column in columns])
        np.testing.assert_allclose(found, wanted, rtol=1e-12)
        each = ac.compile(f).batch(*columns, reduction="none")
        singles = [f(Value(a), Value(b)).data for a, b in columns.T]
        np.testing.assert_allclose(each.data, singles, rtol=1e-12)


def test_too_many_ways_are_left_to_the_engine(loops):
    w = Value(2.0)

    def f(x):
        k = 0
        while x > float(k):
            k += 1
        return x * float(k) * w

    g = ac.compile(f)
    X = np.arange(20) + 0.5
    with pytest.warns(UserWarning, match="more than 8 ways"):
        total = g.batch(X, reduction="sum")
    total.backward()
    assert total.data == 2 * w.grad == 2.0 * np.sum(X * (np.arange(20) + 1))
    np.testing.assert_array_equal(
        g.batch(X, reduction="none").data, X * (np.arange(20) + 1) * 2
    )


def test_reductions_by_hand():
    w = Value(2.0)
    f = ac.compile(lambda x: w * x)
    assert f.batch([1.0, 2.0, 3.0]).data == 4.0
    assert f.batch([1.0, 2.0, 3.0], reduction="sum").data == 12.0
    rows = f.batch([1.0, 2.0, 3.0], reduction="none")
    assert rows.data.tolist() == [2.0, 4.0, 6.0]
    (rows * np.array([1.0, 10.0, 100.0])).sum().backward()
    assert w.grad == 321.0


def test_leaves_assigned_before_backward_do_not_matter():
    w = Value(2.0)
    f = ac.compile(lambda x: w * w * x)
    rows = f.batch([1.0, 2.0], reduction="none")
    w.data = 5.0
    rows.sum().backward()
    assert w.grad == 2 * 2.0 * 3.0


def test_a_column_and_a_table_of_width_one():
    w = Value(2.0)
    f = ac.compile(lambda x: w * (x[0] * 10.0 if np.ndim(x) else x), audit=False)
    column = np.array([1.0, 2.0])
    for _ in range(2):
        assert f.batch(column).data == 3.0
        assert f.batch(column[:, None]).data == 30.0


def test_arrays_that_may_not_be_written():
    w = Value(2.0)
    square = ac.compile(lambda x, t: (w * x[0] + x[1] - t) ** 2)
    X = np.arange(6.0).reshape(3, 2)
    X.setflags(write=False)
    t = np.broadcast_to(1.0, (3,))
    upstream = np.broadcast_to(1.0, (3,))
    for _ in range(3):
        w.zero_grad()
        out = square.batch(X, t, reduction="none")
        out.backward(upstream)
        np.testing.assert_array_equal(out.data, [0.0, 36.0, 144.0])
        assert w.grad == 2 * (2 * 6.0 + 4 * 12.0)
        assert square(X[1], t[1]).data == 36.0


def test_shared_arguments():
    scale = Value(3.0)
    f = ac.compile(lambda x, k, s: x * k * s)
    f.batch([1.0, 2.0], 10.0, scale).backward()
    assert scale.grad == 15.0


def test_a_part_that_no_row_is_in():
    w, v = Value(2.0), Value(3.0)

    def f(x):
        return w * x + (w * v + v * v) * 0.5 + ac.exp(w)

    columns = [rng.normal(size=10)]
    np.testing.assert_allclose(
        by_batch(f, [w, v], columns), by_engine(f, [w, v], columns), rtol=1e-13
    )


def test_second_order():
    w = Value(2.0)
    f = ac.compile(lambda x: w**3 * x)
    for reduction in ("mean", "sum"):
        loss = f.batch([1.0, 3.0], reduction=reduction)
        slope = ac.gradients(loss, w, create_graph=True)
        factor = 2.0 if reduction == "mean" else 4.0
        assert ac.gradients(slope, w) == 6 * 2.0 * factor
    rows = f.batch([1.0, 3.0], reduction="none")
    slope = ac.gradients(rows.sum(), w, create_graph=True)
    assert ac.gradients(slope, w) == 6 * 2.0 * 4.0


def test_what_is_wrong_with_the_columns():
    f = ac.compile(lambda x, t: x * t)
    with pytest.raises(ValueError, match="one entry per row, got arrays of shapes"):
        f.batch([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="got no array"):
        f.batch(1.0, 2.0)
    with pytest.raises(TypeError, match="argument 1: expected an array"):
        f.batch([1.0], ["a"])
    with pytest.raises(ValueError, match="reduction must be"):
        f.batch([1.0], [1.0], reduction="max")
    with pytest.raises(ValueError, match="no rows"):
        f.batch([], [])


def test_the_error_of_the_function_itself_is_shown():
    with pytest.raises(ZeroDivisionError):
        ac.compile(lambda x: x * (1 / 0)).batch([1.0, 2.0])


def test_not_finite_rows_warn_as_the_engine_does():
    f = ac.compile(lambda x: x.log())
    with pytest.warns(RuntimeWarning, match="log"):
        assert f.batch([1.0, 0.0]).data == -np.inf


def test_an_op_of_python_on_rows(loops):
    cube = ac.custom_op(lambda x: x**3, lambda x: (3 * x * x,), name="cube")
    w = Value(2.0)

    def f(x, t):
        return cube(w * x) + ac.erf(x * w) + nn.squared_error([x * w, w], [t, 1.0])

    columns = rng.normal(size=(2, 70))
    wanted = by_engine(f, [w], [[Value(x) for x in c] for c in columns])
    found = by_batch(f, [w], columns)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-14)
