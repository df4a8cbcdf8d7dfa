"""functional_call: a module as a function of its parameters, which stays as it is."""

import numpy as np
import pytest

import nn
from autograd_core import grad, hvp, jacobian, vmap
from nn import functional_call

RNG = np.random.default_rng(0)
X, IDS = RNG.normal(size=(6, 4)), RNG.integers(0, 3, 6)


class Tied(nn.Module):
    """Containers in containers, a shared layer, and a table that is read twice."""

    def __init__(self):
        self.table = nn.Embedding(5, 4, rng=0)
        self.parts = [{"inner": nn.Linear(4, 4, rng=1)}, (nn.LayerNorm(4),)]
        self.again = self.parts[0]["inner"]

    def forward(self, ids):
        x = self.parts[1][0](self.again(self.parts[0]["inner"](self.table(ids))))
        return x @ self.table.weight.T


def parameters_of(module):
    return {name: p.data + 0.0 for name, p in module.named_parameters(frozen=True)}


MODULES = {
    "layers": (nn.mlp([4, 5, 3], rng=0), X),
    "a class": (Tied(), IDS),
    "LSTM": (nn.LSTM(4, 2, rng=0), X.reshape(3, 2, 4)),
    "attention": (nn.MultiheadAttention(4, 2, rng=0), (X, X, X)),
    "values": (nn.MLP(4, [2, 1], rng=0), X[0].tolist()),
}


@pytest.mark.parametrize(("module", "args"), MODULES.values(), ids=MODULES)
def test_the_gradients_are_those_of_backward(module, args):
    def total(out):
        out = out[0] if isinstance(out, tuple) else out
        return (out**2).sum() if hasattr(out, "shape") else out**2

    before = parameters_of(module)
    slopes = grad(lambda p: total(functional_call(module, p, args)))(before)
    inputs = args if isinstance(args, tuple) else (args,)
    module.zero_grad()
    total(module(*inputs)).backward()
    for name, parameter in module.named_parameters():
        assert np.array_equal(slopes[name], parameter.grad), name
        assert np.array_equal(parameter.data, before[name])
    # Other numbers give what the module gives once it has them.
    moved = {name: 0.5 * np.asarray(x) for name, x in before.items()}
    out = total(functional_call(module, moved, args)).data
    for name, parameter in module.named_parameters():
        parameter.data = moved[name]
    assert total(module(*inputs)).data == out
    for name, parameter in module.named_parameters():
        parameter.data = before[name]


def test_some_parameters_leave_the_others_to_the_module():
    model = nn.mlp([4, 3], rng=0)
    (
        nn.cross_entropy(functional_call(model, {"layers.0.bias": np.ones(3)}, X), IDS)
    ).backward()
    bias, weight = model[0].bias, model[0].weight
    assert weight.has_grad and not bias.has_grad


def test_parameters_of_frozen_modules_count_if_they_are_given():
    model = nn.mlp([4, 3], rng=0).freeze()
    slopes = grad(lambda p: (functional_call(model, p, X) ** 2).sum())(
        parameters_of(model)
    )
    by_hand = 2.0 * X.T @ model(X).data
    assert np.allclose(slopes["layers.0.weight"], by_hand, rtol=1e-13)
    assert model[0].frozen


def test_generators_go_on_and_statistics_stay():
    model = nn.Sequential(nn.BatchNorm1d(4), nn.Dropout(0.5, rng=0))
    first, second = [functional_call(model, {}, (X,)).data for _ in range(2)]
    assert (first != second).any()
    assert not model[0].running_mean.any()


def test_gradients_of_samples_and_networks_side_by_side():
    model = nn.mlp([4, 5, 3], rng=0)
    own = parameters_of(model)

    def loss(p, x, y):
        return nn.cross_entropy(functional_call(model, p, x), y)

    of_each = vmap(grad(loss), in_axes=(None, 0, 0))(own, X, IDS)
    whole = grad(loss)(own, X, IDS)
    for name, slopes in of_each.items():
        assert np.allclose(slopes.mean(0), whole[name], atol=1e-15)
    stacked = {name: np.stack([x, 2.0 * x]) for name, x in own.items()}
    outs = vmap(lambda p: functional_call(model, p, X))(stacked)
    assert (
        np.allclose(outs[0], model(X).data, rtol=1e-14) and (outs[0] != outs[1]).any()
    )


def test_second_derivatives_by_parameters():
    """Of the squared outputs of a linear layer, (x w)^2: H v = 2 x (x v)."""
    layer = nn.Linear(2, 1, bias=False, rng=0)
    x, v = np.array([1.0, 3.0]), np.array([[2.0], [-1.0]])

    def f(p):
        return (functional_call(layer, p, x) ** 2).sum()

    product = hvp(f, (parameters_of(layer),), ({"weight": v},))
    assert np.allclose(product["weight"], 2.0 * x[:, None] * (x @ v))
    slopes = jacobian(lambda p: functional_call(layer, p, x))(parameters_of(layer))
    assert slopes["weight"].shape == (1, 2, 1)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda m: functional_call(3, {}, X), TypeError, "expected a module, got int"),
        (
            lambda m: functional_call(m, X, X),
            TypeError,
            "functional_call: expected a dict of parameters by name, got ndarray",
        ),
        (
            lambda m: functional_call(m, {"w": 1.0}, X),
            ValueError,
            r"Linear\(4 -> 3\) has no parameter w; its own: weight, bias",
        ),
        (
            lambda m: functional_call(m, {"weight": np.ones((3, 4))}, X),
            ValueError,
            r"functional_call: weight must have shape \(4, 3\), got \(3, 4\)",
        ),
        (
            lambda m: functional_call(m, {"weight": "a"}, X),
            TypeError,
            "functional_call: weight: expected a number, got str",
        ),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call(nn.Linear(4, 3, rng=0))
