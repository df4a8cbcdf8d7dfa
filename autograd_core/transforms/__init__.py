"""Transforms of functions: `grad`, `vjp`, `jvp`, `jacobian`, `hessian`, `hvp`."""
