"""`Loss`, the base class of all losses: arguments, reduction, one node for each call.

A loss is two formulas on whole arrays: `items`, the loss of each sample, and `slope`,
its local derivative by one of the two arguments. The slope is written in operators and
functions of autograd_core, so it serves arrays and, for higher orders, nodes.
"""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from autograd_core import Tensor, Value, where
from autograd_core.extend import ColumnMismatch, Operand, Payload, is_mapped
from nn.checks.numbers import Entries
from nn.checks.other_names import REDUCTIONS as OTHER_REDUCTIONS
from nn.checks.other_names import advice_for
from nn.losses.activated import warn_of_activated
from nn.losses.mapped import mapped_loss
from nn.losses.node import LossRule
from nn.losses.signatures import Values
from nn.losses.weighted import weighted_loss
from nn.module.module import Module

REDUCTIONS = ("mean", "batchmean", "sum", "none")
_ARRAYS = frozenset({Tensor, np.ndarray, type(None)})
"""Types of arguments that need not be asked whether `vmap` made them."""


class Loss(Module):
    """Base class of the losses; call one like a function of outputs and targets.

    Subclasses define `name`, `items` and `slope`.

    Attributes:
        name: the text in diagrams.
        reduction: `"mean"` over the items, their `"sum"`, `"batchmean"`, which is the
            sum divided by the number of samples, the length of the first axis, or
            `"none"`.
        item_axes: the number of axes at the end that make up one item: 0 if each
            number has a loss, 1 if each row of numbers has one.
        slope_mixes: whether the slope of a number depends on the others of its row.
        activation: the op that the loss applies to the outputs itself, "" for none.

    >>> from nn import HuberLoss
    >>> HuberLoss(delta=0.5)
    HuberLoss(delta=0.5, reduction='mean')
    """

    name: str = ""
    item_axes: int = 0
    slope_mixes: bool = False
    activation: str = ""

    if TYPE_CHECKING:

        @overload
        def __call__(
            self, input: Tensor, target: Any, sample_weight: Any = None
        ) -> Tensor: ...
        @overload
        def __call__(
            self, input: Values, target: Any, sample_weight: Any = None
        ) -> Value: ...
        @overload
        def __call__(
            self, input: Any, target: Any, sample_weight: Any = None
        ) -> Any: ...
        def __call__(self, input: Any, target: Any, sample_weight: Any = None) -> Any:
            """The loss; see `forward`."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = cls.name or cls.__name__

    def __init__(self, reduction: str = "mean") -> None:
        if reduction not in REDUCTIONS:
            advice = advice_for(str(reduction), REDUCTIONS, OTHER_REDUCTIONS)
            raise ValueError(
                f"{self.name}: reduction must be 'mean', 'batchmean', 'sum' or "
                f"'none', got {reduction!r}{f'; {advice}' if advice else ''}"
            )
        self.reduction = reduction

    def items(self, y: Payload, t: Payload) -> Payload:
        """The loss of each item, for outputs and targets that are numbers or arrays."""
        raise NotImplementedError(
            f"{type(self).__name__} has no items(self, y, t) and slope(self, i, y, t): "
            "the loss of each item and its derivatives; a function of outputs and "
            "targets, written in ops, is a loss too"
        )

    def slope(self, i: int, y: Operand, t: Operand) -> Operand:
        """d item / d y (i = 0) or d item / d t (i = 1), of the shape of y.

        The arguments may be numbers, arrays or nodes.
        """
        raise NotImplementedError(
            f"{type(self).__name__} has no slope(self, i, y, t), the derivative of "
            "items by outputs (i = 0) and targets (i = 1)"
        )

    @property
    def averages_samples(self) -> bool:
        """Whether the loss of a batch is the mean of the losses of its samples."""
        if self.reduction == "batchmean":
            return True
        weighted = getattr(self, "class_weights", None) is not None
        return self.reduction == "mean" and not weighted

    def row_expressions(self, y: list[Any], t: list[Any]) -> Any:
        """The loss of a row, its slopes by y and by t, on lists of symbols, or None.

        For losses of rows that are to be fast in compiled functions.
        """
        return None

    def prepared(self, y: Entries, t: Entries) -> tuple[Entries, float]:
        """The targets in the shape of the outputs, and the divisor of the mean.

        Raises:
            ValueError: the shapes do not fit together, or a number is out of range.
        """
        if y.shape != t.shape:
            remedy = _remedy(y.shape, t.shape)
            # A column with a vector: broadcasting would compare each with each.
            raise (ColumnMismatch if remedy else ValueError)(
                f"{self.name}: outputs and targets must have the same shape, got "
                f"{y.shape} and {t.shape}{remedy}"
            )
        if not y.size:
            raise ValueError(f"{self.name}: nothing to compare, the shape is {y.shape}")
        if len(y.shape) < self.item_axes:
            raise ValueError(f"{self.name}: expected rows of numbers, got one number")
        return t, y.size / (t.shape[-1] if self.item_axes else 1)

    def item_weights(self, target: Any, shape: tuple[int, ...]) -> Any:
        """What a mean weights each item with, beside the weights of samples."""
        return 1.0

    def forward(self, input: Any, target: Any, sample_weight: Any = None) -> Any:
        """The loss of outputs against targets.

        Args:
            input: outputs of a network: a Tensor, an array, a Value or number, or
                nested lists of them.
            target: the targets, in the same forms.
            sample_weight: a number >= 0 for each item, or each entry of the first axis,
                that its loss is multiplied by; the mean divides by their sum. A Tensor
                gets a gradient, through both.

        Returns:
            One node if an argument holds nodes, else a number. Without reduction a
            Tensor or array, or for Values lists of nodes.

        Raises:
            TypeError: an argument holds anything else.
            ValueError: the shapes do not fit together, or a number is out of range.

        Warns:
            UserWarning: the outputs were made by the loss's own activation.
        """
        if self.activation:
            warn_of_activated(self.name, self.activation, input)
        arguments = (input, target, sample_weight)
        if not _ARRAYS.issuperset(map(type, arguments)) and any(
            map(is_mapped, arguments)
        ):
            return mapped_loss(self, *arguments)
        return self.of_one_batch(input, target, sample_weight)

    def of_one_batch(self, input: Any, target: Any, sample_weight: Any) -> Any:
        """The loss where no argument stands for the examples of `vmap`."""
        if sample_weight is not None:
            return weighted_loss(self, input, target, sample_weight)
        return self.plain(input, target)

    def unreduced(self) -> Loss:
        """The loss of each item."""
        single = copy.copy(self)
        single.reduction = "none"
        return single

    def of_many(self) -> Loss:
        """The loss of each item, for batches with one more axis in front."""
        return self.unreduced()

    def plain(self, input: Any, target: Any) -> Any:
        """The loss of items that all count alike."""
        y = Entries(input, f"{self.name}, outputs")
        t, count = self.prepared(y, Entries(target, f"{self.name}, targets"))
        rule = LossRule(self, self.scale(count, y.shape))
        if y.tensor is not None or t.tensor is not None:
            return _on_tensors(rule, y, t)
        if y.has_values or t.has_values:
            return rule.on_entries(y, t)
        out = rule.array(y.numbers, t.numbers)
        return out if rule.scale is None and y.shape else float(out)

    def scale(self, count: float, shape: tuple[int, ...]) -> float | None:
        """What the sum of the items is multiplied by; None for no reduction.

        Args:
            count: the divisor of the mean.
            shape: of the outputs; what precedes an item is the axis of the samples.
        """
        if self.reduction == "mean":
            return 1.0 / count
        if self.reduction == "batchmean":
            return 1.0 / (shape[0] if len(shape) > self.item_axes else 1)
        return 1.0 if self.reduction == "sum" else None

    def _name_parts(self, keep: bool) -> None:
        """Do nothing: a loss has no parameters and is created in each call."""

    def extra_repr(self) -> str:
        """The options."""
        options = [
            f"{name}={value!r}"
            for name, value in vars(self).items()
            if not name.startswith("_")
        ]
        return ", ".join([*options[1:], options[0]])


def fixed(kind: type[Loss], *options: Any, **named: Any) -> Loss:
    """The loss with these options; calls with the same ones share one object."""
    hashable: Any = kind
    try:
        return _made(hashable, *options, **named)
    except TypeError:  # an option that has no hash, such as a list, or a wrong one
        return kind(*options, **named)


@functools.lru_cache(maxsize=64, typed=True)
def _made(kind: Any, *options: Any, **named: Any) -> Loss:
    return kind(*options, **named)


def check_range(t: Entries, low: float, high: float, problem: str) -> None:
    """Raise if a number lies outside [low, high]; `problem` opens the message.

    nan passes, and the loss is nan too.
    """
    numbers = np.asarray(t.numbers)
    wrong = (numbers < low) | (numbers > high)
    if wrong.any():
        raise ValueError(f"{problem}, got {numbers[wrong].flat[0].item()}")


def times(weights: Any, x: Any) -> Any:
    """weights * x, and 0 where the weight is 0 though x is infinite."""
    if not isinstance(weights, (np.ndarray, float)) or not isinstance(
        x, (np.ndarray, float)
    ):  # symbols of a compiled program
        return where(weights, x, 0.0) * weights
    return np.where(weights == 0.0, 0.0, x) * weights


def _on_tensors(rule: LossRule, y: Entries, t: Entries) -> Any:
    operands: list[Any] = []
    for entries, other in ((y, t), (t, y)):
        if entries.tensor is not None:
            operands.append(entries.tensor)
        elif entries.has_values:
            raise TypeError(
                f"{rule.name}: one argument is a Tensor, the other holds Values; make "
                "the Values a Tensor with autograd_core.stack_values, or the Tensor "
                "Values with its values()"
            )
        else:
            # A float64 target would make the loss of float32 outputs float64.
            operands.append(np.asarray(entries.numbers, other.numbers.dtype))
    tensor = y.tensor if y.tensor is not None else t.tensor
    return type(tensor)._apply(rule, tuple(operands))


def _remedy(y: tuple[int, ...], t: tuple[int, ...]) -> str:
    """The remedy for a column with a vector, a mistake that broadcasting would hide."""
    if len(y) == 2 and y[1] == 1 and t == y[:1]:
        return "; write outputs[:, 0] or targets[:, None]"
    if len(t) == 2 and t[1] == 1 and y == t[:1]:
        return "; write targets[:, 0]"
    return ""
