"""Least squares at seven learning rates: the largest ones diverge, as theory says.

python examples/learning_rate_runs.py learning_rate_runs.svg

Gradient descent on 1/(2 m) |A x - b|^2 converges for rates below 2 / L, where L is the
largest eigenvalue of A^T A / m.
"""

import sys

import numpy as np

from nn import Linear, squared_error
from optim import SGD, standardize
from optim.datasets import load_diabetes
from viz import plots

RATES = [0.003, 0.01, 0.03, 0.1, 0.3, 0.55, 1.0]


def losses(A, b, lr, steps=60):
    model = Linear(A.shape[1], 1, bias=False, rng=0)
    optimizer = SGD(model.parameters(), lr=lr)
    measured = []
    for _ in range(steps):
        loss = squared_error(model(A), b, half=True)
        measured.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return measured


def main(path: str = "learning_rate_runs.svg") -> None:
    data = load_diabetes()
    A, b = standardize(data.X), standardize(data.y[:, None])
    limit = 2 / np.linalg.eigvalsh(A.T @ A / len(A)).max()
    print(f"theory: converges for rates below {limit:.3f}")
    runs = {lr: losses(A, b, lr) for lr in RATES}
    for lr, run in runs.items():
        print(f"rate {lr:5}: loss {run[0]:.2f} -> {run[-1]:.3g}")
    print(plots.save(plots.learning_rate_sweep(runs), path))


if __name__ == "__main__":
    main(*sys.argv[1:])
