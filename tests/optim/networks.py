"""Small networks, data and losses for the tests of training."""

import numpy as np

from autograd_core import Tensor, mean
from nn import MLP, BatchNorm1d, Dropout, Linear, ReLU, Sequential, losses

rng = np.random.default_rng(0)
X = rng.normal(size=(50, 3))
Y = np.stack([X[:, 0] * X[:, 1], np.sin(X[:, 2])], axis=1)
CLASSES = (X[:, 0] + X[:, 1] > 0).astype(np.int64)


def tensor_model(dropout=0.0, seed=0):
    """3 -> 8 -> 2, with batch normalization, and dropout if wanted."""
    seeds = np.random.default_rng(seed)
    layers = [Linear(3, 8, rng=seeds), BatchNorm1d(8), ReLU()]
    if dropout:
        layers.append(Dropout(dropout, rng=seeds))
    return Sequential([*layers, Linear(8, 2, rng=seeds)])


def scalar_model(seed=0):
    """The same without extras, of single Values."""
    return MLP(3, [4, 2], rng=seed)


def squared_error(outputs, targets):
    """The mean square, written in ops, for Tensors and for lists of Values."""
    if isinstance(outputs, Tensor):
        return (outputs - targets).square().mean()
    return mean(
        [
            (y - t) ** 2
            for row, expected in zip(outputs, targets, strict=True)
            for y, t in zip(row, expected, strict=True)
        ]
    )


def weights(model):
    """All numbers of a model in one array."""
    return np.concatenate([np.ravel(array) for array in model.state_dict().values()])


cross_entropy = losses.cross_entropy
