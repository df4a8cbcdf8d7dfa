"""Training steps of networks on arrays: forward, backward and the optimizer's step.

Four sizes, from one where calls of NumPy are all the cost to one where products of
matrices are. NumPy by hand is the limit for everything that calls NumPy.
"""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np

from benchmarks.workload import Call, Workload, training_step

SGD_RATE = 0.05
ADAM_RATE, BETA1, BETA2, EPS = 1e-3, 0.9, 0.999, 1e-8


class Network(NamedTuple):
    """A relu network and its training: what all engines are given."""

    sizes: tuple[int, ...]
    batch: int
    optimizer: str
    dtype: str = "float64"

    @property
    def classifies(self) -> bool:
        """Whether the loss is the cross entropy of classes, else squared errors."""
        return self.sizes[-1] > 1

    def data(self) -> tuple[Any, Any]:
        """The inputs; the class ids, or a column of targets."""
        rng = np.random.default_rng(0)
        x = rng.standard_normal((self.batch, self.sizes[0])).astype(self.dtype)
        if self.classifies:
            return x, rng.integers(self.sizes[-1], size=self.batch)
        return x, rng.standard_normal((self.batch, 1)).astype(self.dtype)

    def parameters(self) -> list[Any]:
        """Weights of shape (inputs, outputs) and biases, layer after layer."""
        rng = np.random.default_rng(1)
        params = []
        for n_in, n_out in itertools.pairwise(self.sizes):
            weight = rng.standard_normal((n_in, n_out)) / np.sqrt(n_in)
            params += [weight.astype(self.dtype), np.zeros(n_out, self.dtype)]
        return params


def by_hand(network: Network) -> Call:
    """NumPy alone, as one would write it: results in place where they can be."""
    x, targets = network.data()
    params = network.parameters()
    weights, biases = params[::2], params[1::2]
    update = hand_adam(params) if network.optimizer == "Adam" else hand_sgd(params)
    loss_of = hand_cross_entropy if network.classifies else hand_squared_error

    def step() -> float:
        inputs = [x]
        for i, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
            z = inputs[-1] @ weight
            z += bias
            if i < len(weights) - 1:
                np.maximum(z, 0.0, out=z)
            inputs.append(z)
        loss, delta = loss_of(inputs.pop(), targets)
        gradients: list[Any] = []
        for i in range(len(weights) - 1, -1, -1):
            gradients = [inputs[i].T @ delta, delta.sum(axis=0), *gradients]
            if i:
                delta = delta @ weights[i].T
                delta *= inputs[i] > 0.0
        update(gradients)
        return float(loss)

    return step


def hand_cross_entropy(z: Any, ids: Any) -> tuple[Any, Any]:
    """The mean cross entropy, and its gradient by the logits."""
    rows = np.arange(len(z))
    z -= z.max(axis=1, keepdims=True)
    shares = np.exp(z)
    sums = shares.sum(axis=1, keepdims=True)
    loss = (np.log(sums[:, 0]) - z[rows, ids]).mean()
    shares /= sums
    shares[rows, ids] -= 1.0
    shares /= len(z)
    return loss, shares


def hand_squared_error(y: Any, targets: Any) -> tuple[Any, Any]:
    """The mean of squared errors, and its gradient by the outputs."""
    error = y - targets
    return (error * error).mean(), error * (2.0 / len(error))


def hand_sgd(params: list[Any]) -> Any:
    """The update of gradient descent."""

    def update(gradients: list[Any]) -> None:
        for param, gradient in zip(params, gradients, strict=True):
            gradient *= SGD_RATE
            param -= gradient

    return update


def hand_adam(params: list[Any]) -> Any:
    """The update of Adam."""
    first = [np.zeros_like(param) for param in params]
    second = [np.zeros_like(param) for param in params]
    steps = 0

    def update(gradients: list[Any]) -> None:
        nonlocal steps
        steps += 1
        rate = ADAM_RATE / (1.0 - BETA1**steps)
        correction = 1.0 - BETA2**steps
        for p, g, m, v in zip(params, gradients, first, second, strict=True):
            m *= BETA1
            m += (1.0 - BETA1) * g
            v *= BETA2
            v += (1.0 - BETA2) * (g * g)
            p -= rate * m / (np.sqrt(v / correction) + EPS)

    return update


def tensors(network: Network) -> Call:
    """This project: `nn.mlp`, a loss of `nn` and an optimizer of `optim`."""
    import nn
    import optim

    x, targets = network.data()
    model = nn.mlp(network.sizes, "relu", dtype=network.dtype)
    for param, array in zip(model.parameters(), network.parameters(), strict=True):
        param.data = array
    if network.optimizer == "Adam":
        optimizer: Any = optim.Adam(model.parameters(), lr=ADAM_RATE)
    else:
        optimizer = optim.SGD(model.parameters(), lr=SGD_RATE)
    loss_of = nn.cross_entropy if network.classifies else nn.squared_error

    return training_step(optimizer, lambda: loss_of(model(x), targets))


def pytorch(network: Network) -> Call:
    """PyTorch eager: Linear and ReLU, a loss, an optimizer."""
    import torch

    x, targets = map(torch.from_numpy, network.data())
    dtype = getattr(torch, network.dtype)
    layers: list[Any] = []
    for n_in, n_out in itertools.pairwise(network.sizes):
        layers += [torch.nn.Linear(n_in, n_out, dtype=dtype), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for param, array in zip(model.parameters(), network.parameters(), strict=True):
            param.copy_(torch.from_numpy(array.T.copy()))
    optimizers = torch.optim
    if network.optimizer == "Adam":
        optimizer: Any = optimizers.Adam(model.parameters(), lr=ADAM_RATE)
    else:
        optimizer = optimizers.SGD(model.parameters(), lr=SGD_RATE)
    losses = torch.nn.functional
    loss_of = losses.cross_entropy if network.classifies else losses.mse_loss

    return training_step(optimizer, lambda: loss_of(model(x), targets))


def jax_jit(network: Network) -> Call:
    """JAX: the whole step in one compiled function."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    x, targets = map(jnp.asarray, network.data())
    rows = jnp.arange(network.batch)

    def loss_of(params: Any) -> Any:
        out = x
        layers = list(zip(params[::2], params[1::2], strict=True))
        for weight, bias in layers[:-1]:
            out = jax.nn.relu(out @ weight + bias)
        out = out @ layers[-1][0] + layers[-1][1]
        if network.classifies:
            return -jax.nn.log_softmax(out)[rows, targets].mean()
        return ((out - targets) ** 2).mean()

    def update(params: Any, gradients: Any, memory: Any) -> Any:
        if network.optimizer == "SGD":
            moved = [p - SGD_RATE * g for p, g in zip(params, gradients, strict=True)]
            return moved, memory
        steps, first, second = memory
        steps = steps + 1
        rate = ADAM_RATE / (1.0 - BETA1**steps)
        correction = 1.0 - BETA2**steps
        pairs = list(zip(first, gradients, strict=True))
        first = [BETA1 * m + (1.0 - BETA1) * g for m, g in pairs]
        pairs = list(zip(second, gradients, strict=True))
        second = [BETA2 * v + (1.0 - BETA2) * g * g for v, g in pairs]
        moved = [
            (p - rate * m / (jnp.sqrt(v / correction) + EPS)).astype(p.dtype)
            for p, m, v in zip(params, first, second, strict=True)
        ]
        return moved, (steps, first, second)

    @jax.jit
    def advance(params: Any, memory: Any) -> Any:
        loss, gradients = jax.value_and_grad(loss_of)(params)
        return loss, *update(params, gradients, memory)

    params = [jnp.asarray(array) for array in network.parameters()]
    zeros = [jnp.zeros_like(param) for param in params]
    state = [params, (jnp.zeros((), network.dtype), zeros, zeros)]

    def step() -> float:
        loss, *state[:] = advance(*state)
        return float(loss)

    return step


def workload(name: str, network: Network) -> Workload:
    """The row of one network."""
    sizes = "-".join(map(str, network.sizes))
    title = f"MLP {sizes}, batch {network.batch}, {network.optimizer}"
    engines = {
        "tensor": tensors,
        "numpy": by_hand,
        "torch": pytorch,
        "jax": jax_jit,
    }
    return Workload(
        name,
        f"{title}, {network.dtype}",
        {engine: lambda make=make: make(network) for engine, make in engines.items()},
        reference="numpy",
        tolerance=1e-9 if network.dtype == "float64" else 1e-3,
    )


WORKLOADS = [
    workload("mlp-moons", Network((2, 16, 16, 1), 100, "SGD")),
    workload("mlp-digits", Network((64, 32, 10), 32, "Adam")),
    workload("mlp-mnist", Network((784, 128, 10), 64, "SGD")),
    workload("mlp-wide", Network((784, 512, 512, 10), 128, "Adam", "float32")),
]
