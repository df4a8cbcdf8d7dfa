"""A thread that does the newest of its tasks: a prompt does not wait for Graphviz."""

from __future__ import annotations

import threading
from collections.abc import Callable

Task = Callable[[], None]


class Worker:
    """Does tasks in a thread of its own; one that was not begun gives way to a newer.

    >>> worker = Worker()
    >>> worker.do(lambda: print("done"))
    >>> worker.wait()
    done
    """

    def __init__(self) -> None:
        self._task: Task | None = None
        self._changed = threading.Condition()
        self._busy = False
        self._started = False

    def do(self, task: Task) -> None:
        """Do a task soon."""
        with self._changed:
            self._task = task
            if not self._started:
                threading.Thread(target=self._run, daemon=True).start()
                self._started = True
            self._changed.notify_all()

    def wait(self) -> None:
        """Wait until there is nothing left to do."""
        with self._changed:
            self._changed.wait_for(lambda: self._task is None and not self._busy)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._busy = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._task is not None)
                task, self._task, self._busy = self._task, None, True
            if task is not None:
                task()
