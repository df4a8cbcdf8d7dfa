"""`Tensor`, an array in the graph, on the same node as `Value`."""

from autograd_core.messages.namespaces import advise_calls as _advise_calls

_advise_calls(__name__, "write `Tensor([1.0, 2.0])`, with a capital")
