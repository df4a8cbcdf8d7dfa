"""Decision boundaries: the line is where the model changes its mind."""

import matplotlib.colors
import numpy as np
import pytest

import nn
from nn import MLP, Perceptron, mlp
from viz.diagram.themes import THEMES
from viz.plots import decision_boundary

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
LIGHT = THEMES["light"]


def legend(figure):
    return [text.get_text() for text in figure.axes[0].get_legend().get_texts()]


def border(figure):
    """The points of the line between two classes."""
    (contour,) = [
        artist
        for artist in figure.axes[0].collections
        if hasattr(artist, "levels") and list(artist.levels) == [0.0]
    ]
    return np.concatenate([path.vertices for path in contour.get_paths()])


def half_plane(points):
    """x1 + 2 x2 - 1.5."""
    return points @ [1.0, 2.0] - 1.5


def test_the_line_is_where_the_score_is_the_threshold():
    at_zero = border(decision_boundary(half_plane, X, [0, 0, 0, 1]))
    assert half_plane(at_zero) == pytest.approx(np.zeros(len(at_zero)), abs=1e-9)
    at_one = border(decision_boundary(half_plane, X, [0, 0, 0, 1], threshold=1.0))
    assert half_plane(at_one) == pytest.approx(np.ones(len(at_one)), abs=1e-9)


def test_probabilities_change_sides_at_one_half():
    def probability(points):
        return 1 / (1 + np.exp(-half_plane(points)))

    line = border(decision_boundary(probability, X, [0, 0, 0, 1], resolution=400))
    assert half_plane(line) == pytest.approx(np.zeros(len(line)), abs=1e-4)


def test_values_and_tensors_give_the_same_line():
    model = MLP(2, [4, 1], rng=0)
    scalar = border(decision_boundary(model, X, [0, 1, 1, 0], resolution=30))
    tensor = border(
        decision_boundary(model.to_tensor(), X, [0, 1, 1, 0], resolution=30)
    )
    assert scalar == pytest.approx(tensor, abs=1e-9)


def test_the_line_between_several_classes():
    def scores(points):  # three half planes: class 0 left of -0.5, class 2 right of 0.5
        x = points[:, 0]
        return np.stack([-x - 0.5, np.zeros(len(x)), x - 0.5], axis=1)

    points = np.array([[-1.0, 0.0], [0.0, 0.3], [1.0, 1.0]])
    figure = decision_boundary(scores, points, [0, 1, 2])
    lines = [
        artist.get_paths()[0].vertices[:, 0]
        for artist in figure.axes[0].collections
        if hasattr(artist, "levels") and list(artist.levels) == [0.0]
    ]
    borders = sorted({round(float(x), 6) for line in lines for x in line})
    assert borders == [-0.5, 0.5]
    assert legend(figure) == ["class 0", "class 1", "class 2"]


def test_points_are_drawn_by_class():
    figure = decision_boundary(half_plane, X, [-1, 1, 1, -1], classes=["low", "high"])
    assert legend(figure) == ["low", "high"]
    low, high = [
        artist
        for artist in figure.axes[0].collections
        if artist.get_label() in legend(figure)
    ]
    assert low.get_offsets().tolist() == [[0, 0], [1, 1]]
    assert high.get_offsets().tolist() == [[0, 1], [1, 0]]
    colours = [
        matplotlib.colors.to_hex(artist.get_facecolor()[0]) for artist in (low, high)
    ]
    assert colours == [LIGHT.negative, LIGHT.positive]
    shapes = {len(artist.get_paths()[0].vertices) for artist in (low, high)}
    assert len(shapes) == 2, "the classes differ in more than colour"


def test_shades_tell_the_side():
    """Where the score is positive the surface is bluer than it is red."""
    figure = decision_boundary(half_plane, X, [0, 0, 0, 1], resolution=40)
    filled = next(
        artist
        for artist in figure.axes[0].collections
        if artist.get_array() is not None and len(artist.get_array()) > 3
    )
    low, high = filled.cmap(0.0), filled.cmap(1.0)
    assert low[0] > low[2]
    assert high[2] > high[0]


def test_targets_may_be_one_hot_or_a_column():
    one_hot = decision_boundary(half_plane, X, nn.one_hot([0, 1, 1, 0]))
    column = decision_boundary(half_plane, X, [[0], [1], [1], [0]])
    for figure in (one_hot, column):
        sizes = [
            len(artist.get_offsets())
            for artist in figure.axes[0].collections
            if artist.get_label().startswith("class")
        ]
        assert sizes == [2, 2]


def test_a_perceptron_has_a_straight_line():
    unit = Perceptron(2)
    unit.fit(X, [-1, -1, -1, 1])
    figure = decision_boundary(unit, X, [-1, -1, -1, 1])
    # Its answers are -1 and +1: the line runs between grid points of both kinds.
    line = border(figure)
    assert np.abs(line @ unit.w + unit.b).max() < 0.1


def test_a_model_that_says_the_same_everywhere_has_no_line():
    figure = decision_boundary(lambda points: np.ones(len(points)), X, [1, 1, 1, 1])
    assert not [
        artist
        for artist in figure.axes[0].collections
        if hasattr(artist, "levels") and list(artist.levels) == [0.0]
    ]


def test_the_model_is_left_as_it_was():
    model = mlp([2, 3, 1], rng=0)
    model.train()
    decision_boundary(model, X, [0, 1, 1, 0], resolution=10)
    assert model.training
    assert not any(parameter.has_grad for parameter in model.parameters())
