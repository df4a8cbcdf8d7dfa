"""Mistakes with a Tensor are refused in one sentence: what, where, and the remedy."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import GraphError, Tensor, Value, gradients
from tests.autograd_core.messages import message_of


@pytest.fixture
def W() -> Tensor:
    return Tensor(np.arange(6.0).reshape(2, 3), label="W")


# -- making one ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind", "text"),
    [
        ("abc", TypeError, "expected a number, got str 'abc'; convert it first"),
        (["1", "2"], TypeError, "got list of dtype <U1; convert it first, e.g. np.asa"),
        (None, TypeError, "got NoneType None; None has no value"),
        ([1.0, None], TypeError, "it holds NoneType None; give numbers"),
        ([1.0, {}], TypeError, "it holds dict {}; give numbers"),
        (np.array([object()]), TypeError, "got ndarray of dtype object; it holds obje"),
        (np.array([1.0], object), TypeError, "convert it first, e.g. np.asarray(data,"),
        ({1.0, 2.0}, TypeError, "take one entry out of it first"),
        (iter([1.0]), TypeError, "make it a list first, list(...)"),
        ((x for x in [1.0]), TypeError, "make it a list first, list(...)"),
        (1j, TypeError, "only real numbers are differentiated"),
        ([1.0, 2j], TypeError, "only real numbers are differentiated; use .real"),
        ([[1, 2], [3]], ValueError, "a ragged list: its rows differ in length; make"),
        ([[1, 2], 3], ValueError, "a ragged list"),
        (np.array(["2020"], "M8[Y]"), TypeError, "subtract a date"),
        ([10**400], TypeError, "got list of dtype object"),
        (10**400, TypeError, "got int"),
        (Tensor(1.0), TypeError, "it is a node already; use it as it is, x.detach()"),
        (Value(1.0), TypeError, "stack_values(v) for a Value"),
        ([Value(1.0), 2.0], TypeError, "it holds nodes: use stack_values([...])"),
        ([Tensor(1.0), 2.0], TypeError, "use autograd_core.stack([...]) or concatena"),
    ],
)
def test_bad_data(data: Any, kind: Any, text: str) -> None:
    message = message_of(kind, Tensor, data)
    assert message.startswith("Tensor") and text in message


@pytest.mark.parametrize("dtype", [int, "float16", "complex128", "junk", bool, object])
def test_bad_dtype(dtype: Any) -> None:
    reference = f"dtype must be float32 or float64, got {dtype!r}"
    assert message_of(TypeError, Tensor, [1.0], dtype) == reference
    assert message_of(TypeError, Tensor([1.0]).astype, dtype) == reference


def test_bad_label() -> None:
    message = message_of(TypeError, Tensor, [1.0], None, 3)
    assert message == "label: expected a string, got int 3"
    message = message_of(TypeError, lambda: Tensor([1.0], requires_grad=True))  # type: ignore[call-arg]
    assert "requires_grad" in message
    assert str(inspect.signature(Tensor)) == "(data, dtype=None, label='')"


# -- operands --------------------------------------------------------------------------

MISMATCH: dict[str, tuple[Any, str]] = {
    "W + U": (lambda W, U: W + U, "their lengths must be equal or 1, counted from"),
    "W - U": (lambda W, U: W - U, "their lengths must be equal or 1"),
    "W ** U": (lambda W, U: W**U, "their lengths must be equal or 1"),
    "W @ U": (lambda W, U: W @ U, "the last axis of the left must be as long as the"),
    "maximum(": (ac.maximum, "their lengths must be equal or 1"),
    "where(": (lambda W, U: ac.where(W > 0, W, U), "their lengths must be equal or 1"),
    "stack(": (lambda W, U: ac.stack([W, U]), "must have the same shape"),
    "concatenate(": (lambda W, U: ac.concatenate([W, U], 1), "must match exactly"),
    "einsum(": (lambda W, U: ac.einsum("ij,ij->i", W, U), "i is 2 long in"),
    "solve(": (ac.solve, "must be square"),
}


@pytest.mark.parametrize("op", MISMATCH)
def test_shapes_that_do_not_go_together(W: Tensor, op: str) -> None:
    """The op, both labels and both shapes."""
    U = Tensor(np.zeros((4, 2)), label="U")
    call, reason = MISMATCH[op]
    message = message_of(ValueError, call, W, U)
    assert message.startswith(op) and reason in message
    assert "W of shape (2, 3)" in message and "U of shape (4, 2)" in message


def test_shapes_of_operands_without_a_label(W: Tensor) -> None:
    message = message_of(ValueError, lambda: Tensor([1.0]) @ np.ones((2, 2)))
    assert message.startswith("Tensor of shape (1,) @ array of shape (2, 2): ")
    message = message_of(ValueError, lambda: W * np.ones((4,)))
    assert message.startswith("W * array of shape (4,): their lengths must be equal")


@pytest.mark.parametrize("number", [2.0, 3, np.float64(2), np.array(2.0)])
def test_the_matrix_product_with_a_number(W: Tensor, number: Any) -> None:
    for call in (lambda: W @ number, lambda: number @ W, lambda: np.matmul(W, number)):
        message = message_of(ValueError, call)
        assert "the matrix product takes no single numbers; use *" in message
    message = message_of(ValueError, lambda: W @ Tensor(2.0, label="c"))
    assert message.startswith("W @ c: ") and "c of shape ()" in message


@pytest.mark.parametrize(
    ("operand", "text"),
    [
        ("a", "expected a number, got str 'a'; convert it first"),
        (None, "None has no value; does a function lack its return?"),
        (1j, "only real numbers are differentiated"),
        ({}, "take one entry out of it first"),
        (np.array(["a"]), "expected real numbers, got ndarray of dtype <U1"),
        (np.array([1j]), "only real numbers are differentiated"),
        (np.array([object()]), "expected real numbers, got ndarray of dtype object"),
        (np.array([Value(1.0)]), "it holds nodes: use stack_values([...]) for Values"),
        ([Value(1.0), 2.0, 3.0], "it holds nodes: use stack_values([...]) for Values"),
        ([Tensor(1.0)], "use autograd_core.stack([...])"),
    ],
)
def test_operands_that_are_not_numbers(W: Tensor, operand: Any, text: str) -> None:
    for call in (lambda: W + operand, lambda: operand * W, lambda: W @ operand):
        message = message_of(TypeError, call)
        assert "W" in message and text in message
    assert text in message_of(TypeError, ac.maximum, W, operand)


def test_a_ragged_operand(W: Tensor) -> None:
    message = message_of(ValueError, lambda: [[1.0], [2.0, 3.0]] * W)
    assert message.startswith("[[1.0], [2.0, 3.0]] * W: a ragged list")


def test_operators_that_have_no_derivative(W: Tensor) -> None:
    assert "Tensor'" in message_of(TypeError, lambda: W < "a")
    for call in (lambda: W % "a", lambda: W // None, lambda: divmod(W, {})):
        assert "W" in message_of(TypeError, call)


def test_comparing_with_another_shape(W: Tensor) -> None:
    message = message_of(ValueError, W.__lt__, np.ones(4))
    assert message == (
        "cannot compare W of shape (2, 3) with array of shape (4,): their lengths must "
        "be equal or 1, counted from the last axis"
    )


# -- one number ------------------------------------------------------------------------


def test_several_entries_are_not_a_number(W: Tensor) -> None:
    message = message_of(ValueError, bool, W)
    assert message.startswith(
        "the truth value of W of shape (2, 3) is ambiguous: it ha"
    )
    assert ".all() or .any()" in message
    message = message_of(ValueError, W.item)
    assert message.startswith("item() of W of shape (2, 3): only a Tensor of one entry")
    message = message_of(ValueError, format, W, ".2f")
    assert message.startswith("the format '.2f' is for one number, not for W of shape")
    assert bool(Tensor([[2.0]])) and not Tensor(0.0) and f"{Tensor(2.5):.2f}" == "2.50"
    assert f"{W}" == repr(W)


@pytest.mark.parametrize("leave", [float, int, complex, "%f".__mod__])
def test_leaving_the_graph_by_accident(leave: Any) -> None:
    message = message_of(TypeError, leave, Tensor(1.0, label="x"))
    assert "(x = 1.0) would silently leave the graph" in message
    assert "item()" in message


def test_no_axes() -> None:
    x = Tensor(1.0, label="x")
    assert message_of(TypeError, len, x) == "len() of x = 1.0, which has no axes"
    message = message_of(TypeError, list, x)
    assert message == "x = 1.0 has no axis to iterate over"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("view", r"a Tensor has no attribute 'view'; write `x.reshape\(-1\)`"),
        ("permute", r"write `x.transpose\(1, 0\)`"),
        ("requires_grad", "every leaf gets a gradient"),
        ("add_", r"write `with no_grad\(\): x \+= 0.5`, which moves a leaf"),
        ("shapes", "Tensor' object has no attribute 'shapes'"),
    ],
)
def test_attributes_that_other_libraries_have(W: Tensor, name: str, text: str) -> None:
    with pytest.raises(AttributeError, match=text):
        getattr(W, name)
    assert not hasattr(W, name)


def test_complex_arrays(W: Tensor) -> None:
    message = message_of(TypeError, ac.sin, W.data * 1j)
    assert "dtype complex128; it takes float or int" in message


def test_assigning_to_an_entry(W: Tensor) -> None:
    message = message_of(TypeError, W.__setitem__, 0, 1.0)
    assert "W of shape (2, 3) cannot be assigned to in place" in message
    assert "t.data[...] = ... on a leaf" in message


# -- gradients -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("upstream", "kind", "text"),
    [
        (
            None,
            GraphError,
            "a gradient is that of one number; reduce it first, e.g. t.",
        ),
        (
            np.ones(3),
            ValueError,
            "the upstream gradient must have its shape (2, 3), go",
        ),
        (1.0, ValueError, "must have its shape (2, 3), got ()"),
        ("a", TypeError, "got str 'a'"),
        (np.ones((2, 3)) * 1j, TypeError, "only real numbers are differentiated"),
        ([[1.0], [2.0, 3.0]], ValueError, "a ragged list"),
    ],
)
def test_bad_upstream_gradients(W: Tensor, upstream: Any, kind: Any, text: str) -> None:
    out = W * 2
    out.label = "out"
    message = message_of(kind, out.backward, upstream)
    assert message.startswith("backward()") and text in message
    message = message_of(kind, lambda: gradients(out, W, upstream=upstream))
    assert message.startswith("gradients") and text in message
    assert not (W.has_grad or out.has_grad)


def test_upstream_gradients_of_several_outputs(W: Tensor) -> None:
    message = message_of(ValueError, lambda: gradients([W, W], W, upstream=[1.0]))
    assert message == "gradients: 2 outputs need as many upstream gradients, got 1"


# -- powers ----------------------------------------------------------------------------


def test_integer_exponents_of_negative_bases() -> None:
    """Whole exponents are right on both sides of 0, also negative ones."""
    x = Tensor([-2.0, -1.0, 0.0, 3.0])
    for n in (2, 3, 2.0, np.int64(3), 1, 0):
        x.zero_grad()
        out = x**n
        out.backward(np.ones(4))
        assert out.data.tolist() == [float(v) ** n for v in x.data]
        reference = [n * float(v) ** (n - 1) if n else 0.0 for v in x.data]
        assert x.grad.tolist() == reference, n
    y = Tensor([-2.0])
    (y**-3).backward()
    assert y.grad.item() == pytest.approx(-3.0 / 16.0, rel=1e-15)
    z = Tensor([-2.0, 3.0])
    (z ** np.array([2, 3])).backward(np.ones(2))
    assert z.grad.tolist() == [-4.0, 27.0]


def test_fractional_exponents_of_negative_bases() -> None:
    """nan and a RuntimeWarning, as in NumPy; the others are right."""
    with pytest.warns(RuntimeWarning, match="invalid value"):
        out = Tensor([-2.0, 4.0]) ** 0.5
    assert np.isnan(out.data[0]) and out.data[1] == 2.0


def test_warnings_come_from_the_line_of_the_user() -> None:
    for data in (0.0, [0.0, 1.0]):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            Tensor(data).log()
        assert [str(warning.message) for warning in caught] == [
            "divide by zero encountered in log"
        ]
        if ac.compiled:
            assert caught[0].filename == __file__
