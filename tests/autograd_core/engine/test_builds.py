"""The compiled and the plain build: which one runs, and what each must offer."""

from __future__ import annotations

import inspect
import os
import pydoc
import re
import subprocess
import sys
import sysconfig
from typing import Any

import pytest

import autograd_core
import autograd_core.engine.walk
from autograd_core import Value

PROGRAM = """
from autograd_core import Value
v, w = Value(2.0), Value(3.0)
import pdb; pdb.set_trace()
out = v * w
"""


def _run(program: str, stdin: str = "", **environment: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", program],
        input=stdin,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.stdout


def test_the_environment_variable_chooses_the_plain_source() -> None:
    program = "import autograd_core.engine.value as m; print(m.__file__)"
    assert _run(program, AUTOGRAD_CORE_PURE="1").endswith("value.py\n")


def test_compiled_tells_which_build_runs() -> None:
    import autograd_core.engine.value
    import autograd_core.engine.walk
    import autograd_core.ops.op

    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    for module in (
        autograd_core.engine.value,
        autograd_core.engine.walk,
        autograd_core.ops.op,
    ):
        origin = str(module.__spec__.origin)
        assert origin.endswith(suffix) == autograd_core.compiled
    program = "import autograd_core; print(autograd_core.compiled)"
    assert _run(program, AUTOGRAD_CORE_PURE="1") == "False\n"
    assert _run(program, AUTOGRAD_CORE_PURE="0") == _run(program, AUTOGRAD_CORE_PURE="")


def test_pdb_steps_into_the_plain_source() -> None:
    output = _run(PROGRAM, "step\nstep\nstep\nwhere\nq\n", AUTOGRAD_CORE_PURE="1")
    assert "__mul__" in output
    assert "isinstance(other, Value)" in output


@pytest.mark.parametrize("name", ["tanh", "sin", "backward", "clip"])
def test_help_shows_signature_and_docstring(name: str) -> None:
    method = getattr(Value, name)
    assert "self" in inspect.signature(method).parameters
    page = pydoc.render_doc(method, renderer=pydoc.plaintext)
    assert re.search(rf"{name}\(\s*self", page)  # Python 3.13 breaks long lines
    assert inspect.getdoc(method).splitlines()[0] in page


def test_help_of_a_function_shows_its_docstring() -> None:
    page = pydoc.render_doc(autograd_core.leaky_relu, renderer=pydoc.plaintext)
    assert "slope * x otherwise" in page
    signature = inspect.signature(autograd_core.leaky_relu)
    assert list(signature.parameters) == ["x", "slope"]


@pytest.mark.parametrize("name", ["__add__", "__rmul__", "__pow__", "__neg__"])
def test_help_of_an_operator_says_what_it_does(name: str) -> None:
    assert "self" in str(inspect.getdoc(vars(Value)[name])).splitlines()[0]


@pytest.mark.parametrize(
    ("thing", "line"),
    [
        (Value.backward, "    def backward(self, gradient: "),
        (Value, "class Value(Node):"),
        (autograd_core.Tensor, "class Tensor(GradientArray):"),
        (type(autograd_core.sin), "class Op(Rule):"),
        (autograd_core.engine.walk.run, "def run(ready: list[Any]) -> None:"),
        (autograd_core.engine.walk, '"""The walk over a graph: consumers first'),
        (autograd_core.Tensor.sum, "    def sum("),
    ],
    ids=["method", "Value", "Tensor", "Op", "function", "module", "of Tensor"],
)
def test_the_source_is_seen_in_both_builds(thing: Any, line: str) -> None:
    assert inspect.getsource(thing).startswith(line)
