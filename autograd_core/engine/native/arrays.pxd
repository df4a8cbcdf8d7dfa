# The compiled form of arrays.py: a pointer to the numbers of an array.

cdef inline double* numbers(object array) except? NULL:
    cdef double[::1] view = array
    return &view[0] if view.shape[0] else NULL
