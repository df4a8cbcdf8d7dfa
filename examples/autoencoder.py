"""A network that reconstructs its input, what its first layer sees, and its use.

python examples/autoencoder.py autoencoder.png

A 64-16-64 network learns to give back the handwritten digits it is shown: as many
outputs as pixels, squared error. Its 16 hidden units must keep what matters. Each has
64 weights, one for a pixel, so they are images too: strokes and parts. And they are a
start for another network (pretraining): with 50 labelled digits a classifier that
begins with them is ahead of one that begins at random, most of all at first.
"""

import sys

import numpy as np

import nn
import optim
from optim.datasets import load_digits
from viz import plots

HIDDEN, LABELLED = 16, 50


def pixels():
    """The images as rows of 64 numbers from 0 to 1, and their digits."""
    X, y = load_digits()
    return X / X.max(), y


def autoencoder(X, epochs=15):
    """A trained 64-16-64 network, and its history."""
    model = nn.mlp([64, HIDDEN, 64], "sigmoid", weight_init="xavier_uniform", rng=0)
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    history = optim.fit(
        model, nn.squared_error, optimizer, (X, X), epochs=epochs, batch_size=32, rng=0
    )
    return model, history


def classifier(encoder, epochs):
    """The accuracy, on the other digits, of a 64-16-10 network trained on 50 labels."""
    X, y = pixels()
    model = nn.mlp([64, HIDDEN, 10], "sigmoid", weight_init="xavier_uniform", rng=1)
    if encoder is not None:
        model[0].load_state_dict(encoder[0].state_dict())
    optimizer = optim.Adam(model.parameters(), lr=0.03)
    data = X[:LABELLED], y[:LABELLED]
    settings = {"epochs": epochs, "batch_size": None, "rng": 0}
    optim.fit(model, nn.cross_entropy, optimizer, data, **settings)
    return nn.accuracy(nn.predict(model, X[LABELLED:]), y[LABELLED:])


def draw(ax, images, title, rows):
    """Images of 8 x 8 side by side, darkest where they are largest."""
    tiles = images.reshape(rows, -1, 8, 8)
    framed = np.pad(tiles, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=np.nan)
    ax.imshow(np.vstack([np.hstack(row) for row in framed]), cmap="Greys")
    ax.set_title(title)
    ax.axis("off")


def main(path: str = "autoencoder.png") -> None:
    X, _ = pixels()
    model, history = autoencoder(X)
    losses = history.epochs["loss"]
    first = nn.squared_error(np.full(X.shape, X.mean()), X)
    print(f"squared error: {first:.3f} of the mean, {losses[-1]:.4f} after training")
    for epochs in (10, 20, 40):
        start, ahead = classifier(None, epochs), classifier(model, epochs)
        print(
            f"{LABELLED} labels, {epochs} steps: accuracy {start:.3f} from a", end=" "
        )
        print(f"random start, {ahead:.3f} pretrained")
    figure, ((left, right),) = plots.panels(1, 2, size=(12, 2.3))
    shown = np.vstack([X[:8], nn.predict(model, X[:8])])
    draw(left, shown, "digits, and below what the network gives back", rows=2)
    title = f"first-layer weights of its {HIDDEN} hidden units"
    plots.weight_images(model[0], title=title, ax=right)
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
