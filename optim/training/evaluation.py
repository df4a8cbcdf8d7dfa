"""The quality of a model on data: its loss, and metrics by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_core import Node, Value, no_grad
from autograd_core.extend import ColumnMismatch, describe, explained, short_repr
from optim.checks.other_names import LOSSES, METRICS, remedy
from optim.data.batches import Batches
from optim.data.datasets import Dataset

Metric = Callable[[Any, Any], float]
"""`metric(outputs, targets)` is a number, such as the share of right answers."""


@explained
def evaluate(
    model: Callable[[Any], Any],
    loss: Callable[[Any, Any], Any],
    data: tuple[Any, Any] | Dataset,
    *,
    metrics: Any = (),
    batch_size: int | None = 256,
    per_sample: bool | None = None,
) -> dict[str, float]:
    """The loss and the metrics of a model on data, in evaluation mode, without a graph.

    Args:
        model: called with a batch of X; or with each sample, if its parameters are
            Values.
        loss: `loss(outputs, targets)`, one number.
        data: X and y, equally long.
        metrics: functions `metric(outputs, targets)`, of all outputs at once; or a
            dict of them by name.
        batch_size: samples per call of the model and the loss.
        per_sample: whether the model takes single samples; None looks at its
            parameters.

    Returns:
        `"loss"`, the mean over the samples, and each metric by its name.

    Raises:
        TypeError: the data are not a pair, or the loss is not a number.
        ValueError: X and y are not as many, are empty, or hold inf or nan.

    >>> def mean_square(y, t):
    ...     return np.mean((y - t) ** 2)
    >>> evaluate(lambda x: 2 * x, mean_square, ([1.0, 2.0], [2.0, 5.0]))
    {'loss': 0.5}
    """
    X, y = checked_pair("data", data)
    if not callable(loss):
        raise TypeError(
            "evaluate: the loss must be a function of outputs and targets, got "
            f"{type(loss).__name__} {short_repr(loss)}{remedy(loss, LOSSES)}"
        )
    metric_functions = as_metrics(metrics)
    if per_sample is None:
        per_sample = takes_single_samples(model)
    total, parts = 0.0, []
    samples: Batches[Any] = Batches(X, y, batch_size, shuffle=False)
    with in_mode(model, training=False), no_grad():
        for xs, ys in samples:
            outputs = outputs_of(model, xs, per_sample)
            value = compared(loss, outputs, ys)
            if isinstance(value, Node):
                checked_loss(value)
            total += number_of(value) * len(ys)
            if metric_functions:
                parts.append(outputs)
        measures = {"loss": total / samples.count}
        if metric_functions:
            outputs, loss_value = _concatenated(parts), measures["loss"]
            measures |= score(metric_functions, outputs, samples.y, loss_value)
    return measures


def outputs_of(model: Callable[[Any], Any], X: Any, per_sample: bool) -> Any:
    """The outputs of the model for a batch; a list, if it takes single samples."""
    return [model(x) for x in X] if per_sample else model(X)


def compared(measure: Callable[[Any, Any], Any], outputs: Any, targets: Any) -> Any:
    """`measure(outputs, targets)`, where a target may be a number or a row of one.

    >>> compared(lambda outputs, targets: outputs - targets, 3.0, 1.0)
    2.0
    """
    try:
        return measure(outputs, targets)
    except ColumnMismatch:
        array = np.asarray(targets)
        if array.ndim > 1 and array.shape[1:] != (1,):
            raise
        # Here each target belongs to its sample: nothing else can be meant.
        return measure(outputs, array[:, None] if array.ndim == 1 else array[:, 0])


def score(
    metrics: Mapping[str, Metric], outputs: Any, targets: Any, loss: float
) -> dict[str, float]:
    """Each metric as a float, by name; nan if the loss of the outputs is nan.

    Raises:
        TypeError: one gives no number.
    """
    if math.isnan(loss):
        # The largest of numbers that are nan would be the first, its class 0.
        return dict.fromkeys(metrics, math.nan)
    scores = {}
    with no_grad():
        for name, metric in metrics.items():
            value = compared(metric, outputs, targets)
            try:
                scores[name] = number_of(value)
            except TypeError:
                raise TypeError(
                    f"the metric {name!r} must give a number, got {describe(value)}"
                ) from None
    return scores


def as_metrics(metrics: Any) -> dict[str, Metric]:
    """Metrics by name: a dict as it is, functions by their names.

    Raises:
        TypeError: it is neither, or one of them is not a function.
        ValueError: two have the same name, or one has none or that of a loss.

    >>> list(as_metrics([max, min]))
    ['max', 'min']
    """
    if callable(metrics):
        metrics = [metrics]
    if not isinstance(metrics, Mapping):
        if isinstance(metrics, (str, bytes)) or not hasattr(metrics, "__iter__"):
            raise TypeError(
                "metrics must be functions of outputs and targets, got "
                f"{type(metrics).__name__} {short_repr(metrics)}"
                f"{remedy(metrics, METRICS)}"
            )
        listed = list(metrics)
        names = [
            getattr(metric, "__name__", type(metric).__name__) for metric in listed
        ]
        if len(set(names)) < len(names) or "<lambda>" in names:
            raise ValueError(
                f"the metrics are called {', '.join(names)}; give a dict with a name "
                "for each, metrics={'name': function}"
            )
        metrics = dict(zip(names, listed, strict=True))
    for name, metric in metrics.items():
        if not callable(metric):
            raise TypeError(
                f"the metric {name!r} must be a function of outputs and targets, got "
                f"{type(metric).__name__} {short_repr(metric)}"
                f"{remedy(metric, METRICS)}"
            )
        if name == "loss" or str(name).startswith("val_"):
            raise ValueError(
                f"the metric {name!r} needs another name: 'loss' is that of the loss, "
                "and 'val_' begins those of the validation data; write "
                "metrics={'name': function}"
            )
    return dict(metrics)


def checked_loss(loss: Any) -> Any:
    """The loss, which must be a node of one number.

    Raises:
        TypeError: it is not a node.
        ValueError: it has several entries.

    >>> checked_loss(0.5)
    Traceback (most recent call last):
    TypeError: the loss must be a Value or Tensor, got float 0.5; is it computed ...
    """
    if not isinstance(loss, Node):
        raise TypeError(
            f"the loss must be a Value or Tensor, got {type(loss).__name__} "
            f"{short_repr(loss)}; is it computed from the model's outputs, with the "
            "functions of autograd_core?"
        )
    if np.size(loss.data) != 1:
        raise ValueError(
            f"the loss must be a single number, got {describe(loss)}; take its mean() "
            "or sum()"
        )
    return loss


def number_of(thing: Any) -> float:
    """A number, or a node of one, as a float.

    >>> number_of(Value(0.5)), number_of(np.float32(0.5))
    (0.5, 0.5)
    """
    number = np.asarray(thing.data if isinstance(thing, Node) else thing)
    if number.size != 1 or number.dtype.kind not in "fiub":
        raise TypeError(f"expected a number, got {describe(thing)}")
    return float(number.item())


def checked_pair(name: str, data: Any) -> tuple[Any, Any]:
    """X and y, of a pair or a `Dataset`.

    Raises:
        TypeError: it is neither, or two pairs of a sample or batch and its targets.

    >>> checked_pair("data", [1.0, 2.0, 3.0])
    Traceback (most recent call last):
    TypeError: data must be a pair (X, y), got list [1.0, 2.0, 3.0]
    """
    if isinstance(data, Dataset):
        return data.X, data.y
    are_pairs = isinstance(data, (list, tuple)) and all(
        isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in data
    )
    is_pair = isinstance(data, (tuple, list)) and len(data) == 2
    if is_pair and not (are_pairs and _each_has_its_target(data)):
        return data[0], data[1]
    remedy = (
        "; of a list of samples write X, y = zip(*samples); of batches join all X, and "
        "all y, with np.concatenate"
    )
    raise TypeError(
        f"{name} must be a pair (X, y), got {type(data).__name__} {short_repr(data)}"
        f"{remedy if are_pairs else ''}"
    )


def _each_has_its_target(pairs: Any) -> bool:
    """Whether two pairs are samples or batches, each with its target, not X and y."""
    try:
        shapes = [(np.shape(first), np.shape(second)) for first, second in pairs]
    except (TypeError, ValueError):  # ragged, or Values
        return False
    if isinstance(pairs, list) and all(isinstance(pair, tuple) for pair in pairs):
        parts = [part for pair in pairs for part in pair]
        if all(isinstance(part, np.ndarray) and part.ndim for part in parts):
            return True
        return all(first != second for first, second in shapes)
    # Sequences of different lengths may be the two samples of X, and of y.
    return all(
        len(first) != len(second) or (first[:1] == second[:1] and first != second)
        for first, second in shapes
    )


def takes_single_samples(model: Any) -> bool:
    """Return whether a model is called with one sample at a time, as one of Values is.

    >>> takes_single_samples(lambda X: X)
    False
    """
    parameters = getattr(model, "parameters", None)
    return callable(parameters) and any(isinstance(p, Value) for p in parameters())


@contextmanager
def in_mode(model: Any, training: bool) -> Iterator[None]:
    """The model in training or in evaluation mode, and as it was afterwards."""
    modules = model.modules() if hasattr(model, "modules") else []
    before = [(module, module.training) for module in modules]
    for module, _ in before:
        module.training = training
    try:
        yield
    finally:
        for module, mode in before:
            module.training = mode


def _concatenated(parts: list[Any]) -> Any:
    """The outputs of all batches as one; lists stay lists."""
    if isinstance(parts[0], list):
        return [output for part in parts for output in part]
    arrays = [part.data if isinstance(part, Node) else part for part in parts]
    return np.concatenate(arrays)
