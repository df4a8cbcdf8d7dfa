"""Wrong states in `load_state_dict`: TypeError or ValueError, and nothing changed."""

from __future__ import annotations

import functools
import random
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

import nn
import optim
from autograd_core import Tensor, Value
from optim import schedules
from tests.fuzz.harness import Case
from tests.fuzz.mutations import mutated_tree, places, same, tree_mutation
from tests.optim.first_order_names import FIRST_ORDER

CLOSURES = ("LBFGS", "BFGS", "ConjugateGradient")


def _parameters() -> list[Any]:
    return [Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([0.5]), Value(2.0), Value(-1.0)]


def _optimizer(name: str) -> Any:
    optimizer = getattr(optim, name)(_parameters(), lr=0.01)
    for _ in range(2):
        _step(optimizer)
    return optimizer


def _step(optimizer: Any) -> None:
    def closure() -> Any:
        optimizer.zero_grad()
        first, second, *values = optimizer.params
        loss = (first * first).sum() + (second * second).sum()
        for value in values:
            loss = loss + value * value
        loss.backward()
        return loss

    optimizer.step(closure)


def _scheduler() -> Any:
    optimizer = optim.SGD([Value(1.0)], lr=0.1)
    return schedules.Scheduler(optimizer, schedules.Cosine(0.1, steps=10))


def _plateau() -> Any:
    return schedules.ReduceOnPlateau(optim.SGD([Value(1.0)], lr=0.1))


def _early_stopping() -> Any:
    callback = optim.EarlyStopping(patience=2)
    callback.load_state_dict(
        {"best": 0.5, "best_epoch": 1, "waited": 1, "weights": {"w": np.ones(2)}}
    )
    return callback


def _batches(mode: str) -> Any:
    return optim.batches(np.arange(10.0), batch_size=4, rng=0, mode=mode)


THINGS: dict[str, Callable[[], Any]] = {
    **{name: functools.partial(_optimizer, name) for name in (*FIRST_ORDER, *CLOSURES)},
    "Sequential": lambda: nn.Sequential(nn.Linear(3, 2, rng=0), nn.BatchNorm1d(2)),
    "MLP": lambda: nn.MLP(2, [2, 1], rng=0),
    "Scheduler": _scheduler,
    "ReduceOnPlateau": _plateau,
    "EarlyStopping": _early_stopping,
    "PlateauStop": optim.PlateauStop,
    "RunningAverageStop": optim.RunningAverageStop,
    "WeightsStop": optim.WeightsStop,
    "Checkpoint": lambda: optim.Checkpoint("run.npz"),
    "Batches": lambda: _batches("redraw"),
    "fixed Batches": lambda: _batches("fixed"),
}


class SavedStates:
    """States of modules, optimizers, schedulers, callbacks and batches."""

    name = "states"

    @functools.cached_property
    def states(self) -> dict[str, Any]:
        return {name: make().state_dict() for name, make in THINGS.items()}

    def case(self, rng: random.Random) -> Case:
        name = rng.choice(list(THINGS))
        paths = places(self.states[name])
        changes = [tree_mutation(rng, paths) for _ in range(rng.choice([1, 1, 2, 5]))]
        return [("of", name), *changes]

    def run(self, case: Case) -> str:
        name = next((name for word, name, *_ in case if word == "of"), "MLP")
        changes = [change for change in case if change[0] != "of"]
        thing = THINGS[name]()
        before = thing.state_dict()
        try:
            thing.load_state_dict(mutated_tree(self.states[name], changes))
        except (TypeError, ValueError) as error:
            assert same(thing.state_dict(), before), f"half loaded: {error}"
            assert len(str(error)) < 1500, f"long message: {len(str(error))}"
            return "refused"
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if isinstance(thing, optim.Optimizer):
                _step(thing)
        thing.load_state_dict(before)
        return "loaded"
