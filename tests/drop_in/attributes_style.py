"""A classifier in EurekaLabs' style: AdamW keeps its moments on the parameters.

`p.m` and `p.v` are attributes of nodes, so `Value` is a class of the program's own, as
`class Value(autograd_core.Value): pass`.
"""

import math
import random


class Neuron:
    """w x + b, then tanh if it is not in the last layer."""

    def __init__(self, Value, n_in, draw, nonlinear):
        self.w = [Value(draw.uniform(-1, 1) * n_in**-0.5) for _ in range(n_in)]
        self.b = Value(0.0)
        self.nonlinear = nonlinear

    def __call__(self, x):
        total = sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b)
        return total.tanh() if self.nonlinear else total

    def parameters(self):
        return [*self.w, self.b]


class MLP:
    """Layers of neurons."""

    def __init__(self, Value, sizes, draw):
        self.layers = [
            [
                Neuron(Value, sizes[i], draw, i < len(sizes) - 2)
                for _ in range(sizes[i + 1])
            ]
            for i in range(len(sizes) - 1)
        ]

    def __call__(self, x):
        for layer in self.layers:
            x = [neuron(x) for neuron in layer]
        return x

    def parameters(self):
        return [
            p for layer in self.layers for neuron in layer for p in neuron.parameters()
        ]


def spiral(n, seed=5):
    """`n` points in the plane of three classes."""
    draw = random.Random(seed)
    points, labels = [], []
    for k in range(n):
        label = k % 3
        radius = (k + 1) / n
        angle = 4 * radius + 2.1 * label + draw.gauss(0, 0.1)
        points.append((radius * math.cos(angle), radius * math.sin(angle)))
        labels.append(label)
    return points, labels


def cross_entropy(logits, label):
    """-log softmax, with the largest logit taken off as a plain number."""
    top = max(logit.data for logit in logits)
    powers = [(logit - top).exp() for logit in logits]
    return -(powers[label] / sum(powers)).log()


class AdamW:
    """Adam with decoupled weight decay."""

    def __init__(self, params, lr=0.1, b1=0.9, b2=0.95, eps=1e-8, decay=1e-4):
        self.params = params
        self.lr, self.b1, self.b2, self.eps, self.decay = lr, b1, b2, eps, decay
        self.t = 0
        for p in self.params:
            p.m = 0.0
            p.v = 0.0

    def step(self):
        self.t += 1
        for p in self.params:
            p.m = self.b1 * p.m + (1 - self.b1) * p.grad
            p.v = self.b2 * p.v + (1 - self.b2) * p.grad**2
            m_hat = p.m / (1 - self.b1**self.t)
            v_hat = p.v / (1 - self.b2**self.t)
            p.data -= self.lr * (m_hat / (v_hat**0.5 + self.eps) + self.decay * p.data)

    def zero_grad(self):
        for p in self.params:
            p.grad = 0.0


def train(model, points, labels, steps):
    """The mean loss before each step."""
    optimizer = AdamW(model.parameters())
    losses = []
    for _ in range(steps):
        terms = [
            cross_entropy(model(x), y) for x, y in zip(points, labels, strict=True)
        ]
        loss = sum(terms) * (1.0 / len(terms))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.data)
    return losses
