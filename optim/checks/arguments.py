"""Checks of the arguments of optimizers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakSet

import numpy as np

from autograd_core import Node
from autograd_core.extend import describe, is_bias, short_repr


def checked_params(params: Any, already: Iterable[Node] = ()) -> list[Any]:
    """The parameters as a list, each a leaf, each once, none of `already` among them.

    Raises:
        TypeError: `params` is not an iterable of Values and Tensors, or a set.
        ValueError: it is empty, holds a result of an op, or one parameter twice.

    >>> from autograd_core import Value
    >>> w = Value(1.0, label="w")
    >>> checked_params([w, w])
    Traceback (most recent call last):
    ValueError: parameter w = 1.0 is given twice; a step would move it once, so ...
    """
    if isinstance(params, Node):
        raise TypeError(
            f"expected a list of parameters, got the single {type(params).__name__} "
            f"{describe(params)}; write [it]"
        )
    if hasattr(params, "parameters"):
        raise TypeError(
            f"expected a list of parameters, got a {type(params).__name__}; "
            "write model.parameters()"
        )
    if isinstance(params, (set, frozenset, WeakSet)):
        raise TypeError(
            f"expected a list of parameters, got a {type(params).__name__}: its order "
            "differs from run to run, so that a saved state would come back to other "
            "parameters; write a list"
        )
    if isinstance(params, (str, bytes, dict)) or not isinstance(params, Iterable):
        raise TypeError(
            "expected a list of parameters, e.g. model.parameters(); got "
            f"{type(params).__name__}"
        )
    listed = list(params)
    if not listed:
        raise ValueError(
            "no parameters to optimize: the list is empty. "
            + (
                "An iterator gives them once; write list(...) where it is made"
                if isinstance(params, Iterator)
                else "model.parameters() leaves out what is frozen, until "
                "model.unfreeze(), and is empty if no layer was assigned to the model"
            )
        )
    ids = {id(param) for param in already}
    for i, param in enumerate(listed):
        _check_parameter(i, param)
        if id(param) in ids:
            raise ValueError(
                f"parameter {describe(param)} is given twice; a step would move it "
                "once, so list it once"
            )
        ids.add(id(param))
    return listed


def as_groups(params: Any) -> list[dict[str, Any]]:
    """The argument of an optimizer as dicts with "params": parameters are one group.

    Raises:
        TypeError, ValueError: as for `checked_params`.

    >>> from autograd_core import Value
    >>> as_groups([Value(1.0, label="w")])
    [{'params': [Value(data=1.0, grad=0.0, label='w')]}]
    """
    other = isinstance(params, (str, bytes, dict, Node, set, frozenset, WeakSet))
    other = other or hasattr(params, "parameters")  # a module, such as an MLP
    if isinstance(params, Iterable) and not other:
        listed = list(params)
        if listed and all(isinstance(group, dict) for group in listed):
            return listed
        params = listed or params  # what is empty may be an iterator that was read
    return [{"params": checked_params(params)}]


def without_decay_of_biases(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The groups with their biases in groups of their own, which do not decay.

    Raises:
        ValueError: a parameter has no label, which would tell whether it is a bias.

    >>> from autograd_core import Value
    >>> w, b = Value(1.0, label="w"), Value(0.0, label="b")
    >>> groups = without_decay_of_biases([{"params": [w, b], "lr": 0.5}])
    >>> [(group["params"][0].label, *list(group.items())[1:]) for group in groups]
    [('w', ('lr', 0.5)), ('b', ('lr', 0.5), ('weight_decay', 0.0))]
    """
    split: list[dict[str, Any]] = []
    for group in groups:
        params = group.get("params", [])
        params = checked_params([params] if isinstance(params, Node) else params)
        for i, param in enumerate(params):
            if not param.label:
                raise ValueError(
                    f"decay_bias=False tells biases by their labels, and parameter {i} "
                    "has none; label it (bias.label = 'b'), take model.parameters(), "
                    "or make a group of the biases: {'params': [b], 'weight_decay': 0}"
                )
        weights = [param for param in params if not is_bias(param.label)]
        biases = [param for param in params if is_bias(param.label)]
        split += [{**group, "params": weights}] if weights else []
        split += [{**group, "params": biases, "weight_decay": 0.0}] if biases else []
    return split


def saved_parts(state_dict: Any, rule: str, groups: Iterable[Mapping[str, Any]]) -> Any:
    """The saved groups and states in a state dict that an optimizer is to load.

    Args:
        state_dict: what `state_dict()` gave; without "rule" where PyTorch gave it.
        rule: the name of the optimizer's rule.
        groups: those of the optimizer, as many and as large.

    Raises:
        TypeError: `state_dict` is not such a dict.
        ValueError: its rule or its groups are others, or the state of a parameter is
            missing, and PyTorch did not save it.

    >>> saved = {"rule": "SGD", "state": {}, "param_groups": []}
    >>> saved_parts(saved, "Adam", [{"params": [1.0]}])
    Traceback (most recent call last):
    ValueError: the saved state is that of SGD, this optimizer is Adam
    """
    if not _is_saved_optimizer(state_dict):
        raise TypeError(
            'expected what state_dict() gives, a dict with "state" and "param_groups"; '
            f"got {short_repr(state_dict)}"
        )
    saved_rule = state_dict.get("rule", rule)
    if not isinstance(saved_rule, str) or saved_rule != rule:
        title = short_repr(saved_rule).strip("'")
        raise ValueError(
            f"the saved state is that of {title}, this optimizer is {rule}"
        )
    state, saved = state_dict["state"], state_dict["param_groups"]
    _check_numbers(state)
    counts = [len(group["params"]) for group in groups]
    saved_counts = [len(group["params"]) for group in saved]
    if counts != saved_counts:
        raise ValueError(
            f"the saved optimizer has groups of {saved_counts} parameters, this one "
            f"of {counts}: it is that of another model"
        )
    numbered = [i for group in saved for i in group["params"]]
    if len(set(numbered)) < len(numbered):
        raise ValueError("the saved groups name a parameter twice")
    absent = [i for group in saved for i in group["params"] if i not in state]
    # PyTorch has no state of a parameter that it has not moved yet.
    if absent and "rule" in state_dict:
        raise ValueError(
            f"the saved state of parameter {short_repr(absent[0])} is missing"
        )
    return saved, state


def loss_of(closure: Callable[[], Any]) -> Any:
    """The loss that `closure()` returns.

    Raises:
        TypeError: `closure` is not a function, or returns None.

    >>> loss_of(lambda: None)
    Traceback (most recent call last):
    TypeError: the closure returned None; it must clear the gradients, compute the ...
    """
    if not callable(closure):
        raise TypeError(
            f"step() takes a closure, a function without arguments; got "
            f"{type(closure).__name__} {short_repr(closure)}; for a loss write "
            "loss.backward(), then step()"
        )
    loss = closure()
    if loss is None:
        raise TypeError(
            "the closure returned None; it must clear the gradients, compute the loss, "
            "call loss.backward() and return loss"
        )
    return loss


def _is_saved_optimizer(state_dict: Any) -> bool:
    if not isinstance(state_dict, dict):
        return False
    state, groups = state_dict.get("state"), state_dict.get("param_groups")
    return (
        isinstance(state, dict)
        and isinstance(groups, list)
        and all(isinstance(group, dict) for group in groups)
        and all(isinstance(group.get("params"), list) for group in groups)
        and all(type(i) in (int, str) for group in groups for i in group["params"])
    )


def _check_numbers(state: dict[Any, Any]) -> None:
    """Check that the states of parameters are made of numbers, and count from 0."""
    for i, entries in state.items():
        if not isinstance(entries, dict):
            raise ValueError(
                f"the saved state of parameter {short_repr(i)} must be a dict, got "
                f"{type(entries).__name__} {short_repr(entries)}"
            )
        for name, value in entries.items():
            where = f"the state of parameter {short_repr(i)}: {short_repr(name)}"
            try:
                # PyTorch has None where a rule needs no buffer.
                array = np.zeros(0) if value is None else np.asarray(value)
            except (TypeError, ValueError):  # ragged
                array = np.zeros(0, object)
            if array.dtype.kind not in "biuf":
                raise ValueError(
                    f"{where} must be made of numbers, got {short_repr(value)}"
                )
            if name == "step" and not (
                np.all(array >= 0) and np.all(array == np.floor(array))
            ):
                raise ValueError(
                    f"{where} must be a number of steps, got {short_repr(value)}"
                )


def _check_parameter(i: int, param: Any) -> None:
    if isinstance(param, tuple):
        raise TypeError(
            f"parameter {i} is a tuple; write model.parameters(), not "
            "model.named_parameters()"
        )
    if not isinstance(param, Node):
        raise TypeError(
            f"parameter {i} must be a Value or Tensor, got {type(param).__name__} "
            f"{short_repr(param)}; only those have gradients"
            + ("; write model.parameters()" if hasattr(param, "parameters") else "")
        )
    if not param.is_leaf:
        raise ValueError(
            f"parameter {i}, {describe(param)}, is the result of {param.op!r}: only "
            "leaves can be moved; optimize what it was computed from"
        )
