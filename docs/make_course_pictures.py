"""Make the pictures of the course: those that no example makes.

python docs/make_course_pictures.py                      into docs/images/course
python docs/make_course_pictures.py FOLDER               into another folder
"""

import sys
from math import cos, sin
from pathlib import Path

import numpy as np

import autograd_core as ac
import nn
import optim
import viz
from autograd_core import Tensor, Value
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


def sure_and_wrong(path: Path) -> None:
    """The derivative by the weighted sum, of two losses of a sigmoid."""
    figure, ((left, right),) = plots.panels(1, 2, size=(12, 4.5))
    z = np.linspace(-8, 8, 200)
    p = 1 / (1 + np.exp(-z))
    left.plot(z, -np.log(p), color=BLUE)
    left.plot(z, (p - 1) ** 2 / 2, color=BROWN)
    left.text(-3.6, 5.0, "cross entropy", color=BLUE)
    left.text(-7.6, 0.9, "half the squared error", color=BROWN)
    left.set(title="loss, when the answer is 1", xlabel="weighted sum z", ylabel="loss")
    right.plot(z, p - 1, color=BLUE)
    right.plot(z, (p - 1) * p * (1 - p), color=BROWN)
    right.text(-1.6, -0.9, "p - y", color=BLUE)
    right.text(-4.8, -0.24, "(p - y) p (1 - p)", color=BROWN)
    right.set(title="its derivative by z", xlabel="weighted sum z", ylabel="derivative")
    right.annotate(
        "sure and wrong:\nno pull",
        (-6, 0),
        (-7.6, -0.7),
        arrowprops={"arrowstyle": "->"},
    )
    plots.save(figure, path)


def hidden_units(path: Path) -> None:
    """Three hidden units of a network that has learnt XOR, and its output."""
    X, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[-1], [1], [1], [-1]])
    model = nn.mlp([2, 3, 1], "tanh", weight_init="xavier_normal", rng=0)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    for _ in range(2000):
        optimizer.zero_grad()
        nn.squared_error(model(X), y).backward()
        optimizer.step()
    side = np.linspace(-0.5, 1.5, 40)
    plane = np.array([(a, b) for b in side for a in side])
    hidden = model[1](model[0](plane)).data
    values = [*hidden.T, hidden @ model[2].weight.data[:, 0] + model[2].bias.data]
    figure, (axes,) = plots.panels(1, 4, size=(14, 4.2))
    for i, (ax, value) in enumerate(zip(axes, values, strict=True)):
        grid = value.reshape(40, 40)
        ax.contourf(
            side, side, grid, np.linspace(-1.4, 1.4, 15), extend="both", cmap="RdBu_r"
        )
        ax.contour(side, side, grid, [0], colors="black")
        for point, target in zip(X, y[:, 0], strict=True):
            look = ("ws", "ko")[int(target > 0)]
            ax.plot(*point, look, markeredgecolor="black", markersize=9)
        weight = model[2].weight.data[min(i, 2), 0]
        title = f"hidden unit {i + 1}, times {weight:.2f}" if i < 3 else "output"
        ax.set(title=title, xlabel="x1", aspect="equal")
        ax.set(xticks=[0, 1], yticks=[0, 1])
    axes[0].set(ylabel="x2")
    plots.save(figure, path)


def softmax(path: Path) -> None:
    """Three scores, their softmax, and the gradient of the cross entropy."""
    z = np.array([2.0, 1.0, 0.1])
    p = np.exp(z) / np.exp(z).sum()
    figure, (axes,) = plots.panels(1, 3, size=(12, 4))
    for ax, values, title in zip(
        axes,
        (z, p, p - [1, 0, 0]),
        ("scores z", "softmax p", "gradient p - t, class 1 is right"),
        strict=True,
    ):
        colours = [BROWN if v < 0 else BLUE for v in values]
        ax.bar([1, 2, 3], values, color=colours, width=0.6)
        for k, v in enumerate(values, 1):
            off = 0.03 * np.ptp([0, *values])
            ax.text(
                k,
                v + (off if v > 0 else -off),
                f"{v:.3g}",
                ha="center",
                va="bottom" if v > 0 else "top",
            )
        ax.axhline(0, color="black", lw=1)
        low, high = min(0, *values), max(values)
        ax.set(title=title, xlabel="class", xticks=[1, 2, 3])
        ax.set(ylim=(1.25 * low, 1.25 * high))
    plots.save(figure, path)


def bias_correction(path: Path) -> None:
    """Adam's averages of a constant gradient of 1, and the step that follows."""
    t = np.arange(1, 41)
    m, v = 1 - 0.9**t, 1 - 0.999**t
    figure, ((left, right),) = plots.panels(1, 2, size=(12, 4.5))
    left.plot(t, m, color=BLUE)
    left.plot(t, v, color=BROWN)
    left.plot(t, np.ones(40), "--", color=GREY)
    left.text(17, 0.72, "m, decay 0.9", color=BLUE)
    left.text(17, 0.09, "v, decay 0.999", color=BROWN)
    left.text(1, 1.04, "both, corrected", color=GREY)
    left.set(title="averages of a gradient that is always 1", ylabel="average")
    left.set(xlabel="step", ylim=(0, 1.15))
    right.plot(t, m / np.sqrt(v), color=BLUE)
    right.plot(t, np.ones(40), "--", color=GREY)
    right.text(14, 6.9, "without correction", color=BLUE)
    right.text(14, 1.25, "with correction", color=GREY)
    right.set(title="length of the step", ylabel="in units of the rate")
    right.set(xlabel="step", ylim=(0, 8))
    plots.save(figure, path)


def arrays(path: Path) -> None:
    """The sum of W x as a graph of three arrays."""
    viz.draw(sum_of_product(), names={}).save(path)


def numbers(path: Path) -> None:
    """The same as a graph of numbers."""
    L = ac.to_scalar_graph(sum_of_product())
    L.backward()
    viz.draw(L, names={}).save(path)


def sum_of_product() -> Tensor:
    W = Tensor([[0.5, -1.0], [2.0, 0.0]], label="W")
    L = (W @ np.array([1.0, 2.0])).sum()
    L.label = "L"
    L.backward()
    return L


def natural(path: Path) -> None:
    """Plain and natural steps of a logistic regression, in two systems of units."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 2)) @ np.array([[1.0, 0.8], [0.0, 0.6]])
    y = (rng.random(200) < 1 / (1 + np.exp(-X @ [2.0, -1.0]))).astype(float)
    side_x, side_y = np.linspace(-0.6, 3.0, 60), np.linspace(-2.6, 0.6, 60)

    def parts(w):
        p = 1 / (1 + np.exp(-X @ w))
        return X.T @ (p - y) / 200, (X * (p * (1 - p))[:, None]).T @ X / 200

    heights = [
        [np.mean(np.logaddexp(0, X @ [a, b]) - y * (X @ [a, b])) for a in side_x]
        for b in side_y
    ]
    figure, (axes,) = plots.panels(1, 2, size=(12, 5))
    for ax, unit, title in zip(
        axes,
        (1.0, 3.0),
        ("steps computed in w1 and w2", "steps computed in w1 / 3 and w2"),
        strict=True,
    ):
        ax.contour(side_x, side_y, heights, 15, colors="#bbbbbb", linewidths=1)
        for name, colour in (("plain", BROWN), ("natural", BLUE)):
            units = np.array([unit, 1.0])  # w = units * v
            v, way = np.zeros(2), [np.zeros(2)]
            for _ in range(8):
                g, F = parts(units * v)
                g, F = units * g, units[:, None] * F * units
                v = v - (1.0 * g if name == "plain" else 0.5 * np.linalg.solve(F, g))
                way.append(units * v)
            ax.plot(*np.transpose(way), "o-", color=colour, label=name)
        ax.plot(0, 0, "ko")
        ax.set(title=title, xlabel="w1")
        ax.legend(loc="upper right")
    axes[0].set(ylabel="w2")
    plots.save(figure, path)


PICTURES = (
    *(slope, shared, twice, diamond, cube, error_over_h, sure_and_wrong),
    *(hidden_units, softmax, bias_correction, arrays, numbers, natural),
)


def main(folder: str = str(FOLDER)) -> None:
    for picture in PICTURES:
        picture(Path(folder) / f"{picture.__name__}.svg")


if __name__ == "__main__":
    main(*sys.argv[1:])
