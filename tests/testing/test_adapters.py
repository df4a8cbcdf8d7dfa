"""Checks of gradients written for other libraries."""

import sys

import numpy as np
import pytest
from scipy.optimize import Bounds, rosen, rosen_der, rosen_hess, rosen_hess_prod
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, Matern, WhiteKernel

from autograd_core.testing import (
    check_estimator_gradient,
    check_gradient,
    check_jax_function,
    check_scipy,
    check_torch_function,
)
from tests.testing import stand_ins

X = np.array([1.3, 0.7, 0.8])


# -- SciPy -----------------------------------------------------------------------------


def test_scipy():
    assert check_scipy(rosen, rosen_der, [1.3, 0.7, 0.8]).ok
    assert check_scipy(rosen, rosen_der, X, hess=rosen_hess).ok
    assert check_scipy(rosen, rosen_der, X, hessp=rosen_hess_prod).ok
    wrong = check_scipy(rosen, lambda x: 1.01 * rosen_der(x), X)
    assert {row.ok for row in wrong.rows} == {False}
    wrong = check_scipy(rosen, rosen_der, X, hess=lambda x: np.tril(rosen_hess(x)))
    assert not wrong.ok and wrong.worst.order == 2


def test_scipy_pairs_args_and_bounds():
    def fun(x, scale):
        assert np.all(np.real(np.asarray(x, complex)) >= 0.7)
        return scale * rosen(x), scale * rosen_der(x)

    for bounds in ([(0.7, 2)] * 3, Bounds(0.7, np.inf)):
        assert check_scipy(fun, True, X, args=(3.0,), bounds=bounds).ok
    residuals = check_scipy(lambda x: x**2 - X, lambda x: np.diag(2 * x), X)
    assert residuals.ok
    for jac in (None, False, "2-point"):
        with pytest.raises(ValueError, match="jac: "):
            check_scipy(rosen, jac, X)


# -- scikit-learn ----------------------------------------------------------------------

SAMPLES = np.random.default_rng(0).normal(size=(5, 2))


class WrongKernel(RBF):
    def __call__(self, X, Y=None, eval_gradient=False):
        out = super().__call__(X, Y, eval_gradient)
        return (out[0], 1.1 * out[1]) if eval_gradient else out


def test_kernels():
    kernel = 2.0 * RBF([0.5, 1.0]) + Matern(0.7, nu=1.5) + WhiteKernel(0.1)
    assert check_estimator_gradient(kernel, SAMPLES).ok
    report = check_estimator_gradient(WrongKernel(0.5), SAMPLES)
    assert not report.ok
    assert report.worst.ratio == pytest.approx(1.1)
    assert report.call == "check_estimator_gradient(WrongKernel(...), X)"


def test_gaussian_processes():
    y = SAMPLES[:, 0]
    model = GaussianProcessRegressor(RBF(0.5) + WhiteKernel(0.1), optimizer=None)
    assert check_estimator_gradient(model, SAMPLES, y).ok
    assert check_estimator_gradient(model.fit(SAMPLES, y), SAMPLES).ok
    wrong = GaussianProcessRegressor(WrongKernel(0.5), alpha=0.1)
    assert not check_estimator_gradient(wrong, SAMPLES, y).ok
    with pytest.raises(TypeError, match="y: a Gaussian process that is not fitted"):
        check_estimator_gradient(wrong, SAMPLES)
    with pytest.raises(TypeError, match="expected a kernel or a Gaussian process"):
        check_estimator_gradient(object(), SAMPLES)
    with pytest.raises(TypeError, match=r"got the class RBF; write RBF\(\)"):
        check_estimator_gradient(RBF, SAMPLES)


# -- PyTorch ---------------------------------------------------------------------------


class Cube(stand_ins.Function):
    @staticmethod
    def forward(ctx, x, scale):
        ctx.x, ctx.scale = x, scale
        return stand_ins.TorchTensor(scale * x.array**3)

    @staticmethod
    def backward(ctx, g):
        return g * (3 * ctx.scale * ctx.x.array**2), None


class WrongCube(Cube):
    @staticmethod
    def backward(ctx, g):
        return g * (2 * ctx.scale * ctx.x.array**2), None


@pytest.fixture
def torch(monkeypatch):
    module = stand_ins.torch()
    monkeypatch.setitem(sys.modules, "torch", module)
    return module


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_torch_functions(torch, dtype):
    x = stand_ins.TorchTensor(X.astype(dtype))
    report = check_torch_function(Cube, x, 2.0)
    assert report.ok
    assert {(row.input, report.dtype) for row in report.rows} == {("x", "float64")}
    assert not [note for note in report.notes if "autodiff" in note]
    report = check_torch_function(WrongCube, x, 2.0)
    assert not report.ok
    assert report.worst.ratio == pytest.approx(2 / 3)
    assert "check_torch_function(WrongCube, ...)" in str(report)
    report = check_torch_function(WrongCube.apply, x, 2.0)
    assert report.name == "WrongCube" and report.worst.input == "x"
    with pytest.raises(ValueError, match="no input is a tensor of floats"):
        check_torch_function(Cube, 2.0, 3.0)


def test_torch_result_without_a_graph(torch):
    with pytest.raises(ValueError, match="no result depends on an input"):
        check_torch_function(lambda x: x**3, stand_ins.TorchTensor(X))


def test_torch_results_of_any_form(torch):
    """Of one number, in a dict; of a function that would take nodes, too."""

    def cube(x):
        return Cube.apply(x, 2.0) if isinstance(x, stand_ins.TorchTensor) else 2 * x**3

    number = stand_ins.TorchTensor(np.array(1.5))
    for f in (cube, lambda x: {"cube": cube(x)}, lambda x: (cube(x), "text")):
        assert check_torch_function(f, number).ok
        assert check_torch_function(f, stand_ins.TorchTensor(X)).ok
    with pytest.raises(TypeError, match="no result is a tensor of floats"):
        check_torch_function(lambda x: "text", number)


def test_a_torch_function_that_changes_its_input(torch):
    class Doubled(stand_ins.Function):
        @staticmethod
        def forward(ctx, x):
            assert x.leaf is not x or not x.requires_grad, "a leaf is changed in place"
            x.array *= 2
            return stand_ins.TorchTensor(x.array)

        @staticmethod
        def backward(ctx, g):
            return g * 2.0

    assert check_torch_function(Doubled, stand_ins.TorchTensor(X)).ok


def test_a_sparse_jacobian_of_pytorch():
    jacobian = stand_ins.SparseTensor(np.diag(2 * X))
    assert check_gradient(lambda x: x**2, X, jacobian).ok
    assert not check_gradient(lambda x: x**2, X, 1.01 * jacobian).ok


# -- JAX -------------------------------------------------------------------------------


@pytest.mark.parametrize("modes", [("rev",), ("fwd",), ("fwd", "rev")])
def test_jax_functions(monkeypatch, modes):
    module = stand_ins.jax(np.cos)
    monkeypatch.setitem(sys.modules, "jax", module)
    assert check_jax_function(stand_ins.sin, X, modes=modes).ok
    assert module.config.jax_enable_x64 is False
    monkeypatch.setitem(sys.modules, "jax", stand_ins.jax(lambda x: 1.01 * np.cos(x)))
    report = check_jax_function(stand_ins.sin, X, modes=modes)
    assert not report.ok
    assert report.worst.ratio == pytest.approx(1.01)
    with pytest.raises(ValueError, match="modes: expected"):
        check_jax_function(stand_ins.sin, X, modes="rev")
    with pytest.raises(ValueError, match="no input holds floats; give arrays of them"):
        check_jax_function(stand_ins.sin, "text", modes=modes)


def test_a_jax_function_of_text(monkeypatch):
    def by_name(x, name):
        assert name == "sin"
        return stand_ins.sin(x)

    for factor, ok in ((1.0, True), (1.01, False)):
        module = stand_ins.jax(lambda x, factor=factor: factor * np.cos(x))
        monkeypatch.setitem(sys.modules, "jax", module)
        assert check_jax_function(by_name, X, "sin").ok is ok


@pytest.mark.parametrize(
    ("module", "package", "check"),
    [
        ("torch", "torch", lambda: check_torch_function(Cube, 1.0)),
        ("jax", "jax", lambda: check_jax_function(np.sin, X)),
        ("sklearn", "scikit-learn", lambda: check_estimator_gradient(RBF(), X)),
    ],
)
def test_a_package_that_is_missing_is_named(monkeypatch, module, package, check):
    for name in [m for m in sys.modules if m.partition(".")[0] == module]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(
        ImportError, match=f"this needs {package}; install it with: .*pip"
    ):
        check()
