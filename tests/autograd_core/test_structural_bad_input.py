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
    with pytest.raises(AxisError, match="there is no axis"):
        getattr(ac, name)(np.ones((2, 3)), axis=axis)


@pytest.mark.parametrize("name", WITH_AXIS)
@pytest.mark.parametrize("axis", [1.0, "0", True, (0, 1.0), None])
def test_an_axis_that_is_no_integer(W: Tensor, name: str, axis: Any) -> None:
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
        lambda W: ac.concatenate(W),
        TypeError,
        "expected a list of Tensors and arrays, got W of shape (2, 3); write concaten",
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
        "where to cut is integers",
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
    "norm ord": (
        lambda W: W.norm(2),
        ValueError,
        "norm(W of shape (2, 3)): ord=2 is not supported over 2 axes; vectors take",
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
        "expected a string such as 'ij,jk->ik' first, got W of shape (2, 3)",
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
        "not a valid symbol",
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
        (Tensor([1.0]), TypeError, "a node is no index, its gradient would be lost"),
        (Value(1.0), TypeError, "a node is no index"),
        (np.array([True] * 3), IndexError, "boolean index did not match"),
    ],
)
def test_bad_indices(W: Tensor, index: Any, kind: Any, text: str) -> None:
    message = message_of(kind, lambda: W[index])
    assert "W of shape (2, 3)" in message and text in message
