"""A warning of outputs that went through the function that a loss applies itself."""

from __future__ import annotations

from typing import Any

from autograd_core import Node
from autograd_core.extend import warn


def warn_of_activated(loss: str, activation: str, input: Any) -> None:
    """Warn if the outputs were made by the activation that is part of the loss.

    Twice a softmax or sigmoid trains, but slowly, and to a loss far above 0: the scores
    of the second lie between 0 and 1.

    >>> from autograd_core import Value
    >>> warn_of_activated("cross_entropy", "softmax", [Value(2.0), Value(1.0)])
    """
    first = input
    while isinstance(first, (list, tuple)) and first:
        first = first[0]
    if isinstance(first, Node) and first.op == activation:
        warn(
            f"{loss}: the outputs were made by {activation}, which is part of this "
            f"loss and is applied twice; leave the {activation} out of the network",
            UserWarning,
        )
