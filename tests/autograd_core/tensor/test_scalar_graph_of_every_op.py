"""`to_scalar_graph` of every op on Tensors without axes, without entries, and others.

It gives Values with the numbers and gradients of the Tensor, or raises GraphError.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import GraphError, Tensor, Value
from autograd_core.ops.op import OPS
from tests.autograd_core.array_ops.test_every_array_op import public_functions

SHAPES = ((), (1,), (0,), (2,), (0, 2), (2, 0), (1, 1), (2, 2), (0, 0), (3, 0, 2))
SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {"axis": 0},
    {"axis": -1},
    {"axis": ()},
    {"axis": (0, 1)},
    {"keepdims": True},
    {"axis": 0, "keepdims": True},
    {"ord": 3},
    {"ord": 1, "axis": -1},
    {"ord": -2, "axis": 0},
)
REFUSALS = (TypeError, ValueError, IndexError)
"""What the call itself may raise for operands that it does not take."""


def tensor(shape: tuple[int, ...]) -> Tensor:
    n = int(np.prod(shape))
    return Tensor((0.7 + 0.05 * np.arange(n)).reshape(shape))


def calls(function: Callable[..., Any], x: Tensor) -> Iterator[Callable[[], Any]]:
    """Calls of a function of arrays with all that it might take beside `x`."""
    for settings in SETTINGS:
        yield lambda settings=settings: function(x, **settings)
        yield lambda settings=settings: function([x, x], **settings)
    beside: tuple[Any, ...] = (x, 0, 1, -1, (0, 1), (1, 1), x.shape, (x, x), [0, -1])
    for other in beside:
        yield lambda other=other: function(x, other)
    yield lambda: function(x, 0, -1)
    yield lambda: function(x, [0.0, 1.0], [1.0, 3.0])
    yield lambda: function(x.sum() * [1.0, 2.0, 3.0], [3.0, 1.0, 2.0])
    for text in ("...,...->...", "...i,...i->...", "i,j->ij", "ij,jk->ik"):
        yield lambda text=text: function(text, x, x)
    for text in ("...i->i...", "ii->i", "i->"):
        yield lambda text=text: function(text, x)


def compare(out: Tensor) -> bool:
    """Check the graph on Values; whether there is one."""
    try:
        entries = ac.to_scalar_graph(out)
    except GraphError:
        return False
    if out.size != 1:
        assert isinstance(entries, np.ndarray) and entries.shape == out.shape
    twins = list(entries.ravel()) if out.size != 1 else [entries]
    assert all(isinstance(twin, Value) for twin in twins)
    np.testing.assert_allclose(
        [twin.data for twin in twins], out.data.ravel(), rtol=1e-13, atol=1e-13
    )
    return True


def run(function_calls: Iterator[Callable[[], Any]]) -> int:
    """How many results had a graph on Values."""
    count = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        for call in function_calls:
            try:
                result = call()
            except REFUSALS:
                continue
            parts = result if isinstance(result, (tuple, list)) else [result]
            for part in parts:
                if isinstance(part, Tensor):
                    count += compare(part)
    return count


@pytest.mark.parametrize("name", OPS)
def test_elementwise(name: str) -> None:
    for shape in SHAPES:
        x = tensor(shape)
        call = lambda x=x: OPS[name](*[x] * OPS[name].arity)  # noqa: E731
        assert run(iter([call])) == 1


ITERATED = {"cholesky", "eigh", "eigvalsh", "svd", "svdvals", "qr", "pinv", "expm"}
"""What LAPACK and SciPy compute by loops of their own has no form on Values."""


@pytest.mark.parametrize("name", sorted({*public_functions()} - ITERATED))
def test_array_functions(name: str) -> None:
    function = public_functions()[name]
    counts = [run(calls(function, tensor(shape))) for shape in SHAPES]
    assert sum(counts) > 0


def test_indices() -> None:
    for shape in SHAPES:
        x = tensor(shape)
        places: list[Any] = [0, -1, None, ..., slice(None), x.data > 0.7, ()]
        if shape[:1] != (0,):  # older NumPy warns where newer raises, or does neither
            places.append([0])
        run(iter([lambda x=x, i=i: x[i] for i in places]))


GRADIENTS: dict[str, Callable[[Tensor], Tensor]] = {
    "var": lambda x: ac.var(x),
    "var of one": lambda x: ac.var(x.sum()),
    "std": lambda x: ac.std(x, ddof=1),
    "rows of var": lambda x: ac.var(x, axis=1).sum(),
    "norm": lambda x: ac.norm(x),
    "norm of one": lambda x: ac.norm(x.sum()),
    "norm of order 3": lambda x: ac.norm(x.ravel(), 3),
    "softmax of one": lambda x: ac.softmax(x.sum()),
    "log_softmax along no axis": lambda x: ac.log_softmax(x, axis=()).sum(),
    "diag": lambda x: ac.diag(x[0]).sum(),
}


@pytest.mark.parametrize("name", GRADIENTS)
def test_gradients_are_the_tensors(name: str) -> None:
    x = Tensor([[1.0, -2.0, 0.5], [3.0, 0.25, -1.5]], label="x")
    out = GRADIENTS[name](x)
    out.backward()
    twin = ac.to_scalar_graph(out)
    twin.backward()
    pending, leaves = [twin], {}
    while pending:
        node = pending.pop()
        leaves.update({node.label: node.grad} if node.label.startswith("x[") else {})
        pending += node.parents
    expected = {f"x[{i},{j}]": x.grad[i, j] for i in range(2) for j in range(3)}
    assert {label: expected[label] for label in leaves} == pytest.approx(leaves)
    assert len(leaves) >= 3


def test_an_op_without_a_form_on_values_is_refused() -> None:
    def broken(self: object, *operands: Any) -> Any:
        raise TypeError("no such form")

    out = ac.cumsum(tensor((2,)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(out.rule), "on_values", broken)
        with pytest.raises(GraphError, match="cumsum has no form on Values"):
            ac.to_scalar_graph(out)
