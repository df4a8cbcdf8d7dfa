"""The page is small: under 250 kB for 200 nodes, its script packed but the same."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from autograd_core import Value
from nn import MLP
from tests.viz.page.test_write import Reader
from viz.page import page_html
from viz.page.minify import packed_script, packed_style
from viz.page.write import script_parts

pytest.importorskip("pygraphviz")


def network() -> Value:
    mlp = MLP(3, [9, 9, 1], rng=0)
    out = mlp([Value(0.1 * i, label=f"x{i}") for i in range(3)])
    for _ in range(12):
        out = out + out.tanh()
    return out


def recurrence() -> Value:
    chain = Value(0.3, label="a")
    others = [Value(0.1 * i, label=f"b{i}") for i in range(8)]
    for i in range(64):
        chain = (chain * others[i % 8] + others[(3 * i) % 8]).tanh()
    return chain


def long_labels() -> Value:
    leaves = [Value(1 / (i + 3), label=f"a_leaf_of_number_{i:03d}") for i in range(100)]
    product = leaves[0]
    for i, leaf in enumerate(leaves[1:]):
        product = product * leaf
        product.label = f"a_product_with_{i:03d}__"
    return product


def two_edges_each() -> Value:
    """Two uses of long labels for every node: as many edges as binary ops can have."""
    a, b = Value(1 / 3, label="the_first_of_them_00"), Value(-1 / 7, label="the_second")
    for i in range(198):
        a, b = b, a - b
        b.label = f"a_difference_no_{i:04d}"
    return b


@pytest.mark.parametrize(
    ("graph", "most"),
    [
        (network, 230_000),
        (recurrence, 230_000),
        (long_labels, 230_000),
        (two_edges_each, 240_000),
    ],
)
def test_200_nodes_stay_under_250_kB(graph: Callable[[], Value], most: int) -> None:
    page = page_html(graph())
    assert 195 <= len(Reader(page).nodes()) <= 205
    assert len(page.encode()) < most


# -- packing ---------------------------------------------------------------------------

LITERALS = re.compile(r'"(?:\\.|[^"\\])*"|`[^`]*`')


def literals(text: str) -> list[str]:
    """All strings and templates; a template may go over lines within its `${}`."""
    return [re.sub(r" *\n *", "", item) for item in LITERALS.findall(text)]


def without_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_packing_takes_only_comments_and_blanks_between_signs() -> None:
    source = "\n".join(script_parts())
    code = "\n".join(
        line for line in source.splitlines() if not line.strip().startswith("//")
    )
    packed = packed_script(source)
    assert without_blanks(packed) == without_blanks(code)
    assert literals(packed) == literals(code)
    words = re.compile(r"[\w$]+")
    assert words.findall(packed) == words.findall(code)
    signs = re.compile(r"[-+]{2}")
    assert signs.findall(packed) == signs.findall(code)
    assert "//" not in LITERALS.sub("", packed)


def test_no_two_scripts_define_the_same_name() -> None:
    defined = re.compile(r"^(?:const|let|class|function\*?) (\w+)", re.M)
    names = [name for part in script_parts() for name in defined.findall(part)]
    assert len(names) > 100
    assert [name for name in names if names.count(name) > 1] == []


@pytest.mark.parametrize(
    ("line", "packed"),
    [
        ("x = a - -b + +c;", "x=a - -b + +c;"),
        ("n++ + 1", "n++ + 1"),
        ("return -a + b;", "return -a+b;"),
        ('s = "a = b" + "\\" = ";', 's="a = b" + "\\" = ";'),
        ("t = `a = ${b}`;", "t = `a = ${b}`;"),
        ("const ok = / = /.test(a);", "const ok = / = /.test(a);"),
        ("q = a / b;", "q=a/b;"),
        ("for (const [a, b] of [c]) {}", "for(const[a,b]of[c]){}"),
    ],
)
def test_what_a_line_of_script_keeps(line: str, packed: str) -> None:
    assert packed_script(line) == packed


def test_a_style_keeps_what_its_blanks_mean() -> None:
    rule = "#a :is(b, c) > d, e .f {\n  width: calc(1px - 2px);\n}\n"
    media = "@media (x: 1px) and (y) {\n}"
    assert packed_style(rule + media) == (
        "#a :is(b,c)>d,e .f{width:calc(1px - 2px);\n}\n@media (x:1px) and (y){}"
    )
