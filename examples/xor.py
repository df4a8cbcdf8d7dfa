"""Exclusive or: no line separates it, two hidden neurons do.

python examples/xor.py xor.png

A perceptron goes round in a cycle, and says so. A network of two hidden tanh neurons
learns it from most starts; from some it ends in a local minimum. The picture shows what
each of the two says of every point of the plane.
"""

import sys

import numpy as np

import nn
from optim import Adam
from viz import plots

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([-1, 1, 1, -1])


def train(seed: int, steps: int = 300) -> tuple[nn.MLP, float]:
    """A 2-2-1 network of single Values, and its last loss."""
    model = nn.MLP(2, [2, 1], rng=seed)
    optimizer = Adam(model.parameters(), lr=0.1)
    for _ in range(steps):
        loss = nn.squared_error([model(x) for x in X], Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model, loss.item()


def main(path: str = "xor.png") -> None:
    """Train both, print what they learned, and draw it."""
    perceptron = nn.Perceptron(2)
    print("perceptron:", perceptron.fit(X, Y))
    print("it says   ", *perceptron.predict(X), "instead of", *Y)

    model, loss = train(seed=0)
    outputs = nn.predict(model, X)
    print(f"2-2-1 network: loss {loss:.1e}, outputs", *outputs.round(2))
    losses = [train(seed)[1] for seed in range(10)]
    learned = sum(loss < 0.01 for loss in losses)
    print(f"of 10 starts {learned} learn it; the others stay at", end=" ")
    print(f"a loss of {max(losses):.2f}, a local minimum")

    figure, ((left, right),) = plots.panels(1, 2)
    classes = ["-1", "+1"]
    plots.decision_boundary(
        perceptron, X, Y, ax=left, classes=classes, title="a perceptron"
    )
    plots.decision_boundary(
        model, X, Y, ax=right, classes=classes, title="two hidden neurons"
    )
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
