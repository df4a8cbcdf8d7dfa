"""`custom_op` with `vjp=` or `jvp=`: an op of the user's own on whole arrays.

The user's functions get arrays, and for higher orders nodes. Each of the two gives the
other, as both are linear: the vjp is the transpose of the jvp, and a transpose is the
gradient of a product.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.array_ops import entries, reductions, shape
from autograd_core.array_ops.array_rule import apply
from autograd_core.array_ops.checks import shape_of
from autograd_core.array_ops.joining import Concatenate
from autograd_core.engine import gradients
from autograd_core.engine.node import Node
from autograd_core.engine.record import is_value
from autograd_core.messages.errors import GraphError, add_note
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import describe, is_tensor, short_repr
from autograd_core.messages.plural import plural
from autograd_core.messages.signatures import signature_or_any
from autograd_core.messages.types import Array, Operand, Operands, Tangents
from autograd_core.modes import active_inputs
from autograd_core.ops.custom import read_only
from autograd_core.ops.object_arrays import holds_nodes
from autograd_core.tensor.tensor import Tensor
from autograd_core.transforms.packing import PackedRule, float_array, zeros_for
from autograd_core.transforms.pytree import leaves_of_anything
from autograd_core.transforms.vmap import one_by_one, vmap

Function = Callable[..., Any]

_CALLS = {
    "forward": "forward(*operands)",
    "vjp": "vjp(upstream, out, *operands)",
    "jvp": "jvp(tangents, out, *operands)",
}
"""How each function of the user is called."""


class WholeArrayOp:
    """An op on whole arrays made by `custom_op`; call it like a function."""

    def __init__(
        self, forward: Function, vjp: Function | None, jvp: Function | None, name: str
    ) -> None:
        self.forward = forward
        self.vjp = vjp
        self.jvp = jvp
        self.name = self.__name__ = name
        self.__doc__ = forward.__doc__
        self.__signature__ = signature_or_any(forward)

    def __repr__(self) -> str:
        return f"<op {self.name!r}>"

    def __call__(self, *operands: Any, **static: Any) -> Any:
        """The result at numbers or arrays; a recorded node if an operand is one.

        Keyword arguments are static: constants of any type.
        """
        try:
            self.__signature__.bind(*operands, **static)
        except TypeError as error:
            call = f"custom op {self.name}{self.__signature__}"
            raise TypeError(f"{call}: {error}") from None
        for name, argument in static.items():
            if isinstance(argument, Node):
                raise TypeError(
                    f"custom op {self.name}: {name}={describe(argument)} is static, "
                    "and its derivative would be lost; give it by position"
                )
        if not operands:
            raise TypeError(
                f"custom op {self.name}: it has no operand; give one by position"
            )
        rule = _WholeArrayRule(self, static)
        parts = [self._operand(x) for x in operands]
        results = rule.unpack(apply(rule, *parts))
        if not any(map(is_tensor, operands)) and any(map(is_value, operands)):
            # Values give Values, where a result is one number.
            results = tuple(
                entries.entry(x, ()) if isinstance(x, Node) and not shape_of(x) else x
                for x in results
            )
        elif not any(isinstance(x, Node) for x in operands):
            results = tuple(x[()] for x in results)
        return results if rule.several else results[0]

    def _operand(self, x: Any) -> Any:
        """An operand as ops on arrays take it: a Value as a Tensor without axes."""
        if isinstance(x, Node):
            return entries.stacked([x], (), Tensor(0.0)) if is_value(x) else x
        if holds_nodes([x]):
            raise TypeError(
                f"custom op {self.name}: it works on whole arrays, and got an array of "
                "Values; make a Tensor of it first, stack_values(a)"
            )
        if not (isinstance(x, (np.ndarray, list, tuple)) or is_number(x)):
            raise TypeError(
                f"custom op {self.name}: expected numbers or arrays by position, got "
                f"{type(x).__name__} {short_repr(x, 40)}; what is not a number is "
                "static: define it behind a star, forward(x, *, mode), and give it by "
                "its name"
            )
        return x


class _WholeArrayRule(PackedRule):
    """One call of a `WholeArrayOp`."""

    __slots__ = ("_op", "name", "static")

    def __init__(self, op: WholeArrayOp, static: dict[str, Any]) -> None:
        super().__init__()
        self._op = op
        self.name = op.name
        self.static = static

    @property
    def settings(self) -> dict[str, object]:
        """The static arguments of the call."""
        return dict(self.static)

    def array(self, *operands: Any) -> Array:
        out = self._called("forward", self._op.forward, operands)
        several = isinstance(out, (tuple, list))
        outs = [self._plain(x) for x in (out if several else [out])]
        return self.pack_arrays(outs, several)

    def _plain(self, out: Any) -> Array:
        if isinstance(out, Node):
            raise TypeError(
                f"custom op {self.name}: forward gave {describe(out)} for plain "
                "arrays, so it uses a Value or Tensor from outside, whose derivative "
                "would be lost; give it as an operand, by position"
            )
        return self._floats(out, "forward", "an array of numbers, or a tuple of them")

    def _floats(self, x: Any, role: str, what: str) -> Array:
        try:
            return float_array(x)
        except (TypeError, ValueError):
            raise TypeError(
                f"custom op {self.name}, {role}: expected {what}, got "
                f"{type(x).__name__} {short_repr(x, 40)}"
            ) from None

    def _called(self, role: str, function: Function, arguments: Sequence[Any]) -> Any:
        """What a function of the user gives at arrays, or at nodes."""
        leaves = [x for x in leaves_of_anything(arguments) if isinstance(x, Node)]
        arguments = [read_only(x) for x in arguments]
        try:
            if not leaves:
                given = function(*arguments, **self.static)
                return given if role == "forward" else _without_nodes(given)
            with active_inputs.derivative_of(self.name, leaves, role):
                return function(*arguments, **self.static)
        except (TypeError, AttributeError) as error:
            if not leaves:
                add_note(error, f"custom op {self.name} calls {_CALLS[role]}")
                raise
            raise GraphError(
                f"no derivative of this kind through custom op {self.name}: its {role} "
                f"must be written in operators and functions of autograd_core ({error})"
            ) from error
        except Exception as error:
            owner = "; the array is that of the graph: change a copy"
            advice = owner if "read-only" in str(error) else ""
            add_note(error, f"in the {role} of custom op {self.name}{advice}")
            raise

    # -- reverse mode ------------------------------------------------------------------

    def _cotangents(
        self, upstream: Operand, out: Operand, operands: Operands
    ) -> list[Any]:
        if self._op.vjp is None:
            return self._transposed_jvp(upstream, out, operands)
        arguments = (self.shown(upstream), self.shown(out), *operands)
        given = self._called("vjp", self._op.vjp, arguments)
        if given is None:
            raise TypeError(
                f"custom op {self.name}: vjp gave None; does it lack its return?"
            )
        cotangents = given if isinstance(given, (tuple, list)) else [given]
        if len(cotangents) != len(operands):
            raise ValueError(
                f"custom op {self.name}: vjp gave "
                f"{plural(len(cotangents), 'cotangent')} for "
                f"{plural(len(operands), 'operand')}; return a tuple with one for "
                "each, None for 0"
            )
        return [
            None if x is None else self._checked(x, "vjp", f"operand {k}", operands[k])
            for k, x in enumerate(cotangents)
        ]

    def _checked(self, vector: Any, role: str, of: str, like: Any) -> Any:
        """A cotangent or tangent in the shape of what it belongs to.

        Raises:
            TypeError: it is not made of numbers.
            ValueError: it is of another shape, which broadcasting would hide.
        """
        if is_value(vector):
            vector = entries.stacked([vector], (), Tensor(0.0))
        if not isinstance(vector, Node):
            vector = self._floats(vector, role, f"an array for {of}")
        # A number is a constant, whose cotangent nobody takes.
        if shape_of(vector) != shape_of(like) and not isinstance(like, float):
            is_of_tuple = role == "jvp" and shape_of(vector)[1:] == shape_of(like)
            remedy = "; tangents are a tuple, write tangents[0] for the first"
            raise ValueError(
                f"custom op {self.name}, {role}: expected shape {shape_of(like)} for "
                f"{of}, got {shape_of(vector)}{remedy if is_of_tuple else ''}"
            )
        return vector

    def _transposed_jvp(
        self, upstream: Operand, out: Operand, operands: Operands
    ) -> list[Any]:
        """J^T u: the gradient by t of <J t, u>, which is linear in t."""
        tangents = [Tensor(zeros_for(x)) for x in operands]
        moved = self._pushed(tangents, out, operands)
        return self._transposed("jvp", [(moved, upstream)], tangents, out, operands)

    def _transposed(
        self,
        role: str,
        products: list[tuple[Any, Any]],
        variables: list[Tensor],
        out: Operand,
        operands: Operands,
    ) -> list[Any]:
        """The gradients of the sum of <linear, weight> by what they are linear in."""
        # A linear function that does not depend on its variable is 0.
        constants = [x for x, _ in products if not isinstance(x, Node)]
        if any(map(np.any, constants)):
            raise GraphError(
                f"custom op {self.name}: only its {role} is given, and it is not "
                "written in operators and functions of autograd_core, which would give "
                "the other mode too; give both, vjp= and jvp="
            )
        moving = [pair for pair in products if isinstance(pair[0], Node)]
        on_nodes = isinstance(out, Node)
        totals = gradients.pull_back(
            [root for root, _ in moving],
            [weight for _, weight in moving],
            variables,
            on_nodes,
            stop=[x for x in (out, *operands) if isinstance(x, Node)],
        )
        return [gradients.answer(x, totals.get(id(x)), on_nodes) for x in variables]

    # -- forward mode ------------------------------------------------------------------

    def jvp(self, tangents: Tangents, out: Operand, operands: Operands) -> Operand:
        pairs = zip(tangents, operands, strict=True)
        filled = [zeros_for(x) if t is None else t for t, x in pairs]
        if self._op.jvp is not None:
            return self._pushed(filled, out, operands)
        # J t: the gradient by u of <J^T u, t>, which is linear in u.
        upstream = Tensor(zeros_for(out))
        products = [
            (cotangent, tangent)
            for cotangent, tangent in zip(
                self._cotangents(upstream, out, operands), filled, strict=True
            )
            if cotangent is not None
        ]
        return self._transposed("vjp", products, [upstream], out, operands)[0]

    def _pushed(self, tangents: Sequence[Any], out: Operand, operands: Operands) -> Any:
        """The user's tangent of the result, packed."""
        arguments = (tuple(tangents), self.shown(out), *operands)
        given = self._called("jvp", self._op.jvp or self._op.forward, arguments)
        moved = given if isinstance(given, (tuple, list)) else [given]
        outs = self.unpack(out)
        if len(moved) != len(outs):
            raise ValueError(
                f"custom op {self.name}: jvp gave {plural(len(moved), 'tangent')} for "
                f"{plural(len(outs), 'result')}"
            )
        return self.pack(
            [
                self._checked(t, "jvp", f"result {k}", x)
                for k, (t, x) in enumerate(zip(moved, outs, strict=True))
            ]
        )

    # -- many examples at once ---------------------------------------------------------

    def batched(self, operands: Sequence[Any], mapped: Sequence[bool]) -> Any:
        """The op made of the user's functions, each mapped over the examples."""
        axes = tuple([0 if m else None for m in mapped])
        op, static = self._op, self.static

        def vjp(upstream: Any, out: Any, *operands: Any) -> list[Any]:
            def filled(*arguments: Any) -> tuple[Any, ...]:
                given = op.vjp(*arguments, **static)  # type: ignore[misc]
                cotangents = given if isinstance(given, (tuple, list)) else [given]
                pairs = zip(cotangents, arguments[2:], strict=True)
                return tuple([zeros_for(x) if c is None else c for c, x in pairs])

            each = self._mapped(filled, (0, 0, *axes))(upstream, out, *operands)
            # What is the same for all examples gets the sum.
            return [
                c if m else reductions.summed(c, 0, False)
                for c, m in zip(each, mapped, strict=True)
            ]

        def jvp(tangents: Any, out: Any, *operands: Any) -> Any:
            push = functools.partial(op.jvp or op.forward, **static)
            return self._mapped(push, (axes, 0, *axes))(tangents, out, *operands)

        forward = self._mapped(functools.partial(op.forward, **static), axes)
        batch_op = WholeArrayOp(forward, op.vjp and vjp, op.jvp and jvp, op.name)
        rule = _WholeArrayRule(batch_op, {})
        outs = rule.unpack(apply(rule, *operands))
        self.several = rule.several
        # Not named `shape`: Python 3.12.1 would take the module below for a local name.
        self.forms = [(lengths[1:], dtype) for lengths, dtype in rule.forms]
        if not self.several:
            return outs[0]
        rows = [shape.reshape(x, (shape_of(x)[0], -1)) for x in outs]
        return apply(Concatenate(1), *rows)

    def _mapped(self, function: Function, in_axes: Any) -> Function:
        """A function of the user's over the examples; in a loop if it needs numbers."""

        def call(*arguments: Any) -> Any:
            try:
                return vmap(function, in_axes)(*arguments)
            except (GraphError, TypeError, AttributeError):
                return one_by_one(function, in_axes, self.name, arguments)

        return call


def _without_nodes(given: Any) -> Any:
    """Cotangents or tangents at plain arrays, as arrays where they were made nodes.

    Raises:
        GraphError: one depends on what a transform around this differentiates.
    """
    if isinstance(given, (tuple, list)):
        return [_without_nodes(x) for x in given]
    return given.data if isinstance(given, Node) else given
