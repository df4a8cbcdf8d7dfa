"""Wrong answers as learners write them, by the name of the misconception."""

from __future__ import annotations

import itertools
import math

import numpy as np

from autograd_core import topological_order
from tests.viz.course import solutions as right
from tests.viz.course.solutions import (
    SLOPES,
    Value,
    descend,
    healthy,
    train,
    wrong_ones,
)

# `(lesson, part)`, to `{name: [wrong answers]}`.
PLANTS: dict[tuple[int, int], dict[str, list]] = {}

# -- 1 -----------------------------------------------------------------------

PLANTS[1, 0] = {
    "the value, not the slope": [lambda f, x: f(x)],
    "f(x) / x": [lambda f, x: f(x) / x],
    "not divided by the step": [
        lambda f, x: f(x + 1e-5) - f(x - 1e-5),
        lambda f, x: f(x + 0.1) - f(x - 0.1),
    ],
    "divided by h, not by 2 h": [
        lambda f, x: (f(x + 1e-4) - f(x - 1e-4)) / 1e-4,
        lambda f, x: (f(x + 1e-6) - f(x - 1e-6)) / 1e-6,
    ],
    "multiplied in place of divided": [
        lambda f, x: (f(x + 1e-4) - f(x - 1e-4)) / 2 * 1e-4
    ],
    "the numerator without parentheses": [
        lambda f, x: f(x + 1e-4) - f(x - 1e-4) / (2 * 1e-4)
    ],
    "the values added": [lambda f, x: (f(x + 1e-4) + f(x - 1e-4)) / (2 * 1e-4)],
    "the slope of one function": [lambda f, x: 2 * x],
    "rounded": [
        lambda f, x: round((f(x + 1e-5) - f(x - 1e-5)) / 2e-5, 2),
        lambda f, x: round((f(x + 1e-5) - f(x - 1e-5)) / 2e-5, 1),
    ],
    "the sign": [lambda f, x: (f(x - 1e-4) - f(x + 1e-4)) / 2e-4],
    "one side only": [
        lambda f, x: (f(x + 1e-3) - f(x)) / 1e-3,
        lambda f, x: (f(x + 1e-7) - f(x)) / 1e-7,
        lambda f, x: (f(x) - f(x - 1e-4)) / 1e-4,
    ],
    "the step is too small": [
        lambda f, x: (f(x + 1e-13) - f(x - 1e-13)) / 2e-13,
        lambda f, x: (f(x + 1e-12) - f(x - 1e-12)) / 2e-12,
    ],
    "the step is too large": [
        lambda f, x: (f(x + 0.1) - f(x - 0.1)) / 0.2,
        lambda f, x: (f(x + 0.3) - f(x - 0.3)) / 0.6,
    ],
}

# -- 2 -----------------------------------------------------------------------


def tree(L):
    rows = [(L.label, L.op, [parent.label for parent in L.parents])]
    for parent in L.parents:
        rows += tree(parent)
    return rows


def by_equality(L):
    rows, waiting, listed = [], [L], []
    while waiting:
        node = waiting.pop()
        if node not in listed:
            listed.append(node)
            rows.append((node.label, node.op, [p.label for p in node.parents]))
            waiting += node.parents
    return rows


def users(L):
    rows = right.table(L)
    return [
        (label, op, [row[0] for row in rows for name in row[2] if name == label])
        for label, op, _ in rows
    ]


def each_parent_once(L):
    rows = right.table(L)
    return [(label, op, [*dict.fromkeys(names)]) for label, op, names in rows]


PLANTS[2, 0] = {
    "nodes in place of labels": [
        lambda L: [(n.label, n.op, n.parents) for n in topological_order(L)],
        lambda L: [
            [n.label, n.op, [parent.data for parent in n.parents]]
            for n in topological_order(L)
        ],
    ],
    "a shared node is listed again": [tree],
    "the leaves are missing": [lambda L: [row for row in right.table(L) if row[2]]],
    "the result is missing": [
        lambda L: [row for row in right.table(L) if row[0] != "L"]
    ],
    "equal numbers taken for one node": [by_equality],
    "one parent of a square": [each_parent_once],
    "children in place of parents": [users],
    "the order of the parents": [
        lambda L: [(label, op, names[::-1]) for label, op, names in right.table(L)],
        lambda L: [(label, op, sorted(n)[::-1]) for label, op, n in right.table(L)],
    ],
}

# -- 3 -----------------------------------------------------------------------


def slopes(op, *wrong):
    return [{**SLOPES, op: function} for function in wrong]


PLANTS[3, 0] = {
    "a sum passes on numbers": slopes("a + b", lambda a, b: (a, b)),
    "the minus of b": slopes("a - b", lambda a, b: (1, 1)),
    "the own factor, not the other": slopes("a * b", lambda a, b: (a, b)),
    "the minus of the quotient": slopes("a / b", lambda a, b: (1 / b, a / b / b)),
    "b is not squared": slopes("a / b", lambda a, b: (1 / b, -a / b)),
    "a is forgotten": slopes("a / b", lambda a, b: (1 / b, -(b**-2))),
    "both get the gradient": slopes("max(a, b)", lambda a, b: (1, 1)),
    "the smaller gets the gradient": slopes(
        "max(a, b)", lambda a, b: (1, 0) if a < b else (0, 1)
    ),
    "a tie gives to both or to none": slopes(
        "max(a, b)", lambda a, b: (a >= b, b >= a), lambda a, b: (a > b, b > a)
    ),
    "exp taken for a power": slopes("exp(a)", lambda a: a * math.exp(a - 1)),
    "taken at the input": slopes("tanh(a)", lambda a: 1 - a * a),
    "not squared": slopes("tanh(a)", lambda a: 1 - math.tanh(a)),
    "the derivative of sigmoid": slopes(
        "tanh(a)", lambda a: math.tanh(a) * (1 - math.tanh(a))
    ),
    "the value, not the slope": slopes("relu(a)", lambda a: a if a > 0 else 0),
    "a closed gate passes nothing": slopes("relu(a)", lambda a: 1),
}

# -- 4 -----------------------------------------------------------------------


def chain(local, combine=lambda upstream, local: upstream * local):
    """A chain rule with another local derivative or another combination."""

    def gradients(steps, x):
        values = [x]
        for f, _ in steps:
            values.append(f(values[-1]))
        grads = [1.0]
        for i in reversed(range(len(steps))):
            grads.insert(0, combine(grads[0], local(steps, values, i)))
        return grads

    return gradients


def own(steps, values, i):
    return steps[i][1](values[i])


def from_the_left(steps, x):
    grads = [1.0]
    for f, df in steps:
        grads.append(grads[-1] * df(x))
        x = f(x)
    return grads


PLANTS[4, 0] = {
    "upstream forgotten": [chain(own, lambda upstream, local: local)],
    "derivative at the output": [
        chain(lambda steps, values, i: steps[i][1](values[i + 1]))
    ],
    "every derivative at x": [chain(lambda steps, values, i: steps[i][1](values[0]))],
    "from the wrong end": [lambda steps, x: right.gradients(steps, x)[::-1]],
    "derivatives by x, not of L": [from_the_left],
    "added, not multiplied": [chain(own, lambda upstream, local: upstream + local)],
    "steps and values mixed up": [
        chain(lambda steps, values, i: steps[i][1](values[len(steps) - 1 - i]))
    ],
    "the sign": [lambda steps, x: [-number for number in right.gradients(steps, x)]],
    "values, not gradients": [
        lambda steps, x: [
            *itertools.accumulate(steps, lambda v, step: step[0](v), initial=x)
        ]
    ],
    "dL/dL is missing": [lambda steps, x: right.gradients(steps, x)[:-1]],
    "only dL/dx": [lambda steps, x: right.gradients(steps, x)[0]],
}

# -- 5 -----------------------------------------------------------------------


def depth_first(parents, L, once=False):
    edges, visited = [], set()

    def visit(child):
        if once and child in visited:
            return
        visited.add(child)
        for name in parents[child]:
            edges.append((child, name))
            visit(name)

    visit(L)
    return edges


def breadth_first(parents, L):
    edges, waiting = [], [L]
    for child in waiting:
        for name in parents[child]:
            edges.append((child, name))
            if name not in waiting:
                waiting.append(name)
    return edges


PLANTS[5, 0] = {
    "nodes, not edges": [lambda parents, L: [*parents]],
    "(parent, child)": [lambda *graph: [e[::-1] for e in right.edge_order(*graph)]],
    "the naive recursion": [depth_first],
    "two uses by one node": [lambda *graph: [*dict.fromkeys(right.edge_order(*graph))]],
    "from the leaves up": [lambda *graph: right.edge_order(*graph)[::-1]],
    "by distance from L": [breadth_first],
    "an edge too early": [lambda *graph: depth_first(*graph, once=True)],
}

# -- 6 -----------------------------------------------------------------------


class Overwrites(Value):
    def send(self, nodes):
        for node in nodes:
            for parent, local in zip(node.parents, node.locals, strict=True):
                parent.grad = node.grad * local


class Naive(Value):
    def backward(self):
        self.grad = 1.0
        self.visit()

    def visit(self):
        for parent, local in zip(self.parents, self.locals, strict=True):
            parent.grad += self.grad * local
            parent.visit()


class BreadthFirst(Value):
    def order(self):
        nodes = {self: None}
        waiting = [self]
        for node in waiting:
            waiting += [p for p in node.parents if p not in nodes]
            nodes |= dict.fromkeys(node.parents)
        return [*nodes]


class Micrograd(Value):
    def reset(self, nodes):
        pass


class ResetsLeaves(Value):
    def reset(self, nodes):
        for node in nodes:
            node.grad = 0.0


class Recursive(Value):
    def order(self):
        nodes, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for parent in node.parents:
                    visit(parent)
                nodes.append(node)

        visit(self)
        return nodes[::-1]


class WithoutSeed(Value):
    def backward(self):
        self.send(self.order())


class WithoutUpstream(Value):
    def send(self, nodes):
        for node in nodes:
            for parent, local in zip(node.parents, node.locals, strict=True):
                parent.grad += local


class OwnFactor(Value):
    def __mul__(self, other):
        data = self.data * other.data
        return type(self)(data, (self, other), (self.data, other.data))


class TanhAtInput(Value):
    def tanh(self):
        return type(self)(math.tanh(self.data), (self,), (1 - self.data**2,))


class PowerNotLowered(Value):
    def __pow__(self, n):
        return type(self)(self.data**n, (self,), (n * self.data**n,))


class Subtracts(Value):
    def __add__(self, other):
        return type(self)(self.data - other.data, (self, other), (1.0, 1.0))


class NumberOnTheLeft(Value):
    __radd__ = __rmul__ = None


class NumberOnTheRight(Value):
    def wrapped(self, other):
        return other


PLANTS[6, 0] = {
    "the recursion is too deep": [Recursive],
    "the result is wrong": [Subtracts],
    "dL/dL is not 1": [WithoutSeed],
    "the own factor, not the other": [OwnFactor],
    "tanh taken at the input": [TanhAtInput],
    "the power is not lowered": [PowerNotLowered],
    "upstream forgotten": [WithoutUpstream],
    "uses overwrite each other": [Overwrites],
    "a node passes on too early": [Naive, BreadthFirst],
    "a plain number beside it": [NumberOnTheLeft, NumberOnTheRight],
    "the second backward adds nothing": [ResetsLeaves],
    "gradients in between are not reset": [Micrograd],
}

# -- 7 -----------------------------------------------------------------------

PLANTS[7, 0] = {
    "the right ones": [lambda p: [i for i in range(10) if i not in wrong_ones(p)]],
    "counted from 1": [lambda p: [i + 1 for i in wrong_ones(p)]],
    "one point only": [lambda p: wrong_ones(p, places=(1,))],
    "the tolerance is too wide": [lambda p: wrong_ones(p, tolerance=0.05)],
    "the step is too small": [lambda p: wrong_ones(p, h=1e-13)],
    "the step is too large": [lambda p: wrong_ones(p, h=0.1)],
    "the tolerance is too tight": [lambda p: wrong_ones(p, tolerance=1e-14)],
}

# -- 8 -----------------------------------------------------------------------

PLANTS[8, 0] = {
    "too many steps": [lambda slope, x: descend(slope, x, 1e-4, 100_000)],
    "uphill": [lambda slope, x: descend(slope, x, -0.1, 50)],
    "the rate is too large": [
        lambda slope, x: descend(slope, x, 0.6),
        lambda slope, x: descend(slope, x, 1.0, 5000),
    ],
    "stopped too early": [lambda slope, x: descend(slope, x, 0.2, 20)],
}

# -- 9 -----------------------------------------------------------------------


def by_hand(error, factor, mean=True):
    def gradient(w, b, x, y):
        errors = [factor * error(w * xi + b, yi) for xi, yi in zip(x, y, strict=True)]
        n = len(x) if mean else 1
        dw = sum(e * xi for e, xi in zip(errors, x, strict=True)) / n
        return dw, sum(errors) / n

    return gradient


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def common(answer, difference):
    factor = 2 if answer is right.line else 1
    return {
        "the sign": [lambda *data: [-g for g in answer(*data)]],
        "the sum, not the mean": [by_hand(difference, factor, mean=False)],
        "x is forgotten": [lambda *data: [answer(*data)[1]] * 2],
        "b is no factor": [
            lambda w, b, *data: (answer(w, b, *data)[0], answer(w, b, *data)[1] * b)
        ],
        "w and b exchanged": [lambda *data: answer(*data)[::-1]],
    }


PLANTS[9, 0] = {
    "the factor 2": [by_hand(lambda z, y: z - y, 1)],
    **common(right.line, lambda z, y: z - y),
    "the factor 2, and the sum": [by_hand(lambda z, y: z - y, 1, mean=False)],
}
PLANTS[9, 1] = {
    "sigmoid is differentiated twice": [
        by_hand(lambda z, y: (sigmoid(z) - y) * sigmoid(z) * sigmoid(-z), 1),
        by_hand(lambda z, y: (sigmoid(z) - y) * sigmoid(z) * sigmoid(-z), 2),
    ],
    "z in place of p": [by_hand(lambda z, y: z - y, 1)],
    "a factor 2": [by_hand(lambda z, y: sigmoid(z) - y, 2)],
    **common(right.logistic, lambda z, y: sigmoid(z) - y),
}

# -- 10 ----------------------------------------------------------------------


def network(key, change):
    """Backward with one line changed, and those after it as they follow from it."""

    def backward(W1, b1, W2, b2, x, y):
        z = W1 @ x + b1
        h = np.tanh(z)
        out = W2 @ h + b2
        d = {}
        formulas = {
            "out": lambda: 2 * (out - y),
            "W2": lambda: d["out"] * h,
            "b2": lambda: d["out"],
            "h": lambda: d["out"] * W2,
            "z": lambda: d["h"] * (1 - h**2),
            "W1": lambda: np.outer(d["z"], x),
            "b1": lambda: d["z"],
        }
        names = {"W2": W2, "b2": b2, "x": x, "y": y, "z": z, "h": h, "out": out}
        names["d"] = d
        for line, formula in formulas.items():
            d[line] = change(names) if line == key else formula()
        return d

    return [backward]


PLANTS[10, 0] = {
    "the factor 2": network("out", lambda n: n["out"] - n["y"]),
    "the sign": network("out", lambda n: 2 * (n["y"] - n["out"])),
    "the loss, not its gradient": network("out", lambda n: (n["out"] - n["y"]) ** 2),
    "what goes in is h, not z": network("W2", lambda n: n["d"]["out"] * n["z"]),
    "upstream forgotten": network("W2", lambda n: n["h"]),
    "the weight, not what it is multiplied by": network(
        "W2", lambda n: n["d"]["out"] * n["W2"]
    ),
    "b2 is no factor": network("b2", lambda n: n["d"]["out"] * n["b2"]),
    "the activation, not the weight": network("h", lambda n: n["d"]["out"] * n["h"]),
    "upstream forgotten on the way to h": network("h", lambda n: n["W2"]),
    "the units of h are added up": network("h", lambda n: sum(n["d"]["out"] * n["W2"])),
    "tanh is skipped": network("z", lambda n: n["d"]["h"]),
    "tanh taken at the input": network("z", lambda n: n["d"]["h"] * (1 - n["z"] ** 2)),
    "tanh is applied twice": network(
        "z", lambda n: n["d"]["h"] * (1 - np.tanh(n["h"]) ** 2)
    ),
    "the derivative of sigmoid": network(
        "z", lambda n: n["d"]["h"] * n["h"] * (1 - n["h"])
    ),
    "W1 is transposed": network("W1", lambda n: np.outer(n["x"], n["d"]["z"])),
    "the delta of h, not of z": network("W1", lambda n: np.outer(n["d"]["h"], n["x"])),
    "the delta of h, not of z, for b1": network("b1", lambda n: n["d"]["h"]),
    "b1 is added up": network("b1", lambda n: n["d"]["z"].sum()),
}

# -- 11 ----------------------------------------------------------------------


def softmax(s):
    return np.exp(s - s.max()) / np.exp(s - s.max()).sum()


def unshifted(scores, label):
    with np.errstate(all="ignore"):
        p = np.exp(scores) / np.exp(scores).sum()
        return -np.log(p[label]), p - np.eye(len(p))[label]


def unshifted_in_python(scores, label):
    powers = [math.exp(s) for s in scores]
    p = [power / sum(powers) for power in powers]
    return -math.log(p[label]), [pi - (i == label) for i, pi in enumerate(p)]


def clipped(scores, label):
    p = softmax(scores)
    return -np.log(p[label] + 1e-12 * (p[label] == 0)), p - np.eye(len(p))[label]


def with_gradient(change):
    return [lambda s, k: (right.cross_entropy(s, k)[0], change(softmax(s), k))]


def with_loss(change):
    return [
        lambda s, k: (change(right.cross_entropy(s, k)[0]), softmax(s) - one(len(s), k))
    ]


def one(n, k):
    return np.eye(n)[k]


PLANTS[11, 0] = {
    "overflow": [unshifted, unshifted_in_python],
    "log of a rounded probability": [clipped],
    "the sign of the gradient": with_gradient(lambda p, k: one(len(p), k) - p),
    "y is not subtracted": with_gradient(lambda p, k: p),
    "only the label has a gradient": with_gradient(
        lambda p, k: (p[k] - 1) * one(len(p), k)
    ),
    "the gradient by p, not by the scores": with_gradient(
        lambda p, k: -one(len(p), k) / np.maximum(p, 1e-300)
    ),
    "softmax is differentiated once more": with_gradient(
        lambda p, k: (p - one(len(p), k)) * p * (1 - p)
    ),
    "the minus of the loss": with_loss(lambda loss: -loss),
    "another base of the logarithm": with_loss(lambda loss: loss / math.log(2)),
    "the probability, not its logarithm": with_loss(lambda loss: math.exp(-loss)),
    "divided by the number of classes": [
        lambda s, k: (
            right.cross_entropy(s, k)[0] / len(s),
            softmax(s) - one(len(s), k),
        )
    ],
    "the loss alone": [lambda s, k: right.cross_entropy(s, k)[0]],
    "gradient and loss exchanged": [lambda s, k: right.cross_entropy(s, k)[::-1]],
}

# -- 12 ----------------------------------------------------------------------


def filled(number):
    def network(sizes, rng):
        pairs = itertools.pairwise(sizes)
        return "tanh", [np.full(shape, number) for shape in pairs]

    return network


def positive(sizes, rng):
    pairs = itertools.pairwise(sizes)
    return "relu", [rng.uniform(0.0, 1.0, (n, m)) for n, m in pairs]


PLANTS[12, 0] = {
    "all weights zero": [filled(0.0)],
    "equal units": [filled(0.1)],
    "sigmoid in every layer": [lambda s, rng: healthy(s, rng, "sigmoid", 1.0)],
    "not centred": [positive],
    "the weights are too small": [
        lambda s, rng: healthy(s, rng, "tanh", 0.1),
        lambda s, rng: healthy(s, rng, "relu", 0.5),
    ],
    "the weights are too large": [
        lambda s, rng: healthy(s, rng, "tanh", 400.0),
        lambda s, rng: healthy(s, rng, "relu", 20.0),
    ],
}

# -- 13 ----------------------------------------------------------------------

PLANTS[13, 0] = {
    "no memory": [lambda p, g, v, lr, beta: (p - lr * g, g)],
    "an average in place of a sum": [
        lambda p, g, v, lr, beta: (
            p - lr * (beta * v + (1 - beta) * g),
            beta * v + (1 - beta) * g,
        )
    ],
    "the old velocity moves p": [
        lambda p, g, v, lr, beta: (p - lr * v, beta * v + g),
    ],
    "Nesterov's momentum": [
        lambda p, g, v, lr, beta: (
            p - lr * (g + beta * (beta * v + g)),
            beta * v + g,
        )
    ],
    "uphill": [lambda p, g, v, lr, beta: (p + lr * (beta * v + g), beta * v + g)],
    "the rate twice": [
        lambda p, g, v, lr, beta: (p - lr * (beta * v + lr * g), beta * v + lr * g)
    ],
    "(v, p) in place of (p, v)": [lambda *a: right.momentum(*a)[::-1]],
}


def adam(source):
    """Adam with lines of it replaced."""
    lines = [
        "m = b1 * m + (1 - b1) * g",
        "v = b2 * v + (1 - b2) * g * g",
        "mh, vh = m / (1 - b1**t), v / (1 - b2**t)",
        "return p - lr * mh / (math.sqrt(vh) + eps), m, v",
    ]
    for number, line in source.items():
        lines[number] = line
    body = "\n    ".join(lines)
    names = {"math": math}
    exec(f"def adam(p, g, m, v, t, lr, b1, b2, eps):\n    {body}", names)
    return [names["adam"]]


PLANTS[13, 1] = {
    "no bias correction": adam({2: "mh, vh = m, v"}),
    "only m is corrected": adam({2: "mh, vh = m / (1 - b1**t), v"}),
    "only v is corrected": adam({2: "mh, vh = m, v / (1 - b2**t)"}),
    "one g too many": adam({3: "return p - lr * mh / (math.sqrt(vh) + eps) * g, m, v"}),
    "the old averages move p": adam(
        {
            0: "m0, m = m, b1 * m + (1 - b1) * g",
            1: "v0, v = v, b2 * v + (1 - b2) * g * g",
            2: "mh, vh = m0 / (1 - b1**t), v0 / (1 - b2**t)",
        }
    ),
    "eps is forgotten": adam({3: "return p - lr * mh / math.sqrt(vh), m, v"}),
    "eps inside the root": adam({3: "return p - lr * mh / math.sqrt(vh + eps), m, v"}),
    "the corrected averages are carried on": adam(
        {3: "return p - lr * mh / (math.sqrt(vh) + eps), mh, vh"}
    ),
    "t counts from another number": adam(
        {2: "t += 1; mh, vh = m / (1 - b1**t), v / (1 - b2**t)"}
    ),
    "t counts from 0": adam({2: "t -= 1; mh, vh = m / (1 - b1**t), v / (1 - b2**t)"}),
    "v is not of the square": adam(
        {
            1: "v = b2 * v + (1 - b2) * g",
            3: "return p - lr * mh / (math.sqrt(abs(vh)) + eps), m, v",
        }
    ),
    "the root is missing": adam({3: "return p - lr * mh / (vh + eps), m, v"}),
    "b1 and b2 exchanged": adam(
        {
            0: "m = b2 * m + (1 - b2) * g",
            1: "v = b1 * v + (1 - b1) * g * g",
            2: "mh, vh = m / (1 - b2**t), v / (1 - b1**t)",
        }
    ),
    "b1 for both averages": adam(
        {
            1: "v = b1 * v + (1 - b1) * g * g",
            2: "mh, vh = m / (1 - b1**t), v / (1 - b1**t)",
        }
    ),
    "sums in place of averages": adam({0: "m = b1 * m + g", 1: "v = b2 * v + g * g"}),
    "uphill": adam({3: "return p + lr * mh / (math.sqrt(vh) + eps), m, v"}),
}

# -- 14 ----------------------------------------------------------------------

PLANTS[14, 0] = {
    "dW is transposed": [lambda x, W, b, G: (G @ W.T, G.T @ x, G.sum(axis=0))],
    "dx is transposed": [lambda x, W, b, G: (W @ G.T, x.T @ G, G.sum(axis=0))],
    "db for each row": [lambda x, W, b, G: (G @ W.T, x.T @ G, G)],
    "the mean, not the sum": [lambda x, W, b, G: (G @ W.T, x.T @ G, G.mean(axis=0))],
    "db summed over the wrong axis": [
        lambda x, W, b, G: (G @ W.T, x.T @ G, G.sum(axis=1))
    ],
    "db as one number": [lambda x, W, b, G: (G @ W.T, x.T @ G, G.sum())],
    "dW averaged over the batch": [
        lambda x, W, b, G: (G @ W.T, x.T @ G / len(x), G.sum(axis=0)),
    ],
    "upstream forgotten": [
        lambda x, W, b, G: (G @ W.T, x.T @ np.ones(G.shape), G.sum(axis=0))
    ],
    "upstream forgotten for b": [
        lambda x, W, b, G: (G @ W.T, x.T @ G, np.ones(b.shape))
    ],
    "another order": [lambda x, W, b, G: (x.T @ G, G.sum(axis=0), G @ W.T)],
}


PLANTS[14, 1] = {
    "diverged": [lambda X, y: train(X, y, epochs=1, rate=math.nan)],
    "not trained": [lambda X, y: train(X, y, epochs=0)],
    "stopped too early": [lambda X, y: train(X, y, epochs=2, rate=0.1)],
}
