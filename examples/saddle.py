"""A saddle: flat, so descent crawls past it; who has speed or its own rates leaves it.

python examples/saddle.py saddle.png

f = x^2/2 - y^2/2 + y^4/4 has a saddle at (0, 0) and minima at y = -1 and 1. All start
next to the ridge y = 0. Along x they come down at once, and then the gradient is nearly
0: a plateau of the loss. A path ending in .gif makes a film of six rules there.
"""

import sys
from pathlib import Path

import optim
from viz import plots

START, STEPS = (2.0, 0.001), 90
RULES = {
    "SGD": lambda p: optim.SGD(p, lr=0.1),
    "Momentum": lambda p: optim.Momentum(p, lr=0.1),
    "Adadelta": lambda p: optim.Adadelta(p, lr=30.0),
    "RMSprop": lambda p: optim.RMSprop(p, lr=0.05),
}
FILM = {
    **RULES,
    "Nesterov": lambda p: optim.Nesterov(p, lr=0.1),
    "Adagrad": lambda p: optim.Adagrad(p, lr=0.3),
}
COLOURS = ("#1f5fa8", "#a85b00", "#3a7d34", "#8a2f7a")


def f(x, y):
    return 0.5 * x**2 - 0.5 * y**2 + 0.25 * y**4


def ways(rules=RULES):
    return {
        name: plots.trajectory(f, START, rule, STEPS) for name, rule in rules.items()
    }


def leaves(way):
    """The first step after which the loss is nearer to the minimum, -1/4, than to 0."""
    below = f(*way.T) < -0.125
    return int(below.argmax()) if below.any() else None


def main(path: str = "saddle.png") -> None:
    is_film = Path(path).suffix in (".gif", ".mp4")
    paths = ways(FILM if is_film else RULES)
    for name, way in paths.items():
        step = leaves(way)
        print(
            f"{name:>9}: leaves the saddle after {step or f'more than {STEPS}'} steps"
        )
    if is_film:
        style = {"power": 1, "title": "six rules at a saddle"}
        print(plots.animate(f, (-0.7, 2.3), (-1.6, 1.6), paths, path, **style))
        return
    figure, ((left, right),) = plots.panels(1, 2, size=(12, 5))
    shown = {name: paths[name] for name in ("SGD", "Momentum")}
    ranges = ((-0.7, 2.3), (-1.6, 1.6))
    plots.loss_surface(f, *ranges, shown, power=1, title="a saddle at (0, 0)", ax=left)
    for (name, way), colour in zip(paths.items(), COLOURS, strict=True):
        losses = f(*way.T)
        if name == "Momentum":  # it swings: see its path
            continue
        right.plot(losses, color=colour)
        place = {"xytext": (8, 0), "textcoords": "offset points"}
        step = leaves(way) or STEPS
        right.annotate(name, (step, losses[step]), color=colour, **place)
    right.axhline(0, color="#888888", linestyle=":")
    right.text(STEPS, 0.03, "height of the saddle", color="#777777", ha="right")
    right.set(title="a plateau of the loss", xlabel="step", ylabel="f", ylim=(-0.3, 1))
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
