"""`Value.tanh(x)` with an x that is no Value: refused, and nothing of it is read."""

import copy

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import Tensor, Value

OTHERS = {
    "a number": 3,
    "a float": 0.5,
    "None": None,
    "a list": [0.5],
    "an array": np.full(2, 0.5),
    "a text": "w",
    "a class": Value,
}


def methods(kind, other):
    """Those that read fields of a node, with what is no such node."""
    own = set(vars(kind)) | {name for base in kind.__mro__ for name in vars(base)}
    fields = [name for name in own if callable(getattr(kind, name, None))]
    slots = {type(vars(object)["__repr__"]), type(vars(object)["__reduce__"])}
    for name in sorted(fields):
        method = getattr(kind, name)
        if not isinstance(method, type) and type(method) not in slots:
            yield name, method, other


compiled_only = pytest.mark.skipif(
    not ac.compiled, reason="plain, Python looks for attributes by name"
)


@compiled_only
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # arccosh(0.5) is nan
@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("kind", [Value, Tensor])
def test_no_method_reads_what_is_not_there(kind, other):
    """A method that is the op as well takes what the op takes: the numbers agree."""
    for name, method, thing in methods(kind, OTHERS[other]):
        if name.startswith("__") or name in ("_apply", "conjugate"):
            continue
        try:
            out = method(thing)
        except (TypeError, AttributeError, ValueError):
            continue
        except Exception as error:
            pytest.fail(f"{kind.__name__}.{name}({thing!r}): {error!r}")
        op = getattr(ac, name, None)
        assert op is not None, f"{kind.__name__}.{name}({thing!r}) gave {out!r}"
        expected = np.ravel(thing) if name == "reshape" else op(thing)
        shaped = np.reshape(out, np.shape(expected))
        assert np.array_equal(shaped, expected, equal_nan=True), name


MESSAGES = [
    (
        lambda: Value.tanh(3),
        "Value.tanh: expected a Value, got 3; write Value(3).tanh()",
    ),
    (lambda: Value.relu("a"), "Value.relu: expected a Value, got 'a'"),
    (
        lambda: Value.exp(Tensor([1.0])),
        "Value.exp: expected a Value, got Tensor of shape (1,)",
    ),
    (
        lambda: Value.backward(2.5),
        "Value.backward: expected a Value, got 2.5; write Value(2.5).backward()",
    ),
    (
        lambda: Tensor.argmax(3),
        "Tensor.argmax: expected a Tensor, got 3; write Tensor(3).argmax()",
    ),
    (lambda: Tensor.item(None), "Tensor.item: expected a Tensor, got None"),
    (lambda: [*map(Value.tanh, [0.5])], "Value.tanh: expected a Value, got 0.5"),
]


@compiled_only
@pytest.mark.parametrize("case", range(len(MESSAGES)))
def test_the_message(case):
    call, message = MESSAGES[case]
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value).startswith(message), str(caught.value)


def test_nodes_and_subclasses_are_as_before():
    class Mine(Value):
        pass

    nodes = [Value(0.5), Mine(0.5)]
    assert [x.data for x in map(Value.tanh, nodes)] == [np.tanh(0.5)] * 2
    assert Tensor.sum(Tensor([1.0, 2.0]), axis=0).data == 3.0
    with pytest.raises(TypeError):
        Value.tanh()
    out = Value(2.0) ** 2
    Value.backward(out)
    assert copy.copy(out).data == 4.0
