"""The leaves of a gradient by hand, matched to the inputs that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_core.messages.operands import short_repr
from autograd_core.testing.function.inputs import Group
from autograd_core.testing.function.trees import plain_tree
from autograd_core.transforms import pytree
from autograd_core.transforms.pytree import outline


def per_group(analytic: Any, groups: Sequence[Group]) -> list[Any]:
    """A gradient by hand as a list, one entry for each group of inputs.

    Groups without numbers, such as None, may be left out.
    """
    names = [group.name for group in groups]
    moving = [group.name for group in groups if group.inputs]
    if isinstance(analytic, dict) and set(moving) <= set(analytic) <= set(names):
        return [analytic.get(name) for name in names]
    parts = list(analytic) if isinstance(analytic, (tuple, list)) else [analytic]
    if len(names) == 1:
        is_single = isinstance(analytic, tuple) and len(analytic) == 1
        return parts if is_single else [analytic]
    if len(parts) == len(names):
        return parts
    if len(moving) < len(names) and len(moving) in (1, len(parts)):
        rest = iter([analytic] if len(moving) == 1 != len(parts) else parts)
        return [next(rest) if group.inputs else None for group in groups]
    if isinstance(analytic, dict):
        raise ValueError(
            f"analytic: gradients for {sorted(map(str, analytic))}, expected "
            f"{sorted(names)}"
        )
    raise ValueError(
        f"analytic: expected {len(names)} gradients, for {', '.join(names)}, got "
        f"{short_repr(analytic)}"
    )


def leaves_of_group(group: Group, gradient: Any, count: int) -> list[Any]:
    """The leaves of the gradient of one of so many groups."""
    name, template = group.name, group.tree
    single = not isinstance(template, (dict, list, tuple))
    if single and gradient is None and count > 1:
        raise TypeError(
            f"analytic: the gradient of {name} is None: give `0.0 * {name}` where an "
            "input has no effect, or name the inputs to check in wrt="
        )
    if single and not isinstance(gradient, dict):
        return [gradient]
    gradient = _with_nothing(template, plain_tree(gradient, "analytic"))
    if not single and pytree.same_structure(template, gradient):
        return pytree.leaves_like(template, gradient, "analytic")
    raise ValueError(
        f"analytic: the gradient of {name} must be made like {name} itself, "
        f"{outline(template)}, got {outline(gradient)}"
    )


def _with_nothing(template: Any, gradient: Any) -> Any:
    """A gradient with an entry for each None of a dict, which may be left out.

    >>> _with_nothing({"w": 2.0, "b": ()}, {"w": 1.0})
    {'w': 1.0, 'b': ()}
    """
    if not (isinstance(template, dict) and isinstance(gradient, dict)):
        return gradient
    if set(gradient) < set(template):
        missing = {key: x for key, x in template.items() if key not in gradient}
        if all(isinstance(x, tuple) and not x for x in missing.values()):
            gradient = {**gradient, **missing}
    return {key: _with_nothing(template.get(key), x) for key, x in gradient.items()}
