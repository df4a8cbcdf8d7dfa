"""Activation functions, and beside each its derivative as the engine computes it.

python examples/activations.py activations.svg
"""

import sys

from autograd_core import Value
from viz import plots

NAMES = [
    "sigmoid",
    "tanh",
    "relu",
    "leaky_relu",
    "softplus",
    "hard_tanh",
    "elu",
    "gelu",
]


def main(path: str = "activations.svg") -> None:
    for name in NAMES:
        x = Value(0.0)
        y = getattr(x, name)()
        y.backward()
        print(f"{name:>10}(0) = {y.data:.4f}   derivative {x.grad:.4f}")
    figure = plots.activations(NAMES)
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
