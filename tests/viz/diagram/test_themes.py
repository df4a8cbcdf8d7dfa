"""Themes: readable contrast, and a sign that needs no colour."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autograd_core import Value
from viz import Theme, draw
from viz.diagram.themes import THEMES, blended, theme_named
from viz.output.canvas import MOST_SHADE

KINDS = ("leaf", "result", "root", "part")


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    linear = []
    for i in (1, 3, 5):
        channel = int(colour[i : i + 2], 16) / 255
        low = channel / 12.92
        linear.append(low if channel <= 0.03928 else ((channel + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", THEMES)
def test_every_text_can_be_read(name: str) -> None:
    theme = THEMES[name]
    for role in ("ink", "faint", "data", "grad"):
        for kind in KINDS:
            assert contrast(getattr(theme, role), getattr(theme, kind)) >= 4.5
    for colour in (theme.positive, theme.negative):
        for kind in KINDS:
            darkest = blended(getattr(theme, kind), colour, MOST_SHADE)
            assert contrast(theme.grad, darkest) >= 4.5
    for behind in (theme.background, theme.scope):
        assert contrast(theme.local, behind) >= 4.5
        assert contrast(theme.faint, behind) >= 4.5
        # Lines need less: WCAG 1.4.11.
        for line in (theme.line, theme.positive, theme.negative):
            assert contrast(line, behind) >= 3.0
    assert contrast(theme.ink, theme.operator) >= 4.5


def signed() -> Value:
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    out = a * 1.0 - b
    out.backward()
    return out


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_negative_is_dashed_in_every_theme(theme: str) -> None:
    lines = draw(signed(), theme=theme, names={}).source.splitlines()
    uses = [line for line in lines if " -> " in line and "local" in line]
    arrows = {line.split()[0]: line for line in uses}
    # a gets 1, b gets -1
    assert "style=dashed" in arrows["n2:e"]
    assert "style=dashed" not in arrows["n0:e"] + arrows["n1:e"]
    assert THEMES[theme].negative in arrows["n2:e"]
    assert THEMES[theme].positive in arrows["n0:e"]


def test_width_and_shade_tell_the_size() -> None:
    a, b, c = (Value(1.0, label=item) for item in "abc")
    out = a * 9.0 + b * 1.0 + c * 0.0
    out.backward()
    text = draw(out, names={}).source
    lines = {item.split()[0]: item for item in text.splitlines() if "penwidth" in item}
    widths = {
        key: float(line.partition("penwidth=")[2].split()[0].rstrip("]"))
        for key, line in lines.items()
        if key.endswith(":e")
    }
    # Shares of the largest, by square roots: 0.8 + 2.2 sqrt(1/9)
    assert widths["n0:e"] == pytest.approx(0.8 + 2.2)
    assert widths["n2:e"] == pytest.approx(0.8 + 2.2 / 3, abs=0.01)
    assert not any(key.startswith("n5") for key in widths)  # c gets nothing


def test_before_backward_nothing_is_shaded() -> None:
    theme = THEMES["light"]
    source = draw(Value(2.0) * -3.0).source
    assert theme.positive not in source and theme.negative not in source
    assert "dashed" not in source


def test_shade_can_be_left_out() -> None:
    source = draw(signed(), show=("label", "data", "grad", "local")).source
    assert "dashed" not in source and THEMES["light"].negative not in source


def test_the_projector_has_large_letters_in_narrow_boxes() -> None:
    source = draw(signed(), theme="projector").source
    assert "fontsize=24" in source
    assert source.count("</TR><TR>") == 2 * 4  # name, data and grad of four boxes


def test_a_theme_of_ones_own() -> None:
    mine = replace(THEMES["light"], leaf="#123456")
    assert isinstance(mine, Theme)
    assert "#123456" in draw(Value(1.0), theme=mine).source


@pytest.mark.parametrize(
    ("theme", "error", "message"),
    [
        (
            "drak",
            ValueError,
            "unknown theme 'drak'; known: light, dark, proj",
        ),
        (3, TypeError, "theme must be a name or a Theme, got int 3; known: light"),
        (None, TypeError, "theme must be a name or a Theme, got NoneType None"),
    ],
)
def test_wrong_themes(theme: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"draw: {message}"):
        draw(Value(1.0), theme=theme)
    with pytest.raises(error, match=f"elsewhere: {message}"):
        theme_named(theme, "elsewhere")
