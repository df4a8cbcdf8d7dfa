"""Batch, mini-batch, single samples: the loss over what it cost.

python examples/batch_sizes.py batch_sizes.svg

A linear model of the diabetes data, at the same rate, on the same number of samples.
The whole batch goes down smoothly and slowly; single samples go down at once and then
jump; mini-batches are between, which is why they are used. What a step must keep in
memory grows with the batch: all activations of its samples.
"""

import sys

import numpy as np

import nn
import optim
from autograd_core import topological_order
from optim.datasets import load_diabetes
from viz import plots

SIZES = {"batch": None, "mini-batches of 32": 32, "single samples": 1}
COLOURS = {"batch": "#3a7d34", "mini-batches of 32": "#1f5fa8"}
COLOURS["single samples"] = "#c98a5a"
EPOCHS, RATE = 4, 0.02


def data():
    X, y = load_diabetes()
    return optim.standardize(X), ((y - y.mean()) / y.std())[:, None]


def run(size):
    """Samples seen, and the loss of each step's batch."""
    X, y = data()
    model = nn.Linear(X.shape[1], 1, rng=0)
    model.weight.data = np.zeros(model.weight.shape)
    optimizer = optim.SGD(model.parameters(), lr=RATE)
    history = optim.fit(
        model,
        nn.squared_error,
        optimizer,
        (X, y),
        epochs=EPOCHS,
        batch_size=size,
        rng=0,
    )
    losses = np.array(history.steps["loss"])
    return np.arange(1, len(losses) + 1) * (size or len(X)), losses, model


def best_loss():
    X, y = data()
    theta, *_ = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y)
    return float(np.mean((np.column_stack([X, np.ones(len(X))]) @ theta - y) ** 2))


def memory(count):
    """The numbers that the graph of one loss of so many samples keeps."""
    X, y = data()
    model = nn.mlp([10, 32, 1], rng=0)
    loss = nn.squared_error(model(X[:count]), y[:count])
    return sum(node.data.size for node in topological_order(loss) if node.parents)


def main(path: str = "batch_sizes.svg") -> None:
    figure, (axes,) = plots.panels(1, 3, size=(13.5, 4.5))
    X, y = data()
    for ax, (name, size) in zip(axes, SIZES.items(), strict=True):
        seen, losses, model = run(size)
        whole = nn.squared_error(model(X), y).item()
        late = losses[len(losses) // 2 :]
        print(
            f"{name:>18}: {len(losses):>4} steps, their losses vary by "
            f"{late.std():.3f}, loss of all samples {whole:.3f}"
        )
        style = {"marker": "o" if size is None else "", "color": COLOURS[name]}
        ax.plot(seen, losses, linewidth=0.7 if size == 1 else 2, **style)
        ax.axhline(best_loss(), color="#777777", linestyle="--")
        title = f"{name}: {len(losses)} steps"
        ax.set(title=title, xlabel="samples seen", ylim=(0, 3))
        ax.set_xlim(0, EPOCHS * len(X))
    axes[0].set_ylabel("loss of the step's samples")
    axes[0].text(50, 0.33, "least squares", color="#777777")
    print(f"least squares: {best_loss():.3f}")
    print("memory of a step:", {n: memory(n) for n in (1, 32, len(X))})
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
