"""`%load_ext viz.live_view.extension`: a live page from the first prompt of IPython."""

from __future__ import annotations

from typing import Any

from viz.live_view.live import live


def load_ipython_extension(shell: Any) -> None:
    """Start a page that follows the shell; the shell knows it as `view`."""
    shell.user_ns["view"] = live(names=shell.user_ns)
