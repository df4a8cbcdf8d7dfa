"""The names by which parameters of networks are known here and in PyTorch."""

from __future__ import annotations

BIASES = ("b", "bias")
"""The last part of the name of a bias."""


def is_bias(label: str) -> bool:
    """Whether a parameter of this label is a bias.

    >>> is_bias("layers.0.neurons.1.b"), is_bias("bias"), is_bias("layers.0.weight")
    (True, True, False)
    """
    return label.rpartition(".")[2] in BIASES
