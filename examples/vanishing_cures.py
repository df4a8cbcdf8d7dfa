"""Gradients that vanish, and three cures: batch norm, Adam, conjugate gradients.

python examples/vanishing_cures.py vanishing_cures.svg

Six layers of sigmoids: the error of the first is a ten-thousandth of that of the last,
and plain descent does not get off the mean of the targets. Batch norm brings the
sums of each layer back to where the sigmoid is steep; Adam divides each gradient by its
own size; conjugate gradients search along a line, whose minimum does not depend on how
long the gradient is. All begin with the same weights; the loss is drawn against
evaluations of the gradient, of which a line search takes several per step.
"""

import sys

import numpy as np

import nn
import optim
from viz import plots

DEPTH, WIDTH, EVALUATIONS = 6, 12, 400
CURES = {  # name: the rule, and whether with batch norm
    "plain descent": (lambda p: optim.SGD(p, lr=0.5), False),
    "batch norm": (lambda p: optim.SGD(p, lr=0.5), True),
    "Adam": (lambda p: optim.Adam(p, lr=0.03), False),
    "conjugate gradients": (optim.ConjugateGradient, False),
}
COLOURS = ("#888888", "#1f5fa8", "#a85b00", "#3a7d34")


def data():
    """64 points of a smooth function of two of four inputs."""
    X = np.random.default_rng(0).uniform(-1, 1, size=(64, 4))
    return X, np.sin(3 * X[:, :1]) * X[:, 1:2]


def network(batch_norm):
    rng, layers, inputs = np.random.default_rng(0), [], 4
    for _ in range(DEPTH):
        layers.append(nn.Linear(inputs, WIDTH, weight_init="xavier_uniform", rng=rng))
        layers += [nn.BatchNorm1d(WIDTH)] if batch_norm else []
        layers.append(nn.Sigmoid())
        inputs = WIDTH
    return nn.Sequential(*layers, nn.Linear(WIDTH, 1, rng=rng))


def norms(model, X, y):
    """The lengths of the errors delta, layer by layer."""
    return list(nn.delta_norms(model, nn.squared_error, X, y).values())


def train(make, batch_norm):
    """The lowest loss so far, after each evaluation of the gradient."""
    (X, y), model, losses = data(), network(batch_norm), []
    optimizer = make(model.parameters())

    def closure():
        optimizer.zero_grad()
        loss = nn.squared_error(model(X), y)
        loss.backward()
        losses.append(loss.item())
        return loss

    while len(losses) < EVALUATIONS:
        optimizer.step(closure)
    return np.minimum.accumulate(losses[:EVALUATIONS])


def main(path: str = "vanishing_cures.svg") -> None:
    X, y = data()
    for batch_norm in (False, True):
        deltas = norms(network(batch_norm), X, y)
        name = "with batch norm" if batch_norm else "plain"
        print(f"{name}: delta of the first layer / last {deltas[0] / deltas[-1]:.1e}")
    figure, ((ax,),) = plots.panels(1, 1, size=(9, 5))
    for (name, cure), colour in zip(CURES.items(), COLOURS, strict=True):
        losses = train(*cure)
        print(f"{name}: {losses[0]:.3f} to {losses[-1]:.4f}")
        ax.semilogy(losses, color=colour)
        ax.text(EVALUATIONS * 1.01, losses[-1], name, color=colour, va="center")
    ax.annotate(
        "variance of the targets: the mean is all it gives",
        (60, y.var()),
        (60, y.var() * 1.35),
        arrowprops={"arrowstyle": "-", "color": "#444444"},
    )
    ax.set(title=f"{DEPTH} layers of sigmoids", xlabel="evaluations of the gradient")
    ax.set(ylabel="squared error", xlim=(0, EVALUATIONS * 1.32))
    ax.set_xticks(range(0, EVALUATIONS + 1, 100))
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
