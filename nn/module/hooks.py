"""Functions that a module calls after each `forward`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from autograd_core.extend import short_repr

if TYPE_CHECKING:
    from nn.module.module import Module

Hook: TypeAlias = "Callable[[Module, tuple[Any, ...], Any], Any]"


class HookHandle:
    """What `register_forward_hook` gives: `remove()`, or a call, removes the hook.

    >>> from nn import Identity
    >>> layer = Identity()
    >>> handle = layer.register_forward_hook(lambda module, x, out: 2.0 * out)
    >>> layer([1.0]).data
    array([2.])
    >>> handle.remove()
    >>> layer([1.0]).data
    array([1.])
    """

    def __init__(self, module: Module, hook: Hook) -> None:
        if not callable(hook):
            raise TypeError(
                "register_forward_hook: expected a function hook(module, inputs, "
                f"output), got {type(hook).__name__} {short_repr(hook)}"
            )
        self._module = module
        self._hook = hook
        module._forward_hooks = (*module._forward_hooks, hook)

    def remove(self) -> None:
        """Do not call the hook any more; a second time nothing happens."""
        hooks = self._module._forward_hooks
        self._module._forward_hooks = tuple(
            [other for other in hooks if other is not self._hook]
        )

    __call__ = remove
