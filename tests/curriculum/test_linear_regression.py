"""linear-regression: the batch gradient, the closed form, and real data."""

import numpy as np
import pytest

import optim
from autograd_core import Value, dot
from nn import Linear, squared_error
from optim import standardize
from optim.datasets import load_diabetes
from viz import plots

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(7, 3)), RNG.normal(size=7)


def test_the_batch_gradient():
    """J = 1/(2 m) sum (h - y)^2, dJ/dtheta_j = 1/m sum (h - y) x_j."""
    model = Linear(3, 1, rng=0)
    theta, b = model.weight.data[:, 0], model.bias.data
    residual = [
        sum(x * t for x, t in zip(row, theta, strict=True)) + b - y
        for row, y in zip(X, Y, strict=True)
    ]
    expected = [
        sum(float(r[0]) * row[j] for r, row in zip(residual, X, strict=True)) / 7
        for j in range(3)
    ]
    squared_error(model(X), Y[:, None], half=True).backward()
    assert model.weight.grad[:, 0] == pytest.approx(expected, rel=1e-12)
    assert model.bias.grad == pytest.approx([np.mean(residual)], rel=1e-12)


def test_values_give_the_same_gradient():
    model = Linear(3, 1, rng=0)
    theta = [Value(w) for w in model.weight.data[:, 0].tolist()]
    outputs = [dot(theta, row.tolist()) for row in X]
    squared_error(outputs, Y, half=True).backward()
    squared_error(model(X), Y[:, None], half=True).backward()
    gradient = [param.grad for param in theta]
    assert gradient == pytest.approx(model.weight.grad[:, 0], rel=1e-12)


def test_the_example_reaches_the_normal_equations(example):
    script = example("linear_regression")
    assert "explained variance, ten measurements: 0.518" in script.printed
    data = load_diabetes()
    A = np.column_stack([standardize(data.X), np.ones(len(data.y))])
    exact = np.linalg.solve(A.T @ A, A.T @ data.y)
    model, gap = script["descend"](standardize(data.X), data.y, 5000, 0.45)
    reached = np.append(model.weight.data, model.bias.data)
    assert reached == pytest.approx(exact, abs=1e-5)
    assert gap < 1e-12


def test_the_way_down_the_surface():
    """J = 1/(2N) sum (t0 + t1 x - y)^2 from (0, 0): both formulas, step by step."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=25)
    y = 1.5 - 2.0 * x + rng.normal(size=25)

    def J(t0, t1):
        return sum((t0 + t1 * a - b) ** 2 for a, b in zip(x, y, strict=True)) / 50

    way = plots.trajectory(J, (0.0, 0.0), lambda p: optim.SGD(p, lr=0.3), 30)
    t0 = t1 = 0.0
    for point in way[1:]:
        error = t0 + t1 * x - y
        t0, t1 = t0 - 0.3 * error.mean(), t1 - 0.3 * (error * x).mean()
        assert point == pytest.approx([t0, t1], rel=1e-10)
    assert J(*way[-1]) < J(*way[10]) < J(*way[0])
