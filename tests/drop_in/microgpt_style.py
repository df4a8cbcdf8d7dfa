"""A small transformer in microgpt's style, over any engine that has its `Value`.

One word at a time, one letter at a time, all of it on lists of scalars: token and
position embeddings, RMSNorm, attention over the keys and values kept so far, an MLP,
cross entropy, Adam by hand. `Ops` says how its nodes are made.
"""

import itertools
import random

WORDS = [
    *("alder", "apple", "aspen", "beech", "birch", "cedar", "cherry", "chestnut"),
    *("cypress", "elder", "elm", "fir", "hazel", "hemlock", "hickory", "hornbeam"),
    *("juniper", "larch", "laurel", "linden", "maple", "medlar", "mulberry", "oak"),
    *("olive", "pine", "plum", "poplar", "quince", "rowan", "sequoia", "spruce"),
    *("sycamore", "tamarack", "walnut", "willow", "yew"),
]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
EDGE = len(LETTERS)
N_TOKENS, WIDTH, HEADS, CONTEXT = EDGE + 1, 16, 4, 16
SHAPES = {
    "token": (N_TOKENS, WIDTH),
    "place": (CONTEXT, WIDTH),
    "query": (WIDTH, WIDTH),
    "key": (WIDTH, WIDTH),
    "value": (WIDTH, WIDTH),
    "mix": (WIDTH, WIDTH),
    "up": (4 * WIDTH, WIDTH),
    "down": (WIDTH, 4 * WIDTH),
    "read": (N_TOKENS, WIDTH),
}


class Ops:
    """Sums of products from operators and Python's builtin `sum`."""

    def __init__(self, Value):
        self.Value = Value

    def product_sum(self, ws, xs):
        """w1 x1 + ... + wn xn."""
        return sum(w * x for w, x in zip(ws, xs, strict=True))

    def total(self, xs):
        """x1 + ... + xn."""
        return sum(xs)


class OpsByHand(Ops):
    """Sums of products as single nodes, `Value(data, children, local_grads)`."""

    def product_sum(self, ws, xs):
        a, b = [w.data for w in ws], [x.data for x in xs]
        data = sum(p * q for p, q in zip(a, b, strict=True))
        return self.Value(data, (*ws, *xs), (*b, *a))

    def total(self, xs):
        return self.Value(sum(x.data for x in xs), tuple(xs), (1,) * len(xs))


def tokens_of(word):
    """The letters as numbers, between two edges."""
    return [EDGE, *(LETTERS.index(letter) for letter in word), EDGE]


def make_weights(Value, seed=3):
    """Matrices of Values, as lists of rows."""
    draw = random.Random(seed)
    return {
        name: [[Value(draw.gauss(0.0, 0.2)) for _ in range(n)] for _ in range(m)]
        for name, (m, n) in SHAPES.items()
    }


def parameters(weights):
    """All Values of all matrices, in order."""
    return [p for matrix in weights.values() for row in matrix for p in row]


def linear(ops, matrix, x):
    """The matrix times the vector."""
    return [ops.product_sum(row, x) for row in matrix]


def softmax(ops, logits):
    """Probabilities; the largest logit is subtracted as a plain number."""
    top = max(v.data for v in logits)
    powers = [(v - top).exp() for v in logits]
    total = ops.total(powers)
    return [power / total for power in powers]


def rms_norm(ops, x):
    """x over its root mean square."""
    mean_square = ops.product_sum(x, x) / len(x)
    scale = (mean_square + 1e-5) ** -0.5
    return [v * scale for v in x]


def next_letter(ops, weights, token, place, keys, values):
    """Logits of the letter after `token`; its key and value join the lists."""
    x = [
        t + p
        for t, p in zip(weights["token"][token], weights["place"][place], strict=True)
    ]
    x = rms_norm(ops, x)
    normed = rms_norm(ops, x)
    query = linear(ops, weights["query"], normed)
    keys.append(linear(ops, weights["key"], normed))
    values.append(linear(ops, weights["value"], normed))
    attended = []
    size = WIDTH // HEADS
    for head in range(HEADS):
        part = slice(head * size, (head + 1) * size)
        scores = [ops.product_sum(query[part], k[part]) / size**0.5 for k in keys]
        shares = softmax(ops, scores)
        for j in range(part.start, part.stop):
            attended.append(ops.product_sum(shares, [v[j] for v in values]))
    x = [a + b for a, b in zip(linear(ops, weights["mix"], attended), x, strict=True)]
    hidden = linear(ops, weights["up"], rms_norm(ops, x))
    hidden = [v.relu() for v in hidden]
    x = [a + b for a, b in zip(linear(ops, weights["down"], hidden), x, strict=True)]
    return linear(ops, weights["read"], x)


def word_loss(ops, weights, word):
    """The mean cross entropy of each letter given those before it."""
    tokens = tokens_of(word)
    keys, values, losses = [], [], []
    for place, (token, target) in enumerate(itertools.pairwise(tokens)):
        logits = next_letter(ops, weights, token, place, keys, values)
        losses.append(-softmax(ops, logits)[target].log())
    return (1 / len(losses)) * ops.total(losses)


def train(ops, weights, words, rate=0.01, b1=0.9, b2=0.95, eps=1e-8):
    """One Adam step per word, written on `p.data` and `p.grad`; the losses."""
    params = parameters(weights)
    m, v = [0.0] * len(params), [0.0] * len(params)
    losses = []
    for step, word in enumerate(words):
        loss = word_loss(ops, weights, word)
        loss.backward()
        for i, p in enumerate(params):
            m[i] = b1 * m[i] + (1 - b1) * p.grad
            v[i] = b2 * v[i] + (1 - b2) * p.grad**2
            m_hat, v_hat = m[i] / (1 - b1 ** (step + 1)), v[i] / (1 - b2 ** (step + 1))
            p.data -= rate * m_hat / (v_hat**0.5 + eps)
            p.grad = 0
        losses.append(loss.data)
    return losses
