"""The leaves of a gradient by hand, matched to the inputs that it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_core.messages.operands import short_repr
from autograd_core.testing.function.foreign import is_foreign
from autograd_core.testing.function.inputs import Group
from autograd_core.testing.function.trees import plain_tree
from autograd_core.transforms import pytree
from autograd_core.transforms.pytree import outline


def is_dict(gradient: Any) -> bool:
    """Whether a gradient has names; a sparse matrix may be a dict of its entries."""
    return isinstance(gradient, dict) and not is_foreign(gradient)


def per_group(analytic: Any, groups: Sequence[Group]) -> list[Any]:
    """A gradient by hand as a list, one entry for each group of inputs.

    Groups without numbers, such as None, may be left out.
    """
    names = [group.name for group in groups]
    moving = [group.name for group in groups if group.inputs]
    if is_dict(analytic) and set(moving) <= set(analytic) <= set(names):
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
    if is_dict(analytic):
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
    if single and not is_dict(gradient):
        return [gradient]
    gradient = with_nothing(template, plain_tree(gradient, "analytic"))
    if not single and pytree.same_structure(template, gradient):
        return pytree.leaves_like(template, gradient, "analytic")
    raise ValueError(
        f"analytic: the gradient of {name} must be made like {name} itself, "
        f"{outline(template)}, got {outline(gradient)}"
    )


def with_nothing(template: Any, gradient: Any) -> Any:
    """A gradient with an entry for each None and empty list, which may be left out.

    >>> with_nothing({"w": 2.0, "b": ()}, {"w": 1.0})
    {'w': 1.0, 'b': ()}
    >>> with_nothing([2.0, (), 3.0], [1.0, 4.0])
    [1.0, (), 4.0]
    """
    if _is_hollow(template):
        return template if _is_hollow(gradient) else gradient
    if isinstance(template, dict) and isinstance(gradient, dict):
        missing = {key: x for key, x in template.items() if key not in gradient}
        if all(map(_is_hollow, missing.values())):
            gradient = {**gradient, **missing}
        return {key: with_nothing(template.get(key), x) for key, x in gradient.items()}
    sequence = (tuple, list)
    if not isinstance(template, sequence) or not isinstance(gradient, sequence):
        return gradient
    parts = list(gradient)
    if len(parts) == sum(not _is_hollow(x) for x in template) < len(template):
        rest = iter(parts)
        parts = [x if _is_hollow(x) else next(rest) for x in template]
    if len(parts) != len(template):
        return gradient
    return [with_nothing(x, part) for x, part in zip(template, parts, strict=True)]


def _is_hollow(tree: Any) -> bool:
    """Whether a tree has no leaves."""
    if isinstance(tree, dict):
        return all(map(_is_hollow, tree.values()))
    return isinstance(tree, (tuple, list)) and all(map(_is_hollow, tree))
