"""Frames of pixels as a film: GIF, or MP4."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any

import numpy as np

from autograd_core.extend import MissingExtra, install_command, require
from viz.output.graphviz import RenderError

PAUSE = 1.5
"""Seconds that the last frame stays."""
SWATCH, OF_LINES = 256, 96
"""Pixels of each hue to choose colours from, and how many colours are chosen so."""


def gif(frames: Sequence[Any], fps: float) -> bytes:
    """Frames, arrays of shape (height, width, 3), as an animated GIF."""
    pillow = require("PIL.Image", "viz", "pillow")
    palette = pillow.new("P", (1, 1))
    palette.putpalette(_palette(frames[-1], pillow))
    pictures = [
        pillow.fromarray(frame).quantize(palette=palette, dither=0) for frame in frames
    ]
    times = [round(1000 / fps)] * (len(frames) - 1) + [int(1000 * PAUSE)]
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


def mp4(frames: Sequence[Any], fps: float) -> bytes:
    """The same as an MP4, by ffmpeg; H.264 needs even numbers of pixels.

    Raises:
        MissingExtra: there is no ffmpeg.
        RenderError: it failed.
    """
    height, width = [side - side % 2 for side in frames[0].shape[:2]]
    pictures = [*frames, *[frames[-1]] * int(1 + PAUSE * fps)]
    raw = b"".join(frame[:height, :width].tobytes() for frame in pictures)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "film.mp4"
        command = [_ffmpeg(), "-loglevel", "error", "-f", "rawvideo"]
        command += ["-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", f"{fps:g}"]
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
