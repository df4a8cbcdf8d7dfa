# The compiled form of type_names.py. The class is one of C: its attributes go into its
# dictionary, and programs may add methods to it as to a class of Python, once it is no
# longer marked as immutable. Errors are explained where its slots report them, so that
# nothing is slower where there is none. A module that includes this explains one class.
#
# `Value.tanh(3)`: Cython takes the first argument for a Value, and reads from it what is
# not there. So each method of the class and its bases first asks what it is given.
cdef extern from *:
    """
    static initproc init_unexplained = NULL;
    static PyObject *about_arguments = NULL, *about_attribute = NULL;
    static PyObject *about_self = NULL;

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

    static int is_owner(PyObject *method, PyObject *const *args, size_t count) {
        PyObject *nothing;
        PyTypeObject *owner = ((PyCMethodObject *)method)->mm_class;
        if (PyVectorcall_NARGS(count) == 0 || PyObject_TypeCheck(args[0], owner))
            return 1;
        nothing = PyObject_CallFunctionObjArgs(about_self, method, args[0], NULL);
        Py_XDECREF(nothing); /* it raises */
        return 0;
    }

    /* How Cython's functions are called, by the kinds of their arguments, and the same
       after the question: a function of C knows of a method only which kind it is. */
    #define KINDS 16
    static vectorcallfunc unasked[KINDS];
    #define ASKING(k) \
        static PyObject *asking_##k( \
            PyObject *method, PyObject *const *args, size_t count, PyObject *names) { \
            if (!is_owner(method, args, count)) return NULL; \
            return unasked[k](method, args, count, names); \
        }
    ASKING(0) ASKING(1) ASKING(2) ASKING(3) ASKING(4) ASKING(5) ASKING(6) ASKING(7)
    ASKING(8) ASKING(9) ASKING(10) ASKING(11) ASKING(12) ASKING(13) ASKING(14) ASKING(15)
    static const vectorcallfunc asking[KINDS] = {
        asking_0, asking_1, asking_2, asking_3, asking_4, asking_5, asking_6, asking_7,
        asking_8, asking_9, asking_10, asking_11, asking_12, asking_13, asking_14,
        asking_15};

    static int is_of_cython(PyObject *method) {
        return strstr(Py_TYPE(method)->tp_name, "cython_function_or_method") != NULL;
    }

    static int ask_first(PyTypeObject *owner, PyObject *method) {
        PyCFunctionObject *function = (PyCFunctionObject *)method;
        int kind = 0;
        if (!is_of_cython(method)) return 0;
        /* It asks already; or it takes `*args`, and reads what it is given by name. */
        if (((PyCMethodObject *)method)->mm_class != NULL || !function->vectorcall)
            return 0;
        while (kind < KINDS && unasked[kind] && unasked[kind] != function->vectorcall)
            kind++;
        if (kind == KINDS) {
            PyErr_SetString(PyExc_SystemError, "more kinds of methods than KINDS");
            return -1;
        }
        unasked[kind] = function->vectorcall;
        function->vectorcall = asking[kind];
        ((PyCMethodObject *)method)->mm_class = (PyTypeObject *)Py_NewRef(owner);
        return 0;
    }

    /* Of a class with fields, in which a method would read. What it has from a module is
       a function that others may call with anything. */
    static int methods_ask(PyTypeObject *owner) {
        PyObject *name, *method;
        Py_ssize_t at = 0;
        const char *dot = strrchr(owner->tp_name, '.');
        if (owner->tp_basicsize <= (Py_ssize_t)(sizeof(PyObject) + sizeof(void *)))
            return 0;
        while (PyDict_Next(owner->tp_dict, &at, &name, &method)) {
            PyObject *known_as, *own;
            int is_own;
            if (!is_of_cython(method)) continue;
            known_as = PyObject_GetAttrString(method, "__qualname__");
            own = PyUnicode_FromFormat("%s.%U", dot ? dot + 1 : owner->tp_name, name);
            if (known_as == NULL || own == NULL) return -1;
            is_own = PyUnicode_Compare(known_as, own) == 0;
            Py_DECREF(known_as);
            Py_DECREF(own);
            if (is_own && ask_first(owner, method) < 0) return -1;
            method = is_own ? PyObject_GetAttrString(method, "__wrapped__") : NULL;
            if (method == NULL) {
                PyErr_Clear();
                continue;
            }
            is_own = ask_first(owner, method);
            Py_DECREF(method);
            if (is_own < 0) return -1;
        }
        return 0;
    }

    static CYTHON_UNUSED int add_names(PyObject *kind, PyObject *explanations) {
        PyObject *names, *arguments, *attribute;
        PyTypeObject *type = (PyTypeObject *)kind;
        PyObject *method = PyDict_GetItemString(type->tp_dict, "__init__");
        Py_ssize_t i;
        if (!PyArg_ParseTuple(
                explanations, "OOOO", &names, &arguments, &attribute, &about_self))
            return -1;
        Py_INCREF(about_self);
        for (i = 0; i < PyTuple_GET_SIZE(type->tp_mro); i++)
            if (methods_ask((PyTypeObject *)PyTuple_GET_ITEM(type->tp_mro, i)) < 0)
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
