# The compiled form of arrays.py: a pointer to the numbers of an array.
from cpython.buffer cimport (
    PyBUF_SIMPLE, PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer)


cdef inline double* numbers(object array) except? NULL:
    # A plain buffer: a typed view of Cython costs several times as much.
    cdef Py_buffer view
    PyObject_GetBuffer(array, &view, PyBUF_SIMPLE | PyBUF_WRITABLE)
    PyBuffer_Release(&view)
    return <double*>view.buf
