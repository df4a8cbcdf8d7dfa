"""Graphs of single numbers: value and gradient, built and freed in each call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks import graphs
from benchmarks.workload import Call, Workload

README_AT = (-4.0, 2.0)
NETWORK_NODES = 40_000
CHAIN_NODES = 1_000_000


def value_and_gradients(
    value: Any, numbers: list[float], f: Callable[[list[Any]], Any]
) -> Call:
    """A graph built anew in each call, of leaves that are made anew as well."""

    def call() -> list[float]:
        leaves = [value(number) for number in numbers]
        root = f(leaves)
        root.backward()
        return [root.data, leaves[0].grad, leaves[-1].grad]

    return call


def ours(numbers: list[float], f: Callable[[list[Any]], Any]) -> Call:
    """This project's Values."""
    from autograd_core import Value

    return value_and_gradients(Value, numbers, f)


def micrograd(numbers: list[float], f: Callable[[list[Any]], Any]) -> Call:
    """micrograd's Values."""
    from micrograd.engine import Value

    return value_and_gradients(Value, numbers, f)


def compiled(numbers: list[float], f: Callable[[list[Any]], Any]) -> Call:
    """The same function, compiled; its leaves are given anew in each call."""
    import autograd_core as ac

    leaves = [ac.Value(number) for number in numbers]
    first, last = leaves[0], leaves[-1]
    replay = ac.compile(f)

    def call() -> list[float]:
        first.zero_grad()
        last.zero_grad()
        root = replay(leaves)
        root.backward()
        return [root.data, first.grad, last.grad]

    return call


def casadi(numbers: list[float], f: Callable[[list[Any]], Any]) -> Call:
    """CasADi: a Function of the value and the whole gradient, called with buffers."""
    import casadi as ca
    import numpy as np

    class Symbol:
        """A scalar expression with the operators and `relu` of the graphs."""

        def __init__(self, expression: Any) -> None:
            self.expression = expression

        def relu(self) -> Symbol:
            return Symbol(ca.fmax(self.expression, 0))

        def __neg__(self) -> Symbol:
            return Symbol(-self.expression)

    def binary(name: str) -> None:
        def operate(self: Symbol, other: Any) -> Symbol:
            other = other.expression if isinstance(other, Symbol) else other
            return Symbol(getattr(self.expression, name)(other))

        setattr(Symbol, name, operate)

    for operator in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv"):
        binary(f"__{operator}__")
    for operator in ("rtruediv", "pow"):
        binary(f"__{operator}__")
    x = ca.SX.sym("x", len(numbers))
    root = f([Symbol(x[i]) for i in range(len(numbers))]).expression
    function = ca.Function("f", [x], [root, ca.gradient(root, x)])
    buffer, evaluate = function.buffer()
    inputs, value = np.array(numbers), np.zeros(1)
    gradient = np.zeros(len(numbers))
    buffer.set_arg(0, memoryview(inputs))
    buffer.set_res(0, memoryview(value))
    buffer.set_res(1, memoryview(gradient))

    def call() -> list[float]:
        evaluate()
        return [float(value[0]), float(gradient[0]), float(gradient[-1])]

    # The call reads them, and does not keep them.
    call.kept = (function, buffer)  # type: ignore[attr-defined]
    return call


def hips_readme() -> Call:
    """HIPS autograd on floats."""
    import autograd
    import autograd.numpy as anp

    both = autograd.value_and_grad(
        lambda a, b: _readme_of_arrays(a, b, lambda x: anp.maximum(x, 0.0)), (0, 1)
    )

    def call() -> list[float]:
        value, (da, db) = both(*README_AT)
        return [float(value), float(da), float(db)]

    return call


def torch_readme() -> Call:
    """PyTorch on tensors of one number."""
    import torch

    def call() -> list[float]:
        a, b = (
            torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in README_AT
        )
        root = graphs.readme_expression(a, b)
        root.backward()
        return [root.item(), a.grad.item(), b.grad.item()]

    return call


def jax_readme() -> Call:
    """JAX: value and gradient in one compiled function."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    both = jax.jit(
        jax.value_and_grad(
            lambda a, b: _readme_of_arrays(a, b, lambda x: jnp.maximum(x, 0.0)), (0, 1)
        )
    )

    def call() -> list[float]:
        value, (da, db) = both(*README_AT)
        return [float(value), float(da), float(db)]

    return call


def _readme_of_arrays(a: Any, b: Any, relu: Callable[[Any], Any]) -> Any:
    """The expression for numbers that have no method `relu`."""
    d = a * b + b**3
    c = (a + b) * 2 + 1
    c = c + 1 + c - a
    d = d + d * 2 + relu(b + a)
    d = d + 3 * d + relu(b - a)
    f = (c - d) ** 2
    return f / 2.0 + 10.0 / f


def _readme(leaves: list[Any]) -> Any:
    return graphs.readme_expression(*leaves)


def _network(leaves: list[Any]) -> Any:
    return graphs.network(leaves, NETWORK_NODES)


def _chain(leaves: list[Any]) -> Any:
    return graphs.chain(leaves[0], CHAIN_NODES)


ON_LEAVES = {
    "eager": ours,
    "compiled": compiled,
    "micrograd": micrograd,
    "casadi": casadi,
}


def programs(names: tuple[str, ...], numbers: list[float], f: Any) -> Any:
    """The programs of some engines for a function of leaves."""
    return {name: lambda make=ON_LEAVES[name]: make(numbers, f) for name in names}


WORKLOADS = [
    Workload(
        "readme",
        "micrograd's README expression, value and gradient",
        {
            **programs(tuple(ON_LEAVES), list(README_AT), _readme),
            "autograd": hips_readme,
            "torch": torch_readme,
            "jax": jax_readme,
        },
        reference="eager",
    ),
    Workload(
        "network",
        f"network of {NETWORK_NODES:,} nodes, + * relu",
        programs(tuple(ON_LEAVES), graphs.network_leaves(), _network),
        reference="eager",
        nodes=NETWORK_NODES,
    ),
    Workload(
        "chain",
        f"chain of {CHAIN_NODES:,} nodes",
        programs(("eager", "micrograd"), [1.0], _chain),
        reference="eager",
        nodes=CHAIN_NODES,
        gate=1,
    ),
]
