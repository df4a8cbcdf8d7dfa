"""A narrow valley: momentum stands a rate at which plain gradient descent diverges.

python examples/ill_conditioned.py ill_conditioned.png

f = 0.1 x1^2 + 2 x2^2 curves 20 times more across than along. A rate that is safe across
is slow along; beyond its limit there the steps grow. Momentum adds up what successive
steps have in common, and what they have not cancels.
"""

import sys

import numpy as np

from autograd_core import hessian
from optim import SGD
from viz import plots

START, STEPS = (-5.0, -2.0), 20
RUNS = {
    "rate 0.4": {"lr": 0.4},
    "rate 0.6": {"lr": 0.6},
    "rate 0.6, momentum 0.5": {"lr": 0.6, "momentum": 0.5},
}


def f(x1, x2):
    return 0.1 * x1**2 + 2 * x2**2


def main(path: str = "ill_conditioned.png") -> None:
    H = hessian(lambda x: f(x[0], x[1]))(np.zeros(2))
    low, high = np.linalg.eigvalsh(H)
    print(f"curvatures {low:.1f} and {high:.1f}: condition number {high / low:.0f}")
    print(f"plain descent converges for rates below 2 / {high:.1f} = {2 / high:.2f}")
    print(f"with momentum 0.5, below {2 * (1 + 0.5) / high:.2f}")

    figure, axes = plots.panels(1, 3, size=(13.5, 4.7))
    for ax, (name, settings) in zip(axes[0], RUNS.items(), strict=True):
        way = plots.trajectory(f, START, lambda p, s=settings: SGD(p, **s), STEPS)
        value = f(*way[-1])
        print(f"{name}: after {STEPS} steps f = {value:.3g}")
        plots.loss_surface(
            f,
            (-6.5, 2.5),
            (-4.5, 4.5),
            {name: way},
            minimum=(0, 0),
            title=f"{name}\nf = {value:.2g} after {STEPS} steps",
            ax=ax,
        )
        ax.get_legend().remove()
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
