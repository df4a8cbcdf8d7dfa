"""Diagrams of networks, neuron by neuron."""

from autograd_core.extend import advise_calls as _advise_calls

_advise_calls(__name__, "write `viz.draw_network(mlp)`")
