"""`Module`: the base class of everything with parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from autograd_core import Node
from autograd_core.extend import (
    CALLS,
    Absent,
    explained,
    is_number,
    note_model_change,
    plural,
    short_repr,
    wrong_arguments,
)
from nn.checks.torch_names import MODULES
from nn.module.assignment import check_class, wrong_assignment
from nn.module.contents import Contents
from nn.module.hooks import Hook, HookHandle
from nn.module.naming import with_names
from nn.module.parameter_tree import Tree
from nn.module.state_dict import State, Unmatched, read, write
from nn.module.summary import Summary, summarize
from nn.module.title import title

M = TypeVar("M", bound="Module")


class Module(Contents):
    """Base class of everything with parameters.

    A parameter is a leaf Value or Tensor in an attribute, or in a list, tuple, dict,
    deque, dataclass, object array or module in an attribute; in a set, which has no
    order, it is refused. Results of ops are not parameters, and a parameter that is
    shared by two places counts once. A subclass defines its computation in `forward`.

    Attributes:
        training: whether layers such as dropout behave as in training.
        frozen: whether its own parameters are left out of training.
        frozen_statistics: whether its running statistics stay as they are.
        keeps_neurons: whether output j belongs to neuron j of the layer before, as that
            of an activation does; `viz.draw_network` writes it beside that layer.

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
    keeps_neurons: bool = False
    _place: str = ""
    _forward_hooks: tuple[Hook, ...] = ()

    # -- calling ---------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The result of `forward`, after the forward hooks were called with it."""
        try:
            out = self.forward(*args, **kwargs)
        except TypeError:
            message = wrong_arguments(self.forward, "model", args, kwargs)
            if message:
                if len(args) > 1 and all(map(is_number, args)):
                    message += (
                        "; the numbers of a sample stand in a list: model([a, b])"
                    )
                raise TypeError(f"{title(self)}: {message}") from None
            raise  # the arguments fit: the error comes from inside
        if self._forward_hooks:
            out = self._hooked(args, out)
        return out

    def _hooked(self, args: tuple[Any, ...], out: Any) -> Any:
        for hook in self._forward_hooks:
            new = hook(self, args, out)
            out = out if new is None else new
        return out

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the output; a subclass defines it.

        Raises:
            NotImplementedError: the subclass does not define it.
        """
        name = type(self).__name__
        raise NotImplementedError(
            f"{name} computes nothing yet; define forward(self, x) in class {name}"
        )

    def register_forward_hook(self, hook: Hook) -> HookHandle:
        """Call `hook(module, inputs, output)` after each `forward`.

        What it returns takes the place of the output, unless it is None.

        Returns:
            A handle: `handle.remove()`, or `handle()`, removes the hook.

        Raises:
            TypeError: `hook` cannot be called.

        >>> from nn import Layer
        >>> layer = Layer(2, 1, rng=0)
        >>> handle = layer.register_forward_hook(lambda module, x, y: print(x))
        >>> out = layer([1.0, 2.0])
        ([1.0, 2.0],)
        >>> handle.remove()
        """
        return HookHandle(self, hook)

    def __setattr__(self, name: str, value: Any) -> None:
        """Assign; what would take a parameter or module out of training is refused.

        Raises:
            TypeError: the attribute is a parameter, a module or a buffer, and `value`
                is something else, not None.
        """
        fault = wrong_assignment(self, name, value, getattr(Module, name, None))
        if fault:
            raise TypeError(fault)
        old = self.__dict__.get(name)
        object.__setattr__(self, name, value)
        if isinstance(value, Node) and isinstance(old, Node) and not value.label:
            value.label = old.label  # it is the parameter now
        if isinstance(value, (Node, Module)) or name == "frozen":
            note_model_change()

    def __dir__(self) -> list[str]:
        """The attributes; not the names of other libraries, which only give advice."""
        return [x for x in super().__dir__() if x not in MODULES or hasattr(self, x)]

    # -- state -----------------------------------------------------------------------

    def state_dict(self) -> State:
        """Copies of all parameters and buffers as arrays, by dotted name.

        >>> from nn import Neuron
        >>> Neuron(1, rng=0).state_dict()["b"]
        array(0.)
        """
        return read(self)

    def load_state_dict(
        self, state: Mapping[str, Any], strict: bool = True, cast: bool = False
    ) -> Unmatched:
        """Set all parameters and buffers from arrays, by dotted name.

        Names, shapes and dtypes are checked before anything changes. PyTorch stores the
        weight of a `Linear` transposed: convert its state by
        `nn.from_torch_state_dict`, since a square weight does not show it.

        Args:
            state: the result of `state_dict()`.
            strict: whether the names must be the same on both sides.
            cast: whether floats of another precision are converted, float32 to float64
                and the other way round.

        Returns:
            The `missing_keys` and `unexpected_keys`; both empty if strict.

        Raises:
            TypeError: `state` is not a dict of arrays.
            ValueError: names are missing or unexpected, a shape or dtype differs, or
                the state holds PyTorch's Tensors for a transposed weight.
        """
        return write(self, state, strict, cast)

    def summary(self, input_shape: tuple[int, ...], dtype: Any = float) -> Summary:
        """A table of the layers with output shape, parameters and multiply-adds.

        Args:
            input_shape: of one sample, `(features,)` or `(channels, height, width)`, or
                of a batch, `(batch, features)`.
            dtype: of the input; int for a network that begins with an Embedding.

        Raises:
            TypeError: `input_shape` is not a tuple of integers.
            ValueError: the module does not take an input of that shape.

        >>> from nn import MLP
        >>> MLP(2, [3, 1]).summary((2,)).multiply_adds
        9
        """
        return summarize(self, input_shape, dtype)

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """The number of multiply-adds of a call with this output shape."""
        return 0

    # -- switches --------------------------------------------------------------------

    def train(self: M, mode: bool = True) -> M:
        """Switch this module and all below it to training, or to evaluation if False.

        Returns:
            The module itself.

        Raises:
            TypeError: `mode` is not a bool; it may well be data to train with.
        """
        if not isinstance(mode, (bool, np.bool_)):
            raise TypeError(
                f"train: mode must be True or False, got {short_repr(mode)}; "
                f"{CALLS['train']}"
            )
        for module in self.modules():
            module.training = bool(mode)
        return self

    def eval(self: M) -> M:
        """Switch to evaluation: dropout is off, batch norm uses running statistics."""
        return self.train(False)

    def freeze(self: M, *, statistics: bool = False) -> M:
        """Leave the parameters, and those of all modules below, out of training.

        They are no longer among `parameters()`, and the layers of this package treat
        them as constants, so they get no gradients either. Gradients still pass
        through to earlier layers. The gradients that they have are reset.

        In training mode a frozen `BatchNorm1d` still normalizes by the mean and
        variance of the batch and updates its running ones, so the outputs of the frozen
        part change, as in PyTorch. `statistics=True` stops that.

        Args:
            statistics: whether running statistics are frozen too: a `BatchNorm1d` then
                normalizes by them in training mode as in evaluation mode, as in Keras.

        Returns:
            The module itself.

        >>> from nn import MLP
        >>> model = MLP(2, [3, 1], rng=0)
        >>> frozen = model.layers[0].freeze()
        >>> len(model.parameters()), model.num_parameters()
        (4, 13)
        """
        self.zero_grad()
        return self._set_frozen(True, statistics)

    def unfreeze(self: M) -> M:
        """Train the parameters, and those of all modules below, again.

        Running statistics are updated again, too.
        """
        return self._set_frozen(False, False)

    def _set_frozen(self: M, frozen: bool, statistics: bool) -> M:
        for module in self.modules():
            module.frozen, module.frozen_statistics = frozen, statistics
        note_model_change()
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Reset the gradients of all parameters; call it before each `backward()`.

        Args:
            set_to_none: PyTorch's argument; both ways, a gradient is 0 and `has_grad`
                False after it.
        """
        for entry in Tree(self, Module).entries():
            entry[0].zero_grad()

    def apply(self: M, function: Callable[[Module], Any]) -> M:
        """Call `function` on every module once, in order, the inner ones first.

        Returns:
            The module itself.

        >>> from nn import Linear, Sequential, Tanh
        >>> model = Sequential(Linear(2, 3), Tanh()).apply(print)
        Linear(2 -> 3)
        Tanh()
        Sequential(
          (layers.0): Linear(2 -> 3)
          (layers.1): Tanh()
        )
        """
        visited: set[int] = set()

        def call(module: Module) -> None:
            visited.add(id(module))
            for _, inner in module.named_children():
                if id(inner) not in visited:
                    call(inner)
            function(module)

        call(self)
        return self

    # -- names and repr --------------------------------------------------------------

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        check_class(cls)
        if "__init__" in vars(cls):
            cls.__init__ = with_names(cls.__init__)  # type: ignore[method-assign]

    def label_parameters(self) -> None:
        """Label each parameter with its dotted name, which diagrams print.

        At the end of its `__init__` a module labels the parameters that have no label
        yet. Call this method after a change of the module.
        """
        self._name_parts(keep=False)

    def _name_parts(self, keep: bool) -> None:
        """Label the parameters, and store in each module its place, for messages.

        Args:
            keep: whether labels that the user chose stay.
        """
        tree = Tree(self, Module)
        for parameter, prefix, key, _ in tree.entries():
            name = f"{prefix}{key}"
            # The label of an inner module ends the name: `w.0` of `neurons.1.w.0`.
            if not keep or not parameter.label or name.endswith(f".{parameter.label}"):
                parameter.label = name
        for name, module in tree.modules:
            module._place = name

    def extra_repr(self) -> str:
        """The text in the parentheses of the repr; a subclass may override it."""
        count = sum(holder == 0 for *_, holder in Tree(self, Module).entries())
        return plural(count, "parameter") if count else ""

    def _parts(self) -> list[tuple[str, Module]]:
        """The modules that the repr lists."""
        return self.named_children()

    def __repr__(self) -> str:
        lines = [
            f"  ({name}): " + repr(module).replace("\n", "\n  ")
            for name, module in self._parts()
        ]
        if not lines:
            return f"{type(self).__name__}({self.extra_repr()})"
        return "\n".join([f"{type(self).__name__}(", *lines, ")"])


for _name in (
    *("train", "eval", "freeze", "zero_grad", "apply", "summary"),
    *("parameters", "named_parameters", "state_dict", "load_state_dict"),
):
    setattr(Module, _name, explained(getattr(Module, _name)))
for _name, _advice in MODULES.items():
    setattr(Module, _name, Absent(_name, _advice))
