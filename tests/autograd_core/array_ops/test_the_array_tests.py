"""The check of structural ops finds wrong rules: each is planted here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor
from autograd_core.array_ops import convolution, matrix_functions  # noqa: F401 - rules
from autograd_core.array_ops.array_rule import ArrayRule
from autograd_core.array_ops.functions.index import getitem
from tests.autograd_core.array_ops.array_checks import check, numbers

PLACES = np.array([0, 0, 2])
SHIFT = 3.0 * np.eye(2)


def exponentials(x: Any) -> Any:
    return np.exp(x) / np.exp(x).sum(axis=-1, keepdims=True)


def deviation(x: Any) -> Any:
    return np.sqrt(np.mean((x - np.mean(x)) ** 2))


CASES: dict[str, tuple[Any, Any, tuple[int, ...]]] = {
    "Sum": (lambda x: ac.sum(x, 1), lambda x: x.sum(1), (2, 3)),
    "Mean": (lambda x: ac.mean(x, 0), lambda x: x.mean(0), (2, 3)),
    "Var": (ac.var, lambda x: deviation(x) ** 2, (4,)),
    "Std": (ac.std, deviation, (4,)),
    "Prod": (lambda x: ac.prod(x, 1), lambda x: x.prod(1), (2, 3)),
    "Max": (ac.max, lambda x: x[np.argmax(x.real)], (4,)),
    "Min": (ac.min, lambda x: x[np.argmin(x.real)], (4,)),
    "LogSumExp": (ac.logsumexp, lambda x: np.log(np.exp(x).sum()), (4,)),
    "Norm": (ac.norm, lambda x: np.sqrt((x * x).sum()), (4,)),
    "PowerNorm": (
        lambda x: ac.norm(x, 3),
        lambda x: (np.sqrt(x * x) ** 3).sum() ** (1 / 3),
        (4,),
    ),
    "Softmax": (ac.softmax, exponentials, (2, 3)),
    "LogSoftmax": (ac.log_softmax, lambda x: np.log(exponentials(x)), (2, 3)),
    "Cumsum": (lambda x: ac.cumsum(x, 1), lambda x: np.cumsum(x, 1), (2, 3)),
    "Reshape": (ac.ravel, np.ravel, (2, 3)),
    "Transpose": (ac.transpose, np.transpose, (2, 3)),
    "BroadcastTo": (
        lambda x: ac.broadcast_to(x, (2, 3)),
        lambda x: np.broadcast_to(x, (2, 3)),
        (2, 1),
    ),
    "Concatenate": (
        lambda x: ac.concatenate([x, 2 * x]),
        lambda x: np.concatenate([x, 2 * x]),
        (3,),
    ),
    "Stack": (lambda x: ac.stack([x, 2 * x]), lambda x: np.stack([x, 2 * x]), (3,)),
    "Masked": (ac.tril, np.tril, (3, 3)),
    "Copy": (ac.copy, np.copy, (2, 3)),
    "Convolution": (lambda x: ac.convolve(x, x), lambda x: np.convolve(x, x), (4,)),
    "Pad": (lambda x: ac.pad(x, 1), lambda x: np.pad(x, 1), (3,)),
    "Getitem": (lambda x: getitem(x, PLACES), lambda x: x[PLACES], (3, 2)),
    "Scatter": (ac.diag, np.diag, (3,)),
    "Matmul": (lambda x: x @ x, lambda x: x @ x, (3, 3)),
    "Affine": (
        lambda x: ac.dot(x, x, x[0]),
        lambda x: x @ x + x[0],
        (3, 3),
    ),
    "Einsum": (
        lambda x: ac.einsum("ij,kj->ik", x, x),
        lambda x: np.einsum("ij,kj->ik", x, x),
        (2, 3),
    ),
    "Solve": (
        lambda x: ac.solve(x + SHIFT.astype("float32"), x),
        lambda x: np.linalg.solve(x + SHIFT, x),
        (2, 2),
    ),
    "Inv": (
        lambda x: ac.inv(x + SHIFT.astype("float32")),
        lambda x: np.linalg.inv(x + SHIFT),
        (2, 2),
    ),
    "Det": (ac.det, np.linalg.det, (3, 3)),
    "LogAbsDet": (
        lambda x: ac.slogdet(x)[1],
        lambda x: np.log(np.linalg.det(x) ** 2) / 2,
        (3, 3),
    ),
}
"""For each rule a function that uses it, its reference, and a shape."""

FACTORS = {"Cholesky", "QR", "Eigenvalues", "Eigenvectors", "SingularValues"}
ELSEWHERE = {"Cast", "StackValues", "TakeEntry", "SingularVectors", "Pinv", "Expm"}
ELSEWHERE |= FACTORS
"""Rules with tests of their own: of dtypes, of bridges, of factors of matrices."""


def rules() -> dict[str, type]:
    """Every rule of this package that computes something."""
    rules_by_name, queue = {}, [ArrayRule]
    while queue:
        kind = queue.pop()
        queue += kind.__subclasses__()
        if kind.__module__.startswith("autograd_core.array_ops") and "name" in vars(
            kind
        ):
            rules_by_name[kind.__name__] = kind
    return rules_by_name


RULES = rules()
every_rule = pytest.mark.parametrize("name", CASES)


def run(name: str) -> None:
    function, reference, shape = CASES[name]
    x = np.arange(1.0, 5.0) if name in ("Max", "Min") else numbers(*shape, seed=3)
    check(function, reference, x, second=1e-6)


def test_every_rule_has_a_case() -> None:
    names = {*RULES, "Reshape", "Transpose"}  # these two have the name of their call
    assert names == set(CASES) | ELSEWHERE


@every_rule
def test_the_right_rule_passes(name: str) -> None:
    run(name)


def rule_named(name: str) -> Any:
    return RULES.get(name) or getattr(ac.array_ops.shape, name)


@every_rule
@pytest.mark.parametrize("method", ["vjp", "jvp"])
def test_a_rule_wrong_by_half_a_thousandth_is_found(
    monkeypatch: pytest.MonkeyPatch, name: str, method: str
) -> None:
    kind = rule_named(name)
    right = getattr(kind, method)

    def wrong(self: Any, *args: Any) -> Any:
        return right(self, *args) * 1.0005

    monkeypatch.setattr(kind, method, wrong)
    with pytest.raises(AssertionError, match=r"gradient|J t|dot product"):
        run(name)


@every_rule
def test_a_rule_wrong_only_at_order_2_is_found(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A factor that is 1, but whose derivative is 0.001 everywhere."""
    kind = rule_named(name)
    right = kind.vjp

    def wrong(self: Any, i: int, upstream: Any, out: Any, operands: Any) -> Any:
        share = right(self, i, upstream, out, operands)
        x = operands[i]
        if not isinstance(x, Tensor):
            return share
        return share * (1.0 + 0.001 * (ac.sum(x) - x.data.sum()))

    monkeypatch.setattr(kind, "vjp", wrong)
    with pytest.raises(AssertionError, match="Hessian times vector"):
        run(name)


@every_rule
def test_a_wrong_value_is_found(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    kind = rule_named(name)
    right = kind.array

    def wrong(self: Any, *arrays: Any) -> Any:
        return right(self, *arrays) * (1.0 + 1e-10)

    monkeypatch.setattr(kind, "array", wrong)
    with pytest.raises(AssertionError):
        run(name)


@every_rule
def test_a_result_that_is_too_wide_is_found(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """float64 where the operand was float32."""
    kind = rule_named(name)
    right = kind.array

    def wrong(self: Any, *arrays: Any) -> Any:
        return np.asarray(right(self, *arrays), dtype=np.float64)

    monkeypatch.setattr(kind, "array", wrong)
    with pytest.raises(AssertionError):
        run(name)
