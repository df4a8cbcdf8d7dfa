"""A small convolutional network reads digits: what it gets wrong, what its kernels see.

python examples/digits_cnn.py digits_cnn.png
"""

import sys

import numpy as np

import nn
import optim
from autograd_core import softmax
from optim.datasets import load_digits
from viz import plots


def network():
    """Two convolutions, with a pooling between them that halves the image."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1, weight_init="he_normal", rng=0),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1, weight_init="he_normal", rng=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(256, 10, rng=2),
    )


def shifted(images, labels, rng):
    """A batch moved by a pixel up, down or sideways, or not: no place is learned."""
    step, axis = rng.integers(-1, 2), rng.integers(2, 4)
    return np.roll(images, step, axis=axis), labels


def main(path: str = "digits_cnn.png", epochs: int | str = 14) -> None:
    X, y = load_digits()
    images = X.reshape(-1, 1, 8, 8)
    X_train, X_test, y_train, y_test = optim.train_test_split(
        images, y, test_size=360, rng=0, stratify=y
    )
    model = network()
    average = optim.ExponentialMovingAverage(model.parameters(), decay=0.95)
    history = optim.fit(
        model,
        nn.cross_entropy,
        optim.Adam(model.parameters(), lr=0.01),
        optim.batches(X_train, y_train, 64, rng=0, transform=shifted),
        epochs=int(epochs),
        callbacks=[average],
        schedule=optim.schedules.Cosine(0.01, steps=int(epochs) * 23),
    )
    with average.in_use():
        scores = nn.predict(model, X_test)
    print(f"{model.num_parameters()} parameters, loss {history['loss'][-1]:.3f}")
    print(f"test accuracy: {nn.accuracy(scores, y_test):.3f}")
    print(f"macro F1: {nn.f1(scores, y_test, average='macro'):.3f}")
    print(f"area under the ROC curve: {nn.roc_auc(scores, y_test):.4f}")
    guesses, sure = scores.argmax(axis=1), softmax(scores, axis=1).max(axis=1)
    # The wrong ones first, then those it was least sure of.
    order = np.lexsort([sure, guesses == y_test])[:16]
    figure = plots.digits(X_test[order, 0], guesses[order], y_test[order], sure[order])
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
