"""A network as a chain of blocks with a loss at its end, and one neuron in detail.

python examples/blocks.py blocks/

The graph of a loss, folded to one box for each layer: x goes in, every block multiplies
by its matrix and applies its activation, the loss compares with y. Then the first
hidden neuron of the lecture's 6-9-2 network on a row of its table: products, sum,
activation.
"""

import sys
from pathlib import Path

import numpy as np

import autograd_core as ac
import nn
import viz
from autograd_core import Tensor, Value

COLUMNS = [
    "height",
    "weight",
    "bone_density",
    "femur_length",
    "jawline_width",
    "jawline_length",
]
PEOPLE = {  # id: measurements and gender, as the lecture's table has them
    112: ([125, 56, 1.2, 32, 3, 10], "F"),
    208: ([189, 90, 2.5, 48, 5, 15], "M"),
    232: ([150, 70, 1.5, 37, 3.2, 10.5], "F"),
}


def chain():
    """The loss of a 3-4-4-2 network as a node."""
    model = nn.mlp([3, 4, 4, 2], "tanh", rng=0)
    x, y = Tensor([0.5, -1.0, 2.0], label="x"), Tensor([1.0, 0.0], label="y")
    loss = nn.squared_error(model(x), y, reduction="sum")
    loss.label = "L"
    loss.backward()
    return loss


def neuron():
    """The output of one hidden neuron for the first person, as a graph of its steps."""
    rows = np.array([row for row, _ in PEOPLE.values()])
    first = (rows[0] - rows.mean(axis=0)) / rows.std(axis=0)
    weights = nn.mlp([6, 9, 2], "sigmoid", rng=0)[0].weight.data[:, 0]
    terms = [Value(0.1, label="w_0")]
    for name, x, w in zip(COLUMNS, first, weights, strict=True):
        weight = Value(round(w, 2), label=f"w_{name}")
        terms.append(weight * Value(round(float(x), 2), label=name))
    total = ac.sum(terms)
    total.label = "sum"
    alpha = total.sigmoid()
    alpha.label = "alpha"
    alpha.backward()
    return alpha


def main(folder: str = "blocks/") -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    print(viz.draw(chain()).save(target / "chain.svg"))
    alpha = neuron()
    print(f"alpha = {alpha.data:.4f}")
    print(viz.draw(alpha).save(target / "neuron.svg"))


if __name__ == "__main__":
    main(*sys.argv[1:])
