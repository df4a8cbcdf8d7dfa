"""exploding: products that grow, where they hide, the cliff, and what cures them."""

import re

import numpy as np
import pytest

import nn
import optim
from autograd_core import Tensor, Value, tanh


def deep(activation, size, depth=14, width=32):
    def weights(shape, rng):
        return rng.normal(size=shape) * size / np.sqrt(shape[0])

    return nn.mlp([width] * depth + [1], activation, weight_init=weights, rng=0)


def deltas_by_hand(model, x, slope):
    """delta <- W delta f'(z), from an output whose derivative is 1."""
    linears, zs, a = model[::2], [], x
    for linear in linears:
        zs.append(a @ linear.weight.data + linear.bias.data)
        a = nn.Activation("relu" if slope == "relu" else "sigmoid")(zs[-1]).data
    deltas = [np.ones(1)]
    for linear, z in zip(linears[:0:-1], zs[-2::-1], strict=True):
        f = (z > 0) if slope == "relu" else 0.25 / np.cosh(z / 2) ** 2
        deltas.insert(0, linear.weight.data @ deltas[0] * f)
    return deltas


@pytest.mark.parametrize(("activation", "size"), [("relu", 3.0), ("sigmoid", 1.0)])
def test_delta_norms_are_those_of_the_formula(activation, size):
    model, x = deep(activation, size), np.random.default_rng(1).normal(size=32)
    expected = [np.linalg.norm(d) for d in deltas_by_hand(model, x, activation)]
    norms = nn.delta_norms(model, lambda out: out.sum(), x)
    assert list(norms.values()) == pytest.approx(expected, rel=1e-12)
    assert list(norms)[:2] == ["layers.0", "layers.2"]


def test_deltas_explode_where_the_gradients_of_weights_do_not_show_it():
    model, x = deep("relu", 3.0), np.random.default_rng(1).normal(size=32)
    deltas = [*nn.delta_norms(model, lambda out: out.sum(), x).values()]
    assert deltas[0] / deltas[-1] > 1e4
    model(x).sum().backward()
    weights = [*nn.gradient_norms(model).values()]
    assert 0.1 < weights[0] / weights[-1] < 10


def test_jacobian_norms_are_the_largest_singular_values():
    model, x = deep("sigmoid", 1.0, depth=4, width=5), np.linspace(-1, 1, 5)
    expected, a = [], x
    for i, linear in enumerate(model[::2]):
        z = a @ linear.weight.data + linear.bias.data
        s = 1 / (1 + np.exp(-z))
        f = s * (1 - s) if i < 4 - 1 else np.ones(1)
        expected.append(np.linalg.svd(linear.weight.data * f, compute_uv=False)[0])
        a = s if i < 4 - 1 else z
    norms = nn.jacobian_norms(model, x)
    assert list(norms.values()) == pytest.approx(expected, rel=1e-12)
    assert all(stretch < 1 for stretch in list(norms.values())[:-1])


def test_networks_of_values_and_batches():
    scalar = nn.MLP(2, [3, 1], rng=0)
    X, y = np.array([[1.0, -1.0], [0.5, 2.0]]), np.array([[1.0], [0.0]])
    norms = nn.delta_norms(scalar, nn.squared_error, X, y)
    w, v = scalar.to_tensor()[0], scalar.to_tensor()[2]
    h = np.tanh(X @ w.weight.data + w.bias.data)
    last = 2 * (h @ v.weight.data + v.bias.data - y) / 2
    first = last @ v.weight.data.T * (1 - h**2)
    assert norms == pytest.approx(
        {"layers.0": np.linalg.norm(first), "layers.1": np.linalg.norm(last)}
    )
    assert list(nn.jacobian_norms(scalar, [1.0, 2.0])) == ["layers.0", "layers.1"]


def test_a_repeated_weight_is_a_cliff():
    """h = w^50: d h / d w = 50 w^49, by 50 products on one Value."""
    for w, slope in ((0.5, 50 * 0.5**49), (1.0, 50.0), (1.2, 50 * 1.2**49)):
        weight, h = Value(w), Value(1.0)
        for _ in range(50):
            h = weight * h
        h.backward()
        assert weight.grad == pytest.approx(slope, rel=1e-12)
    assert 50 * 1.2**49 > 3e5 and 50 * 0.5**49 < 1e-13


def test_long_term_dependence():
    """h_t = tanh(w h_(t-1) + x_t): dh_T/dx_1 is a product of T - 1 such factors."""
    for w in (0.9, 0.5):
        for length in (5, 20):
            xs = [Value(x) for x in np.sin(np.arange(length))]
            h, states = Value(0.0), []
            for x in xs:
                h = tanh(w * h + x)
                states.append(h.data)
            h.backward()
            slopes = [1 - s**2 for s in states]
            product = np.prod(slopes) * w ** (length - 1)
            assert xs[0].grad == pytest.approx(product, rel=1e-12)
            assert abs(xs[0].grad) <= w ** (length - 1)


def with_sigmoids(batch_norm):
    rng, layers = np.random.default_rng(0), []
    for _ in range(12):
        layers += [nn.Linear(16, 16, weight_init="xavier_uniform", rng=rng)]
        layers += [nn.BatchNorm1d(16)] if batch_norm else []
        layers += [nn.Sigmoid()]
    return nn.Sequential(*layers, nn.Linear(16, 1, rng=rng))


def test_batch_norm_cures_vanishing():
    """It brings every layer's sums back to variance 1, at the steep part of sigma."""
    X = np.random.default_rng(0).normal(size=(64, 16))
    ratios = []
    for batch_norm in (False, True):
        model = with_sigmoids(batch_norm)
        deltas = [*nn.delta_norms(model, lambda out: out.sum(), X).values()]
        ratios.append(deltas[0] / deltas[-1])
    assert ratios[0] < 1e-7 and ratios[1] > 1e-2


def test_adaptive_rates_cure_vanishing():
    """Adam's first step has the length of the rate where SGD's is the gradient's."""
    moved = {}
    for make in (optim.SGD, optim.Adam):
        model = with_sigmoids(False)
        before = model[0].weight.data.copy()
        (model(np.ones((4, 16))) ** 2).mean().backward()
        settings = {} if make is optim.SGD else {"eps": 1e-20}
        make(model.parameters(), lr=0.01, **settings).step()
        moved[make] = np.abs(model[0].weight.data - before).max()
    assert moved[optim.SGD] < 1e-9
    assert moved[optim.Adam] == pytest.approx(0.01, rel=1e-3)


def test_conjugate_gradients_do_not_mind_how_small_a_gradient_is():
    """The minimum along a line is where it was, and beta is a ratio of gradients."""
    A = np.array([[3.0, 1.0], [1.0, 2.0]])
    ways = {}
    for scale in (1.0, 1e-9):
        v = Tensor(np.array([4.0, -3.0]))
        optimizer = optim.ConjugateGradient([v], line_search="exact")
        for _ in range(2):
            optimizer.step(lambda v=v, scale=scale: scale * (v @ (A @ v)) / 2)
        ways[scale] = v.data
        plain = Tensor(np.array([4.0, -3.0]))
        (scale * (plain @ (A @ plain)) / 2).backward()
        assert np.abs(plain.grad).max() == pytest.approx(9.0 * scale)
    assert ways[1e-9] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert ways[1e-9] == pytest.approx(ways[1.0], abs=1e-9)


def test_the_three_cures_learn_where_plain_descent_does_not(example):
    printed = example("vanishing_cures").printed
    ends = {
        name: float(end)
        for name, end in re.findall(r"^(.+): \S+ to (\S+)$", printed, re.MULTILINE)
    }
    X, y = example("vanishing_cures")["data"]()
    mean = float(np.var(np.sin(3 * X[:, 0]) * X[:, 1]))
    assert y.shape == (64, 1)
    assert ends["plain descent"] == pytest.approx(mean, rel=1e-2)
    for cure, share in (
        ("batch norm", 0.4),
        ("Adam", 0.9),
        ("conjugate gradients", 0.4),
    ):
        assert ends[cure] < share * mean, cure


def test_the_example(example):
    script = example("exploding_gradients")
    steep, kept, flat = [
        [float(word) for word in line.split() if "e" in word and word[0].isdigit()]
        for line in script.printed.splitlines()[:3]
    ]
    assert steep[0] > 1e4 and steep[1] < 10
    assert 0.1 < kept[0] < 10 and flat[0] < 1e-7
    assert "at w = 1.2: 9.1e+03, slope 3.8e+05" in script.printed


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: nn.delta_norms([1], abs, [1.0]), "delta_norms"),
        (lambda: nn.delta_norms(nn.ReLU(), abs, [1.0]), "calls no Linear layer"),
        (
            lambda: nn.delta_norms(nn.mlp([1, 1]), lambda out: 1.0, [1.0]),
            "the loss must be a Tensor",
        ),
        (lambda: nn.jacobian_norms(nn.ReLU(), [1.0]), "begins with a Linear layer"),
    ],
)
def test_mistakes(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()
