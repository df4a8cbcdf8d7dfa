"""Arrays of other libraries are constants, as arrays of NumPy are.

The stand-in has what the arrays of PyTorch, JAX and CuPy have in common.
"""

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value, exp, grad, where
from optim import batches


class Foreign:
    """An array of another library, which leaves operators with others to them."""

    def __init__(self, numbers, needs_gradient=False):
        self.numbers = np.asarray(numbers)
        self.needs_gradient = needs_gradient

    def __array__(self, dtype=None, copy=None):
        if self.needs_gradient:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return self.numbers.astype(dtype or self.numbers.dtype)

    def __dlpack__(self):
        raise NotImplementedError

    def __len__(self):
        return len(self.numbers)

    def __getitem__(self, key):
        return Foreign(self.numbers[key])

    def __iter__(self):
        if not self.numbers.ndim:
            raise TypeError("iteration over a 0-d tensor")
        return map(Foreign, self.numbers)

    __hash__ = None
    __eq__ = __mul__ = __matmul__ = __lt__ = lambda self, other: NotImplemented


X = np.array([[1.0, -2.0], [3.0, 0.5]])
IDS = np.array([1, 0])
linear = nn.Linear(2, 2, rng=0)
t = Tensor(X)

SAME = {
    "a layer": lambda as_array: linear(as_array(X)),
    "an embedding": lambda as_array: nn.Embedding(4, 2, rng=0)(as_array(IDS)),
    "a network of Values": lambda as_array: nn.MLP(2, [1], rng=0)(as_array(X[0])),
    "ids": lambda as_array: nn.cross_entropy(linear(X), as_array(IDS)),
    "targets": lambda as_array: nn.squared_error(linear(X), as_array(X)),
    "a metric": lambda as_array: nn.accuracy(linear(X), as_array(IDS)),
    "one_hot": lambda as_array: nn.one_hot(as_array(IDS)),
    "t + a": lambda as_array: t + as_array(X),
    "a * t": lambda as_array: as_array(X) * t,
    "a @ t": lambda as_array: as_array(X) @ t,
    "t @ a": lambda as_array: t @ as_array(X),
    "t == a": lambda as_array: t == as_array(X),
    "a == t": lambda as_array: as_array(X) == t,
    "t != a": lambda as_array: t != as_array(X + IDS),
    "t > a": lambda as_array: t > as_array(0.0 * X),
    "a < t": lambda as_array: as_array(0.0 * X) < t,
    "v == a": lambda as_array: Value(2.0) == as_array(2.0),
    "Tensor": lambda as_array: Tensor(as_array(X)),
    "x.data =": lambda as_array: setattr(t, "data", as_array(X)),
    "where": lambda as_array: where(as_array(X > 0.0), t, 0.0),
    "batches": lambda as_array: next(
        iter(batches(as_array(X), as_array(IDS), 2, rng=0))
    ),
}


@pytest.mark.parametrize("use", SAME.values(), ids=SAME)
def test_they_count_as_arrays_of_numpy(use):
    def numbers(out):
        if isinstance(out, tuple):
            return [numbers(part) for part in out]
        return out if out is None else np.asarray(getattr(out, "data", out)).tolist()

    assert numbers(use(Foreign)) == numbers(use(np.asarray))


def test_a_gradient_that_would_be_lost_is_not():
    """PyTorch's own refusal of an array that it is to differentiate."""
    for call in (lambda a: t * a, linear, lambda a: nn.squared_error(t, a)):
        with pytest.raises(RuntimeError, match="that requires grad"):
            call(Foreign(X, needs_gradient=True))


def test_arguments_of_transforms_are_to_be_converted():
    with pytest.raises(TypeError, match=r"got Foreign .*; write np\.asarray\(\.\.\.\)"):
        grad(lambda x: (x**2).sum())(Foreign(X))
    assert exp(np.asarray(Foreign(X))).shape == (2, 2)
