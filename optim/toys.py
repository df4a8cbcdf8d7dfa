"""Small data sets in the plane, to look at: moons, circles, spirals, xor, blobs."""

import typing as _typing

from autograd_core.extend import public_namespace as _public_namespace
from optim.checks.other_names import DATA as _DATA
from optim.data.synthetic import blobs as blobs
from optim.data.synthetic import circles as circles
from optim.data.synthetic import moons as moons
from optim.data.synthetic import spirals as spirals
from optim.data.synthetic import xor as xor

# If type checkers saw these, every name would be right to them.
if not _typing.TYPE_CHECKING:
    __all__, __dir__, __getattr__ = _public_namespace(globals(), advice=_DATA)
