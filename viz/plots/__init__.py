"""Plots of data, models and training; each function returns a matplotlib figure.

Nothing here opens a window. `viz.plots.save(figure, "x.svg")` writes a figure, and so
does its own `savefig`.
"""

import typing as _typing

from autograd_core.extend import public_namespace as _public_namespace
from viz.plots.activations import activations as activations
from viz.plots.animation import animate as animate
from viz.plots.boundaries import decision_boundary as decision_boundary
from viz.plots.classes import confusion_matrix as confusion_matrix
from viz.plots.classes import digits as digits
from viz.plots.curves import learning_curves as learning_curves
from viz.plots.curves import optimizer_race as optimizer_race
from viz.plots.descent import descents as descents
from viz.plots.fits import fits as fits
from viz.plots.layers import gradient_norms as gradient_norms
from viz.plots.layers import histograms as histograms
from viz.plots.other_names import PLOTS as _PLOTS
from viz.plots.style import panels as panels
from viz.plots.style import save as save
from viz.plots.surfaces import loss_surface as loss_surface
from viz.plots.surfaces import trajectory as trajectory
from viz.plots.sweeps import learning_rate_sweep as learning_rate_sweep
from viz.plots.weight_images import weight_images as weight_images

# If type checkers saw these, every name would be right to them.
if not _typing.TYPE_CHECKING:
    __all__, __dir__, __getattr__ = _public_namespace(globals(), advice=_PLOTS)
