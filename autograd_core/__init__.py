"""autograd_core: reverse-mode automatic differentiation you can read and watch.

>>> from autograd_core import Value
>>> w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label="b")
>>> L = (w * x + b).tanh()
>>> L.backward()
>>> w.grad
2.0
"""

from types import ModuleType as _ModuleType

from autograd_core._plain import compiled as compiled  # first: it chooses the build
from autograd_core._version import __version__ as __version__
from autograd_core.array_ops import astype as astype
from autograd_core.array_ops import broadcast_to as broadcast_to
from autograd_core.array_ops import concatenate as concatenate
from autograd_core.array_ops import cumsum as cumsum
from autograd_core.array_ops import det as det
from autograd_core.array_ops import diag as diag
from autograd_core.array_ops import dot as dot
from autograd_core.array_ops import einsum as einsum
from autograd_core.array_ops import expand_dims as expand_dims
from autograd_core.array_ops import inv as inv
from autograd_core.array_ops import log_softmax as log_softmax
from autograd_core.array_ops import logsumexp as logsumexp
from autograd_core.array_ops import matmul as matmul
from autograd_core.array_ops import max as max
from autograd_core.array_ops import mean as mean
from autograd_core.array_ops import min as min
from autograd_core.array_ops import norm as norm
from autograd_core.array_ops import outer as outer
from autograd_core.array_ops import pad as pad
from autograd_core.array_ops import prod as prod
from autograd_core.array_ops import ravel as ravel
from autograd_core.array_ops import reshape as reshape
from autograd_core.array_ops import slogdet as slogdet
from autograd_core.array_ops import softmax as softmax
from autograd_core.array_ops import solve as solve
from autograd_core.array_ops import split as split
from autograd_core.array_ops import squeeze as squeeze
from autograd_core.array_ops import stack as stack
from autograd_core.array_ops import std as std
from autograd_core.array_ops import sum as sum
from autograd_core.array_ops import swapaxes as swapaxes
from autograd_core.array_ops import take_along_axis as take_along_axis
from autograd_core.array_ops import trace as trace
from autograd_core.array_ops import transpose as transpose
from autograd_core.array_ops import var as var
from autograd_core.engine.gradients import gradients as gradients
from autograd_core.engine.node import Node as Node
from autograd_core.engine.value import Value as Value
from autograd_core.engine.walk import topological_order as topological_order
from autograd_core.messages.errors import GraphError as GraphError
from autograd_core.messages.errors import NonFiniteError as NonFiniteError
from autograd_core.modes.modes import detect_anomaly as detect_anomaly
from autograd_core.modes.modes import no_grad as no_grad
from autograd_core.modes.scopes import scope as scope
from autograd_core.ops import absolute as absolute
from autograd_core.ops import add as add
from autograd_core.ops import arccos as arccos
from autograd_core.ops import arccosh as arccosh
from autograd_core.ops import arcsin as arcsin
from autograd_core.ops import arcsinh as arcsinh
from autograd_core.ops import arctan as arctan
from autograd_core.ops import arctanh as arctanh
from autograd_core.ops import clip as clip
from autograd_core.ops import cos as cos
from autograd_core.ops import cosh as cosh
from autograd_core.ops import divide as divide
from autograd_core.ops import elu as elu
from autograd_core.ops import erf as erf
from autograd_core.ops import erfc as erfc
from autograd_core.ops import exp as exp
from autograd_core.ops import expm1 as expm1
from autograd_core.ops import gelu as gelu
from autograd_core.ops import hard_tanh as hard_tanh
from autograd_core.ops import hypot as hypot
from autograd_core.ops import leaky_relu as leaky_relu
from autograd_core.ops import log as log
from autograd_core.ops import log1p as log1p
from autograd_core.ops import maximum as maximum
from autograd_core.ops import minimum as minimum
from autograd_core.ops import multiply as multiply
from autograd_core.ops import negative as negative
from autograd_core.ops import power as power
from autograd_core.ops import reciprocal as reciprocal
from autograd_core.ops import relu as relu
from autograd_core.ops import sigmoid as sigmoid
from autograd_core.ops import sign as sign
from autograd_core.ops import silu as silu
from autograd_core.ops import sin as sin
from autograd_core.ops import sinh as sinh
from autograd_core.ops import softplus as softplus
from autograd_core.ops import sqrt as sqrt
from autograd_core.ops import square as square
from autograd_core.ops import step as step
from autograd_core.ops import subtract as subtract
from autograd_core.ops import tan as tan
from autograd_core.ops import tanh as tanh
from autograd_core.ops import where as where
from autograd_core.ops.custom import custom_op as custom_op
from autograd_core.tensor import numpy_names as _numpy_names  # noqa: F401 - fills a table
from autograd_core.tensor.tensor import Tensor as Tensor
from autograd_core.tensor.value_tensor import stack_values as stack_values
from autograd_core.tensor.value_tensor import to_scalar_graph as to_scalar_graph
from autograd_core.transforms.grad import elementwise_grad as elementwise_grad
from autograd_core.transforms.grad import grad as grad
from autograd_core.transforms.grad import value_and_grad as value_and_grad
from autograd_core.transforms.jacobian_products import hvp as hvp
from autograd_core.transforms.jacobian_products import jvp as jvp
from autograd_core.transforms.jacobian_products import linearize as linearize
from autograd_core.transforms.jacobian_products import vjp as vjp
from autograd_core.transforms.jacobians import hessian as hessian
from autograd_core.transforms.jacobians import jacfwd as jacfwd
from autograd_core.transforms.jacobians import jacobian as jacobian
from autograd_core.transforms.jacobians import jacrev as jacrev

abs = absolute

# A star import leaves Python's own sum, max, min and abs alone.
__all__ = [
    name
    for name, thing in list(globals().items())
    if not name.startswith("_")
    and name not in ("abs", "max", "min", "sum")
    and not isinstance(thing, _ModuleType)
]
