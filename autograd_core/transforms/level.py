"""`Level`: one run of `vmap`, and how it runs an op on all examples at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import ops
from autograd_core.array_ops import shape
from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import is_integer, shape_of
from autograd_core.array_ops.functions.joining import stack
from autograd_core.engine.node import Node
from autograd_core.engine.value import Value
from autograd_core.messages.errors import GraphError
from autograd_core.messages.operands import is_node
from autograd_core.modes.user_code import warn
from autograd_core.ops.custom import CustomOp
from autograd_core.ops.op import Op
from autograd_core.ops.rule import Rule
from autograd_core.tensor.tensor import as_tensor
from autograd_core.transforms.batched import Batched

_OF_INTEGERS: dict[Rule, Callable[..., Any]] = {
    ops.add: np.add,
    ops.subtract: np.subtract,
    ops.multiply: np.multiply,
    ops.negative: np.negative,
}
"""What keeps integers integers: positions that are indices, `x[i + 1]`."""


def _is_whole(x: object) -> bool:
    """Whether it is an integer, or an array of them."""
    return (isinstance(x, np.ndarray) and x.dtype.kind in "iu") or is_integer(x)


class Level:
    """One run of `vmap`: how many examples, and whether its function is running."""

    def __init__(self, size: int, depth: int) -> None:
        self.size = size
        self.depth = depth
        self.running = False

    def box(self, inner: Any) -> Batched:
        """The operand that an array or Tensor with an axis for the examples makes.

        The box of an inner `vmap` stays outside: its axis goes behind this one.
        """
        if isinstance(inner, Batched) and inner.level.depth > self.depth:
            return Batched(self.box(shape.swapaxes(inner.inner, 0, 1)), inner.level)
        return Batched(inner, self)

    def inner(self, x: Any) -> Any:
        """An operand with an axis for the examples in front; repeated if it has none.

        The repetition is a view: it takes no memory.
        """
        if isinstance(x, Batched) and x.level is self:
            return x.inner
        if isinstance(x, Batched) and x.level.depth > self.depth and self._is_in(x):
            # Of an inner vmap: the two axes change places.
            return Batched(shape.swapaxes(self.inner(x.inner), 0, 1), x.level)
        one: Any = x
        if isinstance(x, Value):
            one = as_tensor(x, ())
        elif not isinstance(x, Node):
            one = np.asarray(x)
        return shape.broadcast_to(one, (self.size, *shape_of(one)))

    def _is_in(self, x: Any) -> bool:
        """Whether what is inside a box differs between the examples of this run."""
        while isinstance(x, Batched):
            if x.level is self:
                return True
            x = x.inner
        return False

    def apply(self, rule: Rule, operands: tuple[Any, ...]) -> Any:
        """An op on operands of this run, among others: all examples at once."""
        self.check_running()
        mapped = [isinstance(x, Batched) and x.level is self for x in operands]
        parts = [x.inner if m else x for x, m in zip(operands, mapped, strict=True)]
        # A Value beside an array would give an array of Values.
        parts = [as_tensor(x, parts) if isinstance(x, Value) else x for x in parts]
        if rule.elementwise or isinstance(rule, CustomOp):
            aligned = shape.aligned(parts, mapped)
            if rule in _OF_INTEGERS and all(map(_is_whole, parts)):
                return Batched(_OF_INTEGERS[rule](*aligned), self)
            return Batched(recorded(rule, aligned), self)
        out = rule.batched(parts, mapped)
        return Batched(
            self._one_by_one(rule, parts, mapped) if out is None else out, self
        )

    def _one_by_one(self, rule: Rule, parts: list[Any], mapped: list[bool]) -> Any:
        if not self.size:
            raise GraphError(
                f"vmap: {rule.name} has no batching rule, and there are no examples to "
                "call it with"
            )
        warn_of_loop(rule.name, self.size, "it")
        pairs = [*zip(parts, mapped, strict=True)]
        return stack(
            [
                recorded(rule, [x[k] if m else x for x, m in pairs])
                for k in range(self.size)
            ]
        )

    def check_running(self) -> None:
        """Raise where a value has left the function of `vmap` that it was made in."""
        if not self.running:
            raise GraphError(
                "a value of a function of vmap, used after it ended: it stands for all "
                "examples; return it from the function, and vmap gives the array"
            )


def warn_of_loop(name: str, size: int, what: str) -> None:
    """Say at the user's line that something runs once for each example."""
    warn(
        f"vmap: {name} has no batching rule, so {what} runs once for each of the "
        f"{size} examples",
        UserWarning,
    )


def recorded(rule: Any, operands: list[Any]) -> Any:
    """The op at arrays, or its node if an operand is one."""
    if isinstance(rule, (Op, CustomOp)):
        return rule(*operands)
    for x in operands:
        if is_node(x):
            return x._apply(rule, tuple(operands))
    return apply(rule, *operands)
