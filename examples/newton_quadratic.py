"""Newton's method: one step solves a quadratic; at a saddle it needs damping.

python examples/newton_quadratic.py newton_quadratic.png

On the left a narrow valley, a quadratic: the step -H^-1 g leads to the minimum from
anywhere. On the right a saddle between two minima: -H^-1 g leads into it, as it looks
for any point without slope; -(H + alpha I)^-1 g with a large alpha leads past it.
"""

import sys

from optim import minimize
from viz import plots


def valley(x1, x2):
    return 0.1 * x1**2 + 2 * x2**2


def saddle(x1, x2):
    """A saddle at (0, 0), minima at (0, 1) and (0, -1), where it is -1."""
    return x1**2 - 2 * x2**2 + x2**4


RUNS = {
    valley: {
        "gradient descent, rate 0.4": ("gd", {"line_search": None, "lr": 0.4}),
        "Newton": ("newton", {}),
    },
    saddle: {
        "Newton": ("newton", {}),
        "damped Newton": ("damped-newton", {}),
    },
}
STARTS = {valley: [-5.0, -2.0], saddle: [1.3, 0.1]}


def main(path: str = "newton_quadratic.png") -> None:
    figure, (axes,) = plots.panels(1, 2, size=(12.5, 5.0))
    for ax, (f, runs) in zip(axes, RUNS.items(), strict=True):
        ways = {}
        print(f"{f.__name__}, from {STARTS[f]}")
        for name, (method, settings) in runs.items():
            result = minimize(
                lambda x, f=f: f(x[0], x[1]), STARTS[f], method, **settings
            )
            steps = f"{result.iterations} step{'' if result.iterations == 1 else 's'}"
            print(f"  {name}: {steps}; {result.message}")
            ways[f"{name}: {steps}"] = result.trajectory
        sides = ((-6, 2), (-3, 3)) if f is valley else ((-1.6, 1.6), (-1.6, 2.0))
        title = "a quadratic" if f is valley else "a saddle between two minima"
        plots.loss_surface(f, *sides, ways, title=title, ax=ax)
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
