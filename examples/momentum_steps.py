"""Momentum on its way: at each point the step that plain descent would make instead.

python examples/momentum_steps.py momentum_steps.png

Left: a long narrow canyon. The arrows are steps of gradient descent: across, to and
fro; the path of momentum goes along. Middle: one update as vectors: momentum adds the
gradient at the point, Nesterov the gradient at the point ahead. Right: in a bowl both
overshoot, Nesterov less, since it sees the other slope before it is there.
"""

import sys

import numpy as np

import optim
from autograd_core import grad
from viz import plots

START, RATE, ALPHA, STEPS = (-9.0, -2.2), 0.12, 0.75, 28
BLUE, BROWN, GREEN, GREY = "#1f5fa8", "#a85b00", "#3a7d34", "#666666"


def canyon(x1, x2):
    return 0.1 * x1**2 + 4.0 * x2**2 / 2


def steps_of_descent(way):
    """-rate x gradient at each point of a path."""
    return -RATE * np.array([grad(lambda x: canyon(x[0], x[1]))(x) for x in way])


def vectors(theta, v):
    """One update of momentum and of Nesterov from one point with one velocity."""
    theta, v = np.array(theta), np.array(v)

    def pull(x):
        return -RATE * grad(lambda x: canyon(x[0], x[1]))(x)

    ahead = theta + ALPHA * v
    return {
        "ahead": ahead,
        "momentum": ahead + pull(theta),
        "nesterov": ahead + pull(ahead),
    }


def bowl(make, start=-5.0, steps=40):
    """The path in x^2 / 2 with momentum 0.9."""
    rule = lambda p: make(p, lr=0.1, momentum=0.9)  # noqa: E731
    return plots.trajectory(lambda x: 0.5 * x * x, start, rule, steps)[:, 0]


def draw_vectors(ax):
    start, v = (-4.0, -1.5), (1.5, 1.7)
    ends = vectors(start, v)
    for tail, head, colour in (
        (start, ends["ahead"], GREY),
        (ends["ahead"], ends["momentum"], BLUE),
        (ends["ahead"], ends["nesterov"], BROWN),
    ):
        arrow = {"arrowstyle": "-|>", "color": colour, "lw": 2.5, "shrinkA": 0}
        ax.annotate("", head, tail, arrowprops={**arrow, "shrinkB": 0})
    ax.plot(*start, "o", color=GREY)
    ax.text(-4.0, -1.62, "θ", ha="center", va="top")
    ax.text(-3.6, -0.8, r"$\alpha$ v", color=GREY, ha="right")
    ax.text(-2.7, 0.1, "gradient at θ:\nmomentum", color=BLUE)
    ax.text(-2.7, -0.65, "gradient ahead:\nNesterov", color=BROWN)
    ax.set(title="one update", xlabel="$x_1$", ylabel="$x_2$")
    ax.set(xlim=(-4.4, -1.2), ylim=(-1.9, 0.8))


def main(path: str = "momentum_steps.png") -> None:
    figure, (axes,) = plots.panels(1, 3, size=(13.5, 4.7))
    way = plots.trajectory(
        canyon, START, lambda p: optim.Momentum(p, lr=RATE, momentum=ALPHA), STEPS
    )
    title = "momentum, and steps of plain descent"
    ranges = ((-10, 2), (-3, 3))
    plots.loss_surface(
        canyon, *ranges, {"momentum": way}, minimum=(0, 0), title=title, ax=axes[0]
    )
    axes[0].get_legend().remove()
    arrows = steps_of_descent(way)
    axes[0].quiver(
        *way.T, *arrows.T, angles="xy", scale_units="xy", scale=1, width=0.006, zorder=5
    )
    print(f"momentum: after {STEPS} steps at ({way[-1][0]:.3f}, {way[-1][1]:.3f})")
    draw_vectors(axes[1])
    for make, colour in ((optim.Momentum, BLUE), (optim.Nesterov, BROWN)):
        path_x, name = bowl(make), make.__name__
        print(f"{name}: overshoots to {path_x.max():.2f}")
        axes[2].plot(path_x, color=colour)
        top = int(path_x.argmax())
        axes[2].annotate(
            f"{name}: {path_x.max():.2f}",
            (top, path_x.max()),
            color=colour,
            xytext=(4, 4),
            textcoords="offset points",
        )
    axes[2].axhline(0, color="#888888", linestyle=":")
    axes[2].set(title="beyond the minimum of $x^2/2$", xlabel="step", ylabel="x")
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
