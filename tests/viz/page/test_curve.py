"""The box for exact numbers, and the curve: domain edges, poles, jumps, kinks."""

from __future__ import annotations

import re
from typing import Any

import pytest

from autograd_core import Value
from tests.viz.browser import Show, nodes
from tests.viz.page.test_film import neuron, press, twice, words

pytest.importorskip("pygraphviz")


def box(browser: Any, number: int = 0) -> Any:
    return browser.find_elements("css selector", "#sliders input[type=text]")[number]


def type_in(browser: Any, text: str, number: int = 0) -> None:
    box(browser, number).clear()
    box(browser, number).send_keys(text + "\n")


# -- exact numbers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1/3", 1 / 3),
        ("1,5", 1.5),
        ("-.5", -0.5),
        ("\u22122", -2.0),
        ("1e-3", 0.001),
        ("0.5*3 - 1", 0.5),
    ],
)
def test_exact_numbers(show: Show, text: str, number: float) -> None:
    browser = show(twice())
    type_in(browser, text)
    assert nodes(browser)["a"][0] == number
    assert nodes(browser)["c"][0] == 4 * number
    assert box(browser).get_attribute("aria-invalid") == "false"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Type a number, such as 0.79, -3, 1e-3, 1/3 or 0.5*2. a stays 1.0."),
        ("abc", "Type a number, such as"),
        ("1,500", "1,500 could be 1.500 or 1500: write a decimal point."),
        ("1/0", "That divides by 0, or is too large."),
        ("inf", "Type a finite number, such as"),
    ],
)
def test_what_is_no_number_changes_nothing(show: Show, text: str, said: str) -> None:
    browser = show(twice())
    press(browser, "END")
    type_in(browser, text)
    assert nodes(browser)["c"] == (4.0, 1.0, True)
    assert box(browser).get_attribute("aria-invalid") == "true"
    assert box(browser).get_attribute("value") == text
    explanation = browser.find_element(
        "id", box(browser).get_attribute("aria-describedby")
    )
    assert said in explanation.text
    type_in(browser, "2")
    assert nodes(browser)["c"][0] == 8.0
    assert box(browser).get_attribute("aria-invalid") == "false"
    assert not explanation.is_displayed()


def test_long_numbers_can_be_read_in_their_box(show: Show) -> None:
    browser = show(Value(-0.12345678901234, label="w") * Value(-1.23456789e-300))
    for number in range(2):
        width = "return arguments[0].scrollWidth <= arguments[0].clientWidth"
        assert browser.execute_script(width, box(browser, number))
    assert box(browser).get_attribute("title") == "-0.12345678901234"


# -- the sliders and the film ----------------------------------------------------------


def test_the_panel_knows_what_the_film_has_shown(show: Show) -> None:
    browser = show(twice())
    slope = "#sliders .slope"
    assert words(browser, slope) == "—"
    assert words(browser, "#curve").endswith("comes with its step.")
    press(browser, *["ARROW_RIGHT"] * 6)  # the first of two contributions to a
    assert words(browser, slope) == "2.0 so far"
    type_in(browser, "3")
    assert words(browser, "#step-title") == "Backward: from b to a"  # stays there
    assert nodes(browser)["a"] == (3.0, 2.0, False)
    assert not browser.find_elements("css selector", ".curve .tangent")
    press(browser, "TAB", "END")
    assert words(browser, slope) == "4.0 ✓"
    assert browser.find_elements("css selector", ".curve .tangent")


def test_of_a_name_that_is_too_long_the_end_is_seen(show: Show) -> None:
    """The weights of a layer differ in their indices, which stand at the end."""
    leaves = [Value(1.0, label=f"encoder.attention.weight{i}") for i in range(3)]
    browser = show(sum(leaves, Value(0.0)) ** 2, sliders=leaves)
    seen = browser.execute_script("""
        return [...document.querySelectorAll("#sliders label")].map((label) => {
          const text = label.querySelector("bdi").firstChild;
          const last = document.createRange();
          last.setStart(text, text.length - 1);
          last.setEnd(text, text.length);
          const [letter, box] = [last, label].map((it) => it.getBoundingClientRect());
          return [label.scrollWidth > label.clientWidth,
                  box.left <= letter.left && letter.right <= box.right + 1];
        });
    """)
    assert seen == [[True, True]] * 3


def test_a_slider_before_the_first_step_shows_the_end(show: Show) -> None:
    browser = show(neuron())
    type_in(browser, "0.25")
    assert words(browser, "#step-title") == "Backward: from n1 to x"
    assert all(grad is not None for _, grad, _ in nodes(browser).values())


# -- the curve -------------------------------------------------------------------------


def pieces(browser: Any) -> list[list[tuple[float, float]]]:
    """The points of each unbroken piece of the curve, in px."""
    lines = browser.find_elements("css selector", ".curve .path")
    return [
        [tuple(map(float, pair.split(","))) for pair in line.split()]  # type: ignore[misc]
        for line in (item.get_attribute("points") for item in lines)
    ]


def test_at_the_end_of_the_domain_there_is_a_reason(show: Show) -> None:
    x = Value(1.0, label="x")
    L = x.log()
    L.label = "L"
    browser = show(L)
    type_in(browser, "0")
    text = words(browser, "#curve")
    assert "L over x. At x = 0.0 L is -inf: there is" in text
    assert text.endswith("By backpropagation: inf.")
    assert len(pieces(browser)) == 1
    type_in(browser, "1e-9")
    assert "Measured slope: 1e+09." in words(browser, "#curve")  # d log(x)/dx = 1/x
    type_in(browser, "-1")
    assert "At x = -1.0 L is nan" in words(browser, "#curve")


def test_no_curve_where_nothing_is_finite(show: Show) -> None:
    x = Value(1.0, label="x")
    L = x + float("inf")
    L.label = "L"
    browser = show(L)
    assert (
        words(browser, "#curve")
        == "No curve: L is not finite for any x from -2.0 to 2.0."
    )


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("0.3", 2),  # a pole between two points of the curve
        ("0.0", 2),  # a pole at one of them
        ("jump", 2),
        ("tan", 5),  # poles at odd multiples of pi/2, four of them within 5
        ("steep", 1),
        ("square", 1),
        ("flat", 1),
    ],
)
def test_the_line_breaks_at_poles_and_jumps_only(
    show: Show, name: str, count: int
) -> None:
    x = Value(2.0, label="x")
    build = {
        "0.3": lambda: 1.0 / (x - 0.3001),
        "0.0": lambda: 1.0 / x,
        "jump": lambda: (x - 0.123).step() + x,
        "tan": lambda: x.tan(),
        "steep": lambda: (x * 400.0).tanh(),
        "square": lambda: (x - 0.3) ** 2,
        "flat": lambda: (x * 0.0 + 0.1) * 3.0,
    }[name]
    L = build()
    L.label = "L"
    browser = show(L, sliders={x: (-5.0, 5.0)})
    result = pieces(browser)
    assert len(result) == count
    # Whatever the pole, the rest of the curve keeps its share of the picture.
    if name in ("0.3", "0.0", "tan"):
        ys = sorted(y for piece in result for _, y in piece if 0 <= y <= 146)
        assert ys[len(ys) * 3 // 4] - ys[len(ys) // 4] > 6


@pytest.mark.parametrize(
    ("at", "part"),
    [
        ("0", "Measured slope: 0.0 on the left, 1.0 on the right."),
        ("1", "Measured slope: 1.0. Tangent, by backpropagation: 1.0."),
    ],
)
def test_a_kink_has_two_slopes(show: Show, at: str, part: str) -> None:
    x = Value(2.0, label="x")
    browser = show(x.relu())
    press(browser, "END")
    type_in(browser, at)
    assert part in words(browser, "#curve")


def test_the_flat_place_of_a_curve_is_no_kink(show: Show) -> None:
    browser = show(Value(2.0, label="x") ** 2)
    press(browser, "END")
    type_in(browser, "0")
    (slope,) = re.findall(r"Measured slope: (\S+)\. Tangent", words(browser, "#curve"))
    assert abs(float(slope)) < 1e-9


# -- the picture -----------------------------------------------------------------------


def test_leaves_stand_in_the_order_of_the_operands(show: Show) -> None:
    from autograd_core import dot

    rows = [
        dot(
            [Value(0.1 * i + j, label=f"W[{i},{j}]") for j in range(4)],
            [Value(1.0, label=f"x{i}{j}") for j in range(4)],
        ).tanh()
        for i in range(2)
    ]
    browser = show(rows[0] * rows[1])
    tops = dict(
        browser.execute_script(
            "return [...document.querySelectorAll('#graph > g')].map((group) =>"
            "[group.querySelector('title').textContent.split('\\n')[0],"
            " group.transform.baseVal[0].matrix.f])"
        )
    )
    for i in range(2):
        names = [f"W[{i},{j}]" for j in range(4)] + [f"x{i}{j}" for j in range(4)]
        assert names == sorted(names, key=lambda name: tops[name])
    # Each edge still begins where its leaf is: in the middle of its right side.
    off = browser.execute_script(
        "return page.graph.edges.map(({ place, parent }) => {"
        "  const at = page.picture.cards[parent].group.transform.baseVal[0].matrix;"
        "  const path = page.picture.edges[place].path.getAttribute('d');"
        "  return Math.abs(/^M-?\\d+,(-?\\d+)/.exec(path)[1] - at.f - 18); });"
    )
    assert max(off) <= 3


@pytest.mark.parametrize("rankdir", ["LR", "TB"])
def test_each_edge_ends_at_the_operator_of_its_result(show: Show, rankdir: str) -> None:
    w, x = Value(0.5, label="w"), Value(2.0, label="x")
    browser = show((w * x).leaky_relu() * w, rankdir=rankdir)
    off = browser.execute_script(
        "const [rankdir] = arguments;"
        "return page.graph.edges.map(({ place, child }) => {"
        "  const { path } = page.picture.edges[place];"
        "  const end = path.getPointAtLength(path.getTotalLength());"
        "  const { group } = page.picture.cards[child];"
        "  const { e, f } = group.transform.baseVal[0].matrix;"
        "  const box = group.querySelector('use').getBBox();"
        # Of a result, operator and card: in the middle of their left side or top.
        "  return rankdir === 'LR'"
        "    ? [end.x - e - box.x, end.y - f - box.y - box.height / 2]"
        "    : [end.x - e - box.x - box.width / 2, end.y - f - box.y]; }).flat();",
        rankdir,
    )
    assert max(map(abs, off)) <= 2.5
