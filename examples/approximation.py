"""A sum of sigmoids comes as near to a function as you like: the wider, the nearer.

python examples/approximation.py approximation.png

Each hidden unit is a steep sigmoid, a smooth stair, at one of n places; its output
weight is how much the function has risen since the place before. No training: the
network is written down. (Cybenko 1989 and Hornik 1991 prove it for any continuous
function.)
"""

import sys

import numpy as np

import nn
from viz import plots

WIDTHS = (4, 12, 60)


def target(x):
    return np.sin(2 * np.pi * x) + 0.5 * x


def staircase(width):
    """A 1-width-1 network of sigmoids that follows `target` on [0, 1]."""
    edges = np.linspace(0, 1, width + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    model = nn.mlp([1, width, 1], "sigmoid", rng=0)
    steepness = 4.0 * width
    model[0].weight.data = np.full((1, width), steepness)
    model[0].bias.data = -steepness * middles
    model[2].weight.data = np.diff(target(edges))[:, None]
    model[2].bias.data = np.array([target(0.0)])
    return model


def largest_error(model):
    x = np.linspace(0, 1, 1001)
    return float(np.abs(nn.predict(model, x[:, None])[:, 0] - target(x)).max())


def main(path: str = "approximation.png") -> None:
    figure, axes = plots.panels(1, len(WIDTHS), size=(12, 4.2))
    x = np.linspace(0, 1, 501)
    for ax, width in zip(axes[0], WIDTHS, strict=True):
        model = staircase(width)
        error = largest_error(model)
        print(f"{width:>3} hidden units: largest error {error:.3f}")
        ax.plot(x, target(x), color="#888888", linewidth=5, alpha=0.5)
        ax.plot(x, nn.predict(model, x[:, None]), color="#1f5fa8")
        ax.set(title=f"{width} hidden units: error {error:.2f}", xlabel="x")
        ax.set_ylim(-1.2, 1.5)
    axes[0, 0].set_ylabel("y")
    axes[0, 0].text(0.52, 0.9, "the function", color="#777777")
    axes[0, 0].text(0.42, -0.25, "sum of sigmoids", color="#1f5fa8", ha="right")
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
