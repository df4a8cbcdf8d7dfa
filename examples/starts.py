"""Where descent ends depends on where it starts; so start several times.

python examples/starts.py starts.svg

Left: a function of one variable with two minima. Descent stops at the one it comes to,
since the gradient is 0 there. Right: one small network from 20 random starts, trained
to the end. Different weights often serve alike; a few starts are worse, and the best is
kept.
"""

import sys

import numpy as np

import nn
import optim
from viz import plots

STARTS, SEEDS, STEPS = (-2.2, 0.3, 2.1), range(20), 40
BLUE, BROWN = "#1f5fa8", "#a85b00"


def f(x):
    """Minima near -1.3, the lower one, and +1.1; a maximum between them."""
    return 0.25 * x**4 - 0.75 * x**2 + 0.25 * x


def descent(start, lr=0.1):
    return plots.trajectory(f, start, lambda p: optim.SGD(p, lr=lr), STEPS)[:, 0]


def data():
    x = np.linspace(-1, 1, 15)[:, None]
    return x, np.sin(4 * x)


def trained(seed):
    """A 1-2-1 network from a random start, and its loss in the end."""
    model, (x, y) = nn.mlp([1, 2, 1], weight_init="xavier_normal", rng=seed), data()
    optimizer = optim.LBFGS(
        model.parameters(), max_iter=60, line_search_fn="strong_wolfe"
    )

    def closure():
        optimizer.zero_grad()
        loss = nn.squared_error(model(x), y)
        loss.backward()
        return loss

    optimizer.step(closure)
    return model, closure().item()


def main(path: str = "starts.svg") -> None:
    figure, ((left, right),) = plots.panels(1, 2, size=(12, 5))
    x = np.linspace(-2.4, 2.4, 300)
    left.plot(x, f(x), color="#888888")
    for start in STARTS:
        way = descent(start)
        print(f"from {start:+.1f} descent ends at {way[-1]:+.3f}, f = {f(way[-1]):.3f}")
        colour = BROWN if way[-1] > 0 else BLUE
        left.plot(way, f(way), ".-", color=colour, markersize=5, linewidth=1)
        left.plot(way[0], f(way[0]), "o", color=colour)
        place = {"xytext": (6, 8), "textcoords": "offset points"}
        left.annotate(f"start {start:+.1f}", (start, f(start)), color=colour, **place)
    left.set(title="two minima", xlabel="x", ylabel="f(x)", ylim=(-1.6, 3.5))
    left.text(-1.35, -1.3, "global minimum", color=BLUE, ha="center")
    left.text(1.1, -0.85, "local minimum", color=BROWN, ha="center")

    losses = sorted(trained(seed)[1] for seed in SEEDS)
    print(f"of {len(losses)} networks the best has a loss of {losses[0]:.2e}", end=", ")
    print(f"the median {np.median(losses):.2e}, the worst {losses[-1]:.2e}")
    right.semilogy(range(1, len(losses) + 1), losses, "o", color=BLUE)
    right.text(1.3, losses[0] * 1.4, "keep this one", color=BLUE)
    title = "20 starts of one network, sorted"
    right.set(title=title, xlabel="rank", ylabel="loss after training")
    right.set_xticks([1, 5, 10, 15, 20])
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
