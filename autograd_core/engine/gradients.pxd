# Types for the compiled build of gradients.py.
cimport cython
cimport autograd_core.engine.record as recorder
from autograd_core.engine.node cimport Node, is_unrecorded, payload_of, rule_of
from autograd_core.engine.record cimport is_value

@cython.locals(node=Node, root=Node)
cpdef dict pull_back(object roots, object seeds, object targets, bint create_graph, object stop=*)

@cython.locals(parent=Node)
cdef object contribute(Node node, object upstream, dict totals, bint on_nodes)

cdef object tangent(Node node, list tangents, bint on_nodes)
