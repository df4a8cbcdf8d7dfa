"""A run that cannot learn says so: by an error, or by a warning."""

import math
import re
import warnings

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value, no_grad
from optim import (
    BFGS,
    LBFGS,
    SGD,
    Adam,
    Callback,
    NaNGuard,
    Nesterov,
    evaluate,
    fit,
    learning_rate_sweep,
)
from tests.optim.networks import X, Y, scalar_model, squared_error, tensor_model

DATA = (X, Y)


def run(model, loss=squared_error, optimizer=None, data=DATA, **settings):
    optimizer = optimizer or SGD(model.parameters(), lr=0.01)
    return fit(model, loss, optimizer, data, **{"epochs": 1, "rng": 0} | settings)


def leaves(*outs):
    """The outputs as new leaves, out of the graph."""
    out = outs[0]
    if isinstance(out, Tensor):
        return Tensor(out.numpy())
    return [[Value(float(y.data)) for y in row] for row in out]


@pytest.mark.parametrize("loss", [nn.cross_entropy, nn.CrossEntropyLoss()])
@pytest.mark.parametrize("targets", [[0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 1, 0]])
@pytest.mark.parametrize(
    "model",
    [
        nn.MLP(2, [1], rng=0),
        nn.mlp([2, 1], rng=0),
        nn.Sequential(nn.Linear(2, 1, rng=0), nn.Activation(lambda x: x[:, 0])),
    ],
)
def test_the_scores_of_all_samples_are_no_row_of_classes(model, loss, targets):
    before = {name: a.copy() for name, a in model.state_dict().items()}
    with pytest.raises(ValueError, match=r"binary_cross_entropy_with_logits"):
        run(model, loss, data=([[0, 0], [0, 1], [1, 0], [1, 1]], targets))
    after = model.state_dict()
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_log_probabilities_of_all_samples_are_no_row_either():
    model = nn.MLP(2, [1], rng=0)
    with pytest.raises(ValueError, match="must sum to 1"):
        run(model, nn.nll_loss, data=([[0, 1], [1, 0]], [1, 0]))


# -- a loss that reaches no parameter --------------------------------------------------


@pytest.mark.parametrize("make", [tensor_model, scalar_model])
@pytest.mark.parametrize("optimizer", [SGD, Adam, Nesterov, LBFGS, BFGS])
def test_a_loss_of_other_leaves_is_refused(make, optimizer):
    model = make()
    before = {name: a.copy() for name, a in model.state_dict().items()}
    with pytest.raises(ValueError, match=r"the loss reaches none of the .* parameters"):
        run(
            model,
            lambda out, t: squared_error(leaves(out), t),
            optimizer(model.parameters()),
        )
    trained = [name for name, _ in model.named_parameters()]
    assert all(np.array_equal(model.state_dict()[n], before[n]) for n in trained)


def test_a_loss_of_another_model_is_refused():
    model, other = tensor_model(), tensor_model()
    with pytest.raises(
        ValueError, match=r"layers\.0\.weight, layers\.0\.bias, .* more"
    ):
        run(model, lambda out, t: squared_error(other(X[: len(t)]), t))


def test_all_parameters_replaced_since_is_refused():
    model = nn.mlp([3, 2], rng=0)
    optimizer = SGD(model.parameters(), lr=0.1)
    keep = model[0].bias
    model.layers[0] = nn.Linear(3, 2, rng=1)
    model.layers[0].spare = keep  # so that fit finds a parameter of the optimizer
    with pytest.raises(ValueError, match="or replaced since the optimizer was made"):
        run(model, optimizer=optimizer)


def test_a_model_frozen_since_is_refused():
    model = tensor_model()
    optimizer = SGD(model.parameters())
    model.freeze()
    with pytest.raises(ValueError, match="all parameters of the model are frozen"):
        run(model, optimizer=optimizer)


def test_a_model_that_leaves_the_graph_is_refused():
    model = tensor_model()

    def outputs(x):
        with no_grad():
            return model(x)

    optimizer = SGD(model.parameters())
    leaf = Tensor(0.0)
    with pytest.raises(ValueError, match="reaches none"):
        fit(
            outputs,
            lambda out, t: squared_error(out, t) + leaf,
            optimizer,
            DATA,
            epochs=1,
        )


# -- a loss that reaches a part --------------------------------------------------------


class Forgetful(nn.Module):
    """Its second layer is not used."""

    def __init__(self):
        self.used, self.unused = nn.Linear(3, 2, rng=0), nn.Linear(3, 2, rng=1)

    def forward(self, x):
        return self.used(x)


def test_parameters_that_are_not_used_are_named_once():
    model = Forgetful()
    with pytest.warns(
        UserWarning, match=r"not reach unused\.weight, unused\.bias in"
    ) as w:
        run(model, epochs=3)
    assert len(w) == 1
    assert w[0].filename == __file__


def test_a_weight_overwritten_by_a_number_is_named():
    model = scalar_model()
    optimizer = SGD(model.parameters())
    model.layers[1].neurons[0].w[2] = 0.5
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        run(model, optimizer=optimizer)
    texts = sorted({re.split("[;,]", str(w.message))[0] for w in caught})
    assert texts == [
        "fit: the loss does not reach layers.1.neurons.0.w.2 in the first step",
        "layers.1.neurons.0.w[2] is the number 0.5 among parameters",
    ]


def test_frozen_parameters_need_no_gradient():
    model = Forgetful()
    optimizer = SGD(model.parameters())
    model.unused.freeze()
    run(model, optimizer=optimizer)


def test_training_a_part_on_purpose_is_silent():
    model = tensor_model()
    run(model, optimizer=SGD(model[3].parameters()))


def test_a_layer_replaced_since_is_named():
    model = tensor_model()
    optimizer = SGD(model.parameters(), lr=0.01)
    model.layers[3] = nn.Linear(8, 2, rng=5)
    model.label_parameters()
    place = r"before layers\.3\.weight, layers\.3\.bias, wh"
    with pytest.warns(UserWarning, match=place) as w:
        run(model, optimizer=optimizer)
    assert len(w) == 1


class Lazy(nn.Module):
    """It makes its second layer in its first call."""

    def __init__(self):
        self.first, self.second = nn.Linear(3, 4, rng=0), None

    def forward(self, x):
        hidden = self.first(x)
        if self.second is None:
            self.second = nn.Linear(hidden.shape[1], 2, rng=1)
            self.label_parameters()
        return self.second(hidden)


def test_a_layer_made_in_the_first_call_is_named():
    with pytest.warns(UserWarning, match=r"made before second\.weight, second\.bias,"):
        run(Lazy())


def test_other_parameters_in_the_loss_are_silent():
    model, scale = tensor_model(), Tensor(1.0)
    optimizer = SGD([*model.parameters(), scale], lr=0.01)
    run(model, lambda out, t: squared_error(out * scale, t), optimizer)
    assert scale.data != 1.0


# -- nan and inf -----------------------------------------------------------------------


def test_a_loss_that_becomes_nan_is_reported_once_with_its_place():
    model = nn.Linear(3, 2, rng=0)
    calls = []

    def loss(out, t):
        calls.append(len(t))
        return squared_error(out, t) * (math.nan if len(calls) >= 6 else 1.0)

    with pytest.warns(
        RuntimeWarning, match=r"loss became nan in epoch 2, batch 2,"
    ) as w:
        history = run(model, loss, epochs=3, batch_size=15, metrics=[nn.squared_error])
    assert len(w) == 1
    assert w[0].filename == __file__
    assert np.isnan(history["loss"]).tolist() == [False, True, True]
    assert np.isnan(history["squared_error"]).tolist() == [False, True, True]


def test_after_the_loss_no_op_warns_of_what_follows_from_it():
    model = nn.MLP(3, [1], rng=0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run(
            model,
            nn.squared_error,
            SGD(model.parameters(), lr=100.0),
            data=(X, Y[:, 0]),
            epochs=200,
            batch_size=30,
        )
    texts = [str(warning.message) for warning in caught]
    last = next(i for i, text in enumerate(texts) if "loss became inf" in text)
    assert last == len(texts) - 1
    assert all("squared_error" in text for text in texts[:-1])
    with pytest.warns(RuntimeWarning, match="gave -inf"):
        Value(0.0).log()


def test_a_validation_loss_that_is_inf_is_reported():
    model = nn.Linear(3, 2, rng=0)
    with pytest.warns(RuntimeWarning, match="val_loss became inf in epoch 1, and"):
        run(
            model,
            lambda out, t: squared_error(out, t) * (1 if model.training else math.inf),
            validation=DATA,
        )


def test_nan_outputs_give_metrics_that_are_nan():
    model = nn.Linear(3, 2, rng=0)
    model.weight.data[...] = np.nan
    ids = np.zeros(len(X), int)
    metrics = {"share": lambda out, t: float(np.mean(np.argmax(out, axis=1) == t))}
    measures = evaluate(model, nn.cross_entropy, (X, ids), metrics=metrics)
    assert math.isnan(measures["share"])


def test_the_guard_warns_in_its_own_words_only():
    model = nn.Linear(3, 2, rng=0)
    with pytest.warns(RuntimeWarning) as w:
        run(
            model, lambda out, t: squared_error(out, t) * math.nan, callbacks=NaNGuard()
        )
    assert ["was left out" in str(each.message) for each in w] == [True]


def test_a_sweep_that_diverges_is_silent():
    model = nn.Linear(3, 2, rng=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sweep = learning_rate_sweep(
            model, squared_error, SGD(model.parameters()), DATA, lr_max=1e6, rng=0
        )
    assert sweep.diverged_at is not None


# -- names of metrics ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["loss", "val_loss", "val_accuracy"])
def test_names_of_the_loss_are_not_for_metrics(name):
    message = f"the metric '{name}' needs another name"
    with pytest.raises(ValueError, match=message):
        run(tensor_model(), metrics={name: nn.squared_error})
    with pytest.raises(ValueError, match=message):
        evaluate(tensor_model(), squared_error, DATA, metrics={name: nn.squared_error})


def test_a_callback_may_still_set_the_loss():
    class Setting(Callback):
        def on_epoch_end(self, training):
            training.epoch_logs["loss"] = 3.0

    assert run(tensor_model(), callbacks=Setting())["loss"] == [3.0]


# -- one target per sample, as a number or as a row of one -----------------------------

LABELS = (X[:, 0] > 0).astype(float)
PROBABILITY = nn.Sequential(nn.Linear(3, 1, rng=0), nn.Sigmoid())
ONE_OUTPUT = {
    "squared_error": (nn.squared_error, X[:, 0]),
    "SquaredErrorLoss": (nn.SquaredErrorLoss(), X[:, 0]),
    "huber": (nn.huber, X[:, 0]),
    "mean_absolute_error": (nn.mean_absolute_error, X[:, 0]),
    "logits": (nn.binary_cross_entropy_with_logits, LABELS),
    "hinge": (nn.hinge, 2 * LABELS - 1),
    "own": (lambda out, t: nn.squared_error(out, t) + 0.1 * nn.huber(out, t), X[:, 0]),
}


@pytest.mark.parametrize("kind", ONE_OUTPUT)
@pytest.mark.parametrize(
    "make", [lambda: nn.mlp([3, 1], rng=0), lambda: nn.MLP(3, [1])]
)
def test_one_output_takes_targets_of_either_shape(kind, make):
    loss, y = ONE_OUTPUT[kind]
    results = []
    model = make()
    state = model.state_dict()
    for targets in (y, y[:, None]):
        model.load_state_dict(state)
        optimizer = SGD(model.parameters(), lr=0.1)
        history = fit(
            model,
            loss,
            optimizer,
            (X, targets),
            epochs=2,
            validation=(X, targets),
            rng=0,
        )
        results.append([*history["loss"], *history["val_loss"]])
        results[-1].append(evaluate(model, loss, (X, targets))["loss"])
    assert results[0] == results[1]
    assert results[0][1] < results[0][0]


def test_class_ids_in_a_column_are_class_ids():
    ids = (X[:, 0] > 0).astype(int)
    measures = [
        evaluate(nn.mlp([3, 2], rng=0), nn.cross_entropy, (X, y))
        for y in (ids, ids[:, None])
    ]
    assert measures[0] == measures[1]


def test_a_call_by_hand_still_asks_for_one_shape():
    with pytest.raises(
        ValueError, match=r"\(50, 1\) and \(50,\); write outputs\[:, 0\]"
    ):
        nn.squared_error(nn.mlp([3, 1])(X), X[:, 0])


@pytest.mark.parametrize(
    "loss",
    [
        lambda out, t: ((out - t) ** 2).mean(),
        lambda out, t: ((t - out) * (t - out)).sum(),
        lambda out, t: (out * t).mean() + 1.0,
    ],
)
def test_a_loss_that_broadcasts_each_with_each_is_refused(loss):
    model = nn.mlp([3, 1], rng=0)
    optimizer = SGD(model.parameters())
    message = r"compares each of 32 outputs with each of 32 targets: '.' broadcasts"
    with pytest.raises(ValueError, match=message):
        fit(model, loss, optimizer, (X, X[:, 0]), epochs=1, rng=0)
    fit(model, loss, optimizer, (X, X[:, :1]), epochs=1, rng=0)
    fit(model, lambda out, t: loss(out[:, 0], t), optimizer, (X, X[:, 0]), epochs=1)


def test_comparing_all_pairs_of_outputs_is_allowed():
    """A kernel: each output with each other, and with fixed points."""
    model = nn.mlp([3, 1], rng=0)
    points = np.linspace(0.0, 1.0, 32)

    def loss(out, t):
        spread = (out - out[:, 0]).square().mean() + (out - points).square().mean()
        return spread + nn.squared_error(out[:, 0], t)

    fit(model, loss, SGD(model.parameters()), (X[:32], X[:32, 0]), epochs=1)
