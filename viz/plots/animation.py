"""Optimizers on their way down, as a film: GIF, or MP4."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import which
from typing import Any

from viz.extras import MissingExtra, require
from viz.files import require_folder, write_whole
from viz.plots.style import look
from viz.plots.surfaces import Surface, checked_paths, loss_surface, within
from viz.themes import Theme, theme_named

ENDINGS = (".gif", ".mp4")
PAUSE = 12
"""How many frames the end stays, before a GIF begins again."""


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
    """Write a film of optimizers that go down a loss surface, all at the same time.

    Args:
        f: a function of two Values or Tensors.
        x: from where to where on the first axis.
        y: from where to where on the second.
        trajectories: by name, points of shape (steps + 1, 2), as `trajectory` gives.
        path: where to write it, ending in .gif, or in .mp4, which needs ffmpeg.
        fps: steps per second.
        dpi: pixels per inch.
        theme: "light", "dark", "projector", "colorblind", or a `viz.themes.Theme`.
        settings: as for `loss_surface`, such as `minimum` and `title`.

    Returns:
        The path.

    Raises:
        MissingExtra: matplotlib is not installed, or for an .mp4 there is no ffmpeg.
        ValueError: another ending, or no trajectories.
        OSError: the file cannot be written; nothing is left behind.

    >>> from viz.plots import trajectory
    >>> from optim import SGD
    >>> bowl = lambda x, y: x**2 + y**2
    >>> ways = {"SGD": trajectory(bowl, [2.0, 1.0], lambda p: SGD(p, lr=0.4), steps=2)}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     film = animate(bowl, (-3, 3), (-3, 3), ways, folder + "/a.gif", dpi=20)
    ...     film.read_bytes()[:4]
    b'GIF8'
    """
    target = Path(path)
    if target.suffix.lower() not in ENDINGS:
        raise ValueError(
            f"cannot tell from {str(target)!r} what to write: unknown file ending "
            f"{target.suffix!r}; known: {', '.join(ENDINGS)}"
        )
    if not trajectories:
        raise ValueError("animate: no trajectories to show")
    require_folder(target)
    chosen = theme_named(theme, "animate")
    figure = loss_surface(f, x, y, trajectories, theme=chosen, **settings)
    paths = [*checked_paths(trajectories).values()]
    with tempfile.TemporaryDirectory() as folder, look(chosen, "animate"):
        film = Path(folder) / f"film{target.suffix.lower()}"
        _write(figure, paths, film, fps, dpi)
        write_whole(target, film.read_bytes())
    return target


def _write(figure: Any, paths: Sequence[Any], film: Path, fps: int, dpi: int) -> None:
    """Frame after frame, the paths up to one more step."""
    matplotlib = require("matplotlib", "matplotlib")
    require("matplotlib.backends.backend_agg").FigureCanvasAgg(figure)
    figure.canvas.draw()
    figure.set_layout_engine("none")  # what has been found holds for all frames
    axes = figure.axes[0]
    lines = {line.get_label(): line for line in axes.get_lines()}
    drawn = [lines[text.get_text()] for text in axes.get_legend().get_texts()]
    shown = [within(path, axes) for path in paths]
    longest = max(map(len, shown))
    writer, settings = _writer(film, fps)
    with matplotlib.rc_context(settings), writer.saving(figure, str(film), dpi):
        for step in [*range(1, longest + 1), *[longest] * PAUSE]:
            for line, path in zip(drawn, shown, strict=True):
                line.set_data(*path[:step].T)
            writer.grab_frame()


def _writer(film: Path, fps: int) -> tuple[Any, dict[str, str]]:
    """Who writes the frames, and the settings it needs."""
    writers = require("matplotlib.animation", "matplotlib")
    if film.suffix == ".gif":
        return writers.PillowWriter(fps=fps), {}
    return writers.FFMpegWriter(fps=fps), {"animation.ffmpeg_path": _ffmpeg()}


def _ffmpeg() -> str:
    """The ffmpeg of the system, else the one that the imageio-ffmpeg package brings."""
    found = which("ffmpeg")
    if found:
        return found
    try:
        bundled: str = require("imageio_ffmpeg", "imageio-ffmpeg").get_ffmpeg_exe()
        return bundled
    except (MissingExtra, RuntimeError):
        raise MissingExtra(
            "an .mp4 needs ffmpeg; install it, or: pip install imageio-ffmpeg. A .gif "
            "needs neither"
        ) from None
