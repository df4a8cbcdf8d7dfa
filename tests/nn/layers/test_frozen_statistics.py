"""freeze(): what becomes of the running statistics of batch normalization."""

import copy

import numpy as np
import pytest

import nn
from optim import SGD, fit

RNG = np.random.default_rng(0)
SHIFTED = RNG.normal(5.0, 3.0, size=(40, 2))
TARGETS = RNG.normal(size=(40, 1))


def network():
    body = nn.Sequential(nn.BatchNorm1d(2), nn.Linear(2, 4, rng=0), nn.BatchNorm1d(4))
    return nn.Sequential(body, nn.Tanh(), nn.Linear(4, 1, rng=1))


def train(model, epochs=3):
    optimizer = SGD(model.parameters(), lr=0.1)
    fit(
        *(model, nn.squared_error, optimizer, (SHIFTED, TARGETS)),
        epochs=epochs,
        batch_size=None,
    )


def buffers(module):
    return {name: np.array(array) for name, array in module.named_buffers()}


def test_the_statistics_of_a_frozen_part_follow_the_data_as_in_pytorch():
    """running = 0.9 running + 0.1 batch, in each of three steps."""
    model = network()
    model[0].freeze()
    before = model[0][1].weight.data.copy()
    train(model)
    share = 1 - 0.9**3
    norm = model[0][0]
    np.testing.assert_allclose(norm.running_mean, share * SHIFTED.mean(axis=0))
    variance = SHIFTED.var(axis=0, ddof=1)
    np.testing.assert_allclose(norm.running_var, 0.9**3 + share * variance)
    assert norm.num_batches_tracked == 3
    assert np.array_equal(model[0][1].weight.data, before)


@pytest.mark.parametrize("freeze_all", [True, False])
def test_they_stay_if_they_are_frozen_too(freeze_all):
    model = network()
    train(model, epochs=1)  # so that they are not those of the start
    body = model[0]
    if freeze_all:
        body.freeze(statistics=True)
    else:
        for layer in body:
            layer.freeze(statistics=True)
    before, outputs = buffers(body), nn.predict(body, SHIFTED)
    head = model[2].weight.data.copy()
    train(model)
    after = buffers(body)
    assert all(np.array_equal(before[name], after[name]) for name in before)
    assert np.array_equal(nn.predict(body, SHIFTED), outputs)
    assert not np.array_equal(model[2].weight.data, head)
    # In training mode it computes the same, of single samples too.
    assert np.array_equal(body.train()(SHIFTED).data, outputs)
    np.testing.assert_allclose(body(SHIFTED[:1]).data, outputs[:1], rtol=1e-14)


def test_they_are_updated_again_after_unfreeze_or_another_freeze():
    model = network()
    norm = model[0][0]
    for resume in (model.unfreeze, model[0].freeze):
        model.freeze(statistics=True)
        assert norm.frozen_statistics
        resume()
        assert not norm.frozen_statistics
        batches = int(norm.num_batches_tracked)
        model(SHIFTED)
        assert norm.num_batches_tracked == batches + 1


def test_without_running_statistics_there_is_nothing_to_freeze():
    layer = nn.BatchNorm1d(2, track_running_stats=False)
    free = layer(SHIFTED).data
    assert np.array_equal(layer.freeze(statistics=True)(SHIFTED).data, free)


def test_a_copy_is_frozen_alike():
    model = copy.deepcopy(network().freeze(statistics=True))
    assert all(module.frozen_statistics for module in model.modules())
