"""The optimizer: it applies a rule to the gradients of parameters."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from typing import Any

from autograd_core import Node
from autograd_core.extend import Absent, Unassignable, plural, short_repr, warn
from optim.apply.param_groups import (
    ParamGroup,
    changed_rule,
    settings_of,
    shown_settings,
    title_of,
)
from optim.apply.rule import Rule
from optim.apply.torch_states import (
    UNKNOWN_TO_TORCH,
    is_from_torch,
    settings_from_torch,
)
from optim.checks.arguments import (
    as_groups,
    checked_params,
    loss_of,
    saved_parts,
    without_decay_of_biases,
)
from optim.checks.other_names import METHODS, SETTINGS

Params = Iterable[Node] | Iterable[dict[str, Any]]
"""Leaf Values and Tensors, or dicts that each hold some under "params"."""


class Optimizer:
    """Applies a rule to parameters, all of them at once.

    Args:
        params: leaf Values and Tensors, such as `model.parameters()`; or groups,
            `[{"params": [...], "lr": 0.1}, {"params": [...]}]`, whose settings take
            the place of the rule's.
        rule: a rule of `optim.rules`, or your own.
        decay_bias: whether `weight_decay` pulls at biases too, the parameters that
            are labelled `b` or `bias`. If not, they form groups of their own without.

    Raises:
        TypeError: `params` is not an iterable of parameters or of groups, or a setting
            is of the wrong kind.
        ValueError: `params` is empty, holds a result of an op, or one parameter twice;
            or a setting is unknown or out of its range.

    The Tensors' data and gradients move into one flat array per dtype, in which a step
    is a few passes; the Tensors keep working as before.

    >>> from autograd_core import Value
    >>> from optim.rules import SGDRule
    >>> w, b = Value(1.0, label="w"), Value(1.0, label="b")
    >>> groups = [{"params": [w]}, {"params": [b], "lr": 0.1}]
    >>> optimizer = Optimizer(groups, SGDRule(lr=0.5))
    >>> (3 * w + b).backward()
    >>> optimizer.step()
    >>> w.data, b.data
    (-0.5, 0.9)
    """

    # Whether `step` takes `samples=`, how many there are in this process.
    takes_samples = False
    # What is known of the steps until one has moved something, to warn if none does.
    _has_moved = False
    _had_gradients = False
    _idle_steps = 0

    def __init__(self, params: Params, rule: Rule, decay_bias: bool = True) -> None:
        if isinstance(rule, type):
            raise TypeError(
                f"{type(self).__name__}: expected a rule, got the class "
                f"{rule.__name__}; call it, {rule.__name__}(lr=0.1)"
            )
        if not (hasattr(rule, "init") and hasattr(rule, "update")):
            raise TypeError(
                f"{type(self).__name__}: expected a rule, such as optim.rules.SGDRule("
                f"lr=0.1), got {type(rule).__name__} {short_repr(rule)}; an optimizer "
                "of one's own is Optimizer(params, rule) with a rule of one's own"
            )
        self.defaults = settings_of(rule)
        self._rule = rule
        self._groups: list[ParamGroup] = []
        groups = as_groups(params)
        for group in groups if decay_bias else without_decay_of_biases(groups):
            self.add_param_group(group)

    # -- parameters and settings -----------------------------------------------------

    @property
    def param_groups(self) -> list[ParamGroup]:
        """The groups; `group["lr"] = 0.01` changes a setting, here and now."""
        return list(self._groups)

    @property
    def params(self) -> list[Any]:
        """All parameters, group after group."""
        return [param for group in self._groups for param in group["params"]]

    @params.setter
    def params(self, params: object) -> None:
        raise AttributeError(
            "the parameters of an optimizer are those of its groups: call "
            "super().__init__(params, rule), or add_param_group({'params': [...]})"
        )

    @property
    def lr(self) -> float:
        """The learning rate of the next step; assigning sets that of all groups.

        Raises:
            ValueError: the groups have different rates.
        """
        rates = [group["lr"] for group in self._groups]
        if any(rate != rates[0] for rate in rates):
            raise ValueError(
                f"the groups have different rates, {rates}; read "
                'optimizer.param_groups[i]["lr"]'
            )
        return rates[0]

    @lr.setter
    def lr(self, lr: float) -> None:
        rules = [changed_rule(group.rule, {"lr": lr}) for group in self._groups]
        for group, rule in zip(self._groups, rules, strict=True):
            group.rule = rule

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Move more parameters from now on.

        Args:
            group: `{"params": [...]}`, and optionally settings of its own.

        Raises:
            TypeError: `group` is not such a dict.
            ValueError: a parameter is in a group already or not a leaf, or a setting is
                unknown or out of its range.
        """
        if not isinstance(group, dict) or "params" not in group:
            raise TypeError(
                'a parameter group is a dict with "params", got '
                f"{type(group).__name__} {short_repr(group)}"
            )
        params = group["params"]
        listed = checked_params(
            [params] if isinstance(params, Node) else params, self.params
        )
        changes = {name: value for name, value in group.items() if name != "params"}
        self._groups.append(ParamGroup(listed, changed_rule(self._rule, changes)))

    # -- training --------------------------------------------------------------------

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of the parameters; call it before each `backward()`.

        `set_to_none` is there for programs written for PyTorch; a gradient that was
        forgotten reads 0 here.
        """
        for group in self._groups:
            if group.zero_grad():
                self._had_gradients = True

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every parameter once, by the gradients as they are now.

        A parameter that no `backward()` reached since `zero_grad()`, such as one that
        is frozen, stays where it is, in spite of momentum, and the rule does not count
        the step for it, as in PyTorch. Steps that move nothing warn until one
        has moved something. Gradients that are
        inf or nan are applied like any other, as PyTorch does; `detect_anomaly()` finds
        where they come from.

        Args:
            closure: if given, it is called first. It clears the gradients, computes
                the loss, calls `backward()` and returns the loss. A rule that looks
                ahead, such as `Nesterov`, calls it at the point ahead.

        Returns:
            What `closure` returned, else None.

        Raises:
            TypeError: the closure returns None, or is missing although the rule looks
                ahead; the parameters are unchanged.
        """
        ahead = [group for group in self._groups if group.looks_ahead]
        if ahead:
            loss = self._loss_ahead(ahead, closure)
        else:
            loss = None if closure is None else loss_of(closure)
        if not self._has_moved:
            self._check_gradients()
        for group in self._groups:
            group.step()
        return loss

    def _loss_ahead(self, groups: list[ParamGroup], closure: Any) -> Any:
        """What the closure returns where the gradient is to be taken."""
        if closure is None:
            raise TypeError(
                f"{groups[0].title} takes the gradient at the point ahead: call "
                "optimizer.step(closure) with a function that clears the gradients, "
                "computes the loss, calls loss.backward() and returns loss"
            )
        before = [group.look_ahead() for group in groups]
        try:
            return loss_of(closure)
        finally:
            for group, numbers in zip(groups, before, strict=True):
                group.go_to(numbers)

    def _check_gradients(self) -> None:
        """Warn, once, of steps that move nothing, while none has moved anything."""
        self._has_moved = not all(group.idle() for group in self._groups)
        if self._has_moved:
            return
        self._idle_steps += 1
        # After a backward(), one step may be left out: a batch that is skipped.
        if self._idle_steps == 1 + self._had_gradients:
            reason = (
                "the gradients were cleared: call zero_grad() before loss.backward(), "
                "not after it"
                if self._had_gradients
                else "call loss.backward() before it, on a loss that is computed from "
                "these parameters"
            )
            warn(
                f"{type(self).__name__}.step() moves nothing, since no parameter has a "
                f"gradient; {reason}",
                RuntimeWarning,
            )

    # -- saving ----------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """The state from which a later run continues to the same numbers, bit for bit.

        Returns:
            PyTorch's layout: `"state"` holds what the rule remembers of parameter i,
            `"param_groups"` the settings and the numbers i of each group's parameters;
            and under `"rule"` the name of the rule. The parameters themselves are saved
            with the model.

        >>> from autograd_core import Value
        >>> from optim import SGD
        >>> SGD([Value(1.0)], lr=0.5, momentum=0.9).state_dict()["state"]
        {0: {'step': 0, 'momentum_buffer': 0.0}}
        """
        state: dict[int, Any] = {}
        groups = []
        for group in self._groups:
            first = len(state)
            state.update(enumerate(group.saved_states(), first))
            indices = list(range(first, len(state)))
            groups.append({**copy.deepcopy(group.settings), "params": indices})
        rule = title_of(self._rule)
        return {"rule": rule, "state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Continue from a saved state, settings included.

        It may be one of PyTorch's optimizer of the same name, its tensors as arrays:
        what only PyTorch sets is left out, what it lacks stays as it is here.

        Raises:
            TypeError: `state_dict` is not such a dict.
            ValueError: it is of other parameters or of another rule. Nothing is
                changed then.
        """
        saved_groups, states = saved_parts(
            state_dict, title_of(self._rule), self._groups
        )
        from_torch = is_from_torch(state_dict)
        restored = []
        for group, saved in zip(self._groups, saved_groups, strict=True):
            settings = {
                name: value for name, value in saved.items() if name != "params"
            }
            missing = [name for name in group.settings if name not in settings]
            if from_torch:
                settings = settings_from_torch(settings, group.settings)
            if missing and not (from_torch and UNKNOWN_TO_TORCH.issuperset(missing)):
                raise ValueError(
                    f"the saved settings lack {', '.join(missing)}: they are not those "
                    f"of {group.title}"
                )
            rule = changed_rule(group.rule, settings)
            entries = [states.get(i) for i in saved["params"]]
            memories = group.loaded_memories(rule, entries, from_torch)
            restored.append((group, rule, memories))
        for group, rule, memories in restored:
            group.restore(rule, memories)

    def __repr__(self) -> str:
        words = [plural(len(self.params), "parameter")]
        if len(self._groups) > 1:
            words.append(f"{len(self._groups)} groups")
        first, *others = [shown_settings(group.rule) for group in self._groups]
        words += [
            setting for setting in first if all(setting in other for other in others)
        ]
        return f"{type(self).__name__}({', '.join(words)})"


for _name, _advice in METHODS.items():
    setattr(Optimizer, _name, Absent(_name, _advice))
for _name, _advice in SETTINGS.items():
    setattr(Optimizer, _name, Unassignable(_name, _advice))
