"""Names from variables: on request, and by looking at who calls."""

from __future__ import annotations

from typing import Any

import pytest

import viz
from autograd_core import Tensor, Value
from viz.graph.variable_names import names_in

OF_THE_MODULE = Value(5.0)


def helper(node: Value) -> Any:
    return viz.draw(node)


def titles(drawing: Any) -> list[str]:
    (picture, *_) = drawing.pictures.values()
    return [box.title for box in picture.boxes]


def test_name_labels_what_has_no_label() -> None:
    a, b = Value(1.0), Value(2.0, label="bias")
    row, table = [Value(3.0), 4.0, Value(5.0)], {"w": Value(6.0)}
    t, _hidden, number = Tensor([1.0]), Value(7.0), 3
    viz.name(locals())
    assert [a.label, b.label, row[0].label, row[2].label] == [  # type: ignore[attr-defined]
        *["a", "bias", "row[0]", "row[2]"]
    ]
    assert (table["w"].label, t.label, _hidden.label) == ("table['w']", "t", "")
    assert number == 3


@pytest.mark.parametrize("wrong", [None, 3, ["a"]])
def test_name_wants_a_mapping(wrong: Any) -> None:
    with pytest.raises(TypeError, match=r"expected a mapping of names, .*locals\(\)"):
        viz.name(wrong)
    if wrong is not None:
        for call in (viz.draw, viz.explain, viz.tape, viz.quiz, viz.frames):
            with pytest.raises(TypeError, match="expected a mapping of names"):
                call(Value(1.0) * 2, names=wrong)


def test_the_first_name_counts() -> None:
    a = Value(1.0)
    assert names_in({"xs": [a], "x": a}) == {a: "xs[0]"}
    assert names_in({"x": a, "xs": [a]}) == {a: "x"}


def test_names_that_are_none() -> None:
    a = Value(1.0)
    assert names_in({"_": a, "_1": a, "@py_assert": a, "Out": {3: a}}) == {}


def test_a_drawing_takes_the_callers_names() -> None:
    first, second = Value(1.0), Value(2.0, label="labelled")
    product = first * second
    assert titles(viz.draw(product)) == ["first", "labelled", "product"]
    assert titles(viz.draw_dot(product)) == ["first", "labelled", "product"]
    assert (first.label, product.label) == ("", "")


def test_names_may_be_given_or_refused() -> None:
    first = Value(1.0)
    product = first * 2
    assert titles(viz.draw(product, names={"p": product})) == ["n1", "p"]
    assert titles(viz.draw(product, names={})) == ["n1", "n2"]


def test_helpers_see_the_names_of_their_module() -> None:
    local = OF_THE_MODULE * 2
    assert titles(helper(local)) == ["OF_THE_MODULE", "node"]


def test_a_name_like_a_label_stays_distinct() -> None:
    w = Value(1.0)
    other = Value(2.0, label="w")
    text = str(viz.explain(w * other))
    assert "w = 1.0" in text and "w#2 = 2.0" in text


def test_explain_takes_the_callers_names() -> None:
    weight = Value(3.0)
    loss = weight * weight
    assert str(viz.explain(loss)).startswith("loss = weight * weight = 9.0")
    assert str(viz.explain(loss, names={})).startswith("n2 = n1 * n1 = 9.0")
