"""viz -> nn, optim -> autograd_core -> numpy: no import points up or sideways."""

import ast
import functools
import importlib
import inspect
import subprocess
import sys
from importlib.resources import files

import pytest

from autograd_core.ops.op import Op
from tests.imports import against_order, cycles, imports_of
from tests.source import PACKAGES, module_names, source_file, sources

MAY_IMPORT = {
    "autograd_core": set(),
    "nn": {"autograd_core"},
    "optim": {"autograd_core"},
    "viz": {"autograd_core", "nn", "optim"},
}
THIRD_PARTY = {
    "autograd_core": {"numpy", "scipy", "typing_extensions"},
    "nn": {"numpy"},
    "optim": {"numpy"},
}
# Modules that only somebody with the tool in question imports.
FOR_A_TOOL = {
    "autograd_core.testing.pytest_plugin": {"pytest"},
    "autograd_core.testing.strategies": {"hypothesis"},
    "optim.apply.fused": {"cython"},
}

modules = pytest.mark.parametrize("name", module_names())


@functools.cache
def imported(name):
    """The top-level packages that a module's source imports, wherever it does."""
    tree = ast.parse(source_file(importlib.import_module(name)).read_text("utf-8"))
    packages = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            packages |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative import, line {node.lineno}"
            packages.add(node.module.partition(".")[0])
    return packages


@functools.cache
def project_imports():
    return imports_of(sources())


# -- imports ---------------------------------------------------------------------------


@modules
def test_imports_point_down(name):
    package = name.partition(".")[0]
    ours = imported(name) & set(PACKAGES)
    assert ours <= MAY_IMPORT[package] | {package}


@modules
def test_third_party_imports(name):
    package = name.partition(".")[0]
    others = imported(name) - set(PACKAGES) - set(sys.stdlib_module_names)
    allowed = THIRD_PARTY.get(package, others) | FOR_A_TOOL.get(name, set())
    assert others <= allowed


@modules
def test_no_module_uses_pickle_or_eval(name):
    tree = ast.parse(source_file(importlib.import_module(name)).read_text("utf-8"))
    calls = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"eval", "exec", "__import__"}
    assert not imported(name) & {"pickle", "marshal", "shelve"}


# -- inside the packages ---------------------------------------------------------------

# Each folder imports only from itself and from those before it; the files of the
# package itself stand above all of them.
FOLDERS = {
    "autograd_core": (
        *("messages", "modes", "ops", "interop", "engine", "array_ops", "tensor"),
        *("transforms", "replay", "testing"),
    ),
    "autograd_core.testing": ("numeric", "function", "diagnosis"),
    "nn": (
        *("checks", "module", "init", "layers", "scalar", "losses", "regularize"),
        "io",
    ),
    "optim": (
        *("checks", "data", "apply", "first_order", "second_order", "schedules"),
        *("training", "search", "parallel"),
    ),
    "viz": (
        *("graph", "symbolic", "ledger", "diagram", "output", "animation", "network"),
        *("checkup", "quizzes", "page", "plots", "course", "live_view", "cli"),
    ),
}


def test_no_cycle_of_imports_lazy_ones_included():
    assert cycles(project_imports()) == []


def test_no_import_at_the_bottom_of_a_file():
    assert [edge for edge in project_imports() if edge.bottom] == []


@pytest.mark.parametrize("package", FOLDERS)
def test_folders_import_in_their_order(package):
    assert against_order(project_imports(), package, FOLDERS[package]) == []


@pytest.mark.parametrize("package", FOLDERS)
def test_every_folder_has_its_place_in_the_order(package):
    below = {
        name[len(package) + 1 :].split(".")[0]
        for name in sources()
        if name.startswith(f"{package}.")
        and hasattr(importlib.import_module(name), "__path__")
    }
    assert below - set(FOLDERS[package]) == set()


@pytest.mark.parametrize("package", ["nn", "optim", "viz"])
def test_the_core_is_used_by_its_public_names_and_extend(package):
    public = ("autograd_core", "autograd_core.extend", "autograd_core.testing")
    other = [
        edge
        for edge in project_imports()
        if edge.importer.partition(".")[0] == package
        and edge.target.partition(".")[0] == "autograd_core"
        and edge.target not in public
    ]
    assert other == []


PLANTED = {
    "a": "from a.low import one\n",
    "a.low": "import os\n",
    "a.low.one": "def f():\n    from a.high.two import g\n",
    "a.low.three": "def f(): pass\nfrom a.low import one\n",
    "a.high": "",
    "a.high.two": "import a.low.one as one\n",
    "a.high.five": "if TYPE_CHECKING:\n    from a.high.four import X\n",
    "a.high.four": "from a.high.five import Y\n",
}


def test_planted_violations_are_found():
    imports = imports_of(PLANTED)
    assert cycles(imports) == [["a.high.two", "a.low.one"]]
    assert [edge.importer for edge in imports if edge.bottom] == ["a.low.three"]
    assert against_order(imports, "a", ("low", "high")) == [
        "a.low.one:2 imports a.high.two"
    ]


HEAVY = (
    *("graphviz", "pygraphviz", "matplotlib", "IPython", "scipy", "sklearn", "rich"),
    *("pytest", "hypothesis", "mpi4py", "onnx", "joblib", "sympy"),
)


@pytest.mark.parametrize(
    "package", ["autograd_core", "autograd_core.testing", "nn", "optim"]
)
def test_import_is_quiet_and_light(package):
    program = f"""
import random, sys, warnings
import numpy
python_state = random.getstate()
numpy_state = numpy.random.get_state()
warned_of = list(warnings.filters)
errors = numpy.geterr()
threads = __import__("threading").active_count()
import {package}
assert random.getstate() == python_state
now = numpy.random.get_state()
assert now[0] == numpy_state[0] and (now[1] == numpy_state[1]).all()
assert now[2:] == numpy_state[2:]
assert warnings.filters == warned_of
assert numpy.geterr() == errors
assert __import__("threading").active_count() == threads
heavy = [name for name in {HEAVY!r} if name in sys.modules]
assert not heavy, heavy
"""
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True
    )
    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")


# -- what every public name has --------------------------------------------------------


def public_members(owner):
    """`(name, object)` of the public classes, functions and ops defined in `owner`."""
    module = owner.__name__ if inspect.ismodule(owner) else owner.__module__
    for name, member in vars(owner).items():
        if isinstance(member, staticmethod | classmethod):
            member = member.__func__
        mine = getattr(member, "__module__", module) == module
        documented = isinstance(member, Op | property | functools.cached_property)
        documented |= inspect.isclass(member) or inspect.isroutine(member)
        if not name.startswith("_") and mine and documented:
            yield name, member


@modules
def test_every_public_name_has_a_docstring(name):
    module = importlib.import_module(name)
    bare = [] if module.__doc__ or name.endswith("._version") else [name]
    for public, member in public_members(module):
        if not inspect.getdoc(member):
            bare.append(public)
        if inspect.isclass(member):
            bare += [
                f"{public}.{method}"
                for method, function in public_members(member)
                if not inspect.getdoc(function)
                and not any(
                    inspect.getdoc(vars(base).get(method))
                    for base in member.__mro__[1:]
                    if method in vars(base)
                )
            ]
    assert not bare


@pytest.mark.parametrize("package", PACKAGES)
def test_package_is_marked_as_typed(package):
    assert files(package).joinpath("py.typed").is_file()


@pytest.mark.parametrize("package", PACKAGES)
def test_nothing_is_exported_by_star_import_that_is_not_there(package):
    module = importlib.import_module(package)
    for name in getattr(module, "__all__", ()):
        assert hasattr(module, name)
