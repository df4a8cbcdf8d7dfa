"""Habits of other libraries, and what to write here: the messages, and a page of docs.

Each table maps a name to advice. What stands between backticks in the advice runs as it
is, which a test does; so the message, the page and the truth are one text. `nn` and
`optim` keep tables of the same form in their `checks`.
"""

import numpy as np

from autograd_core.messages.habits import jax, micrograd, pytorch


class _AndNumPys(dict[str, str]):
    """Advice by name; for other names of NumPy the advice to ask NumPy."""

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in dir(np)

    def __missing__(self, name: str) -> str:
        return f"NumPy's own takes nodes, or says what to write: `np.{name}`"


NAMES = _AndNumPys(pytorch.CORE | jax.CORE | micrograd.CORE)
"""Names that the package `autograd_core` lacks."""
