"""autoencoder: reconstruction, first-layer weights as images, pretraining."""

import re

import numpy as np
import pytest

import nn
import optim
from viz import plots


@pytest.fixture(scope="module")
def script(example):
    return example("autoencoder")


def test_it_reconstructs_its_input(script):
    """As many outputs as pixels; far better than the mean image, from 16 numbers."""
    X, _ = script["pixels"]()
    mean_image = float(np.mean((X - X.mean(axis=0)) ** 2))
    found = re.search(r"(\S+) after training", script.printed)
    assert found is not None
    assert float(found[1]) < 0.3 * mean_image


def test_sixteen_numbers_cannot_do_better_than_principal_components(script):
    """A linear 64-16-64 network ends at the best 16-dimensional subspace (SVD)."""
    X = script["pixels"]()[0][:300]
    centred = X - X.mean(axis=0)
    values = np.linalg.svd(centred, compute_uv=False)
    best = float(np.sum(values[4:] ** 2) / centred.size)
    model = nn.mlp([64, 4, 64], None, weight_init="xavier_uniform", rng=0)
    optimizer = optim.Adam(model.parameters(), lr=0.02)
    for _ in range(300):
        optimizer.zero_grad()
        loss = nn.squared_error(model(centred), centred)
        loss.backward()
        optimizer.step()
    assert best <= loss.item() < 1.03 * best


def test_pretrained_weights_are_ahead_at_first(script):
    rows = re.findall(r"accuracy (\S+) from a random start, (\S+) pret", script.printed)
    ahead = [float(pretrained) - float(start) for start, pretrained in rows]
    assert len(ahead) == 3
    assert ahead[0] > 0.1 and min(ahead) > 0.0


def test_the_first_layer_as_images(script):
    """One image of 8 x 8 for each hidden unit, and the input that excites it most."""
    model, _ = script["autoencoder"](script["pixels"]()[0], epochs=1)
    images = model[0].weight.data.T.reshape(-1, 8, 8)
    drawn = np.asarray(plots.weight_images(model[0]).axes[0].images[0].get_array())
    for i, image in enumerate(images):
        top, left = 1 + 9 * (i // 8), 1 + 9 * (i % 8)
        assert np.array_equal(drawn[top : top + 8, left : left + 8], image), i
    rng = np.random.default_rng(0)
    unit = images[3].ravel()
    most = unit / np.linalg.norm(unit)
    for other in rng.normal(size=(50, 64)):
        assert unit @ other / np.linalg.norm(other) <= unit @ most + 1e-12
