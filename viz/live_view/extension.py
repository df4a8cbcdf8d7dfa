"""`%load_ext viz.live_view.extension`: a live page from the first prompt of IPython."""

from __future__ import annotations

from typing import Any

from viz.live_view.live import live


def load_ipython_extension(shell: Any) -> None:
    """Start a page that follows the shell; the shell knows it as `view`.

    `c.LivePage.lang = "de"` in the configuration of IPython chooses its language.
    """
    lang = shell.config.LivePage.get("lang", "en")
    shell.user_ns["view"] = live(names=shell.user_ns, lang=lang)
