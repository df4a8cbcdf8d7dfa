"""The engine: how a graph is recorded and walked. Start with ../README.md."""

from autograd_core.messages.habits.micrograd import ENGINE as _ENGINE
from autograd_core.messages.namespaces import advise_imports as _advise_imports

_advise_imports(__name__, (), _ENGINE)
