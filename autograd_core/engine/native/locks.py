"""One walk at a time: threads may share parameters, and the marks are on the nodes."""

from __future__ import annotations

import os
import threading

walk_lock = threading.RLock()


def _renew_lock() -> None:
    # A forked child has none of the threads that may have held the lock.
    global walk_lock
    walk_lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)
