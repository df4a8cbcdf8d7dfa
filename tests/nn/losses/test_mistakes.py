"""What losses say to wrong shapes, targets out of range, and impossible options."""

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value
from tests.nn.losses.loss_table import as_values

Z = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: nn.squared_error(np.ones((4, 1)), np.ones(4)),
            ValueError,
            r"squared_error: .* \(4, 1\) and \(4,\); write outputs\[:, 0\] or targets",
        ),
        (
            lambda: nn.squared_error(np.ones(4), np.ones((4, 1))),
            ValueError,
            r"write targets\[:, 0\]",
        ),
        (lambda: nn.squared_error([1, 2], [1]), ValueError, r"\(2,\) and \(1,\)$"),
        (lambda: nn.squared_error([], []), ValueError, "nothing to compare"),
        (lambda: nn.squared_error("12", [1]), TypeError, "outputs: .* got str '12'"),
        (lambda: nn.squared_error([1], None), TypeError, "targets: .* NoneType None"),
        (lambda: nn.squared_error([[1], [1, 2]], 1), ValueError, "entry 1 has shape"),
        (lambda: nn.huber(1, 2, reduction="avg"), ValueError, "'none', got 'avg'"),
        (lambda: nn.huber(1, 2, delta=0), ValueError, "delta must be > 0, got 0"),
        (lambda: nn.huber(1, 2, delta=np.nan), ValueError, "delta must be > 0"),
        (lambda: nn.HuberLoss("1"), TypeError, "huber: delta: expected a number"),
        (
            lambda: nn.binary_cross_entropy([1.5], [1]),
            ValueError,
            r"for logits use binary_cross_entropy_with_logits\), got 1.5",
        ),
        (
            lambda: nn.binary_cross_entropy_with_logits([1.5], [-1]),
            ValueError,
            r"targets must lie in \[0, 1\] \(for -1 and \+1 use hinge.*got -1.0",
        ),
        (lambda: nn.hinge([1.5], [0]), ValueError, r"make 2 \* t - 1\), got 0.0"),
        (
            lambda: nn.cross_entropy(Z[:, :1], [0, 0]),
            ValueError,
            r"\(2, 1\) are scores of one class, .* loss is 0 whatever they are; for "
            "one score per sample take binary_cross_entropy_with_logits",
        ),
        (
            lambda: nn.cross_entropy(Tensor(Z[:, :1]), np.array([0, 0])),
            ValueError,
            "scores of one class",
        ),
        (lambda: nn.cross_entropy([0.5], [1]), ValueError, "scores of one class"),
        (lambda: nn.multiclass_hinge([[0.5]], [0]), ValueError, "scores of one class"),
        (lambda: nn.cross_entropy(Z, [0, 3]), ValueError, "class id 3 is not among"),
        (lambda: nn.cross_entropy(Z, [0, -1]), ValueError, "class id -1 is not among"),
        (lambda: nn.cross_entropy(Z, [0, 0.5]), ValueError, "integers >= 0, got 0.5"),
        (
            lambda: nn.cross_entropy(Z, [0, 1, 2]),
            ValueError,
            r"\(2, 3\) targets must be class ids of shape \(2,\) or .* got \(3,\)",
        ),
        (
            lambda: nn.cross_entropy([0, 1], Tensor(Z)),
            ValueError,
            r"got \(2, 3\); outputs come first, then targets",
        ),
        (lambda: nn.cross_entropy(Tensor(Z), Tensor(Z[0])), ValueError, r"got \(3,\)$"),
        (lambda: nn.cross_entropy(Z, Z), ValueError, "must sum to 1, got 0$"),
        (
            lambda: nn.cross_entropy([0.3, 1.2, -0.5], [1, 1, 0]),
            ValueError,
            r"got 2; outputs of shape \(3,\) are one row, the scores of 3 classes",
        ),
        (lambda: nn.cross_entropy(Z, Z - 1), ValueError, "probabilities, got -1.0"),
        (lambda: nn.cross_entropy(1.0, 0), ValueError, r"\(batch, classes\), got \(\)"),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=[1, 2]),
            ValueError,
            "class_weights has 2 entries for 3 classes",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=[0, 0, 1]),
            ValueError,
            "the class weights of all targets are 0",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=[1, -2, 3]),
            ValueError,
            "class_weights must be finite and >= 0, got .1.0, -2.0, 3.0.",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=[1, np.inf, 3]),
            ValueError,
            "class_weights must be finite and >= 0",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=[[1, 2, 3]]),
            TypeError,
            r"one number per class, got shape \(1, 3\)",
        ),
        (
            lambda: nn.nll_loss(Z, [0, 1], class_weights=["a", 2, 3]),
            TypeError,
            "nll_loss: class_weights: expected numbers, .* got str 'a'",
        ),
        (
            lambda: nn.cross_entropy(Z, [[0], [1]]),
            ValueError,
            r"got \(2, 1\); write targets\[:, 0\]$",
        ),
        (
            lambda: nn.cross_entropy(np.ones((0, 3)), []),
            ValueError,
            r"cross_entropy: nothing to compare, the shape is \(0, 3\)",
        ),
        (
            lambda: nn.cross_entropy(Z, Tensor([0, 1.5])),
            ValueError,
            "class ids must be integers >= 0, got 1.5$",
        ),
        (
            lambda: nn.squared_error(np.ma.array([1.0, 2.0], mask=[0, 1]), [1, 2]),
            TypeError,
            "squared_error, outputs: got an array with masked entries",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], class_weights=2.0),
            TypeError,
            "class_weights must be a list",
        ),
        (
            lambda: nn.cross_entropy(Z, [0, 1], label_smoothing=2),
            ValueError,
            r"label_smoothing must be in \[0, 1\], got 2",
        ),
        (
            lambda: nn.nll_loss(Z, as_values([0, 7])),
            ValueError,
            "class id 7 is not among the 3 classes",
        ),
        (
            lambda: nn.multiclass_hinge(Z, Tensor(Z)),
            ValueError,
            "row of targets must sum",
        ),
        (
            lambda: nn.multiclass_hinge(Z, Z + 1 / 3),
            ValueError,
            "class ids or one-hot rows, not shares",
        ),
        (lambda: nn.kl_divergence([-1, 2], [1, 0]), ValueError, "first .* got -1.0"),
        (lambda: nn.kl_divergence([1, 0], [-1, 2]), ValueError, "second .* got -1.0"),
        (lambda: nn.kl_divergence(0.5, 0.5), ValueError, "expected rows of numbers"),
        (
            lambda: nn.squared_error([Tensor(1.0)], [1.0]),
            TypeError,
            r"a list of Tensors; make one of them, autograd_core.stack",
        ),
        (
            lambda: nn.squared_error(Tensor([1.0]), [Value(1.0)]),
            TypeError,
            "one argument is a Tensor, the other holds Values",
        ),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    ("loss", "outputs", "targets", "activation"),
    [
        (nn.cross_entropy, nn.Softmax()(Tensor(Z)), [0, 1], "softmax"),
        (nn.CrossEntropyLoss(), nn.Softmax()(Tensor(Z)), [0, 1], "softmax"),
        (
            nn.binary_cross_entropy_with_logits,
            Tensor([0.5, 2.0]).sigmoid(),
            [0, 1],
            "sigmoid",
        ),
        (
            nn.binary_cross_entropy_with_logits,
            [[Value(0.5).sigmoid()], [Value(2.0).sigmoid()]],
            [[0], [1]],
            "sigmoid",
        ),
    ],
)
def test_an_activation_that_the_loss_applies_itself(loss, outputs, targets, activation):
    message = f"made by {activation}, which is part of this loss and is applied twice"
    with pytest.warns(UserWarning, match=message) as caught:
        loss(outputs, targets)
    assert caught[0].filename == __file__


def test_activations_that_belong_before_a_loss():
    nn.cross_entropy(Tensor(Z).tanh(), [0, 1])
    nn.binary_cross_entropy(Tensor([0.5, 2.0]).sigmoid(), [0, 1])
    nn.binary_cross_entropy_with_logits(Tensor([0.5, 2.0]).relu(), [0, 1])
    nn.squared_error(nn.Softmax()(Tensor(Z)), Z)
