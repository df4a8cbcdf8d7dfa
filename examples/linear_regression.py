"""Linear regression by gradient descent, checked against two closed forms.

python examples/linear_regression.py linear_regression.png

Data: the progression of diabetes in 442 patients against ten measurements of each.
"""

import sys

import numpy as np

from nn import Linear, squared_error
from optim import SGD, standardize
from optim.datasets import load_diabetes
from viz import plots


def loss_of(model, X, y):
    """J = 1/(2 m) sum (h - y)^2."""
    return squared_error(model(X), y[:, None], half=True)


def closed_form_gradient(model, X, y):
    """dJ/dtheta_j = 1/m sum (h - y) x_j, and 1/m sum (h - y) for the bias."""
    residual = X @ model.weight.data[:, 0] + model.bias.data - y
    return X.T @ residual / len(y), residual.mean()


def descend(X, y, steps, lr):
    model = Linear(X.shape[1], 1, rng=0)
    optimizer = SGD(model.parameters(), lr=lr)
    furthest = 0.0
    for _ in range(steps):
        loss = loss_of(model, X, y)
        optimizer.zero_grad()
        loss.backward()
        by_hand, by_hand_bias = closed_form_gradient(model, X, y)
        furthest = max(
            furthest,
            np.abs(model.weight.grad[:, 0] - by_hand).max(),
            np.abs(model.bias.grad - by_hand_bias).max(),
        )
        optimizer.step()
    return model, furthest


def main(path: str = "linear_regression.png") -> None:
    data = load_diabetes()
    X, y = standardize(data.X), data.y
    model, furthest = descend(X, y, steps=5000, lr=0.45)
    print(f"largest |engine - formula| over all gradients: {furthest:.1e}")
    with_ones = np.column_stack([X, np.ones(len(X))])
    exact = np.linalg.lstsq(with_ones, y, rcond=None)[0]
    reached = np.append(model.weight.data[:, 0], model.bias.data)
    print(f"largest |descent - normal equations|: {np.abs(reached - exact).max():.1e}")
    residual = y - (X @ model.weight.data)[:, 0] - model.bias.data
    print(f"explained variance, ten measurements: {1 - residual.var() / y.var():.3f}")

    bmi = X[:, [data.feature_names.index("bmi")]]
    after = {"after 1 step": 1, "after 5 steps": 5, "after 50 steps": 50}
    lines = {name: descend(bmi, y, n, lr=0.2)[0] for name, n in after.items()}
    names = ("body mass index (standardized)", "progression of diabetes after a year")
    figure, ((left, right),) = plots.panels(1, 2, size=(12, 5))
    plots.fits(bmi, y, lines, names=names, title="h = θ₀ + θ₁ x", ax=left)

    def cost(theta0, theta1):
        """J as a function of the two parameters, for a line on one measurement."""
        x, t = bmi[:, 0], y
        # Expanded, so that it takes whole grids of parameters.
        moments = (x.mean(), (x * x).mean(), t.mean(), (x * t).mean(), (t * t).mean())
        mx, mxx, mt, mxt, mtt = moments
        square = theta0 * theta0 + 2 * theta0 * theta1 * mx + theta1 * theta1 * mxx
        return 0.5 * (square - 2 * theta0 * mt - 2 * theta1 * mxt + mtt)

    way = plots.trajectory(cost, (0.0, 0.0), lambda p: SGD(p, lr=0.2), steps=25)
    print(f"from (0, 0) descent comes to ({way[-1][0]:.1f}, {way[-1][1]:.1f})")
    plots.loss_surface(
        cost,
        (-40, 260),
        (-60, 120),
        {"from (0, 0), rate 0.2": way},
        names=("θ₀", "θ₁"),
        title="J(θ₀, θ₁), and the way down",
        ax=right,
    )
    print(plots.save(figure, path))


if __name__ == "__main__":
    main(*sys.argv[1:])
