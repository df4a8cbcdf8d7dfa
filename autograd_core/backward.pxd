# Types for the compiled build of backward.py.
cimport autograd_core.graph as graph
from autograd_core.node cimport Node


cpdef object backward(Node root, object seed)
