"""Linear layers on top of each other are one linear layer.

python examples/no_nonlinearity.py no_nonlinearity.png

Three layers without activations compute (x W1 + b1) W2 + ..., which is x W + b with
W = W1 W2 W3: as many parameters as you like, and still one line through the plane. A
tanh between them bends it.
"""

import sys

import numpy as np

import nn
from optim import Adam, fit
from optim.toys import moons
from viz import plots

SIZES = [2, 16, 16, 2]


def collapsed(model: nn.Sequential) -> nn.Linear:
    """The one layer that Linear layers on top of each other are worth."""
    weight, bias = np.eye(model[0].in_features), np.zeros(model[0].in_features)
    for layer in model:
        weight = weight @ layer.weight.data
        bias = bias @ layer.weight.data + layer.bias.data
    single = nn.Linear(*weight.shape)
    single.weight.data, single.bias.data = weight, bias
    return single


def train(activation: str | None) -> tuple[nn.Sequential, float]:
    """A network for the two moons, and its accuracy."""
    X, y = moons(200, noise=0.15, rng=0)
    model = nn.mlp(SIZES, activation, rng=0)
    optimizer = Adam(model.parameters(), lr=0.01)
    fit(model, nn.cross_entropy, optimizer, (X, y), epochs=60, rng=0, progress=False)
    return model, nn.accuracy(nn.predict(model, X), y)


def main(path: str = "no_nonlinearity.png") -> None:
    """Train with and without tanh, collapse the one without, and draw both."""
    X, y = moons(200, noise=0.15, rng=0)
    linear, linear_accuracy = train(None)
    bent, bent_accuracy = train("tanh")
    single = collapsed(linear)
    difference = np.abs(nn.predict(linear, X) - nn.predict(single, X)).max()
    print(f"three linear layers, {linear.num_parameters()} parameters:", end=" ")
    print(f"{linear_accuracy:.1%} right")
    print(f"the one layer they are worth, {single.num_parameters()} parameters:")
    print(f"  the same outputs to {difference:.0e}")
    print(f"with tanh between them: {bent_accuracy:.1%} right")

    figure, ((left, right),) = plots.panels(1, 2)
    title = "three linear layers: {:.0%}"
    plots.decision_boundary(linear, X, y, ax=left, title=title.format(linear_accuracy))
    title = "the same with tanh: {:.0%}"
    plots.decision_boundary(bent, X, y, ax=right, title=title.format(bent_accuracy))
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
