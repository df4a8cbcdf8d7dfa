"""All optimizers on real handwritten digits: accuracy against examples seen.

python examples/optimizer_race.py optimizer_race.svg

Each one starts from the same weights, sees the same mini-batches, and runs at the best
of three learning rates, the one with the highest mean accuracy on the way.
HeavyBall is not drawn: with a constant rate it goes exactly the way of Momentum.
"""

import sys

import numpy as np

import optim
from nn import accuracy, cross_entropy, mlp, predict
from optim.datasets import load_digits
from viz import plots

EPOCHS, BATCH, EVERY = 3, 32, 9
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
    model = mlp([64, 32, 10], "relu", dtype=np.float32, rng=0)
    optimizer = rule(model.parameters(), lr=lr)
    examples, right = [0], [accuracy(predict(model, X), y)]
    batches = optim.batches(X, y, BATCH, rng=0)
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
            if count // BATCH % EVERY == 0:
                examples.append(count)
                right.append(accuracy(predict(model, X), y))
    return examples, right


def main(path: str = "optimizer_race.svg") -> None:
    X, y = load_digits()
    X = X.astype(np.float32)
    curves = {}
    for name, (rule, rates) in RULES.items():
        runs = {lr: run(rule, lr, X, y) for lr in rates}
        best = max(rates, key=lambda lr: np.mean(runs[lr][1]))
        curves[name] = runs[best]
        print(f"{name:>9}: best rate {best:<6}  at the end {runs[best][1][-1]:.1%}")
    figure = plots.optimizer_race(
        curves,
        ylabel="training accuracy (%)",
        ylim=(60, 100),
        title=f"{len(y):,} handwritten digits, 64-32-10 network, batches of {BATCH}",
    )
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
