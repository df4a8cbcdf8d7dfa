"""DOT text to SVG, PNG or PDF, by whichever Graphviz there is.

The system's `dot` when it is on the PATH, else the Graphviz inside the pygraphviz
wheel. Both run in processes of their own: a layout can be interrupted, a crash or a
warning of Graphviz stays there, and threads may draw at the same time.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

from viz.output import bundled

FORMATS = ("svg", "png", "pdf")
LAYOUT = "json"
"""Where everything is, as data."""
PNG_DPI = 192

# The same picture is the same bytes: a PDF would hold the time at which it was made.
# SOURCE_DATE_EPOCH leaves it out too, in some versions of Graphviz; but with it the
# library of fonts takes its caches for outdated, and each picture searches all fonts
# anew, for half a second.
_DATE = re.compile(rb"/CreationDate \(D:\d{14}[^)]*\)")
_EPOCH = b"/CreationDate (D:19700101000000Z)"


class RenderError(RuntimeError):
    """Graphviz is missing, or it could not draw this graph."""


def render(source: str, format: str = "svg", dpi: float | None = None) -> bytes:
    """Lay out DOT text and draw it.

    Args:
        source: DOT text.
        format: "svg", "png" or "pdf"; "json" for where everything is, as data.
        dpi: pixels per inch of a PNG; 192 by default.

    Returns:
        The bytes of the picture.

    Raises:
        ValueError: an unknown format.
        RenderError: there is no Graphviz, or it refused the text.

    >>> render("digraph { a -> b }", "png")[:4]
    b'\\x89PNG'
    """
    if format not in (*FORMATS, LAYOUT):
        raise ValueError(f"unknown format {format!r}; known: {', '.join(FORMATS)}")
    resolution = f"{dpi or PNG_DPI:.10g}" if format == "png" else ""
    program = shutil.which("dot")
    try:
        if program:
            drawn = _by_program(program, source, format, resolution)
        else:
            _require_bundled()
            drawn = bundled.draw(source, format, resolution)
    except OSError as error:
        raise RenderError(
            f"cannot start Graphviz ({program or sys.executable}): {error}"
        ) from error
    picture, said, status = drawn
    if not picture:
        raise RenderError(_complaint(said, status))
    if "too large" in said:
        from autograd_core.extend import warn  # `backprop --help` loads no core

        warn(
            "the picture has more pixels than Graphviz can draw, and its letters come "
            "out smaller; give a smaller dpi= or width=, or write an .svg or .pdf",
            RuntimeWarning,
        )
    return _DATE.sub(_EPOCH, picture)


def available() -> bool:
    """Whether there is a Graphviz to draw with.

    >>> available()
    True
    """
    return bool(shutil.which("dot")) or find_spec("pygraphviz") is not None


def _require_bundled() -> None:
    if find_spec("pygraphviz") is None:
        # Here, because `backprop --help` imports this file, but neither core nor NumPy.
        from autograd_core.extend import install_command

        raise RenderError(
            "drawing needs Graphviz, which comes with pygraphviz: "
            + install_command("autograd_core[viz]")
        )


def _by_program(
    program: str, source: str, format: str, dpi: str
) -> tuple[bytes, str, int]:
    """The picture, b"" if there is none; what `dot` said; its status."""
    process = subprocess.run(
        [program, f"-T{format}", *([f"-Gdpi={dpi}"] if dpi else [])],
        input=source.encode(),
        capture_output=True,
        check=False,
        creationflags=bundled.NO_WINDOW,
    )
    said = process.stderr.decode(errors="replace")
    return b"" if process.returncode else process.stdout, said, process.returncode


def _complaint(said: str, status: int) -> str:
    lines = [line for line in said.splitlines() if not line.startswith("Fontconfig")]
    reason = lines[-1] if lines else f"it ended with status {status}"
    return (
        f"Graphviz could not draw this graph: {reason}; "
        "a smaller max_nodes draws less of it"
    )
