"""momentum: three spellings of one idea, and an alpha that grows over time."""

import pytest

from autograd_core import Value
from optim import SGD, HeavyBall, Momentum
from optim.schedules import GrowingMomentum, Scheduler


def valley(x1, x2):
    return 0.1 * x1**2 + 2 * x2**2


def walk(make, steps=30, alpha=None, **settings):
    x1, x2 = Value(-5.0), Value(-2.0)
    optimizer = make([x1, x2], **settings)
    scheduler = alpha and Scheduler(optimizer, alpha, name="momentum")
    path = []
    for _ in range(steps):
        optimizer.zero_grad()
        valley(x1, x2).backward()
        optimizer.step()
        if scheduler:
            scheduler.step()
        path.append((x1.data, x2.data))
    return path


def same(path, expected):
    assert [number for point in path for number in point] == pytest.approx(
        [number for point in expected for number in point], rel=1e-9, abs=1e-12
    )


def by_hand(spelling, lr, alpha, steps=30):
    """The lectures' lines, typed as they are printed."""
    theta, v = [-5.0, -2.0], [0.0, 0.0]
    previous, path = list(theta), []
    for _ in range(steps):
        g = [0.2 * theta[0], 4 * theta[1]]
        old = list(theta)
        for i in range(2):
            if spelling == "v <- beta v + g":
                v[i] = alpha * v[i] + g[i]
                theta[i] -= lr * v[i]
            elif spelling == "v <- alpha v - eta g":
                v[i] = alpha * v[i] - lr * g[i]
                theta[i] += v[i]
            else:
                theta[i] += alpha * (old[i] - previous[i]) - lr * g[i]
        previous = old
        path.append(tuple(theta))
    return path


@pytest.mark.parametrize(
    ("make", "spelling"),
    [
        (SGD, "v <- beta v + g"),
        (Momentum, "v <- alpha v - eta g"),
        (HeavyBall, "gradient plus gamma times the previous move"),
    ],
)
def test_each_spelling_is_its_printed_line(make, spelling):
    same(walk(make, lr=0.3, momentum=0.6), by_hand(spelling, 0.3, 0.6))


def test_the_three_are_one():
    accumulated = walk(SGD, lr=0.3, momentum=0.6)
    same(walk(Momentum, lr=0.3, momentum=0.6), accumulated)
    same(walk(HeavyBall, lr=0.3, momentum=0.6), accumulated)


def test_momentum_stands_a_rate_that_throws_plain_descent_out():
    """4 * 0.6 > 2: plain descent of 2 x2^2 diverges; momentum 0.5 allows up to 3."""
    plain, momentum = walk(SGD, lr=0.6), walk(SGD, lr=0.6, momentum=0.5)
    assert abs(plain[-1][1]) > 1e3
    assert valley(*momentum[-1]) < 1e-3


def test_alpha_grows_over_time():
    growing = walk(Momentum, lr=0.1, momentum=0.0, alpha=GrowingMomentum(period=10))
    theta, v, path = [-5.0, -2.0], [0.0, 0.0], []
    for t in range(30):
        alpha = [1 / 2, 3 / 4, 5 / 6][t // 10]
        g = [0.2 * theta[0], 4 * theta[1]]
        v = [
            alpha * velocity - 0.1 * slope for velocity, slope in zip(v, g, strict=True)
        ]
        theta = [position + move for position, move in zip(theta, v, strict=True)]
        path.append(tuple(theta))
    same(growing, path)
