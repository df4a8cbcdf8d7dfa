"""The curves show the numbers they are given."""

import math

from optim import History
from viz.plots import learning_curves, optimizer_race


def points(line):
    return [*zip(line.get_xdata(), line.get_ydata(), strict=True)]


def legend(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


# -- learning curves -------------------------------------------------------------------


def test_learning_curves_hold_the_numbers_of_a_history():
    history = History()
    history.record_epoch({"loss": 0.9, "accuracy": 0.5})
    history.record_epoch({"loss": 0.4, "accuracy": 0.75, "val_loss": 0.6})
    figure = learning_curves(history, title="moons")
    loss_axes, other_axes = figure.axes
    assert points(loss_axes.lines[0]) == [(1, 0.9), (2, 0.4)]
    assert points(loss_axes.lines[1]) == [(2, 0.6)], "measured in the second epoch only"
    assert points(other_axes.lines[0]) == [(1, 50.0), (2, 75.0)]
    assert [axes.get_ylabel() for axes in figure.axes] == ["loss", "accuracy (%)"]
    assert legend(loss_axes) == [
        "training, 0.4 at the end",
        "validation, 0.6 at the end",
    ]
    assert legend(other_axes) == ["training, 75.0% at the end"]
    assert figure.get_suptitle() == "moons"


def test_a_loss_of_nan_is_said_and_not_passed_over():
    """The training fell over in the third epoch; in the second nothing was measured."""
    axes = learning_curves({"loss": [0.9, None, math.nan]}).axes[0]
    assert [*axes.lines[0].get_xdata()] == [1, 3]
    assert legend(axes) == ["training, nan at the end"]
    assert legend(learning_curves({"loss": [math.nan]}).axes[0]) == legend(axes)


def test_learning_curves_per_step():
    history = History()
    for loss in (3.0, 2.0, 1.0):
        history.record_step({"loss": loss, "lr": 0.1})
    loss_axes, other_axes = learning_curves(history, per="step", log=True).axes
    assert points(loss_axes.lines[0]) == [(1, 3.0), (2, 2.0), (3, 1.0)]
    assert (loss_axes.get_yscale(), other_axes.get_yscale()) == ("log", "linear")
    assert loss_axes.get_xlabel() == "step"


def test_a_dict_with_a_test_set_is_enough():
    (axes,) = learning_curves({"loss": [2.0, 1.0], "test_loss": [3.0, 2.5]}).axes
    assert legend(axes) == ["training, 1 at the end", "test, 2.5 at the end"]


def test_what_is_no_number_is_left_out():
    figure = learning_curves({"loss": [2.0], "note": ["warm-up"], "empty": [None]})
    assert [axes.get_ylabel() for axes in figure.axes] == ["loss"]


# -- the race --------------------------------------------------------------------------


def test_the_race_is_in_percent_and_the_legend_begins_with_the_winner():
    examples = [0, 100, 200]
    curves = {"SGD": (examples, [0.1, 0.4, 0.6]), "Adam": (examples, [0.1, 0.7, 0.95])}
    (axes,) = optimizer_race(curves).axes
    assert points(axes.lines[0]) == [(0, 10.0), (100, 40.0), (200, 60.0)]
    assert legend(axes) == ["Adam 95.0", "SGD 60.0"]
    assert axes.get_xlabel() == "examples seen"


def test_percentages_are_not_multiplied_again():
    curves = {"SGD": ([1, 2], [0.5, 0.6]), "Adam": ([1, 2], [50.0, float("nan")])}
    assert points(optimizer_race(curves, ylabel="loss").axes[0].lines[1])[0] == (1, 50)


def test_lines_of_a_race_differ_even_when_colours_run_out():
    curves = {f"rule {i}": ([0, 1], [0.0, i]) for i in range(14)}
    (axes,) = optimizer_race(curves, ylabel="loss").axes
    looks = {(line.get_color(), line.get_linestyle()) for line in axes.lines}
    assert len(looks) == 14
