# cython: boundscheck=False, wraparound=False, initializedcheck=False, cdivision=True
"""What replays a program in the compiled build: the loops of `loops.h` on their slots.

The slots of a machine belong to one replay at a time. All of it holds the interpreter's
lock except where an op of Python runs, so only then another thread, or the op itself,
can come in between; it gets slots of its own.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize
from cpython.float cimport PyFloat_AS_DOUBLE
from cpython.list cimport PyList_GET_ITEM
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport PyTuple_GET_ITEM, PyTuple_New, PyTuple_SET_ITEM
from libc.stdint cimport int32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

import numpy as np

cimport autograd_core.engine.record as recorder
from autograd_core.engine.native.one_step cimport has_leaves_alone
from autograd_core.engine.value cimport Value, record_many
from autograd_core.modes.active_inputs import running as _running
from autograd_core.modes.modes import in_force as _in_force
from autograd_core.modes.recordings import changes as _changes
from autograd_core.replay.side_by_side import stretches

cdef extern from "loops.h":
    enum: BLOCK
    const int32_t* run_one(
        const int32_t* at, const int32_t* end, double* s, int avx2) nogil
    const int32_t* run_rows_baseline(
        const int32_t* p, const int32_t* end, double* s, const double* u, double* g,
        double* spare, int n) nogil
    const int32_t* run_rows_avx2(
        const int32_t* p, const int32_t* end, double* s, const double* u, double* g,
        double* spare, int n) nogil
    void take_stretches(
        double* out, const double* s, const int32_t* pair, const int32_t* end) nogil
    int are_finite(const double* x, long n, int avx2) nogil
    int use_avx2()

cdef set running = _running
cdef list model_changes = _changes
cdef set in_force = _in_force
cdef enum:
    _VALUES = 6  # of a plan: a list or tuple of Values alone
    _FEW = 32  # operands that are copied at each call rather than shared
    _MANY = 8192  # gradients whose row is worth keeping for a later call
cdef enum:
    _DONE, _OTHER_STRUCTURE, _OTHER_WAY, _NOT_FINITE, _ALIASED
DONE, OTHER_STRUCTURE, OTHER_WAY, NOT_FINITE, ALIASED = range(5)
"""Why a call has no node."""

avx2 = bool(use_avx2())
"""Whether the processor has AVX2."""

cdef bint avx2_in_use = avx2

block = BLOCK
"""How many rows are computed at once."""


def choose_loops(bint with_avx2):
    """Take the loops with AVX2 or those for every processor; for tests."""
    global avx2_in_use
    avx2_in_use = with_avx2 and avx2


# One module in three files: its C functions call one another, and share these names.
include "arguments.pxi"
include "one_input.pxi"
include "rows.pxi"
