"""Compile the hot modules where there is a C compiler; install the plain ones if not.

Everything else about the project stands in pyproject.toml.
"""

from setuptools import Extension, setup

# Each of these has a .pxd beside it, which types it for the compiler.
MODULES = (
    "node",
    "value",
    "graph",
    "nary",
    "op",
    "ops.activation",
    "ops.arithmetic",
    "ops.exponential",
    "ops.piecewise",
    "ops.trigonometric",
)


def extensions() -> list[Extension]:
    """The modules of autograd_core as optional extensions, translated to C."""
    try:
        from Cython.Build import cythonize
        from Cython.Compiler import Options
    except ModuleNotFoundError:
        return []
    defaults = Options.get_directive_defaults()
    # Nodes point at their operands only, so no cycle of them can exist and the cyclic
    # collector need not know them. Cython takes this as a decorator or as a default,
    # and node.py, being plain Python, has no Cython decorators.
    defaults["no_gc"] = True
    # Up to this many freed nodes are kept for the next graph: a training step then
    # allocates nothing, and runs a third faster.
    defaults["freelist"] = 65536
    return cythonize(
        [
            Extension(
                f"autograd_core.{name}",
                [f"autograd_core/{name.replace('.', '/')}.py"],
                optional=True,
                extra_compile_args=["-O2"],
            )
            for name in MODULES
        ],
        compiler_directives={"language_level": 3},
        quiet=True,
    )


setup(ext_modules=extensions())
