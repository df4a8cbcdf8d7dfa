"""Mistakes in building and calling layers: the error, and a message that helps."""

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value
from tests.nn.layers.networks import network

X = np.random.default_rng(0).normal(size=(5, 3))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda m: m(np.ones((32, 4))),
            ValueError,
            r"^layers.0 Linear\(3 -> 6\): expected \(..., 3\), got \(32, 4\)$",
        ),
        (
            lambda m: m(Tensor(np.ones(4), label="x")),
            ValueError,
            r"layers.0 Linear\(3 -> 6\): .* got \(4,\) of x$",
        ),
        (lambda m: m(1.0), ValueError, r"expected \(..., 3\), got \(\)"),
        (lambda m: m("abc"), TypeError, r"layers.0 Linear.* got str 'abc'"),
        (lambda m: m(None), TypeError, r"layers.0 Linear.* got NoneType None"),
        (
            lambda m: m([[1, 2], [1]]),
            ValueError,
            r"layers.0 Linear.* entry 1 has shape",
        ),
        (lambda m: m(np.ones(3) * 1j), TypeError, "real numbers, got dtype complex128"),
        (lambda m: m([Value(1.0)] * 3), TypeError, "a list of nodes; make one Tensor"),
        (lambda m: m(Value(1.0)), TypeError, r"got Value\(.*stack_values"),
        (
            lambda m: m.layers[3](Value(1.0)),
            TypeError,
            r"layers.3 Dropout\(p=0.5\): ex",
        ),
        (lambda m: m.layers[2]("a"), TypeError, r"layers.2 GELU\(\): expected numbers"),
        (
            lambda m: nn.Embedding(3, 2)([0.5]),
            TypeError,
            "expected integers, .* got \\[0.5\\]",
        ),
        (lambda m: nn.Embedding(3, 2)(Tensor([0.5])), TypeError, r"got Tensor\(\["),
        (lambda m: nn.Embedding(3, 2)([3]), ValueError, "id 3 is not among 0 to 2"),
        (lambda m: nn.Embedding(3, 2)([-1]), ValueError, "id -1 is not among 0 to 2"),
        (
            lambda m: nn.Embedding(3, 2)(None),
            TypeError,
            "expected int.* got None",
        ),
        (
            lambda m: nn.Linear(0, 2),
            ValueError,
            "Linear: in_features must be at least 1",
        ),
        (
            lambda m: nn.Linear(2, 2.5),
            TypeError,
            "Linear: out_features must be an integer",
        ),
        (lambda m: nn.Linear(2, 2, dtype=int), TypeError, "float32 or float64"),
        (
            lambda m: nn.Linear(2, 2, weight_init="he_norml"),
            ValueError,
            "unknown weight_init 'he_norml'; did you mean 'he_normal'",
        ),
        (lambda m: nn.Linear(2, 2, weight_init=3), TypeError, "got 3"),
        (
            lambda m: nn.Linear(2, 3, weight_init=lambda shape, rng: np.ones((3, 2))),
            ValueError,
            r"weight_init gave shape \(3, 2\) instead of \(2, 3\)",
        ),
        (lambda m: nn.Dropout(1.5), ValueError, r"Dropout: p must be in \[0, 1\]"),
        (lambda m: nn.Dropout(-0.1), ValueError, r"Dropout: p must be in \[0, 1\]"),
        (lambda m: nn.Sequential(nn.ReLU), TypeError, r"call it: ReLU\(\)"),
        (lambda m: nn.Sequential("relu"), TypeError, r"write Activation\('relu'\)"),
        (lambda m: nn.Sequential(np.tanh), TypeError, r"Activation\(function\) makes"),
        (lambda m: nn.Activation("rleu"), ValueError, "did you mean 'relu'"),
        (lambda m: m.append(3), TypeError, "expected modules, got int 3"),
        (lambda m: nn.Embedding(3, 2)([[0], [1, 2]]), ValueError, "ids differ in leng"),
        (
            lambda m: nn.Flatten(-1),
            ValueError,
            "Flatten: start_axis must be at least 0",
        ),
        (
            lambda m: nn.Flatten("a"),
            TypeError,
            "Flatten: start_axis must be an integer",
        ),
        (lambda m: nn.LayerNorm((3, 2))(X), ValueError, r"expected \(..., 3, 2\), got"),
        (
            lambda m: nn.LayerNorm((3, 0)),
            ValueError,
            "LayerNorm: normalized_shape: every size",
        ),
        (
            lambda m: nn.LayerNorm("a"),
            TypeError,
            "LayerNorm: normalized_shape must be an int",
        ),
        (lambda m: nn.LayerNorm(3, eps=np.nan), ValueError, "eps must be finite, got"),
        (lambda m: nn.Activation("tahn"), ValueError, "did you mean 'tan' or 'tanh'"),
        (
            lambda m: nn.Activation("softmax"),
            ValueError,
            "needs a whole row, so no neu",
        ),
        (lambda m: nn.mlp([2, 1], out_activation=nn.Tanh), TypeError, r"it: Tanh\(\)$"),
        (
            lambda m: nn.Activation(lambda x: x.data)(Tensor(X)),
            TypeError,
            "gave ndarray instead of a Tensor, so no gradient would pass",
        ),
        (
            lambda m: nn.Activation(lambda x: None)(X),
            TypeError,
            "gave NoneType None instead of an array",
        ),
        (
            lambda m: nn.BatchNorm1d(3, track_running_stats=False).eval()(X[:1]),
            ValueError,
            "without running statistics it needs a batch of at least 2 .* larger batch",
        ),
        (
            lambda m: nn.BatchNorm1d(2)(np.ones((3, 4, 2))),
            ValueError,
            r"expected \(batch, 2\) or .*, got \(3, 4, 2\); .*axis=-1",
        ),
        (
            lambda m: nn.LayerNorm(2)(np.ones((3, 4))),
            ValueError,
            r"LayerNorm\(2\): expected \(..., 2\), got",
        ),
        (lambda m: nn.BatchNorm1d(0), ValueError, "features must be at least 1"),
        (lambda m: nn.BatchNorm1d(2, eps=-1), ValueError, "eps must be >= 0, got -1"),
        (
            lambda m: nn.BatchNorm1d(2, momentum=2),
            ValueError,
            r"momentum must be in \[0",
        ),
        (lambda m: nn.LayerNorm(2, dtype=int), TypeError, "float32 or float64"),
        (
            lambda m: nn.Flatten(4)(np.ones((2, 3, 4))),
            ValueError,
            r"start_axis=4\): no axis 4 in shape \(2, 3",
        ),
        (
            lambda m: nn.Sequential(nn.Identity(), nn.Residual(nn.Linear(3, 2)))(X),
            ValueError,
            r"layers.1 Residual: .* \(5, 3\), got \(5, 2\)",
        ),
        (
            lambda m: m(np.ma.array(X, mask=X > 0)),
            TypeError,
            r"Linear\(3 -> 6\): got an array with masked e",
        ),
        (lambda m: m[6], IndexError, "no layer 6; it has 6 layers, counted from 0"),
        (lambda m: m["0"], TypeError, "number or a slice, got str '0'"),
        (
            lambda m: nn.Embedding(5, 2)(Tensor([1.5])),
            TypeError,
            r"Embedding\(5, 2\): expected integers",
        ),
        (
            lambda m: nn.Embedding(5, 2)(Tensor([np.nan])),
            TypeError,
            "expected integers",
        ),
        (
            lambda m: m.load_state_dict(
                {**m.state_dict(), "layers.0.weight": np.ones((6, 3))}
            ),
            ValueError,
            r"layers.0.weight has shape \(3, 6\), the st",
        ),
        (
            lambda m: m.load_state_dict(
                {**m.state_dict(), "layers.0.bias": np.ones(6, np.float32)}
            ),
            ValueError,
            r"is float64, the state's float32 \(convert",
        ),
        (
            lambda m: nn.mlp([3]),
            ValueError,
            r"at least two, e.g. mlp\(\[2, 16, 1\]\); got \[3\]",
        ),
        (lambda m: nn.mlp(3), ValueError, "at least two, .*got 3"),
        (lambda m: nn.mlp("231"), ValueError, "at least two, .*got '231'"),
        (
            lambda m: nn.mlp([3, 0]),
            ValueError,
            r"mlp: sizes\[1\] must be at least 1, got 0",
        ),
        (lambda m: nn.mlp([3.5, 1]), TypeError, r"mlp: sizes\[0\] must be an integer"),
    ],
)
def test_mistakes(call, error, message):
    model = network()
    with pytest.raises(error, match=message):
        call(model)
    assert len(model) == 6
