# The compiled form of memory.py: a row is a bytes object used as raw storage.

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize


cdef inline object row(Py_ssize_t n):
    return PyBytes_FromStringAndSize(NULL, n * <Py_ssize_t>sizeof(double))


cdef inline double* numbers(object row):
    return <double*>PyBytes_AS_STRING(row)
