"""The op table: every elementwise function, one block each.

The modules build on each other in this order: `piecewise`, `exponential`,
`arithmetic`, `trigonometric`, `activation`; then `rounding`, `logarithms`, `pairs`. An
op is exported here, and `autograd_core` takes all names from this list.
"""

import typing as _typing

from autograd_core.ops.activation import elu as elu
from autograd_core.ops.activation import gelu as gelu
from autograd_core.ops.activation import hard_tanh as hard_tanh
from autograd_core.ops.activation import leaky_relu as leaky_relu
from autograd_core.ops.activation import relu as relu
from autograd_core.ops.activation import sigmoid as sigmoid
from autograd_core.ops.activation import silu as silu
from autograd_core.ops.activation import softplus as softplus
from autograd_core.ops.arithmetic import add as add
from autograd_core.ops.arithmetic import divide as divide
from autograd_core.ops.arithmetic import hypot as hypot
from autograd_core.ops.arithmetic import multiply as multiply
from autograd_core.ops.arithmetic import negative as negative
from autograd_core.ops.arithmetic import power as power
from autograd_core.ops.arithmetic import reciprocal as reciprocal
from autograd_core.ops.arithmetic import sqrt as sqrt
from autograd_core.ops.arithmetic import square as square
from autograd_core.ops.arithmetic import subtract as subtract
from autograd_core.ops.exponential import erf as erf
from autograd_core.ops.exponential import erfc as erfc
from autograd_core.ops.exponential import exp as exp
from autograd_core.ops.exponential import expm1 as expm1
from autograd_core.ops.exponential import log as log
from autograd_core.ops.exponential import log1p as log1p
from autograd_core.ops.logarithms import cbrt as cbrt
from autograd_core.ops.logarithms import exp2 as exp2
from autograd_core.ops.logarithms import log2 as log2
from autograd_core.ops.logarithms import log10 as log10
from autograd_core.ops.logarithms import logaddexp as logaddexp
from autograd_core.ops.logarithms import logaddexp2 as logaddexp2
from autograd_core.ops.op import OPS as _OPS
from autograd_core.ops.pairs import arctan2 as arctan2
from autograd_core.ops.pairs import fmax as fmax
from autograd_core.ops.pairs import fmin as fmin
from autograd_core.ops.pairs import heaviside as heaviside
from autograd_core.ops.piecewise import absolute as absolute
from autograd_core.ops.piecewise import clip as clip
from autograd_core.ops.piecewise import maximum as maximum
from autograd_core.ops.piecewise import minimum as minimum
from autograd_core.ops.piecewise import sign as sign
from autograd_core.ops.piecewise import step as step
from autograd_core.ops.piecewise import where as where
from autograd_core.ops.rounding import ceil as ceil
from autograd_core.ops.rounding import floor as floor
from autograd_core.ops.rounding import floor_divide as floor_divide
from autograd_core.ops.rounding import fmod as fmod
from autograd_core.ops.rounding import remainder as remainder
from autograd_core.ops.rounding import rint as rint
from autograd_core.ops.rounding import trunc as trunc
from autograd_core.ops.trigonometric import arccos as arccos
from autograd_core.ops.trigonometric import arccosh as arccosh
from autograd_core.ops.trigonometric import arcsin as arcsin
from autograd_core.ops.trigonometric import arcsinh as arcsinh
from autograd_core.ops.trigonometric import arctan as arctan
from autograd_core.ops.trigonometric import arctanh as arctanh
from autograd_core.ops.trigonometric import cos as cos
from autograd_core.ops.trigonometric import cosh as cosh
from autograd_core.ops.trigonometric import sin as sin
from autograd_core.ops.trigonometric import sinh as sinh
from autograd_core.ops.trigonometric import tan as tan
from autograd_core.ops.trigonometric import tanh as tanh

if not _typing.TYPE_CHECKING:  # a type checker reads the names off the imports
    __all__ = sorted(_OPS)
