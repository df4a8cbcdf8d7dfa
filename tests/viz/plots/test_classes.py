"""Confusion matrices, images with predictions, fitted functions."""

import matplotlib.colors
import numpy as np
import pytest

from nn import MLP, Linear
from viz.diagram.themes import THEMES
from viz.plots import confusion_matrix, digits, fits


def test_counts_stand_where_they_belong():
    counts = np.array([[5, 1, 0], [0, 4, 0], [2, 0, 0]])
    (axes,) = confusion_matrix(counts, ["cat", "dog", "eel"]).axes
    texts = {text.get_position(): text.get_text() for text in axes.texts}
    assert texts == {(j, i): str(counts[i, j]) for i in range(3) for j in range(3)}
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "cat",
        "dog",
        "eel",
    ]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("taken for", "class")


def test_right_and_wrong_have_different_colours():
    (axes,) = confusion_matrix([[3, 1], [0, 4]]).axes
    image = axes.images[0]
    colours = image.cmap(image.norm(image.get_array()))
    right, wrong, empty = colours[0, 0], colours[0, 1], colours[1, 0]
    assert right[2] > right[0], "blue"
    assert wrong[0] > wrong[2], "orange"
    assert empty[:3] == pytest.approx((1, 1, 1), abs=0.02)
    (axes,) = confusion_matrix([[9, 1], [0, 1]]).axes
    shares = axes.images[0].get_array()
    assert shares[0, 0] == pytest.approx(0.9), "a share of the row"
    assert shares[1, 1] == 1.0


def test_a_class_without_samples_is_no_error():
    (axes,) = confusion_matrix([[3, 0], [0, 0]]).axes
    assert axes.images[0].get_array()[1].tolist() == [0.0, 0.0]


def test_wrong_answers_stand_out():
    images = np.arange(3 * 64).reshape(3, 64) / 192
    figure = digits(images, [3, 5, 8], targets=[3, 6, 8], sure=[0.9, 0.456, 1.0])
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["3\n90%", "5, is 6\n46%", "8\n100%"]
    widths = [axes.spines["left"].get_linewidth() for axes in figure.axes]
    assert widths[1] > 2 * widths[0] == 2 * widths[2]
    colour = figure.axes[1].spines["left"].get_edgecolor()
    assert matplotlib.colors.to_hex(colour) == THEMES["light"].negative
    pixels = figure.axes[1].images[0].get_array()
    assert np.asarray(pixels) == pytest.approx(images[1].reshape(8, 8))


def test_ink_is_dark_on_light_and_light_on_dark():
    image = np.zeros((1, 2, 2))
    image[0, 0, 0] = 1.0
    for theme, darker in (("light", True), ("dark", False)):
        picture = digits(image, [1], theme=theme).axes[0].images[0]
        ink, paper = [
            sum(picture.cmap(picture.norm(pixel))[:3])
            for pixel in (image[0, 0, 0], image[0, 1, 1])
        ]
        assert bool(ink < paper) is darker


def test_images_fill_rows():
    figure = digits(np.zeros((5, 3, 3)), [0, 1, 2, 3, 4], columns=3)
    assert len(figure.axes) == 5


# -- fitted functions ------------------------------------------------------------------


def test_curves_are_what_models_say():
    line = Linear(1, 1, rng=0)
    line.weight.data[...], line.bias.data[...] = 2.0, 1.0
    x, y = [[0.0], [1.0], [3.0]], [1.0, 3.1, 6.9]
    (axes,) = fits(x, y, {"line": line, "square": lambda x: x**2}).axes
    first, second = axes.lines
    assert first.get_ydata() == pytest.approx(2 * first.get_xdata() + 1)
    assert second.get_ydata() == pytest.approx(second.get_xdata() ** 2)
    assert (first.get_xdata()[0], first.get_xdata()[-1]) == (0.0, 3.0)
    dots = axes.collections[0].get_offsets()
    assert dots.tolist() == [[0.0, 1.0], [1.0, 3.1], [3.0, 6.9]]


def test_networks_of_values_fit_too():
    model = MLP(1, [3, 1], rng=0)
    (axes,) = fits([0.0, 1.0], [0.0, 1.0], model, resolution=5).axes
    expected = [model([x]).data for x in np.linspace(0, 1, 5)]
    assert axes.lines[0].get_ydata() == pytest.approx(expected)
    assert axes.get_legend() is None
