"""A table of people, six columns, and a network of nine hidden neurons for two classes.

python examples/tabular.py tabular.png

The table, `athletes.csv`, is made up (see `make_athletes.py`). The network is one of
single Values, so every weight in the picture is a number that `backward()` reached.
"""

import csv
import sys
from pathlib import Path

import numpy as np

import nn
import viz
from optim import Adam, fit, standardize, train_test_split

TABLE = Path(__file__).with_name("athletes.csv")
CLASSES = ["sprint", "marathon"]


def load() -> tuple[list[str], np.ndarray, np.ndarray]:
    """The names of the columns, the numbers, and the class ids."""
    with open(TABLE, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    numbers = np.array([row[:-1] for row in rows], dtype=float)
    return header[:-1], numbers, np.array([CLASSES.index(row[-1]) for row in rows])


def main(path: str = "tabular.png") -> None:
    """Train on three quarters of the table, test on the rest, draw the network."""
    names, X, y = load()
    X_train, X_test, y_train, y_test = train_test_split(X, y, rng=0, stratify=y)
    X_train, X_test = standardize(X_train, X_test)
    model = nn.MLP(6, [9, 2], rng=0)
    optimizer = Adam(model.parameters(), lr=0.02)
    data = (X_train, y_train)
    fit(model, nn.cross_entropy, optimizer, data, epochs=30, rng=0, progress=False)

    print(model.summary((6,)))
    for name, inputs, targets in (
        ("training", X_train, y_train),
        ("test", X_test, y_test),
    ):
        share = nn.accuracy(nn.predict(model, inputs), targets)
        print(f"{name}: {share:.1%} of {len(targets)} right")
    matrix = nn.confusion_matrix(nn.predict(model, X_test), y_test)
    for event, row in zip(CLASSES, matrix, strict=True):
        print(f"{event:>9}: {row[0]} taken for sprint, {row[1]} for marathon")
    inputs = [name.replace("_", " ") for name in names]
    drawing = viz.draw_network(
        model, X_test[0], inputs=inputs, outputs=CLASSES, widest=9
    )
    print(drawing.save(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
