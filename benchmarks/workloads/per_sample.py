"""The gradient of each sample of a batch, by `vmap` and by a loop: 64-32-10."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from benchmarks.workload import Call, Workload

SIZES = (64, 32, 10)
BATCH = 256


def data() -> tuple[list[Any], Any, Any]:
    """Weights and biases in a row, images and labels."""
    rng = np.random.default_rng(0)
    parameters: list[Any] = []
    for rows, columns in itertools.pairwise(SIZES):
        parameters.append(rng.standard_normal((rows, columns)) / rows**0.5)
        parameters.append(np.zeros(columns))
    images = rng.standard_normal((BATCH, SIZES[0]))
    return parameters, images, rng.integers(SIZES[-1], size=BATCH)


def ours(at_once: bool) -> Call:
    """`vmap(grad(loss))`, or the same function called for each sample."""
    import autograd_core as ac

    parameters, images, labels = data()

    def loss(parameters: Any, x: Any, label: Any) -> Any:
        w, b, v, c = parameters
        return -ac.log_softmax(ac.tanh(x @ w + b) @ v + c)[label]

    slopes = ac.grad(loss)
    if at_once:
        mapped = ac.vmap(slopes, in_axes=(None, 0, 0))
        return lambda: squared_norms(mapped(parameters, images, labels))

    def loop() -> Any:
        outs = [slopes(parameters, images[k], labels[k]) for k in range(BATCH)]
        return squared_norms([np.stack(parts) for parts in zip(*outs, strict=True)])

    return loop


def by_hand() -> Call:
    """The formulas in NumPy, all samples at once."""
    (w, b, v, c), images, labels = data()
    one_hot = np.eye(SIZES[-1])[labels]

    def slopes() -> Any:
        hidden = np.tanh(images @ w + b)
        scores = np.exp(hidden @ v + c)
        back = scores / scores.sum(1, keepdims=True) - one_hot
        back_hidden = (back @ v.T) * (1.0 - hidden * hidden)
        return squared_norms(
            [
                images[:, :, None] * back_hidden[:, None, :],
                back_hidden,
                hidden[:, :, None] * back[:, None, :],
                back,
            ]
        )

    return slopes


def pytorch() -> Call:
    """torch.func's vmap of grad."""
    import torch
    from torch.func import grad, vmap

    parameters, images, labels = data()
    tensors = [torch.from_numpy(x) for x in parameters]
    x, y = torch.from_numpy(images), torch.from_numpy(labels)

    def loss(parameters: Any, x: Any, label: Any) -> Any:
        w, b, v, c = parameters
        scores = torch.tanh(x @ w + b) @ v + c
        return torch.nn.functional.cross_entropy(scores[None], label[None])

    mapped = vmap(grad(loss), in_dims=(None, 0, 0))
    return lambda: squared_norms([slope.numpy() for slope in mapped(tensors, x, y)])


def squared_norms(slopes: Any) -> Any:
    """A number for each sample, which shows that the gradients were computed."""
    return sum(np.square(x[:, ..., -1]).reshape(BATCH, -1).sum(1) for x in slopes)


WORKLOADS = [
    Workload(
        "per-sample",
        f"gradients of {BATCH} samples, {'-'.join(map(str, SIZES))}",
        {
            "numpy": by_hand,
            "vmap": lambda: ours(True),
            "tensor": lambda: ours(False),
            "torch": pytorch,
        },
        reference="vmap",
    )
]
