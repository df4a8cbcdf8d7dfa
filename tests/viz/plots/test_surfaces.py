"""Loss surfaces, the ways of optimizers on them, and films of these."""

import sys

import numpy as np
import pytest
from PIL import Image

from autograd_core import Value
from autograd_core.extend import MissingExtra
from optim import SGD, Momentum, Nesterov
from viz.animation import encoders
from viz.plots import animate, descents, loss_surface, trajectory
from viz.plots.surfaces import heights_of


def bowl(x, y):
    return 0.1 * x**2 + 2 * y**2


# -- trajectories ----------------------------------------------------------------------


def test_a_trajectory_is_what_the_formula_says():
    """On 0.1 x^2 + 2 y^2 a step multiplies x by 1 - 0.2 lr and y by 1 - 4 lr."""
    path = trajectory(bowl, [2.0, -1.0], lambda p: SGD(p, lr=0.3), steps=7)
    t = np.arange(8)
    assert path[:, 0] == pytest.approx(2.0 * 0.94**t, rel=1e-12)
    assert path[:, 1] == pytest.approx(-1.0 * (-0.2) ** t, rel=1e-12)


def test_the_lectures_numbers():
    """From 2.5 with rate 0.1 on theta^2 the next point is 2.0."""
    path = trajectory(lambda theta: theta**2, 2.5, lambda p: SGD(p, lr=0.1), steps=1)
    assert path.tolist() == [[2.5], [2.0]]


def test_rules_that_look_ahead_get_their_gradient_there():
    lr, momentum, x, v = 0.1, 0.5, 2.0, 0.0
    expected = [x]
    for _ in range(5):
        v = momentum * v - lr * 2 * (x + momentum * v)
        x += v
        expected.append(x)
    path = trajectory(
        lambda x: x**2, 2.0, lambda p: Nesterov(p, lr=lr, momentum=momentum), steps=5
    )
    assert path[:, 0] == pytest.approx(expected, rel=1e-12)


def test_divergence_ends_a_trajectory():
    path = trajectory(lambda x: x**2, 1.0, lambda p: SGD(p, lr=50.0), steps=100)
    assert path[:, 0] == pytest.approx((-99.0) ** np.arange(len(path)), rel=1e-9)
    assert len(path) == 8  # 99^7 is the first beyond 1e12
    assert abs(path[-2, 0]) < 1e12 < abs(path[-1, 0])


# -- surfaces --------------------------------------------------------------------------


def test_heights_are_those_of_f():
    x, y = np.meshgrid(np.linspace(-2, 2, 5), np.linspace(-1, 1, 3))
    heights = np.asarray(heights_of(bowl, x, y))
    assert heights == pytest.approx(0.1 * x**2 + 2 * y**2)


def test_functions_that_branch_are_computed_point_by_point():
    def kinked(x, y):
        return x * x if x > y else y * y

    x, y = np.meshgrid(np.linspace(-2, 2, 5), np.linspace(-1, 1, 3))
    heights = np.asarray(heights_of(kinked, x, y))
    assert heights == pytest.approx(np.where(x > y, x**2, y**2))


def test_where_f_is_not_finite_there_is_no_surface():
    x, y = np.array([[-1.0, 1.0]]), np.array([[1.0, 1.0]])
    heights = heights_of(lambda a, b: a.log() + b, x, y)
    assert heights.mask.tolist() == [[True, False]]
    figure = loss_surface(lambda a, b: a.log() + b, resolution=20)
    assert figure.axes[0].collections


def test_a_surface_shows_its_trajectories():
    paths = {
        "SGD": trajectory(bowl, [2.5, 1.0], lambda p: SGD(p, lr=0.3), steps=6),
        "Momentum": trajectory(bowl, [2.5, 1.0], lambda p: Momentum(p, lr=0.1), 6),
    }
    (axes,) = loss_surface(bowl, (-3, 3), (-2, 2), paths, minimum=(0, 0)).axes
    lines = {line.get_label(): line.get_xydata() for line in axes.lines}
    for name, path in paths.items():
        assert lines[name] == pytest.approx(path)
    assert axes.get_xlim() == (-3, 3)
    assert axes.get_ylim() == (-2, 2)
    shapes = {line.get_marker() for line in axes.lines if line.get_label() in paths}
    assert len(shapes) == 2
    assert "*" in {line.get_marker() for line in axes.lines}


def test_a_diverging_trajectory_is_cut_where_it_leaves():
    path = trajectory(bowl, [1.0, 1.0], lambda p: SGD(p, lr=3.0), steps=30)
    (axes,) = loss_surface(bowl, (-2, 2), (-2, 2), {"wild": path}).axes
    (line,) = [curve for curve in axes.lines if curve.get_label() == "wild"]
    points = line.get_xydata()
    # The second coordinate is (-11)^t: one point outside shows the way it took.
    assert len(points) == 2
    assert np.abs(points).max() <= 6


# -- functions of one variable ---------------------------------------------------------


def test_descents_show_f_and_the_path():
    path = trajectory(lambda x: x**2, 2.5, lambda p: SGD(p, lr=0.1), steps=3)
    (axes,) = descents(lambda x: x**2, {"rate 0.1": path}, -3, 3).axes
    graph, path, _ = axes.lines
    assert graph.get_ydata() == pytest.approx(graph.get_xdata() ** 2)
    assert path.get_xdata() == pytest.approx([2.5, 2.0, 1.6, 1.28])
    assert path.get_ydata() == pytest.approx([6.25, 4.0, 2.56, 1.6384])
    assert not axes.texts


def test_a_path_that_leaves_says_where_it_goes():
    (axes,) = descents(lambda x: x**2, {"thrown": [1.0, -2.0, -250.0, 3e9]}, -3, 3).axes
    assert [text.get_text() for text in axes.texts] == ["to -250"]
    path = axes.lines[1].get_xdata()
    assert path[:2].tolist() == [1.0, -2.0]
    assert len(path) == 3
    assert path[2] < -3
    limits = axes.get_ylim()
    assert limits[1] < 10, "the picture is of f, not of where the path went"


# -- films -----------------------------------------------------------------------------


WAYS = {"SGD": np.array([[2.0, 1.0], [1.0, -0.5], [0.5, 0.25], [0.2, 0.0]])}


def film(path, **settings):
    return animate(bowl, (-3, 3), (-2, 2), WAYS, path, dpi=40, **settings)


def ink(picture, colour):
    """How many pixels have about this colour."""
    pixels = np.array(picture.convert("RGB")).astype(int)
    return int((np.abs(pixels - colour).sum(axis=-1) < 40).sum())


def test_a_gif_has_a_frame_per_step_and_the_line_grows(tmp_path):
    path = film(tmp_path / "way.gif", fps=10)
    with Image.open(path) as gif:
        assert gif.n_frames == 4
        counts, times = [], []
        for frame in range(4):
            gif.seek(frame)
            counts.append(ink(gif, (0x2B, 0x6C, 0xB8)))
            times.append(gif.info["duration"])
    assert counts == sorted(counts)
    assert len(set(counts)) == 4
    assert times == [100, 100, 100, 1500]


def test_an_mp4_is_written_by_ffmpeg(tmp_path):
    pytest.importorskip("imageio_ffmpeg")
    content = film(tmp_path / "way.mp4").read_bytes()
    assert content[4:8] == b"ftyp"


def test_without_ffmpeg_an_mp4_says_what_helps(tmp_path, monkeypatch):
    monkeypatch.setattr(encoders, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(MissingExtra, match=r"needs ffmpeg; install it.*\.gif needs"):
        film(tmp_path / "way.mp4")
    assert not list(tmp_path.iterdir())


def test_films_that_cannot_be_made(tmp_path):
    with pytest.raises(FileNotFoundError):
        film(tmp_path / "none" / "way.gif")


def test_a_film_in_another_theme(tmp_path):
    with Image.open(film(tmp_path / "dark.gif", theme="dark")) as gif:
        corner = gif.convert("RGB").getpixel((0, 0))
    assert max(corner) < 64


def test_f_gets_values_or_tensors_only():
    kinds = set()

    def watched(x, y):
        kinds.add(type(x).__name__)
        return bowl(x, y)

    loss_surface(watched, resolution=5)
    trajectory(watched, [1.0, 1.0], lambda p: SGD(p, lr=0.1), steps=1)
    assert kinds == {"Tensor", "Value"}
    assert isinstance(bowl(Value(1.0), Value(2.0)), Value)
