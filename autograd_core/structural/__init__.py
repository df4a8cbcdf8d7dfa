"""Functions of whole arrays, under NumPy's names.

The modules here need each other: a reduction spreads its gradient with ops of shape,
and indexing sums over diagonals. So they name one another as modules, not by function.
"""

from autograd_core.structural import numpy_names as numpy_names  # it fills a table
from autograd_core.structural.bridges import stack_values as stack_values
from autograd_core.structural.bridges import to_scalar_graph as to_scalar_graph
from autograd_core.structural.bridges import values as values
from autograd_core.structural.einsums import einsum as einsum
from autograd_core.structural.index import diag as diag
from autograd_core.structural.index import getitem as getitem
from autograd_core.structural.index import take_along_axis as take_along_axis
from autograd_core.structural.index import trace as trace
from autograd_core.structural.joining import concatenate as concatenate
from autograd_core.structural.joining import split as split
from autograd_core.structural.joining import stack as stack
from autograd_core.structural.linear import dot as dot
from autograd_core.structural.linear import matmul as matmul
from autograd_core.structural.linear import outer as outer
from autograd_core.structural.normalize import cumsum as cumsum
from autograd_core.structural.normalize import log_softmax as log_softmax
from autograd_core.structural.normalize import softmax as softmax
from autograd_core.structural.padding import pad as pad
from autograd_core.structural.reduce import logsumexp as logsumexp
from autograd_core.structural.reduce import max as max
from autograd_core.structural.reduce import mean as mean
from autograd_core.structural.reduce import min as min
from autograd_core.structural.reduce import norm as norm
from autograd_core.structural.reduce import prod as prod
from autograd_core.structural.reduce import std as std
from autograd_core.structural.reduce import sum as sum
from autograd_core.structural.reduce import var as var
from autograd_core.structural.rule import Structural as Structural
from autograd_core.structural.rule import fit_node as fit_node
from autograd_core.structural.rule import spread_node as spread_node
from autograd_core.structural.shape import astype as astype
from autograd_core.structural.shape import broadcast_to as broadcast_to
from autograd_core.structural.shape import expand_dims as expand_dims
from autograd_core.structural.shape import ravel as ravel
from autograd_core.structural.shape import reshape as reshape
from autograd_core.structural.shape import squeeze as squeeze
from autograd_core.structural.shape import swapaxes as swapaxes
from autograd_core.structural.shape import transpose as transpose
from autograd_core.structural.solving import det as det
from autograd_core.structural.solving import inv as inv
from autograd_core.structural.solving import slogdet as slogdet
from autograd_core.structural.solving import solve as solve
