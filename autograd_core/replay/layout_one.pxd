# Types for the compiled build of layout_one.py.
cimport cython
from autograd_core.replay.tape cimport Tape

cdef long CALL, CONSTANT, LEAF, SLOPE

@cython.locals(tape=Tape)
cpdef list roots_of(object program)

cpdef tuple cleaned(Tape tape, list roots)

@cython.locals(i=Py_ssize_t)
cdef list _used_ops(list kinds, int[::1] uses)

@cython.locals(tape=Tape, slots="int[::1]", kinds=list, root=Py_ssize_t, top=long)
cpdef object lay_out(object program, Py_ssize_t inputs)

@cython.locals(leaves=long, kinds=list, operands=list, rank="int[::1]", slot=long,
               slots="int[::1]", constants=list, entry=Py_ssize_t, kind=long,
               position=long, of_entry=tuple)
cdef tuple _slots_of_sources(Tape tape, list leaf_order, long inputs)

@cython.locals(kinds=list, operands=list, levels="int[::1]", of_entry=tuple,
               entry=Py_ssize_t, kind=long, level=int, x=Py_ssize_t, runs=dict, run=list)
cpdef list by_level(Tape tape, list entries)
