"""The gradient is the direction of steepest increase; its negative, of decrease.

python examples/steepest.py steepest.png

Left: a point of a surface and its gradient. Right: small steps in all directions from
there, and what f gains per length, over the angle to the gradient. It is |gradient|
cos(angle): largest at 0, none across, least at 180.
"""

import sys

import numpy as np

from autograd_core import grad
from viz import plots

POINT, LENGTH = np.array([1.2, -0.6]), 1e-4
BLUE, BROWN = "#1f5fa8", "#a85b00"


def f(x, y):
    return 0.3 * x**2 + y**2 + 0.4 * x * y


def slope(angle):
    """What f gains per length, in a direction at this angle to the gradient."""
    g = grad(lambda v: f(v[0], v[1]))(POINT)
    u = g / np.linalg.norm(g)
    across = np.array([-u[1], u[0]])
    move = LENGTH * (np.cos(angle) * u + np.sin(angle) * across)
    return (f(*(POINT + move)) - f(*(POINT - move))) / (2 * LENGTH)


def main(path: str = "steepest.png") -> None:
    g = grad(lambda v: f(v[0], v[1]))(POINT)
    angles = np.linspace(-np.pi, np.pi, 181)
    slopes = np.array([slope(angle) for angle in angles])
    size = np.linalg.norm(g)
    best, worst = angles[slopes.argmax()], angles[slopes.argmin()]
    print(f"gradient {g.round(3)}, length {size:.4f}")
    print(f"steepest increase at {best:.2f}: {slopes.max():.4f}", end="; ")
    print(f"steepest decrease at {abs(worst):.2f}: {slopes.min():.4f}")
    figure, ((left, right),) = plots.panels(1, 2, size=(12, 5))
    plots.loss_surface(f, (-2.5, 2.5), (-2, 2), title="a point of a surface", ax=left)
    for direction, colour, name in ((g, BROWN, "gradient"), (-g, BLUE, "- gradient")):
        head = POINT + direction / size
        arrow = {"arrowstyle": "-|>", "color": colour, "lw": 3, "shrinkA": 0}
        left.annotate("", head, POINT, arrowprops=arrow)
        left.text(*(POINT + 1.2 * direction / size), name, color=colour, ha="center")
    left.plot(*POINT, "ko")
    right.plot(np.degrees(angles), slopes, color="#444444")
    right.plot(0, slopes.max(), "o", color=BROWN)
    right.text(0, slopes.max() * 1.1, "along the gradient", color=BROWN, ha="center")
    for end in (-180, 180):
        right.plot(end, slopes.min(), "o", color=BLUE)
    right.text(-165, slopes.min() * 1.15, "against the gradient", color=BLUE)
    right.set(title="gain of f per length", xticks=range(-180, 181, 90))
    right.set(xlabel="angle to the gradient (degrees)", ylabel="slope")
    right.set(ylim=(-1.35 * size, 1.35 * size))
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
