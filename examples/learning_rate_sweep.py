"""Which learning rate for handwritten digits? One short run with a growing rate.

python examples/learning_rate_sweep.py learning_rate_sweep.svg
"""

import sys

import nn
import optim
from optim.datasets import load_digits
from viz import plots


def main(path: str = "learning_rate_sweep.svg") -> None:
    data = load_digits()
    model = nn.mlp([64, 32, 10], "relu", rng=0)
    optimizer = optim.SGD(model.parameters())
    sweep = optim.learning_rate_sweep(
        model,
        nn.cross_entropy,
        optimizer,
        tuple(data),
        lr_min=1e-4,
        lr_max=100.0,
        steps=200,
        rng=0,
    )
    print(sweep)
    optimizer.lr = sweep.suggestion
    history = optim.fit(
        model, nn.cross_entropy, optimizer, tuple(data), epochs=5, metrics=nn.accuracy
    )
    print(history)
    print(plots.save(plots.learning_rate_sweep(sweep), path))


if __name__ == "__main__":
    main(*sys.argv[1:])
