"""A regression in the style of small libraries on micrograd: modules, SGD, a trainer.

Parameters are subclasses of `Value` with methods of their own; an optimizer with
momentum and one of Adam's kind keep their state in dictionaries by node.
"""

import math
import random


def parameter_classes(Value):
    """`Weight` and `Bias`, as a program makes them of the `Value` that it imported."""

    class Weight(Value):
        kind = "weight"

        @classmethod
        def drawn(cls, draw, n_in):
            return cls(draw.gauss(0.0, n_in**-0.5))

        def decayed(self, share):
            return self * self * share

    class Bias(Value):
        kind = "bias"

    return Weight, Bias


class Linear:
    """Sums of products, one for each output."""

    def __init__(self, classes, n_in, n_out, draw):
        Weight, Bias = classes
        self.rows = [
            [Weight.drawn(draw, n_in) for _ in range(n_in)] for _ in range(n_out)
        ]
        self.biases = [Bias(0.1) for _ in range(n_out)]

    def __call__(self, x):
        return [
            sum(w * xi for w, xi in zip(row, x, strict=True)) + b
            for row, b in zip(self.rows, self.biases, strict=True)
        ]

    def parameters(self):
        return [p for row in self.rows for p in row] + self.biases


class Tanh:
    def __call__(self, x):
        return [xi.tanh() for xi in x]

    def parameters(self):
        return []


class Sequential:
    def __init__(self, *layers):
        self.layers = layers

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]


class Momentum:
    """v <- mu v + g, p <- p - lr v."""

    def __init__(self, params, lr, mu=0.9):
        self.params, self.lr, self.mu = list(params), lr, mu
        self.velocity = dict.fromkeys(self.params, 0.0)

    def step(self):
        for p in self.params:
            self.velocity[p] = self.mu * self.velocity[p] + p.grad
            p.data -= self.lr * self.velocity[p]


class Adam:
    def __init__(self, params, lr, b1=0.9, b2=0.999):
        self.params, self.lr, self.b1, self.b2 = list(params), lr, b1, b2
        self.first = dict.fromkeys(self.params, 0.0)
        self.second = dict.fromkeys(self.params, 0.0)
        self.t = 0

    def step(self):
        self.t += 1
        for p in self.params:
            self.first[p] = self.b1 * self.first[p] + (1 - self.b1) * p.grad
            self.second[p] = self.b2 * self.second[p] + (1 - self.b2) * p.grad**2
            mean = self.first[p] / (1 - self.b1**self.t)
            square = self.second[p] / (1 - self.b2**self.t)
            p.data -= self.lr * mean / (math.sqrt(square) + 1e-8)


class Trainer:
    """Mini-batches, a squared error, and a penalty on what is called a weight."""

    def __init__(self, model, optimizer, decay):
        self.model, self.optimizer, self.decay = model, optimizer, decay

    def loss(self, xs, ys):
        errors = [(self.model(x)[0] - y) ** 2 for x, y in zip(xs, ys, strict=True)]
        loss = sum(errors) / len(errors)
        for p in self.model.parameters():
            if p.kind == "weight":
                loss = loss + p.decayed(self.decay)
        return loss

    def fit(self, xs, ys, epochs, size):
        losses = []
        for _ in range(epochs):
            for at in range(0, len(xs), size):
                loss = self.loss(xs[at : at + size], ys[at : at + size])
                for p in self.model.parameters():
                    p.grad = 0.0
                loss.backward()
                self.optimizer.step()
                losses.append(loss.data)
        return losses


def make_model(Value, n_hidden, seed=11):
    draw = random.Random(seed)
    classes = parameter_classes(Value)
    return Sequential(
        Linear(classes, 1, n_hidden, draw), Tanh(), Linear(classes, n_hidden, 1, draw)
    )


def wave(n):
    """Points of sin(2x) on [-1, 1]."""
    xs = [[-1.0 + 2.0 * i / (n - 1)] for i in range(n)]
    return xs, [math.sin(2.0 * x[0]) for x in xs]
