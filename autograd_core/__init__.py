"""autograd_core: reverse-mode automatic differentiation you can read and watch.

>>> from autograd_core import Value
>>> w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label="b")
>>> L = (w * x + b).tanh()
>>> L.backward()
>>> w.grad
2.0
"""

import typing as _typing

from autograd_core import _build  # first: it chooses the build
from autograd_core._build import compiled as compiled
from autograd_core._version import __version__ as __version__
from autograd_core.array_ops.functions.einsum import einsum as einsum
from autograd_core.array_ops.functions.index import diag as diag
from autograd_core.array_ops.functions.index import diagonal as diagonal
from autograd_core.array_ops.functions.index import take_along_axis as take_along_axis
from autograd_core.array_ops.functions.index import trace as trace
from autograd_core.array_ops.functions.joining import concatenate as concatenate
from autograd_core.array_ops.functions.joining import split as split
from autograd_core.array_ops.functions.joining import stack as stack
from autograd_core.array_ops.functions.normalize import cumsum as cumsum
from autograd_core.array_ops.functions.normalize import log_softmax as log_softmax
from autograd_core.array_ops.functions.normalize import softmax as softmax
from autograd_core.array_ops.functions.norms import norm as norm
from autograd_core.array_ops.functions.padding import pad as pad
from autograd_core.array_ops.functions.products import dot as dot
from autograd_core.array_ops.functions.products import matmul as matmul
from autograd_core.array_ops.functions.products import outer as outer
from autograd_core.array_ops.functions.reductions import logsumexp as logsumexp
from autograd_core.array_ops.functions.reductions import max as max
from autograd_core.array_ops.functions.reductions import mean as mean
from autograd_core.array_ops.functions.reductions import min as min
from autograd_core.array_ops.functions.reductions import prod as prod
from autograd_core.array_ops.functions.reductions import std as std
from autograd_core.array_ops.functions.reductions import sum as sum
from autograd_core.array_ops.functions.reductions import var as var
from autograd_core.array_ops.functions.shape import astype as astype
from autograd_core.array_ops.functions.shape import broadcast_to as broadcast_to
from autograd_core.array_ops.functions.shape import expand_dims as expand_dims
from autograd_core.array_ops.functions.shape import ravel as ravel
from autograd_core.array_ops.functions.shape import reshape as reshape
from autograd_core.array_ops.functions.shape import squeeze as squeeze
from autograd_core.array_ops.functions.shape import swapaxes as swapaxes
from autograd_core.array_ops.functions.shape import transpose as transpose
from autograd_core.array_ops.functions.solving import det as det
from autograd_core.array_ops.functions.solving import inv as inv
from autograd_core.array_ops.functions.solving import slogdet as slogdet
from autograd_core.array_ops.functions.solving import solve as solve
from autograd_core.engine.gradients import gradients as gradients
from autograd_core.engine.node import Node as Node
from autograd_core.engine.value import Value as Value
from autograd_core.engine.walk import topological_order as topological_order
from autograd_core.messages import clashes as _clashes
from autograd_core.messages.errors import GraphError as GraphError
from autograd_core.messages.errors import NonFiniteError as NonFiniteError
from autograd_core.messages.habits import NAMES as _NAMES
from autograd_core.messages.namespaces import public_namespace as _public_namespace
from autograd_core.modes.modes import detect_anomaly as detect_anomaly
from autograd_core.modes.modes import no_grad as no_grad
from autograd_core.modes.profiles import profile as profile
from autograd_core.modes.scopes import scope as scope
from autograd_core.ops import *  # noqa: F403 - one list of ops is enough
from autograd_core.ops import absolute as abs  # noqa: F401
from autograd_core.tensor import numpy_names as _numpy_names  # noqa: F401 - fills a table
from autograd_core.tensor.tensor import Tensor as Tensor

# These names are imported when they are first used: few programs need them all. Type
# checkers and editors read the imports, Python reads `_HOMES`; a test holds them equal.
if _typing.TYPE_CHECKING:
    from autograd_core import extend as extend
    from autograd_core import testing as testing
    from autograd_core.array_ops.functions.choosing import average as average
    from autograd_core.array_ops.functions.choosing import copy as copy
    from autograd_core.array_ops.functions.choosing import nanmean as nanmean
    from autograd_core.array_ops.functions.choosing import nansum as nansum
    from autograd_core.array_ops.functions.choosing import select as select
    from autograd_core.array_ops.functions.choosing import tril as tril
    from autograd_core.array_ops.functions.choosing import triu as triu
    from autograd_core.array_ops.functions.contractions import cross as cross
    from autograd_core.array_ops.functions.contractions import inner as inner
    from autograd_core.array_ops.functions.contractions import kron as kron
    from autograd_core.array_ops.functions.contractions import tensordot as tensordot
    from autograd_core.array_ops.functions.contractions import vdot as vdot
    from autograd_core.array_ops.functions.decompositions import cholesky as cholesky
    from autograd_core.array_ops.functions.decompositions import eigh as eigh
    from autograd_core.array_ops.functions.decompositions import eigvalsh as eigvalsh
    from autograd_core.array_ops.functions.decompositions import expm as expm
    from autograd_core.array_ops.functions.decompositions import (
        matrix_power as matrix_power,
    )
    from autograd_core.array_ops.functions.decompositions import pinv as pinv
    from autograd_core.array_ops.functions.decompositions import qr as qr
    from autograd_core.array_ops.functions.decompositions import svd as svd
    from autograd_core.array_ops.functions.decompositions import svdvals as svdvals
    from autograd_core.array_ops.functions.differences import cumprod as cumprod
    from autograd_core.array_ops.functions.differences import diff as diff
    from autograd_core.array_ops.functions.elementwise import around as around
    from autograd_core.array_ops.functions.elementwise import copysign as copysign
    from autograd_core.array_ops.functions.elementwise import deg2rad as deg2rad
    from autograd_core.array_ops.functions.elementwise import degrees as degrees
    from autograd_core.array_ops.functions.elementwise import divmod as divmod
    from autograd_core.array_ops.functions.elementwise import fabs as fabs
    from autograd_core.array_ops.functions.elementwise import mod as mod
    from autograd_core.array_ops.functions.elementwise import modf as modf
    from autograd_core.array_ops.functions.elementwise import nan_to_num as nan_to_num
    from autograd_core.array_ops.functions.elementwise import rad2deg as rad2deg
    from autograd_core.array_ops.functions.elementwise import radians as radians
    from autograd_core.array_ops.functions.elementwise import round as round
    from autograd_core.array_ops.functions.elementwise import sinc as sinc
    from autograd_core.array_ops.functions.ordering import median as median
    from autograd_core.array_ops.functions.ordering import partition as partition
    from autograd_core.array_ops.functions.ordering import percentile as percentile
    from autograd_core.array_ops.functions.ordering import ptp as ptp
    from autograd_core.array_ops.functions.ordering import quantile as quantile
    from autograd_core.array_ops.functions.ordering import sort as sort
    from autograd_core.array_ops.functions.rearranging import flip as flip
    from autograd_core.array_ops.functions.rearranging import fliplr as fliplr
    from autograd_core.array_ops.functions.rearranging import flipud as flipud
    from autograd_core.array_ops.functions.rearranging import moveaxis as moveaxis
    from autograd_core.array_ops.functions.rearranging import roll as roll
    from autograd_core.array_ops.functions.rearranging import rollaxis as rollaxis
    from autograd_core.array_ops.functions.rearranging import rot90 as rot90
    from autograd_core.array_ops.functions.repeating import repeat as repeat
    from autograd_core.array_ops.functions.repeating import take as take
    from autograd_core.array_ops.functions.repeating import tile as tile
    from autograd_core.array_ops.functions.sampled import convolve as convolve
    from autograd_core.array_ops.functions.sampled import gradient as gradient
    from autograd_core.array_ops.functions.sampled import interp as interp
    from autograd_core.array_ops.functions.sampled import linspace as linspace
    from autograd_core.array_ops.functions.stacking import append as append
    from autograd_core.array_ops.functions.stacking import array_split as array_split
    from autograd_core.array_ops.functions.stacking import atleast_1d as atleast_1d
    from autograd_core.array_ops.functions.stacking import atleast_2d as atleast_2d
    from autograd_core.array_ops.functions.stacking import atleast_3d as atleast_3d
    from autograd_core.array_ops.functions.stacking import block as block
    from autograd_core.array_ops.functions.stacking import column_stack as column_stack
    from autograd_core.array_ops.functions.stacking import dsplit as dsplit
    from autograd_core.array_ops.functions.stacking import dstack as dstack
    from autograd_core.array_ops.functions.stacking import hsplit as hsplit
    from autograd_core.array_ops.functions.stacking import hstack as hstack
    from autograd_core.array_ops.functions.stacking import vsplit as vsplit
    from autograd_core.array_ops.functions.stacking import vstack as vstack
    from autograd_core.ops.gamma import digamma as digamma
    from autograd_core.ops.gamma import gammaln as gammaln
    from autograd_core.ops.gamma import polygamma as polygamma
    from autograd_core.ops.special import logit as logit
    from autograd_core.ops.special import xlogy as xlogy
    from autograd_core.replay.function import compile as compile
    from autograd_core.tensor.value_tensor import stack_values as stack_values
    from autograd_core.tensor.value_tensor import to_scalar_graph as to_scalar_graph
    from autograd_core.transforms.checkpoint import checkpoint as checkpoint
    from autograd_core.transforms.checkpoint import stop_gradient as stop_gradient
    from autograd_core.transforms.custom_op import custom_op as custom_op
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
    from autograd_core.transforms.pytree import tree_map as tree_map
    from autograd_core.transforms.vmap import vmap as vmap

_HOMES = {
    "average": "autograd_core.array_ops.functions.choosing",
    "copy": "autograd_core.array_ops.functions.choosing",
    "nanmean": "autograd_core.array_ops.functions.choosing",
    "nansum": "autograd_core.array_ops.functions.choosing",
    "select": "autograd_core.array_ops.functions.choosing",
    "tril": "autograd_core.array_ops.functions.choosing",
    "triu": "autograd_core.array_ops.functions.choosing",
    "cross": "autograd_core.array_ops.functions.contractions",
    "inner": "autograd_core.array_ops.functions.contractions",
    "kron": "autograd_core.array_ops.functions.contractions",
    "tensordot": "autograd_core.array_ops.functions.contractions",
    "vdot": "autograd_core.array_ops.functions.contractions",
    "cholesky": "autograd_core.array_ops.functions.decompositions",
    "eigh": "autograd_core.array_ops.functions.decompositions",
    "eigvalsh": "autograd_core.array_ops.functions.decompositions",
    "expm": "autograd_core.array_ops.functions.decompositions",
    "matrix_power": "autograd_core.array_ops.functions.decompositions",
    "pinv": "autograd_core.array_ops.functions.decompositions",
    "qr": "autograd_core.array_ops.functions.decompositions",
    "svd": "autograd_core.array_ops.functions.decompositions",
    "svdvals": "autograd_core.array_ops.functions.decompositions",
    "cumprod": "autograd_core.array_ops.functions.differences",
    "diff": "autograd_core.array_ops.functions.differences",
    "around": "autograd_core.array_ops.functions.elementwise",
    "copysign": "autograd_core.array_ops.functions.elementwise",
    "deg2rad": "autograd_core.array_ops.functions.elementwise",
    "degrees": "autograd_core.array_ops.functions.elementwise",
    "divmod": "autograd_core.array_ops.functions.elementwise",
    "fabs": "autograd_core.array_ops.functions.elementwise",
    "mod": "autograd_core.array_ops.functions.elementwise",
    "modf": "autograd_core.array_ops.functions.elementwise",
    "nan_to_num": "autograd_core.array_ops.functions.elementwise",
    "rad2deg": "autograd_core.array_ops.functions.elementwise",
    "radians": "autograd_core.array_ops.functions.elementwise",
    "round": "autograd_core.array_ops.functions.elementwise",
    "sinc": "autograd_core.array_ops.functions.elementwise",
    "median": "autograd_core.array_ops.functions.ordering",
    "partition": "autograd_core.array_ops.functions.ordering",
    "percentile": "autograd_core.array_ops.functions.ordering",
    "ptp": "autograd_core.array_ops.functions.ordering",
    "quantile": "autograd_core.array_ops.functions.ordering",
    "sort": "autograd_core.array_ops.functions.ordering",
    "flip": "autograd_core.array_ops.functions.rearranging",
    "fliplr": "autograd_core.array_ops.functions.rearranging",
    "flipud": "autograd_core.array_ops.functions.rearranging",
    "moveaxis": "autograd_core.array_ops.functions.rearranging",
    "roll": "autograd_core.array_ops.functions.rearranging",
    "rollaxis": "autograd_core.array_ops.functions.rearranging",
    "rot90": "autograd_core.array_ops.functions.rearranging",
    "repeat": "autograd_core.array_ops.functions.repeating",
    "take": "autograd_core.array_ops.functions.repeating",
    "tile": "autograd_core.array_ops.functions.repeating",
    "convolve": "autograd_core.array_ops.functions.sampled",
    "gradient": "autograd_core.array_ops.functions.sampled",
    "interp": "autograd_core.array_ops.functions.sampled",
    "linspace": "autograd_core.array_ops.functions.sampled",
    "append": "autograd_core.array_ops.functions.stacking",
    "array_split": "autograd_core.array_ops.functions.stacking",
    "atleast_1d": "autograd_core.array_ops.functions.stacking",
    "atleast_2d": "autograd_core.array_ops.functions.stacking",
    "atleast_3d": "autograd_core.array_ops.functions.stacking",
    "block": "autograd_core.array_ops.functions.stacking",
    "column_stack": "autograd_core.array_ops.functions.stacking",
    "dsplit": "autograd_core.array_ops.functions.stacking",
    "dstack": "autograd_core.array_ops.functions.stacking",
    "hsplit": "autograd_core.array_ops.functions.stacking",
    "hstack": "autograd_core.array_ops.functions.stacking",
    "vsplit": "autograd_core.array_ops.functions.stacking",
    "vstack": "autograd_core.array_ops.functions.stacking",
    "digamma": "autograd_core.ops.gamma",
    "gammaln": "autograd_core.ops.gamma",
    "logit": "autograd_core.ops.special",
    "polygamma": "autograd_core.ops.gamma",
    "xlogy": "autograd_core.ops.special",
    "compile": "autograd_core.replay.function",
    "stack_values": "autograd_core.tensor.value_tensor",
    "to_scalar_graph": "autograd_core.tensor.value_tensor",
    "checkpoint": "autograd_core.transforms.checkpoint",
    "stop_gradient": "autograd_core.transforms.checkpoint",
    "custom_op": "autograd_core.transforms.custom_op",
    "elementwise_grad": "autograd_core.transforms.grad",
    "grad": "autograd_core.transforms.grad",
    "value_and_grad": "autograd_core.transforms.grad",
    "hvp": "autograd_core.transforms.jacobian_products",
    "jvp": "autograd_core.transforms.jacobian_products",
    "linearize": "autograd_core.transforms.jacobian_products",
    "vjp": "autograd_core.transforms.jacobian_products",
    "hessian": "autograd_core.transforms.jacobians",
    "jacfwd": "autograd_core.transforms.jacobians",
    "jacobian": "autograd_core.transforms.jacobians",
    "jacrev": "autograd_core.transforms.jacobians",
    "tree_map": "autograd_core.transforms.pytree",
    "vmap": "autograd_core.transforms.vmap",
}

_clashes.watch()
if compiled:
    _build.show_sources(__name__)

if (
    not _typing.TYPE_CHECKING
):  # a type checker would take every name for one that exists
    __all__, __dir__, __getattr__ = _public_namespace(
        globals(), submodules=("extend", "testing"), homes=_HOMES, advice=_NAMES
    )
    # A star import leaves Python's own functions alone.
    _BUILTINS = ("abs", "compile", "divmod", "max", "min", "round", "sum")
    __all__ = [name for name in __all__ if name not in _BUILTINS]
