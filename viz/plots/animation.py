"""Optimizers on their way down, as a film: GIF, or MP4."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any

import numpy as np

from autograd_core.extend import MissingExtra, require
from viz.diagram.themes import Theme, theme_named
from viz.graph.files import require_folder, write_whole
from viz.output.graphviz import RenderError
from viz.plots.style import look
from viz.plots.surfaces import Surface, checked_paths, loss_surface, within

ENDINGS = (".gif", ".mp4")
PAUSE = 1.5
"""How many seconds the last frame stays."""
SWATCH, OF_LINES = 256, 96
"""Pixels per hue to choose from, and how many colours of a GIF are chosen that way."""


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
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.
        settings: as for `loss_surface`, such as `minimum` and `title`.

    Returns:
        The path.

    Raises:
        MissingExtra: matplotlib is not installed, or for an .mp4 there is no ffmpeg.
        RenderError: ffmpeg refused.
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
    with look(chosen, "animate"):
        frames = _frames(figure, paths, dpi)
    write = _gif if target.suffix.lower() == ".gif" else _mp4
    write_whole(target, write(frames, fps))
    return target


def _frames(figure: Any, paths: Sequence[Any], dpi: int) -> list[Any]:
    """A picture for each step, arrays of shape (height, width, 3).

    The contours are drawn once; only the lines, and what lies on top of them, are
    drawn again for each frame.
    """
    agg = require("matplotlib.backends.backend_agg", "viz")
    figure.set_dpi(dpi)
    canvas = agg.FigureCanvasAgg(figure)
    axes = figure.axes[0]
    legend = axes.get_legend()
    named = {line.get_label(): line for line in axes.get_lines()}
    moving = [named[text.get_text()] for text in legend.get_texts()]
    on_top = sorted([*axes.get_lines(), legend], key=lambda each: each.get_zorder())
    canvas.draw()
    figure.set_layout_engine("none")  # what has been found holds for all frames
    for each in on_top:
        each.set_visible(False)
    canvas.draw()
    for each in on_top:
        each.set_visible(True)
    below = canvas.copy_from_bbox(figure.bbox)
    shown = [within(path, axes) for path in paths]
    frames = []
    for step in range(1, max(map(len, shown)) + 1):
        for line, path in zip(moving, shown, strict=True):
            line.set_data(*path[:step].T)
        canvas.restore_region(below)
        for each in on_top:
            axes.draw_artist(each)
        frames.append(np.array(canvas.buffer_rgba())[:, :, :3])
    return frames


def _gif(frames: list[Any], fps: int) -> bytes:
    pillow = require("PIL.Image", "viz", "pillow")
    palette = pillow.new("P", (1, 1))
    palette.putpalette(_palette(frames[-1], pillow))
    pictures = [
        pillow.fromarray(each).quantize(palette=palette, dither=0) for each in frames
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
    """256 colours for all frames, from the last one, which has all there are.

    Some are chosen by how much there is of a colour, for the surface; the others by
    hue, so that one that only thin lines have is kept as well.
    """
    pixels = frame.reshape(-1, 3)
    hues, found = np.unique(pixels // 32, axis=0, return_inverse=True)
    alike = [pixels[found.ravel() == hue] for hue in range(len(hues))]
    swatches = np.concatenate([np.resize(each, (SWATCH, 3)) for each in alike])
    colours: list[int] = []
    for source, count in ((frame, 256 - OF_LINES), (swatches[None], OF_LINES)):
        chosen = pillow.fromarray(source).quantize(count).getpalette()[: 3 * count]
        colours += chosen + [0] * (3 * count - len(chosen))
    return colours


def _mp4(frames: list[Any], fps: int) -> bytes:
    """Raw frames through ffmpeg; H.264 wants even numbers of pixels."""
    height, width = [side - side % 2 for side in frames[0].shape[:2]]
    film = [*frames, *frames[-1:] * int(PAUSE * fps)]
    raw = b"".join(frame[:height, :width].tobytes() for frame in film)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "film.mp4"
        command = [_ffmpeg(), "-loglevel", "error", "-f", "rawvideo"]
        command += ["-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"{fps}"]
        command += ["-i", "-", "-pix_fmt", "yuv420p", "-movflags", "faststart"]
        done = subprocess.run([*command, str(out)], input=raw, capture_output=True)
        if done.returncode or not out.exists():
            reason = done.stderr.decode(errors="replace").strip().splitlines()
            raise RenderError(
                f"ffmpeg could not write the film: {(reason or ['no reason'])[-1]}; "
                "a .gif needs no ffmpeg"
            )
        return out.read_bytes()


def _ffmpeg() -> str:
    """The ffmpeg of the system, else the one that the imageio-ffmpeg package brings."""
    found = which("ffmpeg")
    if found:
        return found
    try:
        bundled: str = require(
            "imageio_ffmpeg", "video", "imageio-ffmpeg"
        ).get_ffmpeg_exe()
        return bundled
    except (MissingExtra, RuntimeError):
        raise MissingExtra(
            'an .mp4 needs ffmpeg; install it, or: pip install "autograd_core[video]". '
            "A .gif needs neither"
        ) from None
