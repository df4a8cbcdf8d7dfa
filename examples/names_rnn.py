"""A recurrent network learns names letter by letter; how far back its gradients reach.

python examples/names_rnn.py names_rnn.svg
"""

import sys

import numpy as np

import autograd_core as ac
import nn
import optim
from optim.datasets import load_names
from viz import plots

LETTERS = ".abcdefghijklmnopqrstuvwxyz"  # a dot stands at both ends of a name
STEPS, WIDTH = 12, 32


class Reader(nn.Module):
    """Scores of the next letter after each letter of a name."""

    def __init__(self, kind, rng=0):
        rng = np.random.default_rng(rng)
        self.table = nn.Embedding(len(LETTERS), 16, rng=rng)
        self.cells = kind(16, WIDTH, batch_first=True, rng=rng)
        self.out = nn.Linear(WIDTH, len(LETTERS), rng=rng)

    def forward(self, ids):
        return self.out(self.cells(self.table(ids))[0])


def examples(names):
    """Letters and the letters after them; -100 where the name is over."""
    X = np.zeros((len(names), STEPS), int)
    Y = np.full((len(names), STEPS), -100)
    for i, name in enumerate(names):
        ids = [LETTERS.index(letter) for letter in f".{name}."]
        X[i, : len(ids) - 1], Y[i, : len(ids) - 1] = ids[:-1], ids[1:]
    return X, Y


def train(model, data, epochs, lr=0.01):
    """The history of training; the gradient is clipped, as recurrent networks need."""
    return optim.fit(
        model,
        nn.cross_entropy,
        optim.Adam(model.parameters(), lr=lr),
        data,
        epochs=epochs,
        batch_size=48,
        callbacks=[optim.GradientClipping(1.0)],
        rng=0,
    )


def write_name(model, rng):
    """A name, letter by letter, each drawn from the probabilities of the next."""
    ids = [0]
    with ac.no_grad():
        while len(ids) < STEPS:
            scores = model(np.array([ids])).data[0, -1]
            ids.append(int(rng.choice(len(LETTERS), p=ac.softmax(scores))))
            if ids[-1] == 0:
                break
    return "".join(LETTERS[i] for i in ids).strip(".")


def reach(model, length=40):
    """The norm of the gradient of the last step's loss by the input of each step."""
    ids = np.random.default_rng(0).integers(1, len(LETTERS), size=(8, length))
    inputs = model.table(ids)
    last = model.cells(inputs)[0][:, -1]
    loss = nn.cross_entropy(model.out(last), ids[:, 0])
    gradient = ac.gradients(loss, inputs)
    return np.sqrt(np.square(gradient).sum(axis=(0, 2)))[::-1]


def main(path: str = "names_rnn.svg", epochs: int | str = 6) -> None:
    names = load_names()
    train_names, test_names = optim.train_test_split(names, test_size=150, rng=0)
    data, test = examples(train_names), examples(test_names)
    curves = {}
    for kind in (nn.RNN, nn.LSTM):
        model = Reader(kind)
        at_start = reach(model)
        train(model, data, int(epochs))
        curves[kind.__name__] = reach(model)
        loss = nn.cross_entropy(nn.predict(model, test[0]), test[1])
        back = curves[kind.__name__][30] / curves[kind.__name__][0]
        print(
            f"{kind.__name__}: test loss {loss:.3f} per letter, gradient 30 steps back "
            f"{back:.1e} of the last step's, {at_start[30] / at_start[0]:.1e} untrained"
        )
    rng = np.random.default_rng(1)
    print("names:", ", ".join(write_name(model, rng) for _ in range(8)))
    figure = plots.gradient_norms(curves, title="Gradient of the last step's loss")
    figure.axes[0].set_xlabel("steps back")
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
