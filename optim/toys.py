"""Small data sets in the plane, to look at: moons, circles, spirals, xor, blobs."""

from optim.data.synthetic import blobs as blobs
from optim.data.synthetic import circles as circles
from optim.data.synthetic import moons as moons
from optim.data.synthetic import spirals as spirals
from optim.data.synthetic import xor as xor
