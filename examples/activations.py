"""Activation functions, and beside each its derivative as the engine computes it.

python examples/activations.py activations.svg
"""

import sys

import nn
from autograd_core import Value
from viz import plots

NAMES = [
    *("identity", "sign", "step", "sigmoid", "tanh", "relu"),
    *("leaky_relu", "hard_tanh", "softplus", "elu", "gelu", "silu"),
]


def main(path: str = "activations.svg") -> None:
    for name in NAMES:
        x = Value(0.0)
        y = nn.Activation(name)(x)
        y.backward()
        print(f"{name:>10}(0) = {y.data:.4f}   derivative {x.grad:.4f}")
    figure = plots.activations(NAMES)
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
