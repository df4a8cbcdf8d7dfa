"""Pruning: most weights of a network that reads digits can go.

python examples/pruning.py pruning.png

A 64-256-10 network is trained, the smallest of its weights are set to 0, and two epochs
of training mend what that broke. Then the same network is run as dense and as sparse
matrices: how long it takes, and how much memory the weights need.
"""

import copy
import sys
from timeit import repeat
from typing import Any

from matplotlib.ticker import PercentFormatter

import nn
from optim import SGD, fit, train_test_split
from optim.datasets import load_digits
from viz import plots

AMOUNTS = (0.5, 0.8, 0.9, 0.95, 0.98)


def train(model: nn.Sequential, data: Any, epochs: int, batch_size: int) -> None:
    """Gradient descent with momentum, at a rate that falls to 0."""
    optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-3)
    steps = epochs * -(-len(data[0]) // batch_size)
    fit(
        model,
        nn.cross_entropy,
        optimizer,
        data,
        epochs=epochs,
        batch_size=batch_size,
        schedule=lambda step: 0.1 * (1 - (step - 1) / steps),
        rng=0,
        progress=False,
    )


def accuracies(seed: int, amounts: Any = AMOUNTS) -> tuple[nn.Sequential, float, Any]:
    """A trained network, its test accuracy, and by amount that before and after."""
    X, X_test, y, y_test = train_test_split(*load_digits(), rng=0)
    dense = nn.mlp([64, 256, 10], "relu", weight_init="he_normal", rng=seed)
    train(dense, (X, y), epochs=20, batch_size=32)

    def test(model: nn.Sequential) -> float:
        return nn.accuracy(nn.predict(model, X_test), y_test)

    rows = []
    for amount in amounts:
        model = copy.deepcopy(dense)
        nn.prune(model, amount)
        before = test(model)
        train(model, (X, y), epochs=2, batch_size=16)
        rows.append((amount, before, test(model)))
    return dense, test(dense), rows


def speed_and_memory(model: nn.Sequential, amount: float) -> None:
    """Print what inference costs, dense and sparse."""
    pruned = copy.deepcopy(model)
    nn.prune(pruned, amount)
    nn.remove_masks(pruned)
    sparse = nn.to_sparse(pruned)
    X, _ = load_digits()
    dense_bytes = sum(p.data.nbytes for p in (pruned[0].weight, pruned[2].weight))
    sparse_bytes = sum(sparse[i].nbytes for i in (0, 2))
    times = [
        min(repeat(lambda m=m: nn.predict(m, X, batch_size=len(X)), number=3)) / 3
        for m in (pruned, sparse)
    ]
    print(f"{amount:4.0%} pruned: {len(X)} digits in {times[0] * 1e3:.1f} ms dense,")
    print(f"  {times[1] * 1e3:.1f} ms sparse; weights take {dense_bytes / 1e3:.0f} kB")
    print(f"  dense, {sparse_bytes / 1e3:.0f} kB sparse")


def main(path: str = "pruning.png") -> None:
    """Prune to several amounts, retrain, measure, and draw the accuracies."""
    dense, full, rows = accuracies(seed=0)
    print(f"all weights: {full:.1%} of the test digits right")
    for amount, before, after in rows:
        print(f"{amount:4.0%} pruned: {before:.1%}, after two epochs {after:.1%}")
    for amount in (0.8, 0.98):
        speed_and_memory(dense, amount)

    figure, ((axes,),) = plots.panels(1, 1, size=(7.2, 4.4))
    amounts = [0.0, *(row[0] for row in rows)]
    before, after = ([full, *(row[i] for row in rows)] for i in (1, 2))
    axes.plot(amounts, before, "s--", color="#d1622b", label="pruned")
    axes.plot(amounts, after, "o-", color="#1f5fa8", label="two epochs later")
    axes.set_xlabel("share of the weights that are 0")
    axes.set_ylabel("test accuracy")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.set_ylim(0.0, 1.02)
    axes.legend(loc="lower left", frameon=False)
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
