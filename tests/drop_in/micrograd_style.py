"""Programs in micrograd's style, over any engine that has its `Value`.

Each takes the class `Value` as an argument, as if it had been imported.
"""

import math
import random


def readme_expression(Value):
    """An expression of two inputs that uses every operator of micrograd."""
    a, b = Value(-4.0), Value(2.0)
    line = a + b
    line += line + 1
    line += 1 + line + (-a)
    cubic = a * b + b**3
    cubic += cubic * 2 + (b + a).relu()
    cubic += 3 * cubic + (b - a).relu()
    square = (line - cubic) ** 2
    out = square / 2.0
    out += 10.0 / square
    return a, b, out


def two_moons(n, noise=0.1, seed=1):
    """`n` points on two interleaved half circles, with labels -1 and 1."""
    draw = random.Random(seed)
    points, labels = [], []
    for i in range(n):
        angle = math.pi * draw.random()
        upper = i % 2 == 0
        x, y = math.cos(angle), math.sin(angle)
        if not upper:
            x, y = 1.0 - x, 0.5 - y
        points.append((x + draw.gauss(0, noise), y + draw.gauss(0, noise)))
        labels.append(-1 if upper else 1)
    return points, labels


class Module:
    """Anything with parameters."""

    def parameters(self):
        """The Values to train."""
        return []

    def zero_grad(self):
        """Forget all gradients."""
        for p in self.parameters():
            p.grad = 0


class Neuron(Module):
    """relu(w x + b), or w x + b."""

    def __init__(self, Value, n_in, draw, nonlinear):
        self.w = [Value(draw.uniform(-1, 1)) for _ in range(n_in)]
        self.b = Value(0)
        self.nonlinear = nonlinear

    def __call__(self, x):
        act = sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b)
        return act.relu() if self.nonlinear else act

    def parameters(self):
        return [*self.w, self.b]


class Layer(Module):
    """Neurons side by side; a single one gives its result without a list."""

    def __init__(self, Value, n_in, n_out, draw, nonlinear):
        self.neurons = [Neuron(Value, n_in, draw, nonlinear) for _ in range(n_out)]

    def __call__(self, x):
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def parameters(self):
        return [p for neuron in self.neurons for p in neuron.parameters()]


class MLP(Module):
    """Layers one after the other, all but the last with relu."""

    def __init__(self, Value, n_in, n_outs, seed=7):
        draw = random.Random(seed)
        sizes = [n_in, *n_outs]
        self.layers = [
            Layer(Value, sizes[i], sizes[i + 1], draw, i < len(n_outs) - 1)
            for i in range(len(n_outs))
        ]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]


def hinge_loss(Value, model, points, labels, alpha=1e-4):
    """The mean margin loss plus an L2 penalty, and the accuracy."""
    inputs = [list(map(Value, point)) for point in points]
    scores = list(map(model, inputs))
    losses = [(1 + -y * s).relu() for y, s in zip(labels, scores, strict=True)]
    data_loss = sum(losses) * (1.0 / len(losses))
    penalty = alpha * sum(p * p for p in model.parameters())
    hits = [(y > 0) == (s.data > 0) for y, s in zip(labels, scores, strict=True)]
    return data_loss + penalty, sum(hits) / len(hits)


def train(Value, model, points, labels, steps):
    """Gradient descent with a decaying rate: `(loss, accuracy)` before each step."""
    history = []
    for k in range(steps):
        loss, accuracy = hinge_loss(Value, model, points, labels)
        model.zero_grad()
        loss.backward()
        rate = 1.0 - 0.9 * k / steps
        for p in model.parameters():
            p.data -= rate * p.grad
        history.append((loss.data, accuracy))
    return history
