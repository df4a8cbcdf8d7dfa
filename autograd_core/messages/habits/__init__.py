"""Habits of other libraries, and what to write here: the messages, and a page of docs.

Each table maps a name to advice. What stands between backticks in the advice runs as it
is, which a test does; so the message, the page and the truth are one text. `nn` and
`optim` keep tables of the same form in their `checks`.
"""

from autograd_core.messages.habits import jax, micrograd, pytorch

NAMES = pytorch.CORE | jax.CORE | micrograd.CORE
"""Names that the package `autograd_core` lacks."""
