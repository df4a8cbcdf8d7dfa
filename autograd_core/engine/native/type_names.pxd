# The compiled form of type_names.py: the attributes go into the type's dictionary.
cdef extern from *:
    """
    static int add_names(PyObject *kind, PyObject *names) {
        PyTypeObject *type = (PyTypeObject *)kind;
        if (PyDict_Update(type->tp_dict, names) < 0) return -1;
        PyType_Modified(type);
        return 0;
    }
    """
    int add "add_names"(object kind, object names) except -1
