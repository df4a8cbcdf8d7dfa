"""Make the pictures of the course's first lessons: those that no example makes.

python docs/make_course_pictures.py                      into docs/images/course
python docs/make_course_pictures.py FOLDER               into another folder
"""

import sys
from math import cos, sin
from pathlib import Path

import numpy as np

import viz
from autograd_core import Value
from viz import plots

FOLDER = Path(__file__).resolve().parent / "images" / "course"
BLUE, BROWN, GREY = "#1f5fa8", "#a85b00", "#888888"


def slope(path: Path) -> None:
    """A parabola with its tangent; the same as two number lines."""
    figure, ((left, right),) = plots.panels(1, 2, size=(12, 5))
    x = np.linspace(1.5, 4.3, 200)
    left.plot(x, x**2, color=BLUE)
    left.plot(x, 9 + 6 * (x - 3), "--", color=BROWN)
    left.plot(3, 9, "ko")
    left.text(3.72, 15.3, "f = x²", color=BLUE, ha="right")
    left.text(3.8, 11.6, "slope 6", color=BROWN)
    left.set(title="the slope of f at x = 3", xlabel="x", ylabel="f(x)")

    right.axis("off")
    right.set(title="the same, as a nudge", xlim=(-0.6, 4.4), ylim=(-0.7, 2.4))
    move = 0.5
    for height, name, start in ((0, "x", "3"), (1.5, "f", "9")):
        right.plot([-0.3, 4.2], [height, height], color=GREY, lw=1)
        right.plot(0, height, "ko")
        right.text(0, height - 0.3, start, ha="center")
        right.text(-0.5, height, name, va="center", ha="center")
    for height, to, colour, text in (
        (0.0, move, BLUE, "0.5"),
        (1.5, 6 * move, BROWN, "6 · 0.5 = 3"),
    ):
        arrow = {"arrowstyle": "-|>", "color": colour, "lw": 4}
        arrow |= {"shrinkA": 0, "shrinkB": 0}
        right.annotate("", (to, height), (0, height), arrowprops=arrow)
        right.text(to / 2, height + 0.2, text, color=colour, ha="center")
    right.plot([3, 3.25], [1.5, 1.5], color=GREY, lw=4)
    right.text(3.25, 1.7, "rest: 0.5² = 0.25", color=GREY, ha="left")
    plots.save(figure, path)


def leaves() -> tuple[Value, Value]:
    return Value(2.0, label="a"), Value(3.0, label="b")


def drawn(result: Value, path: Path) -> None:
    viz.draw(result, show=("label", "data"), names={}).save(path)


def shared(path: Path) -> None:
    """s = a + b, y = s * s."""
    a, b = leaves()
    s = a + b
    s.label = "s"
    y = s * s
    y.label = "y"
    drawn(y, path)


def twice(path: Path) -> None:
    """y = (a + b) * (a + b)."""
    a, b = leaves()
    y = (a + b) * (a + b)
    y.label = "y"
    drawn(y, path)


def diamond(path: Path) -> None:
    """b = a + a, c = b + b: on this the naive recursion is wrong."""
    a = Value(1.0, label="a")
    b = a + a
    b.label = "b"
    c = b + b
    c.label = "c"
    c.backward()
    viz.draw(c, names={}).save(path)


def cube(path: Path) -> None:
    """y = x * x * x as two products: x has three uses."""
    x = Value(3.0, label="x")
    u = x * x
    u.label = "u"
    y = u * x
    y.label = "y"
    y.backward()
    viz.draw(y, names={}).save(path)


def error_over_h(path: Path) -> None:
    """The error of differences: truncation on the right, rounding on the left."""
    h = np.logspace(-14, -1, 105)
    two_sided = [abs((sin(1 + d) - sin(1 - d)) / (2 * d) - cos(1)) for d in h]
    one_sided = [abs((sin(1 + d) - sin(1)) / d - cos(1)) for d in h]
    figure, ((axes,),) = plots.panels(1, 1, size=(9, 5))
    axes.loglog(h, one_sided, ".", color=BROWN, markersize=4)
    axes.loglog(h, two_sided, ".", color=BLUE, markersize=4)
    axes.loglog(h, h / 2 * sin(1), "-", color=BROWN, lw=1)
    axes.loglog(h, h**2 / 6 * cos(1), "-", color=BLUE, lw=1)
    axes.loglog(h, 2.0**-53 * sin(1) / h, "--", color=GREY, lw=1.5)
    axes.text(2e-5, 4e-5, "one-sided, h/2 |f″|", color=BROWN, ha="right")
    axes.text(2e-3, 3e-8, "two-sided, h²/6 |f‴|", color=BLUE)
    axes.text(3e-12, 1e-4, "rounding, ε|f|/h", color=GREY)
    axes.set(title="error of a difference: sin at 1", xlabel="h", ylabel="error")
    axes.set(ylim=(1e-14, 1))
    plots.save(figure, path)


PICTURES = (slope, shared, twice, diamond, cube, error_over_h)


def main(folder: str = str(FOLDER)) -> None:
    for picture in PICTURES:
        picture(Path(folder) / f"{picture.__name__}.svg")


if __name__ == "__main__":
    main(*sys.argv[1:])
