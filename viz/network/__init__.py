"""Diagrams of networks, neuron by neuron."""

from autograd_core.extend import advise_calls as _advise_calls
from viz.other_names import OTHER_NAMES as _OTHER_NAMES

_advise_calls(__name__, _OTHER_NAMES["network"])
