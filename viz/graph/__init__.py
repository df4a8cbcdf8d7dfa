"""The graph that is shown: trace, names, scopes, numbers as text."""

from autograd_core.extend import advise_calls as _advise_calls

_advise_calls(__name__, "write `viz.draw(v)`")
