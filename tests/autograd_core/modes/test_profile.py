"""`profile()`: counts of programs that are known, and times that add up."""

from __future__ import annotations

import sys
import threading
import time
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import GraphError, Tensor, Value, profile


def counts(p: profile) -> dict[str, tuple[int, int]]:
    """How often each op ran forward and backward."""
    return {
        op: (int(costs["forward"]["count"]), int(costs["backward"]["count"]))
        for op, costs in p.to_dict().items()
    }


def seconds(p: profile) -> float:
    return sum(cost["seconds"] for op in p.to_dict().values() for cost in op.values())


def test_values() -> None:
    with profile() as p:
        x = Value(0.5)
        y = (x * x + x * 2.0 + 1.0).tanh()
        y = ac.dot([y, x], [1.0, 2.0]) + ac.sum([x, y])
        for _ in range(3):
            y.backward()
    expected = {"*": (2, 6), "+": (3, 9), "tanh": (1, 3), "dot": (1, 3), "sum": (1, 3)}
    assert counts(p) == expected


def test_tensors_and_bridges() -> None:
    with profile() as p:
        w = Tensor(np.ones((3, 2)))
        z = ac.dot(np.ones((4, 3)), w, np.zeros(2)).relu()
        a, b = (-z).sum(axis=0).values()
        (a * b).backward()
    expected = {"dot": (1, 1), "relu": (1, 1), "-": (1, 1), "sum": (1, 1)}
    assert counts(p) == {**expected, "entry": (2, 2), "*": (1, 1)}


@pytest.mark.parametrize(("kind", "products"), [(Value, 1), (Tensor, 2)])
def test_gradients_and_what_they_record(kind: Any, products: int) -> None:
    """Ops of a gradient's graph are forward ops; nodes off the way send nothing."""
    x, y = kind(2.0), kind(3.0)
    z = x.exp() * y + y.sin()
    with profile() as p:
        ac.gradients(z, x)
    assert counts(p) == {"+": (0, 1), "*": (0, 1), "exp": (0, 1)}
    with profile() as p:
        ac.gradients(z, x, create_graph=True)
    # The upstream gradient y times e^x; a Tensor's y is 1 x y, an array of ones.
    assert counts(p)["*"] == (products, 1)


def test_outside_the_block_nothing_is_counted() -> None:
    x = Value(1.0)
    p = profile()
    assert p.to_dict() == {} and "all" in str(p)
    (x * x).backward()
    with p:
        x.exp()
    (x * x).backward()
    with p:
        x.exp()
    assert counts(p) == {"exp": (2, 0)}


def test_blocks_nest_and_decorators_add_up() -> None:
    x, inner = Value(1.0), profile()

    @inner
    def step() -> None:
        x.exp().backward()

    with profile() as outer, inner:
        x.sin()
        step()
        with ac.no_grad():
            x.cos()
    step()
    assert counts(outer) == {"sin": (1, 0), "exp": (1, 1), "cos": (1, 0)}
    assert counts(inner) == {"sin": (1, 0), "exp": (2, 2), "cos": (1, 0)}


def test_it_takes_no_arguments() -> None:
    with pytest.raises(TypeError, match=r"write @profile\(\) or with profile\(\)"):
        profile(lambda: None)


def test_exceptions_leave_it_whole() -> None:
    x = Tensor([1.0, 2.0])
    p = profile()
    with pytest.raises(ValueError), p:
        x.exp() @ np.ones((3, 3))
    with pytest.raises(GraphError), p:
        x.exp().backward()
    with pytest.raises(ac.NonFiniteError), p, ac.detect_anomaly():
        ac.sum(x.exp() / Tensor([0.0, 1.0])).backward()
    x.exp()
    assert counts(p)["exp"] == (3, 0)
    with p:
        x.exp().sum().backward()
    assert counts(p)["exp"] == (4, 1)


def test_threads_are_apart() -> None:
    x, started, done = Value(1.0), threading.Event(), threading.Event()

    def other() -> None:
        with profile() as p:
            started.set()
            done.wait(10)
            Value(1.0).sin().backward()
        counted.append(counts(p))

    counted: list[Any] = []
    thread = threading.Thread(target=other)
    thread.start()
    started.wait(10)
    with profile() as p:
        x.exp()
        plain = threading.Thread(target=lambda: Value(1.0).cos())
        plain.start()
        plain.join()
    done.set()
    thread.join()
    assert counts(p) == {"exp": (1, 0)} and counted == [{"sin": (1, 1)}]


def test_one_profile_in_many_threads_adds_up() -> None:
    p = profile()

    @p
    def work() -> None:
        for _ in range(100):
            (Value(1.0) * 2.0).backward()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts(p) == {"*": (400, 400)}


def test_each_moment_is_counted_once() -> None:
    """Steps in steps, derivatives in steps: the parts are no more than the whole."""
    x = Tensor(np.ones((50, 50)))
    start = time.perf_counter()
    with profile() as p:
        y = ((x @ x).tanh() @ x).sum()
        y.backward()
        (slope,) = ac.gradients(y, [x], create_graph=True)
        ac.gradients(slope.sum(), x)
    assert 0.0 < seconds(p) <= time.perf_counter() - start
    costs = [cost["seconds"] for op in p.to_dict().values() for cost in op.values()]
    assert min(costs) >= 0.0


def test_a_tensor_op_is_timed_without_the_python_before_it() -> None:
    x = Tensor([1.0])
    with profile() as p:
        time.sleep(0.05)
        -(x * 2.0)
    assert seconds(p) < 0.05


def test_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    with profile() as p:
        (Value(2.0) * 3.0).exp().backward()
    for name in ("rich", None):
        if name is None:
            monkeypatch.setitem(sys.modules, "rich.console", None)
        text = str(p)
        assert text == repr(p)
        rows = [line.replace("│", " ").split() for line in text.splitlines()]
        (row,) = [row for row in rows if row[:1] == ["exp"]]
        assert (row[1], row[3]) == ("1", "1") and row[-1] == "%"
        (last,) = [row for row in rows if row[:1] == ["all"]]
        assert (last[1], last[3]) == ("2", "2")
        assert ("┏" in text) == (name == "rich")


def test_no_op_asks_for_a_profile_outside_one() -> None:
    """What costs nothing is not called at all."""
    called: list[str] = []

    def note(frame: Any, event: str, argument: Any) -> None:
        if frame.f_code.co_filename.endswith("profiles.py"):
            called.append(frame.f_code.co_name)

    x, w = Value(1.0), Tensor([1.0])
    sys.setprofile(note)
    try:
        (x * 2.0).exp().backward()
        (w * 2.0).sum().backward()
    finally:
        sys.setprofile(None)
    assert called == []
