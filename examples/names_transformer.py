"""A small transformer learns names letter by letter: what its heads look at.

python examples/names_transformer.py names_transformer.png
"""

import sys

import numpy as np

import autograd_core as ac
import nn
import optim
from optim.datasets import load_names
from viz import plots

LETTERS = ".abcdefghijklmnopqrstuvwxyz"  # a dot stands at both ends of a name
STEPS, WIDTH, HEADS = 12, 32, 4


class Block(nn.Module):
    """x + attention(x), which sees earlier letters only; then x + a small network."""

    def __init__(self, rng):
        self.norm = nn.LayerNorm(WIDTH)
        self.attention = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True, rng=rng)
        self.thinks = nn.Residual(
            nn.LayerNorm(WIDTH),
            nn.Linear(WIDTH, 2 * WIDTH, rng=rng),
            nn.GELU(),
            nn.Linear(2 * WIDTH, WIDTH, rng=rng),
        )
        self.weights = np.zeros(0)  # of the last call, to look at

    def forward(self, x):
        y = self.norm(x)
        out, weights = self.attention(
            y, y, y, is_causal=True, average_attn_weights=False
        )
        self.weights = weights.data
        return self.thinks(x + out)


class Writer(nn.Module):
    """Scores of the next letter after each letter of a name."""

    def __init__(self, blocks=2, rng=0):
        rng = np.random.default_rng(rng)
        self.letters = nn.Embedding(len(LETTERS), WIDTH, rng=rng)
        self.places = nn.Embedding(STEPS, WIDTH, rng=rng)
        self.blocks = [Block(rng) for _ in range(blocks)]
        self.norm, self.out = (
            nn.LayerNorm(WIDTH),
            nn.Linear(WIDTH, len(LETTERS), rng=rng),
        )

    def forward(self, ids):
        x = self.letters(ids) + self.places(np.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.out(self.norm(x))


def examples(names):
    """Letters and the letters after them; -100 where the name is over."""
    X = np.zeros((len(names), STEPS), int)
    Y = np.full((len(names), STEPS), -100)
    for i, name in enumerate(names):
        ids = [LETTERS.index(letter) for letter in f".{name}."]
        X[i, : len(ids) - 1], Y[i, : len(ids) - 1] = ids[:-1], ids[1:]
    return X, Y


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


def main(path: str = "names_transformer.png", epochs: int | str = 6) -> None:
    train_names, test_names = optim.train_test_split(load_names(), test_size=150, rng=0)
    data, test = examples(train_names), examples(test_names)
    model = Writer()
    history = optim.fit(
        model,
        nn.cross_entropy,
        optim.AdamW(model.parameters(), lr=0.01),
        data,
        epochs=int(epochs),
        batch_size=48,
        schedule=optim.schedules.OneCycle(0.01, steps=int(epochs) * 28),
        validation=test,
        metrics={"accuracy": nn.accuracy},
        rng=0,
    )
    print(f"{model.num_parameters()} parameters")
    print(f"training loss {history['loss'][-1]:.3f} per letter")
    print(f"test loss {history['val_loss'][-1]:.3f} per letter")
    print(f"test accuracy {history['val_accuracy'][-1]:.3f}")
    rng = np.random.default_rng(1)
    print("names:", ", ".join(write_name(model, rng) for _ in range(8)))

    word = "katherine"
    ids = np.array([[LETTERS.index(letter) for letter in f".{word}"]])
    model(ids)
    weights = model.blocks[-1].weights[0]
    assert np.allclose(np.triu(weights, 1), 0.0)  # no letter sees a later one
    print(plots.save(attention_figure(weights, f".{word}"), path))


def attention_figure(weights, letters):
    """The weights of each head: a row for each letter, and what it looks at."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 3.6), layout="constrained")
    for head, (axes, share) in enumerate(
        zip(figure.subplots(1, len(weights)), weights, strict=True)
    ):
        axes.imshow(share, cmap="Blues", vmin=0.0, vmax=1.0)
        axes.set_xticks(range(len(letters)), list(letters))
        axes.set_yticks(range(len(letters)), list(letters))
        axes.set_title(f"head {head + 1}")
    figure.supxlabel("looks at")
    figure.supylabel("letter")
    return figure


if __name__ == "__main__":
    main(*sys.argv[1:])
