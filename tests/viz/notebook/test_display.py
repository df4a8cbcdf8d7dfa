"""Importing viz: what it registers with IPython, and what it does not import."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys

import pytest

import viz
from autograd_core import Value
from viz import notebook


def run(code: str) -> str:
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    return process.stdout


def test_importing_viz_imports_nothing_heavy() -> None:
    heavy = ["matplotlib", "pygraphviz", "IPython", "graphviz", "rich"]
    code = "import json, sys, viz; print(json.dumps(sorted(sys.modules)))"
    assert not set(heavy) & set(json.loads(run(code)))


def test_importing_viz_imports_nothing_that_is_not_used() -> None:
    code = "import sys, viz; print({'numpy', 'autograd_core'} & {*sys.modules})"
    assert run(code) == "set()\n"


def test_public_names_are_there_whatever_was_imported_before() -> None:
    """A module called like a function would take its place in the package."""
    modules = {module.name for module in pkgutil.iter_modules(viz.__path__)}
    assert not modules & set(viz.__all__)
    for name in viz.__all__:
        assert getattr(viz, name).__name__ == name
    assert dir(viz) == sorted([*viz.__all__, "course", "plots"])


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("drw", "; did you mean 'draw'?"),
        ("Quiz", "; did you mean 'quiz'?"),
        (
            "plot",
            "; write `viz.draw(v)`; the curves of training are "
            "`viz.plots.learning_curves(history)`",
        ),
        ("plotz", "; did you mean 'plots'?"),
        ("backprop", ""),
    ],
)
def test_a_wrong_name_gets_the_nearest_right_one(name: str, hint: str) -> None:
    with pytest.raises(AttributeError) as raised:
        getattr(viz, name)
    assert str(raised.value) == f"module 'viz' has no attribute {name!r}{hint}"


def test_the_core_knows_nothing_of_viz() -> None:
    assert run("import sys, autograd_core; print('viz' in sys.modules)") == "False\n"
    assert not hasattr(Value, "_repr_svg_")


def test_without_ipython_nothing_is_registered() -> None:
    assert notebook.running_shell() is None
    assert notebook.register_displays() is False


IN_SHELL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.display_formatter.active_types = ["text/plain", "image/svg+xml"]
from autograd_core import Value
out = Value(2.0, label="a") * 3
before = shell.display_formatter.format(out)[0]
import viz
after = shell.display_formatter.format(out)[0]
assert "image/svg+xml" not in before
assert ">a</text>" in after["image/svg+xml"]
assert after["text/plain"] == repr(out)
drawing = shell.display_formatter.format(viz.draw(out, names={}))[0]
assert drawing["image/svg+xml"] == after["image/svg+xml"]
text = shell.display_formatter.format(viz.explain(out))[0]["text/plain"]
assert text == str(viz.explain(out)), text
print("fine")
"""


def test_in_ipython_values_become_pictures() -> None:
    pytest.importorskip("IPython")
    pytest.importorskip("pygraphviz")
    assert run(IN_SHELL).endswith("fine\n")


def test_without_graphviz_a_value_shows_its_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notebook, "available", lambda: False)
    assert notebook.value_svg(Value(1.0)) is None
