"""A step of an optimizer alone, its gradients given."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.workload import Call, Workload

PARAMETERS, TENSORS = 100_000, 4
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {"lr": 1e-3}),
    "momentum": ("SGD", {"lr": 1e-3, "momentum": 0.9}),
    "adam": ("Adam", {"lr": 1e-3}),
}


def arrays() -> tuple[list[Any], list[Any]]:
    """The parameters and their gradients, in float32."""
    rng = np.random.default_rng(0)
    params, grads = (
        [
            rng.standard_normal(PARAMETERS // TENSORS).astype(np.float32)
            for _ in range(TENSORS)
        ]
        for _ in range(2)
    )
    return params, grads


def ours(case: str) -> Call:
    """This project's optimizer on Tensors."""
    import optim
    from autograd_core import Tensor

    name, settings = CASES[case]
    params, grads = arrays()
    tensors = [Tensor(param) for param in params]
    optimizer = getattr(optim, name)(tensors, **settings)
    for tensor, grad in zip(tensors, grads, strict=True):
        tensor.grad = grad

    def step() -> float:
        optimizer.step()
        return float(tensors[0].data[0])

    return step


def pytorch(case: str) -> Call:
    """PyTorch's optimizer in its fastest form, `fused`."""
    import torch

    name, settings = CASES[case]
    params, grads = arrays()
    tensors = [torch.from_numpy(param).requires_grad_() for param in params]
    for tensor, grad in zip(tensors, grads, strict=True):
        tensor.grad = torch.from_numpy(grad)
    optimizer = getattr(torch.optim, name)(tensors, **settings, fused=True)

    def step() -> float:
        optimizer.step()
        return float(tensors[0].detach()[0])

    return step


WORKLOADS = [
    Workload(
        f"step-{case}",
        f"optimizer step, {case}, {PARAMETERS:,} parameters, float32",
        {
            "tensor": lambda case=case: ours(case),
            "torch": lambda case=case: pytorch(case),
        },
        reference="tensor",
        tolerance=1e-5,
    )
    for case in CASES
]
