"""AND, OR, NAND and NOR as one threshold unit each, and all weights that would do.

python examples/gates.py gates.png

The unit answers 1 if w1 x1 + w2 x2 + w0 >= 0. Above, the line that the weights draw in
the plane of the inputs; below, with the same w0, every pair of weights that gives the
same gate: a region, so there are infinitely many. Then: is there one without bias?
"""

import itertools
import sys

import numpy as np

import nn
from viz import plots

GATES = {  # its truth table for 00, 01, 10, 11
    "AND": [0, 0, 0, 1],
    "OR": [0, 1, 1, 1],
    "NAND": [1, 1, 1, 0],
    "NOR": [1, 0, 0, 0],
}
WEIGHTS = {  # (w0, w1, w2) for low = 0 and for low = -1, with 1 on the line
    0: {"AND": (-2, 1, 1), "OR": (-1, 1, 1), "NAND": (1, -1, -1), "NOR": (0, -1, -1)},
    -1: {"AND": (-1, 1, 1), "OR": (1, 1, 1), "NAND": (1, -1, -1), "NOR": (-1, -1, -1)},
}


def corners(low):
    """The four inputs in the coding with this lower number, 0 or -1."""
    return np.array(list(itertools.product((low, 1), repeat=2)))


def unit(weights, low=0):
    """A threshold unit with these weights."""
    perceptron = nn.Perceptron(2, at_zero=1, low=low)
    perceptron.b, perceptron.w = np.array(weights[0]), np.array(weights[1:])
    return perceptron


def without_bias(low, at_zero):
    """The gates that a unit without bias can be: all weights of a fine grid tried."""
    grid = np.linspace(-2, 2, 41)
    w = np.array(list(itertools.product(grid, grid)))
    sums = np.round(w @ corners(low).T, 9)
    outputs = sums >= 0 if at_zero == 1 else sums > 0
    return [
        name
        for name, bits in GATES.items()
        if (outputs == np.array(bits, bool)).all(axis=1).any()
    ]


def draw_line(ax, name, weights):
    """The inputs, the line, and the side on which the answer is 1."""
    w0, w1, w2 = weights
    x1, x2 = np.meshgrid(*[np.linspace(-0.6, 1.6, 200)] * 2)
    ax.contourf(x1, x2, w0 + w1 * x1 + w2 * x2, [0, 99], colors=["#dbe9f6"])
    ax.contour(x1, x2, w0 + w1 * x1 + w2 * x2, [0], colors=["#1f5fa8"])
    for (a, b), bit in zip(corners(0), GATES[name], strict=True):
        face = "#1f5fa8" if bit else "white"
        ax.plot(a, b, "o", markersize=15, color=face, markeredgecolor="#1f5fa8")
        ink = "white" if bit else "#1f5fa8"
        ax.annotate(str(bit), (a, b), ha="center", va="center", color=ink)
    terms = f"{w1:+d}·$x_1$ {w2:+d}·$x_2$ {w0:+d} ≥ 0".replace("1·", "")
    ax.set(title=f"{name}\n{terms}", xlabel="$x_1$", ylabel="$x_2$")
    ax.set(xticks=[0, 1], yticks=[0, 1], aspect="equal")


def draw_region(ax, name, weights):
    """Every (w1, w2) that gives the gate with this w0."""
    w1, w2 = np.meshgrid(*[np.linspace(-3, 3, 301)] * 2)
    sums = [weights[0] + a * w1 + b * w2 for a, b in corners(0)]
    right = np.all(
        [(s >= 0) == bool(bit) for s, bit in zip(sums, GATES[name], strict=True)], 0
    )
    ax.contourf(w1, w2, right, [0.5, 2], colors=["#f7d9a8"])
    ax.plot(*weights[1:], "*", markersize=14, color="#a85b00")
    ax.set(title=f"all weights with $w_0$ = {weights[0]}", aspect="equal")
    ax.set(xlabel="$w_1$", ylabel="$w_2$", xticks=[-2, 0, 2], yticks=[-2, 0, 2])


def main(path: str = "gates.png") -> None:
    for low, gates in WEIGHTS.items():
        X = corners(low)
        for name, weights in gates.items():
            print(f"{low}/1 {name:>4}, weights {weights}:", unit(weights, low)(X))
    for low, at_zero in itertools.product((0, -1), (1, 0)):
        sign = ">=" if at_zero else ">"
        print(f"{low}/1, {sign:>2} 0, without bias:", *without_bias(low, at_zero))
    figure, axes = plots.panels(2, 4, size=(12, 6.75))
    for column, (name, weights) in zip(axes.T, WEIGHTS[0].items(), strict=True):
        draw_line(column[0], name, weights)
        draw_region(column[1], name, weights)
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
