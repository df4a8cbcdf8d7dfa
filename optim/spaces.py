"""Distributions from which random settings are drawn."""

from optim.search.distributions import drawn as drawn
from optim.search.distributions import integers as integers
from optim.search.distributions import log_uniform as log_uniform
from optim.search.distributions import uniform as uniform
