"""Arrays of other libraries as points, results and gradients."""

import sys
from decimal import Decimal
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import sparse

import autograd_core as ac
from autograd_core.testing import Verdict, check_gradient
from tests.testing.stand_ins import JaxArray, TorchTensor, sin

X = np.array([0.5, 1.0, 2.0])


def cubes(x):
    assert isinstance(x, TorchTensor)
    return (x**3).sum()


def test_tensors():
    point = TorchTensor(X)
    assert check_gradient(cubes, point, lambda x: 3 * x**2).ok
    report = check_gradient(cubes, point, lambda x: 3.03 * x**2)
    assert report.verdict is Verdict.FORMULA_WRONG
    assert "no autodiff: f does not take nodes" in report.notes
    assert check_gradient(cubes, {"x": point}, 3 * X**2).ok
    assert check_gradient(lambda p: cubes(p["w"]), ({"w": point},), {"w": 3 * X**2}).ok
    assert check_gradient(lambda x: ac.tanh(x).sum(), point).ok


def test_tensors_that_require_a_gradient():
    def f(x):
        assert x.requires_grad
        return TorchTensor((x.array**3).sum(), requires_grad=True)

    point = TorchTensor(X, requires_grad=True)
    assert check_gradient(f, point, TorchTensor(3 * X**2, requires_grad=True)).ok
    assert not check_gradient(f, point, TorchTensor(X, requires_grad=True)).ok


def test_a_function_of_float32_tensors_alone():
    def f(x):
        if x.dtype != np.float32:
            raise RuntimeError("mat1 and mat2 must have the same dtype")
        return (x**3).sum()

    point = TorchTensor(X.astype(np.float32))
    assert check_gradient(f, point, lambda x: 3 * x**2).ok
    assert not check_gradient(f, point, lambda x: 3.3 * x**2).ok


def test_arrays_of_a_namespace():
    for point in (X, JaxArray(X)):
        assert check_gradient(sin, point, lambda x: JaxArray(np.diag(np.cos(x)))).ok
        wrong = check_gradient(sin, point, lambda x: JaxArray(np.diag(np.sin(x))))
        assert wrong.verdict is Verdict.FORMULA_WRONG
    vjp = {"vjp": lambda x, g: JaxArray(np.asarray(g) * np.cos(x))}
    assert check_gradient(sin, JaxArray(X), **vjp).ok
    with pytest.raises(TypeError, match=r"not a valid JAX type.*give analytic="):
        check_gradient(sin, X)


def test_an_error_of_pytorch_says_to_give_tensors():
    def f(x):
        raise TypeError("tanh(): argument 'input' must be Tensor, not numpy.ndarray")

    with pytest.raises(TypeError) as raised:
        check_gradient(f, X, X)
    notes = getattr(raised.value, "__notes__", ["torch.tensor"])
    assert "torch.tensor" in notes[0]


def test_an_array_of_numpy_becomes_a_tensor_for_functions_of_those(monkeypatch):
    def zeros(shape, dtype):
        return TorchTensor(np.zeros(shape, dtype))

    torch = SimpleNamespace(zeros=zeros, float32=np.float32)
    monkeypatch.setitem(sys.modules, "torch", torch)

    def cube(x, scale):
        for argument in (x, scale):
            if not isinstance(argument, TorchTensor):
                raise TypeError("argument 'input' must be Tensor, not numpy.ndarray")
        return (x**3 * scale).sum()

    def gradient(x, scale):
        return 3 * x**2 * scale, (x**3).sum()

    report = check_gradient(cube, (X, 2.0), gradient)
    assert report.ok
    assert "f takes tensors alone: the point is given as tensors" in report.notes
    wrong = check_gradient(cube, (X, 2.0), lambda x, scale: (3 * x**2, 9.125))
    assert {row.input for row in wrong.rows if not row.ok} == {"x"}


def test_a_function_of_another_library_without_a_formula():
    class Tensor(TorchTensor):
        """What PyTorch returns."""

    Tensor.__module__ = "torch._tensor"
    cut = r"is a function of torch, .*; check_torch_function\(f, \.\.\.\) checks the"

    def f(x):
        return Tensor(np.sum(np.asarray(x.array) ** 2))

    with pytest.raises(TypeError, match=cut) as raised:
        check_gradient(f, TorchTensor(X))
    assert len(str(raised.value)) < 200


def test_numbers_of_other_libraries():
    assert check_gradient(lambda x: x**2, Decimal("1.5"), lambda x: Decimal(3)).ok
    assert check_gradient(lambda x: Decimal(float(x) ** 2), 1.5, 3.0).ok


def test_a_sparse_point():
    matrix = sparse.csr_array(np.diag(X))
    report = check_gradient(lambda m: (m @ m).sum(), matrix, lambda m: 2 * m)
    assert not report.ok  # the zeros move as well
    ones = np.ones((3, 3))
    by_hand = X[None] * ones + X[:, None] * ones
    assert check_gradient(lambda m: (m @ m).sum(), matrix, by_hand).ok
