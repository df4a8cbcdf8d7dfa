"""What nodes lack and other libraries' objects have: the error says what to write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_core.interop.plain_arrays import PlainArray
from autograd_core.messages.explained import explained
from autograd_core.messages.habits import jax, micrograd, pytorch
from autograd_core.messages.keywords import wrong_arguments
from autograd_core.messages.numbers import is_number
from autograd_core.messages.operands import describe, is_tensor, short_repr

_NODES = pytorch.NODES | micrograd.NODES
TENSORS = _NODES | pytorch.TENSORS | jax.TENSORS
VALUES = _NODES | pytorch.VALUES | micrograd.VALUES

_NO_ROOM = (
    "keep it in a dict, `{{v: 0.0}}`, or make parameters of a class of your own: "
    "`class {0}(autograd_core.{0}): pass`"
)


def missing(
    owner: str, name: str, advice: str | None, holder: Any = None
) -> AttributeError:
    """The error for an attribute that does not exist, with what to write instead.

    Args:
        owner: the object without it, as the message names it.
        name: the attribute.
        advice: what to write; None if there is no equivalent.
        holder: the object whose attributes Python searches for a similar name, if
            there is no advice.

    >>> str(missing("a Tensor", "view", TENSORS["view"]))
    "a Tensor has no attribute 'view'; write `x.reshape(-1)`"
    """
    text = f"{owner} has no attribute {name!r}"
    if advice:
        # Without `obj`: Python would add a similar name to the advice.
        return AttributeError(f"{text}; {advice}", name=name)
    return AttributeError(text, name=name, obj=holder)


class Absent:
    """An attribute that a class lacks, with advice; an object's own comes first.

    A `__getattr__` would do the same, but make every other attribute slower.
    """

    def __init__(self, name: str, advice: str) -> None:
        self._name, self._advice = name, advice

    def __get__(self, holder: Any, kind: type) -> Any:
        raise missing(f"a {kind.__name__}", self._name, self._advice)


class Unassignable(Absent):
    """An attribute that an object lacks; an assignment to it would do nothing."""

    def __set__(self, holder: Any, attribute: object) -> None:
        self.__get__(holder, type(holder))


class AbsentOnNodes(Absent):
    """Of nodes, which have no room for an attribute unless a subclass makes it."""

    def __get__(self, holder: Any, kind: type) -> Any:
        own = getattr(holder, "__dict__", {})
        return own[self._name] if self._name in own else super().__get__(holder, kind)

    def __set__(self, node: Any, attribute: object) -> None:
        if not hasattr(node, "__dict__"):
            raise no_room(node, self._name)
        vars(node)[self._name] = attribute


class EntryCount(int):
    """The number of entries of a Tensor, which PyTorch's `size()` is not.

    >>> EntryCount(6) + 1
    7
    """

    def __call__(self, *axis: object) -> None:
        raise TypeError(
            "the size of a Tensor is the number of its entries, as in NumPy; write "
            "`x.shape` for the lengths of its axes, `x.shape[0]` for one of them"
        )


Explanations = tuple[
    dict[str, Any], Callable[..., None], Callable[..., None], Callable[..., None]
]


def explanations(kind: Any, names: dict[str, str], methods: Any = ()) -> Explanations:
    """What `type_names.add` gives a class of nodes, so that errors say what to write.

    Args:
        kind: the class.
        names: those of other libraries, with advice; what the class has falls away.
        methods: the names of methods whose keywords have other names elsewhere.

    >>> attributes, *_ = explanations(int, {"view": "write int", "real": "write int"})
    >>> [*attributes]
    ['__array__', 'view']
    """
    absent = {x: AbsentOnNodes(x, names[x]) for x in names if not hasattr(kind, x)}
    called = {x: explained(getattr(kind, x)) for x in methods}
    attributes = {"__array__": PlainArray(), **absent, **called}
    return attributes, explain_arguments, explain_attribute, explain_self


def no_room(node: Any, name: str) -> AttributeError:
    """The error for an assignment to an attribute that a node does not have.

    >>> from autograd_core import Value
    >>> print(no_room(Value(1.0), "momentum"))
    a Value has no room for an attribute 'momentum'; keep it in a dict, `{v: 0.0}`, ...
    """
    kind = "Tensor" if is_tensor(node) else "Value"
    advice = micrograd.ATTRIBUTES.get(name) or _NO_ROOM.format(kind)
    return AttributeError(
        f"a {type(node).__name__} has no room for an attribute {name!r}; {advice}",
        name=name,
    )


def explain_attribute(node: Any, name: str) -> None:
    """Raise a better error than Python's for an attribute that cannot be assigned."""
    if not hasattr(getattr(type(node), name, None), "__set__"):
        raise no_room(node, name)


def explain_arguments(node: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Raise a better error than Python's for arguments that a node is not made of."""
    if not {"_children", "_op"} & {*kwargs}:
        kind: Any = type(node)
        message = wrong_arguments(kind, kind.__name__, args, kwargs)
        if message:
            raise TypeError(message)


def explain_self(method: Any, thing: object) -> None:
    """Raise the error for a method of a class of nodes that is given no such node.

    >>> from autograd_core import Value
    >>> explain_self(Value.tanh, 3)
    Traceback (most recent call last):
    TypeError: Value.tanh: expected a Value, got 3; write Value(3).tanh()
    """
    owner, _, name = method.__qualname__.rpartition(".")
    kind = {"Node": "Value or Tensor", "Value": "Value"}.get(owner, "Tensor")
    advice = ""
    if is_number(thing) and kind != "Value or Tensor":
        advice = f"; write {kind}({short_repr(thing)}).{name}()"
    raise TypeError(
        f"{kind.split()[0]}.{name}: expected a {kind}, got {describe(thing)}{advice}"
    )
