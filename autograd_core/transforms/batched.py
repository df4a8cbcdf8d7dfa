"""`Batched`: what a function of `vmap` computes with, all examples in one array.

It looks like the Tensor of one example. Inside is an array or a Tensor with one more
axis in front, for the examples, and every op on a `Batched` is an op on that. So the
graph of a mapped function is an ordinary graph of Tensors, and since no op mixes
examples, derivatives of each example are derivatives of the whole.

Inside may be a `Batched` of an outer `vmap`.
"""

from __future__ import annotations

import operator
import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.array_ops.checks import behind_examples, shape_of
from autograd_core.array_ops.matmul import MATMUL
from autograd_core.engine.node import Node
from autograd_core.interop.numpy_protocol import call_function, call_ufunc
from autograd_core.messages.errors import GraphError, NeedsOneExample
from autograd_core.messages.operands import innermost, is_mapped
from autograd_core.messages.types import Array, DType, Shape
from autograd_core.modes.user_code import called_by_user, is_own_file
from autograd_core.ops.rule import Rule
from autograd_core.tensor.methods import ArrayMethods
from autograd_core.transforms import constants
from autograd_core.transforms.batched_index import entries_at

_FOLDERS = tuple(
    [os.path.dirname(x.__code__.co_filename) for x in (call_function, entries_at)]
)
"""The folders of NumPy's dispatch, and of this file."""


def _operator(rule: Rule, reflected: bool = False) -> Any:
    def call(self: Batched, other: Any) -> Any:
        if isinstance(other, (str, bytes, dict, set, type(None))):
            return NotImplemented
        return self._apply(rule, (other, self) if reflected else (self, other))

    return call


class Batched(ArrayMethods):
    """The Tensor of one example, for all of them; see this file's first lines.

    Args:
        inner: an array, Tensor or `Batched` with the examples along its first axis.
        level: the run of `vmap` whose examples they are.
    """

    __slots__ = ("inner", "label", "level")
    _is_mapped = True
    # The plain build reads these fields of a node where the compiled one finds None.
    _rule = _x = _y = None
    _array: Any = None
    _nary = _reached = _unrecorded = _is_value = False
    _mark = _pending = 0

    def __init__(self, inner: Any, level: Any) -> None:
        self.inner = inner
        self.level = level
        self.label = ""

    @staticmethod
    def _apply(rule: Rule, operands: tuple[Any, ...]) -> Any:
        return innermost(operands).apply(rule, tuple(operands))

    # -- what an example looks like ----------------------------------------------------

    @property
    def shape(self) -> Shape:
        """The lengths of the axes of one example."""
        return shape_of(self.inner)[1:]

    @property
    def ndim(self) -> int:
        """The number of axes of one example."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of entries of one example."""
        return int(np.prod(self.shape))

    @property
    def dtype(self) -> DType:
        """That of the array of all examples."""
        return self.inner.dtype

    def __repr__(self) -> str:
        text = f"{self.label or 'Batched'} of shape {self.shape}"
        return f"<{text}, one of {self.level.size} examples of vmap>"

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError(f"len() of {self!r}, which has no axes")
        return self.shape[0]

    def __iter__(self) -> Any:
        return iter([self[k] for k in range(len(self))])

    def changed(self, function: Callable[[Any], Any]) -> Batched:
        """A function of arrays and nodes, applied inside."""
        inside = self.inner
        return Batched(
            inside.changed(function) if is_mapped(inside) else function(inside),
            self.level,
        )

    def along(self, function: Callable[[Any, Any], Any], axis: Any) -> Any:
        """`function(x, axis)`, a function along axes, of all examples at once."""
        inside = self.inner
        return self.level.box(function(inside, behind_examples(axis, inside)))

    def detach(self) -> Batched:
        """The same numbers as constants."""
        return self.changed(lambda x: x._payload() if isinstance(x, Node) else x)

    # -- numbers that differ from example to example -----------------------------------

    def _payload(self) -> Any:
        raise NeedsOneExample(self.level, called_by_user(_FOLDERS))

    @property
    def data(self) -> Any:
        """Refused: there is one number for each example."""
        raise self._no_number("data")

    @property
    def grad(self) -> Any:
        """Refused: there is one number for each example."""
        raise self._no_number("grad")

    def item(self) -> float:
        """Refused: there is one number for each example."""
        raise self._no_number("item()")

    def numpy(self) -> Array:
        """Refused: there is one number for each example."""
        raise self._no_number("numpy()")

    def values(self) -> Any:
        """Refused: Values are numbers of one example."""
        raise self._no_number("values()")

    def backward(self, gradient: object = None) -> None:
        """Refused: `grad` gives the gradient of each example."""
        raise GraphError(
            f"backward() of {self!r}: write it as a function, and map its gradient, "
            "vmap(grad(f)); or call backward() on what vmap gives"
        )

    def _cotangent(self, upstream: Any) -> Any:
        raise GraphError(
            f"gradients of {self!r}: inside a function of vmap take grad(f), vjp or "
            "jvp, which give the derivative of each example"
        )

    def _no_number(self, what: str) -> GraphError:
        return GraphError(
            f"{what} of {self!r} is not one number: inside a function of vmap compute "
            "with the value itself, and return what you want to read"
        )

    def __bool__(self) -> bool:
        self._refuse_in_control_flow("if, while, and, or")
        raise AssertionError

    def __float__(self) -> float:
        self._refuse_in_control_flow("float() or a function of math")
        raise AssertionError

    def __index__(self) -> int:
        self._refuse_in_control_flow("range, an index of a list or array")
        raise AssertionError

    def __int__(self) -> int:
        self._refuse_in_control_flow("int()")
        raise AssertionError

    def __array__(self, dtype: Any = None, copy: Any = None) -> Array:
        raise GraphError(
            f"{self!r} as a plain array, or the index of one: its numbers differ from "
            "example to example. Use functions of autograd_core: stack([a, b]) for "
            "np.array([a, b]), take(table, i) for table[i]"
        )

    def __contains__(self, number: object) -> bool:
        self._refuse_in_control_flow("the operator in")
        raise AssertionError

    def _refuse_in_control_flow(self, where: str) -> None:
        """Raise: the examples would go different ways."""
        frame = sys._getframe(2)
        if is_own_file(frame.f_code.co_filename):
            raise NeedsOneExample(self.level, called_by_user(_FOLDERS))
        raise GraphError(
            f"{self!r} in {where}: it differs from example to example. Write "
            "where(x > 0, a, b) for `a if x > 0 else b`, maximum for max, exp for "
            "math.exp, take(a, i) for a[i]; or call the function in a loop"
        )

    # -- masks and positions: constants ------------------------------------------------

    __hash__ = ArrayMethods.__hash__
    __eq__ = constants.compared(operator.eq)
    __ne__ = constants.compared(operator.ne)
    __lt__ = constants.compared(operator.lt)
    __le__ = constants.compared(operator.le)
    __gt__ = constants.compared(operator.gt)
    __ge__ = constants.compared(operator.ge)
    __and__ = __rand__ = constants.compared(np.logical_and)
    __or__ = __ror__ = constants.compared(np.logical_or)
    __xor__ = __rxor__ = constants.compared(np.logical_xor)

    def argmax(self, axis: Any = None, keepdims: bool = False) -> Any:
        """The position of the largest entry of each example."""
        return constants.positions(np.argmax, self, axis, keepdims=keepdims)

    def argmin(self, axis: Any = None, keepdims: bool = False) -> Any:
        """The position of the smallest entry of each example."""
        return constants.positions(np.argmin, self, axis, keepdims=keepdims)

    def all(self, axis: Any = None, **options: Any) -> Any:
        """Whether all entries of each example hold."""
        return constants.reduced(np.all, self, axis, **options)

    def any(self, axis: Any = None, **options: Any) -> Any:
        """Whether an entry of each example holds."""
        return constants.reduced(np.any, self, axis, **options)

    def __invert__(self) -> Any:
        return constants.of_entries(np.logical_not, self)

    # -- operators ---------------------------------------------------------------------

    # x += 1 gives a new value: an argument is not a leaf that could be moved.
    __add__ = __iadd__ = _operator(ops.add)
    __radd__ = _operator(ops.add, reflected=True)
    __sub__ = __isub__ = _operator(ops.subtract)
    __rsub__ = _operator(ops.subtract, reflected=True)
    __mul__ = __imul__ = _operator(ops.multiply)
    __rmul__ = _operator(ops.multiply, reflected=True)
    __truediv__ = __itruediv__ = _operator(ops.divide)
    __rtruediv__ = _operator(ops.divide, reflected=True)
    __pow__ = __ipow__ = _operator(ops.power)
    __rpow__ = _operator(ops.power, reflected=True)
    __matmul__ = __imatmul__ = _operator(MATMUL)
    __rmatmul__ = _operator(MATMUL, reflected=True)

    def __neg__(self) -> Any:
        return self._apply(ops.negative, (self,))

    def __getitem__(self, index: Any) -> Any:
        if any(map(is_mapped, index if isinstance(index, tuple) else (index,))):
            return self._taken_from(self, index)
        return super().__getitem__(index)

    def _taken_from(self, x: Any, index: Any) -> Any:
        """x[index], where a part of the index is a `Batched`."""
        parts = index if isinstance(index, tuple) else (index,)
        boxes = [part for part in (x, *parts) if isinstance(part, Batched)]
        level = innermost(boxes)
        level.check_running()

        def inner(part: Any) -> tuple[Any, bool]:
            own = isinstance(part, Batched) and part.level is level
            return (part.inner if own else part), own

        return Batched(entries_at(level.size, inner(x), [*map(inner, parts)]), level)

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: object
    ) -> Any:
        plain = method == "__call__" and not any(x is not None for x in kwargs.values())
        if plain and ufunc in constants.UFUNCS:
            return constants.of_entries(ufunc, *inputs)
        return call_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(
        self, func: Callable[..., Any], types: object, args: Any, kwargs: Any
    ) -> Any:
        if func in constants.FUNCTIONS and args and is_mapped(args[0]):
            return constants.FUNCTIONS[func](*args, **kwargs)
        try:
            return call_function(func, args, kwargs)
        except NeedsOneExample as reason:
            reason.name = func.__name__
            raise
