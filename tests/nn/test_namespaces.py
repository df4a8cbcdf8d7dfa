"""Public names of nn, nn.init and nn.losses, and what a wrong name leads to."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

import nn

NAMESPACES = pytest.mark.parametrize("module", [nn, nn.init, nn.losses])


@NAMESPACES
def test_dir_lists_public_names_only(module):
    for name in dir(module):
        thing = getattr(module, name)
        assert not name.startswith("_")
        assert not isinstance(thing, ModuleType) or thing in (nn.init, nn.losses)
    assert {"init", "losses", "Linear", "MLP", "huber", "HuberLoss"} <= set(dir(nn))
    assert {"he_normal", "gain"} <= set(dir(nn.init))


@NAMESPACES
def test_a_star_import_brings_the_names_of_dir_only(module):
    program = f"from {module.__name__} import *; print(*sorted(globals()))"
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    names = {name for name in process.stdout.split() if not name.startswith("__")}
    assert names == set(dir(module)) == set(module.__all__)


def test_every_loss_is_a_name_of_nn():
    assert all(getattr(nn, name) is getattr(nn.losses, name) for name in dir(nn.losses))


@pytest.mark.parametrize(
    ("module", "name", "message"),
    [
        (nn, "Liner", "did you mean 'Linear'?"),
        (nn, "ReLUU", "did you mean 'ReLU'?"),
        (nn, "losess", "did you mean 'losses'?"),
        (nn.init, "he_norml", "did you mean 'he_normal'?"),
        (nn.losses, "hubr", "did you mean 'huber'?"),
        (nn.losses, "mse_loss", "write squared_error"),
    ],
)
def test_a_wrong_name_leads_to_the_right_one(module, name, message):
    with pytest.raises(AttributeError) as caught:
        getattr(module, name)
    expected = f"module {module.__name__!r} has no attribute {name!r}; {message}"
    assert str(caught.value).replace("`", "") == expected
