"""Functions with kinks, written for NumPy, PyTorch and Tensors alike.

Each takes x, and what `abs`, the data and the like are in the library at hand.
"""

import numpy as np

rng = np.random.default_rng(0)
A = rng.normal(size=(30, 10))
B = A @ np.where(np.arange(10) < 4, 1.0, 0.0) + 0.1 * rng.normal(size=30)
X = rng.normal(size=(60, 5))
SIGNS = np.sign(X @ np.array([1.0, -2.0, 0.0, 0.5, 0.0]) + 0.5 * rng.normal(size=60))

START = {
    "absolute": [1.1],
    "sum": [1.1, -2.3, 0.7, 0.01, 3.3],
    "lasso": [0.1] * 10,
    "least absolute deviations": [0.0] * 10,
    "hinge": [0.0] * 5,
    "valley": [1.0, 1.0],
}


def functions(array):
    """The functions by name; `array` makes what the library computes with."""
    a, b, inputs, signs = map(array, (A, B, X, SIGNS))

    def hinge(w):
        margins = 1 - signs * (inputs @ w)
        return ((margins + abs(margins)) / 2).mean() + 0.01 * (w**2).sum()

    return {
        "absolute": lambda x: abs(x).sum(),
        "sum": lambda x: abs(x).sum(),
        "lasso": lambda x: 0.5 * ((a @ x - b) ** 2).sum() + 5.0 * abs(x).sum(),
        "least absolute deviations": lambda x: abs(a @ x - b).sum(),
        "hinge": hinge,
        "valley": lambda x: abs(x[0]) + 100 * abs(x[1]) + x[1] ** 2,
    }
