# Types for the compiled build of walk_checks.py.
from autograd_core.node cimport Node
from autograd_core.value cimport Value
