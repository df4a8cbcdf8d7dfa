"""The part of a model that a node belongs to: model > layer > neuron > op.

Scopes that the user opened are on record. Those of a network are read off the labels
of its parameters, such as `layers.0.neurons.3.w.1`: a node that uses a parameter
belongs to the parameter's neuron. That costs a network nothing while it runs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from autograd_core import Node
from autograd_core.extend import OPS, scopes_in

Path = tuple[str, ...]
"""Names of scopes, the outermost first."""

ACTIVATIONS = {
    OPS[name]
    for name in (
        *("tanh", "sigmoid", "relu", "leaky_relu", "elu", "gelu", "silu"),
        *("softplus", "hard_tanh", "sign", "step"),
    )
}
NEURON = re.compile(r"neurons\.\d+")


def module_path(label: str) -> Path:
    """The modules that a parameter's dotted label names.

    >>> module_path("layers.0.neurons.3.w.1")
    ('layers.0', 'neurons.3')
    >>> module_path("fc1.bias"), module_path("w"), module_path("w.1")
    (('fc1',), (), ())
    """
    if "." not in label:
        return ()
    parts = label.split(".")
    if not all(part.isidentifier() or part.isdecimal() for part in parts):
        return ()
    while parts and parts[-1].isdecimal():
        parts.pop()
    path: list[str] = []
    for part in parts[:-1]:
        if part.isdecimal() and path:
            path[-1] += f".{part}"
        else:
            path.append(part)
    return tuple(path)


def common(paths: Iterable[Path]) -> Path:
    """The longest path that all the paths begin with.

    >>> common([("net", "layers.0", "neurons.1"), ("net", "layers.0", "neurons.2")])
    ('net', 'layers.0')
    """
    shared: Path | None = None
    for path in paths:
        if shared is None:
            shared = path
        elif path != shared:
            n = 0
            for name, other_name in zip(shared, path, strict=False):
                if name != other_name:
                    break
                n += 1
            shared = shared[:n]
        if not shared:
            return ()
    return shared or ()


def scopes_of(order: Sequence[Any]) -> dict[Any, Path]:
    """The scope of every node that has one.

    Args:
        order: all nodes in topological order.

    >>> from autograd_core import topological_order
    >>> from nn import MLP
    >>> order = topological_order(MLP(1, [1, 1], rng=0)([2.0]) * 3.0)
    >>> scopes = scopes_of(order)
    >>> [(node.op, scopes.get(node)) for node in order if not node.is_leaf][:2]
    [('dot', ('layers.0', 'neurons.0')), ('tanh', ('layers.0', 'neurons.0'))]
    >>> order[-1].op, scopes.get(order[-1])
    ('*', None)
    """
    opened = scopes_in(order)
    derived = _derived(order)
    if not opened and not derived:
        return {}
    _move_parameters(order, opened, derived)
    paths: dict[Any, Path] = {}
    for node in order:
        path = opened.get(node, ()) + derived.get(node, ())
        if path:
            paths[node] = path
    return paths


def _derived(order: Sequence[Any]) -> dict[Any, Path]:
    """The scopes of parameters, of what uses them, and of what lies between."""
    derived: dict[Any, Path] = {}
    for node in order:
        if node.is_leaf and (path := module_path(node.label)):
            derived[node] = path
    if not derived:
        return {}
    users: set[Any] = set()
    above: dict[Any, Path] = {}  # where the operands of a node come from
    uses: Counter[Any] = Counter()
    results = [node for node in order if not node.is_leaf]
    for node in results:
        parents = node.parents
        own = {derived[parent] for parent in parents if parent in derived}
        if own:
            users.add(node)
            above[node] = common(own)
        else:
            above[node] = common(
                [above[parent] for parent in parents if parent in above]
            )
        for user in users.intersection(parents):
            uses[user] += 1
    between = _between(results, users)
    for node in results:
        inside = node in users or node in between or _activates(node, users, uses)
        if inside and above[node]:
            derived[node] = above[node]
    return derived


def _between(results: Sequence[Any], users: set[Any]) -> set[Any]:
    """The nodes on the way to a node that uses a parameter: activations, as a rule."""
    between: set[Any] = set()
    for node in reversed(results):
        if node in users or node in between:
            between.update(node.parents)
    return between


def _activates(node: Node, users: set[Any], uses: Counter[Any]) -> bool:
    """Whether a node is the activation of a neuron whose result has no other use."""
    if node.rule not in ACTIVATIONS:
        return False
    summed = node.parents[0]
    return summed in users and uses[summed] == 1


def _move_parameters(
    order: Sequence[Any], opened: dict[Any, Path], derived: dict[Any, Path]
) -> None:
    """Parameters stand where they are used, wherever the model was made."""
    if not opened:
        return
    places: dict[Any, list[Path]] = {}
    for node in order:
        for parent in node.parents:
            if parent.is_leaf and parent in derived:
                places.setdefault(parent, []).append(opened.get(node, ()))
    for leaf, paths in places.items():
        opened[leaf] = common(paths)
