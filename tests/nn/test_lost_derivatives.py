"""What depends on the input of a transform has its derivative, or raises."""

import numpy as np
import pytest

import nn
from autograd_core import GraphError, Tensor, Value, grad, vmap

RNG = np.random.default_rng(0)
SCORES, IDS = RNG.normal(size=(5, 4)), np.array([0, 3, 1, -100, 2])
Y, T = RNG.normal(size=5), RNG.normal(size=5)
WEIGHTS = np.array([0.5, 2.0, 0.0, 1.0, 0.25])


def log_softmax(scores):
    return scores - np.log(np.exp(scores).sum(-1, keepdims=True))


COUNTED = IDS != -100
ENTROPIES = np.where(COUNTED, -log_softmax(SCORES)[np.arange(5), IDS * COUNTED], 0.0)
SQUARES = (Y - T) ** 2


@pytest.mark.parametrize(
    ("loss", "items", "counts"),
    [
        (lambda w, **r: nn.squared_error(Y, T, sample_weight=w, **r), SQUARES, True),
        (
            lambda w, **r: nn.cross_entropy(SCORES, IDS, sample_weight=w, **r),
            ENTROPIES,
            COUNTED,
        ),
    ],
)
def test_weights_of_samples_have_a_gradient(loss, items, counts):
    """By hand: of sum w l / sum w it is (l - mean) / sum w, of sum w l it is l."""
    total = (WEIGHTS * counts).sum()
    mean = (WEIGHTS * items).sum() / total
    by_hand = np.where(counts, (items - mean) / total, 0.0)
    assert np.allclose(grad(loss)(WEIGHTS), by_hand, rtol=1e-13)
    summed = grad(lambda w: loss(w, reduction="sum"))(WEIGHTS)
    assert np.allclose(summed, items, rtol=1e-13)
    weights = Tensor(WEIGHTS)
    loss(weights).backward()
    assert np.allclose(weights.grad, by_hand, rtol=1e-13)
    many = vmap(grad(loss))(np.stack([WEIGHTS, 2.0 * WEIGHTS]))
    assert np.allclose(many, [by_hand, by_hand / 2.0], rtol=1e-13)


def test_weights_of_samples_beside_parameters():
    """Reweighted samples: both gradients, by differences of the loss."""
    X = RNG.normal(size=(5, 3))

    def loss(w, weights):
        return nn.squared_error(X @ w, T, sample_weight=weights)

    by_w, by_weights = grad(loss, argnums=(0, 1))(np.ones(3), WEIGHTS + 0.1)
    for i, exact, x in ((0, by_w, np.ones(3)), (1, by_weights, WEIGHTS + 0.1)):
        for k, slope in enumerate(exact):
            step = 1e-6 * np.eye(len(x))[k]
            low, high = [[np.ones(3), WEIGHTS + 0.1] for _ in range(2)]
            low[i], high[i] = x - step, x + step
            assert slope == pytest.approx((loss(*high) - loss(*low)) / 2e-6, abs=1e-8)


def test_weights_of_values_are_values_no_tensor():
    with pytest.raises(
        TypeError, match="sample_weight is a Tensor, the outputs are Values; make them"
    ):
        nn.squared_error([Value(1.0)], [1.0], sample_weight=Tensor([1.0]))


def loaded(x):
    layer = nn.Linear(2, 1, rng=0)
    layer.load_state_dict({"weight": x, "bias": np.zeros(1)})
    return layer(np.ones(2)).sum()


@pytest.mark.parametrize(
    "copying",
    [
        loaded,
        lambda x: nn.predict(nn.Linear(1, 1, rng=0), x).sum(),
        lambda x: nn.r2(x, np.array([[1.0], [2.0]])),
        lambda x: nn.r2(np.array([[1.0], [2.0]]), x),
    ],
)
def test_copies_of_numbers_raise_inside_a_transform(copying):
    x = np.array([[1.0], [3.0]])
    with pytest.raises(GraphError, match="its derivative be lost"):
        grad(copying)(x)
    assert np.isfinite(copying(Tensor(x)) if copying is not loaded else 0.0)


def test_a_metric_beside_the_loss_is_allowed():
    """Its derivative is 0 but at jumps, and programs give it as a second result."""

    def loss(scores):
        return nn.cross_entropy(scores, [0, 1]), nn.accuracy(scores, [0, 1])

    slopes, right = grad(loss, has_aux=True)(np.array([[2.0, 0.0], [1.0, 0.0]]))
    assert right == 0.5 and slopes.any()
