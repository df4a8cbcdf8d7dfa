# Types for the compiled build of flat_buffers.py.
cimport cython
cimport autograd_core.tensor.gradient_buffer as buffers
from autograd_core.tensor.gradient_buffer cimport GradientArray

@cython.locals(i=Py_ssize_t, leaf=GradientArray)
cpdef bint live_in(list tensors, list data, list grads)

@cython.locals(leaf=GradientArray, had=bint)
cpdef bint forget_gradients(list tensors)

@cython.locals(leaf=GradientArray)
cpdef object note_changes(list tensors)
