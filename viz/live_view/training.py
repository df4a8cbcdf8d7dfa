"""How training goes: losses and norms of gradients, thinned for a page."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from viz.graph.text_format import visible
from viz.page.graph_json import script_number

if TYPE_CHECKING:
    from optim.training.loop import Training

MOST_POINTS = 400
MOST_NORMS = 24
INTERVAL = 0.1
"""The least time between two messages, in seconds."""


class Progress:
    """The losses and gradient norms of a run of `fit`.

    >>> progress = Progress()
    >>> progress.note_loss(1, 0.5)
    >>> progress.content()["losses"], progress.due()
    ([[1, '0.5']], True)
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new run."""
        self._losses: list[tuple[int, float]] = []
        self._every = 1
        self._norms: list[tuple[str, Any]] = []
        self._read: list[list[str]] = []
        self._told = -INTERVAL

    def note_loss(self, step: int, loss: float) -> None:
        """The loss of a step; of a long run every second, fourth, ... step is kept."""
        if step % self._every == 0 or not self._losses:
            self._losses.append((step, loss))
        if len(self._losses) > MOST_POINTS:
            self._every *= 2
            self._losses = self._losses[:1] + [
                point for point in self._losses[1:] if point[0] % self._every == 0
            ]

    def note_gradients(self, training: Training) -> None:
        """The gradients are known; they are read if a message is due."""
        named = getattr(training.model, "named_parameters", None)
        pairs = named() if callable(named) else ()
        names = {id(parameter): name for name, parameter in pairs}
        self._norms = [
            (names.get(id(p)) or p.label or f"parameter {i}", p)
            for i, p in enumerate(training.optimizer.params)
        ]
        if time.monotonic() - self._told >= INTERVAL:
            self.note_norms()

    def note_norms(self) -> None:
        """Read the norms of the gradients as they are now."""
        self._read = [
            [visible(name, 30), script_number(float(np.linalg.norm(np.ravel(p.grad))))]
            for name, p in self._norms[:MOST_NORMS]
        ]

    def due(self) -> bool:
        """Whether it is time for a message; then it counts as sent."""
        now = time.monotonic()
        if now - self._told < INTERVAL:
            return False
        self._told = now
        return True

    def content(self) -> dict[str, Any] | None:
        """What to send; None before the first run."""
        if not self._losses:
            return None
        losses = [[step, script_number(loss)] for step, loss in self._losses]
        return {"losses": losses, "norms": self._read}
