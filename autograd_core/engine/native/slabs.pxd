# The compiled form of slabs.py: nodes of one type, side by side in aligned blocks.
cdef extern from *:
    """
    #include <stdlib.h>
    #include <string.h>
    #ifdef _WIN32
    #include <malloc.h>
    #endif

    /* A freed node goes back to the slab it came from, which its address tells: slabs
       are aligned to their size. Slabs with room form a list; empty ones beyond
       SLABS_KEPT go back to the system. The GIL guards all of it. */
    #define SLAB_BYTES ((size_t)1 << 18)
    #define SLABS_KEPT 512

    typedef struct slab {
        struct slab *next, *prev;  /* neighbours among the slabs with room */
        char *freed;               /* freed nodes, each pointing at the next */
        size_t fresh;              /* where the part that was never used begins */
        size_t used;               /* nodes in use */
    } slab;

    #define SLAB_START ((sizeof(slab) + 63) & ~(size_t)63)

    static slab *slabs_with_room = NULL;
    static size_t slabs_empty = 0;
    static size_t node_bytes = 0;

    static void link_slab(slab *s) {
        s->prev = NULL;
        s->next = slabs_with_room;
        if (s->next) s->next->prev = s;
        slabs_with_room = s;
    }

    static void unlink_slab(slab *s) {
        if (s->prev) s->prev->next = s->next;
        else slabs_with_room = s->next;
        if (s->next) s->next->prev = s->prev;
    }

    static slab *new_slab(void) {
        void *block = NULL;
    #ifdef _WIN32
        block = _aligned_malloc(SLAB_BYTES, SLAB_BYTES);
    #else
        if (posix_memalign(&block, SLAB_BYTES, SLAB_BYTES)) block = NULL;
    #endif
        if (block == NULL) return NULL;
        PyTraceMalloc_Track(0, (size_t)block, SLAB_BYTES);
        slab *s = (slab *)block;
        s->freed = NULL;
        s->fresh = SLAB_START;
        s->used = 0;
        slabs_empty++;
        link_slab(s);
        return s;
    }

    static void drop_slab(slab *s) {
        unlink_slab(s);
        slabs_empty--;
        PyTraceMalloc_Untrack(0, (size_t)s);
    #ifdef _WIN32
        _aligned_free(s);
    #else
        free(s);
    #endif
    }

    static int slab_is_full(slab *s) {
        return s->freed == NULL && s->fresh + node_bytes > SLAB_BYTES;
    }

    static PyObject *slab_alloc(PyTypeObject *type, Py_ssize_t count) {
        slab *s = slabs_with_room ? slabs_with_room : new_slab();
        if (s == NULL) return PyErr_NoMemory();
        char *node = s->freed;
        if (node) {
            s->freed = *(char **)node;
        } else {
            node = (char *)s + s->fresh;
            s->fresh += node_bytes;
        }
        if (s->used++ == 0) slabs_empty--;
        if (slab_is_full(s)) unlink_slab(s);
        memset(node, 0, node_bytes);
        return PyObject_Init((PyObject *)node, type);
    }

    static void slab_free(void *node) {
        slab *s = (slab *)((size_t)node & ~(SLAB_BYTES - 1));
        if (slab_is_full(s)) link_slab(s);
        *(char **)node = s->freed;
        s->freed = (char *)node;
        if (--s->used == 0) {
            /* In order again: the next graph fills it from end to end. */
            s->freed = NULL;
            s->fresh = SLAB_START;
            if (++slabs_empty > SLABS_KEPT) drop_slab(s);
        }
    }

    static void keep_in_slabs(PyObject *type) {
        node_bytes = (size_t)((PyTypeObject *)type)->tp_basicsize;
        ((PyTypeObject *)type)->tp_alloc = slab_alloc;
        ((PyTypeObject *)type)->tp_free = slab_free;
    }
    """
    void keep_in_slabs(object kind)


cdef inline object keep(object kind):
    keep_in_slabs(kind)


cdef enum:
    ZEROED = 1
