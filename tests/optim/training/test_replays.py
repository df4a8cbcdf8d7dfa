"""Steps of `fit` that are compiled: the same run, and a word on it."""

import numpy as np
import pytest

import nn
import optim
from autograd_core import Value, compiled
from optim.training import loop
from optim.training.replays import Replays

only_compiled = pytest.mark.skipif(
    not compiled, reason="the plain build replays nothing"
)
rng = np.random.default_rng(0)
X = rng.normal(size=(40, 3))


def run(monkeypatch, loss, y, replays, **options):
    model = nn.MLP(3, [4, options.pop("outputs", 1)], "tanh", rng=0)
    if not replays:
        monkeypatch.setattr(loop.Replays, "loss", lambda self, X, y: None)
    history = optim.fit(
        model,
        loss,
        optim.Adam(model.parameters(), lr=0.05),
        (X, y),
        epochs=4,
        batch_size=16,
        rng=0,
        **options,
    )
    monkeypatch.undo()
    return history, [p.data for p in model.parameters()]


TASKS = {
    "numbers": (nn.squared_error, X[:, 0] * X[:, 1], 1),
    "a column": (nn.squared_error, X[:, :1], 1),
    "rows": (nn.squared_error, X[:, :2], 2),
    "classes": (nn.cross_entropy, rng.integers(0, 3, 40), 3),
    "one-hot": (nn.cross_entropy, np.eye(3)[rng.integers(0, 3, 40)], 3),
    "hinge": (nn.hinge, np.sign(X[:, 0]), 1),
    "huber": (nn.HuberLoss(delta=0.5), X[:, 0], 1),
    "logits": (nn.binary_cross_entropy_with_logits, (X[:, 0] > 0) * 1.0, 1),
}


@only_compiled
@pytest.mark.parametrize("task", TASKS)
def test_the_run_is_the_same(task, monkeypatch):
    loss, y, outputs = TASKS[task]
    first = run(monkeypatch, loss, y, True, outputs=outputs)
    second = run(monkeypatch, loss, y, False, outputs=outputs)
    assert first[0].steps_by == "compiled: 12 steps were replays"
    np.testing.assert_allclose(first[1], second[1], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(first[0]["loss"], second[0]["loss"], rtol=1e-9)


@only_compiled
def test_metrics_and_validation(monkeypatch):
    y = rng.integers(0, 3, 40)
    options = {"metrics": nn.accuracy, "validation": (X, y), "outputs": 3}
    first = run(monkeypatch, nn.cross_entropy, y, True, **options)[0]
    second = run(monkeypatch, nn.cross_entropy, y, False, **options)[0]
    assert first["accuracy"] == second["accuracy"]
    assert first["val_accuracy"] == second["val_accuracy"]


@only_compiled
def test_layers_that_are_unfrozen_during_the_run():
    model = nn.MLP(3, [4, 1], rng=0)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    model.layers[0].freeze()
    before = [p.data for p in model.layers[0].neurons[0].w]

    def unfreeze(training):
        if training.epoch == 2:
            assert [p.data for p in model.layers[0].neurons[0].w] == before
            model.unfreeze()

    optim.fit(
        model, nn.squared_error, optimizer, (X, X[:, 0]), epochs=4, callbacks=unfreeze
    )
    assert [p.data for p in model.layers[0].neurons[0].w] != before


class Own(nn.MLP):
    """A network that computes something else."""


REASONS = {
    "another model": (Own(3, [1]), nn.squared_error, "Own may depend on more"),
    "another loss": (nn.MLP(3, [1]), lambda y, t: y[0], "not known to be a mean"),
    "a weighted mean": (
        nn.MLP(3, [2]),
        nn.CrossEntropyLoss([1.0, 2.0]),
        "not known to be a mean",
    ),
    "a sum": (nn.MLP(3, [1]), nn.SquaredErrorLoss(reduction="sum"), "not known"),
}


@only_compiled
@pytest.mark.parametrize("case", REASONS)
def test_what_is_not_compiled(case):
    model, loss, reason = REASONS[case]
    assert reason in Replays(model, loss, per_sample=True).reason


def test_a_plain_function_as_model():
    w = Value(0.0)
    data = [1.0, 2.0, 3.0], [2.0, 4.0, 6.0]
    history = optim.fit(
        lambda x: w * x, nn.squared_error, optim.SGD([w], lr=0.1), data, epochs=50
    )
    assert history.steps_by.startswith("eager: ")
    assert w.data == pytest.approx(2.0)
