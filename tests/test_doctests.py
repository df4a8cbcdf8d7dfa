"""The examples in the docstrings, of both builds.

pytest's own collector cannot import a module whose compiled form is installed beside
its source, and does not see the docstrings of objects such as the ops. This one reads
the docstrings of what runs, and counts that it has missed none of the source.
"""

import doctest
import importlib
import inspect

import pytest

from autograd_core import Value
from autograd_core.ops import OPS
from tests.source import module_names, source_file

PARSER = doctest.DocTestParser()
# What a compiled module imports for the compiler is not among its names.
USUAL = {"Value": Value}


def docstrings(owner, module):
    """`(name, docstring)` of `owner` and of everything defined in it."""
    yield owner.__name__, owner.__doc__
    for name, member in vars(owner).items():
        if isinstance(member, staticmethod | classmethod):
            member = member.__func__
        if owner is module and getattr(member, "__module__", "") != module.__name__:
            continue
        if inspect.isclass(member):
            yield from docstrings(member, module)
        elif getattr(member, "__doc__", None) != type(member).__doc__:
            yield name, member.__doc__


def examples_of(module):
    """One doctest per docstring that has examples; each docstring once."""
    tests = {}
    for name, text in docstrings(module, module):
        if text and ">>>" in text and text not in tests:
            tests[text] = PARSER.get_doctest(
                text, {**USUAL, **vars(module)}, f"{module.__name__}.{name}", None, None
            )
    return list(tests.values())


def prompts_of(module):
    """How many examples the module's source has."""
    lines = source_file(module).read_text("utf-8").splitlines()
    return sum(line.lstrip().startswith(">>> ") for line in lines)


@pytest.mark.parametrize("name", module_names())
def test_examples(name):
    module = importlib.import_module(name)
    tests = examples_of(module)
    assert sum(len(test.examples) for test in tests) == prompts_of(module)
    output = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    for test in tests:
        runner.run(test, out=output.append)
    assert not runner.failures, "".join(output)


def test_every_op_has_an_example():
    assert [name for name, op in OPS.items() if ">>>" not in (op.__doc__ or "")] == []
