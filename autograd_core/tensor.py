"""`Tensor`: an array that remembers how it was computed.

It stands on the same node, walk and op table as `Value`. A Tensor keeps its operands
and computes local derivatives when `backward()` asks for them: an array of slopes for
every node would cost more than the op.

Compiled, this same file is typed by `tensor.pxd`.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core import arrays, graph, modes, scopes
from autograd_core.array_methods import ArrayMethods
from autograd_core.arrays import as_array, as_constant, fit, shape_error
from autograd_core.faults import check_array
from autograd_core.node import Node, checked_label
from autograd_core.operands import describe
from autograd_core.ops import add as ADD
from autograd_core.ops import divide as DIVIDE
from autograd_core.ops import multiply as MULTIPLY
from autograd_core.ops import negative as NEGATIVE
from autograd_core.ops import power as POWER
from autograd_core.ops import subtract as SUBTRACT
from autograd_core.value import Value

ndarray = np.ndarray

# The compiled class would not tell inspect.signature otherwise.
_SIGNATURE = inspect.Signature(
    [
        inspect.Parameter(
            name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default
        )
        for name, default in (
            ("data", inspect.Parameter.empty),
            ("dtype", None),
            ("label", ""),
        )
    ]
)


class Tensor(ArrayMethods):
    """An array of the graph: `data`, and after `backward()` its gradient `grad`.

    Ops follow NumPy: broadcasting, `axis`, `keepdims`, views of an index. Arrays and
    numbers beside a Tensor are constants. A number never changes the dtype, nor does a
    Value; a float64 array makes the result of a float32 Tensor float64, and so does a
    list or an array of integers.

    Args:
        data: numbers of any shape; the Tensor keeps a copy.
        dtype: float32 or float64. By default float32 stays, all else is float64.
        label: a name for messages, diagrams and explanations.

    Every Tensor gets a gradient; there is no flag to ask for one. What needs none, such
    as the inputs of a model, stays a plain array.

    Do not change `data`, or an array that stood beside a Tensor, in place between an op
    and `backward()`: the gradient would be that of other numbers. Inside
    `detect_anomaly()` such a change is found.

    Raises:
        TypeError: `data` holds anything but real numbers, or dtype is another one.
        ValueError: `data` is a ragged list.

    >>> W = Tensor([[1.0, 2.0], [3.0, 4.0]], label="W")
    >>> loss = (W @ np.array([1.0, -1.0])).square().sum()
    >>> loss.backward()
    >>> loss.item()
    2.0
    >>> W.grad
    array([[-2.,  2.],
           [-2.,  2.]])
    """

    __signature__ = _SIGNATURE
    __slots__ = ("_array", "_buffered", "_gradient", "_owned")

    if TYPE_CHECKING:
        _array: np.ndarray
        _gradient: Any
        _owned: bool
        _buffered: bool

    def __init__(self, data: Any, dtype: Any = None, label: Any = "") -> None:
        self._array = arrays.leaf_array(data, dtype)
        self._gradient = None
        self._owned = False
        self._buffered = False
        self._rule = None
        self._label = label if type(label) is str else checked_label(label)
        self._x = None
        self._y = None
        self._mark = 0
        self._nary = False
        self._reached = False
        self._unrecorded = False

    # -- what a node knows -----------------------------------------------------------

    @property
    def data(self) -> Any:
        """The array itself. Assign to a leaf to change it; the shape and dtype stay.

        An array of the right dtype is taken as it is, without a copy.
        """
        return self._array

    @data.setter
    def data(self, data: Any) -> None:
        self._array = arrays.replacement(self, data, "Tensor.data")

    @property
    def grad(self) -> Any:
        """d root / d self after `root.backward()`, else zeros; shape and dtype of data.

        Leaves accumulate over several `backward()` calls, in place: copy an array that
        you want to keep. Assigning None or 0 resets, and leaves the array as it was.
        A leaf shares its gradient with nobody; results may share theirs.
        """
        if self._gradient is None:
            return np.zeros(self._array.shape, self._array.dtype)
        return self._gradient

    @grad.setter
    def grad(self, grad: Any) -> None:
        if grad is None or (type(grad) in (int, float) and grad == 0):
            self.zero_grad()
            return
        if grad is not self._gradient:
            self._gradient = arrays.replacement(self, grad, "Tensor.grad")
            # It is the caller's array: the next backward() must not write into it.
            self._owned = False
            self._buffered = False
        self._reached = True

    @property
    def local_grads(self) -> tuple[Any, ...]:
        """d self / d parent, one array for each parent.

        For an elementwise op the derivative of each entry, of the shape of the result;
        for any other op the Jacobian, of shape `self.shape + parent.shape`.
        """
        return arrays.local_grads(self)

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes."""
        return self._array.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self._array.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._array.size

    @property
    def dtype(self) -> Any:
        """float32 or float64."""
        return self._array.dtype

    # -- the graph -------------------------------------------------------------------

    def backward(self, gradient: Any = None) -> None:
        """Compute d self / d node for every node below, and store it in `grad`.

        Args:
            gradient: the upstream gradient of this node, of its shape; 1 by default,
                for a Tensor of one entry.

        Raises:
            GraphError: inside `no_grad()`, on a result computed there, on one that
                depends on an input of a transform whose function is running, or on a
                Tensor of several entries without `gradient`.
            ValueError: `gradient` is of another shape.

        >>> x = Tensor([1.0, 2.0, 3.0])
        >>> (x * x).backward(np.array([1.0, 1.0, 0.0]))
        >>> x.grad
        array([2., 4., 0.])
        """
        graph.backward(self, arrays.seed(self, gradient, "backward()"))

    def zero_grad(self) -> None:
        """Forget the gradient: `grad` is zeros again and `has_grad` False."""
        self._reached = False
        if self._buffered:
            self._gradient.fill(0.0)
        else:
            self._gradient = None

    def use_buffers(self, data: Any, grad: Any) -> None:
        """Let the numbers and the gradient of a leaf live in arrays of the caller's.

        An optimizer that owns one flat buffer gives each parameter its views of it.

        Args:
            data: an array of this shape and dtype; it becomes `data`, with the
                numbers that it has.
            grad: another one; every `backward()` and `zero_grad()` writes into it,
                until `grad` is assigned.

        Raises:
            TypeError: one of the two is no array of this dtype.
            ValueError: one of the two is of another shape, or read-only.

        >>> flat, flat_grad = np.ones(4), np.zeros(4)
        >>> b = Tensor([2.0, 2.0])
        >>> b.use_buffers(flat[2:], flat_grad[2:])
        >>> b.square().sum().backward()
        >>> flat_grad
        array([0., 0., 2., 2.])
        """
        new_data = arrays.buffer(self, data, "data")
        new_grad = arrays.buffer(self, grad, "grad")
        if self._gradient is None:
            new_grad.fill(0.0)
        else:
            np.copyto(new_grad, self._gradient)
        self._array, self._gradient = new_data, new_grad
        self._owned = self._buffered = True

    def item(self) -> float:
        """The one entry as a plain float; it leaves the graph.

        Raises:
            ValueError: there is not exactly one entry.
        """
        if self._array.size != 1:
            raise ValueError(
                f"item() of {describe(self)}: only a Tensor of one entry is a number; "
                "use numpy() for all of them"
            )
        return float(self._array.item())

    def numpy(self) -> np.ndarray:
        """A copy of the entries as a plain array; it leaves the graph."""
        return self._array.copy()

    def detach(self) -> Tensor:
        """A new leaf with the same entries and label: a constant for the gradient."""
        return Tensor(self._array, label=self._label)

    def _add(self, contribution: Any, upstream: Any) -> None:
        """Add to the gradient what a consumer sends; the first one starts it anew."""
        array = self._array
        if type(contribution) is not ndarray:
            contribution = np.asarray(contribution)
        if contribution.shape != array.shape or contribution.dtype is not array.dtype:
            contribution = fit(contribution, array.shape, array.dtype)
        if self._reached:
            if self._owned:
                np.add(self._gradient, contribution, self._gradient)
            else:
                self._gradient = np.asarray(self._gradient + contribution)
                self._owned = True
        elif self._buffered:
            np.copyto(self._gradient, contribution)
        else:
            # What a rule gives may be the upstream gradient itself, or a view of it.
            # For a result that is good enough; a leaf shares its gradient with nobody.
            self._owned = contribution is not upstream and contribution.base is None
            if not self._owned and self._rule is None:
                contribution = contribution.copy()
                self._owned = True
            self._gradient = contribution
        self._reached = True

    def _receive(self, contribution: Any, upstream: Any, ready: Any) -> None:
        """Add a contribution; the last one makes a result ready to send its own."""
        self._add(contribution, upstream)
        if self._rule is not None:
            self._pending -= 1
            if self._pending == 0:
                ready.append(self)

    def _receive_entry(self, index: Any, contribution: Any, ready: Any) -> None:
        """Add a contribution to one entry of the gradient: from a Value made of it."""
        if not self._reached:
            zeros = np.zeros(self._array.shape, self._array.dtype)
            self._add(zeros, None)
        elif not self._owned:
            self._gradient = self._gradient.copy()
            self._owned = True
        self._gradient[index] += contribution
        if self._rule is not None:
            self._pending -= 1
            if self._pending == 0:
                ready.append(self)

    def _send(self, ready: Any) -> None:
        """Give each operand that is a node its share of the gradient."""
        if self._nary:
            operands: tuple[Any, ...] = self._x
        elif self._y is None:
            operands = (self._x,)
        else:
            operands = (self._x, self._y)
        numbers = tuple([payload(each) for each in operands])
        for i in range(len(operands)):
            operand = operands[i]
            if isinstance(operand, Tensor):
                tensor: Tensor = operand
                share = self._rule.vjp(i, self._gradient, self._array, numbers)
                tensor._receive(share, self._gradient, ready)
            elif isinstance(operand, Value):
                share = self._rule.vjp(i, self._gradient, self._array, numbers)
                graph.receive(operand, float(share), ready)

    def _fitted(self, cotangent: Any) -> Any:
        """A cotangent in the shape and dtype of this node, summed over broadcasts."""
        return fit(cotangent, self._array.shape, self._array.dtype)

    def _spread(self, tangent: Any) -> Any:
        """A tangent in the shape and dtype of this node."""
        return arrays.spread(tangent, self._array.shape, self._array.dtype)

    def _clone(self, copies: dict[int, Any]) -> Tensor:
        """A node like this one, on the copies of its operands where there are any."""
        twin: Tensor = type(self).__new__(type(self))
        twin._array = self._array.copy()
        twin._gradient = None if self._gradient is None else self._gradient.copy()
        twin._owned = self._gradient is not None
        twin._buffered = False
        graph.clone(self, twin, copies)
        return twin

    def _check_fingerprints(self) -> None:
        """Raise if an array of this op was changed in place since it ran."""
        arrays.check_fingerprints(self)

    # -- Python's protocols ----------------------------------------------------------

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        return graph.copy_graph(self, memo)

    def __copy__(self) -> Tensor:
        return self._clone({})

    def __reduce_ex__(self, protocol: Any) -> Any:
        if self._rule is not None:
            raise TypeError(
                f"cannot pickle {describe(self)}: it is the result of an op, and a "
                "recorded graph is not pickled; pickle its leaves or t.detach()"
            )
        grad = self._gradient if self._reached else None
        return (
            unpickle,
            (type(self), self._array, grad, self._label),
            getattr(self, "__dict__", None),
        )

    def __repr__(self) -> str:
        return arrays.text_of(self)

    def __format__(self, spec: str) -> str:
        if not spec:
            return repr(self)
        if self._array.size != 1:
            raise ValueError(
                f"the format {spec!r} is for one number, not for {describe(self)}; use "
                "np.array2string(t.data, precision=3)"
            )
        return format(self.item(), spec)

    def __bool__(self) -> bool:
        """Whether the one entry is not 0.

        Raises:
            ValueError: there is not exactly one entry.
        """
        if self._array.size != 1:
            raise ValueError(
                f"the truth value of {describe(self)} is ambiguous: it has "
                f"{self._array.size} entries; use (t.data > 0).all() or .any()"
            )
        return bool(self._array.item() != 0)

    def __len__(self) -> int:
        if not self._array.ndim:
            raise TypeError(f"len() of {describe(self)}, which has no axes")
        return self._array.shape[0]

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise TypeError(
            f"turning {describe(self)} into a plain array would silently leave the "
            "graph: use t.numpy(), or the functions of autograd_core, such as "
            "stack([t, u]) for np.array([t, u])"
        )

    def __setitem__(self, index: Any, value: Any) -> None:
        raise TypeError(
            f"{describe(self)} is not assigned to in place, the graph could not know: "
            "use autograd_core.where or concatenate, or t.data[...] = ... on a leaf"
        )

    # -- operators -------------------------------------------------------------------

    def __add__(self, other: Any) -> Any:
        return binary(ADD, self, other)

    def __radd__(self, other: Any) -> Any:
        return binary(ADD, other, self)

    def __sub__(self, other: Any) -> Any:
        return binary(SUBTRACT, self, other)

    def __rsub__(self, other: Any) -> Any:
        return binary(SUBTRACT, other, self)

    def __mul__(self, other: Any) -> Any:
        return binary(MULTIPLY, self, other)

    def __rmul__(self, other: Any) -> Any:
        return binary(MULTIPLY, other, self)

    def __truediv__(self, other: Any) -> Any:
        return binary(DIVIDE, self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return binary(DIVIDE, other, self)

    def __pow__(self, other: Any) -> Any:
        return binary(POWER, self, other)

    def __rpow__(self, other: Any) -> Any:
        return binary(POWER, other, self)

    def __matmul__(self, other: Any) -> Any:
        return binary(MATMUL, self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return binary(MATMUL, other, self)

    def __neg__(self) -> Any:
        return record(NEGATIVE, -self._array, self, None, False)

    def __pos__(self) -> Any:
        return self

    @staticmethod
    def _record(rule: Any, operands: tuple[Any, ...]) -> Any:
        return apply(rule, operands)


modes_in_force = 0


def note_modes(count: int) -> None:
    """Keep the number of modes in force where every op can read it at once."""
    global modes_in_force
    modes_in_force = count


modes.on_change(note_modes)


def record(rule: Any, out: Any, x: Any, y: Any, nary: Any) -> Tensor:
    """The node `out = rule(x, y)`, or `out = rule(*x)` if it is n-ary."""
    node: Tensor = Tensor.__new__(Tensor)
    node._array = out if type(out) is ndarray else np.asarray(out)
    node._gradient = None
    node._owned = False
    node._buffered = False
    node._rule = rule
    node._label = ""
    node._x = x
    node._y = y
    node._mark = 0
    node._nary = nary
    node._reached = False
    node._unrecorded = False
    if modes_in_force:
        examine(node)
    return node


def examine(node: Tensor) -> None:
    """The rare cases of recording: a mode is in force."""
    lines = modes.source_lines()
    if lines is not None:
        check_array(node)
        lines[node] = modes.user_line()
        arrays.take_fingerprints(node)
    if modes.recording():
        scopes.note(node)
        return
    node._rule = None
    node._x = None
    node._y = None
    node._nary = False
    node._unrecorded = True


def binary(rule: Any, x: Any, y: Any) -> Any:
    """`x op y` where one side is a Tensor and the other anything at all."""
    if isinstance(x, Tensor):
        left: Tensor = x
        a = left._array
    else:
        if isinstance(x, Value):
            return apply(rule, (x, y))
        if type(x) is not float:
            x = as_constant(rule, x, (x, y))
        a = x
    if isinstance(y, Tensor):
        right: Tensor = y
        b = right._array
    else:
        if isinstance(y, Value):
            return apply(rule, (x, y))
        if type(y) is not float:
            y = as_constant(rule, y, (x, y))
            if y is NotImplemented:
                return y
        b = y
    if a is NotImplemented:
        return a
    try:
        out = quiet(rule, (a, b)) if modes_in_force else rule.array(a, b)
    except ValueError as error:
        raise shape_error(rule, (x, y), error) from None
    return record(rule, out, x, y, False)


def quiet(rule: Any, numbers: Any) -> Any:
    """The op on arrays; inside `detect_anomaly()` without NumPy's warnings."""
    if modes.source_lines() is None:
        return rule.array(*numbers)
    with np.errstate(all="ignore"):
        return rule.array(*numbers)


def apply(rule: Any, operands: tuple[Any, ...]) -> Any:
    """The node `rule(*operands)`; Values among them become Tensors of no axes.

    Raises:
        TypeError: an operand is neither a number, an array nor a node.
        ValueError: the shapes do not go together.
    """
    kept: list[Any] = []
    numbers: list[Any] = []
    for operand in operands:
        if isinstance(operand, Value):
            operand = arrays.as_tensor(operand, operands)
        if isinstance(operand, Node):
            numbers.append(operand.data)
        else:
            operand = as_array(rule, operand, operands)
            numbers.append(operand)
        kept.append(operand)
    try:
        out = quiet(rule, numbers) if modes_in_force else rule.array(*numbers)
    except (ValueError, IndexError) as error:
        raise shape_error(rule, tuple(kept), error) from None
    if len(kept) == 1:
        return record(rule, out, kept[0], None, False)
    return record(rule, out, tuple(kept), None, True)


def payload(operand: Any) -> Any:
    """The number or array of an operand."""
    if isinstance(operand, Tensor):
        tensor: Tensor = operand
        return tensor._array
    return operand.data if isinstance(operand, Node) else operand


def unpickle(kind: Any, data: Any, grad: Any, label: str) -> Any:
    """The leaf that `pickle` saved."""
    leaf: Tensor = kind.__new__(kind)
    Tensor.__init__(leaf, data, label=label)
    if grad is not None:
        leaf.grad = grad
    return leaf


# The matrix product is written in ops on Tensors.
from autograd_core.structural.linear import MATMUL  # noqa: E402
