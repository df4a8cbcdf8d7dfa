"""Assignments to attributes that would take something out of training.

As in PyTorch, what is a parameter, a module or a buffer of a module stays one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd_core import Node
from autograd_core.extend import describe, is_number, short_repr
from nn.module.contents import Contents
from nn.module.parameter_tree import parts_of
from nn.module.title import title

if TYPE_CHECKING:
    from nn.module.module import Module


def wrong_assignment(
    module: Module, name: str, value: Any, of_all: object = None
) -> str:
    """A message if `value` cannot take the place of the attribute, "" if it can.

    Args:
        module: whose attribute it is.
        name: the attribute.
        value: what is assigned.
        of_all: what every module has under this name, such as a method.

    >>> from nn import Linear
    >>> wrong_assignment(Linear(2, 1), "weight", 0.5)
    "Linear(2 -> 1): cannot assign float 0.5 to the parameter 'weight', which would ..."
    """
    if callable(of_all) and isinstance(value, (Node, Contents)):
        return (
            f"{type(module).__name__}: {name!r} is a method of every module, which the "
            f"{type(value).__name__} would hide; choose another name"
        )
    old = module.__dict__.get(name)
    if old is None or value is None:
        return ""
    if isinstance(old, Node):
        same_kind = type(value) is type(old) and value.is_leaf
        if not _is_named_leaf(old) or same_kind:
            return ""
        return _of_a_parameter(module, name, old, value)
    if isinstance(old, Contents):
        if isinstance(value, Contents):
            return ""
        return (
            f"{title(module)}: cannot assign {_kind(value)} to the module {name!r}, "
            "whose parameters would no longer be trained; assign a module, e.g. "
            "Activation(function), or None first"
        )
    count = sum(_is_named_leaf(part) for _, part in parts_of(old) or ())
    if count and _is_untrained(value) and not _is_untrained(old):
        return (
            f"{title(module)}: cannot assign {_kind(value)} to {name!r}, which holds "
            f"{count} parameters that would no longer be trained; write {name}[0].data "
            "= ... for the numbers, one by one; a list of Values makes new parameters"
        )
    if isinstance(value, Node) and name in module._buffer_names:
        return (
            f"{title(module)}: cannot assign {_kind(value)} to the buffer {name!r}, "
            "an array that is not trained; assign an array, e.g. x.numpy()"
        )
    return ""


def check_class(cls: type) -> None:
    """Refuse parameters, and modules that hold some, among the attributes of a class.

    Raises:
        TypeError: there is one.

    >>> from autograd_core import Tensor
    >>> from nn import Module
    >>> class Scale(Module):
    ...     factor = Tensor(1.0)
    Traceback (most recent call last):
    TypeError: class Scale: factor would be shared by all instances and not be ...
    """
    for name, thing in vars(cls).items():
        members = [member for _, member in parts_of(thing) or ()]
        if any(map(_is_trained, [thing, *members])):
            raise TypeError(
                f"class {cls.__name__}: {name} would be shared by all instances and "
                f"not be trained; assign it in __init__, self.{name} = ..., or keep a "
                "constant as a plain number or array"
            )


def _is_named_leaf(thing: Any) -> bool:
    """Whether it is a parameter: a module labels its own.

    A leaf without label is a result, stored by a forward pass inside no_grad().
    """
    return isinstance(thing, Node) and thing.is_leaf and bool(thing.label)


def _is_untrained(value: Any) -> bool:
    """Whether it is a number, an array or a text, or holds a number."""
    parts = parts_of(value)
    if parts is None:
        return not isinstance(value, (Node, Contents))
    return any(is_number(part) for _, part in parts)


def _is_trained(thing: Any) -> bool:
    if isinstance(thing, Node):
        return thing.is_leaf
    return isinstance(thing, Contents) and bool(thing.named_parameters(frozen=True))


def _of_a_parameter(module: Module, name: str, old: Node, value: Any) -> str:
    kind = type(old).__name__
    remedy = f"a {kind} makes a new parameter, None removes it"
    if not isinstance(value, Node):
        place = "data" if kind == "Value" else "data[...]"
        remedy = f"write {name}.{place} = ... for its numbers; {remedy}"
    elif not value.is_leaf:
        remedy = (
            f"write {name}.data = ... with plain numbers, inside no_grad() also "
            f"{name} -= ...; {remedy}; a state that is not trained begins as an array"
        )
    return (
        f"{title(module)}: cannot assign {_kind(value)} to the parameter {name!r}, "
        f"which would no longer be trained; {remedy}"
    )


def _kind(value: Any) -> str:
    if isinstance(value, Node):
        return describe(value)
    return f"{type(value).__name__} {short_repr(value)}"
