# Types for the compiled build of tensor.py.
cimport autograd_core.engine.native.type_names as type_names
cimport autograd_core.engine.record as recorder
cimport autograd_core.engine.walk as walk
cimport autograd_core.tensor.gradient_buffer as buffers
from autograd_core.engine.node cimport Node, payload_of
from autograd_core.tensor.gradient_buffer cimport GradientArray
from autograd_core.tensor.record cimport examine
from autograd_core.engine.value cimport Value

cdef object ADD, DIVIDE, MULTIPLY, NEGATIVE, POWER, SUBTRACT
cdef type ndarray


cdef class Tensor(GradientArray):
    pass


cpdef Tensor record(object rule, object out, object x, object y, bint nary)
cdef object binary(object rule, object x, object y)
