"""Weights as images: the pixels are the weights, on one scale, with 0 as background."""

import matplotlib.colors
import numpy as np
import pytest

import nn
from viz import plots
from viz.diagram.themes import THEMES


def mosaic_of(*arguments, **settings):
    (axes,) = plots.weight_images(*arguments, **settings).axes
    return np.asarray(axes.images[0].get_array().filled(np.nan)), axes.images[0]


def test_pixel_by_pixel():
    """Two units of a 2 x 3 input: rows of pixels, a line of nan around each image."""
    weights = np.array([[1, -1], [2, -2], [3, -3], [4, -4], [5, -5], [6, -6]])
    mosaic, _ = mosaic_of(weights, shape=(2, 3))
    line = [np.nan] * 9
    expected = [
        line,
        [np.nan, 1, 2, 3, np.nan, -1, -2, -3, np.nan],
        [np.nan, 4, 5, 6, np.nan, -4, -5, -6, np.nan],
        line,
    ]
    assert np.array_equal(mosaic, expected, equal_nan=True)


def test_a_last_row_that_is_not_full_stays_empty():
    mosaic, _ = mosaic_of(np.ones((4, 3)), columns=2)
    assert mosaic.shape == (7, 7)
    assert np.isnan(mosaic[4:6, 4:6]).all() and (mosaic[4:6, 1:3] == 1).all()


def test_zero_is_the_background_and_signs_have_their_colours():
    _, image = mosaic_of(np.array([[0.5, 0.0], [0.0, -2.0], [0, 0], [0, 0]]))
    assert (image.norm.vmin, image.norm.vmax) == (-2.0, 2.0), "the largest, for all"
    colours = [
        matplotlib.colors.to_hex(image.cmap(image.norm(weight)))
        for weight in (-2.0, 0.0, 2.0)
    ]
    theme = THEMES["light"]
    assert colours[::2] == [theme.negative, theme.positive]
    to_rgb = matplotlib.colors.to_rgb
    assert to_rgb(colours[1]) == pytest.approx(to_rgb(theme.background), abs=0.02)


def test_a_deeper_layer_is_the_product_of_all():
    model = nn.mlp([4, 3, 2], rng=0)
    product = model[0].weight.data @ model[2].weight.data
    mosaic, _ = mosaic_of([model[0], model[2]])
    assert mosaic[1:3, 1:3] == pytest.approx(product[:, 0].reshape(2, 2))
    assert mosaic[1:3, 4:6] == pytest.approx(product[:, 1].reshape(2, 2))


def test_layers_of_values_and_nested_lists():
    layer = nn.Layer(4, 2, rng=0)
    weights = np.array([[w.data for w in neuron.w] for neuron in layer.neurons]).T
    for form in (layer, weights, weights.tolist()):
        assert np.array_equal(mosaic_of(form)[0], mosaic_of(weights)[0], equal_nan=True)


@pytest.mark.parametrize(
    ("arguments", "settings", "message"),
    [
        ((np.ones((6, 2)),), {}, "6 inputs are no image of 2 x 2; give its height"),
        ((np.ones((6, 2)), (2, 2)), {}, "6 inputs are no image of 2 x 2"),
        ((np.ones(4),), {}, "must have shape (inputs, units), got (4,)"),
        ((np.ones((4, 2)),), {"columns": 0}, "columns must be at least 1, got 0"),
        (
            ([nn.Linear(4, 2, rng=0), nn.Linear(3, 1, rng=0)],),
            {},
            "a layer of 3 inputs after one of 2 units; pass all layers",
        ),
    ],
)
def test_mistakes(arguments, settings, message):
    with pytest.raises(ValueError) as error:
        plots.weight_images(*arguments, **settings)
    assert str(error.value).startswith("weight_images: ") and message in str(
        error.value
    )


def test_what_is_no_layer():
    for model in (nn.mlp([4, 2], rng=0), nn.MLP(4, [2], rng=0)):
        with pytest.raises(TypeError, match="pass one layer, such as model"):
            plots.weight_images(model)
    with pytest.raises(TypeError, match="weight_images: expected numbers"):
        plots.weight_images("x")
