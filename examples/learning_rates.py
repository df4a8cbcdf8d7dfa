"""One parabola, four learning rates: too small, good, large, divergent.

python examples/learning_rates.py learning_rates.svg
"""

import sys

from optim import SGD
from viz import plots


def f(theta):
    return theta**2  # its gradient is 2 theta, so a step is theta <- (1 - 2 rate) theta


RATES = {"too small": 0.02, "good": 0.3, "large": 0.9, "divergent": 1.05}


def main(path: str = "learning_rates.svg") -> None:
    paths = {}
    for name, rate in RATES.items():
        way = plots.trajectory(f, 2.5, lambda p, lr=rate: SGD(p, lr=lr), steps=15)
        paths[f"{name}, rate {rate}"] = way
        print(f"rate {rate:4}: from 2.5 in 15 steps to {way[-1, 0]:.4f}")
    figure = plots.descents(f, paths, -3, 3, name="$\\theta$")
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
