"""`check_op`: right and wrong ops at numbers, on shapes that broadcast, on arrays."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Value, custom_op
from autograd_core.array_ops.array_rule import apply
from autograd_core.ops.op import OPS
from autograd_core.testing import GradientMismatch, check_op
from tests.testing.printed import failure
from tests.testing.wrong_rules import Half


@pytest.mark.parametrize("name", sorted(OPS))
def test_the_ops_of_the_table(name):
    report = check_op(OPS[name])
    assert report.ok
    assert report.points > 0


@pytest.mark.parametrize(
    "slope",
    [
        lambda x: 3 * x**2 * 1.0005,
        lambda x: 3 * abs(x) * x,
        lambda x: 0.0 * x,
        lambda x: 3 * x**2 + 1e-6,
    ],
)
def test_a_wrong_op_is_found(slope):
    with pytest.raises(GradientMismatch):
        check_op(custom_op(lambda x: x**3, slope, name="cube"))


def test_an_op_wrong_only_at_second_order():
    def slope(x):
        return 3 * x.detach() * x if isinstance(x, Value) else 3 * x**2

    cube = custom_op(lambda x: x**3, slope, name="cube")
    assert check_op(cube, order=1).ok
    assert not check_op(cube, raise_exception=False).ok


def test_an_op_of_two_operands():
    scaled = custom_op(lambda x, y: x * y * y, lambda x, y: (y * y, 2 * x * y))
    assert check_op(scaled).ok
    wrong = custom_op(lambda x, y: x * y * y, lambda x, y: (y * y, x * y))
    assert not check_op(wrong, raise_exception=False).ok


def test_an_op_at_points_of_choice():
    cube = custom_op(lambda x: x**3, lambda x: 3 * x**2 if x < 50 else 0.0)
    assert check_op(cube, order=1).ok
    assert not check_op(cube, [60.0], order=1, raise_exception=False).ok
    report = check_op(cube, [1.0, 60.0, 2.0], order=1, raise_exception=False)
    assert [(row.point, row.ok) for row in report.rows] == [
        (2, False),
        (1, True),
        (3, True),
    ]
    assert "point 2 of 3" in str(report)


def test_ops_on_pairs_of_shapes_that_broadcast():
    report = check_op(ac.multiply)
    assert report.points == 36 + 4
    assert len({row.index for row in report.rows}) > 4

    wrong = custom_op(
        lambda x, y: x * y,
        lambda x, y: (
            y + 0 * x,
            (x + 0 * y) * (1.01 if np.shape(y) == (1, 3) else 1.0),
        ),
        name="broken",
    )
    shapes = ((2, 1), (1, 3))
    assert check_op(wrong, shapes=((2, 3), (2, 3)), order=1).ok
    for options in ({"shapes": shapes}, {}):
        text = failure(lambda options=options: check_op(wrong, order=1, **options))
        assert "the op broken" in text


def test_an_op_that_takes_no_arrays():
    positive = custom_op(
        lambda x: x**3 if x > 0 else x, lambda x: 3 * x**2 if x > 0 else 1.0
    )
    report = check_op(positive, order=1)
    assert report.ok
    reason = "custom(array of shape (4,)): the forward of custom op custom branches"
    assert f"not checked at shapes (4,): {reason}" in str(report)


STRUCTURAL = [
    (ac.matmul, [((3,), (3,)), ((2, 3), (3,)), ((4, 2, 3), (3, 2))]),
    (ac.dot, ((2, 3), (3, 4))),
    (ac.outer, ((3,), (2,))),
    (lambda a, b: ac.einsum("ij,jk->ki", a, b), ((2, 3), (3, 2))),
    (lambda x: ac.sum(x, axis=0), (2, 3)),
    (lambda x: ac.var(x, axis=1, ddof=1), (2, 3)),
    (ac.std, 4),
    (lambda x: ac.prod(x, axis=0), (3, 2)),
    (lambda x: ac.max(x, axis=0), (3, 2)),
    (ac.min, (3, 2)),
    (lambda x: ac.logsumexp(x, axis=1), (3, 2)),
    (ac.softmax, [(2, 3), (4,)]),
    (ac.log_softmax, (2, 3)),
    (lambda x: ac.cumsum(x, axis=1), (2, 3)),
    (ac.norm, [(4,), (2, 3)]),
    (ac.transpose, (2, 3, 2)),
    (lambda x: x[np.array([0, 0, 2]), 1:], (3, 3)),
    (lambda a, b: ac.concatenate([a, b], axis=1), ((2, 3), (2, 1))),
    (lambda x: ac.split(x, 2, axis=1), (3, 4)),
    (lambda x: ac.pad(x, 1), (2, 2)),
    (lambda x: ac.take_along_axis(x, np.array([[1, 0], [1, 1]]), 1), (2, 2)),
    (ac.trace, (3, 3)),
    (ac.diag, [(3,), (3, 3)]),
    (ac.solve, [((3, 3), (3,)), ((3, 3), (3, 2))]),
    (ac.inv, (3, 3)),
    (ac.det, (3, 3)),
    (ac.slogdet, (3, 3)),
    (lambda a, b: ac.where(np.array([True, False, True]), a, b), ((2, 3), (3,))),
    (lambda x: ac.clip(x, -0.5, 0.5), 5),
]


@pytest.mark.parametrize(("op", "shapes"), STRUCTURAL)
def test_ops_on_whole_arrays(op, shapes):
    report = check_op(op, shapes=shapes)
    assert report.ok
    assert report.points == (len(shapes) if isinstance(shapes, list) else 1)
    assert {row.order for row in report.rows} == {1, 2}


def test_a_wrong_op_on_whole_arrays_is_found():
    text = failure(lambda: check_op(lambda x: apply(Half(), x), shapes=(2, 3)))
    assert "the op half(x of shape (2, 3)) sends a wrong gradient" in text
