"""A network as a chain of blocks with a loss at its end, and a neuron of each layer.

python examples/blocks.py blocks/

The graph of a loss, folded to one box for each layer: x goes in, every block multiplies
by its matrix and applies its activation, the loss compares with y. Then two neurons of
the lecture's 6-9-2 network on a row of its table: the first hidden one, on the six
measurements, and the first output, on what the nine hidden ones answer.
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


NETWORK = nn.mlp([6, 9, 2], "sigmoid", rng=0)


def first_person():
    """The measurements of the first person, each column brought to one scale."""
    rows = np.array([row for row, _ in PEOPLE.values()])
    return (rows[0] - rows.mean(axis=0)) / rows.std(axis=0)


def steps(names, inputs, weights, label):
    """Products, their sum, a sigmoid: one neuron as a graph, to two decimals."""
    terms = [Value(0.1, label="w_0")]
    for name, x, w in zip(names, inputs, weights, strict=True):
        weight = Value(round(float(w), 2), label=f"w_{name}")
        terms.append(weight * Value(round(float(x), 2), label=name))
    total = ac.sum(terms)
    total.label = "sum"
    answer = total.sigmoid()
    answer.label = label
    answer.backward()
    return answer


def hidden_neuron():
    """Layer 1: the first of nine, alpha_1 = sigma(sum of w_f x_f)."""
    weights = NETWORK[0].weight.data[:, 0]
    return steps(COLUMNS, first_person(), weights, "alpha_1")


def output_neuron():
    """Layer 2: the first of two, a_1 = sigma(sum of w_h alpha_h)."""
    alphas = NETWORK[:2](first_person()).data
    names = [f"alpha_{h}" for h in range(1, 10)]
    return steps(names, alphas, NETWORK[2].weight.data[:, 0], "a_1")


def main(folder: str = "blocks/") -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    print(viz.draw(chain()).save(target / "chain.svg"))
    for name, answer in (("neuron", hidden_neuron()), ("output", output_neuron())):
        print(f"{answer.label} = {answer.data:.4f}")
        print(viz.draw(answer).save(target / f"{name}.svg"))


if __name__ == "__main__":
    main(*sys.argv[1:])
