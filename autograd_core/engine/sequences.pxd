# Types for the compiled build of sequences.py.
cimport cython
cimport autograd_core.engine.native.float_rows as float_rows
from autograd_core.engine.record cimport row_of
from autograd_core.engine.value cimport Value, record_many


@cython.locals(
    w=tuple, x=tuple, operands=tuple, slopes="double*", n=Py_ssize_t, i=Py_ssize_t,
    product_sum=double, weight=double, entry=double,
)
cpdef Value dot(object ws, object xs, object bias=*)

cdef double number_of(object operand, object where) except? -1.0

cdef bint is_plain(object operand)
