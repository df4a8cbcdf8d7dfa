"""A network of Tensors learns to read digits: four pictures of how, in one folder.

python examples/digits.py digits
"""

import sys
from pathlib import Path

import numpy as np

import nn
import optim
from autograd_core import softmax
from optim.datasets import load_digits
from viz import plots


def main(folder: str = "digits") -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    X, y = load_digits()
    X_train, X_test, y_train, y_test = optim.train_test_split(X, y, rng=0, stratify=y)
    model = nn.mlp([64, 32, 10], "relu", rng=0)
    history = optim.fit(
        model,
        nn.cross_entropy,
        optim.Adam(model.parameters(), lr=0.005),
        (X_train, y_train),
        epochs=15,
        validation=(X_test, y_test),
        metrics=nn.accuracy,
        rng=0,
    )
    print(history)
    print(plots.save(plots.learning_curves(history), out / "learning_curves.svg"))

    model.zero_grad()
    nn.cross_entropy(model(X_train), y_train).backward()
    print(plots.save(plots.histograms(model), out / "histograms.svg"))

    scores = nn.predict(model, X_test)
    counts = nn.confusion_matrix(scores, y_test)
    print(plots.save(plots.confusion_matrix(counts), out / "confusion_matrix.svg"))

    guesses, sure = scores.argmax(axis=1), softmax(scores, axis=1).max(axis=1)
    # The wrong ones first, then those it was least sure of.
    order = np.lexsort([sure, guesses == y_test])[:16]
    figure = plots.digits(X_test[order], guesses[order], y_test[order], sure[order])
    print(plots.save(figure, out / "digits.png"))


if __name__ == "__main__":
    main(*sys.argv[1:])
