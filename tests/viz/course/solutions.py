"""Right answers to the exercises, as a learner would write them: without the engine."""

from __future__ import annotations

import itertools
import math

import numpy as np


def slope(f, x):
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)


def table(L):
    rows, waiting, listed = [], [L], []
    while waiting:
        node = waiting.pop()
        if any(node is other for other in listed):
            continue
        listed.append(node)
        rows.append((node.label, node.op, [parent.label for parent in node.parents]))
        waiting.extend(node.parents)
    return rows


SLOPES = {
    "a + b": lambda a, b: (1, 1),
    "a - b": lambda a, b: (1, -1),
    "a * b": lambda a, b: (b, a),
    "a / b": lambda a, b: (1 / b, -a / b**2),
    "max(a, b)": lambda a, b: (1, 0) if a > b else (0, 1),
    "exp(a)": lambda a: math.exp(a),
    "tanh(a)": lambda a: 1 - math.tanh(a) ** 2,
    "relu(a)": lambda a: 1 if a > 0 else 0,
}


def gradients(steps, x):
    values = [x]
    for f, _ in steps:
        values.append(f(values[-1]))
    grads = [1.0]
    for i in reversed(range(len(steps))):
        grads.insert(0, grads[0] * steps[i][1](values[i]))
    return grads


def edge_order(parents, L):
    uses = dict.fromkeys(parents, 0)
    for names in parents.values():
        for name in names:
            uses[name] += 1
    edges, complete = [], [L]
    while complete:
        child = complete.pop(0)
        for name in parents[child]:
            edges.append((child, name))
            uses[name] -= 1
            if uses[name] == 0:
                complete.append(name)
    return edges


class Value:
    """Forty lines, in the manner of micrograd, for graphs of any depth."""

    def __init__(self, data, parents=(), locals_=()):
        self.data, self.grad = data, 0.0
        self.parents, self.locals = parents, locals_

    def wrapped(self, other):
        return other if isinstance(other, Value) else type(self)(other)

    def __add__(self, other):
        other = self.wrapped(other)
        return type(self)(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = self.wrapped(other)
        data = self.data * other.data
        return type(self)(data, (self, other), (other.data, self.data))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def tanh(self):
        t = math.tanh(self.data)
        return type(self)(t, (self,), (1 - t * t,))

    def __pow__(self, n):
        return type(self)(self.data**n, (self,), (n * self.data ** (n - 1),))

    def order(self):
        nodes, seen, waiting = [], set(), [(self, False)]
        while waiting:
            node, ready = waiting.pop()
            if ready:
                nodes.append(node)
            elif node not in seen:
                seen.add(node)
                waiting.append((node, True))
                waiting.extend((parent, False) for parent in node.parents)
        return nodes[::-1]

    def reset(self, nodes):
        for node in nodes:
            if node.parents:
                node.grad = 0.0

    def send(self, nodes):
        for node in nodes:
            for parent, local in zip(node.parents, node.locals, strict=True):
                parent.grad += node.grad * local

    def backward(self):
        nodes = self.order()
        self.reset(nodes)
        self.grad = 1.0
        self.send(nodes)


def wrong_ones(pairs, places=(0.6, 0.9, 1.3, 1.7), h=1e-5, tolerance=1e-6):
    def differs(f, df, x):
        return abs((f(x + h) - f(x - h)) / (2 * h) - df(x)) > tolerance * (
            1 + abs(df(x))
        )

    return [
        i for i, (f, df) in enumerate(pairs) if any(differs(f, df, x) for x in places)
    ]


def descend(slope, x, rate=0.25, steps=400):
    for _ in range(steps):
        x = x - rate * slope(x)
    return x


def line(w, b, x, y):
    errors = [w * xi + b - yi for xi, yi in zip(x, y, strict=True)]
    dw = 2 * sum(e * xi for e, xi in zip(errors, x, strict=True)) / len(x)
    return dw, 2 * sum(errors) / len(x)


def logistic(w, b, x, y):
    p = [1 / (1 + math.exp(-(w * xi + b))) for xi in x]
    errors = [pi - yi for pi, yi in zip(p, y, strict=True)]
    dw = sum(e * xi for e, xi in zip(errors, x, strict=True)) / len(x)
    return dw, sum(errors) / len(x)


def backward(W1, b1, W2, b2, x, y):
    z = W1 @ x + b1
    h = np.tanh(z)
    out = W2 @ h + b2
    d = {"out": 2 * (out - y)}
    d["W2"] = d["out"] * h
    d["b2"] = d["out"]
    d["h"] = d["out"] * W2
    d["z"] = d["h"] * (1 - h**2)
    d["W1"] = np.outer(d["z"], x)
    d["b1"] = d["z"]
    return d


def cross_entropy(scores, label):
    shifted = scores - scores.max()
    powers = np.exp(shifted)
    gradient = powers / powers.sum()
    gradient[label] -= 1
    return np.log(powers.sum()) - shifted[label], gradient


def healthy(sizes, rng, activation="tanh", variance=1.0):
    pairs = itertools.pairwise(sizes)
    weights = [rng.normal(size=(n, m)) * math.sqrt(variance / n) for n, m in pairs]
    return activation, weights


def momentum(p, g, v, lr, beta):
    v = beta * v + g
    return p - lr * v, v


def adam(p, g, m, v, t, lr, b1, b2, eps):
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g * g
    step = lr * (m / (1 - b1**t)) / (math.sqrt(v / (1 - b2**t)) + eps)
    return p - step, m, v


def linear_backward(x, W, b, G):
    return G @ W.T, x.T @ G, G.sum(axis=0)


def train(X, y, epochs=40, rate=0.3):
    rng = np.random.default_rng(0)
    W1, b1 = rng.normal(size=(64, 32)) * 0.2, np.zeros(32)
    W2, b2 = rng.normal(size=(32, 10)) * 0.2, np.zeros(10)
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for i in range(0, len(X), 32):
            rows = order[i : i + 32]
            x = X[rows]
            h = np.maximum(x @ W1 + b1, 0)
            scores = h @ W2 + b2
            powers = np.exp(scores - scores.max(axis=1, keepdims=True))
            G = powers / powers.sum(axis=1, keepdims=True)
            G[np.arange(len(rows)), y[rows]] -= 1
            G /= len(rows)
            dh, dW2, db2 = linear_backward(h, W2, b2, G)
            _, dW1, db1 = linear_backward(x, W1, b1, dh * (h > 0))
            W1, b1 = W1 - rate * dW1, b1 - rate * db1
            W2, b2 = W2 - rate * dW2, b2 - rate * db2
    return W1, b1, W2, b2


def solve_for(X, y, hidden=250):
    """The second layer in one step, by least squares; 20 times as fast as `train`."""
    rng = np.random.default_rng(0)
    W1, b1 = rng.normal(size=(64, hidden)) / 4, rng.normal(size=hidden) / 4
    H = np.column_stack([np.maximum(X @ W1 + b1, 0), np.ones(len(X))])
    A = H.T @ H + 0.1 * np.eye(hidden + 1)
    W = np.linalg.solve(A, H.T @ np.eye(10)[y])
    return W1, b1, W[:-1], W[-1]


def gate(name):
    return {
        "AND": (1, 1, -1.5),
        "OR": (1, 1, -0.5),
        "NAND": (-1, -1, 1.5),
        "NOR": (-1, -1, 0.5),
    }[name]


def xor(x1, x2, gates):
    return gates["AND"](gates["OR"](x1, x2), gates["NAND"](x1, x2))


def batches(n, size, rng):
    order = rng.permutation(n)
    return [order[i : i + size] for i in range(0, n, size)]


def penalty(w, g, l1, l2):
    return g + l1 * np.sign(w) + l2 * w


def dropout(h, p, rng):
    return h * (rng.random(h.shape) >= p) / (1 - p)


def newton_step(H, g, alpha):
    return -np.linalg.solve(H + alpha * np.eye(len(g)), g)


def fisher(w, X):
    p = 1 / (1 + np.exp(-X @ w))
    return sum(
        pi * (1 - pi) * np.outer(x, x) for pi, x in zip(p, X, strict=True)
    ) / len(X)


def natural_step(F, g, lr):
    return -lr * np.linalg.solve(F, g)


SOLUTIONS = {
    1: (slope,),
    2: (table,),
    3: (SLOPES,),
    4: (gradients,),
    5: (edge_order,),
    6: (Value,),
    7: (wrong_ones,),
    8: (descend,),
    9: (line, logistic),
    10: (backward,),
    11: (cross_entropy,),
    12: (healthy,),
    13: (momentum, adam),
    14: (linear_backward, solve_for),
    15: (gate, xor),
    16: (batches,),
    17: (penalty, dropout),
    18: (newton_step,),
    19: (fisher, natural_step),
}
