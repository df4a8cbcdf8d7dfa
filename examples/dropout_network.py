"""The network that is left after dropout: other units are missing in every step.

python examples/dropout_network.py dropout_network.svg
"""

import sys

import numpy as np

import nn
import viz

SIZES, P = (5, 7, 7, 2), 0.4


def dropped_units(rng):
    """By column, the hidden units that one training step leaves out."""
    missing = {}
    for column in (1, 2):
        kept = nn.Dropout(P, rng=rng)(np.ones(SIZES[column])).data
        missing[column] = np.flatnonzero(kept == 0.0).tolist()
    return missing


def main(path: str = "dropout_network.svg") -> None:
    model = nn.mlp(SIZES, "relu", rng=0)
    rng = np.random.default_rng(1)
    for step in range(3):
        print(f"step {step}: dropped, by column:", dropped_units(rng))
    missing = dropped_units(np.random.default_rng(1))
    drawing = viz.draw_network(model, dropped=missing, widest=7)
    print(drawing.save(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
