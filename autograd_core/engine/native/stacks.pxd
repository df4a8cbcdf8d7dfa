# The compiled form of stacks.py: a stack starts with entries that are never taken.
cdef enum:
    EMPTY = 16


cdef inline list new():
    return [None] * EMPTY
