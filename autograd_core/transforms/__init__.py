"""Transforms of functions: `grad`, `vjp`, `jvp`, `jacobian`, `hessian`, `hvp`, `vmap`.

Beside them what changes how a function is differentiated: `custom_op`, `checkpoint`.
"""
