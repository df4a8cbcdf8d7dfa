"""Initial weights: moments against the formulas, and why constants do not do."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

import nn.init as init
from autograd_core import Value
from nn import MLP

SHAPE = (250, 400)  # 1e5 draws
UNIFORM, NORMAL = "uniform", "normal"
# name: (draw, family, mean, variance)
DRAWS = {
    "uniform": (lambda rng: init.uniform(SHAPE, -1, 3, rng), UNIFORM, 1.0, 16 / 12),
    "uniform by default": (
        lambda rng: init.uniform(SHAPE, rng=rng), UNIFORM, 0.5, 1 / 12,
    ),
    "normal": (lambda rng: init.normal(SHAPE, 2.0, 0.5, rng), NORMAL, 2.0, 0.25),
    "normal by default": (lambda rng: init.normal(SHAPE, rng=rng), NORMAL, 0.0, 1.0),
    "xavier_uniform": (
        lambda rng: init.xavier_uniform(SHAPE, rng=rng), UNIFORM, 0.0, 2 / 650,
    ),
    "xavier_uniform, gain 3": (
        lambda rng: init.xavier_uniform(SHAPE, 3.0, rng), UNIFORM, 0.0, 18 / 650,
    ),
    "xavier_normal": (
        lambda rng: init.xavier_normal(SHAPE, rng=rng), NORMAL, 0.0, 2 / 650,
    ),
    "xavier_normal, gain 3": (
        lambda rng: init.xavier_normal(SHAPE, 3.0, rng), NORMAL, 0.0, 18 / 650,
    ),
    "he_uniform": (lambda rng: init.he_uniform(SHAPE, rng=rng), UNIFORM, 0.0, 2 / 250),
    "he_normal": (lambda rng: init.he_normal(SHAPE, rng=rng), NORMAL, 0.0, 2 / 250),
    "he_normal, fan_out": (
        lambda rng: init.he_normal(SHAPE, mode="fan_out", rng=rng),
        NORMAL, 0.0, 2 / 400,
    ),
    "he_uniform, tanh": (
        lambda rng: init.he_uniform(SHAPE, "tanh", rng=rng), UNIFORM, 0.0, 25 / 9 / 250,
    ),
    "lecun_normal": (lambda rng: init.lecun_normal(SHAPE, rng), NORMAL, 0.0, 1 / 250),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWS)
def test_mean_and_variance_within_four_standard_errors(name):
    draw, family, mean, variance = DRAWS[name]
    weights = draw(np.random.default_rng(7)).ravel()
    n = weights.size
    assert n == 100_000
    assert abs(weights.mean() - mean) < 4 * math.sqrt(variance / n)
    # Var(sample variance) = (kurtosis - 1) variance^2 / n: 9/5 or 3.
    kurtosis = 1.8 if family == UNIFORM else 3.0
    error = variance * math.sqrt((kurtosis - 1) / n)
    assert abs(weights.var() - variance) < 4 * error
    half = math.sqrt(3 * variance)
    if family == UNIFORM:
        assert mean - half <= weights.min() and weights.max() <= mean + half
        law = stats.uniform(mean - half, 2 * half)
    else:
        law = stats.norm(mean, math.sqrt(variance))
    assert stats.kstest(weights, law.cdf).pvalue > 1e-4


@pytest.mark.parametrize("shape", [(40, 40), (50, 20), (20, 50), (3, 1)])
def test_orthogonal(shape):
    w = init.orthogonal(shape, gain=1.5, rng=3)
    assert w.shape == shape
    small = min(shape)
    product = w.T @ w if shape[0] >= shape[1] else w @ w.T
    assert np.allclose(product, 1.5**2 * np.eye(small), atol=1e-12)


def test_orthogonal_is_drawn_evenly():
    """Without the choice of signs the first corner would always be negative."""
    rng = np.random.default_rng(0)
    corner = np.array([init.orthogonal((3, 3), rng=rng)[0, 0] for _ in range(4000)])
    # One coordinate of a random point on the sphere in 3 dimensions is uniform.
    assert stats.kstest(corner, stats.uniform(-1, 2).cdf).pvalue > 1e-3


@pytest.mark.parametrize(
    ("sparsity", "zeros"), [(0.0, 0), (0.7, 7), (0.75, 8), (0.9, 9), (1.0, 10)]
)
def test_sparse_drops_the_same_number_in_each_unit(sparsity, zeros):
    w = init.sparse((10, 5000), sparsity, std=0.5, rng=0)
    assert ((w == 0).sum(axis=0) == zeros).all()
    nonzero = w[w != 0]
    if nonzero.size:
        assert nonzero.var() == pytest.approx(
            0.25, abs=4 * 0.25 * math.sqrt(2 / nonzero.size)
        )
        # Which inputs are dropped differs from unit to unit.
        assert abs((w == 0).mean(axis=1) - zeros / 10).max() < 0.05


def test_constants():
    assert init.zeros((2, 3)).tolist() == [[0.0] * 3] * 2
    assert init.ones((2,)).tolist() == [1.0, 1.0]
    assert init.constant((1, 2), 0.3).tolist() == [[0.3, 0.3]]
    assert init.zeros((2,), rng=0).dtype == np.float64


def test_fans():
    assert (init.fan_in((3, 7)), init.fan_out((3, 7))) == (3, 7)


@pytest.mark.parametrize(
    ("activation", "squared"),
    [
        (None, 1.0),
        ("linear", 1.0),
        ("sigmoid", 1.0),
        ("tanh", 25 / 9),
        ("relu", 2.0),
        ("leaky_relu", 2 / (1 + 0.01**2)),
        (Value.relu, 2.0),
        (lambda v: 2.0 * v, 0.25),
    ],
)
def test_gains_in_common_use(activation, squared):
    assert init.gain(activation) ** 2 == pytest.approx(squared, rel=1e-9)


@pytest.mark.parametrize(
    ("activation", "function"),
    [
        ("elu", lambda z: z if z > 0 else math.expm1(z)),
        ("gelu", lambda z: z * stats.norm.cdf(z)),
        ("silu", lambda z: z / (1 + math.exp(-z))),
        ("hard_tanh", lambda z: min(1.0, max(-1.0, z))),
        ("softplus", lambda z: math.log1p(math.exp(z))),
    ],
)
def test_other_gains_keep_the_mean_square(activation, function):
    square, _ = integrate.quad(
        lambda z: function(z) ** 2 * stats.norm.pdf(z), -12, 12, points=[-1, 0, 1]
    )
    assert init.gain(activation) == pytest.approx(square**-0.5, rel=1e-5)


EVERY = [
    *("zeros", "ones", "constant", "uniform", "normal", "xavier_uniform"),
    *(
        "xavier_normal",
        "he_uniform",
        "he_normal",
        "lecun_normal",
        "orthogonal",
        "sparse",
    ),
]


def test_gains_of_functions_that_jump():
    """E sign(z)^2 = 1 and E step(z)^2 = 1/2."""
    assert init.gain("sign") == pytest.approx(1.0, rel=1e-12)
    assert init.gain("step") == pytest.approx(math.sqrt(2.0), rel=1e-12)


@pytest.mark.parametrize("name", EVERY)
def test_a_seed_repeats_and_a_generator_goes_on(name):
    draw = getattr(init, name)
    first, second = draw((20, 3), rng=5), draw((20, 3), rng=5)
    assert first.shape == (20, 3) and first.dtype == np.float64
    assert np.array_equal(first, second)
    rng = np.random.default_rng(5)
    third, fourth = draw((20, 3), rng=rng), draw((20, 3), rng=rng)
    assert np.array_equal(first, third)
    random = name not in ("zeros", "ones", "constant")
    assert np.array_equal(third, fourth) is not random


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: init.he_normal((3,)), ValueError, r"n_out\), got \(3,\); for a"),
        (lambda: init.zeros(3), TypeError, "expected a shape such as .* got 3"),
        (lambda: init.zeros((0, 2)), ValueError, "every size must be at least 1"),
        (lambda: init.normal((2,), std=-1), ValueError, "std must be >= 0, got -1"),
        (lambda: init.uniform((2,), 1.0, 0.0), ValueError, "low must not be above"),
        (lambda: init.he_normal((2, 2), mode="in"), ValueError, "mode must be 'fan"),
        (lambda: init.he_normal((2, 2), "rleu"), ValueError, "did you mean 'relu'"),
        (lambda: init.sparse((2, 2), 1.5), ValueError, r"sparsity must be in \[0, 1\]"),
        (lambda: init.normal((2, 2), rng="0"), TypeError, "rng must be a numpy.random"),
        (lambda: init.zeros(()), ValueError, "^zeros: every size"),
        (lambda: init.constant((2,), "a"), TypeError, "constant: value: expected a nu"),
        (lambda: init.constant((2,), math.nan), ValueError, "value must be finite"),
        (lambda: init.uniform((2,), -math.inf), ValueError, "low must be finite, got"),
        (lambda: init.uniform((2,), "a"), TypeError, "uniform: low: expected a number"),
        (lambda: init.normal((2,), 0.0, math.inf), ValueError, "std must be finite"),
        (lambda: init.xavier_uniform((2, 2), "relu"), TypeError, "init.gain.'relu'"),
        (lambda: init.xavier_normal((2, 2), -1), ValueError, "^xavier_normal: gain"),
        (lambda: init.orthogonal((2, 2), math.nan), ValueError, "gain must be finite"),
        (lambda: init.gain("log"), ValueError, "'log' gives a mean square of nan"),
        (lambda: init.gain(lambda v: v * 0.0), ValueError, "mean square of 0.0"),
    ],
)  # fmt: skip
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_units_that_start_equal_stay_equal_through_training():
    """Equal weights get equal gradients: 60 steps of descent do not part the units."""

    def trained(start):
        model = MLP(2, [4, 1], rng=0)
        start(model)
        data = [([0, 0], -1), ([0, 1], 1), ([1, 0], 1), ([1, 1], -1)]
        for _ in range(60):
            loss = sum((model(x) - y) ** 2 for x, y in data)
            model.zero_grad()
            loss.backward()
            for parameter in model.parameters():
                parameter.data -= 0.05 * parameter.grad
        units = np.array(
            [[*(w.data for w in n.w), n.b.data] for n in model.layers[0].neurons]
        )
        return units, loss.data

    def all_equal(model):
        for parameter in model.parameters():
            parameter.data = 0.3

    units, loss = trained(all_equal)
    assert (units == units[0]).all()  # to the last bit
    assert not np.allclose(units, 0.3)  # they did move, together
    random_units, better = trained(lambda model: None)
    assert not np.allclose(random_units, random_units[0])
    assert better < 0.7 * loss  # one unit cannot do exclusive or
