"""one_hot, accuracy, confusion_matrix, predict, gradient_norms."""

import math

import numpy as np
import pytest
from sklearn import metrics

import nn
from autograd_core import Value
from nn import MLP, Layer, Module, Neuron


def test_one_hot_by_hand():
    assert nn.one_hot([1, 0, 2]).tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 1]]
    assert nn.one_hot([1], classes=3).tolist() == [[0, 1, 0]]
    assert nn.one_hot(1, 2).tolist() == [0, 1]
    assert nn.one_hot([[0], [1]]).tolist() == [[[1, 0]], [[0, 1]]]
    assert nn.one_hot([0.0, 1.0]).tolist() == [[1, 0], [0, 1]]
    assert nn.one_hot([0]).dtype == np.float64
    assert nn.one_hot([], 3).shape == (0, 3)


RNG = np.random.default_rng(0)
SCORES = RNG.normal(size=(200, 4))
IDS = RNG.integers(4, size=200)


def test_accuracy_and_confusion_equal_scikit_learns():
    guesses = SCORES.argmax(axis=1)
    expected = metrics.accuracy_score(IDS, guesses)
    matrix = metrics.confusion_matrix(IDS, guesses).tolist()
    for outputs in (SCORES, SCORES.tolist(), guesses, guesses.astype(float)):
        for targets in (IDS, IDS.tolist(), nn.one_hot(IDS), IDS[:, None]):
            assert nn.accuracy(outputs, targets) == expected
            assert nn.confusion_matrix(outputs, targets).tolist() == matrix


def test_accuracy_of_values():
    outs = [[Value(0.1), Value(0.2)], [Value(3.0), Value(-1.0)]]
    assert nn.accuracy(outs, [1, 1]) == 0.5
    assert nn.accuracy([Value(0.5), Value(-0.5)], [1, -1], threshold=0.0) == 1.0


def test_accuracy_with_a_threshold():
    shares = [0.2, 0.6, 0.5, 0.9]
    assert nn.accuracy(shares, [0, 1, 0, 0], threshold=0.5) == 0.75
    assert nn.accuracy(np.array(shares)[:, None], [0, 1, 1, 1], threshold=0.5) == 0.75
    logits = [-1.0, 2.0, 0.0]
    assert nn.accuracy(logits, [-1, 1, 1], threshold=0.0) == pytest.approx(2 / 3)
    assert nn.accuracy(logits, [[0], [1], [0]], threshold=0.0) == 1.0


def test_answers_of_minus_one_and_one():
    assert nn.accuracy([1, -1, 1], [1, 1, 1]) == 2 / 3
    assert nn.confusion_matrix([1, -1, 1], [1, 1, -1]).tolist() == [[0, 1], [1, 1]]


def test_confusion_matrix_with_a_threshold():
    matrix = nn.confusion_matrix([0.2, 0.6, 0.9], [0, 0, 1], threshold=0.5)
    assert matrix.tolist() == [[1, 1], [0, 1]]


def test_confusion_matrix_by_hand():
    matrix = nn.confusion_matrix([0, 1, 1, 2], [0, 0, 1, 1])
    assert matrix.tolist() == [[1, 1, 0], [0, 1, 1], [0, 0, 0]]
    assert nn.confusion_matrix([0], [0], classes=2).tolist() == [[1, 0], [0, 0]]
    assert nn.confusion_matrix([[2.0, 1.0, 0.0]], [0]).shape == (3, 3)


@pytest.mark.parametrize("measure", [nn.accuracy, nn.confusion_matrix])
@pytest.mark.parametrize(
    ("outputs", "targets", "settings", "place"),
    [
        (np.full((4, 3), np.nan), [0, 0, 0, 1], {}, r"outputs\[0, 0\]"),
        (np.full((2, 3), np.nan, np.float32), [0, 0], {}, r"outputs\[0, 0\]"),
        ([[1.0, 2.0], [1.0, np.nan]], [1, 0], {}, r"outputs\[1, 1\]"),
        ([[Value(1.0), Value(np.nan)]], [0], {}, r"outputs\[0, 1\]"),
        ([1.0, np.nan], [1, 0], {}, r"outputs\[1\]"),
        ([1.0, np.nan], [1, 0], {"threshold": 0.5}, r"outputs\[1\]"),
        ([[1.0], [np.nan]], [1, 0], {"threshold": 0.5}, r"outputs\[1, 0\]"),
        ([1, 0], [np.nan, 0], {}, r"targets\[0\]"),
        ([[1.0, 2.0]], [[np.nan, 1.0]], {}, r"targets\[0, 0\]"),
        ([0.2, 0.6], [0, 1], {"threshold": np.nan}, r"threshold\[0\]"),
    ],
)
def test_nan_belongs_to_no_class(measure, outputs, targets, settings, place):
    message = rf"^{measure.__name__}: {place} is nan, which belongs to no class"
    with pytest.raises(ValueError, match=message):
        measure(outputs, targets, **settings)


def test_infinite_scores_have_a_largest():
    scores = [[-np.inf, 0.0], [np.inf, 5.0]]
    assert nn.accuracy(scores, [1, 0]) == 1.0
    assert nn.accuracy([-np.inf, np.inf], [0, 1], threshold=0.0) == 1.0


@pytest.mark.parametrize(
    ("outputs", "targets", "matrix"),
    [
        ([0, 0], [0, 0], [[2, 0], [0, 0]]),
        ([1, 1], [1, 1], [[0, 0], [0, 2]]),
        ([-1, -1], [-1, -1], [[2, 0], [0, 0]]),
        ([-1, -1], [1, 1], [[0, 0], [2, 0]]),
        ([-1, 1], [-1, -1], [[1, 1], [0, 0]]),
        ([0], [[1, 0]], [[1, 0], [0, 0]]),
    ],
)
def test_one_class_alone_has_its_place_among_two(outputs, targets, matrix):
    assert nn.confusion_matrix(outputs, targets).tolist() == matrix
    if -1 not in [*outputs, *np.ravel(targets)]:
        ids = np.argmax(targets, axis=1) if np.ndim(targets) == 2 else targets
        labels = metrics.confusion_matrix(ids, outputs, labels=[0, 1])
        assert labels.tolist() == matrix


# -- predict ---------------------------------------------------------------------------


def test_predict_of_values_is_the_forward_pass():
    X = RNG.normal(size=(7, 3))
    for nouts in ([4, 2], [4, 1]):
        model = MLP(3, nouts, rng=0)
        expected = [
            [v.data for v in out] if isinstance(out, list) else out.data
            for out in map(model, X)
        ]
        assert nn.predict(model, X).tolist() == expected
        assert nn.predict(model, X.tolist(), batch_size=2).tolist() == expected


class Recorder(Module):
    """Doubles its input, and remembers how it was called."""

    def __init__(self):
        self.sizes = []

    def forward(self, x):
        self.sizes.append(len(x))
        assert not self.training
        return 2.0 * x


def test_predict_goes_in_batches_in_evaluation_mode():
    module, X = Recorder(), np.arange(14.0).reshape(7, 2)
    assert nn.predict(module, X, batch_size=3).tolist() == (2 * X).tolist()
    assert module.sizes == [3, 3, 1]
    assert module.training


def test_predict_records_nothing_and_restores_the_mode_after_an_error():
    model = MLP(2, [1], rng=0)
    parents = []
    model.register_forward_hook(lambda module, x, out: parents.append(out.parents))
    nn.predict(model, [[1.0, 2.0]])
    assert parents == [()]
    with pytest.raises(ValueError, match="takes 2 inputs, got 3"):
        nn.predict(model, [[1.0, 2.0, 3.0]])
    assert all(module.training for module in model.modules())


# -- gradient_norms --------------------------------------------------------------------


def test_gradient_norms_by_hand():
    model = MLP(2, [2, 1], rng=0)
    for i, parameter in enumerate(model.parameters()):
        parameter.grad = float(i + 1)
    norms = nn.gradient_norms(model)
    assert norms == {
        "layers.0": math.sqrt(sum(i * i for i in range(1, 7))),
        "layers.1": math.sqrt(49 + 64 + 81),
    }


def test_gradient_norms_of_other_modules():
    class Odd(Module):
        def __init__(self):
            self.scale = Value(1.0)
            self.units = [Neuron(1, rng=0), Neuron(1, rng=1)]
            self.layer = Layer(1, 2, rng=0)

    odd = Odd()
    odd.scale.grad = -3.0
    odd.units[1].b.grad = 2.0
    odd.layer.neurons[0].b.grad, odd.layer.neurons[1].b.grad = 3.0, 4.0
    assert nn.gradient_norms(odd) == {
        "": 3.0,
        "units.0": 0.0,
        "units.1": 2.0,
        "layer": 5.0,
    }
    assert nn.gradient_norms(odd.layer) == {"": 5.0}


# -- mistakes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: nn.one_hot([0, 3], 3),
            ValueError,
            "one_hot: .*class id 3 is not among the 3 classes 0 to 2",
        ),
        (
            lambda: nn.one_hot([-1], None),
            ValueError,
            "one_hot: .*class ids must be integers >= 0, got -1",
        ),
        (
            lambda: nn.one_hot([0.5], 2),
            ValueError,
            "one_hot: .*class ids must be integers >= 0, got 0.5",
        ),
        (lambda: nn.one_hot([math.nan], 2), ValueError, "one_hot: .*got nan"),
        (
            lambda: nn.one_hot(["a"], 2),
            TypeError,
            "one_hot: .*class ids: expected numbers, .* got str 'a'",
        ),
        (
            lambda: nn.one_hot([[0, 1], [1]], 2),
            ValueError,
            r"one_hot: .*class ids: entry 1 has shape \(1,\)",
        ),
        (
            lambda: nn.one_hot([0], 0),
            ValueError,
            "one_hot: .*classes must be at least 1, got 0",
        ),
        (
            lambda: nn.one_hot([0], 2.5),
            TypeError,
            "one_hot: .*classes must be an integer, got float 2.5",
        ),
        (
            lambda: nn.accuracy([[1.0]], [0]),
            ValueError,
            r"\(1, 1\); one sc.* needs a",
        ),
        (
            lambda: nn.accuracy([0.3, 2.0], [0, 1]),
            ValueError,
            r"got fractions of shape \(2,\); one score per sample needs a threshold",
        ),
        (lambda: nn.accuracy([-0.5], [-1]), ValueError, "needs a threshold: 0.0 for"),
        (
            lambda: nn.accuracy([0, 1], ["cat", "dog"]),
            TypeError,
            r"got str 'cat'; class ids of names: np.unique\(names, return_inverse=True",
        ),
        (lambda: nn.accuracy([1, 0], [1]), ValueError, "equally many.* got 2 and 1"),
        (lambda: nn.accuracy([], []), ValueError, "at least one; got 0 and 0"),
        (lambda: nn.accuracy([[1, 2.0]], [2]), ValueError, "not among the 2 classes"),
        (lambda: nn.accuracy([0.3], [2], 0.5), ValueError, r"y holds \[2\]"),
        (lambda: nn.accuracy([0.3], [0, 1], 0.5), ValueError, "each of the 1 samples"),
        (
            lambda: nn.accuracy([[0.3, 0.1]], [1, 0], 0.5),
            ValueError,
            r"one score per sample, got shape \(1, 2\)",
        ),
        (lambda: nn.accuracy("ab", [1]), TypeError, "accuracy: expected numbers"),
        (lambda: nn.accuracy([["a"]], [1]), TypeError, "got str 'a'"),
        (lambda: nn.accuracy([[1], [1, 2]], [1]), ValueError, r"entry 1 has shape \(2"),
        (
            lambda: nn.accuracy(np.ones((2, 2, 2)), [1]),
            ValueError,
            r"\(2, 2, 2\), wi",
        ),
        (
            lambda: nn.confusion_matrix([0], [5], classes=3),
            ValueError,
            "not among the 3 cl",
        ),
        (lambda: nn.accuracy([[0.3, 0.7]], [[0, 1, 0]]), ValueError, r"\(1, 2\), got"),
        (
            lambda: nn.accuracy([1.0], [1], threshold="a"),
            TypeError,
            "threshold: expect",
        ),
        (
            lambda: nn.confusion_matrix([0], [0], classes="a"),
            TypeError,
            "classes must b",
        ),
        (
            lambda: nn.predict(3, [[1.0]]),
            TypeError,
            "predict: expected a module, got i",
        ),
        (lambda: nn.gradient_norms(3), TypeError, "gradient_norms: expected a module"),
        (lambda: nn.accuracy([1, -1, 2], [1, 1, 1]), ValueError, "got -1"),
        (
            lambda: nn.predict(MLP(2, [1]), []),
            ValueError,
            r"at least one sample, got \(0,\)",
        ),
        (
            lambda: nn.predict(MLP(2, [1]), 1.0),
            ValueError,
            r"at least one sample, got \(\)",
        ),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()
