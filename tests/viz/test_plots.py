"""The curves show the numbers they are given."""

import pytest

from viz.plots import training_curves


def test_curves_hold_the_numbers():
    figure = training_curves(
        [0.9, 0.5, 0.2], {"train": [0.5, 0.75, 1.0], "test": [0.4, 0.6, 0.8]}, "title"
    )
    left, right = figure.axes
    assert left.lines[0].get_xydata().tolist() == [[1, 0.9], [2, 0.5], [3, 0.2]]
    assert right.lines[0].get_ydata().tolist() == [50.0, 75.0, 100.0]
    assert right.lines[1].get_ydata().tolist() == pytest.approx([40.0, 60.0, 80.0])
    labels = [text.get_text() for text in right.get_legend().get_texts()]
    assert labels == ["train, 100.0% at the end", "test, 80.0% at the end"]
    assert figure.get_suptitle() == "title"


def test_it_is_written_as_png(tmp_path):
    training_curves([1.0], {}).savefig(tmp_path / "one.png")
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")


def test_curves_must_match():
    with pytest.raises(ValueError, match="2 losses but 1 accuracies for 'test'"):
        training_curves([1.0, 0.5], {"test": [0.5]})
    with pytest.raises(ValueError, match="no epochs to plot"):
        training_curves([], {})
