# The compiled form of addresses.py.
cdef inline long long address(object thing) noexcept:
    return <long long><void*>thing
