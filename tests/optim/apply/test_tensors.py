"""Tensors as parameters: flat buffers that nobody needs to know of."""

import copy

import numpy as np
import pytest

import optim
from autograd_core import GraphError, Tensor, Value
from optim import SGD, Adam, clip_grad_norm_, clip_grad_value_
from optim.apply import update
from tests.optim.first_order_names import FIRST_ORDER
from tests.optim.landscape import START, gradient, loss

SHAPES = [(2, 3), (), (4,), (1, 2, 2), (0, 5)]


def tensors(dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    return [
        Tensor(rng.normal(size=shape).astype(dtype), label=f"t{i}")
        for i, shape in enumerate(SHAPES)
    ]


def objective(params):
    """Sum of (1 + i) sin(w)^2 over the entries of parameter i."""
    total = 0.0
    for i, param in enumerate(params):
        total = total + ((1 + i) * param.sin() ** 2).sum()
    return total


def train(optimizer, params, steps=5):
    def closure():
        optimizer.zero_grad()
        value = objective(params)
        value.backward()
        return value

    for _ in range(steps):
        optimizer.step(closure)
    return [param.numpy() for param in params]


names = pytest.mark.parametrize("name", FIRST_ORDER)


@names
def test_a_tensor_walks_as_values_do(name):
    values, tensor = [Value(number) for number in START], Tensor(START)
    of_values = getattr(optim, name)(values)
    of_tensor = getattr(optim, name)([tensor])

    def closure():
        of_values.zero_grad()
        value = loss(*values)
        value.backward()
        return value

    def tensor_closure():
        of_tensor.zero_grad()
        tensor.grad = np.array(gradient(*tensor.data))
        return 0.0

    for _ in range(10):
        of_values.step(closure)
        of_tensor.step(tensor_closure)
        assert tensor.data == pytest.approx([value.data for value in values], rel=1e-12)


@names
def test_shapes_kinds_and_dtypes_side_by_side(name):
    """In one optimizer or in one each: the same numbers."""

    def params():
        return [*tensors(np.float32), *tensors(np.float64, seed=1)]

    together = params()
    make = getattr(optim, name)
    joint = train(make(together), together)
    for i, alone in enumerate(params()):
        scaled = i + 1

        def objective_alone(alone=alone, scaled=scaled):
            return (scaled * alone.sin() ** 2).sum()

        optimizer = make([alone])

        def closure(optimizer=optimizer, objective_alone=objective_alone):
            optimizer.zero_grad()
            value = objective_alone()
            value.backward()
            return value

        for _ in range(5):
            optimizer.step(closure)
        assert (alone.dtype, alone.shape) == (together[i].dtype, together[i].shape)
        assert np.array_equal(alone.data, joint[i])


def test_values_and_tensors_in_one_group():
    w, t = Value(1.0), Tensor([1.0, 2.0])
    optimizer = SGD([w, t], lr=0.5)
    (w * t.sum()).backward()
    optimizer.step()
    assert w.data == 1.0 - 0.5 * 3.0
    assert t.data.tolist() == [0.5, 1.5]


def test_parameters_and_gradients_of_a_dtype_share_one_array_each():
    params = tensors()[:4]
    SGD(params)
    for arrays in ([p.data for p in params], [p.grad for p in params]):
        assert len({id(array.base) for array in arrays}) == 1
        assert arrays[0].base.size == sum(array.size for array in arrays)


def test_backward_writes_into_the_buffer_and_a_step_changes_it_in_place():
    params = tensors()[:4]
    optimizer = Adam(params)
    places = [(p.data.ctypes.data, p.grad.ctypes.data) for p in params]
    train(optimizer, params, 3)
    assert places == [(p.data.ctypes.data, p.grad.ctypes.data) for p in params]
    assert all(p.has_grad for p in params)


# -- arrays given from outside ---------------------------------------------------------


def test_new_data_between_steps_is_taken_in():
    t = Tensor([1.0, 2.0])
    optimizer = SGD([t], lr=0.5)
    array = np.array([10.0, 20.0])
    t.data = array
    t.sum().backward()
    optimizer.step()
    assert t.data.tolist() == [9.5, 19.5]
    assert array.tolist() == [10.0, 20.0]
    t.data[0] = 3.0
    optimizer.step()
    assert t.data.tolist() == [2.5, 19.0]


def test_a_gradient_given_from_outside_is_used_and_left_alone():
    t = Tensor([1.0, 2.0])
    optimizer = SGD([t], lr=0.5)
    array = np.array([2.0, 4.0])
    t.grad = array
    optimizer.step()
    assert t.data.tolist() == [0.0, 0.0]
    optimizer.zero_grad()
    assert array.tolist() == [2.0, 4.0]
    optimizer.step()
    assert t.data.tolist() == [0.0, 0.0]


def test_two_optimizers_may_own_the_same_tensor():
    t = Tensor([1.0, 2.0])
    first, second = SGD([t], lr=0.5), SGD([t], lr=0.25)
    for optimizer in (first, second, first):
        optimizer.zero_grad()
        t.sum().backward()
        optimizer.step()
    assert t.data.tolist() == [1.0 - 1.25, 2.0 - 1.25]


def test_without_a_gradient_nothing_moves_after_zero_grad():
    params = tensors()
    optimizer = SGD(params, lr=0.5)
    objective(params).backward()
    before = [p.numpy() for p in params]
    optimizer.zero_grad()
    optimizer.step()
    assert all(np.array_equal(p.data, b) for p, b in zip(params, before, strict=True))


# -- saving and copying ----------------------------------------------------------------


def test_saved_states_have_the_shapes_of_the_parameters():
    params = tensors(np.float32)
    optimizer = Adam(params)
    train(optimizer, params, 1)
    state = optimizer.state_dict()["state"]
    for i, param in enumerate(params):
        assert state[i]["exp_avg"].shape == param.shape
        assert state[i]["exp_avg"].dtype == np.float32
    assert not np.shares_memory(state[0]["exp_avg"], state[2]["exp_avg"])


@names
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_going_on_is_bit_identical(name, dtype):
    def start():
        params = [*tensors(dtype), Value(0.7)]
        return getattr(optim, name)(params), params

    def train_all(optimizer, params, steps):
        def closure():
            optimizer.zero_grad()
            value = objective(params[:-1]) + params[-1].sin() ** 2
            value.backward()
            return value

        for _ in range(steps):
            optimizer.step(closure)

    whole_optimizer, joint = start()
    train_all(whole_optimizer, joint, 9)
    optimizer, params = start()
    train_all(optimizer, params, 4)
    saved = optimizer.state_dict()
    later, resumed = start()
    for param, old in zip(resumed, params, strict=True):
        param.data = old.data if isinstance(old, Value) else old.numpy()
    later.load_state_dict(saved)
    train_all(later, resumed, 5)
    for param, expected in zip(resumed, joint, strict=True):
        assert np.array_equal(param.data, expected.data)


def test_a_state_of_another_shape_is_refused():
    optimizer = Adam([Tensor([[1.0, 2.0]], label="W")])
    saved = Adam([Tensor([[1.0], [2.0]])]).state_dict()
    with pytest.raises(ValueError, match=r"W.*'exp_avg' must have shape \(1, 2\), got"):
        optimizer.load_state_dict(saved)


def test_a_copied_optimizer_moves_the_copied_tensors():
    params = tensors()
    optimizer = Adam(params)
    train(optimizer, params, 3)
    before = [p.numpy() for p in params]
    twins, twin = copy.deepcopy((params, optimizer))
    expected = train(optimizer, params, 3)
    assert all(np.array_equal(t.data, b) for t, b in zip(twins, before, strict=True))
    steps = train(twin, twins, 3)
    assert all(np.array_equal(m, w) for m, w in zip(steps, expected, strict=True))


# -- blocks ----------------------------------------------------------------------------


@names
def test_long_arrays_in_blocks_move_as_in_one_piece(name, monkeypatch):
    def run():
        params = tensors()
        return train(getattr(optim, name)(params), params, 4)

    in_one_piece = run()
    monkeypatch.setattr(update, "BLOCK", 3)
    for block, expected in zip(run(), in_one_piece, strict=True):
        assert np.array_equal(block, expected)


# -- clipping --------------------------------------------------------------------------


def test_clipping_in_place_within_the_buffer():
    params = [Tensor([3.0]), Tensor([[0.0, 4.0]])]
    optimizer = SGD(params, lr=1.0)
    (1.0 * (params[0] * 30.0).sum() + (params[1] * 40.0)[0, 1]).backward()
    buffers = [p.grad for p in params]
    assert clip_grad_norm_(params, 5.0) == 50.0
    assert params[0].grad == pytest.approx([3.0], rel=1e-6)
    assert params[1].grad.ravel() == pytest.approx([0.0, 4.0], rel=1e-6)
    clip_grad_value_(params, 3.5)
    assert params[1].grad[0, 1] == 3.5
    assert all(p.grad is b for p, b in zip(params, buffers, strict=True))
    optimizer.step()
    assert params[1].data[0, 1] == 0.5


def test_clipping_float32_stays_float32():
    t = Tensor(np.ones(3, np.float32))
    (t * 1e30).sum().backward()
    assert clip_grad_norm_(t, 1.0) == pytest.approx(np.sqrt(3) * 1e30, rel=1e-6)
    assert t.grad == pytest.approx(np.full(3, 1 / np.sqrt(3)), rel=1e-5)
    assert t.grad.dtype == np.float32


@pytest.mark.parametrize("name", FIRST_ORDER)
def test_a_step_between_an_op_and_the_walk_is_noticed(name):
    """As of weights that PyTorch finds changed in place: w^2 would have slope 2 w'."""
    w, still = Tensor([1.0, 2.0], label="w"), Tensor([1.0, 2.0])
    optimizer = getattr(optim, name)([w, still])
    first, second = w.square().sum(), w.square().sum()
    other = still.square().sum()
    first.backward()
    optimizer.step(lambda: w.square().sum())
    with pytest.raises(GraphError, match=r"the data of w .* compute the result anew"):
        second.backward()
    other.backward()  # a parameter without a gradient did not move
    assert still.grad.tolist() == [2.0, 4.0]
    optimizer.zero_grad()
    w.square().sum().backward()
    assert w.grad.tolist() == (2 * w.data).tolist()
