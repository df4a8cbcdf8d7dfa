"""The look of plots: themes, colours that stay apart, files."""

import itertools
import subprocess
import sys

import matplotlib
import numpy as np
import pytest

from viz import plots
from viz.diagram.themes import THEMES, theme_named
from viz.plots.style import Look, save

# How colours look with one kind of cone missing: Machado, Oliveira, Fernandes, "A
# physiologically-based model for simulation of color vision deficiency", 2009, table 1,
# severity 1.0, on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = [
    [0.4124, 0.3576, 0.1805],
    [0.2126, 0.7152, 0.0722],
    [0.0193, 0.1192, 0.9505],
]


def linear(colour):
    """#rrggbb as linear RGB, IEC 61966-2-1."""
    c = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """Linear RGB in CIELAB, where distances are about what the eye sees."""
    v = np.array(TO_XYZ) @ np.clip(rgb, 0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(v > 0.008856, np.cbrt(v), 7.787 * v + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(colour, background):
    """The contrast ratio of WCAG 2."""
    light, dark = sorted(
        (linear(c) @ TO_XYZ[1] for c in (colour, background)), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("vision", VISION)
def test_line_colours_stay_apart_for_all_eyes(theme, vision):
    colours = Look(THEMES[theme]).colours
    points = [lab(np.array(VISION[vision]) @ linear(colour)) for colour in colours]
    nearest = min(np.linalg.norm(a - b) for a, b in itertools.combinations(points, 2))
    assert nearest > 15


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_text_stand_out_from_the_background(theme):
    look = THEMES[theme]
    for colour in Look(look).colours:
        assert contrast(colour, look.background) >= 3.0
    for colour in (look.ink, look.faint):
        assert contrast(colour, look.background) >= 4.5


def test_the_colours_of_plots_are_those_of_diagrams():
    for theme in THEMES.values():
        assert Look(theme).colours[:2] == (theme.positive, theme.negative)


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_reaches_the_figure(theme):
    figure = plots.fits([0.0, 1.0], [0.0, 1.0], lambda x: x, theme=theme)
    look = theme_named(theme)
    (axes,) = figure.axes
    to_hex = matplotlib.colors.to_hex
    assert to_hex(figure.get_facecolor()) == look.background
    assert to_hex(axes.get_facecolor()) == look.background
    assert to_hex(axes.xaxis.label.get_color()) == look.ink
    assert to_hex(axes.lines[0].get_color()) == look.positive
    labels = axes.get_xticklabels()
    assert to_hex(labels[0].get_color()) == look.ink
    # At 8 inches a slide has 576 points across: no text below 11 of them.
    assert min(label.get_size() for label in labels) >= 11


def test_a_projector_gets_larger_text():
    sizes = {
        name: plots.fits([0.0, 1.0], [0.0, 1.0], lambda x: x, theme=name)
        .axes[0]
        .xaxis.label.get_size()
        for name in ("light", "projector")
    }
    assert sizes["projector"] > 1.3 * sizes["light"]


def test_settings_of_matplotlib_are_left_alone():
    before = dict(matplotlib.rcParams)
    plots.activations(["tanh"], theme="dark")
    assert dict(matplotlib.rcParams) == before


def test_plots_open_no_window_and_leave_nothing_behind():
    code = (
        "import sys, viz; viz.plots.fits([0.0, 1.0], [0.0, 1.0], lambda x: x);"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    assert process.stdout == "False\n"


# -- files -----------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_the_same_figure_is_saved_as_the_same_bytes(tmp_path, ending):
    paths = [tmp_path / f"{name}.{ending}" for name in ("one", "two")]
    for path in paths:
        assert save(plots.activations(["tanh"]), path) == path
    first, second = [path.read_bytes() for path in paths]
    opens = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}
    assert first == second
    assert first.startswith(opens[ending])


def test_files_that_cannot_be_written(tmp_path):
    figure = plots.activations(["tanh"])
    with pytest.raises(FileNotFoundError, match="there is no folder"):
        save(figure, tmp_path / "none" / "a.svg")
    assert not list(tmp_path.iterdir())


def test_axes_of_your_own_are_drawn_on():
    figure, axes = plots.panels(1, 2, theme="dark")
    result = plots.fits(
        [0.0, 1.0], [2.0, 3.0], lambda x: x, ax=axes[0, 1], theme="dark"
    )
    assert result is figure
    assert len(axes[0, 1].lines) == 1
    assert not axes[0, 0].lines
    background = matplotlib.colors.to_hex(figure.get_facecolor())
    assert background == THEMES["dark"].background


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plots.decision_boundary(lambda X: X[:, 0], [[0.0, 1]], [1], ax=ax),
        lambda ax: plots.loss_surface(lambda x, y: x * y, resolution=5, ax=ax),
        lambda ax: plots.gradient_norms({"a": [1.0, 2.0]}, ax=ax),
        lambda ax: plots.confusion_matrix([[1, 0], [0, 1]], ax=ax),
    ],
)
def test_each_plot_of_one_panel_takes_axes(draw):
    figure, axes = plots.panels(2, 1)
    assert draw(axes[1, 0]) is figure
    assert axes[1, 0].has_data()
    assert not axes[0, 0].has_data()
