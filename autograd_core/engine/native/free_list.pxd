# Operands that wait to be freed by the outermost __dealloc__. The GIL guards it all.
cdef extern from *:
    """
    #include <stdlib.h>

    static int freeing_depth = 0;
    static PyObject **operands_waiting = NULL;
    static size_t waiting_count = 0, waiting_room = 0;

    static inline int enter_freeing(void) {
        if (freeing_depth >= 2) return 0;
        freeing_depth++;
        return 1;
    }

    static inline void set_operand_aside(PyObject *operand) {
        /* Freeing a number nests nothing. */
        if (operand == Py_None || PyFloat_CheckExact(operand)) return;
        if (waiting_count == waiting_room) {
            size_t room = waiting_room ? 2 * waiting_room : 64;
            PyObject **grown = realloc(operands_waiting, room * sizeof(PyObject *));
            if (grown == NULL) return;  /* freed in place: deep, but right */
            operands_waiting = grown;
            waiting_room = room;
        }
        Py_INCREF(operand);
        operands_waiting[waiting_count++] = operand;
    }

    static inline void leave_freeing(void) {
        if (--freeing_depth > 0 || waiting_count == 0) return;
        freeing_depth = 1;
        while (waiting_count) {
            PyObject *operand = operands_waiting[--waiting_count];
            Py_DECREF(operand);
        }
        freeing_depth = 0;
        if (waiting_room > 4096) {  /* do not keep the memory of one deep graph */
            free(operands_waiting);
            operands_waiting = NULL;
            waiting_room = 0;
        }
    }
    """
    bint enter "enter_freeing"()
    void set_aside "set_operand_aside"(object operand)
    void leave "leave_freeing"()
