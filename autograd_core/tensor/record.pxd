# Types for the compiled build of record.py.
from autograd_core.engine.node cimport Node

cpdef object examine(Node node)
