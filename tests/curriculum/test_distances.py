"""distances: entropy, cross entropy, KL, Bhattacharyya, and Fisher as their Hessian."""

import math

import numpy as np
import pytest

import autograd_core as ac
import nn

P, U = np.array([9, 12, 4]) / 25, np.full(3, 1 / 3)


def entropy(p, q=None):
    """H(p), or with q the cross entropy H(p, q) = E_p[-ln q]."""
    q = p if q is None else q
    return -sum(a * math.log(b) for a, b in zip(p, q, strict=True) if a > 0)


def random_pairs(n=20):
    rng = np.random.default_rng(0)
    return zip(rng.dirichlet(np.ones(4), n), rng.dirichlet(np.ones(4), n), strict=True)


def test_cross_entropy_is_entropy_plus_kl():
    assert (
        entropy(P, U) == pytest.approx(math.log(3)) == pytest.approx(1.0986, abs=1e-4)
    )
    for p, q in random_pairs():
        total = entropy(p) + nn.kl_divergence(p, q)
        assert nn.nll_loss([np.log(q)], [p]) == pytest.approx(total, rel=1e-12)
        # From logits: softmax(ln q) is q.
        assert nn.cross_entropy([np.log(q)], [p]) == pytest.approx(total, rel=1e-12)
        assert entropy(p, q) == pytest.approx(total, rel=1e-12)


def test_kl_is_not_negative_and_zero_for_equal_distributions_only():
    for p, q in random_pairs():
        assert nn.kl_divergence(p, q) > 1e-4
        assert nn.kl_divergence(p, p) == 0.0
    # The same in its other form, -sum p ln(q / p).
    assert nn.kl_divergence(P, U) == pytest.approx(-float(P @ np.log(U / P)))


def test_the_worked_example_in_closed_form():
    """(32 ln 2 + 55 ln 3 - 50 ln 5) / 25 and (-4 ln 2 - 6 ln 3 + 6 ln 5) / 3."""
    ln2, ln3, ln5 = map(math.log, (2, 3, 5))
    there = (32 * ln2 + 55 * ln3 - 50 * ln5) / 25
    back = (-4 * ln2 - 6 * ln3 + 6 * ln5) / 3
    assert nn.kl_divergence(P, U) == pytest.approx(there, abs=1e-14)
    assert nn.kl_divergence(U, P) == pytest.approx(back, abs=1e-14)
    assert (round(there, 7), round(back, 6)) == (0.0852996, 0.097455)
    assert nn.symmetric_kl(P, U) == pytest.approx(there + back)


def test_bhattacharyya_is_another_distance():
    """-ln sum sqrt(pq): symmetric, where KL is not; infinite without overlap."""
    expected = -math.log(sum(math.sqrt(p / 3) for p in P))
    assert nn.bhattacharyya(P, U) == pytest.approx(expected, rel=1e-14)
    assert nn.bhattacharyya(U, P) == pytest.approx(expected, rel=1e-14)
    assert nn.bhattacharyya(P, U) < nn.kl_divergence(P, U)
    assert nn.bhattacharyya(P, P) == pytest.approx(0.0, abs=1e-15)
    assert nn.bhattacharyya([1.0, 0.0], [0.0, 1.0]) == math.inf
    p = ac.Tensor(P)
    nn.bhattacharyya(p, U).backward()
    overlap = sum(math.sqrt(x / 3) for x in P)
    assert p.grad == pytest.approx(-0.5 * np.sqrt(U / P) / overlap)


def test_the_fisher_information_is_the_hessian_of_kl():
    """For logits z: d2/dz2 KL(p(z0) || p(z)) at z0 is diag(p) - p p'."""
    z0 = np.array([0.2, -1.0, 0.7])
    p = np.exp(z0) / np.exp(z0).sum()

    def divergence(z):
        return nn.kl_divergence(p, ac.softmax(z))

    assert ac.grad(divergence)(z0) == pytest.approx(np.zeros(3), abs=1e-15)
    fisher = np.diag(p) - np.outer(p, p)
    assert ac.hessian(divergence)(z0) == pytest.approx(fisher, abs=1e-12)
    # E[g g'] of the score g = onehot(y) - p, the definition.
    scores = np.eye(3) - p
    assert (scores.T * p) @ scores == pytest.approx(fisher, abs=1e-15)


@pytest.mark.parametrize(
    ("a", "y", "percent", "squared", "log_squared", "printed"),
    [(3, 5, 40, 4, 0.1644, 0.22), (3000, 3200, 6.25, 40000, 0.00416, 0.028)],
)
def test_the_table_of_the_logarithmic_error(
    a, y, percent, squared, log_squared, printed
):
    """A relative error counts, not its size. The lecture prints |log10(a/y)|."""
    assert abs(a - y) / y * 100 == percent
    assert nn.squared_error([float(a)], [float(y)]) == squared
    by_formula = (math.log(y + 1) - math.log(a + 1)) ** 2
    assert nn.mean_squared_log_error([a], [y]) == pytest.approx(by_formula)
    assert by_formula == pytest.approx(log_squared, rel=2e-3)
    assert abs(math.log10(a / y)) == pytest.approx(printed, abs=2e-3)
