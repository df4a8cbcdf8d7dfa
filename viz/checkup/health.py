"""`health`: sizes of gradients by layer, and a sentence for what is wrong."""

from __future__ import annotations

import copy
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core import GraphError, Node, gradients, topological_order
from autograd_core.extend import as_float, explained, payload_of, plural, short_repr
from viz.checkup.badges import SATURATED, badges_of
from viz.checkup.layers import OTHER, layer_of_parameter, layers_of_graph
from viz.checkup.report import Health, Layer, listed, report
from viz.graph.node_names import names_of
from viz.graph.scalar_replay import replay
from viz.graph.selection import checked_result
from viz.graph.text_format import number
from viz.graph.variable_names import names_around, names_in
from viz.ledger.ledger import ledger

MOST_NAMES = 4
REASONS = {
    "blocked": "their local derivatives are 0",
    "saturated": f"their |local derivatives| are below {SATURATED}",
}


@explained
def health(
    thing: Any,
    *,
    optimizer: Any = None,
    lr: float | None = None,
    names: Mapping[str, Any] | None = None,
) -> Health:
    """How large the gradients are, layer by layer, and what keeps them from flowing.

    The size of a layer's gradient is the root mean square of those of its parameters.
    Between 1e-4 and 1e1 it is healthy. With a rate or an optimizer there is the size of
    the next update over that of the parameter, too; about 1e-3 is usual.

    Args:
        thing: a model after `backward()`, or a loss; of a loss the gradients are
            computed, and every op is looked at. No `grad` changes.
        optimizer: the one that will make the next step; it makes none.
        lr: a rate, for the step of plain SGD.
        names: variables to name nodes after; by default those of the caller.

    Returns:
        Text with the layers and the warnings as data.

    Raises:
        TypeError: `thing` is neither, or an optimizer that is none.
        ValueError: both an optimizer and a rate, or a rate that is not above 0.
        GraphError: a Tensor of several entries.

    >>> from autograd_core import Value
    >>> x, w = Value(-2.0, label="x"), Value(3.0, label="w")
    >>> health((w * x).relu())
    n2 = 0.0: 4 nodes, 2 leaves
                      gradient    1e-8    1e-4      1e1
    w                      0.0
    x                      0.0
    ! 1 of 1 relu pass nothing on (n2): relu is closed: its input is not above 0.
    ! w, x: the gradient is 0: nothing is learned here.
    """
    step = _checked_step(optimizer, lr)
    variables = names_around() if names is None else names_in(names)
    if isinstance(thing, Node):
        checked_result("health", thing)
        return _of_loss(thing, step, variables)
    if isinstance(thing, type):
        raise TypeError(
            f"health: {thing.__name__} is a class; make a model of it first"
        )
    if not hasattr(thing, "named_parameters"):
        raise TypeError(
            "health: expected a model or a loss, got "
            f"{type(thing).__name__} {short_repr(thing, 40)}"
        )
    return _of_model(thing, step)


@dataclass(frozen=True, slots=True)
class Step:
    """The step that the updates are those of: of an optimizer, or plain SGD's."""

    optimizer: Any = None
    lr: float | None = None

    @property
    def known(self) -> bool:
        """Whether there is a step to speak of."""
        return self.optimizer is not None or self.lr is not None

    def updates(self, parameters: Sequence[Any], grads: Sequence[Any]) -> list[Any]:
        """Return what the step would add to each parameter, None if it has no part."""
        if self.lr is not None:
            return [None if g is None else -self.lr * g for g in grads]
        if self.optimizer is None:
            return [None] * len(parameters)
        twin = copy.deepcopy(self.optimizer)  # its parameters are copies, too
        before = [np.array(payload_of(p), dtype=float) for p in twin.params]
        twin.step()
        steps = {
            id(own): np.asarray(payload_of(new)) - old
            for own, new, old in zip(
                self.optimizer.params, twin.params, before, strict=True
            )
        }
        return [steps.get(id(parameter)) for parameter in parameters]


def _checked_step(optimizer: Any, lr: Any) -> Step:
    if optimizer is not None and lr is not None:
        raise ValueError("health: give an optimizer or a rate lr=, not both")
    if optimizer is not None and not hasattr(optimizer, "param_groups"):
        raise TypeError(
            "health: optimizer must be one of optim, such as optim.SGD(params, "
            f"lr=0.1), got {short_repr(optimizer, 40)}"
        )
    if lr is None:
        return Step(optimizer)
    rate = as_float(lr, "health: lr")
    if not (math.isfinite(rate) and rate > 0.0):
        raise ValueError(f"health: lr must be above 0 and finite, got {rate!r}")
    return Step(None, rate)


def _of_model(model: Any, step: Step) -> Health:
    named = model.named_parameters()
    parameters = [parameter for _, parameter in named]
    grads = [
        np.asarray(p.grad, dtype=float) if p.has_grad else None for p in parameters
    ]
    layers = _layers(
        [layer_of_parameter(name) for name, _ in named], parameters, grads, step
    )
    count = sum(np.size(payload_of(p)) for p in parameters)
    title = f"{type(model).__name__}: {plural(count, 'parameter')}"
    warnings: list[str] = []
    if all(grad is None for grad in grads):
        warnings.append("There are no gradients yet: call loss.backward() first.")
    return report(title, layers, warnings)


def _of_loss(loss: Any, step: Step, variables: Mapping[Node, str]) -> Health:
    order = topological_order(loss)
    leaves = [node for node in order if node.is_leaf]
    names = names_of(order, {*order}, variables)
    layer_of = layers_of_graph(order, names)
    grads = [np.asarray(grad, dtype=float) for grad in gradients(loss, leaves)]
    layers = _layers([layer_of[leaf] for leaf in leaves], leaves, grads, step)
    value = float(np.ravel(payload_of(loss))[0])
    count = f"{len(leaves):,} {'leaf' if len(leaves) == 1 else 'leaves'}"
    title = f"{names[loss]} = {number(value)}: {plural(len(order), 'node')}, {count}"
    try:
        scalars = replay("health", loss, variables)
    except GraphError as error:
        warning = f"The ops were not looked at one by one: {error}."
        return report(title, layers, [warning])
    entries = ledger(scalars.root)
    scalar_names = names_of(
        (nodes := [entry.node for entry in reversed(entries)]),
        {*nodes},
        scalars.variables,
    )
    badges = {
        scalar_names[entry.node]: badges_of(
            entry.node, entry.total, len(entry.contributions)
        )
        for entry in entries
    }
    ops = {scalar_names[node]: node.rule.name for node in nodes if not node.is_leaf}
    return report(title, layers, _sentences(badges, ops), badges)


def _layers(
    layer_names: Sequence[str],
    parameters: Sequence[Any],
    grads: Sequence[Any],
    step: Step,
) -> list[Layer]:
    """Return the layers in their order, each with all of its gradients as one."""
    updates = step.updates(parameters, grads)
    layers: list[Layer] = []
    for layer in sorted(dict.fromkeys(layer_names), key=OTHER.__eq__):
        own = [i for i, name in enumerate(layer_names) if name == layer]
        gradient = _flat([grads[i] for i in own])
        update = _flat([updates[i] for i in own])
        data = _flat([payload_of(parameters[i]) for i in own if updates[i] is not None])
        layers.append(
            Layer(
                name=layer,
                parameters=sum(np.size(payload_of(parameters[i])) for i in own),
                gradient=_size(gradient),
                update_ratio=_ratio(update, data) if step.known else None,
            )
        )
    return layers


def _flat(arrays: Sequence[Any]) -> Any:
    """Return the numbers of some arrays in one row; None stands for no numbers."""
    rows = [np.ravel(array) for array in arrays if array is not None]
    return np.concatenate(rows) if rows else None


def _size(numbers: Any) -> float | None:
    """Return the root of the mean of squares; None without numbers."""
    if numbers is None or not numbers.size:
        return None
    largest = float(np.max(np.abs(numbers)))
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    return largest * math.sqrt(float(np.mean((numbers / largest) ** 2)))


def _ratio(update: Any, data: Any) -> float | None:
    steps, size = _size(update), _size(data)
    return None if steps is None or not size else steps / size


def _sentences(
    badges: Mapping[str, Mapping[str, str]], ops: Mapping[str, str]
) -> list[str]:
    """Return a warning for each op of which half or more have a badge.

    Args:
        badges: of each node by its name.
        ops: the op of each result by its name.
    """
    sentences = [
        f"{name}: {own['not finite']}."
        for name, own in badges.items()
        if "not finite" in own
    ][:MOST_NAMES]
    total = Counter(ops.values())
    for kind, share_name in (("blocked", "nothing"), ("saturated", "next to nothing")):
        groups: dict[str, list[str]] = {}
        for name, own in badges.items():
            if kind in own:
                groups.setdefault(ops[name], []).append(name)
        for op, names in groups.items():
            if 2 * len(names) >= total[op]:
                share = f"{len(names):,} of {total[op]:,} {op} pass {share_name} on"
                reason = badges[names[0]][kind] if len(names) == 1 else REASONS[kind]
                sentences.append(f"{share} ({listed(names)}): {reason}.")
    return sentences
