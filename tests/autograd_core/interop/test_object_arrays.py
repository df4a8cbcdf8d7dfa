"""NumPy arrays of Values: NumPy's loops over them record the usual graph."""

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Value, custom_op
from tests.autograd_core.messages import message_of


@pytest.fixture
def w():
    return np.array([Value(1.0), Value(-2.0), Value(3.0)])


@pytest.fixture
def x():
    return np.array([Value(4.0), Value(5.0), Value(6.0)])


def data(array):
    return [value.data for value in np.ravel(array)]


def grads(array):
    return [value.grad for value in np.ravel(array)]


@pytest.mark.parametrize("dot", [np.dot, np.matmul, np.inner])
def test_dot(dot, w, x):
    out = dot(w, x)
    out.backward()
    assert out.data == 12.0
    assert (grads(w), grads(x)) == ([4.0, 5.0, 6.0], [1.0, -2.0, 3.0])


def test_matrix_times_vector(w):
    matrix = np.array([[Value(1.0), Value(0.0), Value(2.0)] for _ in range(2)])
    out = matrix @ w
    assert data(out) == [7.0, 7.0]
    out.sum().backward()
    assert grads(w) == [2.0, 0.0, 4.0]
    assert grads(matrix) == [1.0, -2.0, 3.0] * 2


def test_with_an_array_of_floats(w):
    out = np.array([1.0, 10.0, 100.0]) @ w + w @ np.array([1, 1, 1])
    out.backward()
    assert grads(w) == [2.0, 11.0, 101.0]


@pytest.mark.parametrize(
    ("reduce", "expected", "slopes"),
    [
        (np.sum, 2.0, [1.0, 1.0, 1.0]),
        (np.prod, -6.0, [-6.0, 3.0, -2.0]),
        (np.max, 3.0, [0.0, 0.0, 1.0]),
        (np.min, -2.0, [0.0, 1.0, 0.0]),
        (np.linalg.norm, 14**0.5, [1 / 14**0.5, -2 / 14**0.5, 3 / 14**0.5]),
    ],
)
def test_reductions(reduce, expected, slopes, w):
    out = reduce(w)
    out.backward()
    assert out.data == pytest.approx(expected, rel=1e-15)
    assert grads(w) == pytest.approx(slopes, rel=1e-14)


def test_mean(w):
    out = np.mean(w)
    out.backward()
    assert out.data == pytest.approx(2 / 3)
    assert grads(w) == pytest.approx([1 / 3] * 3)


@pytest.mark.parametrize("name", ["tanh", "exp", "sin", "arctan", "square", "negative"])
def test_functions_of_each_entry(name, w):
    out = getattr(np, name)(w)
    plain = np.array(data(w))
    assert data(out) == pytest.approx(list(getattr(np, name)(plain)), rel=1e-15)
    out.sum().backward()
    assert all(value.has_grad for value in w)


def test_broadcasting_against_a_value(w):
    scale = Value(2.0)
    for out in (scale * w, w * scale):
        assert isinstance(out, np.ndarray)
        assert data(out) == [2.0, -4.0, 6.0]
    out = scale * np.array([[1.0, 2.0], [3.0, 4.0]])
    assert out.shape == (2, 2)
    out.sum().backward()
    assert scale.grad == 10.0


def test_comparisons_and_sorting(w):
    assert (w > 0).tolist() == [True, False, True]
    assert (Value(2.0) < np.array([1.0, 3.0])).tolist() == [False, True]
    assert data(np.sort(w)) == [-2.0, 1.0, 3.0]
    assert np.argmax(w) == 2


def test_no_silent_way_to_floats(w):
    target = np.zeros(2)
    for call in (lambda: w.astype(float), lambda: target.__setitem__(0, w[0])):
        assert "silently leave the graph" in message_of(TypeError, call)
    assert target.tolist() == [0.0, 0.0]


def test_a_value_is_a_scalar_to_numpy():
    array = np.array(Value(1.0))
    assert (array.shape, array.dtype) == ((), object)
    assert np.array([[Value(1.0)], [Value(2.0)]]).shape == (2, 1)


@pytest.mark.parametrize("number", [1.0, float("nan"), float("inf"), float("-inf")])
def test_questions_about_the_number_are_answered(number):
    for ask in (np.isnan, np.isfinite, np.isinf):
        answer = ask(Value(number))
        assert type(answer) is bool
        assert answer == ask(number)


# -- the functions of the package, and a Value beside an array -----------------------


MASK = np.array([[True], [False]])


@pytest.mark.parametrize("where", [ac.where, np.where])
def test_where_of_a_mask_and_a_value(where):
    """As NumPy's where of an array of Values: an array of nodes, which broadcasts."""
    v, u = Value(2.0), Value(5.0)
    out = where(MASK, v, np.array([10.0, 20.0]))
    assert isinstance(out, np.ndarray)
    assert (out.shape, data(out)) == ((2, 2), [2.0, 2.0, 10.0, 20.0])
    (out * where(MASK, u, v)).sum().backward()
    assert (v.grad, u.grad) == (2 * 5.0 + 30.0, 2 * 2.0)
    assert data(where(v > 1.0, np.array([1.0, 3.0]), v)) == [1.0, 3.0]


CALLS = {
    "maximum": (lambda x, v: ac.maximum(x, v), [2.0, 3.0]),
    "np.maximum": (lambda x, v: np.maximum(x, v), [2.0, 3.0]),
    "method": (lambda x, v: v.maximum(x), [2.0, 3.0]),
    "clip": (lambda x, v: ac.clip(x, 0.0, v), [-0.0, 2.0]),
    "np.clip": (lambda x, v: np.clip(x, 0.0, v), [-0.0, 2.0]),
    "add": (lambda x, v: ac.add(x, v), [1.0, 5.0]),
    "operator": (lambda x, v: x + v, [1.0, 5.0]),
    "np.add": (lambda x, v: np.add(x, v), [1.0, 5.0]),
    "leaky_relu": (lambda x, v: ac.leaky_relu(x, v), [-2.0, 3.0]),
}


@pytest.mark.parametrize("name", CALLS)
def test_functions_of_an_array_and_a_value(name):
    call, expected = CALLS[name]
    v = Value(2.0)
    out = call(np.array([-1, 3]), v)
    assert data(out) == expected
    assert all(type(node) is Value and v in node.parents for node in out)


def test_a_tie_of_an_array_and_a_value_is_split():
    v = Value(3.0)
    np.maximum(np.array([3.0, 1.0]), v).sum().backward()
    assert v.grad == 1.5


def test_functions_without_a_name_in_numpy(w):
    out = ac.relu(w)
    assert data(out) == [1.0, 0.0, 3.0]
    ac.sum(out * ac.sigmoid(np.array([[0.0, 0.0, 0.0]])).ravel()).backward()
    assert grads(w) == [0.5, 0.0, 0.5]
    assert data(ac.maximum(w, np.zeros((2, 1)))) == [1.0, 0.0, 3.0] * 2
    double = custom_op(lambda x, y: x * y, lambda x, y: (y, x), name="times")
    assert data(double(Value(2.0), np.array([1.0, 4.0]))) == [2.0, 8.0]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: ac.where(np.array([True, False]), Value(1.0), np.ones(3)),
            ValueError,
            "shapes (2,) and (3,) do not broadcast",
        ),
        (
            lambda: ac.maximum(Value(1.0), np.array(["a", "b"])),
            TypeError,
            "expected a number, got str 'a'",
        ),
        (
            lambda: ac.relu(np.array([None, 1.0])),
            TypeError,
            "real numbers, got ndarray of dtype object",
        ),
    ],
)
def test_operands_that_do_not_go_together(call, error, text):
    assert text in message_of(error, call)
