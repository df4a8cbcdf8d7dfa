"""Compile the hot modules where there is a C compiler; install the plain ones if not.

Everything else about the project stands in pyproject.toml.
"""

import os
import re
import shutil
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py

# What is compiled of autograd_core. A .pxd beside a module holds its C types.
HOT = (
    *(f"engine.{name}" for name in ("node", "walk", "backward", "record", "value")),
    "replay.parameters",
)
WARM = (
    *(f"engine.{name}" for name in ("native.timed_walk", "gradients", "sequences")),
    *("ops.op", "ops.rule", "tensor.tensor", "tensor.gradient_buffer"),
    *(f"replay.{name}" for name in ("fuse", "instructions", "layout_one", "numbering")),
    *("replay.side_by_side", "replay.tape", "replay.translate"),
)
MODULES = (
    *HOT,
    *WARM,
    *(f"ops.{name}" for name in ("activation", "arithmetic", "exponential")),
    *(f"ops.{name}" for name in ("methods", "operators", "piecewise", "protocols")),
    *("ops.sequence_rules", "ops.trigonometric"),
    *(f"array_ops.{name}" for name in ("array_rule", "broadcasting", "checks")),
    "array_ops.coercion",
    "messages.explained",
    *(f"array_ops.functions.{name}" for name in ("arguments", "index", "shape")),
    "array_ops.functions.reductions",
    *(f"array_ops.{name}" for name in ("entries", "index", "matmul", "normalize")),
    *(f"array_ops.{name}" for name in ("norms", "reductions", "shape")),
    *(f"tensor.{name}" for name in ("flat_buffers", "record", "methods", "payloads")),
)

# Loops over arrays: in vector instructions, but each operation rounded by itself.
LOOPS = ("optim.apply.fused",)
# The programs of compile. rows.h and sums.h are compiled twice in it, and the better
# form is chosen at run time: a wheel runs on every processor.
HEADERS = ("loops.h", "rows.h", "sums.h", "scalar_ops.h")
REPLAY = ("autograd_core.replay.machine",)
# What Cython writes into every module alike, once: a fifth less to compile.
SHARED = "autograd_core._cyutility"
LOOP_FLAGS = ["-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off"]


def _built_in_place() -> list[Path]:
    """What earlier editable installs compiled; it would hide the source of today."""
    return [
        built
        for package in ("autograd_core", "optim")
        for ending in ("*.so", "*.pyd")
        for built in Path(package).rglob(ending)
    ]


class OptionalBuild(build_ext):
    """All modules compiled, or none: a missing compiler must not stop an install."""

    def run(self) -> None:
        """Compile; where that fails, leave the plain source to do the work."""
        # Not an option of setup(): an editable install forgets those of this command,
        # and compiles one module after another.
        self.parallel = os.cpu_count()
        current = {
            self.get_ext_filename(extension.name) for extension in self.extensions
        }
        for built in _built_in_place():
            if str(built) not in current:
                built.unlink()
        try:
            super().run()
        except Exception as error:
            # setuptools' own `optional=True` lets a compiler that is missing, rather
            # than failing, through; and compiled modules cannot use plain ones.
            print(f"autograd_core: installing the plain build, slower ({error})")
            for built in [*map(Path, self.get_outputs()), *_built_in_place()]:
                built.unlink(missing_ok=True)
            self.extensions = self.distribution.ext_modules = []
            wheel = self.distribution.get_command_obj("bdist_wheel", create=False)
            if wheel is not None:  # it fits every Python and every system
                wheel.root_is_pure = True


class WithLessons(build_py):
    """The packages, and in viz/course/pages the lessons of docs/course.

    In the source tree the lessons are in one place only, and so are their pictures.
    """

    def run(self) -> None:
        """Copy the packages, then the lessons, the pictures in them and the tour."""
        super().run()
        if self.editable_mode:
            return
        pages = Path(self.build_lib, "viz", "course", "pages")
        shutil.rmtree(pages, ignore_errors=True)
        pictures = set()
        for lesson in Path("docs/course").glob("[0-9][0-9]-*.md"):
            _copy(lesson, pages / "course" / lesson.name)
            pictures |= {
                *re.findall(r"\]\(\.\./(images/[^)\s]+)", lesson.read_text("utf-8"))
            }
        for picture in pictures:
            _copy(Path("docs", picture), pages / picture)
        _copy(Path("examples/tour.ipynb"), pages / "tour.ipynb")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _level(name: str) -> str:
    """How much a module is optimised: most of what the cold ones do is to call Python.

    Each level doubles the time that an install takes; where it was measured to gain
    nothing, the lower one is taken.
    """
    if name in HOT:
        return "-O2"
    return "-O1" if name in WARM else "-Og"


def extensions() -> list[Extension]:
    """The modules to be compiled, translated to C."""
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
    return cythonize(
        # The longest first: at the end they would keep one core at work, the rest none.
        [
            Extension(
                name,
                [f"{name.replace('.', '/')}.pyx"],
                include_dirs=["autograd_core/replay"],
                depends=[f"autograd_core/replay/{header}" for header in HEADERS],
                extra_compile_args=["-O3", "-g0", *LOOP_FLAGS],
            )
            for name in REPLAY
        ]
        + [
            Extension(
                name,
                [f"{name.replace('.', '/')}.py"],
                extra_compile_args=["-O3", "-g0", *LOOP_FLAGS],
            )
            for name in LOOPS
        ]
        + [
            Extension(
                f"autograd_core.{name}",
                [f"autograd_core/{name.replace('.', '/')}.py"],
                extra_compile_args=[_level(name), "-g0"],
            )
            for name in MODULES
        ]
        + [
            Extension(
                SHARED,
                [f"{SHARED.replace('.', '/')}.c"],
                extra_compile_args=["-O1", "-g0"],
            )
        ],
        shared_utility_qualified_name=SHARED,
        compiler_directives={
            "language_level": 3,
            "auto_pickle": False,
            "embedsignature": True,
            "embedsignature.format": "clinic",
        },
        build_dir="build",
        nthreads=os.cpu_count(),
        quiet=True,
    )


if __name__ == "__main__":  # the processes that translate to C may import this file
    setup(
        ext_modules=extensions(),
        cmdclass={"build_ext": OptionalBuild, "build_py": WithLessons},
    )
