"""What a node has beside its fields and ops: Python's protocols, others' names."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from autograd_core.messages.operands import describe, is_tensor
from autograd_core.ops.operators import compare, in_place, truth

if TYPE_CHECKING:
    from typing_extensions import Self

_NO_MATRIX = "@ takes no single numbers; write *, or of lists dot([a, b], [c, d])"
_NO_POWER = "^ is exclusive or, on bits; a power is written **"
_NO_BITS = "a node has no bits; of conditions write (x > 0.0) & (x < 1.0)"


class Protocols:
    """Assignments in place, comparisons, truth, hash, and what leaves the graph."""

    __slots__ = ()

    # -- in place: `p -= 0.1 * p.grad`

    def __iadd__(self, other: object) -> Self:
        return in_place(self, other, operator.add, "+=")

    def __isub__(self, other: object) -> Self:
        return in_place(self, other, operator.sub, "-=")

    def __imul__(self, other: object) -> Self:
        return in_place(self, other, operator.mul, "*=")

    def __itruediv__(self, other: object) -> Self:
        return in_place(self, other, operator.truediv, "/=")

    def __ipow__(self, other: object) -> Self:
        return in_place(self, other, operator.pow, "**=")

    def __imatmul__(self, other: object) -> Self:
        return in_place(self, other, operator.matmul, "@=")

    # -- Python's, NumPy's and micrograd's names

    @property
    def _prev(self: Any) -> tuple[Any, ...]:
        return self.parents

    @property
    def _children(self: Any) -> tuple[Any, ...]:
        return self.parents

    @property
    def _local_grads(self: Any) -> tuple[Any, ...]:
        return self.local_grads

    @property
    def _op(self: Any) -> str:
        return self.op

    def _backward(self: Any) -> None:
        # micrograd's step of the chain rule, for a graph that is walked by hand.
        if not all(isinstance(node.data, float) for node in (self, *self.parents)):
            raise TypeError(
                f"{describe(self)}._backward() is micrograd's step between Values; "
                "with Tensors call backward()"
            )
        for parent, slope in zip(self.parents, self.local_grads, strict=True):
            parent.grad += slope * self.grad

    def __dir__(self) -> list[str]:
        """The attributes, without those that only say what to write instead."""
        return [name for name in object.__dir__(self) if hasattr(self, name)]

    def __format__(self: Any, spec: str) -> str:
        return format(self._payload(), spec) if spec else repr(self)

    def __bool__(self: Any) -> bool:
        """Whether the number is not 0, as for a float."""
        return truth(self)

    def __hash__(self) -> int:
        """By identity: two live nodes never have one hash.

        So a set, or the keys of a dict, tell nodes apart without a call of `==`.
        """
        return id(self) >> 4

    def __eq__(self, other: object) -> Any:
        """Whether the numbers are equal: a bool, or an array of them for a Tensor."""
        return compare(self, other, operator.eq)

    def __ne__(self, other: object) -> Any:
        return compare(self, other, operator.ne)

    def __lt__(self, other: object) -> Any:
        return compare(self, other, operator.lt)

    def __le__(self, other: object) -> Any:
        return compare(self, other, operator.le)

    def __gt__(self, other: object) -> Any:
        return compare(self, other, operator.gt)

    def __ge__(self, other: object) -> Any:
        return compare(self, other, operator.ge)

    def __pos__(self) -> Self:
        """This node, unchanged."""
        return self

    def __float__(self) -> float:
        # Of `array[0] = t` with a Tensor, which is a sequence, NumPy says "setting an
        # array element with a sequence", and shows this error only as its cause.
        filling = "; to fill an array, stack([t, u, ...])" if is_tensor(self) else ""
        raise TypeError(
            f"float({describe(self)}) would silently leave the graph: use v.item() for "
            "the plain number, and v.exp() or autograd_core.exp(v) for math.exp(v)"
            f"{filling}"
        )

    def __matmul__(self, other: object) -> Any:
        raise TypeError(f"{describe(self)} @ {describe(other)}: {_NO_MATRIX}")

    def __rmatmul__(self, other: object) -> Any:
        raise TypeError(f"{describe(other)} @ {describe(self)}: {_NO_MATRIX}")

    def __xor__(self, other: object) -> Any:
        raise TypeError(f"{describe(self)} ^ {describe(other)}: {_NO_POWER}")

    def __rxor__(self, other: object) -> Any:
        raise TypeError(f"{describe(other)} ^ {describe(self)}: {_NO_POWER}")

    def __and__(self, other: object) -> Any:
        raise TypeError(f"{describe(self)} & {describe(other)}: {_NO_BITS}")

    def __or__(self, other: object) -> Any:
        raise TypeError(f"{describe(self)} | {describe(other)}: {_NO_BITS}")

    def __invert__(self) -> Any:
        raise TypeError(f"~{describe(self)}: {_NO_BITS}")

    def __int__(self) -> int:
        raise TypeError(
            f"int({describe(self)}) would silently leave the graph: use int(v.item())"
        )
