"""Exclusive or: no line separates it, two hidden neurons do.

python examples/xor.py xor.png

A perceptron goes round in a cycle, and says so. A network of two hidden tanh neurons
learns it from most starts. From some it goes towards a loss of 1/2, where it has two of
the four samples at 0; but no minimum is there: the loss falls for ever, and the weights
grow for ever. The picture shows what the perceptron and a network say of every point of
the plane, and the weights of such a start.
"""

import sys

import numpy as np

import nn
from optim import Adam
from viz import plots

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
Y = np.array([-1, 1, 1, -1])


SEEDS, STEPS = range(10), 1000


def train(seed: int, steps: int = 300) -> tuple[nn.MLP, float]:
    """A 2-2-1 network of single Values, and its last loss."""
    model = nn.MLP(2, [2, 1], rng=seed)
    optimizer = Adam(model.parameters(), lr=0.1)
    for _ in range(steps):
        loss = nn.squared_error([model(x) for x in X], Y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model, loss.item()


def watch(seed: int, steps: int = STEPS) -> tuple[list[float], list[float]]:
    """The loss and the largest weight after each step, of the same network."""
    model = nn.MLP(2, [2, 1], rng=seed).to_tensor()
    optimizer = Adam(model.parameters(), lr=0.1)
    losses, sizes = [], []
    for _ in range(steps):
        loss = nn.squared_error(model(X), Y[:, None])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        sizes.append(max(np.abs(w.data).max() for w in model.parameters()))
        if losses[-1] < 1e-3:
            break
    return losses, sizes


def main(path: str = "xor.png") -> None:
    """Train both, print what they learned, and draw it."""
    perceptron = nn.Perceptron(2)
    print("perceptron:", perceptron.fit(X, Y))
    print("it says   ", *perceptron.predict(X), "instead of", *Y)

    model, loss = train(seed=0)
    outputs = nn.predict(model, X)
    print(f"2-2-1 network: loss {loss:.1e}, outputs", *outputs.round(2))
    runs = {seed: watch(seed) for seed in SEEDS}
    learned = [seed for seed, (losses, _) in runs.items() if losses[-1] < 0.01]
    print(f"of {len(runs)} starts {len(learned)} learn it")
    for seed in sorted(set(runs) - set(learned)):
        losses, sizes = runs[seed]
        for step in (100, STEPS):
            loss, size = min(losses[:step]), sizes[step - 1]
            print(
                f"start {seed} after {step} steps: loss {loss:.7f}, weights {size:.1f}"
            )

    figure, ((left, middle, right),) = plots.panels(1, 3, size=(13.5, 4.4))
    classes = ["-1", "+1"]
    plots.decision_boundary(
        perceptron, X, Y, ax=left, classes=classes, title="a perceptron"
    )
    plots.decision_boundary(
        model, X, Y, ax=middle, classes=classes, title="two hidden neurons"
    )
    for ax in (left, middle):
        ax.get_legend().remove()  # four points can say themselves what they are
        for points in ax.collections[-2:]:
            points.set_sizes([90.0])
        for (x1, x2), label in zip(X, Y, strict=True):
            ax.text(
                x1 + 0.06 - 0.12 * x1,
                x2 + 0.06 - 0.12 * x2,
                f"{label:+d}",
                ha="center",
                va="center",
                weight="bold",
            )
    stuck = min(set(runs) - set(learned))
    losses, sizes = runs[stuck]
    right.loglog(np.minimum.accumulate(losses) - 0.5, color="#1f5fa8")
    right.text(12, 1e-3, "lowest loss - 1/2", color="#1f5fa8", ha="right")
    right.loglog(sizes, color="#a85b00")
    right.text(12, 4, "largest weight", color="#a85b00", ha="right")
    title = f"start {stuck}: the loss falls, the weights grow"
    right.set(title=title, xlabel="step", ylabel="loss - 1/2, or weight")
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
