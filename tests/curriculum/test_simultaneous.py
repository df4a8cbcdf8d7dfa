"""simultaneous: all gradients are taken before any parameter moves."""

import pytest

from autograd_core import Value
from optim import SGD, Adam, Nesterov, Optimizer, SGDRule


def test_a_saddle_tells_the_two_apart():
    """f = x y at (1, 2) has gradients 2 and 1; after moving x, y would see 0.8."""
    x, y = Value(1.0), Value(2.0)
    (x * y).backward()
    SGD([x, y], lr=0.1).step()
    assert (x.data, y.data) == (0.8, 1.9)
    one_after_the_other = 2.0 - 0.1 * 0.8
    assert y.data != one_after_the_other


def test_the_rule_sees_all_old_numbers():
    parameters = [Value(1.0), Value(2.0), Value(3.0)]

    class Watching(SGDRule):
        def update(self, grads, state, params):
            assert [param.data for param in parameters] == [1.0, 2.0, 3.0]
            return super().update(grads, state, params)

    optimizer = Optimizer(parameters, Watching(lr=1.0))
    for param in parameters:
        param.grad = 1.0
    optimizer.step()
    assert [param.data for param in parameters] == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("make", [SGD, Adam, Nesterov])
def test_the_order_of_the_parameters_does_not_matter(make):
    def walk(reverse):
        x, y = Value(1.0), Value(2.0)
        params = [y, x] if reverse else [x, y]
        optimizer = make(params, lr=0.05)

        def closure():
            optimizer.zero_grad()
            loss = (x * y - 1) ** 2 + x**2
            loss.backward()
            return loss

        for _ in range(10):
            optimizer.step(closure)
        return x.data, y.data

    assert walk(False) == walk(True)
