"""`Module`: whatever holds parameters, by attributes, lists and other modules."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from autograd_core import Node
from nn.tree import Tree

if TYPE_CHECKING:
    from nn.state import Unmatched
    from nn.summary import Summary

M = TypeVar("M", bound="Module")
Hook = Callable[["Module", tuple[Any, ...], Any], None]


class Module:
    """Base class of everything with parameters.

    A parameter is a leaf Value or Tensor kept in an attribute, or in a list, tuple,
    dict or module kept there. Results of ops are no parameters, and one that is shared
    by two places counts once. What a subclass computes stands in its `forward`.

    Attributes:
        training: whether layers such as dropout behave as in training.
        frozen: whether its own parameters are left out of training.

    >>> from autograd_core import Value
    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope, self.offset = Value(2.0), Value(1.0)
    ...
    ...     def forward(self, x):
    ...         return self.slope * x + self.offset
    >>> line = Line()
    >>> line(3.0).data
    7.0
    >>> [parameter.label for parameter in line.parameters()]
    ['slope', 'offset']

    Source: micrograd (Karpathy, 2020) and torch.nn.Module for the interface.
    """

    # Class attributes, so that a subclass need not call this class's __init__.
    training: bool = True
    frozen: bool = False
    _place: str = ""
    _buffer_names: tuple[str, ...] = ()
    _forward_hooks: tuple[Hook, ...] = ()

    # -- calling ---------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The result of `forward`; forward hooks see it on its way."""
        out = self.forward(*args, **kwargs)
        for hook in self._forward_hooks:
            hook(self, args, out)
        return out

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes; a subclass says what.

        Raises:
            NotImplementedError: it does not.
        """
        name = type(self).__name__
        raise NotImplementedError(
            f"{name} computes nothing yet; define forward(self, x) in class {name}"
        )

    def register_forward_hook(self, hook: Hook) -> Callable[[], None]:
        """Have `hook(module, inputs, output)` called after each `forward`.

        Returns:
            A function that takes the hook away again.

        >>> from nn import Layer
        >>> layer = Layer(2, 1, rng=0)
        >>> remove = layer.register_forward_hook(lambda module, x, y: print(x))
        >>> out = layer([1.0, 2.0])
        ([1.0, 2.0],)
        >>> remove()
        """
        self._forward_hooks = (*self._forward_hooks, hook)

        def remove() -> None:
            hooks = [each for each in self._forward_hooks if each is not hook]
            self._forward_hooks = tuple(hooks)

        return remove

    # -- what it holds ---------------------------------------------------------------

    def parameters(self) -> list[Any]:
        """The parameters to train, in the order in which they were assigned.

        Those of frozen modules are left out.
        """
        return [entry[0] for entry in Tree(self, Module).entries(frozen=False)]

    def named_parameters(self, *, frozen: bool = False) -> list[tuple[str, Any]]:
        """Pairs of dotted name, such as `layers.0.neurons.3.w.1`, and parameter.

        Args:
            frozen: include those of frozen modules.
        """
        return [
            (f"{prefix}{key}", each)
            for each, prefix, key, _ in Tree(self, Module).entries(frozen)
        ]

    def modules(self) -> list[Module]:
        """This module and all below it, each once, owners before what they hold."""
        return [module for _, module in self.named_modules()]

    def named_modules(self) -> list[tuple[str, Module]]:
        """Pairs of dotted name, such as `layers.0`, and module; this one is `""`."""
        return Tree(self, Module).modules

    def named_children(self) -> list[tuple[str, Module]]:
        """Pairs of name and module for those that this one holds itself."""
        found: list[tuple[str, Module]] = []
        inside: set[int] = {id(self)}
        for name, module in self.named_modules():
            if id(module) not in inside:
                found.append((name, module))
                inside |= {id(below) for below in module.modules()}
        return found

    def register_buffer(self, name: str, array: Any) -> None:
        """Keep an array that is saved with the parameters but not trained.

        It is the attribute `name`, for instance a running mean; assign to it later.

        Raises:
            ValueError: `name` is no identifier, or taken by something else.
        """
        if not name.isidentifier() or getattr(self, name, None) is not None:
            raise ValueError(
                f"{type(self).__name__}: {name!r} cannot name a buffer; use an "
                "identifier that is no attribute yet"
            )
        setattr(self, name, np.asarray(array))
        self._buffer_names = (*self._buffer_names, name)

    def remove_buffer(self, name: str) -> None:
        """Forget a buffer; the attribute goes back to what the class says.

        Raises:
            ValueError: there is no such buffer.
        """
        if name not in self._buffer_names:
            raise ValueError(
                f"{type(self).__name__} has no buffer {name!r}; it has "
                f"{', '.join(self._buffer_names) or 'none'}"
            )
        delattr(self, name)
        self._buffer_names = tuple(n for n in self._buffer_names if n != name)

    def buffers(self) -> list[Any]:
        """The arrays of `register_buffer`, of this module and all below it."""
        return [buffer for _, buffer in self.named_buffers()]

    def named_buffers(self) -> list[tuple[str, Any]]:
        """Pairs of dotted name, such as `layers.1.running_mean`, and array."""
        return [
            (f"{place}.{name}" if place else name, getattr(module, name))
            for place, module in self.named_modules()
            for name in module._buffer_names
        ]

    def num_parameters(self, *, frozen: bool = True) -> int:
        """How many numbers the parameters have together.

        Args:
            frozen: count those of frozen modules too.

        >>> from nn import MLP
        >>> MLP(2, [3, 1]).num_parameters()
        13
        """
        named = self.named_parameters(frozen=frozen)
        return sum(int(np.size(parameter.data)) for _, parameter in named)

    # -- state -----------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """Copies of all parameters and buffers as arrays, by dotted name.

        >>> from nn import Neuron
        >>> Neuron(1, rng=0).state_dict()["b"]
        array(0.)
        """
        from nn.state import read

        return read(self)

    def load_state_dict(
        self, state: Mapping[str, Any], strict: bool = True
    ) -> Unmatched:
        """Set all parameters and buffers from arrays, by dotted name.

        Names, shapes and dtypes are checked before anything changes.

        Args:
            state: what `state_dict()` gave.
            strict: whether the names must be the same on both sides.

        Returns:
            The `missing_keys` and `unexpected_keys`; both empty if strict.

        Raises:
            TypeError: `state` is no dict of arrays.
            ValueError: names are missing or unexpected, or a shape or dtype differs.
        """
        from nn.state import write

        return write(self, state, strict)

    def summary(self, input_shape: tuple[int, ...], dtype: Any = float) -> Summary:
        """A table of the layers with output shape, parameters and multiply-adds.

        Args:
            input_shape: of one sample, `(features,)`, or a batch, `(batch, features)`.
            dtype: of the input; int for a network that begins with an Embedding.

        Raises:
            TypeError: `input_shape` is no tuple of integers.
            ValueError: the module takes no input of that shape.

        >>> from nn import MLP
        >>> MLP(2, [3, 1]).summary((2,)).multiply_adds
        9
        """
        from nn.summary import summarize

        return summarize(self, input_shape, dtype)

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """How many multiply-adds a call takes that gives this shape, for `summary`."""
        return 0

    # -- switches --------------------------------------------------------------------

    def train(self: M, mode: bool = True) -> M:
        """Switch this module and all below it to training, or to evaluation if False.

        Returns:
            The module itself.
        """
        for module in self.modules():
            module.training = bool(mode)
        return self

    def eval(self: M) -> M:
        """Switch to evaluation: dropout is off, batch norm uses running statistics."""
        return self.train(False)

    def freeze(self: M) -> M:
        """Leave the parameters, and those of all modules below, out of training.

        They are no longer among `parameters()`, and the layers of this package treat
        them as constants, so they get no gradients either. Gradients still pass
        through to what comes before. The gradients they have are forgotten.

        Returns:
            The module itself.

        >>> from nn import MLP
        >>> model = MLP(2, [3, 1], rng=0)
        >>> frozen = model.layers[0].freeze()
        >>> len(model.parameters()), model.num_parameters()
        (4, 13)
        """
        self.zero_grad()
        return self._set_frozen(True)

    def unfreeze(self: M) -> M:
        """Train the parameters, and those of all modules below, again."""
        return self._set_frozen(False)

    def _set_frozen(self: M, frozen: bool) -> M:
        for module in self.modules():
            module.frozen = frozen
        return self

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters; call it before each `backward()`."""
        for entry in Tree(self, Module).entries():
            entry[0].zero_grad()

    def apply(self: M, function: Callable[[Module], Any]) -> M:
        """Call `function` on every module, the inner ones first.

        Returns:
            The module itself.
        """
        for module in reversed(self.modules()):
            function(module)
        return self

    # -- names and looks -------------------------------------------------------------

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__init__" in vars(cls):
            cls.__init__ = _naming(cls.__init__)  # type: ignore[method-assign]

    def label_parameters(self) -> None:
        """Label each parameter with its dotted name, so that diagrams show it.

        A new module does this itself when its `__init__` is done, and leaves labels
        alone that it was given. Call it after you have changed the module.
        """
        self._name_parts(keep=False)

    def _name_parts(self, keep: bool) -> None:
        """Label the parameters, and tell the modules their place, for messages."""
        tree = Tree(self, Module)
        for parameter, prefix, key, _ in tree.entries():
            name = f"{prefix}{key}"
            # The label of an inner module ends the name: `w.0` of `neurons.1.w.0`.
            if not keep or not parameter.label or name.endswith(f".{parameter.label}"):
                parameter.label = name
        for name, module in tree.modules:
            module._place = name

    def extra_repr(self) -> str:
        """What stands in the parentheses of the repr; a subclass may say more."""
        count = sum(isinstance(each, Node) for each in vars(self).values())
        return f"{count} parameter{'' if count == 1 else 's'}" if count else ""

    def __repr__(self) -> str:
        lines = [
            f"  ({name}): " + repr(module).replace("\n", "\n  ")
            for name, module in self.named_children()
        ]
        if not lines:
            return f"{type(self).__name__}({self.extra_repr()})"
        return "\n".join([f"{type(self).__name__}(", *lines, ")"])


def _naming(init: Callable[..., None]) -> Callable[..., None]:
    """An `__init__` that names the parts of the module when all of it is done."""

    @functools.wraps(init)
    def named(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        if type(self).__init__ is named:  # the outermost one, not a super().__init__()
            self._name_parts(keep=True)

    return named
