"""What `vmap` refuses, and what it says."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import GraphError, Tensor, Value, grad, jacobian, no_grad, vmap
from tests.autograd_core.transforms.batch_table import LOOPS

X = np.array([[1.0, -2.0], [3.0, 4.0], [0.5, 6.0]])
W = Tensor([1.0, 2.0])
RNG = np.random.default_rng(0)


def on_x(f: Callable[..., Any], **axes: Any) -> Callable[[], Any]:
    return lambda: vmap(f, **axes)(X)


def assigned(x: Any) -> Any:
    x[0] = 1.0
    return x


def added_to_an_array(x: Any) -> Any:
    total = np.zeros(2)
    total += x
    return total


def moved(x: Any) -> Any:
    w = W
    with no_grad():
        w -= 0.1 * x
    return w


def walked(x: Any) -> Any:
    (W * x).sum().backward()
    return x


class Noise:
    def __init__(self) -> None:
        self.rng = np.random.default_rng(1)

    def __call__(self, x: Any) -> Any:
        return x * self.rng.normal()


MISTAKES: dict[str, tuple[type[Exception], str, Callable[[], Any]]] = {
    # arguments
    "no function": (TypeError, "vmap: expected a function, got", lambda: vmap(X)),
    "a number": (
        TypeError,
        "argument 0 is 3.0, which has no axis of examples; write np.array",
        lambda: vmap(ac.sin)(3.0),
    ),
    "numbers in a list": (
        TypeError,
        "argument 0 is 1.0, which has no axis of examples",
        lambda: vmap(ac.sum)([1.0, 2.0]),
    ),
    "a Value": (
        TypeError,
        "argument 0 is Value.*which has no axis of examples",
        lambda: vmap(ac.sin)(Value(1.0)),
    ),
    "sizes": (
        ValueError,
        r"differ in the number of examples: 3 in argument 0 of shape \(3, 2\) along "
        r"axis 0; 4 in argument 1 of shape \(4,\) along axis 0",
        lambda: vmap(lambda x, y: x * y)(X, np.ones(4)),
    ),
    "sizes of parts": (
        ValueError,
        r"3 in argument 0 of shape \(3, 2\) along axis 0; 2 in argument 'y' of shape",
        lambda: vmap(lambda x, y: x)(X, y=np.ones(2)),
    ),
    "no such axis": (
        ValueError,
        r"argument 0 of shape \(3, 2\) has no axis 2; see in_axes",
        on_x(ac.sum, in_axes=2),
    ),
    "nothing mapped": (ValueError, "no argument is mapped", on_x(ac.sum, in_axes=None)),
    # in_axes and out_axes
    "axes of a kind": (
        TypeError,
        "in_axes must be integers or None, .*, got 'x'",
        lambda: vmap(ac.sum, in_axes="x"),
    ),
    "axes that are floats": (
        TypeError,
        "out_axes must be integers or None",
        lambda: vmap(ac.sum, out_axes=0.0),
    ),
    "axes for other arguments": (
        TypeError,
        r"in_axes=\(0, 0\) is for 2 arguments, but the function was called with 1",
        on_x(ac.sum, in_axes=(0, 0)),
    ),
    "axes of another structure": (
        TypeError,
        r"in_axes \(0, None\) does not fit argument 0, \*; give an integer",
        on_x(ac.sum, in_axes=((0, None),)),
    ),
    "axes with other keys": (
        TypeError,
        r"in_axes \{'w': 0\} does not fit argument 0, \{'v': \*\}",
        lambda: vmap(lambda p: p["v"], in_axes=({"w": 0},))({"v": X}),
    ),
    "axes of the result": (
        TypeError,
        r"out_axes \(0, 1\) does not fit the result, \*",
        on_x(ac.sum, out_axes=(0, 1)),
    ),
    "no such axis of the result": (
        ValueError,
        r"out_axes=2, but with the axis of the examples a result has shape \(3, 2\)",
        on_x(lambda x: x * 2.0, out_axes=2),
    ),
    "out_axes None": (
        ValueError,
        "out_axes is None for <Batched .*which differs from example to example",
        on_x(lambda x: x * 2.0, out_axes=None),
    ),
    # results
    "text": (
        TypeError,
        "must give numbers, arrays or Tensors.*got str 'a'",
        on_x(lambda x: "a"),
    ),
    "nothing": (TypeError, "got NoneType None", on_x(lambda x: None)),
    # control flow, and numbers that leave
    "if": (
        GraphError,
        r"of shape \(\), one of 3 examples of vmap> in if, while.*where\(x > 0, a, b\)",
        on_x(lambda x: x if x[0] > 0 else -x),
    ),
    "while": (GraphError, "in if, while", on_x(lambda x: [x for _ in iter(x.sum, 0)])),
    "max": (GraphError, "maximum for max", on_x(lambda x: max(x[0], 0.0))),
    "range": (GraphError, "in range", on_x(lambda x: sum(range(x[0])))),
    "a list": (
        GraphError,
        r"take\(a, i\) for a\[i\]",
        lambda: vmap(lambda i: [1.0, 2.0][i])(np.array([0, 1])),
    ),
    "a plain array": (
        GraphError,
        r"take\(table, i\) for table\[i\]",
        lambda: vmap(lambda i: X[i])(np.array([0, 1])),
    ),
    "np.array": (GraphError, "as a plain array", on_x(lambda x: np.array(x))),
    "math": (GraphError, "exp for math.exp", on_x(lambda x: math.exp(x[0]))),
    "float": (GraphError, r"in float\(\)", on_x(lambda x: float(x[0]))),
    "int": (GraphError, r"in int\(\)", on_x(lambda x: int(x[0]))),
    "item": (
        GraphError,
        r"item\(\) of .* is not one",
        on_x(lambda x: x[0].item()),
    ),
    "data": (GraphError, "data of .* is not one number", on_x(lambda x: x.data)),
    "numpy": (GraphError, r"numpy\(\) of .* is not one", on_x(lambda x: x.numpy())),
    "grad": (GraphError, "grad of .* is not one number", on_x(lambda x: x.grad)),
    "mask": (GraphError, r"write where\(mask, x, 0.0\)", on_x(lambda x: x[x > 0])),
    "index of floats": (
        TypeError,
        "expected integers, got an array of dtype float64",
        on_x(lambda x: x[x]),
    ),
    "values": (GraphError, r"values\(\) of .* is not one", on_x(lambda x: x.values())),
    "contains": (GraphError, "in the operator in: it", on_x(lambda x: 3.0 in x)),
    "backward": (GraphError, r"map its gradient, vmap\(grad\(f\)\)", on_x(walked)),
    "gradients": (
        GraphError,
        r"inside a function of vmap take grad\(f\)",
        on_x(lambda x: ac.gradients((x * W).sum(), W)),
    ),
    # what is drawn or changed
    "a generator": (
        GraphError,
        r"drew random numbers, once for all examples.*vmap\(f\)\(xs, rng.normal",
        on_x(lambda x: x + RNG.normal()),
    ),
    "the generator of an object": (GraphError, "drew random numbers", on_x(Noise())),
    "NumPy's generator": (
        GraphError,
        "drew random numbers",
        on_x(lambda x: x + np.random.rand()),
    ),
    "an entry": (TypeError, "cannot be assigned to in place", on_x(assigned)),
    "an array": (TypeError, "a = a \\+ t, not a \\+= t", on_x(added_to_an_array)),
    "a parameter": (GraphError, "one leaf cannot move by a number for", on_x(moved)),
    "a sum with text": (TypeError, "unsupported operand", on_x(lambda x: x + "a")),
    "shapes": (ValueError, "broadcast", on_x(lambda x: x + np.ones(3))),
    "a gradient of several": (
        TypeError,
        "grad: the function must give one number",
        on_x(grad(lambda x: x * 2.0)),
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_and_the_message_helps(name: str) -> None:
    error, message, call = MISTAKES[name]
    before = W.data.copy()
    with pytest.raises(error, match=re.compile(message, re.DOTALL)):
        call()
    np.testing.assert_array_equal(W.data, before)
    assert not W.has_grad
    # Nothing is left of the run that failed.
    np.testing.assert_array_equal(vmap(lambda x: x.sum())(X), X.sum(1))
    assert grad(lambda x: x**2)(3.0) == 6.0


def test_a_value_that_left_its_function_is_refused() -> None:
    kept: list[Any] = []
    vmap(lambda x: kept.append(x) or x)(X)  # type: ignore[func-returns-value]
    for use in (lambda x: x + 1.0, ac.sin, lambda x: x > 0, lambda x: x[0], ac.sum):
        with pytest.raises(GraphError, match="used after it ended"):
            use(kept[0])


def test_functions_that_need_numbers_say_so_at_the_users_line() -> None:
    with pytest.warns(UserWarning, match="interp.*the whole function runs") as seen:
        vmap(lambda y: np.interp(0.5, [0.0, 1.0], y))(X)
    assert seen[0].filename == __file__


def test_a_loop_over_no_examples_is_refused() -> None:
    with (
        pytest.warns(UserWarning, match="interp"),
        pytest.raises(GraphError, match="there are no examples"),
    ):
        vmap(lambda y: ac.interp(0.5, [0.0, 1.0, 2.0], y))(np.zeros((0, 3)))
    with pytest.raises(
        GraphError, match="reversed has no batching rule, and there are"
    ):
        vmap(LOOPS[0][0].function)(np.zeros((0, 4)))


@pytest.mark.parametrize(
    ("function", "what"),
    [
        (np.argmax, "argmax: integers, one for each example"),
        (np.argsort, "argsort: an array of integers"),
        (lambda x: x[0] > 0.0, "bools, one for each example"),
        (lambda x: np.isnan(x), "an array of bools"),
    ],
)
def test_what_jumps_has_no_gradient_in_vmap_either(function: Any, what: str) -> None:
    for transform in (grad, jacobian):
        with pytest.raises(TypeError, match=f"{what}, which has no derivative"):
            vmap(transform(function))(X)


@pytest.mark.parametrize("function", [np.argsort, np.nonzero, np.lexsort])
def test_positions_come_out_of_vmap_as_integers(function: Any) -> None:
    rows = [[2.0, 1.0, 3.0], [1.0, 3.0, 2.0]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        got = vmap(lambda x: function((x,)) if function is np.lexsort else function(x))
        actual = got(np.array(rows))
    expected = [function((x,) if function is np.lexsort else x) for x in rows]
    if function is np.nonzero:
        actual, expected = actual[0], [x[0] for x in expected]
    np.testing.assert_array_equal(actual, expected)
    assert np.asarray(actual).dtype.kind == "i"


def test_a_loop_is_named_by_numpys_function() -> None:
    with pytest.warns(UserWarning, match="vmap: allclose has no batching rule"):
        vmap(lambda x: np.allclose(x, 1.0))(X)


def test_keywords_that_are_not_there() -> None:
    with pytest.raises(TypeError, match=r"'axis_name'; it takes vmap\(f, in_axes=0"):
        vmap(np.sin, axis_name="i")  # type: ignore[call-arg]
