"""momentum: three spellings of one idea, and an alpha that grows over time."""

import numpy as np
import pytest

from autograd_core import Value
from optim import SGD, HeavyBall, Momentum, RMSprop
from optim.schedules import GrowingMomentum, Scheduler
from viz import plots


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


def test_without_friction_it_oscillates_for_ever():
    """v <- v + g, x <- x - lr v on x^2/2 stays on an ellipse, for lr < 4."""
    for make in (SGD, Momentum, HeavyBall):
        lr, x, numbers = 0.3, Value(-5.0), [-5.0]
        optimizer = make([x], lr=lr, momentum=1.0)
        for _ in range(400):
            optimizer.zero_grad()
            (0.5 * x * x).backward()
            optimizer.step()
            numbers.append(x.data)
        way = np.array(numbers)
        before, after = way[:-1], way[1:]
        # x_t^2 - (2 - lr) x_t x_(t+1) + x_(t+1)^2 is the same at each step.
        still = before**2 - (2 - lr) * before * after + after**2
        assert still == pytest.approx(np.full(400, still[0]), rel=1e-9)
        assert np.abs(way[-100:]).max() > 4.9, "it does not come to rest"
    for wrong in (1.1, -0.1):
        with pytest.raises(ValueError, match="momentum must be in"):
            SGD([Value(1.0)], momentum=wrong)


def test_momentum_carries_beyond_the_minimum_and_nesterov_less(example):
    """x^2/2 from -5 with 0.9: overshoot 3.02 against 1.77, by the printed lines."""
    ends = {}
    for look_ahead in (False, True):
        x, v, highest = -5.0, 0.0, -5.0
        for _ in range(40):
            g = x + 0.9 * v if look_ahead else x
            v = 0.9 * v - 0.1 * g
            x += v
            highest = max(highest, x)
        ends[look_ahead] = highest
    script = example("momentum_steps")
    assert script["bowl"](Momentum).max() == pytest.approx(ends[False], rel=1e-12)
    assert script.line("Momentum: overshoots to") == [round(ends[False], 2)] == [3.02]
    assert script.line("Nesterov: overshoots to") == [round(ends[True], 2)] == [1.77]


def test_the_two_updates_as_vectors(example):
    """theta + alpha v, then the gradient at theta, or at the point ahead."""
    theta, v = np.array([-4.0, -1.5]), np.array([1.5, 1.7])
    ends = example("momentum_steps")["vectors"](theta, v)
    ahead = theta + 0.75 * v
    slope = np.array([0.2, 4.0])  # of 0.1 x1^2 + 2 x2^2
    assert ends["ahead"] == pytest.approx(ahead)
    assert ends["momentum"] == pytest.approx(ahead - 0.12 * slope * theta)
    assert ends["nesterov"] == pytest.approx(ahead - 0.12 * slope * ahead)


def test_arrows_of_plain_descent_along_the_path(example):
    """They point across the canyon, to and fro; the path goes along it."""
    script = example("momentum_steps")
    way = plots.trajectory(
        script["canyon"],
        script["START"],
        lambda p: Momentum(p, lr=0.12, momentum=0.75),
        20,
    )
    arrows = script["steps_of_descent"](way)
    assert arrows == pytest.approx(-0.12 * way * [0.2, 4.0], rel=1e-9)
    assert np.abs(arrows[:5, 1]).mean() > np.abs(arrows[:5, 0]).mean()
    assert len(set(np.sign(arrows[:15, 1]))) == 2, "to and fro"
    assert (np.diff(way[:12, 0]) > 0).all(), "along"


def test_the_problem_with_momentum():
    """Large gradients across, small ones along, and the minimum lies along.

    The speed gathered across throws it over there, while along it has hardly begun. A
    rate of its own for each direction makes equal steps in both.
    """
    way = plots.trajectory(valley, (-5.0, -2.0), lambda p: Momentum(p, lr=0.1), 8)
    assert way[:, 1].max() > 1.0
    assert way[3, 0] < -4.2
    own = plots.trajectory(valley, (-5.0, -2.0), lambda p: RMSprop(p, lr=0.3), 1)
    steps = np.abs(np.diff(own, axis=0))
    assert steps[0, 0] == pytest.approx(steps[0, 1], rel=1e-6)
