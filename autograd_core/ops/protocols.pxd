# Types for the compiled build of protocols.py.
cdef class Protocols:
    pass
