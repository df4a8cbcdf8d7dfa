"""The public names of optim."""

import importlib
import types

import pytest

import optim

NAMESPACES = {
    *("datasets", "distributed", "rules", "schedules", "second_order", "spaces"),
    "toys",
}


def test_dir_and_star_import_hold_public_names_only():
    assert dir(optim) == sorted(optim.__all__)
    names = {}
    exec("from optim import *", names)
    del names["__builtins__"]
    assert names.keys() == set(dir(optim))
    modules = {n for n, member in names.items() if isinstance(member, types.ModuleType)}
    assert modules == NAMESPACES
    assert {"Adam", "LBFGS", "fit", "batches", "Checkpoint"} <= names.keys()
    assert [name for name in names if name.startswith("_")] == []


@pytest.mark.parametrize("name", sorted(NAMESPACES))
def test_namespaces_are_modules_and_attributes(name):
    assert importlib.import_module(f"optim.{name}") is getattr(optim, name)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Adm", "module 'optim' has no attribute 'Adm'; did you mean 'Adam'?"),
        ("schedule", "module 'optim' has no attribute 'schedule'; did you mean 's"),
        ("lr_finder_x", "module 'optim' has no attribute 'lr_finder_x'"),
    ],
)
def test_a_wrong_name_gets_the_nearest_right_one(name, message):
    with pytest.raises(AttributeError) as caught:
        getattr(optim, name)
    assert str(caught.value).startswith(message)
