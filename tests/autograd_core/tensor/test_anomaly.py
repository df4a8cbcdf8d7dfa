"""`detect_anomaly()` on Tensors: the first inf or nan, and data changed in place."""

from __future__ import annotations

from inspect import currentframe
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import (
    GraphError,
    NonFiniteError,
    Tensor,
    Value,
    detect_anomaly,
    gradients,
    no_grad,
)
from tests.autograd_core.messages import message_of


def place(offset: int = 0) -> str:
    """`file:line` of the caller, so many lines further down."""
    frame = currentframe()
    assert frame is not None and frame.f_back is not None
    return f"{__file__}:{frame.f_back.f_lineno + offset}"


# -- results ---------------------------------------------------------------------------

BAD: dict[str, tuple[Any, str]] = {
    "log": (
        lambda x: x.log(),
        "log(x of shape (3,)) gave 1 entry of 3 that is not finite, first -inf at [1]",
    ),
    "division": (
        lambda x: 1.0 / (x - x),
        "1.0 / Tensor of shape (3,) gave 3 entries of 3 that are not finite, first inf",
    ),
    "power": (
        lambda x: (-x) ** 0.5,
        "Tensor of shape (3,) ** 0.5 gave 2 entries of 3 that are not finite, first na",
    ),
    "overflow": (lambda x: (x * 1e3).exp(), "exp(Tensor of shape (3,)) gave 2 entries"),
    "matrix product": (
        lambda x: (x * 8e307) @ np.ones(3),
        "Tensor of shape (3,) @ array of shape (3,) gave inf\n",
    ),
    "sum": (
        lambda x: (x * 8e307).sum(),
        "sum(Tensor of shape (3,)) gave inf\n",
    ),
    "a constant": (
        lambda x: x + np.array([0.0, 0.0, np.nan]),
        "x + array of shape (3,) gave 1 entry of 3 that is not finite, first nan at [2",
    ),
    "matrix entry": (
        lambda x: ac.outer(x, x).log(),
        "gave 5 entries of 9 that are not finite, first -inf at [0, 1]",
    ),
    "single number": (
        lambda x: x[1].log(),
        "log(Tensor(0.0)) gave -inf\n",
    ),
    "NumPy's own": (lambda x: np.log(x), "log(x of shape (3,)) gave 1 entry of 3"),
}


@pytest.mark.parametrize("name", BAD)
def test_the_first_bad_result(name: str) -> None:
    """An error that names op, label and line; NumPy's warning does not come first."""
    make, text = BAD[name]
    x = Tensor([1.0, 0.0, 2.0], label="x")
    with detect_anomaly():
        message = message_of(NonFiniteError, make, x)
    assert message.startswith(text) or text in message, message
    code = make.__code__
    where, _, line = message.rpartition("\n  at ")[2].rpartition(":")
    assert where == code.co_filename
    assert code.co_firstlineno <= int(line) <= code.co_firstlineno + 1


def test_warnings_are_back_after_the_block() -> None:
    with detect_anomaly():
        pass
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        Tensor([0.0]).log()
    with no_grad(), pytest.warns(RuntimeWarning, match="divide by zero"):
        Tensor([0.0]).log()


# -- gradients -------------------------------------------------------------------------


def test_the_first_bad_gradient() -> None:
    """Nothing is written; backward() and gradients() find it alike."""
    x, other = Tensor([0.0, 4.0], label="x"), Tensor([1.0, 1.0], label="other")
    (other * 2.0).sum().backward()
    with detect_anomaly():
        where, root = place(), x.sqrt()
        loss = (root * 2.0 + other).sum()
        for call in (loss.backward, lambda: gradients(loss, x)):
            message = message_of(NonFiniteError, call)
            assert message == (
                "the gradient to x through sqrt(x of shape (2,)) has 1 entry of 2 that "
                f"is not finite, first inf at [0]\n  the node was made at {where}"
            )
        with pytest.raises(NonFiniteError):
            gradients(loss, x, create_graph=True)
        for node in (x, root, loss):
            assert not node.has_grad
    assert other.grad.tolist() == [2.0, 2.0]


def test_a_bad_gradient_of_one_number() -> None:
    x = Tensor(0.0, label="x")
    with detect_anomaly():
        message = message_of(NonFiniteError, x.sqrt().backward)
    assert message.startswith("the gradient to x through sqrt(x = 0.0) is inf\n")


def test_a_bad_gradient_between_the_two_kinds() -> None:
    v = Value(0.0, label="v")
    with detect_anomaly():
        where, out = place(), ac.stack_values([v, 1.0]).sqrt().sum()
        message = message_of(NonFiniteError, out.backward)
    assert "through sqrt(Tensor of shape (2,)) has 1 entry of 2" in message
    assert message.endswith(where) and not v.has_grad
    x = Tensor([0.0, 1.0], label="x")
    with detect_anomaly():
        where, out = place(), x.values()[0].sqrt() * 2.0
        message = message_of(NonFiniteError, out.backward)
    assert "through sqrt(Value(0.0)) is inf: upstream gradient 2.0 x" in message
    assert message.endswith(where) and not x.has_grad


def test_a_node_made_outside() -> None:
    root = Tensor([0.0], label="x").sqrt()
    with detect_anomaly():
        message = message_of(NonFiniteError, root.backward)
    assert message.endswith("made at a line outside detect_anomaly()")


def test_an_upstream_gradient_that_is_nan() -> None:
    x = Tensor([1.0, 2.0], label="x")
    with detect_anomaly():
        out = x * 2.0
        message = message_of(NonFiniteError, out.backward, np.array([1.0, np.nan]))
    assert "the gradient to x through x * 2.0 has 1 entry of 2" in message


def test_nothing_is_found_in_a_sound_graph() -> None:
    x, v = Tensor([[0.5, -1.0]], label="x"), Value(0.3)

    def loss() -> Any:
        h = (x @ np.ones((2, 2)) + v).tanh()
        return ac.logsumexp(h) + ac.stack_values([v]).sum() + h.values()[0][0] * v

    loss().backward()
    expected = x.grad.copy(), v.grad
    x.zero_grad()
    v.zero_grad()
    with detect_anomaly():
        out = loss()
        out.backward()
        second_run = gradients(out, [x, v])
    assert np.array_equal(x.grad, expected[0]) and v.grad == expected[1]
    assert np.array_equal(second_run[0], expected[0]) and second_run[1] == expected[1]


# -- in-place changes ------------------------------------------------------------------


def leaf_entry(x: Any, y: Any) -> None:
    x.data[0] = 7.0


def leaf_array(x: Any, y: Any) -> None:
    x.data = np.array([7.0, 7.0])


def result(x: Any, y: Any) -> None:
    y.data[1] += 1e-9


CHANGES: dict[str, tuple[Any, str]] = {
    "an entry of a leaf": (leaf_entry, "x * array of shape (2,): x of shape (2,) was"),
    "the array of a leaf": (leaf_array, "x * array of shape (2,): x of shape (2,) was"),
    "a result": (result, "exp(y of shape (2,)): y of shape (2,) was"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_in_place_is_found(name: str) -> None:
    change, text = CHANGES[name]
    x, c = Tensor([1.0, 2.0], label="x"), np.array([0.5, 0.25])
    with detect_anomaly():
        of_y, y = place(), x * c
        y.label = "y"
        of_out, out = place(), y.exp()
        loss = out.sum()
        change(x, y)
        for call in (loss.backward, lambda: gradients(loss, x)):
            message = message_of(GraphError, call)
            assert message.startswith(text) and " changed in place after" in message
            where = of_out if name == "a result" else of_y
            assert message.endswith(f"\n  the op ran at {where}")
        assert not x.has_grad


def test_the_result_itself_may_have_been_changed() -> None:
    """exp keeps its own result for its slope: the root is looked at too."""
    x = Tensor([1.0, 2.0], label="x")
    with detect_anomaly():
        out = x.exp()
        out.data[0] = 0.0
        message = message_of(GraphError, out.backward, np.ones(2))
    assert message.startswith("exp(x of shape (2,)): the result was changed in place")


def test_a_change_of_what_no_walk_visits_is_no_matter() -> None:
    x, y = Tensor([1.0]), Tensor([2.0])
    with detect_anomaly():
        apart, loss = y * y, (x * x).sum()
        y.data[0] = 5.0
        loss.backward()
        assert x.grad.tolist() == [2.0] and apart.data.tolist() == [4.0]
        with pytest.raises(GraphError):
            apart.backward()


def test_outside_the_block_a_change_is_not_found() -> None:
    """The documented price of the hot path: the slope is that of the new number."""
    x = Tensor([1.0, 2.0])
    loss = (x * x).sum()
    x.data[0] = 10.0
    loss.backward()
    assert x.grad.tolist() == [20.0, 4.0]
    # Python takes the indentation away from 3.13 on.
    words = " ".join((Tensor.__doc__ or "").split())
    assert "Do not change the entries of `data`" in words


def test_leaves_may_change_after_the_walk() -> None:
    """Training inside the block: the step changes the leaves, then a new graph."""
    x = Tensor([4.0])
    with detect_anomaly():
        for _ in range(3):
            x.zero_grad()
            (x * x).sum().backward()
            x.data -= 0.25 * x.grad
    assert x.data.tolist() == [0.5]
