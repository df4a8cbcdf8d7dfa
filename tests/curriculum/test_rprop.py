"""rprop: only the sign counts; each step size grows and shrinks on its own."""

import pytest

from autograd_core import Value
from optim import Rprop, SignSGD


def path(make, scale, steps=30):
    x, y = Value(3.0), Value(-2.0)
    optimizer = make([x, y])
    points = []
    for _ in range(steps):
        optimizer.zero_grad()
        (scale * ((x - 1) ** 2 + 50 * (y + 1) ** 4)).backward()
        optimizer.step()
        points.append((x.data, y.data))
    return points


@pytest.mark.parametrize("make", [Rprop, SignSGD])
def test_the_scale_of_the_loss_does_not_matter(make):
    expected = path(make, 1.0)
    assert path(make, 1e-8) == expected
    assert path(make, 1e8) == expected


def test_step_sizes_by_hand():
    """Same sign: 1.2 times as far. A flip: half the size, and one turn is sat out."""
    w = Value(0.0)
    optimizer = Rprop([w], lr=0.1)
    moves = []
    for grad in [5.0, 0.3, 2.0, -1.0, -1.0, -9.0]:
        before = w.data
        w.grad = grad
        optimizer.step()
        moves.append(w.data - before)
    size = 0.1 * 1.2 * 1.2
    assert moves == pytest.approx(
        [-0.1, -0.12, -size, 0.0, size / 2, size / 2 * 1.2], rel=1e-12, abs=1e-15
    )


def test_the_sign_update():
    w = Value(0.0)
    optimizer = SignSGD([w], lr=0.25)
    for grad, expected in [(5.0, -0.25), (1e-9, -0.5), (-3.0, -0.25), (0.0, -0.25)]:
        w.grad = grad
        optimizer.step()
        assert w.data == expected


def test_a_badly_scaled_bowl_is_no_harder_than_a_round_one():
    x, y = path(Rprop, 1.0, steps=150)[-1]
    assert (x, y) == pytest.approx((1.0, -1.0), abs=1e-3)
