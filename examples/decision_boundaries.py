"""What two networks say of every point of the plane: one of Values, one of Tensors.

python examples/decision_boundaries.py decision_boundaries.png
"""

import sys

import nn
import optim
from autograd_core import mean
from optim.toys import moons, spirals
from viz import plots


def scalar_network(X, y):
    """Ten hidden neurons of single Values, trained on the margin of each point."""
    model = nn.MLP(2, [10, 1], rng=0)
    optimizer = optim.Adam(model.parameters(), lr=0.05)
    for _ in range(150):
        margins = [model(x) * (2 * t - 1) for x, t in zip(X, y, strict=True)]
        loss = mean([(1 - margin).relu() for margin in margins])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def tensor_network(X, y):
    """Two hidden layers of 32 neurons, and a score for each of three classes."""
    model = nn.mlp([2, 32, 32, 3], "tanh", rng=0)
    optimizer = optim.Adam(model.parameters(), lr=0.03)
    optim.fit(model, nn.cross_entropy, optimizer, (X, y), epochs=120, rng=0)
    return model


def main(path: str = "decision_boundaries.png") -> None:
    figure, ((left, right),) = plots.panels(1, 2)
    X, y = moons(120, noise=0.12, rng=0)
    model = scalar_network(X, y)
    right_ones = nn.accuracy(nn.predict(model, X), y, threshold=0.0)
    print(f"moons, {model.num_parameters()} Values: {right_ones:.1%} right")
    plots.decision_boundary(model, X, y, title="Two moons", ax=left)

    X, y = spirals(300, arms=3, rng=0)
    model = tensor_network(X, y)
    right_ones = nn.accuracy(nn.predict(model, X), y)
    print(f"spirals, {model.num_parameters()} parameters: {right_ones:.1%} right")
    plots.decision_boundary(model, X, y, title="Three spirals", ax=right)
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
