"""Axes, shapes and indices that do not fit are refused in one sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value
from tests.autograd_core.messages import message_of

AxisError = np.exceptions.AxisError


@pytest.fixture
def W() -> Tensor:
    return Tensor(np.arange(6.0).reshape(2, 3), label="W")


REDUCTIONS = ["sum", "mean", "var", "std", "prod", "max", "min", "logsumexp", "norm"]
WITH_AXIS = [*REDUCTIONS, "softmax", "log_softmax", "cumsum", "squeeze", "expand_dims"]


@pytest.mark.parametrize("name", WITH_AXIS)
@pytest.mark.parametrize("axis", [7, -7])
def test_an_axis_that_is_not_there(W: Tensor, name: str, axis: int) -> None:
    """Both as an IndexError and a ValueError, as NumPy's."""
    message = message_of(AxisError, lambda: getattr(W, name)(axis=axis))
    assert message.startswith(
        f"{name}(W of shape (2, 3)): there is no axis {axis}, onl"
    )
    message = message_of(
        AxisError, lambda: getattr(ac, name)(np.ones((2, 3)), axis=axis)
    )
    assert "there is no axis" in message


@pytest.mark.parametrize("name", WITH_AXIS)
@pytest.mark.parametrize("axis", [1.0, "0", True, (0, 1.0), None])
def test_an_axis_that_is_not_an_integer(W: Tensor, name: str, axis: Any) -> None:
    if axis is None and name != "expand_dims":
        return
    message = message_of(TypeError, lambda: getattr(W, name)(axis=axis))
    assert message.startswith(f"{name}(W of shape (2, 3)): an axis is an integer, got ")


@pytest.mark.parametrize("name", [*REDUCTIONS, "softmax", "squeeze", "expand_dims"])
def test_an_axis_named_twice(name: str) -> None:
    w = Tensor(np.ones((1, 3)), label="w")
    for axes in ((0, 0), (1, -2, -1) if name != "expand_dims" else (0, -4 + 1, 0)):
        message = message_of(ValueError, lambda axes=axes: getattr(w, name)(axis=axes))
        assert message.startswith(f"{name}(w of shape (1, 3)): ") and "twice" in message


CALLS: dict[str, tuple[Any, Any, str]] = {
    "transpose an axis too many": (
        lambda W: W.transpose(0, 5),
        AxisError,
        "transpose(W of shape (2, 3)): there is no axis 5, only 0 to 1",
    ),
    "transpose one axis": (
        lambda W: W.transpose(0),
        ValueError,
        "axes must name each of its 2 axes once, got 0",
    ),
    "transpose one twice": (
        lambda W: W.transpose(1, 1),
        ValueError,
        "axes must name each of its 2 axes once",
    ),
    "swapaxes": (
        lambda W: W.swapaxes(0, 2),
        AxisError,
        "swapaxes(W of shape (2, 3)): ",
    ),
    "reshape": (
        lambda W: W.reshape(4, 2),
        ValueError,
        "reshape(W of shape (2, 3)): cannot reshape array of size 6 into shape (4,2)",
    ),
    "reshape twice -1": (lambda W: W.reshape(-1, -1), ValueError, "only specify one"),
    "reshape text": (lambda W: W.reshape("a"), TypeError, "a shape is integers, got"),
    "reshape float": (lambda W: W.reshape(2.0, 3), TypeError, "integers, got (2.0, 3)"),
    "squeeze": (
        lambda W: W.squeeze(0),
        ValueError,
        "axis 0 has length 2; only an axis of length 1 can go",
    ),
    "broadcast_to": (
        lambda W: W.broadcast_to((4, 3)),
        ValueError,
        "broadcast_to(W of shape (2, 3)): its lengths must be 1 or those of (4, 3)",
    ),
    "broadcast_to less": (lambda W: W.broadcast_to(3), ValueError, "those of (3,)"),
    "broadcast_to text": (
        lambda W: W.broadcast_to("a"),
        TypeError,
        "integers, got 'a'",
    ),
    "concatenate": (
        lambda W: ac.concatenate(W.sum()),
        TypeError,
        "expected a list of Tensors and arrays, got Tensor(15.0); write concatenate([",
    ),
    "concatenate nothing": (
        lambda W: ac.concatenate([]),
        ValueError,
        "concatenate of no arrays; give at least one",
    ),
    "concatenate numbers": (
        lambda W: ac.concatenate([Tensor(1.0), W]),
        ValueError,
        "concatenate: Tensor(1.0) has no axis to join along; use stack for",
    ),
    "concatenate axis": (
        lambda W: ac.concatenate([W, W], 2),
        AxisError,
        "no axis 2, o",
    ),
    "stack axis": (lambda W: ac.stack([W, W], 3), AxisError, "no axis 3, only 0 to 2"),
    "split": (
        lambda W: ac.split(W, 2, axis=1),
        ValueError,
        "axis 1 of length 3 does not split into 2 equal parts; give the indices",
    ),
    "split into none": (lambda W: ac.split(W, 0), ValueError, "does not split into 0"),
    "split at text": (
        lambda W: ac.split(W, "a"),
        TypeError,
        "the number of parts is an integer",
    ),
    "pad mode": (
        lambda W: ac.pad(W, 1, "mean"),
        ValueError,
        "mode must be one of cons",
    ),
    "pad floats": (
        lambda W: ac.pad(W, 1.5),
        TypeError,
        "pad_width must be integers, g",
    ),
    "pad less": (lambda W: ac.pad(W, -1), ValueError, "must not be negative, got -1"),
    "pad three": (lambda W: ac.pad(W, (1, 2, 3)), ValueError, "for each of its 2 axes"),
    "pad with a Tensor": (
        lambda W: ac.pad(W, 1, constant_values=Tensor(1.0)),
        TypeError,
        "constant_values must be numbers, they get no gradient",
    ),
    "take_along_axis": (
        lambda W: ac.take_along_axis(W, [0, 1], 1),
        ValueError,
        "the index must have 2 axes like it, got shape (2,)",
    ),
    "diag": (lambda W: ac.diag(W[None]), ValueError, "expected 1 or 2 axes, got 3"),
    "trace": (lambda W: W[0].trace(), ValueError, "expected a matrix, got 1 axes"),
    "trace of one axis": (
        lambda W: W.trace(0, 1, -1),
        ValueError,
        "trace(W of shape (2, 3)): axis1 and axis2 are the same axis",
    ),
    "norm ord": (
        lambda W: W.norm(3),
        ValueError,
        "norm(W of shape (2, 3)): ord=3 is not supported over 2 axes; vectors take",
    ),
    "norm 0": (lambda W: W.norm(0, axis=1), ValueError, "ord=0 has no gradient"),
    "var": (
        lambda W: W.var(0, ddof=2),
        ValueError,
        "var(W of shape (2, 3)): 2 entries are too few for ddof=2",
    ),
    "inv": (lambda W: ac.inv(W), np.linalg.LinAlgError, "must be square"),
    "inv of a vector": (
        lambda W: ac.inv(W[0]),
        np.linalg.LinAlgError,
        "two-dimensional",
    ),
    "singular": (
        lambda W: ac.inv(W.T @ W),
        np.linalg.LinAlgError,
        "Singular matrix",
    ),
    "einsum first": (
        lambda W: ac.einsum(W, W),
        TypeError,
        "expected a string such as 'ij,jk->ik' first, or each operand followed by the "
        "numbers of its axes, got W of shape (2, 3)",
    ),
    "einsum count": (
        lambda W: ac.einsum("ij,jk", W),
        ValueError,
        "2 groups of letters",
    ),
    "einsum axes": (
        lambda W: ac.einsum("ijk->i", W),
        ValueError,
        "'ijk' names 3 axes of W of shape (2, 3), which has 2",
    ),
    "einsum result": (
        lambda W: ac.einsum("ij->ik", W),
        ValueError,
        "the result names unknown axes k",
    ),
    "einsum twice": (
        lambda W: ac.einsum("ij->ii", W),
        ValueError,
        "names an axis twice",
    ),
    "einsum dots": (
        lambda W: ac.einsum("...i->i", W),
        ValueError,
        "the result needs the ... of the operands",
    ),
    "einsum diagonal": (
        lambda W: ac.einsum("ii->", W),
        ValueError,
        "'i' names axes of lengths 2 and 3 of one operand",
    ),
    "einsum digits": (
        lambda W: ac.einsum("i1->i", W),
        ValueError,
        "is not allowed there",
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_arguments_that_do_not_fit(W: Tensor, name: str) -> None:
    call, kind, text = CALLS[name]
    message = message_of(kind, call, W)
    assert text in message, message
    assert not W.has_grad


@pytest.mark.parametrize("name", ["mean", "var", "std", "max", "min", "logsumexp"])
def test_reductions_of_nothing(name: str) -> None:
    """sum and prod of nothing are 0 and 1; the others have no value."""
    x = Tensor(np.zeros((0, 3)), label="x")
    for axis in (None, 0, (0, 1)):
        message = message_of(ValueError, lambda a=axis: getattr(ac, name)(x, axis=a))
        assert message.startswith(f"{name}(x of shape (0, 3)): there are no entries to")
    assert getattr(ac, name)(x, axis=1).shape == (0,)
    assert (x.sum().item(), ac.prod(x).item()) == (0.0, 1.0)
    message = message_of(ValueError, lambda: ac.softmax(x, 0))
    assert message.startswith("softmax(x of shape (0, 3)): there are no entries")


@pytest.mark.parametrize(
    ("index", "kind", "text"),
    [
        (5, IndexError, "index 5 is out of bounds for axis 0 with size 2"),
        ((0, 1, 2), IndexError, "too many indices"),
        ("a", IndexError, "only integers, slices"),
        (1.0, IndexError, "only integers, slices"),
        (
            [0.0],
            TypeError,
            "expected integers or booleans, got an array of dtype float",
        ),
        (
            Tensor([1.0]),
            TypeError,
            "a node is not an index, its gradient would be lost",
        ),
        (Value(1.0), TypeError, "a node is not an index"),
        (np.array([True] * 3), IndexError, "boolean index did not match"),
    ],
)
def test_bad_indices(W: Tensor, index: Any, kind: Any, text: str) -> None:
    message = message_of(kind, lambda: W[index])
    assert "W of shape (2, 3)" in message and text in message


@pytest.mark.parametrize("wrong", [1.0, True, "1", None, np.float64(1), Value(1.0)])
@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda W, n: ac.diag(W, n), "diag(W of shape (2, 3)): k is an integer"),
        (lambda W, n: W.trace(n), "trace(W of shape (2, 3)): offset is an integer"),
        (lambda W, n: ac.split(W, n), "split(W of shape (2, 3)): the number of parts"),
        (lambda W, n: ac.split(W, [n]), "split(W of shape (2, 3)): where to cut"),
        (lambda W, n: W.reshape(n, 6), "reshape(W of shape (2, 3)): a shape is int"),
        (lambda W, n: W.broadcast_to((n, 2, 3)), "broadcast_to(W of shape (2, 3)): a"),
        (lambda W, n: ac.stack_values([1.0], (n,)), "stack_values(array of shape (1,"),
        (lambda W, n: ac.to_scalar_graph(W, most=n), "to_scalar_graph(W of shape (2, "),
        (lambda W, n: W.argmax(n or 1.5), "argmax(W of shape (2, 3)): an axis is an i"),
        (lambda W, n: W.argmin(n or 1.5), "argmin(W of shape (2, 3)): an axis is an i"),
    ],
)
def test_numbers_that_must_be_integers(
    W: Tensor, call: Any, text: str, wrong: Any
) -> None:
    assert message_of(TypeError, call, W, wrong).startswith(text)


def test_integers_of_numpy_count_too(W: Tensor) -> None:
    unit = np.int64(1)
    assert ac.diag(W, unit).data.tolist() == [1.0, 5.0]
    assert W.trace(unit).item() == 6.0
    assert len(ac.split(W, np.array(2))) == 2
    assert W.reshape(unit, np.int8(6)).shape == (1, 6)
    assert W.argmax(np.int8(0)).tolist() == [1, 1, 1]


def test_lengths_below_zero(W: Tensor) -> None:
    message = message_of(ValueError, W.reshape, -2, 3)
    assert message == (
        "reshape(W of shape (2, 3)): a length must not be negative, except one -1 "
        "for the entries that remain; got (-2, 3)"
    )
    message = message_of(ValueError, ac.broadcast_to, np.ones(1), (-1,))
    assert message.startswith("broadcast_to(array of shape (1,)): its lengths must be")


def test_a_mask_is_not_an_index_along_an_axis(W: Tensor) -> None:
    mask = np.array([[True], [False]])
    message = message_of(TypeError, ac.take_along_axis, W, mask, 1)
    assert message.endswith("got an array of booleans; a mask is for x[mask]")


@pytest.mark.parametrize("name", ["var", "std"])
def test_ddof_is_a_number(W: Tensor, name: str) -> None:
    def call(ddof: Any) -> Any:
        return getattr(W, name)(ddof=ddof)

    for wrong in ("1", None, Value(1.0)):
        message = message_of(TypeError, call, wrong)
        assert message.startswith(f"{name}, ddof: expected a number, got")
    message = message_of(ValueError, call, np.nan)
    assert "6 entries are too few for ddof=nan" in message


@pytest.mark.parametrize(
    ("subscripts", "wrong"),
    [("i$->i", "'$'"), ("ij->i->j", "'->'"), ("ij->i,j", "','")],
)
def test_characters_not_allowed_in_subscripts(
    W: Tensor, subscripts: str, wrong: str
) -> None:
    message = message_of(ValueError, ac.einsum, subscripts, W)
    assert message.startswith(f"einsum({subscripts!r}): {wrong} is not allowed there")
