"""Logistic regression on real data, its gradients checked against the formula.

python examples/logistic_regression.py logistic_regression.png

Data: 569 tumours, benign or malignant, by 30 measurements.
"""

import sys

import numpy as np

from nn import Linear, accuracy, binary_cross_entropy_with_logits, predict
from optim import SGD, standardize, train_test_split
from optim.datasets import load_breast_cancer
from viz import plots


def train(X, y, steps=400, lr=0.5):
    """Descend J = -1/m sum (y ln h + (1 - y) ln(1 - h)), h = sigmoid(X theta + b).

    The formula: dJ/dtheta_j = 1/m sum (h - y) x_j.
    """
    model = Linear(X.shape[1], 1, rng=0)
    optimizer = SGD(model.parameters(), lr=lr)
    furthest = 0.0
    for _ in range(steps):
        loss = binary_cross_entropy_with_logits(model(X), y[:, None])
        optimizer.zero_grad()
        loss.backward()
        h = 1 / (1 + np.exp(-(X @ model.weight.data[:, 0] + model.bias.data)))
        by_hand = X.T @ (h - y) / len(y)
        furthest = max(furthest, np.abs(model.weight.grad[:, 0] - by_hand).max())
        optimizer.step()
    return model, furthest


def main(path: str = "logistic_regression.png") -> None:
    data = load_breast_cancer()
    X_train, X_test, y_train, y_test = train_test_split(data.X, data.y, rng=0)
    X_train, X_test = standardize(X_train, X_test)
    model, furthest = train(X_train, y_train)
    print(f"largest |engine - formula| over all gradients: {furthest:.1e}")
    right = accuracy(predict(model, X_test), y_test, threshold=0.0)
    print(f"test accuracy with 30 measurements: {right:.1%}")

    features = ["mean radius", "worst concave points"]
    columns = [data.feature_names.index(name) for name in features]
    two, _ = train(X_train[:, columns], y_train)
    right = accuracy(predict(two, X_test[:, columns]), y_test, threshold=0.0)
    print(f"test accuracy with {' and '.join(features)}: {right:.1%}")
    figure = plots.decision_boundary(
        two,
        X_test[:, columns],
        y_test,
        classes=data.target_names,
        features=features,
        title=f"Test set, {right:.1%} right",
    )
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
