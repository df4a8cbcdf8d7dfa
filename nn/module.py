"""`Module`: whatever holds parameters, by attributes, lists and other modules."""

from __future__ import annotations

from typing import Any

from autograd_core import Value


class Module:
    """Base class of everything with parameters.

    A parameter is a leaf Value kept in an attribute, or in a list, tuple, dict or
    module kept there. Results of ops are no parameters, and one that is shared by two
    places counts once.

    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope, self.offset = Value(2.0), Value(1.0)
    ...         self.label_parameters()
    ...
    ...     def __call__(self, x):
    ...         return self.slope * x + self.offset
    >>> line = Line()
    >>> line(3.0).data
    7.0
    >>> [name for name, parameter in line.named_parameters()]
    ['slope', 'offset']

    Source: micrograd (Karpathy, 2020) and torch.nn.Module for the interface.
    """

    def parameters(self) -> list[Value]:
        """The parameters, in the order in which they were assigned."""
        return [each for each, _, _ in _found(self)]

    def named_parameters(self) -> list[tuple[str, Value]]:
        """Pairs of dotted name, such as `layers.0.neurons.3.w.1`, and parameter."""
        return [(f"{prefix}{key}", each) for each, prefix, key in _found(self)]

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters; call it before each `backward()`."""
        for parameter in self.parameters():
            parameter.zero_grad()

    def label_parameters(self) -> None:
        """Label each parameter with its dotted name, so that diagrams show it.

        Neuron, Layer and MLP do this themselves; a module of your own calls it at the
        end of its `__init__`.
        """
        for name, parameter in self.named_parameters():
            parameter.label = name

    def __repr__(self) -> str:
        count = len(self.parameters())
        return f"{type(self).__name__}({count} parameter{'' if count == 1 else 's'})"


def _found(root: Module) -> list[tuple[Value, str, Any]]:
    """Each parameter below `root`, with the name of its holder and its place there."""
    found: dict[int, tuple[Value, str, Any]] = {}
    _collect(root, "", found, set())
    return list(found.values())


def _collect(
    holder: Any,
    prefix: str,
    found: dict[int, tuple[Value, str, Any]],
    open_: set[int],
) -> None:
    """Add the parameters in `holder` to `found`; `open_` breaks reference cycles."""
    if isinstance(holder, (list, tuple)):
        items: Any = enumerate(holder)
    elif isinstance(holder, dict):
        items = holder.items()
    elif isinstance(holder, Module):
        items = vars(holder).items()
    else:
        return
    if id(holder) in open_:
        return
    open_.add(id(holder))
    for key, each in items:
        # Parameters are many and their names seldom wanted: no name is made here.
        if isinstance(each, Value):
            if each.is_leaf and id(each) not in found:
                found[id(each)] = (each, prefix, key)
        else:
            _collect(each, f"{prefix}{key}.", found, open_)
    open_.remove(id(holder))
