"""A network of two layers, its errors passed back by hand and by the engine.

python examples/two_layer.py two_layer.svg

For outputs a_m, targets y_m and weights w_hm from hidden unit h, with E the squared
error 1/2 sum_m (a_m - y_m)^2, the errors are

    eps_m = a_m - y_m,    eps_h = sum_m eps_m sigma'_m w_hm

and the gradients dE/dw_hm = eps_m sigma'_m z_h and dE/dw_jh = eps_h sigma'_h x_j. The
engine finds the same numbers. Training takes one sample at a time, and goes on until
the running average Q of their losses, which starts at the objective, converges.
"""

import sys

import numpy as np

import nn
import optim
from optim.datasets import load_iris
from viz import plots


def by_hand(model, x, y):
    """dE/dw of both layers for one sample, from the errors that are passed back."""
    first, last = model[0], model[2]
    z = 1 / (1 + np.exp(-(x @ first.weight.data + first.bias.data)))
    a = 1 / (1 + np.exp(-(z @ last.weight.data + last.bias.data)))
    eps_m, slope_m = a - y, a * (1 - a)
    eps_h, slope_h = last.weight.data @ (eps_m * slope_m), z * (1 - z)
    return np.outer(x, eps_h * slope_h), np.outer(z, eps_m * slope_m)


def half_squared_error(outputs, targets):
    return nn.squared_error(outputs, targets, half=True, reduction="sum")


def main(path: str = "two_layer.svg") -> None:
    data = load_iris()
    X, y = optim.standardize(data.X), nn.one_hot(data.y)
    model = nn.mlp([4, 5, 3], "sigmoid", out_activation="sigmoid", rng=0)
    half_squared_error(model(X[:1]), y[:1]).backward()
    gap = max(
        np.abs(layer.weight.grad - formula).max()
        for layer, formula in zip(model[::2], by_hand(model, X[0], y[0]), strict=True)
    )
    print(f"largest |engine - formula|: {gap:.1e}")

    history = optim.fit(
        model,
        half_squared_error,
        optim.SGD(model.parameters(), lr=0.5),
        (X, y),
        epochs=100,
        batch_size=1,
        callbacks=optim.RunningAverageStop(
            rate=0.002, rtol=0.0, atol=1e-4, steps=40, start="objective"
        ),
        metrics=nn.accuracy,
        rng=0,
    )
    print(history)
    title = "Two layers learn three kinds of iris, one flower at a time"
    print(plots.save(plots.learning_curves(history, title=title), path))


if __name__ == "__main__":
    main(*sys.argv[1:])
