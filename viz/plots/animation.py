"""Optimizers on their way down, as a film: GIF, or MP4."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.extend import explained, require, require_folder, write_file
from viz.animation.encoders import gif, mp4
from viz.diagram.themes import Theme, theme_named
from viz.output.endings import ending_of
from viz.plots.style import look
from viz.plots.surfaces import Surface, checked_paths, loss_surface, within

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENCODERS = {"gif": gif, "mp4": mp4}
"""By the ending of the file name, without its dot."""


@explained
def animate(
    f: Surface,
    x: tuple[float, float],
    y: tuple[float, float],
    trajectories: Mapping[str, Any],
    path: str | os.PathLike[str],
    *,
    fps: int = 12,
    dpi: int = 90,
    theme: str | Theme = "light",
    **settings: Any,
) -> Path:
    """Write an animation of optimizers on a loss surface, all at the same time.

    Args:
        f: a function of two Values or Tensors.
        x: the range of the first axis.
        y: the range of the second.
        trajectories: by name, points of shape (steps + 1, 2), as `trajectory` gives.
        path: the file, ending in .gif, or in .mp4, which needs ffmpeg.
        fps: steps per second.
        dpi: pixels per inch.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.
        settings: as for `loss_surface`, such as `minimum` and `title`.

    Returns:
        The path.

    Raises:
        MissingExtra: matplotlib is not installed, or for an .mp4 there is no ffmpeg.
        RenderError: ffmpeg failed.
        ValueError: another ending, or no trajectories.
        OSError: the file cannot be written; nothing is left behind.

    >>> from viz.plots import trajectory
    >>> from optim import SGD
    >>> bowl = lambda x, y: x**2 + y**2
    >>> path = trajectory(bowl, [2.0, 1.0], lambda p: SGD(p, lr=0.4), steps=2)
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     film = animate(
    ...         bowl, (-3, 3), (-3, 3), {"SGD": path}, folder + "/a.gif", dpi=20
    ...     )
    ...     film.read_bytes()[:4]
    b'GIF8'
    """
    target = Path(path)
    ending = ending_of(target, ENCODERS)
    if not trajectories:
        raise ValueError("animate: no trajectories to show")
    require_folder(target)
    colours = theme_named(theme, "animate")
    figure = loss_surface(f, x, y, trajectories, theme=colours, **settings)
    paths = [*checked_paths(trajectories).values()]
    with look(colours, "animate"):
        frames = _frames(figure, paths, dpi)
    write_file(target, ENCODERS[ending](frames, fps))
    return target


def _frames(figure: Figure, paths: Sequence[Any], dpi: int) -> list[Any]:
    """Return a picture for each step, arrays of shape (height, width, 3).

    The contours are drawn once; only the lines, and what lies on top of them, are
    drawn again for each frame.
    """
    agg = require("matplotlib.backends.backend_agg", "viz")
    figure.set_dpi(dpi)
    canvas = agg.FigureCanvasAgg(figure)
    axes = figure.axes[0]
    legend: Any = axes.get_legend()
    by_label = {line.get_label(): line for line in axes.get_lines()}
    lines = [by_label[text.get_text()] for text in legend.get_texts()]
    artists = sorted([*axes.get_lines(), legend], key=lambda part: part.get_zorder())
    canvas.draw()
    figure.set_layout_engine("none")  # this layout holds for all frames
    for artist in artists:
        artist.set_visible(False)
    canvas.draw()
    for artist in artists:
        artist.set_visible(True)
    background = canvas.copy_from_bbox(figure.bbox)
    visible = [within(path, axes) for path in paths]
    frames = []
    for step in range(1, max(map(len, visible)) + 1):
        for line, path in zip(lines, visible, strict=True):
            line.set_data(*path[:step].T)
        canvas.restore_region(background)
        for artist in artists:
            axes.draw_artist(artist)
        frames.append(np.array(canvas.buffer_rgba())[:, :, :3])
    return frames
