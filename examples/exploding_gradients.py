"""A product of many Jacobians vanishes or explodes; a weight used n times is a cliff.

python examples/exploding_gradients.py exploding_gradients.svg

Left: the length of the error delta at each layer. The weights of the relu network are
1.5 and 2.1 times what keeps it. The gradients of the weights hide that: the activations
grow forwards as much as the deltas do backwards. Right: the state of a linear recurrent
network after 50 steps, h = w h each time, is w^50, a cliff at w = 1.
"""

import sys

import numpy as np

import nn
from autograd_core import Value
from viz import plots

DEPTH, WIDTH, STEPS = 14, 32, 50
NETWORKS = {  # activation, and the size of a weight times sqrt(WIDTH)
    "relu, weights 3/√n": ("relu", 3.0),
    "relu, weights √2/√n": ("relu", 2**0.5),
    "sigmoid, weights 1/√n": ("sigmoid", 1.0),
}
COLOURS = ("#a85b00", "#3a7d34", "#1f5fa8")


def network(activation, size):
    """A deep network with normal weights of standard deviation size / sqrt(n)."""

    def weights(shape, rng):
        return rng.normal(size=shape) * size / np.sqrt(shape[0])

    sizes = [WIDTH] * DEPTH + [1]
    return nn.mlp(sizes, activation, weight_init=weights, rng=0)


def unrolled(w, steps=STEPS):
    """h_n = w h_(n-1) = ... = w^n, as a recurrent network computes it."""
    h = 1.0
    for _ in range(steps):
        h = w * h
    return h


def slope(w):
    weight = Value(float(w))
    unrolled(weight).backward()
    return weight.grad


def main(path: str = "exploding_gradients.svg") -> None:
    figure, ((left, right),) = plots.panels(1, 2, size=(12, 5))
    x = np.random.default_rng(1).normal(size=WIDTH)
    for (name, choice), colour in zip(NETWORKS.items(), COLOURS, strict=True):
        model = network(*choice)
        deltas = list(nn.delta_norms(model, lambda out: out.sum(), x).values())
        stretch = np.median(list(nn.jacobian_norms(model, x).values()))
        model(x).sum().backward()
        weights = list(nn.gradient_norms(model).values())
        print(
            f"{name:>22}: first / last layer {deltas[0] / deltas[-1]:.1e} for delta, "
            f"{weights[0] / weights[-1]:.1e} for weights; |J| about {stretch:.1f}"
        )
        left.semilogy(range(1, DEPTH + 1), deltas, "o-", color=colour)
        shift = 30 if deltas[0] < 1e-3 else -10
        place = {"xytext": (shift, 10 - shift / 2), "textcoords": "offset points"}
        left.annotate(name, (1, deltas[0]), color=colour, **place)
    left.set(title="errors explode or vanish", xlabel="layer", ylabel="|delta|")
    left.set_ylim(top=1e7)
    ws = np.linspace(0.5, 1.06, 281)
    right.plot(ws, unrolled(ws), color=COLOURS[0])
    for w in (0.5, 1.0, 1.05, 1.2):
        print(f"h = w^{STEPS} at w = {w}: {unrolled(w):.2g}, slope {slope(w):.2g}")
        if w in ws.round(3):
            right.plot(w, unrolled(w), "o", color=COLOURS[0])
            place = {"xytext": (-10, 8), "textcoords": "offset points"}
            side = "left" if w < 1 else "right"
            text = f"slope {slope(w):.2g}"
            right.annotate(text, (w, unrolled(w)), ha=side, **place)
    right.set(title=f"a recurrent network: h = $w^{{{STEPS}}}$", xlabel="w", ylabel="h")
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
