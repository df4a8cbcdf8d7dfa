"""Lines of the user's program: recorded inside `tracing()`, found for leaves."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import viz
from autograd_core import Tensor, Value, tanh, topological_order
from tests.viz.hostile import HOSTILE
from viz.graph.source_lines import source_of
from viz.page import page_html, play


def line() -> int:
    """The number of the line that calls this."""
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno


def neuron() -> Value:
    w = Value(0.5, label="w")
    x, b = Value(2.0, label="x"), Value(-1.5, label="b")
    total = w * x + b
    return tanh(total)


FIRST = inspect.getsourcelines(neuron)[1]


def by_name(root: Any, code: Any) -> dict[str, int | None]:
    order = topological_order(root)
    names = [node.label or f"n{i}" for i, node in enumerate(order)]
    source = source_of(code, order, names, "play")
    assert source is not None
    assert source.file == Path(__file__).name
    return dict(zip(names, source.numbers, strict=True))


def test_each_node_has_the_line_that_made_it() -> None:
    with viz.tracing():
        root = neuron()
    lines = by_name(root, True)
    assert lines == {
        "w": FIRST + 1,
        "x": FIRST + 2,
        "n2": FIRST + 3,
        "b": FIRST + 2,
        "n4": FIRST + 3,
        "n5": FIRST + 4,
    }
    assert by_name(root, neuron) == lines


def test_a_function_shows_its_source_without_tracing() -> None:
    root = neuron()
    lines = by_name(root, neuron)
    assert lines["w"] == FIRST + 1
    assert lines["n2"] is None


def test_an_ordinary_program_is_not_traced_and_inner_modes_do_not_matter() -> None:
    from autograd_core import no_grad
    from autograd_core.extend import traced_line

    a = Value(2.0)
    assert traced_line(a * 3.0) is None
    with viz.tracing():
        one, at = a * 3.0, line()
        with no_grad():
            assert (a * 3.0).parents == ()
    assert (traced_line(one) or "").endswith(f":{at}")
    assert traced_line(a * 3.0) is None
    one.backward()
    assert a.grad == 3.0


def test_every_way_to_record_a_node() -> None:
    from autograd_core import dot, where
    from autograd_core import sum as total
    from autograd_core.extend import traced_line

    a, b = Value(2.0), Value(3.0)
    t = Tensor([1.0, 2.0])
    with viz.tracing():
        nodes = [a + 1.0, 1.0 / a, -a, a.exp(), a**b, np.sin(a), total([a, b])]
        nodes += [dot([a], [b]), where(True, a, b), Value(1.0, (a,), (2.0,))]
        nodes += [t * 2.0, t.sum(), t @ t]
    assert all(traced_line(node) for node in nodes)


def test_a_line_of_a_tensor_is_that_of_its_entries() -> None:
    with viz.tracing():
        x = Tensor([1.0, 2.0], label="x")
        y = (x * x).sum()
        at = line() - 1
    page = page_html(y, code=True)
    assert f'"code":{{"file":"{Path(__file__).name}"' in page
    assert f"[{at},{at}" in page or f",{at}," in page


def test_a_long_program_shows_what_made_nodes(tmp_path: Path) -> None:
    gap = "\n".join(["    pass"] * 400)
    text = "def make(Value):\n    a = Value(2.0)\n    b = a * 3\n"
    text += f"{gap}\n    return b * b\n"
    file = tmp_path / "far.py"
    file.write_text(text, "utf-8")
    space: dict[str, Any] = {}
    exec(compile(text, str(file), "exec"), space)
    with viz.tracing():
        root = space["make"](Value)
    source = source_of(True, topological_order(root), ["a", "b", "c"], "play")
    assert source is not None
    assert source.numbers == [2, 3, 404]
    assert [number for number, _ in source.lines] == [1, 2, 3, 4, 403, 404]


@pytest.mark.parametrize("code", [3, "w * x", [1]])
def test_what_is_no_code(code: Any) -> None:
    with pytest.raises(TypeError, match="play: code must be True, False or the functi"):
        play(Value(1.0) * 2.0, code=code)


def test_no_line_on_record() -> None:
    with pytest.raises(
        ValueError, match="no line is on record for this graph; make it"
    ):
        play(Value(1.0) * 2.0, code=True)
    with pytest.raises(ValueError, match=r"the source of .* cannot be read"):
        play(Value(1.0) * 2.0, code=len)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_lines_are_text(text: str, tmp_path: Path) -> None:
    comment = text.replace("\n", " ").replace("\r", " ").replace("\0", "")
    comment = comment.encode("utf-8", "replace").decode()
    file = tmp_path / "program.py"
    file.write_text(
        f"def make(Value):\n    # {comment}\n    return Value(2.0) * 3\n", "utf-8"
    )
    space: dict[str, Any] = {}
    exec(compile(file.read_text("utf-8"), str(file), "exec"), space)
    with viz.tracing():
        root = space["make"](Value)
    page = page_html(root, code=True)
    record = page.partition('id="record">')[2].partition("</script>")[0]
    assert "<" not in record
    assert record.isascii()
