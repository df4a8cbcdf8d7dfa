"""How wide, how deep, and for how long? Training error falls, validation error turns.

python examples/overfitting.py overfitting.svg

Twelve noisy samples of a sine, and a hundred new ones. Left: networks of one hidden
layer, trained to the end; from some width on they learn the noise. Middle: one network
during training; early stopping goes back to the lowest validation loss. Right: sigmoid
networks of growing depth after the same 300 steps: the deep ones hardly begin.
"""

import sys

import numpy as np

import nn
import optim
from viz import plots

WIDTHS, DEPTHS = (1, 2, 3, 4, 8, 32), (1, 2, 3, 4, 6)
BLUE, BROWN = "#1f5fa8", "#a85b00"


def samples(count, seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 1, size=(count, 1))
    return x, np.sin(2 * np.pi * x) + rng.normal(scale=0.25, size=(count, 1))


TRAIN, NEW = samples(12, 1), samples(100, 2)


def error(model, data):
    return float(np.mean((nn.predict(model, data[0]) - data[1]) ** 2))


def wide(width):
    """A network of one hidden layer, trained until nothing is left to gain."""
    model = nn.mlp([1, width, 1], "tanh", weight_init=_spread, rng=0)
    optimizer = optim.LBFGS(
        model.parameters(), max_iter=300, line_search_fn="strong_wolfe"
    )

    def closure():
        optimizer.zero_grad()
        loss = nn.squared_error(model(TRAIN[0]), TRAIN[1])
        loss.backward()
        return loss

    optimizer.step(closure)
    return model


def _spread(shape, rng):
    return rng.normal(scale=4.0, size=shape)


def watched(epochs=100):
    """A network during training, stopped early: the model, its history, the stop."""
    model = nn.mlp([1, 8, 1], "tanh", weight_init=_spread, rng=2)
    optimizer = optim.LBFGS(
        model.parameters(), max_iter=2, line_search_fn="strong_wolfe"
    )
    stop = optim.EarlyStopping(patience=epochs)  # watch to the end, keep the best
    settings = {"validation": NEW, "callbacks": stop, "batch_size": None}
    history = optim.fit(
        model, nn.squared_error, optimizer, TRAIN, epochs=epochs, rng=0, **settings
    )
    return model, history, stop


def deep(depth, steps=300):
    model = nn.mlp([1, *[8] * depth, 1], "sigmoid", rng=0)
    optimizer = optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.squared_error(model(TRAIN[0]), TRAIN[1]).backward()
        optimizer.step()
    return model


def main(path: str = "overfitting.svg") -> None:
    figure, ((left, middle, right),) = plots.panels(1, 3, size=(13.5, 4.5))
    networks = [wide(width) for width in WIDTHS]
    on_train, on_new = [[error(m, d) for m in networks] for d in (TRAIN, NEW)]
    for width, here, there in zip(WIDTHS, on_train, on_new, strict=True):
        print(f"width {width:>2}: training error {here:.4f}, new samples {there:.4f}")
    floor = np.maximum(on_train, 1e-4)
    left.loglog(WIDTHS, floor, "o-", color=BLUE)
    left.loglog(WIDTHS, on_new, "o-", color=BROWN)
    left.text(WIDTHS[-1], floor[-1] * 1.3, "training", color=BLUE, ha="right")
    left.text(WIDTHS[-1], min(on_new) * 0.85, "new samples", color=BROWN, ha="right")
    left.set(title="wider", xlabel="hidden units", ylabel="squared error")

    model, history, stop = watched()
    losses, new = history.epochs["loss"], history.epochs["val_loss"]
    print(
        f"lowest validation loss {stop.best:.4f} in epoch {stop.best_epoch}", end="; "
    )
    print(f"at the end {new[-1]:.4f}, restored {error(model, NEW):.4f}")
    middle.loglog(losses, color=BLUE)
    middle.loglog(new, color=BROWN)
    middle.axvline(stop.best_epoch, color="#777777", linestyle="--")
    middle.text(1.2, losses[0] * 0.4, "training", color=BLUE)
    middle.text(20, new[20] * 1.7, "new samples", color=BROWN)
    middle.text(stop.best_epoch * 0.9, losses[-1], "stop here", ha="right")
    middle.set(title="longer", xlabel="epoch", ylabel="squared error")

    ends = [error(deep(depth), TRAIN) for depth in DEPTHS]
    for depth, end in zip(DEPTHS, ends, strict=True):
        print(f"{depth} hidden layers: training error after 300 steps {end:.4f}")
    right.semilogy(DEPTHS, ends, "o-", color=BLUE)
    title = "deeper, with sigmoids, after 300 steps"
    right.set(title=title, xlabel="hidden layers", ylabel="training error")
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
