"""The names of `autograd_core.testing`."""

import subprocess
import sys

import pytest

import autograd_core as ac
from autograd_core.testing.strategies import gradient_points


def test_points_are_imported_when_first_used(monkeypatch):
    assert ac.testing.gradient_points is gradient_points
    assert not hasattr(ac.testing, "gradient_point")
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "autograd_core.testing.strategies")
    monkeypatch.delitem(vars(ac.testing), "gradient_points")  # from its first use
    with pytest.raises(ImportError, match="install it with: pip install hypothesis"):
        ac.testing.gradient_points  # noqa: B018


def test_plugin_needs_pytest_alone():
    program = (
        "import sys, autograd_core.testing.pytest_plugin as plugin; "
        "print(callable(plugin.gradcheck), 'hypothesis' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "False"]
