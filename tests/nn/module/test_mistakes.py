"""Mistakes with modules: the error, and a message that helps."""

import pytest

from nn import MLP, Linear, Module


class Net(Module):
    def __init__(self):
        super().__init__()
        self.first = Linear(2, 3)
        self.blocks = {"a": Linear(3, 4)}

    def forward(self, x):
        return self.blocks["a"](self.first(x).tanh()[..., :2])


def summary(shape):
    return lambda: MLP(2, [1], rng=0).summary(shape)


def buffer(name, numbers=(1.0,)):
    return lambda: MLP(1, [1], rng=0).register_buffer(name, numbers)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: Module()(1.0),
            NotImplementedError,
            r"Module .* define forward\(self, x",
        ),
        (lambda: Net()([1.0]), ValueError, r"^first Linear\(2 -> 3\): expected"),
        (
            lambda: Net()([1.0, 2.0]),
            ValueError,
            r"^blocks.a Linear\(3 -> 4\): expected",
        ),
        (
            lambda: Linear(2, 2).register_forward_hook(3),
            TypeError,
            "register_forward_hook: expected a function",
        ),
        (buffer("layers"), ValueError, "'layers' cannot name a buffer"),
        (buffer("forward"), ValueError, "'forward' cannot name a buffer"),
        (buffer("a.b"), ValueError, "'a.b' cannot name a buffer"),
        (buffer(""), ValueError, "'' cannot name a buffer"),
        (
            buffer("note", "abc"),
            TypeError,
            "MLP: buffer 'note': expected a number, got",
        ),
        (
            summary(2),
            TypeError,
            r"input_shape: expected a shape such as \(64,\).*got 2",
        ),
        (summary((2.5,)), TypeError, "input_shape: expected a shape"),
        (summary(None), TypeError, "input_shape: expected a shape"),
        (summary((0,)), ValueError, "input_shape: every size must be at least 1"),
        (summary(()), ValueError, "input_shape: every size must be at least 1"),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_refused_buffer_is_not_set():
    module = Linear(2, 2)
    with pytest.raises(TypeError):
        module.register_buffer("note", "abc")
    assert not hasattr(module, "note")
