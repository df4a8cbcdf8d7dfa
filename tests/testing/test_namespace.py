"""The names of `autograd_core.testing`."""

import subprocess
import sys

import pytest

import autograd_core as ac
from autograd_core.testing.strategies import gradient_points

PUBLIC = [
    *("Derivative", "GradientMismatch", "Report", "Row", "TaylorTable", "Verdict"),
    *("approx_grad", "assert_gradient", "check_gradient", "check_grads", "check_op"),
    *("check_estimator_gradient", "check_jax_function", "check_scipy"),
    "check_torch_function",
    *("derivative", "gradcheck", "gradgradcheck", "gradient_points"),
    *("numerical_gradient", "taylor_test"),
]


def test_public_names():
    assert dir(ac.testing) == sorted(PUBLIC)
    assert all(getattr(ac.testing, name) is not None for name in PUBLIC)
    # Hypothesis may not be installed, and a star import must not need it.
    assert sorted([*ac.testing.__all__, "gradient_points"]) == sorted(PUBLIC)


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("check_gradent", "; did you mean 'check_gradient'?"),
        ("gradient_point", "; did you mean 'gradient_points'?"),
        ("Taylortable", "; did you mean 'TaylorTable'?"),
        ("xyz", ""),
    ],
)
def test_a_wrong_name_gets_the_nearest_right_one(name, ending):
    with pytest.raises(AttributeError) as raised:
        getattr(ac.testing, name)
    expected = f"module 'autograd_core.testing' has no attribute {name!r}{ending}"
    assert str(raised.value) == expected


def test_points_are_imported_when_first_used(monkeypatch):
    assert ac.testing.gradient_points is gradient_points
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "autograd_core.testing.strategies")
    monkeypatch.delitem(vars(ac.testing), "gradient_points")  # from its first use
    with pytest.raises(ImportError) as raised:
        ac.testing.gradient_points  # noqa: B018
    message = str(raised.value)
    assert message.startswith("gradient_points needs hypothesis; install it with: ")
    assert message.endswith("pip install hypothesis")


def test_plugin_needs_pytest_alone():
    program = (
        "import sys, autograd_core.testing.pytest_plugin as plugin; "
        "print(callable(plugin.gradcheck), 'hypothesis' in sys.modules)"
    )
    process = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert process.stdout.split() == ["True", "False"]
