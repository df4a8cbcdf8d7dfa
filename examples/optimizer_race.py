"""All optimizers on real handwritten digits: accuracy against examples seen.

python examples/optimizer_race.py optimizer_race.png

Each one starts from the same weights, sees the same mini-batches, and runs at the best
of three learning rates, the one with the highest mean accuracy on the way. A family has
a panel, with SGD in each for comparison, and each line its name at its end.
HeavyBall is not drawn: with a constant rate it goes exactly the way of Momentum.
With `mnist` as a third word the race is run on MNIST, which is downloaded.
"""

import sys

import numpy as np

import optim
from nn import accuracy, cross_entropy, mlp, predict
from optim.datasets import fetch_mnist, load_digits
from viz import plots

EPOCHS, BATCH, LOOKS = 3, 32, 6  # measured six times an epoch
SMALL, MEDIUM, LARGE = [0.003, 0.01, 0.03], [0.01, 0.03, 0.1], [0.1, 0.3, 1.0]
RULES = {
    "SGD": (optim.SGD, LARGE),
    "Momentum": (optim.Momentum, MEDIUM),
    "Nesterov": (optim.Nesterov, LARGE),
    "SignSGD": (optim.SignSGD, [0.001, 0.003, 0.01]),
    "Adagrad": (optim.Adagrad, MEDIUM),
    "Adadelta": (optim.Adadelta, [3.0, 10.0, 30.0]),
    "RMSprop": (optim.RMSprop, SMALL),
    "Rprop": (optim.Rprop, SMALL),
    "Adam": (optim.Adam, SMALL),
    "AdamW": (optim.AdamW, SMALL),
    "Adamax": (optim.Adamax, SMALL),
    "NAdam": (optim.NAdam, SMALL),
    "RAdam": (optim.RAdam, SMALL),
    "Lion": (optim.Lion, [0.001, 0.003, 0.01]),
}


def run(rule, lr, X, y):
    """Examples seen, and the training accuracy each time."""
    model = mlp([X.shape[1], 32, 10], "relu", dtype=np.float32, rng=0)
    optimizer = rule(model.parameters(), lr=lr)
    examples, right = [0], [accuracy(predict(model, X), y)]
    batches = optim.batches(X, y, BATCH, rng=0)
    every = max(1, len(X) // (BATCH * LOOKS))
    count = 0
    for _ in range(EPOCHS):
        for xs, ys in batches:

            def closure(xs=xs, ys=ys):
                optimizer.zero_grad()
                loss = cross_entropy(model(xs), ys)
                loss.backward()
                return loss

            optimizer.step(closure)
            count += len(ys)
            if count // BATCH % every == 0:
                examples.append(count)
                right.append(accuracy(predict(model, X), y))
    return examples, right


FAMILIES = {
    "momentum": ("Momentum", "Nesterov"),
    "a rate for each weight": ("Adagrad", "Adadelta", "RMSprop"),
    "Adam and its relatives": ("Adam", "AdamW", "Adamax", "NAdam", "RAdam"),
    "signs": ("SignSGD", "Rprop", "Lion"),
}
COLOURS = ("#1f5fa8", "#a85b00", "#3a7d34", "#8a2f7a", "#333333")
LOWEST, GAP = 60.0, 2.4


def draw_family(ax, names, curves):
    """The curves of a family, and beside each its name, apart from one another."""
    lines = [("SGD", "#999999"), *zip(names, COLOURS, strict=False)]
    for name, colour in lines:
        seen, right = curves[name]
        ax.plot(seen, 100 * np.array(right), color=colour)
    lines.sort(key=lambda line: curves[line[0]][1][-1])
    height = LOWEST
    for name, colour in lines:
        seen, right = curves[name]
        height = max(100 * right[-1], height + GAP)
        ax.text(seen[-1] * 1.02, height, name, color=colour, va="center")
    ax.set(xlabel="examples seen", ylabel="training accuracy (%)")
    ax.set(xlim=(0, seen[-1] * 1.3), ylim=(LOWEST, 112))
    ax.set_yticks(range(60, 101, 10))


def data(name):
    """Images as rows of pixels, and their digits."""
    X, y = load_digits() if name == "digits" else fetch_mnist()
    return X, y


def main(path: str = "optimizer_race.png", name: str = "digits") -> None:
    X, y = data(name)
    X = X.astype(np.float32)
    curves = {}
    for name, (rule, rates) in RULES.items():
        runs = {lr: run(rule, lr, X, y) for lr in rates}
        best = max(rates, key=lambda lr: np.mean(runs[lr][1]))
        curves[name] = runs[best]
        print(f"{name:>9}: best rate {best:<6}  at the end {runs[best][1][-1]:.1%}")
    figure, axes = plots.panels(2, 2, size=(12, 8))
    for ax, (family, names) in zip(axes.ravel(), FAMILIES.items(), strict=True):
        draw_family(ax, names, curves)
        ax.set_title(family)
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
