"""natural-gradient: (F + alpha I)^-1 g with F from the gradients of the samples."""

import itertools

import numpy as np
import pytest

from autograd_core import Tensor, Value, exp, log
from optim import NaturalGradient, minimize

RNG = np.random.default_rng(0)
DATA = RNG.normal(2.0, 3.0, size=40)
PURE = {"line_search": None, "damping": 0.0}


def normal_losses(mu, log_sigma):
    """-log of the normal density, without its constant, at each sample."""
    return ((DATA - mu) / exp(log_sigma)) ** 2 / 2 + log_sigma


def by_mean_and_log(x):
    return normal_losses(x[0], x[1])


def sample_gradients(x):
    """By hand: of normal_losses with respect to mu and log sigma, one row each."""
    z = (DATA - x[0]) / np.exp(x[1])
    return np.stack([-z / np.exp(x[1]), 1 - z**2], axis=1)


@pytest.mark.parametrize("damping", [0.0, 0.3])
@pytest.mark.parametrize("lr", [1.0, 0.25])
def test_each_step_is_the_formula(damping, lr):
    settings = {"lr": lr, "damping": damping, "line_search": None}
    path = minimize(
        by_mean_and_log,
        np.array([1.0, 1.5]),
        "natural-gradient",
        **settings,
        max_iterations=5,
    ).trajectory
    assert len(path) == 6
    for x, after in itertools.pairwise(path):
        G = sample_gradients(x)
        F = sum(np.outer(g, g) for g in G) / len(G)
        step = np.linalg.solve(F + damping * np.eye(2), G.mean(axis=0))
        assert after == pytest.approx(x - lr * step, rel=1e-10)


def test_it_finds_the_maximum_of_the_likelihood():
    """That of a normal distribution is at the mean and deviation of the data."""
    result = minimize(by_mean_and_log, np.array([0.0, 0.0]), "natural-gradient")
    assert result.success
    assert result.x == pytest.approx([DATA.mean(), np.log(DATA.std())], abs=1e-5)


# -- invariant to re-parametrisation ---------------------------------------------------


def test_the_path_is_the_same_under_linear_changes_of_the_parameters():
    """theta = A phi + c: the steps in phi, mapped to theta, are the steps in theta."""
    A, c = np.array([[2.0, 0.3], [-0.5, 0.1]]), np.array([0.4, -0.2])
    theta0 = np.array([1.0, 1.5])
    phi0 = np.linalg.solve(A, theta0 - c)
    settings = {"lr": 0.5, **PURE, "max_iterations": 10, "gtol": 0.0}

    def by_phi(phi):
        return by_mean_and_log(A @ phi + c)

    path = minimize(by_mean_and_log, theta0, "natural-gradient", **settings).trajectory
    mapped = minimize(by_phi, phi0, "natural-gradient", **settings).trajectory @ A.T + c
    assert len(path) == 11
    assert mapped == pytest.approx(path, rel=1e-9)


def test_gradient_descent_is_not_invariant():
    """What the test above could not see if it compared nothing."""
    A = np.diag([2.0, 0.5])
    x0 = np.array([1.0, 1.5])

    def mean_loss(x):
        return by_mean_and_log(x).mean()

    settings = {"line_search": None, "lr": 0.1, "max_iterations": 10}
    path = minimize(mean_loss, x0, "gd", **settings).trajectory
    other = minimize(
        lambda phi: mean_loss(A @ phi), np.linalg.solve(A, x0), "gd", **settings
    )
    assert np.abs(other.trajectory @ A.T - path).max() > 0.05


def by_mean_and_variance(x):
    """The same distribution, by its variance instead of the log of its deviation."""
    return normal_losses(x[0], log(x[1]) / 2)


def test_small_steps_are_the_same_under_any_change_of_the_parameters():
    """The distributions differ by O(lr^2) after one step: 100 times less for 1/10."""
    x0 = np.array([1.0, 1.5])
    other0 = np.array([1.0, np.exp(3.0)])

    def apart(lr):
        settings = {"lr": lr, **PURE, "max_iterations": 1}
        x = minimize(by_mean_and_log, x0, "natural-gradient", **settings).x
        other = minimize(by_mean_and_variance, other0, "natural-gradient", **settings).x
        return np.abs(x - [other[0], np.log(other[1]) / 2]).max()

    assert apart(0.1) > 1e-4
    assert apart(0.01) == pytest.approx(apart(0.1) / 100, rel=0.2)


def test_two_spellings_of_one_parameter():
    """w and 1000 v = w: a step moves w alike, where that of SGD differs by 10^6."""
    w, v = Value(0.5), Value(0.5e-3)
    NaturalGradient([w], lr=0.1, **PURE).step(lambda: (DATA - w) ** 2 / 2)
    NaturalGradient([v], lr=0.1, **PURE).step(lambda: (DATA - 1000 * v) ** 2 / 2)
    assert 1000 * v.data == pytest.approx(w.data, rel=1e-12)
    assert abs(w.data - 0.5) > 0.01


# -- the Fisher information of the model -----------------------------------------------


def test_with_samples_of_the_model_f_is_the_fisher_information():
    """For a Bernoulli distribution with logit w it is p (1 - p), whatever the data.

    At w = log 3, p = 3/4: among the samples 1 stands three times, 0 once.
    """
    w = Value(np.log(3.0))
    data, samples = np.array([1.0, 0.0]), np.array([1.0, 1.0, 1.0, 0.0])

    def losses(y):
        return (1 + exp(w)).log() - y * w

    optimizer = NaturalGradient([w], fisher=lambda: losses(samples), **PURE)
    optimizer.step(lambda: losses(data))
    # The gradient is p - 1/2 = 1/4, and F = 3/16; of the data it would be 5/16.
    assert w.data == pytest.approx(np.log(3.0) - 4 / 3, rel=1e-12)


def test_the_same_on_tensors_and_values():
    x = Tensor([1.0, 1.5])
    mu, log_sigma = Value(1.0), Value(1.5)
    on_tensor, on_values = NaturalGradient([x]), NaturalGradient([mu, log_sigma])
    for _ in range(4):
        on_tensor.step(lambda: by_mean_and_log(x))
        on_values.step(lambda: normal_losses(mu, log_sigma))
    assert [mu.data, log_sigma.data] == pytest.approx(x.data.tolist(), rel=1e-9)
