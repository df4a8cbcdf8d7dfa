"""`draw_network`: a network as its neurons, layer beside layer, as on a blackboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from viz.diagram.themes import Theme, blended, theme_named
from viz.graph.text_format import count, number
from viz.network.neuron_layers import Stage, activations_of, stages_of
from viz.output.dot import MOST_SHADE, escaped
from viz.output.drawing import Drawing, Style

WIDEST = 8
NODE, GAP, COLUMN = 0.56, 0.74, 1.9
SHARES = (0.3, 0.4, 0.5, 0.6, 0.7)
"""Where on its line a weight may be written; nearer to its start if it can be."""
TEXT_WIDTH, TEXT_HEIGHT = 0.42, 0.16
"""Inches: the size of a neuron, from one to the next, from layer to layer."""
THINNEST, THICKEST = 0.4, 3.6
"""Points: the pen of the smallest weight of a layer, and of its largest."""
DOTS = -1
"""Stands for the neurons that are left out."""


@dataclass(frozen=True, slots=True)
class Column:
    """The neurons of one layer that are drawn, from the top.

    Attributes:
        total: how many the layer has.
        shown: the numbers of those drawn; `DOTS` for all between two of them.
        values: the activation of each of the `total`, None if it is not known.
        caption: what stands below, line by line.
    """

    total: int
    shown: tuple[int, ...]
    values: Any
    caption: tuple[str, ...]

    def height(self, place: int) -> float:
        """How far above the middle the neuron at a place is, in gaps."""
        return (len(self.shown) - 1) / 2 - place


def draw_network(
    model: Any,
    activations: Any = None,
    *,
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    biases: bool = True,
    weights: bool = False,
    widest: int = WIDEST,
    theme: str | Theme = "light",
) -> Drawing:
    """Draw a network: a column of neurons per layer, and a line per weight.

    The colour and the style of a line tell the sign of the weight (solid positive,
    dashed negative), its width the size, relative to the largest one between the two
    layers. A weight of exactly 0, as pruning leaves it, has no line.

    Args:
        model: an MLP, Layer, Neuron or Perceptron; or a Linear, or a Sequential of
            Linear layers with activations, dropout or norms between them.
        activations: one sample; the neurons then show what they give for it, in
            evaluation mode.
        inputs: names of the inputs; x1, x2, ... by default.
        outputs: names of the outputs; y1, y2, ... by default.
        biases: whether to draw the biases, as weights of a neuron that is always 1.
        weights: whether to write the weights on the lines; for small networks.
        widest: of a layer with more neurons the first ones, dots and the last one are
            drawn; at least 3.
        theme: "light", "dark", "projector", "colorblind", or a `viz.Theme`.

    Returns:
        A Drawing: notebooks show it, `.save("net.svg")` writes it.

    Raises:
        TypeError: `model` is none of these.
        ValueError: a number of names does not fit, `widest` is below 3, or the sample
            is not one for this network.

    >>> from nn import MLP
    >>> draw_network(MLP(2, [3, 1], rng=0), activations=[1.0, -1.0])
    <Drawing of a 2-3-1 network; .save("graph.svg") writes it, .svg() is its text>
    """
    chosen = theme_named(theme, "draw_network")
    if isinstance(widest, bool) or not isinstance(widest, int) or widest < 3:
        raise ValueError(f"draw_network: widest must be 3 or more, got {widest!r}")
    stages = stages_of(model)
    values: list[Any] = [None] * (len(stages) + 1)
    if activations is not None:
        values = activations_of(model, stages, activations)
    columns = _columns(stages, values, widest)
    canvas = _Canvas(columns, stages, chosen, biases)
    for i, stage in enumerate(stages):
        canvas.add_lines(i, stage, weights)
    for i in range(len(columns)):
        canvas.add_column(i)
    canvas.add_names(0, _names(inputs, "x", columns[0].total, "inputs"))
    canvas.add_names(-1, _names(outputs, "y", columns[-1].total, "outputs"))
    sizes = "-".join(str(column.total) for column in columns)
    return Drawing(
        str(canvas.graph.source),
        description=f"a {sizes} network",
        style=Style(theme=chosen),
    )


def _columns(stages: list[Stage], values: list[Any], widest: int) -> list[Column]:
    sizes = [len(stages[0].weight), *[stage.weight.shape[1] for stage in stages]]
    columns = []
    for i, size in enumerate(sizes):
        shown = tuple(range(size))
        if size > widest:
            shown = (*range(widest - 2), DOTS, size - 1)
        name = "input" if i == 0 else f"hidden {i}"
        if i == len(sizes) - 1:
            name = "output"
        elif i and len(sizes) == 3:
            name = "hidden"
        kind = ", ".join(stages[i - 1].names) if i else ""
        thing = "input" if i == 0 else "neuron"
        many = count(size, thing) if len(shown) < size else ""
        caption = tuple(line for line in (name, kind, many) if line)
        columns.append(Column(size, shown, values[i], caption))
    return columns


def _names(
    given: Sequence[str] | None, letter: str, total: int, argument: str
) -> list[str]:
    if given is None:
        return [f"{letter}{i + 1}" for i in range(total)] if total > 1 else [letter]
    if isinstance(given, str) or len(given) != total:
        raise ValueError(
            f"draw_network: {argument} must be a list of {total} names, got {given!r}"
        )
    return [str(each) for each in given]


class _Canvas:
    """Where everything is, and how it looks in DOT."""

    def __init__(
        self, columns: list[Column], stages: list[Stage], theme: Theme, biases: bool
    ) -> None:
        import graphviz  # here, so that importing viz stays quick

        self.columns = columns
        self.theme = theme
        self.scale = theme.size / 13
        self.with_bias = [
            biases and stage.bias is not None and bool(np.any(stage.bias))
            for stage in stages
        ]
        tallest = max(len(column.shown) for column in columns)
        # The longer the lines, the flatter they should be.
        self.step = COLUMN + 0.12 * max(0, tallest - 4)
        self.written: list[tuple[float, float]] = []
        self.graph: Any = graphviz.Digraph("network")
        attributes = {"layout": "neato", "splines": "line", "outputorder": "edgesfirst"}
        self.graph.attr(**attributes, bgcolor=theme.background, pad="0.15")
        size = f"{0.85 * theme.size:g}"
        text = {"fontname": theme.font, "fontsize": size, "fontcolor": theme.ink}
        pen = {"color": theme.line, "penwidth": f"{1.2 * theme.pen:g}"}
        width = f"{NODE * self.scale:.3f}"
        self.graph.attr(
            "node", shape="circle", fixedsize="true", width=width, **text, **pen
        )
        self.graph.attr("edge", arrowhead="none")

    def add_lines(self, i: int, stage: Stage, written: bool) -> None:
        """The weights from column i to the next one."""
        before, after = self.columns[i], self.columns[i + 1]
        ends = [(place, n) for place, n in enumerate(after.shown) if n != DOTS]
        starts = [(p, n) for p, n in enumerate(before.shown) if n != DOTS]
        lines = [
            (f"c{i}n{n}", before.height(p), f"c{i + 1}n{m}", after.height(q), w)
            for p, n in starts
            for q, m in ends
            if (w := float(stage.weight[n, m])) != 0.0
        ]
        if self.with_bias[i]:
            top = before.height(-1)
            lines += [
                (f"c{i}b", top, f"c{i + 1}n{m}", after.height(q), b)
                for q, m in ends
                if (b := float(stage.bias[m])) != 0.0
            ]
        largest = max((abs(w) for *_, w in lines if np.isfinite(w)), default=1.0)
        # The thick ones last: they lie on top.
        for start, y, end, up, w in sorted(lines, key=lambda line: abs(line[-1])):
            share = min(1.0, abs(w) / largest) if np.isfinite(w) else 1.0
            self.graph.edge(start, end, **self._line(w, share))
            if written:
                self._write(i, y, up, f"{start}{end}", number(w, 2))

    def add_column(self, i: int) -> None:
        """The neurons of column i, the neuron for the biases, the caption."""
        column, theme = self.columns[i], self.theme
        for place, n in enumerate(column.shown):
            where = self._at(i, column.height(place))
            if n == DOTS:
                dots = {"shape": "none", "fontsize": f"{1.6 * theme.size:g}"}
                self.graph.node(f"c{i}dots", label="\u22ee", pos=where, **dots)
                continue
            value = None if column.values is None else float(column.values[n])
            fill = theme.leaf if i == 0 else theme.result
            label = ""
            if value is not None:
                label = short(value)
                fill = self._shaded(value, column.values)
            style = {"style": "filled", "fillcolor": fill, "tooltip": label or f"{n}"}
            self.graph.node(f"c{i}n{n}", label=label, pos=where, **style)
        if i < len(self.with_bias) and self.with_bias[i]:
            style = {"style": "dashed,filled", "fillcolor": theme.background}
            where = self._at(i, column.height(-1))
            self.graph.node(f"c{i}b", label="1", pos=where, tooltip="bias", **style)
        lowest = min(-(len(each.shown) - 1) / 2 for each in self.columns)
        for line, text in enumerate(column.caption):
            colour = theme.ink if line == 0 else theme.faint
            where = self._at(i, lowest - 0.95 - 0.36 * line)
            self._text(f"c{i}caption{line}", text, where, colour)

    def add_names(self, i: int, names: Sequence[str]) -> None:
        """The names of inputs on the left, or of outputs on the right."""
        column = self.columns[i]
        number_of = 0 if i == 0 else len(self.columns) - 1
        # Text is centred where it is put: the longest name must not touch its neuron.
        longest = max(len(names[n]) for n in column.shown if n != DOTS)
        away = 0.42 + 0.045 * min(longest, 40)
        for place, n in enumerate(column.shown):
            if n != DOTS:
                where = self._at(
                    number_of, column.height(place), -away if i == 0 else away
                )
                self._text(f"name{number_of}n{n}", names[n], where, self.theme.ink)

    def _text(self, name: str, text: str, where: str, colour: str) -> None:
        label = f"<{escaped(text, self.theme.font)}>"
        style = {"shape": "none", "fixedsize": "false", "margin": "0.02,0.01"}
        self.graph.node(
            name, label=label, pos=where, fontcolor=colour, width="0", **style
        )

    def _write(self, i: int, y: float, up: float, name: str, text: str) -> None:
        """A weight on its line, where it lies clear of those already written."""

        def clearance(share: float) -> float:
            x, height = self._on_line(i, y, up, share)
            return min(
                [
                    max(abs(x - other) / TEXT_WIDTH, abs(height - level) / TEXT_HEIGHT)
                    for other, level in self.written
                ],
                default=1.0,
            )

        share = max(SHARES, key=lambda each: min(1.0, clearance(each)))
        self.written.append(self._on_line(i, y, up, share))
        where = self._at(i, y + share * (up - y), share * self.step)
        style = {"shape": "none", "fixedsize": "false", "margin": "0.02,0.0"}
        style |= {"style": "filled", "fillcolor": self.theme.background, "width": "0"}
        size = f"{0.7 * self.theme.size:g}"
        self.graph.node(
            f"w{name}", label=text, pos=where, fontsize=size, height="0", **style
        )

    def _on_line(
        self, i: int, y: float, up: float, share: float
    ) -> tuple[float, float]:
        """The place after a share of a line from column i, in inches before scaling."""
        return (i + share) * self.step, (y + share * (up - y)) * GAP

    def _line(self, w: float, share: float) -> dict[str, str]:
        theme = self.theme
        colour = theme.negative if w < 0 else theme.positive
        width = theme.pen * (THINNEST + (THICKEST - THINNEST) * share)
        line = {
            "color": blended(theme.background, colour, 0.3 + 0.7 * share),
            "penwidth": f"{width:.2f}",
            "tooltip": number(w),
        }
        return {**line, "style": "dashed"} if w < 0 else line

    def _shaded(self, value: float, values: Any) -> str:
        finite = np.abs(values[np.isfinite(values)])
        largest = float(finite.max(initial=0.0))
        if not np.isfinite(value) or not largest:
            return self.theme.result
        over = self.theme.negative if value < 0 else self.theme.positive
        return blended(self.theme.result, over, MOST_SHADE * abs(value) / largest)

    def _at(self, i: int, height: float, beside: float = 0.0) -> str:
        x = (i * self.step + beside) * self.scale
        return f"{x:.3f},{height * GAP * self.scale:.3f}!"


def short(value: float) -> str:
    """A number that fits into a neuron.

    >>> [short(each) for each in (0.4621, -1.5, -0.086, 12.345, 1234.5, 1e-7, -0.0)]
    ['0.46', '-1.5', '-0.09', '12', '1e3', '1e-7', '0']
    """
    size = abs(value)
    if value == 0:
        return "0"
    if 0.005 <= size < 9.95:
        return f"{value:.2f}".removesuffix("0") if size < 1 else f"{value:.1f}"
    if 9.95 <= size < 999.5:
        return f"{value:.0f}"
    return f"{value:.0e}".replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")
