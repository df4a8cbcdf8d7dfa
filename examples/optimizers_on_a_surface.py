"""Optimizers go down Beale's function: as a picture, or as a film (.gif, .mp4).

python examples/optimizers_on_a_surface.py optimizers_on_a_surface.png
python examples/optimizers_on_a_surface.py optimizers_on_a_surface.gif
"""

import sys
from pathlib import Path

import optim
from viz import plots

START, MINIMUM, STEPS = (1.0, 1.5), (3.0, 0.5), 100
RULES = {
    "SGD": lambda p: optim.SGD(p, lr=0.002),
    "Momentum": lambda p: optim.Momentum(p, lr=0.002),
    "Nesterov": lambda p: optim.Nesterov(p, lr=0.002),
    "Adagrad": lambda p: optim.Adagrad(p, lr=0.3),
    "RMSprop": lambda p: optim.RMSprop(p, lr=0.05),
    "Adam": lambda p: optim.Adam(p, lr=0.2),
}


def beale(x, y):
    """Flat valleys with steep walls; the minimum is 0 at (3, 1/2)."""
    return (
        (1.5 - x + x * y) ** 2
        + (2.25 - x + x * y**2) ** 2
        + (2.625 - x + x * y**3) ** 2
    )


def main(path: str = "optimizers_on_a_surface.png") -> None:
    ways = {
        name: plots.trajectory(beale, START, rule, STEPS)
        for name, rule in RULES.items()
    }
    for name, way in ways.items():
        x, y = way[-1]
        print(
            f"{name:>9}: after {STEPS} steps at ({x:.3f}, {y:.3f}), f {beale(x, y):.1e}"
        )
    style = {"minimum": MINIMUM, "power": 5, "title": "Beale's function"}
    if Path(path).suffix in (".gif", ".mp4"):
        print(plots.animate(beale, (-0.2, 4.0), (-1.5, 1.8), ways, path, **style))
    else:
        figure = plots.loss_surface(beale, (-0.2, 4.0), (-1.5, 1.8), ways, **style)
        print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
