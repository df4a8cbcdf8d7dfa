"""Reductions, cumsum, softmax: against NumPy on random shapes, axes and layouts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import autograd_core as ac
from autograd_core import Tensor, gradients
from tests.autograd_core.array_ops.array_checks import (
    assert_close,
    axis_of,
    check,
    layouts,
    numbers,
    shapes,
)

few_examples = settings(max_examples=25, deadline=None)


def variance(x: Any, axis: Any, keepdims: bool, ddof: float = 0) -> Any:
    """np.var takes the squared modulus of complex numbers, which is not analytic."""
    centered = x - np.mean(x, axis=axis, keepdims=True)
    count = x.size / max(1, np.mean(x, axis=axis).size)
    return np.sum(centered**2, axis=axis, keepdims=keepdims) / (count - ddof)


def picked(x: Any, axis: Any, keepdims: bool, sign: int) -> Any:
    """The entry of the largest (or smallest) real part along the axes."""
    axes = range(x.ndim) if axis is None else np.atleast_1d(axis) % max(1, x.ndim)
    reduced = [int(k) for k in axes]
    remaining = [k for k in range(x.ndim) if k not in reduced]
    lengths = [x.shape[k] for k in remaining]
    rows = x.transpose(remaining + reduced).reshape(*lengths, -1)
    at = np.argmax(sign * rows.real, axis=-1)[..., None]
    out = np.take_along_axis(rows, at, -1)[..., 0]
    return np.expand_dims(out, tuple(reduced)) if keepdims else out


def log_of_sum(x: Any, axis: Any, keepdims: bool) -> Any:
    return np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims))


def length(x: Any, axis: Any, keepdims: bool) -> Any:
    return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))


REDUCTIONS = {
    "sum": (ac.sum, lambda x, **at: np.sum(x, **at)),
    "mean": (ac.mean, lambda x, **at: np.mean(x, **at)),
    "prod": (ac.prod, lambda x, **at: np.prod(x, **at)),
    "max": (ac.max, lambda x, **at: picked(x, sign=1, **at)),
    "min": (ac.min, lambda x, **at: picked(x, sign=-1, **at)),
    "var": (ac.var, variance),
    "logsumexp": (ac.logsumexp, log_of_sum),
    "norm": (
        lambda x, axis, keepdims: ac.norm(x, axis=axis, keepdims=keepdims),
        length,
    ),
}


@few_examples
@pytest.mark.parametrize("name", REDUCTIONS)
@given(data=st.data())
def test_reductions(name: str, data: Any) -> None:
    shape = data.draw(shapes())
    at = {"axis": data.draw(axis_of(len(shape))), "keepdims": data.draw(st.booleans())}
    function, reference = REDUCTIONS[name]
    layout, seed = data.draw(layouts), data.draw(st.integers(0, 99))
    x = numbers(*shape, seed=seed)
    if name in ("max", "min"):
        # Ties, near ones too, are tested by themselves.
        layout = "plain" if layout == "repeated" else layout
        order = np.random.default_rng(seed).permutation(x.size)
        x = np.asarray(0.3 * order.reshape(shape) - 1.1)
    check(
        lambda x: function(x, **at), lambda x: reference(x, **at), x, layouts=(layout,)
    )


@few_examples
@given(st.data())
def test_var_and_std_with_ddof(data: Any) -> None:
    shape = data.draw(shapes(1, 3))
    axis = data.draw(axis_of(len(shape), several=False))
    keepdims = data.draw(st.booleans())
    ddof = data.draw(st.sampled_from([0, 1, 0.5]))
    x = numbers(*shape, seed=data.draw(st.integers(0, 99)))
    assume(np.min(np.std(x, axis=axis)) > 0.2)  # std has a kink at 0
    check(
        lambda x: ac.var(x, axis, keepdims=keepdims, ddof=ddof),
        lambda x: variance(x, axis, keepdims, ddof),
        x,
    )
    check(
        lambda x: ac.std(x, axis, keepdims=keepdims, ddof=ddof),
        lambda x: np.sqrt(variance(x, axis, keepdims, ddof)),
        x,
        second=1e-5,
    )


NORMALIZED = {
    "softmax": (ac.softmax, lambda e, s: e / s),
    "log_softmax": (ac.log_softmax, lambda e, s: np.log(e / s)),
}


@few_examples
@pytest.mark.parametrize("name", NORMALIZED)
@given(data=st.data())
def test_softmax_and_log_softmax(name: str, data: Any) -> None:
    shape = data.draw(shapes(1, 3))
    axis = data.draw(axis_of(len(shape)))
    function, quotient = NORMALIZED[name]

    def reference(x: Any) -> Any:
        exponentials = np.exp(x)
        return quotient(exponentials, exponentials.sum(axis=axis, keepdims=True))

    x = numbers(*shape, seed=data.draw(st.integers(0, 99)))
    check(lambda x: function(x, axis), reference, x, layouts=(data.draw(layouts),))


@few_examples
@given(st.data())
def test_cumsum(data: Any) -> None:
    shape = data.draw(shapes(0, 3))
    axis = data.draw(axis_of(len(shape), several=False))
    x = numbers(*shape, seed=data.draw(st.integers(0, 99)))
    check(
        lambda x: ac.cumsum(x, axis),
        lambda x: np.cumsum(x, axis),
        x,
        layouts=(data.draw(layouts),),
    )


def size(x: Any) -> Any:
    return np.where(np.real(x) > 0, x, -x)


VECTOR_NORMS = {
    1: lambda x: size(x).sum(axis=-1),
    3: lambda x: (size(x) ** 3).sum(axis=-1) ** (1 / 3),
    1.5: lambda x: (size(x) ** 1.5).sum(axis=-1) ** (1 / 1.5),
    -2: lambda x: (size(x) ** -2.0).sum(axis=-1) ** (-1 / 2),
    2: lambda x: np.sqrt((x * x).sum(axis=-1)),
    np.inf: lambda x: picked(size(x), -1, False, 1),
    -np.inf: lambda x: picked(size(x), -1, False, -1),
}


@pytest.mark.parametrize("ord", VECTOR_NORMS)
def test_vector_norms(ord: Any) -> None:
    x = numbers(2, 4)
    np.testing.assert_allclose(
        ac.norm(x, ord, axis=-1), np.linalg.norm(x, ord, axis=-1), rtol=1e-14
    )
    check(lambda x: ac.norm(x, ord, axis=-1), VECTOR_NORMS[ord], x, second=1e-6)


MATRIX_NORMS = {
    "fro": lambda x: np.sqrt((x * x).sum(axis=(0, 1))),
    1: lambda x: picked(size(x).sum(axis=0), -1, False, 1),
    -1: lambda x: picked(size(x).sum(axis=0), -1, False, -1),
    np.inf: lambda x: picked(size(x).sum(axis=1), -1, False, 1),
    -np.inf: lambda x: picked(size(x).sum(axis=1), -1, False, -1),
}


@pytest.mark.parametrize("ord", MATRIX_NORMS)
def test_matrix_norms(ord: Any) -> None:
    x = numbers(3, 4)
    check(lambda x: ac.norm(x, ord), MATRIX_NORMS[ord], x)
    for keepdims in (False, True):
        stack = np.stack([x, 2 * x, x[::-1]])
        expected = np.linalg.norm(stack, ord, axis=(1, 2), keepdims=keepdims)
        result = ac.norm(stack, ord, (1, 2), keepdims)
        np.testing.assert_allclose(result, expected, rtol=1e-14)


# -- where the formula alone would fail ------------------------------------------------

ZEROS = {
    "one zero": [[0.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
    "two zeros in a row": [[0.0, 0.0, 3.0], [4.0, 5.0, 6.0]],
    "all zeros": [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    "a column": [[0.0, 1.5, 3.0], [0.0, 2.0, 0.0]],
}


@pytest.mark.parametrize("axis", [0, 1, -1, None, (0, 1)])
@pytest.mark.parametrize("x", ZEROS.values(), ids=ZEROS)
def test_products_with_zeros(x: Any, axis: Any) -> None:
    check(
        lambda x: ac.prod(x, axis), lambda x: np.prod(x, axis), np.array(x), second=1e-6
    )


def test_products_that_leave_the_range_of_floats() -> None:
    """The product is 0 or inf, that of all others is not."""
    for factor, other in ((1e-200, 1e-250), (1e200, 1e250)):
        x = Tensor([factor, other, 1.0])
        with np.errstate(over="ignore"):
            out = ac.prod(x)
        (out * 0.5).backward()
        assert x.grad[:2].tolist() == [0.5 * other, 0.5 * factor]
    x = Tensor(np.array([1e-30, 1e-30, 2.0]), dtype="float32")
    ac.prod(x).backward()
    np.testing.assert_allclose(x.grad[:2], [2e-30, 2e-30], rtol=1e-6)


def test_products_with_a_zero_take_few_steps() -> None:
    """A thousand factors: no array of a million."""
    x = Tensor(np.linspace(0.9, 1.1, 1000))
    x.data[7] = 0.0
    ac.prod(x).backward()
    expected = np.prod(np.delete(x.data, 7))
    assert x.grad[7] == pytest.approx(expected, rel=1e-12)
    assert np.count_nonzero(x.grad) == 1


@pytest.mark.parametrize(
    ("function", "tied"), [(ac.max, [3.0, 1.0, 3.0]), (ac.min, [1.0, 1.0, 3.0])]
)
def test_ties_share_the_gradient(function: Any, tied: list[float]) -> None:
    x = Tensor([tied, [5.0, 5.0, 5.0]])
    function(x, axis=1).backward(np.array([1.0, 3.0]))
    extreme = 3.0 if function is ac.max else 1.0
    assert x.grad[0].tolist() == [0.5 if entry == extreme else 0.0 for entry in tied]
    assert x.grad[1].tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("ord", [None, 2, 3, 1.5, 1, np.inf, "fro"])
def test_the_gradient_of_a_norm_at_0_is_0(ord: Any) -> None:
    x = Tensor(np.zeros((2, 2)) if ord == "fro" else np.zeros(3))
    out = ac.norm(x, ord)
    (slope,) = gradients(out, [x], create_graph=True)
    out.backward()
    assert out.item() == 0.0
    assert not x.grad.any() and not slope.data.any()


def test_the_gradient_of_a_standard_deviation_of_0_is_0() -> None:
    x = Tensor([2.0, 2.0])
    ac.std(x).backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_norms_of_huge_and_tiny_vectors() -> None:
    for scale in (1e200, 1e-200):
        x = Tensor(np.array([3.0, 4.0]) * scale)
        out = ac.norm(x)
        out.backward()
        assert out.item() == pytest.approx(5.0 * scale, rel=1e-15)
        np.testing.assert_allclose(x.grad, [0.6, 0.8], rtol=1e-15)


def test_logsumexp_and_softmax_of_large_numbers() -> None:
    x = Tensor([1e4, 1e4 - 1.0, -1e4])
    share = 1.0 / (1.0 + np.exp(-1.0))
    out = ac.logsumexp(x)
    out.backward()
    assert out.item() == pytest.approx(1e4 - np.log(share), rel=1e-15)
    np.testing.assert_allclose(x.grad, [share, 1.0 - share, 0.0], rtol=1e-14)
    assert_close(ac.softmax(x).data, [share, 1.0 - share, 0.0], 1e-14, "softmax")
    expected = [np.log(share), np.log(share) - 1.0, np.log(share) - 2e4]
    np.testing.assert_allclose(ac.log_softmax(x).data, expected, rtol=1e-12)


def test_logsumexp_of_minus_infinity() -> None:
    """log of e^-inf + e^0 is 0; of nothing but e^-inf it is -inf, without a warning."""
    assert ac.logsumexp(np.array([-np.inf, 0.0])) == 0.0
    assert ac.logsumexp(np.array([-np.inf, -np.inf])) == -np.inf


# -- sequences -------------------------------------------------------------------------


def test_lists_of_tensors_are_stacked() -> None:
    """Losses gathered in a list: the mean of them is one op away."""
    a, b = Tensor(1.0), Tensor(3.0)
    mean = ac.mean([a, b, 5.0])
    mean.backward()
    assert (mean.item(), a.grad.item(), b.grad.item()) == (3.0, 1 / 3, 1 / 3)
    rows = [Tensor([1.0, 4.0]), Tensor([3.0, 2.0])]
    assert ac.sum(rows).item() == 10.0
    assert ac.max(rows, axis=0).data.tolist() == [3.0, 4.0]
    assert_close(ac.softmax([a, b]).data, ac.softmax(np.array([1.0, 3.0])), 0, "")


@pytest.mark.parametrize("name", ["sum", "mean", "max", "min", "logsumexp"])
def test_methods_functions_and_numbers_agree(name: str) -> None:
    x = numbers(2, 3)
    by_method = getattr(Tensor(x), name)(axis=1, keepdims=True)
    assert np.array_equal(by_method.data, getattr(ac, name)(x, 1, True))
    assert by_method.rule.name == name


def test_argmax_and_argmin_are_plain() -> None:
    x = Tensor([[1.0, 3.0, 2.0], [4.0, 0.0, 9.0]])
    assert x.argmax() == np.argmax(x) == 5 and x.argmin() == 4
    assert x.argmax(axis=1).tolist() == [1, 2]
    assert np.argmin(x, axis=0).tolist() == [0, 1, 0]
