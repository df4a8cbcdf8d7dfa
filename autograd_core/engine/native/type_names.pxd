# The compiled form of type_names.py. The class is one of C: its attributes go into its
# dictionary, and programs may add methods to it as to a class of Python, once it is no
# longer marked as immutable. Errors are explained where its slots report them, so that
# nothing is slower where there is none. A module that includes this explains one class.
cdef extern from *:
    """
    static initproc init_unexplained = NULL;
    static PyObject *about_arguments = NULL, *about_attribute = NULL;

    /* Call a function that may raise a better error than the one that is set. */
    static int explained(PyObject *about, PyObject *self, PyObject *x, PyObject *y) {
        PyObject *type, *value, *traceback, *nothing;
        PyErr_Fetch(&type, &value, &traceback);
        nothing = PyObject_CallFunctionObjArgs(about, self, x, y, NULL);
        if (nothing != NULL) {
            Py_DECREF(nothing);
            PyErr_Restore(type, value, traceback);
        } else {
            Py_XDECREF(type);
            Py_XDECREF(value);
            Py_XDECREF(traceback);
        }
        return -1;
    }

    static int init_explained(PyObject *self, PyObject *args, PyObject *keywords) {
        PyObject *named;
        if (init_unexplained(self, args, keywords) == 0) return 0;
        if (!PyErr_ExceptionMatches(PyExc_TypeError)) return -1;
        named = keywords != NULL ? Py_NewRef(keywords) : PyDict_New();
        if (named == NULL) return -1;
        explained(about_arguments, self, args, named);
        Py_DECREF(named);
        return -1;
    }

    static int set_explained(PyObject *self, PyObject *name, PyObject *value) {
        if (PyObject_GenericSetAttr(self, name, value) == 0) return 0;
        if (value == NULL || !PyErr_ExceptionMatches(PyExc_AttributeError)) return -1;
        return explained(about_attribute, self, name, NULL);
    }

    static CYTHON_UNUSED int add_names(PyObject *kind, PyObject *explanations) {
        PyObject *names, *arguments, *attribute;
        PyTypeObject *type = (PyTypeObject *)kind;
        PyObject *method = PyDict_GetItemString(type->tp_dict, "__init__");
        if (!PyArg_ParseTuple(explanations, "OOO", &names, &arguments, &attribute))
            return -1;
        if (PyDict_Update(type->tp_dict, names) < 0) return -1;
        type->tp_flags &= ~Py_TPFLAGS_IMMUTABLETYPE;
        init_unexplained = type->tp_init;
        about_arguments = Py_NewRef(arguments);
        about_attribute = Py_NewRef(attribute);
        type->tp_init = init_explained;
        /* Subclasses take the slot from here. */
        if (method != NULL && Py_TYPE(method) == &PyWrapperDescr_Type)
            ((PyWrapperDescrObject *)method)->d_wrapped = (void *)init_explained;
        type->tp_setattro = set_explained;
        PyType_Modified(type);
        return 0;
    }
    """
    int add "add_names"(object kind, object explanations) except -1
