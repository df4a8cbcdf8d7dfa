"""What the page shows: which result, its numbers, its places; training."""

from __future__ import annotations

import json
import os
import stat
import webbrowser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn
import viz
from autograd_core import Tensor, Value, custom_op, topological_order
from optim import SGD, fit
from viz.graph.trace import trace_graph
from viz.live_view import address
from viz.live_view.places import Places, keys_of
from viz.live_view.snapshot import waiting
from viz.page.layout import lay_out

pytest.importorskip("pygraphviz")


@pytest.fixture
def live(request: Any) -> Any:
    """`live` without a window, closed at the end."""

    def start(result: Any = None, **options: Any) -> Any:
        return closing(viz.live(result, open_browser=False, **options))

    def closing(view: Any) -> Any:
        request.addfinalizer(view.close)
        return view

    # For tests in which it is called where the variables are.
    start.closing = closing  # type: ignore[attr-defined]
    return start


def test_it_opens_in_a_browser(live: Any, monkeypatch: Any) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    view = live("L", names={})
    view.open()
    assert opened == [view.url]


# -- which result ----------------------------------------------------------------------


def test_a_name_is_followed_through_all_it_holds(live: Any) -> None:
    names: dict[str, Any] = {}
    view = live("L", names=names)
    assert "Waiting for L: no variable has this name yet." in view.page()
    names["L"] = 3.0
    view.refresh()
    assert "L is no Value or Tensor but float 3.0." in view.page()
    names["w"] = Value(2.0)
    names["L"] = names["w"] * 3.0
    view.refresh()
    assert view.state()["held"] == "6.0"
    names["w"].data = 5.0  # L itself is as it was computed
    view.refresh()
    state = view.state()
    assert (state["numbers"], state["held"]) == ([[0, "5.0"]], "6.0")
    del names["L"]
    view.refresh()
    assert "Waiting for L" in view.page()


def test_the_last_result_is_followed(live: Any, monkeypatch: Any) -> None:
    # What it looks like is not asked here, and would take its time.
    monkeypatch.setattr(
        "viz.live_view.view.snapshot", lambda node, name, *_: waiting("", "", name)
    )
    w = Value(2.0)
    names: dict[str, Any] = {"w": w, "view": 1}
    view = live(names=names)
    assert "Waiting for a result" in view.page()
    for name, code in (("a", "a = w * 2"), ("b", "b = a * 2"), ("a", "a = b + 1")):
        names[name] = Value(1.0) * w
        view.after_line(code, None)
        view._worker.wait()
        assert view.state()["name"] == name
    view.after_line("w + 1", w + 1)
    view._worker.wait()
    assert view.state()["name"] == "the last result"
    view.after_line("b, a = a, b", None)
    view._worker.wait()


def test_the_variables_of_a_function_are_seen(live: Any) -> None:
    w = Value(2.0)
    loss = w * w
    view = live.closing(viz.live("loss", open_browser=False))
    assert view.state()["held"] == "4.0"
    loss = w + w + w
    view.refresh()
    assert view.state()["held"] == "6.0"
    assert loss.data == 6.0


def test_a_result_itself_is_followed_by_its_name(live: Any) -> None:
    L = Value(2.0) * 3.0
    view = live.closing(viz.live(L, open_browser=False))
    assert repr(view).startswith("<live page of L at http://127.0.0.1:")
    assert live(Value(2.0) * 4.0).state()["held"] == "8.0"


@pytest.mark.parametrize(
    ("result", "error", "message"),
    [
        (
            3.0,
            TypeError,
            r'give the name of a variable, as in live\("L"\).*got float 3.0',
        ),
        ("a b", ValueError, "'a b' cannot be the name of a variable"),
        ("", ValueError, "'' cannot be the name"),
    ],
)
def test_what_cannot_be_followed(
    live: Any, result: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        live(result)


CUBE = custom_op(lambda x: x**3, lambda x: 3 * x**2, name="cube")


def test_what_the_page_cannot_compute_is_a_picture(live: Any) -> None:
    names: dict[str, Any] = {"L": CUBE(Value(2.0, label="x"))}
    view = live("L", names=names)
    assert "custom_op &#x27;cube&#x27; is Python" in view.page()
    assert "<svg" in view.page()
    assert "numbers" not in view.state()
    names["L"] = sum((Value(1.0) for _ in range(400)), Value(0.0))
    view.refresh()
    assert "more than 300 to step through; this is a picture" in view.page()
    names["L"] = Tensor([1.0, 2.0]) * 3.0
    view.refresh()
    assert "L: live: the result has 2 entries" in view.page()


def test_a_fault_of_the_page_does_not_reach_the_prompt(
    live: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = live("L", names={"L": Value(2.0) * 3.0})
    monkeypatch.setattr("viz.live_view.view.snapshot", lambda *_: 1 / 0)
    view.after_line("L", None)
    view._worker.wait()
    assert "could not follow: ZeroDivisionError" in view.page()


# -- numbers ---------------------------------------------------------------------------


def test_entries_of_tensors_are_read_and_written(live: Any, capsys: Any) -> None:
    x = Tensor([1.0, 2.0])
    L = (x * x).sum()
    view = live.closing(viz.live("L", open_browser=False))
    assert view.state()["numbers"] == [[0, "1.0"], [2, "2.0"]]
    view.receive("send", {"shape": view.state()["shape"], "numbers": [[2, "7.5"]]})
    view.refresh()
    np.testing.assert_array_equal(x.data, [1.0, 7.5])
    assert capsys.readouterr().out.startswith("x[1].data = 7.5 from the page")
    assert L.data == 5.0


def test_gradients_that_python_holds(live: Any) -> None:
    w = Value(2.0)
    L = w * 3.0
    view = live.closing(viz.live("L", open_browser=False))
    assert (view.state()["grads"], view.state()["backward"]) == ([], False)
    L.backward()
    L.backward()
    view.refresh()
    assert (view.state()["grads"], view.state()["backward"]) == ([[0, "6.0"]], True)


# -- places ----------------------------------------------------------------------------

SIZES = ((134, 70), (180, 70))


def placed(places: Places, root: Any) -> tuple[dict[str, tuple[int, int]], Any]:
    traced = trace_graph(root)
    order = topological_order(root)
    names = dict(zip(order, (node.name for node in traced.nodes), strict=True))
    sizes = [SIZES[not node.is_leaf] for node in order]
    keys = keys_of(order, names)
    layout = places.arrange(keys)(traced, sizes, "LR")
    assert len(layout.boxes) == len(order)
    assert len(layout.paths) == len(layout.labels) == len(traced.edges)
    check_boxes(layout, sizes)
    return dict(zip(keys, layout.boxes, strict=True)), layout


def check_boxes(layout: Any, sizes: list[tuple[int, int]]) -> None:
    """No two overlap, none lies outside."""
    boxes = [
        (x, y, x + width, y + height)
        for (x, y), (width, height) in zip(layout.boxes, sizes, strict=True)
    ]
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert 0 <= left < right <= layout.size[0]
        assert 0 <= top < bottom <= layout.size[1]
        for other in boxes[i + 1 :]:
            assert (
                right <= other[0] or other[2] <= left or bottom <= other[1]
            ) or other[3] <= top


def test_nodes_keep_their_places_as_a_graph_grows() -> None:
    """And so do the lines between them; laid out anew they would move."""
    w, x, b, y, z = (Value(float(i), label=name) for i, name in enumerate("wxbyz"))

    def grown(stage: int) -> Any:
        out = (w * x + b).tanh()
        if stage > 0:
            out = (y * z) - out
        return (out**2 * 3.0).exp() if stage > 1 else out

    places = Places()
    before, first = placed(places, grown(0))
    then, second = placed(places, grown(1))
    now, third = placed(places, grown(2))
    assert (len(before), len(then), len(now)) == (6, 10, 13)
    assert {key: then[key] for key in before} == before
    assert {key: now[key] for key in then} == then
    assert {*first.paths} < {*second.paths} < {*third.paths}
    anew, _ = placed(Places(), grown(1))
    assert {key: anew[key] for key in before} != before


def test_a_line_through_a_box_is_not_drawn() -> None:
    """A row of boxes, and the first is used again: all is laid out anew."""
    w = Value(1.0, label="w")
    places = Places()
    placed(places, w.tanh().exp().sin())
    again = w.tanh().exp().sin() + w
    _, layout = placed(places, again)
    sizes = [SIZES[not node.is_leaf] for node in topological_order(again)]
    assert layout == lay_out(trace_graph(again), sizes)


def test_another_graph_is_laid_out_anew() -> None:
    places = Places()
    placed(places, Value(1.0, label="a") * Value(2.0, label="b"))
    other = (Value(1.0, label="p") + Value(2.0, label="q")).exp()
    _, layout = placed(places, other)
    sizes = [SIZES[not node.is_leaf] for node in topological_order(other)]
    assert layout == lay_out(trace_graph(other), sizes)


def test_keys_tell_equal_nodes_apart() -> None:
    a = Value(1.0, label="a")
    order = topological_order(a * 2.0 + a * 2.0)
    names = {node: f"n{i}" for i, node in enumerate(order)} | {a: "a"}
    assert len({*keys_of(order, names)}) == len(order) == 4


# -- training --------------------------------------------------------------------------


def test_fit_streams_losses_and_norms(live: Any, monkeypatch: Any) -> None:
    """Full batch on y = 2x from w = 0: the loss is mean((w x - y)**2), by hand."""
    model = nn.Linear(1, 1, bias=False)
    model.weight.data = np.zeros((1, 1))
    X, y = np.array([[1.0], [2.0]]), np.array([[2.0], [4.0]])
    view = live("L", names={})
    messages: list[Any] = []
    monkeypatch.setattr(
        view._server, "send", lambda event, state: messages.append(state)
    )
    fit(
        model,
        nn.squared_error,
        SGD(model.parameters(), lr=0.1),
        (X, y),
        epochs=3,
        callbacks=view,
    )
    losses = messages[-1]["training"]["losses"]
    # w: 0, then w - 0.1 * mean(2 x (w x - y)) = w + 0.1 * 5 (2 - w), so 1, 1.5
    assert [step for step, _ in losses] == [1, 2, 3]
    assert [float(x) for _, x in losses] == pytest.approx([10.0, 2.5, 0.625])
    ((name, norm),) = messages[-1]["training"]["norms"]
    assert name == "weight"
    assert float(norm) == pytest.approx(5 * 0.5)
    assert len(messages) <= 3  # three steps take less than 0.2 s: not one each
    json.dumps(messages)


def test_long_runs_are_thinned() -> None:
    from viz.live_view.training import MOST_POINTS, Progress

    progress = Progress()
    for step in range(1, 5001):
        progress.note_loss(step, 1.0 / step)
    content = progress.content()
    assert content is not None
    assert len(content["losses"]) <= MOST_POINTS
    assert content["losses"][0] == [1, "1.0"]
    assert all(float(x) == 1.0 / step for step, x in content["losses"])


# -- the address -----------------------------------------------------------------------


def test_an_address_is_kept_for_this_user_alone(live: Any) -> None:
    view = live("L")
    path = address.address_file()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert address.remembered() == (view._server.port, view._server.token)
    view.close()
    assert not path.exists()
    view.close()  # once more does nothing


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"port": 80, "token": "' + "a" * 32 + '"}',
        '{"port": 5000, "token": "a"}',
    ],
)
def test_an_address_that_is_none_is_not_taken(content: str) -> None:
    path = address.address_file()
    path.write_text(content)
    path.chmod(0o600)
    assert address.remembered() is None


def test_an_address_that_others_may_read_is_not_taken(tmp_path: Path) -> None:
    address.remember(50_000, "a" * 32)
    assert address.remembered() == (50_000, "a" * 32)
    address.address_file().chmod(0o644)
    assert address.remembered() is None


# -- a model and its data --------------------------------------------------------------


def test_examples_are_picked_added_and_removed(live: Any) -> None:
    """The model is w x with w = 2: the loss at (x, y) is (2 x - y)**2."""
    neuron = nn.Neuron(1, "linear", rng=0)
    for parameter, number in zip(neuron.parameters(), (2.0, 0.0), strict=True):
        parameter.data = number
    view = live(neuron, data=([1.0, 3.0], [1.0, 4.0]))
    assert view.state()["points"]["example"] == 0
    numbers = dict(view.state()["numbers"])
    assert sorted(numbers.values()) == ["0.0", "1.0", "1.0", "2.0"]
    view.receive("pick", {"example": 1})
    assert sorted(dict(view.state()["numbers"]).values()) == [
        "0.0",
        "2.0",
        "3.0",
        "4.0",
    ]
    view.receive("add", {"x": ["5.0"], "y": "6.0"})
    view.receive("remove", {"example": 0})
    np.testing.assert_array_equal(view.data[0], [[3.0], [5.0]])
    np.testing.assert_array_equal(view.data[1], [4.0, 6.0])
    assert view.state()["points"]["example"] == 0
    for action, content in (
        ("pick", {"example": 9}),
        ("pick", {}),
        ("pick", {"example": True}),
        ("add", {"x": ["1", "2"], "y": "1"}),
        ("add", {"x": ["nan"], "y": "1"}),
        ("add", {"x": "1", "y": "1"}),
        ("remove", {"example": -1}),
    ):
        with pytest.raises(ValueError, match=r"no such example|no finite numbers"):
            view.receive(action, content)
    neuron.parameters()[0].data = 7.0  # as an optimizer would
    view.after_line("", None)
    view._worker.wait()
    assert "7.0" in dict(view.state()["numbers"]).values()


def test_a_model_needs_its_data(live: Any) -> None:
    with pytest.raises(TypeError, match=r"a model goes with data=\(X, y\)"):
        live(nn.Neuron(1))
    with pytest.raises(TypeError, match="loss= goes with data="):
        live("L", loss=nn.hinge)
    with pytest.raises(TypeError, match="live: the model must be a function, got 'L'"):
        live("L", data=([1.0], [2.0]))
    with pytest.raises(AttributeError, match="this view has no data"):
        _ = live("L").data
