"""Wrong answers to the exercises of lessons 15 to 19; as in `plants`."""

from __future__ import annotations

import numpy as np

from tests.viz.course import solutions as right

PLANTS: dict[tuple[int, int], dict[str, list]] = {}

# -- 15 ----------------------------------------------------------------------


def gates(table):
    return [lambda name: table[name]]


PLANTS[15, 0] = {
    "an input on the line": gates(
        {"AND": (1, 1, -2), "OR": (1, 1, -1), "NAND": (-1, -1, 1), "NOR": (-1, -1, 0)}
    ),
    "for inputs -1 and 1": gates(
        {"AND": (1, 1, -1), "OR": (1, 1, 1), "NAND": (-1, -1, 1), "NOR": (-1, -1, -1)}
    ),
    "the bias comes first": [lambda name: np.roll(right.gate(name), 1)],
    "the opposite": [lambda name: [-w for w in right.gate(name)]],
    "another gate": [lambda name: right.gate("AND" if name in ("OR", "AND") else name)],
    "no bias": [lambda name: (right.gate(name)[0], 0.5, 0)],
}
PLANTS[15, 1] = {
    "no gate is used": [lambda x1, x2, gates: x1 != x2],
    "or, not exclusive or": [lambda x1, x2, gates: gates["OR"](x1, x2)],
    "the opposite": [
        lambda x1, x2, gates: gates["NAND"](gates["OR"](x1, x2), gates["NAND"](x1, x2))
    ],
    "NAND alone": [lambda x1, x2, gates: gates["NAND"](x1, x2)],
    "two gates joined by the wrong one": [
        lambda x1, x2, gates: gates["OR"](gates["OR"](x1, x2), gates["NAND"](x1, x2))
    ],
}

# -- 16 ----------------------------------------------------------------------


def divided(order, size):
    return [[*order[i : i + size]] for i in range(0, len(order), size)]


def batches_shuffled(n, size, rng):
    batches = divided(range(n), size)
    return [batches[i] for i in rng.permutation(len(batches))]


PLANTS[16, 0] = {
    "not shuffled": [lambda n, size, rng: divided(range(n), size)],
    "the same order in each epoch": [
        lambda n, size, rng: divided(np.random.default_rng(0).permutation(n), size)
    ],
    "only the batches are shuffled": [batches_shuffled],
    "the last batch is dropped": [
        lambda n, size, rng: divided(rng.permutation(n), size)[: n // size]
    ],
    "drawn with replacement": [
        lambda n, size, rng: divided(rng.integers(0, n, n), size)
    ],
    "counted from 1": [lambda n, size, rng: divided(rng.permutation(n) + 1, size)],
    "size taken for the number of batches": [
        lambda n, size, rng: [*np.array_split(rng.permutation(n), size)]
    ],
    "other sizes": [
        lambda n, size, rng: [*np.array_split(rng.permutation(n), -(-n // size))]
    ],
    "one batch, not an epoch": [
        lambda n, size, rng: [rng.permutation(n)[:size].tolist()]
    ],
}

# -- 17 ----------------------------------------------------------------------

PLANTS[17, 0] = {
    "the factor 2 of L2": [lambda w, g, l1, l2: g + l1 * np.sign(w) + 2 * l2 * w],
    "half of L2": [lambda w, g, l1, l2: g + l1 * np.sign(w) + l2 * w / 2],
    "the penalty, not its gradient": [
        lambda w, g, l1, l2: g + l1 * np.abs(w) + l2 * w * w / 2
    ],
    "the sign of w is forgotten": [lambda w, g, l1, l2: g + l1 + l2 * w],
    "L1 at 0": [
        lambda w, g, l1, l2: [
            gi + (l1 if wi >= 0 else -l1) + l2 * wi for wi, gi in zip(w, g, strict=True)
        ]
    ],
    "the loss is forgotten": [lambda w, g, l1, l2: l1 * np.sign(w) + l2 * w],
    "subtracted": [lambda w, g, l1, l2: g - l1 * np.sign(w) - l2 * w],
    "L1 is missing": [lambda w, g, l1, l2: right.penalty(w, g, 0.0, l2)],
    "L2 is missing": [lambda w, g, l1, l2: right.penalty(w, g, l1, 0.0)],
    "w squared": [lambda w, g, l1, l2: right.penalty(w, g, l1, 0.0) + l2 * w * w],
    "l1 and l2 exchanged": [lambda w, g, l1, l2: right.penalty(w, g, l2, l1)],
}
PLANTS[17, 1] = {
    "one mask for all": [
        lambda h, p, rng: h * (rng.random(h.shape[1]) >= p) / (1 - p),
        lambda h, p, rng: h * (rng.random((len(h), 1)) >= p) / (1 - p),
    ],
    "the same mask at each call": [
        lambda h, p, rng: right.dropout(h, p, np.random.default_rng(0)),
    ],
    "not scaled": [lambda h, p, rng: h * (rng.random(h.shape) >= p)],
    "p is the share that is kept": [
        lambda h, p, rng: h * (rng.random(h.shape) < p) / (1 - p)
    ],
    "multiplied by 1 - p": [lambda h, p, rng: h * (rng.random(h.shape) >= p) * (1 - p)],
    "divided by p": [lambda h, p, rng: h * (rng.random(h.shape) >= p) / (p or 1)],
    "nothing is dropped": [lambda h, p, rng: h / (1 - p)],
}

# -- 18 ----------------------------------------------------------------------


def damped(H, alpha):
    return H + alpha * np.eye(len(H))


PLANTS[18, 0] = {
    "uphill": [lambda H, g, alpha: np.linalg.solve(damped(H, alpha), g)],
    "alpha in every entry": [lambda H, g, alpha: -np.linalg.inv(H + alpha) @ g],
    "no damping": [lambda H, g, alpha: -np.linalg.inv(H) @ g],
    "alpha is subtracted": [lambda H, g, alpha: -np.linalg.inv(damped(H, -alpha)) @ g],
    "without H": [lambda H, g, alpha: -g, lambda H, g, alpha: g / -alpha],
    "damping after the inverse": [
        lambda H, g, alpha: -damped(np.linalg.inv(H), alpha) @ g
    ],
    "alpha times H": [lambda H, g, alpha: -np.linalg.inv(H) @ g * alpha],
    "multiplied by H": [lambda H, g, alpha: -damped(H, alpha) @ g],
    "the diagonal alone": [
        lambda H, g, alpha: -g / np.array([H[i, i] + alpha for i in range(len(g))])
    ],
    "divided entry by entry": [lambda H, g, alpha: -(damped(H, alpha) ** -1.0) @ g],
}

# -- 19 ----------------------------------------------------------------------


def moment(w, X, weight):
    p = 1 / (1 + np.exp(-X @ w))
    return np.mean([weight(pi) * np.outer(x, x) for pi, x in zip(p, X, strict=True)], 0)


PLANTS[19, 0] = {
    "the sum, not the mean": [lambda w, X: len(X) * right.fisher(w, X)],
    "p alone": [lambda w, X: moment(w, X, lambda p: p)],
    "the slope squared": [lambda w, X: moment(w, X, lambda p: (p * (1 - p)) ** 2)],
    "rows against rows": [lambda w, X: X @ X.T / len(X)],
    "without p (1 - p)": [lambda w, X: moment(w, X, lambda p: 1.0)],
    "the diagonal alone": [lambda w, X: right.fisher(w, X) * np.eye(len(w))],
}
PLANTS[19, 1] = {
    "uphill": [lambda F, g, lr: lr * np.linalg.inv(F) @ g],
    "multiplied by F": [lambda F, g, lr: -lr * F @ g],
    "the rate is forgotten": [lambda F, g, lr: -np.linalg.inv(F) @ g],
    "the plain gradient": [lambda F, g, lr: -lr * g],
    "the diagonal of F alone": [lambda F, g, lr: -lr * g / np.diagonal(F)],
}
