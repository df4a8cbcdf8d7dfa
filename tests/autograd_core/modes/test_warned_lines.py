"""A warning of any package names the user's file, however deep it is raised."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import nn
import optim
import viz
from autograd_core import Tensor, Value
from tests.source import sources
from viz.output import fonts

X, Y = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0], [2.0]])


def linear() -> nn.Sequential:
    return nn.Sequential(nn.Linear(2, 1, rng=0))


def list_with_a_number(tmp_path: Path) -> None:
    module = nn.Module()
    module.parts = [Value(1.0), 2.0]
    module.parameters()


def softmax_twice(tmp_path: Path) -> None:
    nn.cross_entropy(Tensor([[1.0, 2.0]]).softmax(-1), [0])


def step_without_backward(tmp_path: Path) -> None:
    optim.SGD(linear().parameters(), lr=0.1).step()


def step_of_a_subclass(tmp_path: Path) -> None:
    class Own(optim.SGD):
        def step(self, closure: Callable[[], Value] | None = None) -> Value | None:
            return super().step(closure)

    Own(linear().parameters(), lr=0.1).step()


def fit_that_diverges(tmp_path: Path) -> None:
    model = linear()
    optimizer = optim.SGD(model.parameters(), lr=1e200)
    with np.errstate(all="ignore"):
        optim.fit(model, nn.squared_error, optimizer, (X, Y), epochs=5)


def fit_with_a_guard(tmp_path: Path) -> None:
    model = linear()
    optimizer = optim.SGD(model.parameters(), lr=1e200)
    with np.errstate(all="ignore"):
        guards = [optim.NaNGuard()]
        optim.fit(
            model, nn.squared_error, optimizer, (X, Y), epochs=5, callbacks=guards
        )


def fit_of_a_part(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Linear(2, 1, rng=0), nn.Linear(1, 1, rng=0))
    parameters = [*model.parameters(), Tensor([1.0])]
    optim.fit(model, nn.squared_error, optim.SGD(parameters), (X, Y), epochs=1)


def fit_resumed_at_its_end(tmp_path: Path) -> None:
    for _ in range(2):
        model = linear()
        optim.fit(
            model,
            nn.squared_error,
            optim.SGD(model.parameters(), lr=0.1),
            (X, Y),
            epochs=1,
            callbacks=[optim.Checkpoint(tmp_path / "run.npz")],
            resume=tmp_path / "run.npz" if (tmp_path / "run.npz").exists() else None,
        )


def letters_in_no_font(tmp_path: Path) -> None:
    viz.draw(Value(2.0, label="\u91cd") * 3).save(tmp_path / "a.png")


def more_than_a_slide(tmp_path: Path) -> None:
    graph = sum([Value(float(i)) * i for i in range(40)], Value(0.0))
    viz.draw(graph, level="op", names={}).svg()
    viz.draw(graph, level="op", names={}).save(tmp_path / "a.svg")


def more_pixels_than_there_are(tmp_path: Path) -> None:
    dot = viz.draw_dot(Value(2.0) * 3)
    dot.graph_attr["ranksep"] = "12"
    dot.save(tmp_path / "a.png", dpi=1200)


def infinite_result_in_an_expression(tmp_path: Path) -> None:
    viz.parse_expression("log(x)", {"x": 0.0})


PLACES = [
    list_with_a_number,
    softmax_twice,
    step_without_backward,
    step_of_a_subclass,
    fit_that_diverges,
    fit_with_a_guard,
    fit_of_a_part,
    fit_resumed_at_its_end,
    letters_in_no_font,
    more_than_a_slide,
    more_pixels_than_there_are,
    infinite_result_in_an_expression,
]


@pytest.mark.parametrize("warned", PLACES, ids=lambda place: place.__name__)
def test_the_file_is_that_of_the_user(
    warned: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "_is_in_a_font", lambda letter: False)
    with pytest.warns((RuntimeWarning, UserWarning)) as caught:
        warned(tmp_path)
    assert {warning.filename for warning in caught} == {__file__}


def test_the_distance_to_the_user_is_counted_in_one_place() -> None:
    """A `stacklevel` written as a number is wrong for some way to the warning."""
    places = {
        name
        for name, source in sources().items()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.keyword) and node.arg == "stacklevel"
    }
    # The second counts too; the messages stand below the modes.
    assert places == {
        "autograd_core.modes.user_code",
        "autograd_core.messages.unpacking",
    }
