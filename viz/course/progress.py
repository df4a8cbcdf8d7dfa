"""What a learner has solved, in a small file of their own."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograd_core.extend import write_file
from viz.course.judge import Verdict

VARIABLE = "BACKPROP_PROGRESS"
"""An environment variable with another place for the file."""


def progress_file() -> Path:
    """Return where progress is kept: in the user's folder for data.

    >>> progress_file().suffix
    '.json'
    """
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE])
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(os.path.expanduser(base)) / "backprop" / "progress.json"


def progress() -> dict[int, dict[str, Any]]:
    """Return for each lesson that was tried how often, and whether it was solved.

    A file that cannot be read counts as none.
    """
    try:
        stored = json.loads(progress_file().read_text("utf-8"))
        entries = {int(lesson): dict(entry) for lesson, entry in stored.items()}
        return {
            lesson: {"tries": int(entry["tries"]), "solved": bool(entry["solved"])}
            for lesson, entry in entries.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError):
        return {}


def remember(lesson: int, verdict: Verdict) -> None:
    """Add a verdict to the file; where it cannot be written nothing happens."""
    stored = progress()
    entry = stored.setdefault(lesson, {"tries": 0, "solved": False})
    entry["tries"] += 1
    entry["solved"] = entry["solved"] or verdict.ok
    text = json.dumps({str(key): stored[key] for key in sorted(stored)}, indent=1)
    with contextlib.suppress(OSError, RuntimeError):
        path = progress_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text.encode())


def progress_in_words(entry: Mapping[str, Any] | None) -> str:
    """Return what is known of a lesson in a few words.

    >>> progress_in_words({"tries": 3, "solved": True}), progress_in_words(None)
    ('solved, 3 tries', '')
    """
    if not entry:
        return ""
    tries = "1 try" if entry["tries"] == 1 else f"{entry['tries']} tries"
    return f"solved, {tries}" if entry["solved"] else tries
