"""Smoke that a flow carries into the shape of a letter: the gradient of a simulation.

python examples/fluid.py fluid.png

The flow moves itself and the smoke; after each step what streams out of a cell is taken
away, so that the fluid is incompressible. What is sought is the flow at the start, 512
numbers; the gradient comes from a walk back through all steps. Each step is a
`checkpoint`: the graph of one step at a time is enough.
"""

import sys

import numpy as np

from autograd_core import checkpoint, roll, stop_gradient, value_and_grad
from optim import minimize
from viz import plots

SIDE, STEPS = 16, 6
ROWS, COLUMNS = np.mgrid[0:SIDE, 0:SIDE]
LETTER = np.zeros((SIDE, SIDE))
LETTER[3:13, 5:7] = LETTER[3:5, 5:11] = LETTER[7:9, 5:10] = 1.0  # an F
SMOKE = np.zeros((SIDE, SIDE))
SMOKE[5:11, 5:11] = LETTER.sum() / 36.0  # as much of it, in a block
STILL = np.zeros((2, SIDE, SIDE))


def carried(field, flow):
    """What was upstream of each cell a moment ago, read between four cells.

    Which four is a matter of whole numbers, constants; the shares of them have slopes.
    """
    column, row = COLUMNS - flow[0], ROWS - flow[1]
    left, top = (np.floor(numbers(x)) for x in (column, row))
    to_right, to_bottom = column - left, row - top
    c, r = left.astype(int), top.astype(int)
    corners = [[field[(r + i) % SIDE, (c + j) % SIDE] for j in (0, 1)] for i in (0, 1)]
    upper, lower = (a + to_right * (b - a) for a, b in corners)
    return upper + to_bottom * (lower - upper)


def numbers(x):
    """The plain array, of a node as a constant."""
    return x if isinstance(x, np.ndarray) else stop_gradient(x).data


def incompressible(right, down):
    """The flow without what streams out of a cell: that drives a pressure."""
    outflow = 0.5 * (roll(right, -1, 1) - roll(right, 1, 1))
    outflow = outflow + 0.5 * (roll(down, -1, 0) - roll(down, 1, 0))
    pressure = 0.0 * outflow
    for _ in range(6):  # Jacobi's iteration
        around = roll(pressure, 1, 0) + roll(pressure, -1, 0)
        around = around + roll(pressure, 1, 1) + roll(pressure, -1, 1)
        pressure = 0.25 * (around - outflow)
    right = right - 0.5 * (roll(pressure, -1, 1) - roll(pressure, 1, 1))
    down = down - 0.5 * (roll(pressure, -1, 0) - roll(pressure, 1, 0))
    return right, down


def step(smoke, right, down):
    flow = incompressible(right, down)
    return carried(smoke, flow), carried(flow[0], flow), carried(flow[1], flow)


def simulated(start):
    """The smoke after each step."""
    smoke, right, down = SMOKE, start[0], start[1]
    frames = [smoke]
    for _ in range(STEPS):
        smoke, right, down = checkpoint(step)(smoke, right, down)
        frames.append(smoke)
    return frames


def loss(start):
    return ((simulated(start)[-1] - LETTER) ** 2).mean()


def main(path: str = "fluid.png") -> None:
    print(f"without a flow: loss {loss(STILL):.4f}")
    result = minimize(loss, STILL, "l-bfgs", max_iterations=30)
    flow = np.asarray(result.x)
    value, slope = value_and_grad(loss)(flow)
    print(f"with the best flow: loss {value:.4f}, {result.message}")
    print(f"its gradient: {np.abs(slope).max():.1e} at most")
    frames = [*simulated(flow)[:: STEPS // 3], LETTER]
    titles = ["at the start", *[f"step {k}" for k in (2, 4, 6)], "the letter"]
    figure, grid = plots.panels(1, 5, size=(12.5, 3.0))
    for ax, frame, title in zip(grid[0], frames, titles, strict=True):
        ax.imshow(frame, vmin=0.0, vmax=1.2, cmap="gray_r")
        ax.set(title=title, xticks=[], yticks=[])
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
