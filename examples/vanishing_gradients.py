"""Through many layers a gradient is a product of Jacobians: with sigmoids it vanishes.

python examples/vanishing_gradients.py vanishing_gradients.svg
"""

import sys

import nn
from optim.datasets import load_digits
from viz import plots

DEPTH, WIDTH = 16, 32


def norms(activation, weight_init):
    """The gradient norm of each layer, for the first 256 digits."""
    X, y = load_digits()
    sizes = [64, *[WIDTH] * (DEPTH - 1), 10]
    model = nn.mlp(sizes, activation, weight_init=weight_init, rng=0)
    nn.cross_entropy(model(X[:256]), y[:256]).backward()
    return list(nn.gradient_norms(model).values())


def main(path: str = "vanishing_gradients.svg") -> None:
    networks = {
        "sigmoid": norms("sigmoid", "xavier_uniform"),
        "tanh": norms("tanh", "xavier_uniform"),
        "relu": norms("relu", "he_uniform"),
    }
    for name, lengths in networks.items():
        print(
            f"{name:>7}: last layer {lengths[-1]:.1e}, first layer {lengths[0]:.1e}, "
            f"ratio {lengths[0] / lengths[-1]:.1e}"
        )
    figure = plots.gradient_norms(networks, title=f"A network of {DEPTH} layers")
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
