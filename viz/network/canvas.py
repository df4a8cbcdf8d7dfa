"""The drawing of a network: the position and the look of neurons, lines and names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz.diagram.themes import Theme, blended
from viz.graph.text_format import number
from viz.network.neuron_layers import NeuronLayer
from viz.output.canvas import MOST_SHADE
from viz.output.markup import escaped

NODE, GAP, COLUMN = 0.56, 0.74, 1.9
"""Inches: the size of a neuron, from one to the next, from layer to layer."""
SHARES = (0.3, 0.4, 0.5, 0.6, 0.7)
"""Shares of its line at which a weight may be written, in order of preference."""
TEXT_WIDTH, TEXT_HEIGHT = 0.42, 0.16
"""Inches: the room that a written weight takes."""
THINNEST, THICKEST = 0.4, 3.6
"""Points: the pen of the smallest weight of a layer, and of its largest."""
DOTS = -1
"""The number that stands for the neurons left out."""


@dataclass(frozen=True, slots=True)
class Column:
    """The neurons of one layer that are drawn, from the top.

    Attributes:
        total: how many the layer has.
        neurons: the numbers of those drawn; `DOTS` for all between two of them.
        values: the activation of each of the `total`, None if it is not known.
        caption: what stands below, line by line.
        dropped: the numbers of those left out of the network, as by dropout.
    """

    total: int
    neurons: tuple[int, ...]
    values: NDArray[Any] | None
    caption: tuple[str, ...]
    dropped: frozenset[int] = frozenset()

    @property
    def active(self) -> list[tuple[int, int]]:
        """The row and the number of each neuron drawn that has lines."""
        left_out = {*self.dropped, DOTS}
        return [(row, n) for row, n in enumerate(self.neurons) if n not in left_out]

    def height(self, row: int) -> float:
        """Return how far above the middle a row is, in gaps."""
        return (len(self.neurons) - 1) / 2 - row


class NetworkCanvas:
    """The DOT text of a network, with the position of everything."""

    def __init__(
        self,
        columns: list[Column],
        layers: list[NeuronLayer],
        theme: Theme,
        biases: bool,
    ) -> None:
        import graphviz  # here, so that importing this module stays quick

        self.columns = columns
        self.theme = theme
        self.scale = theme.size / 13
        self.with_bias = [
            biases and layer.bias is not None and bool(np.any(layer.bias))
            for layer in layers
        ]
        tallest = max(len(column.neurons) for column in columns)
        # The longer the lines, the flatter they should be.
        self.step = COLUMN + 0.12 * max(0, tallest - 4)
        self.text_places: list[tuple[float, float]] = []
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

    def add_lines(self, i: int, layer: NeuronLayer, with_text: bool) -> None:
        """Add the weights from column i to the next one."""
        before, after = self.columns[i], self.columns[i + 1]
        ends, starts = after.active, before.active
        lines = [
            (f"c{i}n{n}", before.height(p), f"c{i + 1}n{m}", after.height(q), w)
            for p, n in starts
            for q, m in ends
            if (w := float(layer.weight[n, m])) != 0.0
        ]
        if self.with_bias[i] and layer.bias is not None:
            top = before.height(-1)
            lines += [
                (f"c{i}b", top, f"c{i + 1}n{m}", after.height(q), b)
                for q, m in ends
                if (b := float(layer.bias[m])) != 0.0
            ]
        largest = max((abs(w) for *_, w in lines if np.isfinite(w)), default=1.0)
        # The thick lines come last: they lie on top.
        for start, y, end, up, w in sorted(lines, key=lambda line: abs(line[-1])):
            share = min(1.0, abs(w) / largest) if np.isfinite(w) else 1.0
            self.graph.edge(start, end, **self._line(w, share))
            if with_text:
                self._write(i, y, up, f"{start}{end}", number(w, 2))

    def add_column(self, i: int) -> None:
        """Add the neurons of column i, the neuron for the biases, the caption."""
        column, theme = self.columns[i], self.theme
        for row, n in enumerate(column.neurons):
            position = self._position(i, column.height(row))
            if n == DOTS:
                dots = {"shape": "none", "fontsize": f"{1.6 * theme.size:g}"}
                self.graph.node(f"c{i}dots", label="\u22ee", pos=position, **dots)
                continue
            fill = theme.leaf if i == 0 else theme.result
            label = ""
            if column.values is not None:
                value = float(column.values[n])
                label = short(value)
                fill = self._shade(value, column.values)
            style = {"style": "filled", "fillcolor": fill, "tooltip": label or f"{n}"}
            if n in column.dropped:
                label = "\u00d7"
                style = {"style": "dashed", "tooltip": "dropped", "color": theme.faint}
            self.graph.node(f"c{i}n{n}", label=label, pos=position, **style)
        if i < len(self.with_bias) and self.with_bias[i]:
            style = {"style": "dashed,filled", "fillcolor": theme.background}
            position = self._position(i, column.height(-1))
            self.graph.node(f"c{i}b", label="1", pos=position, tooltip="bias", **style)
        lowest = min(-(len(other.neurons) - 1) / 2 for other in self.columns)
        for line, text in enumerate(column.caption):
            colour = theme.ink if line == 0 else theme.faint
            position = self._position(i, lowest - 0.95 - 0.36 * line)
            self._text(f"c{i}caption{line}", text, position, colour)

    def add_names(self, i: int, names: Sequence[str]) -> None:
        """Add the names of inputs on the left, or of outputs on the right."""
        column = self.columns[i]
        index = 0 if i == 0 else len(self.columns) - 1
        # Text is centred where it is put: the longest name must not touch its neuron.
        longest = max(len(names[n]) for n in column.neurons if n != DOTS)
        distance = 0.42 + 0.045 * min(longest, 40)
        aside = -distance if i == 0 else distance
        for row, n in enumerate(column.neurons):
            if n != DOTS:
                position = self._position(index, column.height(row), aside)
                self._text(f"name{index}n{n}", names[n], position, self.theme.ink)

    def _text(self, name: str, text: str, position: str, colour: str) -> None:
        """Add a text without a frame."""
        label = f"<{escaped(text, self.theme.font)}>"
        style = {"shape": "none", "fixedsize": "false", "margin": "0.02,0.01"}
        self.graph.node(
            name, label=label, pos=position, fontcolor=colour, width="0", **style
        )

    def _write(self, i: int, y: float, up: float, name: str, text: str) -> None:
        """Write a weight on its line, as far as possible from the others."""

        def clearance(share: float) -> float:
            x, height = self._on_line(i, y, up, share)
            return min(
                [
                    max(abs(x - other) / TEXT_WIDTH, abs(height - level) / TEXT_HEIGHT)
                    for other, level in self.text_places
                ],
                default=1.0,
            )

        share = max(SHARES, key=lambda share: min(1.0, clearance(share)))
        self.text_places.append(self._on_line(i, y, up, share))
        position = self._position(i, y + share * (up - y), share * self.step)
        style = {"shape": "none", "fixedsize": "false", "margin": "0.02,0.0"}
        style |= {"style": "filled", "fillcolor": self.theme.background, "width": "0"}
        size = f"{0.7 * self.theme.size:g}"
        self.graph.node(
            f"w{name}", label=text, pos=position, fontsize=size, height="0", **style
        )

    def _on_line(
        self, i: int, y: float, up: float, share: float
    ) -> tuple[float, float]:
        """Return the place on a line from column i, in inches before scaling."""
        return (i + share) * self.step, (y + share * (up - y)) * GAP

    def _line(self, w: float, share: float) -> dict[str, str]:
        """Return the look of a weight; `share` is its size next to the largest."""
        theme = self.theme
        colour = theme.negative if w < 0 else theme.positive
        width = theme.pen * (THINNEST + (THICKEST - THINNEST) * share)
        line = {
            "color": blended(theme.background, colour, 0.3 + 0.7 * share),
            "penwidth": f"{width:.2f}",
            "tooltip": number(w),
        }
        return {**line, "style": "dashed"} if w < 0 else line

    def _shade(self, value: float, values: NDArray[Any]) -> str:
        """Return the colour of an activation among those of its layer."""
        finite = np.abs(values[np.isfinite(values)])
        largest = float(finite.max(initial=0.0))
        if not np.isfinite(value) or not largest:
            return self.theme.result
        over = self.theme.negative if value < 0 else self.theme.positive
        return blended(self.theme.result, over, MOST_SHADE * abs(value) / largest)

    def _position(self, i: int, height: float, aside: float = 0.0) -> str:
        """Return a place in column i, or to the side of it, as neato reads it."""
        x = (i * self.step + aside) * self.scale
        return f"{x:.3f},{height * GAP * self.scale:.3f}!"


def short(value: float) -> str:
    """Return a number that fits into a neuron.

    >>> [short(x) for x in (0.4621, -1.5, -0.086, 12.345, 1234.5, 1e-7, -0.0)]
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
