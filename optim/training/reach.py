"""Which parameters the first loss of a run reaches: those are the ones it trains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core import Node, Value, no_grad, topological_order
from autograd_core.extend import describe, payload_of, plural, warn
from optim.training.evaluation import compared

if TYPE_CHECKING:
    from optim.training.loop import Training

LISTED = 3
"""The number of parameters that a message names."""


class Reach:
    """Looks after the first `backward()` whether training can move the parameters.

    Args:
        training: a run that is about to begin.
    """

    def __init__(self, training: Training) -> None:
        self._training = training
        self._at_first = {id(param) for param in _parameters_of(training.model)}

    def check(self) -> None:
        """Compare the parameters that have a gradient with those of the optimizer.

        Raises:
            ValueError: the loss reaches no parameter of the optimizer.
        """
        params = self._training.optimizer.params
        idle = [param for param in params if not param.has_grad]
        if len(idle) == len(params):
            raise ValueError(
                f"fit: the loss reaches none of the {plural(len(params), 'parameter')} "
                f"of the optimizer ({_listed(params)}), so nothing would be trained. "
                "Is it computed from the outputs of this model, by operators and "
                "functions of autograd_core, without numpy(), .data, detach() and "
                "no_grad()? Are the parameters frozen, or replaced since the optimizer "
                "was made?"
            )
        held, frozen = self._contents()
        lost = [param for param in idle if held and id(param) not in held]
        ids = {id(param) for param in params}
        new = [
            param
            for param in _parameters_of(self._training.model)
            if param.has_grad
            and id(param) not in ids
            # Whoever trains a part of a model leaves the rest out on purpose.
            and (lost or id(param) not in self._at_first)
        ]
        if new:
            warn(
                f"fit: the optimizer was made before {_listed(new)}, which it does not "
                "train; make it after the model is complete",
                UserWarning,
            )
            frozen |= {id(param) for param in lost}
        forgotten = [param for param in idle if id(param) not in frozen]
        if forgotten:
            warn(
                f"fit: the loss does not reach {_listed(forgotten)} in the first step; "
                "does the forward pass use them? freeze() takes them out of training",
                UserWarning,
            )

    def _contents(self) -> tuple[set[int], set[int]]:
        """The ids of all parameters of a Module, and of those that are frozen."""
        model = self._training.model
        if not hasattr(model, "freeze"):
            return set(), set()
        held = {id(param) for _, param in model.named_parameters(frozen=True)}
        return held, held - {id(param) for param in model.parameters()}


def check_broadcast(loss: Node, targets: Any) -> None:
    """Refuse a loss that compares each output with the target of every sample.

    It is what broadcasting makes of outputs of shape (n, 1) and targets of shape (n,).

    Raises:
        ValueError: an op of the loss does it.

    >>> from autograd_core import Tensor
    >>> difference = Tensor([[1.0], [2.0]]) - [1.0, 2.0]
    >>> check_broadcast(difference.square().mean(), np.array([1.0, 2.0]))
    Traceback (most recent call last):
    ValueError: fit: the loss compares each of 2 outputs with each of 2 targets: '-' ...
    """
    numbers = np.asarray(targets)
    n = len(numbers)
    is_scalar = not isinstance(loss.data, np.ndarray)  # Values do not broadcast
    if is_scalar or n < 2 or numbers.ndim > 2 or numbers.dtype.kind not in "fiub":
        return
    forms = ((n, 1), (n,))
    for node in reversed(topological_order(loss)):
        shapes = [np.shape(payload_of(operand)) for operand in node.operands]
        if np.shape(node.data) == (n, n) and set(shapes) == set(forms):
            constants = [x for x in node.operands if not isinstance(x, Node)]
            if any(np.array_equal(np.ravel(x), np.ravel(numbers)) for x in constants):
                raise ValueError(
                    f"fit: the loss compares each of {n} outputs with each of {n} "
                    f"targets: {node.op!r} broadcasts the shapes {shapes[0]} and "
                    f"{shapes[1]} to {(n, n)}; give outputs and targets one shape, "
                    "e.g. outputs[:, 0]"
                )


def check_samples(loss: Any, outputs: Any, targets: Any) -> None:
    """Refuse a loss that takes the outputs of all samples for the classes of one.

    Cross entropy reads numbers in a row so, and where one of the targets is 1 and the
    others are 0, they are a distribution. Of one sample, or the same one twice, it says
    what is wrong.

    Raises:
        ValueError: the loss refuses one sample.

    >>> import nn
    >>> check_samples(nn.squared_error, [Value(0.5), Value(0.2)], [1.0, 0.0])
    >>> check_samples(nn.cross_entropy, [Value(0.5), Value(0.2)], [1.0, 0.0])
    Traceback (most recent call last):
    ValueError: cross_entropy: outputs of shape (1,) are scores of one class, ...
    """
    if isinstance(outputs, list):
        is_flat = isinstance(outputs[0], (Value, float))
    else:
        is_flat = np.ndim(payload_of(outputs)) == 1 and len(outputs) == len(targets)
    if not is_flat or not getattr(loss, "averages_samples", False):
        return
    with no_grad():
        for times in (1, 2):
            same = [0] * times
            scores = outputs[:1] * times if isinstance(outputs, list) else outputs[same]
            compared(loss, scores, np.asarray(targets)[same])


def _parameters_of(model: Any) -> list[Any]:
    return list(model.parameters()) if hasattr(model, "parameters") else []


def _listed(params: list[Any]) -> str:
    names = [param.label or describe(param) for param in params[:LISTED]]
    rest = len(params) - LISTED
    return ", ".join(names) + (f" and {rest} more" if rest > 0 else "")
