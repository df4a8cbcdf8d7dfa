"""Derivatives beyond the gradient: a Hessian times a vector, and a Jacobian."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.workload import Call, Workload

INPUTS, HIDDEN = 64, 128


def arrays() -> tuple[Any, Any, Any, Any]:
    """Two matrices, the point and the direction."""
    rng = np.random.default_rng(0)
    first = rng.standard_normal((INPUTS, HIDDEN)) / INPUTS**0.5
    second = rng.standard_normal((HIDDEN, INPUTS)) / HIDDEN**0.5
    return first, second, rng.standard_normal(INPUTS), rng.standard_normal(INPUTS)


def outputs(x: Any, first: Any, second: Any, tanh: Any) -> Any:
    """tanh(tanh(x A) B), by the operators of any library."""
    return tanh(tanh(x @ first) @ second)


def ours(second_order: bool) -> Call:
    """This project's transforms."""
    import autograd_core as ac

    a, b, x, v = arrays()
    if second_order:
        return lambda: ac.hvp(
            lambda z: ac.sum(outputs(z, a, b, ac.tanh) ** 2), (x,), (v,)
        )
    return lambda: ac.jacobian(lambda z: outputs(z, a, b, ac.tanh))(x)


def hips(second_order: bool) -> Call:
    """HIPS autograd."""
    import autograd
    import autograd.numpy as anp

    a, b, x, v = arrays()
    if second_order:
        product = autograd.hessian_vector_product(
            lambda z: anp.sum(outputs(z, a, b, anp.tanh) ** 2)
        )
        return lambda: product(x, v)
    jacobian = autograd.jacobian(lambda z: outputs(z, a, b, anp.tanh))
    return lambda: jacobian(x)


def pytorch(second_order: bool) -> Call:
    """PyTorch's functional interface; its jvp of the gradient is the fast one."""
    import torch
    from torch.func import grad, jacrev, jvp

    a, b, x, v = map(torch.from_numpy, arrays())
    if second_order:
        slope = grad(lambda z: (outputs(z, a, b, torch.tanh) ** 2).sum())
        return lambda: jvp(slope, (x,), (v,))[1].numpy()
    jacobian = jacrev(lambda z: outputs(z, a, b, torch.tanh))
    return lambda: jacobian(x).detach().numpy()


def jax_jit(second_order: bool) -> Call:
    """JAX, compiled."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    a, b, x, v = map(jnp.asarray, arrays())
    if second_order:
        slope = jax.grad(lambda z: (outputs(z, a, b, jnp.tanh) ** 2).sum())
        product = jax.jit(lambda z, u: jax.jvp(slope, (z,), (u,))[1])
        return lambda: np.asarray(product(x, v))
    jacobian = jax.jit(jax.jacrev(lambda z: outputs(z, a, b, jnp.tanh)))
    return lambda: np.asarray(jacobian(x))


ENGINES = {"tensor": ours, "autograd": hips, "torch": pytorch, "jax": jax_jit}
WORKLOADS = [
    Workload(
        name,
        f"{title} of tanh(tanh(x A) B), {INPUTS}-{HIDDEN}-{INPUTS}",
        {
            engine: lambda make=make, second=second: make(second)
            for engine, make in ENGINES.items()
        },
        reference="tensor",
    )
    for name, title, second in (
        ("hvp", "Hessian times vector of the squared length", True),
        ("jacobian", "Jacobian", False),
    )
]
