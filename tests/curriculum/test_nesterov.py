"""nesterov: the gradient at the look-ahead point, exactly and reformulated."""

import pytest

from autograd_core import Value
from optim import SGD, Momentum, Nesterov

LR, ALPHA = 0.05, 0.9


def loss(x, y):
    return (x * x - y) ** 2 + 0.1 * (x - 1) ** 2


def slopes(x, y):
    return 4 * x * (x * x - y) + 0.2 * (x - 1), -2 * (x * x - y)


def train(make, steps=25, **settings):
    """The parameters after each step, and the points where gradients were taken."""
    x, y = Value(1.2), Value(-0.5)
    optimizer = make([x, y], lr=LR, momentum=ALPHA, **settings)
    points, path = [], []

    def closure():
        points.append((x.data, y.data))
        optimizer.zero_grad()
        value = loss(x, y)
        value.backward()
        return value

    for _ in range(steps):
        optimizer.step(closure)
        path.append((x.data, y.data))
    return path, points


def test_the_look_ahead_form_as_printed():
    """v <- alpha v - eta g(theta + alpha v); theta <- theta + v."""
    path, points = train(Nesterov)
    x, y, vx, vy = 1.2, -0.5, 0.0, 0.0
    for point, ahead in zip(path, points, strict=True):
        assert ahead == pytest.approx((x + ALPHA * vx, y + ALPHA * vy), rel=1e-10)
        gx, gy = slopes(*ahead)
        vx, vy = ALPHA * vx - LR * gx, ALPHA * vy - LR * gy
        x, y = x + vx, y + vy
        assert point == pytest.approx((x, y), rel=1e-10)


def test_the_reformulation_asks_at_the_same_points():
    _, exact = train(Nesterov)
    _, reformulated = train(SGD, nesterov=True)
    for ahead, point in zip(exact, reformulated, strict=True):
        assert point == pytest.approx(ahead, rel=1e-9)


def test_without_looking_ahead_it_is_another_way():
    assert train(Momentum)[0][-1] != pytest.approx(train(Nesterov)[0][-1], rel=1e-3)
