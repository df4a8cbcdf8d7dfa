"""DOT text to SVG, PNG or PDF, by whichever Graphviz there is.

The system's `dot` when it is on the PATH, else the Graphviz inside the pygraphviz
wheel. Both run in a process of their own: a layout can be interrupted, a crash or a
warning of Graphviz stays there, and threads may draw at the same time.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from importlib.util import find_spec

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

_BUNDLED = """
import sys
sys.path[:] = sys.argv[3:]
from pygraphviz import AGraph
graph = AGraph(string=sys.stdin.buffer.read().decode())
if sys.argv[2]:
    graph.graph_attr["dpi"] = sys.argv[2]
sys.stdout.buffer.write(graph.draw(format=sys.argv[1], prog="dot"))
"""


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
    if program:
        command = [
            program,
            f"-T{format}",
            *([f"-Gdpi={resolution}"] if resolution else []),
        ]
    else:
        command = _bundled_command(format, resolution)
    return _DATE.sub(_EPOCH, _run(command, source))


def available() -> bool:
    """Whether there is a Graphviz to draw with.

    >>> available()
    True
    """
    return bool(shutil.which("dot")) or find_spec("pygraphviz") is not None


def _bundled_command(format: str, dpi: str) -> list[str]:
    if find_spec("pygraphviz") is None:
        # Here, because `backprop --help` imports this file, but neither core nor NumPy.
        from autograd_core.extend import install_command

        raise RenderError(
            "drawing needs Graphviz, which comes with pygraphviz: "
            + install_command("autograd_core[viz]")
        )
    # The search path without the current folder, where any file may lie. Python need
    # not look for packages by itself (-I, -S): that takes a quarter of its start.
    paths = [path for path in sys.path if path]
    return [sys.executable, "-I", "-S", "-c", _BUNDLED, format, dpi, *paths]


def _run(command: list[str], source: str) -> bytes:
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0) if os.name == "nt" else 0
    try:
        process = subprocess.run(
            command,
            input=source.encode(),
            capture_output=True,
            check=False,
            creationflags=flags,
        )
    except OSError as error:
        raise RenderError(f"cannot start Graphviz ({command[0]}): {error}") from error
    if process.returncode or not process.stdout:
        raise RenderError(_complaint(process.stderr.decode(errors="replace"), process))
    if b"too large" in process.stderr:
        warnings.warn(
            "the picture has more pixels than Graphviz can draw, and its letters come "
            "out smaller; give a smaller dpi= or width=, or write an .svg or .pdf",
            RuntimeWarning,
            stacklevel=2,
        )
    return process.stdout


def _complaint(stderr: str, process: subprocess.CompletedProcess[bytes]) -> str:
    lines = [line for line in stderr.splitlines() if not line.startswith("Fontconfig")]
    reason = lines[-1] if lines else f"it ended with status {process.returncode}"
    return (
        f"Graphviz could not draw this graph: {reason}; "
        "a smaller max_nodes draws less of it"
    )
