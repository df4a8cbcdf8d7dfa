"""Optimizers on their way down, as a film: GIF, or MP4."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.extend import (
    MissingExtra,
    install_command,
    require,
    require_folder,
    write_file,
)
from viz.diagram.themes import Theme, theme_named
from viz.output.graphviz import RenderError
from viz.plots.style import look
from viz.plots.surfaces import Surface, checked_paths, loss_surface, within

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENDINGS = (".gif", ".mp4")
PAUSE = 1.5
"""Seconds that the last frame stays."""
SWATCH, OF_LINES = 256, 96
"""Pixels of each hue to choose colours from, and how many colours are chosen so."""


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
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     film = animate(
    ...         bowl, (-3, 3), (-3, 3), {"SGD": path}, folder + "/a.gif", dpi=20
    ...     )
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
    colours = theme_named(theme, "animate")
    figure = loss_surface(f, x, y, trajectories, theme=colours, **settings)
    paths = [*checked_paths(trajectories).values()]
    with look(colours, "animate"):
        frames = _frames(figure, paths, dpi)
    write = _gif if target.suffix.lower() == ".gif" else _mp4
    write_file(target, write(frames, fps))
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


def _gif(frames: list[Any], fps: int) -> bytes:
    """Encode frames as an animated GIF."""
    pillow = require("PIL.Image", "viz", "pillow")
    palette = pillow.new("P", (1, 1))
    palette.putpalette(_palette(frames[-1], pillow))
    pictures = [
        pillow.fromarray(frame).quantize(palette=palette, dither=0) for frame in frames
    ]
    times = [1000 // fps] * (len(frames) - 1) + [int(1000 * PAUSE)]
    buffer = BytesIO()
    pictures[0].save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=pictures[1:],
        duration=times,
        loop=0,
        optimize=True,
    )
    return buffer.getvalue()


def _palette(frame: Any, pillow: Any) -> list[int]:
    """Return 256 colours for all frames, from the last one, which has them all.

    Some are chosen by area, for the surface; the others by hue, so that the colours of
    thin lines are among them.
    """
    pixels = frame.reshape(-1, 3)
    hues, hue_of_pixel = np.unique(pixels // 32, axis=0, return_inverse=True)
    groups = [pixels[hue_of_pixel.ravel() == hue] for hue in range(len(hues))]
    swatches = np.concatenate([np.resize(group, (SWATCH, 3)) for group in groups])
    colours: list[int] = []
    for source, count in ((frame, 256 - OF_LINES), (swatches[None], OF_LINES)):
        palette = pillow.fromarray(source).quantize(count).getpalette()[: 3 * count]
        colours += palette + [0] * (3 * count - len(palette))
    return colours


def _mp4(frames: list[Any], fps: int) -> bytes:
    """Encode frames with ffmpeg; H.264 needs even numbers of pixels."""
    height, width = [side - side % 2 for side in frames[0].shape[:2]]
    pictures = [*frames, *frames[-1:] * int(PAUSE * fps)]
    raw = b"".join(frame[:height, :width].tobytes() for frame in pictures)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "film.mp4"
        command = [_ffmpeg(), "-loglevel", "error", "-f", "rawvideo"]
        command += ["-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"{fps}"]
        command += ["-i", "-", "-pix_fmt", "yuv420p", "-movflags", "faststart"]
        process = subprocess.run([*command, str(out)], input=raw, capture_output=True)
        if process.returncode or not out.exists():
            reason = process.stderr.decode(errors="replace").strip().splitlines()
            raise RenderError(
                f"ffmpeg could not write the film: {(reason or ['no reason'])[-1]}; "
                "a .gif needs no ffmpeg"
            )
        return out.read_bytes()


def _ffmpeg() -> str:
    """Return the ffmpeg of the system, or else that of the package imageio-ffmpeg."""
    system = which("ffmpeg")
    if system:
        return system
    try:
        bundled: str = require(
            "imageio_ffmpeg", "video", "imageio-ffmpeg"
        ).get_ffmpeg_exe()
        return bundled
    except (MissingExtra, RuntimeError):
        raise MissingExtra(
            "an .mp4 needs ffmpeg; install it, or: "
            f"{install_command('autograd_core[video]')}. A .gif needs neither"
        ) from None
