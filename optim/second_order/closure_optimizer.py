"""Optimizers that evaluate the loss several times: `step(closure)`."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.extend import clear_gradients, short_repr
from optim.apply.optimizer import Optimizer, Params
from optim.apply.param_groups import ParamGroup, changed_rule, settings_of
from optim.checks.arguments import as_groups, checked_params, saved_parts
from optim.checks.ranges import at_least_one, at_least_zero
from optim.second_order.closure_problem import ClosureProblem
from optim.second_order.line import quiet
from optim.second_order.method import Method, NoBetterPoint, Point, is_finite, norm

# Settings that states saved by older versions do not have.
ADDED_LATER = {"ftol", "xtol"}


class MethodGroup(ParamGroup):
    """The parameters that a method moves; reads and writes like PyTorch's dicts.

    Args:
        params: leaves, checked.
        method: the method that moves them.
    """

    def __init__(self, params: list[Any], method: Method) -> None:
        self._params = params
        self._rule = method

    @property
    def rule(self) -> Any:
        """The method."""
        return self._rule

    @rule.setter
    def rule(self, rule: Any) -> None:
        self._rule = rule

    def zero_grad(self) -> bool:
        """Let no parameter have a gradient; whether one had."""
        return clear_gradients(self._params)


class ClosureOptimizer(Optimizer):
    """Moves parameters by a method of second order, one group of them.

    Args:
        params: leaf Values and Tensors, such as `model.parameters()`.
        method: how they are moved.
        max_iter: iterations per step, >= 1.
        max_eval: a step ends after so many calls of the closure; None for no limit.
        tolerance_grad: a step ends where no entry of the gradient is larger.
        tolerance_change: it ends when neither a parameter nor the loss changes more.

    Attributes:
        message: why the last step ended early, or "".

    Raises:
        TypeError: `params` is not an iterable of parameters, or a setting is of the
            wrong kind.
        ValueError: `params` is empty, holds a result of an op, one parameter twice, or
            several groups; or a setting is out of its range.
    """

    def __init__(
        self,
        params: Params,
        method: Method,
        *,
        max_iter: int = 1,
        max_eval: int | None = None,
        tolerance_grad: float = 0.0,
        tolerance_change: float = 0.0,
    ) -> None:
        self.max_iter = at_least_one("max_iter", max_iter)
        self.max_eval = None if max_eval is None else at_least_one("max_eval", max_eval)
        self.tolerance_grad = at_least_zero("tolerance_grad", tolerance_grad)
        self.tolerance_change = at_least_zero("tolerance_change", tolerance_change)
        self.message = ""
        self.defaults = settings_of(method)
        self._method = method
        self._groups: list[ParamGroup] = []
        self._memory: dict[str, Any] = {}
        self._seen: Any = None
        self._failed = False
        for group in as_groups(params):
            self.add_param_group(group)

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Refuse a second group: one matrix belongs to all parameters.

        Raises:
            ValueError: there is a group already, or it names an unknown setting.
        """
        if self._groups:
            raise ValueError(
                f"{self._method.title} moves all parameters together: it takes no "
                "second parameter group"
            )
        settings = {name: value for name, value in group.items() if name != "params"}
        method = changed_rule(self._method, settings)
        self._groups = [MethodGroup(checked_params(group.get("params")), method)]

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move the parameters by up to `max_iter` iterations.

        Args:
            closure: a function without arguments that computes and returns the loss.
                It may clear the gradients and call `backward()`, as PyTorch's closures
                do, and must if it returns a plain number. It is called several times,
                with the parameters at the points of a search; `grad` stays as the
                last call made it.

        Returns:
            What the first call returned: the loss before the step.

        Raises:
            TypeError: there is no closure, or it does not return a loss.
            ValueError: the loss or its gradient is not finite before the step, or the
                loss does not depend on the parameters.
            StepFailed: the method cannot continue. After any error the parameters are
                as before.
        """
        if not callable(closure):
            raise TypeError(
                f"{self._method.title} computes the loss at several points: call "
                "optimizer.step(closure) with a function without arguments that "
                "computes the loss and returns it"
            )
        problem = ClosureProblem(self.params, closure, self._seen)
        before = problem.numbers()
        start = Point(before, memory=self._memory)
        try:
            point = self._lowest(problem, self._iterate(problem, start))
            if problem.unmoved(start.grad):
                raise ValueError(
                    f"{self._method.title}: the closure gave the same loss at other "
                    "parameters, so it does not depend on them; compute the outputs "
                    "and the loss inside the closure, anew at each call"
                )
            problem.move(point.x)
        except BaseException:
            problem.move(before)
            raise
        self._memory, self._seen = point.memory, problem.seen
        return problem.first

    def _iterate(self, problem: ClosureProblem, point: Point) -> Point:
        """Iterate; set `message` to the reason if it ends early."""
        method = self._groups[0].rule
        self._failed = False
        point = method.evaluated(problem, point)
        if not is_finite(point):
            raise ValueError(
                f"{method.title}: the loss is {point.fun} and the largest entry of its "
                f"gradient {norm(point)} before the step; both must be finite"
            )
        self.message = ""
        values = [point.fun]
        for remaining in reversed(range(self.max_iter)):
            next_point = self._next(method, problem, point)
            if next_point is None or not remaining:
                return point if next_point is None else next_point
            with quiet():
                method.evaluated(problem, next_point)
            if not is_finite(next_point):
                self.message = f"{method.title}: the next loss is {next_point.fun}"
                self._failed = True
                return point
            change = float(np.abs(next_point.x - point.x).max())
            fallen = abs(next_point.fun - point.fun)
            point = next_point
            values.append(point.fun)
            self.message = method.stalled(values, point)
            if self.message:
                return point
            if self.max_eval is not None and problem.evaluations >= self.max_eval:
                self.message = f"max_eval={self.max_eval} evaluations were made"
                return point
            if min(change, fallen) <= self.tolerance_change:
                self.message = "the change is at most tolerance_change"
                return point
        return point

    def _lowest(self, problem: ClosureProblem, point: Point) -> Point:
        """The lowest point evaluated, where the method searches for lower ones.

        One of fixed steps stays at the last, as PyTorch's optimizers do, unless the
        next loss is not finite.
        """
        lowest = problem.lowest
        searches = getattr(self._groups[0].rule, "line_search", None) is not None
        if (searches or self._failed) and lowest.fun < point.fun:
            return Point(lowest.x, memory=point.memory)
        return point

    def _next(
        self, method: Method, problem: ClosureProblem, point: Point
    ) -> Point | None:
        """The next point, or None for the reason in `message`."""
        if norm(point) <= self.tolerance_grad:
            with quiet():
                lower = method.leave(problem, point)
            self.message = "" if lower else "the gradient is small enough"
            return lower
        self.message = method.finished(point)
        if self.message:
            return None
        try:
            with quiet():
                next_point = method.step(problem, point)
        except NoBetterPoint as failure:
            self.message = str(failure)
            self._failed = True
            return None
        fall = -float(point.grad @ (next_point.x - point.x))
        if self.tolerance_change and fall < self.tolerance_change * method.lr:
            self.message = "the next step changes less than tolerance_change"
            return None
        return next_point

    # -- saving ----------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """The state from which a later run continues to the same numbers, bit for bit.

        Returns:
            The layout of all optimizers; what the method remembers, of all parameters
            together, stands at parameter 0, as in PyTorch's LBFGS.
        """
        group = self._groups[0]
        state: dict[int, Any] = {i: {} for i in range(len(self.params))}
        state[0] = copy.deepcopy(self._memory)
        return {
            "rule": self._method.title,
            "state": state,
            "param_groups": [{**_data(group.settings), "params": list(state)}],
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict()` gave, settings included.

        Raises:
            TypeError: `state_dict` is not such a dict.
            ValueError: it is of other parameters or of another method. Nothing is
                changed then.
        """
        (saved,), states = saved_parts(state_dict, self._method.title, self._groups)
        group = self._groups[0]
        settings = {name: value for name, value in saved.items() if name != "params"}
        known = settings.keys() | ADDED_LATER
        missing = [name for name in _data(group.settings) if name not in known]
        if missing:
            raise ValueError(
                f"the saved settings lack {', '.join(missing)}: they are not those of "
                f"{group.title}"
            )
        method = changed_rule(group.rule, settings)
        size = sum(np.size(param.data) for param in self.params)
        memory = _checked_memory(method, states.get(saved["params"][0], {}), size)
        group.rule, self._memory = method, memory


def _data(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings that are data: functions are not saved."""
    return {name: value for name, value in settings.items() if not callable(value)}


def _checked_memory(method: Method, memory: Any, n: int) -> dict[str, Any]:
    """A copy of what a method remembers, of n parameters.

    Raises:
        ValueError: a name or a shape does not fit.
    """
    if not isinstance(memory, dict) or not memory.keys() <= method.shapes.keys():
        names = ", ".join(method.shapes) or "nothing"
        raise ValueError(
            f"{method.title} remembers {names}; the saved state has "
            f"{short_repr(list(memory))}"
        )
    sizes = {"n": n}
    for name, value in memory.items():
        axes, shape = method.shapes[name], np.shape(value)
        if len(shape) != len(axes) or any(
            size != sizes.setdefault(axis, size)
            for size, axis in zip(shape, axes, strict=True)
        ):
            raise ValueError(
                f"the saved {name!r} of {method.title} has shape {shape}, which is not "
                f"that of {n} parameters"
            )
    # The first step fills all arrays, and later ones read them together.
    arrays = [name for name, axes in method.shapes.items() if axes]
    missing = [name for name in arrays if name not in memory]
    if missing and len(missing) < len(arrays):
        raise ValueError(f"the saved state of {method.title} lacks {missing[0]!r}")
    return copy.deepcopy(memory)
