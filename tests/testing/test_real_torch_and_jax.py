"""The adapters and PyTorch and JAX themselves, where those are installed."""

import numpy as np
import pytest

from autograd_core.testing import (
    check_gradient,
    check_jax_function,
    check_torch_function,
)

X = np.array([1.0, -2.0, 0.5])


@pytest.fixture
def torch():
    return pytest.importorskip("torch")


@pytest.fixture
def jax():
    return pytest.importorskip("jax")


@pytest.mark.parametrize(("factor", "ok"), [(1.0, True), (1.01, False)])
def test_a_function_of_pytorch(torch, factor, ok):
    class Cube(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return factor * g * 3 * x**2

    point = torch.tensor(X)
    for x in (point, point.float(), point.half(), point[0], torch.nn.Parameter(point)):
        assert check_torch_function(Cube, x).ok is ok
        assert check_torch_function(Cube.apply, x).ok is ok
    for f in (
        lambda x: Cube.apply(x).sum(),
        lambda x: {"cube": Cube.apply(x)},
        lambda x: (x, (Cube.apply(x), x > 0)),
    ):
        assert check_torch_function(f, point).ok is ok


@pytest.mark.parametrize(("factor", "ok"), [(1.0, True), (1.01, False)])
def test_a_function_of_pytorch_that_changes_its_input(torch, factor, ok):
    class Doubled(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_dirty(x)
            return x.mul_(2)

        @staticmethod
        def backward(ctx, g):
            return factor * 2 * g

    assert check_torch_function(Doubled, torch.tensor(X)).ok is ok


def test_modules_of_pytorch(torch):
    nn = torch.nn
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
    assert check_torch_function(net, torch.randn(5, 3)).ok
    assert next(net.parameters()).dtype == torch.float32
    assert check_torch_function(nn.LSTM(3, 2), torch.randn(4, 1, 3)).ok
    scores, ids = torch.randn(4, 3), torch.tensor([0, 1, 2, 0])
    assert check_torch_function(nn.functional.cross_entropy, scores, ids).ok


@pytest.mark.parametrize(("factor", "ok"), [(1.0, True), (1.01, False)])
def test_formulas_of_pytorch(torch, factor, ok):
    def f(x):
        return (x**3).sum()

    x = torch.tensor(X)
    grad = torch.func.grad(f)
    assert check_gradient(f, x, lambda x: factor * grad(x)).ok is ok
    sparse = (factor * torch.diag(3 * x**2)).to_sparse()
    assert check_gradient(lambda x: x**3, x, sparse).ok is ok
    assert check_gradient(lambda x: x**3, x, sparse.to_sparse_csr()).ok is ok
    hessian = torch.func.hessian(f)
    assert check_gradient(f, x, hess=lambda x: factor * hessian(x)).ok is ok
    assert (
        check_gradient(
            torch.sin,
            x,
            jvp=lambda p, v: torch.func.jvp(lambda x: factor * torch.sin(x), p, v),
        ).ok
        is ok
    )


@pytest.mark.parametrize(("factor", "ok"), [(1.0, True), (1.01, False)])
def test_a_function_of_jax(jax, factor, ok):
    @jax.custom_vjp
    def cube(x):
        return x**3

    cube.defvjp(lambda x: (x**3, x), lambda x, g: (factor * 3 * x**2 * g,))
    for x in (X, X.astype(np.float32), jax.numpy.asarray(X, jax.numpy.bfloat16), 2.0):
        assert check_jax_function(cube, x).ok is ok
    assert check_jax_function(lambda x, name: {name: cube(x)}, X, "cube").ok is ok
    assert check_jax_function(lambda p: cube(p["x"]).sum(), {"x": X}).ok is ok
    assert jax.config.jax_enable_x64 is False


@pytest.mark.parametrize("modes", [("rev",), ("fwd",), ("rev", "fwd")])
@pytest.mark.parametrize(("factor", "ok"), [(1.0, True), (1.01, False)])
def test_a_jvp_of_jax(jax, factor, ok, modes):
    @jax.custom_jvp
    def cube(x):
        return x**3

    cube.defjvp(lambda p, t: (p[0] ** 3, factor * 3 * p[0] ** 2 * t[0]))
    assert check_jax_function(cube, X, modes=modes).ok is ok


@pytest.mark.parametrize(("factor", "ok"), [(1.0, True), (1.01, False)])
def test_formulas_of_jax(jax, factor, ok):
    def f(x):
        return jax.numpy.sin(x).sum()

    x = jax.numpy.asarray(X)
    for formula in (jax.grad(f), jax.numpy.cos):
        assert check_gradient(f, x, lambda x, g=formula: factor * g(x)).ok is ok
    jacobian = jax.jacobian(jax.numpy.sin)
    assert check_gradient(jax.numpy.sin, x, lambda x: factor * jacobian(x)).ok is ok
