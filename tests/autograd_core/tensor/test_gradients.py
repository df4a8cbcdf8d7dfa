"""What `backward()` writes where: shapes, dtypes, whose array it is, and when."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import (
    GraphError,
    Tensor,
    Value,
    gradients,
    no_grad,
    topological_order,
)
from tests.autograd_core.messages import message_of

# -- shape and dtype -------------------------------------------------------------------

SHAPES = [(), (1,), (3,), (1, 3), (2, 1), (2, 3), (4, 1, 3), (0,), (2, 0)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_gradient_has_the_shape_and_dtype_of_its_tensor(
    shape: Any, dtype: str
) -> None:
    """Broadcast against (4, 2, 3), or against nothing; used once, and three times."""
    wide = Tensor(np.ones((4, 2, 3)) if 0 not in shape else np.ones(shape))
    x = Tensor(np.full(shape, 2.0), dtype=dtype)
    for loss in ((x * wide).sum(), (x + wide * x * x).sum(), (x * 3).sum()):
        x.zero_grad()
        for _ in range(2):
            loss.backward()
            assert type(x.grad) is np.ndarray
            assert (x.grad.shape, x.grad.dtype) == (shape, np.dtype(dtype))
        (slopes,) = gradients(loss, [x])
        assert type(slopes) is np.ndarray
        assert (slopes.shape, slopes.dtype) == (shape, np.dtype(dtype))
        np.testing.assert_allclose(x.grad, 2 * slopes)
    assert wide.grad.dtype == np.float64


def test_the_unreached_have_zeros() -> None:
    x = Tensor(np.ones((2, 3)), dtype="float32")
    assert (x.has_grad, x.grad.dtype, x.grad.tolist()) == (
        False,
        np.float32,
        [[0.0] * 3] * 2,
    )
    assert gradients(Tensor(1.0) * 2, x).tolist() == [[0.0] * 3] * 2


def test_dtypes_meet() -> None:
    """A number never widens; a float64 array, list or array of integers does."""
    x = Tensor(np.ones(3), dtype="float32")
    for number in (2, 2.0, True, np.float64(2), np.int32(2), np.array(2.0), Value(2.0)):
        assert (x * number).dtype == (number * x).dtype == np.float32, number
    for array in (np.ones(3), [1.0, 2.0, 3.0], np.arange(3), Tensor(1.0)):
        out = x * array
        out.backward(np.ones(3))
        assert (out.dtype, x.grad.dtype) == (np.float64, np.float32)
    assert (x * np.ones(3, "float32")).dtype == np.float32
    assert (x * (np.arange(3) > 1)).dtype == np.float32


# -- how often -------------------------------------------------------------------------


def test_leaves_add_up_and_results_start_anew() -> None:
    """y = x^2, z = y^2 = x^4: dz/dx = 4 x^3, dz/dy = 2 y."""
    x = Tensor([1.0, 2.0])
    y = x * x
    z = (y * y).sum()
    for times in (1, 2, 3):
        z.backward()
        assert x.grad.tolist() == [times * 4.0, times * 32.0]
        assert y.grad.tolist() == [2.0, 8.0]
        assert z.grad.item() == 1.0
    x.zero_grad()
    assert not x.has_grad and x.grad.tolist() == [0.0, 0.0]
    z.backward()
    assert x.grad.tolist() == [4.0, 32.0]


def test_two_roots_that_share_a_result() -> None:
    x = Tensor([1.0, 2.0])
    shared = x * 3.0
    first, second = (shared * 2.0).sum(), (shared * shared).sum()
    first.backward()
    second.backward()
    assert x.grad.tolist() == [6.0 + 18.0, 6.0 + 36.0]
    assert shared.grad.tolist() == [6.0, 12.0]


def test_a_tensor_used_many_times() -> None:
    x = Tensor([2.0, -1.0])
    total = x
    for _ in range(20):
        total = total + x * x
    total.sum().backward()
    assert x.grad.tolist() == [1.0 + 40 * 2.0, 1.0 - 40.0]


def test_the_upstream_gradient() -> None:
    x = Tensor(np.ones((2, 2)))
    out = x * np.array([[1.0, 2.0], [3.0, 4.0]])
    for upstream in ([[1, 0], [0, 1]], np.eye(2), Tensor(np.eye(2)), np.eye(2) > 0):
        x.zero_grad()
        out.backward(upstream)
        assert x.grad.tolist() == [[1.0, 0.0], [0.0, 4.0]]
    out = (x * 2).sum(keepdims=True)
    out.backward()
    assert out.shape == (1, 1) and out.grad.tolist() == [[1.0]]


def test_backward_on_a_leaf() -> None:
    seed = np.ones(2)
    x = Tensor([1.0, 2.0])
    x.backward(seed)
    x.backward(seed)
    assert (x.grad.tolist(), seed.tolist()) == ([2.0, 2.0], [1.0, 1.0])


# -- whose array -----------------------------------------------------------------------

PAIRS: dict[str, Any] = {
    "a + b": lambda a, b: a + b,
    "a - b": lambda a, b: a - b,
    "a + a + b": lambda a, b: a + a + b,
    "a reshaped": lambda a, b: a.reshape(4) + b.reshape(4),
    "a transposed": lambda a, b: a.T + b.T,
    "a indexed": lambda a, b: a[:, ::-1] + b[::-1],
    "concatenated": lambda a, b: ac.concatenate([a, b]),
    "stacked": lambda a, b: ac.stack([a, b]),
    "summed": lambda a, b: a.sum(0, keepdims=True) + b.mean(1, keepdims=True),
    "broadcast": lambda a, b: ac.broadcast_to(a, (3, 2, 2)) + b,
    "astype": lambda a, b: a.astype("float64") + b,
    "squeezed": lambda a, b: ac.expand_dims(a, 0).squeeze(0) + b,
    "product": lambda a, b: a * b,
    "matrix product": lambda a, b: a @ b,
    "the one itself": lambda a, b: +a,
}


@pytest.mark.parametrize("function", PAIRS.values(), ids=PAIRS)
def test_a_leaf_shares_its_gradient_with_nobody(function: Any) -> None:
    """Neither with another leaf, nor a result, nor the seed, nor any data."""
    a, b = Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([[5.0, 6.0], [7.0, 8.0]])
    out = function(a, b)
    seed = np.full(out.shape, 1.5)
    for _ in range(2):
        out.backward(seed)
        others = [seed, *(node.data for node in topological_order(out))]
        others += [node.grad for node in topological_order(out) if not node.is_leaf]
        for leaf, other in ((a, b), (b, a)):
            for array in (*others, other.grad):
                assert not np.shares_memory(leaf.grad, array)
            assert leaf.grad.flags.writeable
        expected = b.grad.copy()
        a.grad[...] = 99.0
        assert np.array_equal(b.grad, expected)
    slopes = gradients(out, [a, b, out], upstream=seed)
    for i, array in enumerate(slopes):
        for other in (*slopes[:i], *slopes[i + 1 :], seed, a.grad, b.grad, out.grad):
            assert not np.shares_memory(array, other)


def test_a_gradient_that_was_fetched_stays_as_it_was() -> None:
    """After zero_grad(), and for results; what is added to is documented."""
    x = Tensor([1.0, 2.0])
    y = x * 2.0
    (y * y).sum().backward()
    of_leaf, of_result = x.grad, y.grad
    x.zero_grad()
    (y * 5.0).sum().backward()
    assert of_leaf.tolist() == [8.0, 16.0] and of_result.tolist() == [4.0, 8.0]
    assert x.grad.tolist() == [10.0, 10.0] and y.grad.tolist() == [5.0, 5.0]
    gradient = x.grad
    (y * 1.0).sum().backward()
    assert gradient is x.grad and gradient.tolist() == [12.0, 12.0]


# -- no_grad ---------------------------------------------------------------------------


def test_nothing_is_recorded_inside_no_grad() -> None:
    x = Tensor([1.0, 2.0], label="x")
    with no_grad():
        results = [
            x * 2,
            2 * x,
            -x,
            x @ x,
            x.sum(),
            x[0],
            x.exp(),
            ac.concatenate([x, x]),
            ac.stack_values([Value(1.0)]),
            x.values()[0],
            Value(2.0) * x,
            np.tanh(x),
        ]
        message = message_of(GraphError, results[0].backward, np.ones(2))
        assert "inside no_grad(): nothing is recorded here" in message
    for result in results:
        assert result.parents == () and result.operands == ()
    message = message_of(GraphError, results[4].backward)
    assert "computed inside no_grad(): it has no graph" in message
    assert not x.has_grad
    (x * results[0]).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_value_as_the_upstream_gradient_of_a_tensor_of_one_number() -> None:
    """It stays in the graph: d (u x^2)' / d u = 2 x."""
    x, u = Tensor(3.0), Value(5.0)
    slope = gradients(x * x, x, upstream=u, create_graph=True)
    assert slope.data == 30.0
    assert gradients(slope, u) == 6.0
    assert gradients(x * x, x, upstream=u) == 30.0
