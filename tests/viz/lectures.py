"""The lectures' examples, with numbers chosen so that their ledgers fit in a head."""

from __future__ import annotations

import math

from autograd_core import Value, logsumexp


def single_neuron() -> Value:
    """L = sigmoid(w1 x1 + w2 x2 + b), whose sum is 0."""
    w1, x1 = Value(2.0, label="w1"), Value(-1.0, label="x1")
    w2, x2 = Value(-3.0, label="w2"), Value(-2.0, label="x2")
    b = Value(-4.0, label="b")
    a1, a2 = w1 * x1, w2 * x2
    s = a1 + a2
    z = s + b
    out = z.sigmoid()
    for node, label in ((a1, "a1"), (a2, "a2"), (s, "s"), (z, "z"), (out, "L")):
        node.label = label
    return out


def two_layer_net() -> Value:
    """L = (w2 relu(w1 x + b1) + b2 - 1)^2."""
    x = Value(2.0, label="x")
    w1, b1 = Value(3.0, label="w1"), Value(-1.0, label="b1")
    w2, b2 = Value(-2.0, label="w2"), Value(4.0, label="b2")
    a1 = w1 * x
    z1 = a1 + b1
    h = z1.relu()
    a2 = w2 * h
    z2 = a2 + b2
    e = z2 - 1.0
    out = e**2
    labels = ("a1", "z1", "h", "a2", "z2", "e", "L")
    for node, label in zip((a1, z1, h, a2, z2, e, out), labels, strict=True):
        node.label = label
    return out


def softmax_cross_entropy() -> Value:
    """L = -log(e^z1 / (e^z1 + e^z2)) at z = (0, 0), step by step."""
    z1, z2 = Value(0.0, label="z1"), Value(0.0, label="z2")
    e1, e2 = z1.exp(), z2.exp()
    s = e1 + e2
    p = e1 / s
    q = p.log()
    out = -q
    labels = ("e1", "e2", "s", "p", "q", "L")
    for node, label in zip((e1, e2, s, p, q, out), labels, strict=True):
        node.label = label
    return out


def fused_cross_entropy() -> Value:
    """L = logsumexp(z) - z2 at z = (0, log 2, 0): probabilities 1/4, 1/2, 1/4."""
    logits = {"z1": 0.0, "z2": math.log(2.0), "z3": 0.0}
    z = [Value(logit, label=label) for label, logit in logits.items()]
    total = logsumexp(z)
    out = total - z[1]
    total.label, out.label = "t", "L"
    return out
