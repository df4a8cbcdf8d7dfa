"""An exponential moving average: what it remembers, and for how long.

python examples/averages.py averages.svg

y_t = gamma y_(t-1) + (1 - gamma) x_t, unrolled, is a weighted mean of all x so far,
with weight (1 - gamma) gamma^k for the one k steps ago. After n = 1 / (1 - gamma) steps
the weight has fallen to (1 - 1/n)^n, which is about 1/e: that is its window. Momentum
is the same average of gradients, times 1 / (1 - gamma).
"""

import math
import sys

import numpy as np

from optim.rules import SGDRule
from viz import plots

GAMMAS = {0.5: "#1f5fa8", 0.9: "#a85b00", 0.98: "#3a7d34"}


def average(xs, gamma):
    """The averages, by the optimizer's own memory: SGD whose dampening is gamma."""
    rule = SGDRule(lr=1.0, momentum=gamma, dampening=gamma)
    state, averages = rule.init(0.0), []
    for x in xs:
        _, state = rule.update(float(x), state, 0.0)
        averages.append(state["momentum_buffer"])
    return np.array(averages)


def main(path: str = "averages.svg") -> None:
    figure, ((left, right),) = plots.panels(1, 2, size=(12, 5))
    t = np.arange(200)
    xs = np.sin(t / 30) + np.random.default_rng(0).normal(scale=0.5, size=200)
    right.plot(t, xs, ".", color="#aaaaaa", markersize=4)
    for gamma, colour in GAMMAS.items():
        window = round(1 / (1 - gamma))
        remembered = gamma**window
        print(
            f"gamma {gamma}: window {window:>2} steps, after it {remembered:.4f} "
            f"of a weight is left (1/e = {math.exp(-1):.4f})"
        )
        left.semilogx(np.arange(1, 201), gamma ** np.arange(1, 201), color=colour)
        left.plot(window, remembered, "o", color=colour)
        left.text(window * 1.1, remembered + 0.03, f"$\\gamma$ = {gamma}", color=colour)
        right.plot(t, average(xs, gamma), color=colour)
        right.text(201, average(xs, gamma)[-1], f"$\\gamma$ = {gamma}", color=colour)
    left.axhline(math.exp(-1), color="#777777", linestyle="--")
    left.text(1, 0.39, "1/e", color="#777777")
    left.set(title="what is left of a weight", xlabel="steps ago", ylabel="$\\gamma^k$")
    right.set(title="averages of noisy numbers", xlabel="t", ylabel="y", xlim=(0, 230))
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
