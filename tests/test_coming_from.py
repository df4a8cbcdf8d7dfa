"""The table of habits: the page is made of it, its code runs, no name in it exists."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
import nn
import optim
import viz
from autograd_core.interop import absent
from autograd_core.messages import keywords
from autograd_core.messages.habits import NAMES, micrograd
from docs import make_coming_from
from nn.checks import torch_names
from optim import schedules
from optim.checks import other_names as of_optim
from viz.other_names import OTHER_NAMES as OF_VIZ
from viz.output.other_names import DRAWINGS
from viz.plots.other_names import PLOTS

CODE = re.compile(r"`([^`]+)`")

SCOPE = """
import numpy as np
import autograd_core, nn, optim, viz
from autograd_core import *
from autograd_core import compile, max, min, sum, testing
rng = np.random.default_rng(0)
x = Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
v, a, b, t = Value(2.0), Value(2.0), Value(3.0), 0.5
X, y = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[1.0], [0.0]])
def f(X): return (X**2).sum()
def two(a, b): return (a * b).sum()
def two_results(X): return f(X), X
def rows_of(X): return (X**2).sum(axis=1)
def loss_of(p): return p["w"] ** 2
def step(c): return 2 * c
model = nn.Sequential(nn.Linear(2, 4, rng=0), nn.Tanh(), nn.Linear(4, 1, rng=0))
mlp = nn.MLP(2, [2, 1], rng=0)
nn.save(model, "m.safetensors")
state, layer, neuron = model.state_dict(), model[0], mlp[0][0]
optimizer, dataset = optim.Adam(model.parameters()), optim.datasets.load_digits()
loss = nn.squared_error(model(X), y)
loss.backward()
history = {"loss": [0.5, 0.2]}
ac = autograd_core
"""
SCHEDULES = """
from optim.schedules import *
lr, steps, step_size, gamma, milestones, power = 0.1, 100, 10, 0.5, [10], 2.0
lr_min, period, factor, start, end = 0.0, 10, 2, 0.1, 0.01
a = b = schedule = Constant(0.1)
schedules = [a, b]
def f(step): return 0.1
"""
IN_NN = "from nn import *\nfrom nn.init import *\nimport nn.init as init\n"
IN_OPTIM = "from optim import *\nrule, g, x = rules.AdamRule(lr=0.1), X, X\n"
BEFORE = {"nn.{}": IN_NN, "nn.init.{}": IN_NN, '"{}"': IN_NN, "optim.{}": IN_OPTIM}
BEFORE["lr_scheduler.{}"] = SCHEDULES


def snippets() -> Iterator[Any]:
    seen = set()
    for tables in make_coming_from.SECTIONS.values():
        for _, typed, table in tables:
            for habit, advice in table.items():
                for code in CODE.findall(advice):
                    if (typed, code) not in seen and not code.endswith("="):
                        seen.add((typed, code))
                        name = f"{typed.format(habit)}: {code}"
                        yield pytest.param(BEFORE.get(typed, ""), code, id=name)


def run(code: str, before: str = "") -> None:
    """Run a snippet where its names are there."""
    scope: dict[str, Any] = {}
    exec(SCOPE + before, scope)
    with np.printoptions():  # one of them sets the options
        exec(compile(code, "<habit>", "exec"), scope)


@pytest.mark.parametrize(("before", "code"), [*snippets()])
def test_what_the_table_says_to_write_runs(
    before: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(code, before)


def test_the_page_is_made_of_the_table() -> None:
    text = make_coming_from.PAGE.read_text("utf-8")
    assert text == make_coming_from.page(), "run python docs/make_coming_from.py"


def test_what_a_name_means_here() -> None:
    x = ac.Tensor([[1.0, 2.0], [3.0, 4.0]])
    here = {
        "x.max(1), x.min(1), sort(x)": (x.max(1).data.tolist(), [2.0, 4.0]),
        "x.std(), x.var()": (x.var().item(), 1.25),
        "x.norm(2)": (round(x.norm(2).item(), 6), 5.464986),
        "x.repeat(2, 1)": (x.repeat(2, 1).data[0].tolist(), [1.0, 1.0, 2.0, 2.0]),
        "split(x, 2)": (len(ac.split(x, 2)), 2),
        "split(x, [1, 3])": (
            [part.shape[1] for part in ac.split(np.ones((1, 4)), [1, 3], axis=1)],
            [1, 2, 1],
        ),
        "pad(x, (1, 1))": (ac.pad(x, (1, 1)).shape, (4, 4)),
        "median([1.0, 3.0])": (float(ac.median(np.array([1.0, 3.0]))), 2.0),
        "x.transpose(0, 2)": (ac.swapaxes(x[None], 0, 2).shape, (2, 2, 1)),
        "nn.MaxPool2d(2)": (
            ac.grad(lambda x: nn.MaxPool2d(2)(x).sum())(np.ones((1, 1, 2, 2))).tolist(),
            np.full((1, 1, 2, 2), 0.25).tolist(),
        ),
        "nn.Linear(2, 3).weight.shape": (nn.Linear(2, 3).weight.shape, (2, 3)),
        "nn.cross_entropy(x, ids), x of 3 axes": (
            round(nn.cross_entropy(np.eye(2)[None], [[0, 0]], reduction="sum"), 6),
            1.626523,  # ln(1 + 1/e) + ln(1 + e)
        ),
    }
    assert [*here] == [line for line, *_ in make_coming_from.MEANINGS]
    for line, (result, expected) in here.items():
        assert result == expected, line


OWNERS = {
    "Value": (ac.Value, absent.VALUES),
    "Tensor": (ac.Tensor, absent.TENSORS),
    "autograd_core": (ac, NAMES),
    "nn": (nn, torch_names.NETWORKS.names),
    "nn.init": (nn.init, torch_names.INITS),
    "Module": (nn.Module, torch_names.MODULES),
    "optim": (optim, of_optim.OTHER_NAMES),
    "Optimizer": (optim.Optimizer, of_optim.METHODS | of_optim.SETTINGS),
    "optim.schedules": (schedules, make_coming_from.SCHEDULES),
    "viz": (viz, OF_VIZ),
    "Drawing": (viz.Drawing, DRAWINGS),
    "viz.plots": (viz.plots, PLOTS),
    "History": (optim.History, of_optim.HISTORIES),
    "Dataset": (type(optim.datasets.load_digits()), of_optim.DATASETS),
    "optim.datasets": (optim.datasets, of_optim.DATA),
    "optim.toys": (optim.toys, of_optim.DATA),
}


@pytest.mark.parametrize("owner", OWNERS)
def test_a_row_goes_when_its_name_comes(owner: str) -> None:
    thing, table = OWNERS[owner]
    assert [name for name in table if name in dir(thing) and hasattr(thing, name)] == []


@pytest.mark.parametrize("owner", OWNERS)
def test_the_message_is_the_row(owner: str) -> None:
    thing: Any
    thing, table = OWNERS[owner]
    instances = {
        "Value": ac.Value(1.0),
        "Tensor": ac.Tensor([1.0]),
        "Module": nn.Tanh(),
        "Optimizer": optim.SGD([ac.Value(1.0)], lr=0.1),
        "Drawing": viz.draw(ac.Value(1.0)),
        "History": optim.History(),
        "Dataset": optim.datasets.load_digits(),
    }
    thing = instances.get(owner, thing)
    for name, advice in table.items():
        if isinstance(getattr(thing, "__dict__", {}).get(name), ModuleType):
            continue  # a private folder, once it was imported
        with pytest.raises(AttributeError) as caught:
            getattr(thing, name)
        assert str(caught.value).endswith(f"has no attribute {name!r}; {advice}")


def test_assigned_attributes() -> None:
    for node in (ac.Value(1.0), ac.Tensor([1.0])):
        for name, advice in micrograd.ATTRIBUTES.items():
            with pytest.raises(AttributeError) as caught:
                setattr(node, name, 1)
            assert advice in str(caught.value) or not ac.compiled


def public_parameters() -> set[str]:
    """The parameters of all public functions and classes."""
    names = set()
    methods = (ac.Tensor, ac.Value, optim.Optimizer)
    modules = [ac, ac.testing, nn, nn.init, optim, optim.datasets, optim.toys]
    for owner in (*modules, schedules, viz, *methods):
        for name in dir(owner):
            thing = getattr(owner, name, None) if not name.startswith("_") else None
            if callable(thing):
                try:
                    names |= {*inspect.signature(thing).parameters}
                except (TypeError, ValueError):
                    continue
    return names


def test_the_keywords_here_exist() -> None:
    here = {name for names in keywords.OTHER_KEYWORDS.values() for name in names}
    assert here - public_parameters() == set()


def test_code_that_fails_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AttributeError):
        run("np.zeroes(2)")
