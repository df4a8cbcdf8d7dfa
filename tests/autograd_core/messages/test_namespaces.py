"""`public_namespace`: public names only, lazy imports, and the name that was meant."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import autograd_core
import nn
import viz
from tests.autograd_core.messages import message_of

PACKAGE = """
import math
from fractions import Fraction
from typing import Any as _Any

from autograd_core.extend import public_namespace as _public_namespace
from nets.layers import Linear

half = Fraction(1, 2)

__all__, __dir__, __getattr__ = _public_namespace(
    globals(),
    submodules=("layers", "losses"),
    homes={"draw": "nets.pictures"},
    advice={"Conv2d": "write Linear"},
)
"""
MODULES = {
    "__init__": PACKAGE,
    "layers": "class Linear: pass",
    "losses": "",
    "pictures": "def draw(): return 'drawn'",
    "private": "",
}
PUBLIC = ["Fraction", "Linear", "draw", "half", "layers", "losses"]


@pytest.fixture
def nets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A package with a public namespace, freshly imported."""
    (tmp_path / "nets").mkdir()
    for name, source in MODULES.items():
        (tmp_path / "nets" / f"{name}.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    import nets

    yield nets
    for name in [name for name in sys.modules if name.partition(".")[0] == "nets"]:
        del sys.modules[name]


def test_public_names_only(nets: Any) -> None:
    assert dir(nets) == nets.__all__ == PUBLIC
    scope: dict[str, Any] = {}
    exec("from nets import *", scope)
    assert sorted(scope.keys() - {"__builtins__"}) == PUBLIC


def test_names_are_imported_when_first_used(nets: Any) -> None:
    assert not {"nets.pictures", "nets.losses"} & sys.modules.keys()
    assert nets.draw() == "drawn"
    assert nets.losses is sys.modules["nets.losses"]
    assert {"draw", "losses"} < vars(nets).keys(), "found without __getattr__ now"


@pytest.mark.parametrize("package", [autograd_core, autograd_core.testing, nn, viz])
def test_type_checkers_see_the_names_that_are_imported_when_first_used(
    package: Any,
) -> None:
    typed = {
        (alias.asname, statement.module)
        for block in ast.parse(inspect.getsource(package)).body
        if isinstance(block, ast.If)
        and ast.unparse(block.test).endswith("TYPE_CHECKING")
        for statement in block.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
        if statement.module != package.__name__  # submodules
    }
    assert typed == set(package._HOMES.items())


def test_private_modules_can_be_imported_and_stay_private(nets: Any) -> None:
    from nets import private  # type: ignore[import-not-found]

    assert nets.private is private
    assert dir(nets) == PUBLIC


MISTAKES = {
    "a letter lost": ("Liner", "; did you mean 'Linear'?"),
    "another case": ("linear", "; did you mean 'Linear'?"),
    "a lazy name": ("drow", "; did you mean 'draw'?"),
    "a submodule": ("loss", "; did you mean 'losses'?"),
    "of another library": ("Conv2d", "; write Linear"),
    "nothing like it": ("xyz", ""),
    "private": ("_half", ""),
    "of Python": ("__wrapped__", ""),
}


@pytest.mark.parametrize(("name", "end"), MISTAKES.values(), ids=list(MISTAKES))
def test_wrong_names(nets: Any, name: str, end: str) -> None:
    lookup: Callable[..., Any] = getattr
    text = message_of(AttributeError, lookup, nets, name)
    assert text == f"module 'nets' has no attribute {name!r}{end}"
    assert not hasattr(nets, name)


def test_python_adds_no_guess_of_its_own(nets: Any) -> None:
    with pytest.raises(AttributeError) as caught:
        nets.Liner  # noqa: B018
    assert (caught.value.name, caught.value.obj) == ("Liner", None)
