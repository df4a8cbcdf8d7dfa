"""Mistakes in penalties and pruning: the error, and a message that helps."""

import numpy as np
import pytest

import nn
from autograd_core import Value
from tests.nn.regularize.test_pruning import network


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nn.l1([], 1.0), ValueError, "l1: there are no parameters to penalize"),
        (lambda: nn.l1([np.ones(2)], 1.0), TypeError, "parameter 0 must be a Value or"),
        (lambda: nn.l2(Value(1.0), 1.0), TypeError, "expected a module or a list of"),
        (lambda: nn.l2(None, 1.0), TypeError, "got NoneType None"),
        (lambda: nn.l2([Value(1.0)], -1), ValueError, "l2: strength must be >= 0"),
        (lambda: nn.l2([Value(1.0)], np.nan), ValueError, "l2: strength must be >= 0"),
        (
            lambda: nn.l2([Value(1.0)], "1"),
            TypeError,
            "l2: strength: expected a",
        ),
        (
            lambda: nn.l1([Value(1.0, label="b")], 1.0, biases=False),
            ValueError,
            "no parameters to penalize",
        ),
        (
            lambda: nn.project_max_norm(nn.ReLU(), 1),
            ValueError,
            "neither Linear",
        ),
        (
            lambda: nn.project_max_norm(nn.Linear(1, 1), 0),
            ValueError,
            "limit must be",
        ),
        (
            lambda: nn.project_max_norm(3, 1.0),
            TypeError,
            "project_max_norm: expected a module, got int",
        ),
        (lambda: nn.prune(3, 0.5), TypeError, "^prune: expected a module, got int 3"),
        (lambda: nn.prune(network(), 1.5), ValueError, r"amount must be in \[0, 1\]"),
        (lambda: nn.prune(network(), "1"), TypeError, "prune: amount: expected a num"),
        (
            lambda: nn.prune(network(), 0.5, "all"),
            ValueError,
            "'layer' or 'global'",
        ),
        (
            lambda: nn.prune(nn.MLP(2, [1], rng=0), 0.5),
            ValueError,
            r"has no Linear layer; .* model.to_tensor\(\)",
        ),
        (lambda: nn.sparsity(nn.ReLU()), ValueError, "has no Linear layer"),
        (
            lambda: nn.to_sparse(nn.Linear(1, 1)),
            TypeError,
            "expected a Sequential",
        ),
        (
            lambda: nn.to_sparse(network())(np.ones((2, 7))),
            ValueError,
            r"layers.0 SparseLinear\(8 -> 10, 80 weights",
        ),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()
