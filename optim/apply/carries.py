"""The class decorator that builds a named optimizer on its rule.

A rule declares and documents its settings. The optimizer's `__init__` only lists them,
in PyTorch's order, for readers, editors and type checkers: `...` stands for the rule's
default, and the body is empty. `carries` fills in the rest.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar

from autograd_core.extend import keyword_advice

OptimizerClass = TypeVar("OptimizerClass", bound=type)


def carries(rule: type) -> Callable[[OptimizerClass], OptimizerClass]:
    """Complete an optimizer whose settings are those of `rule`.

    Arguments that are fields of the rule go to the rule, the others to the base class.
    Defaults and documentation come from there as well: the docstring gets the rule's
    formula, Args, Raises and Source.

    Args:
        rule: a dataclass: an update rule, or a method of second order.

    Raises:
        TypeError: the signature has an argument that neither the rule nor the base
            class has.

    >>> from optim.apply.optimizer import Optimizer, Params
    >>> from optim.rules import SignSGDRule
    >>> @carries(SignSGDRule)
    ... class Sign(Optimizer):
    ...     '''Steps of equal length.'''
    ...
    ...     def __init__(self, params: Params, lr: float = ...) -> None: ...
    >>> inspect.signature(Sign).parameters["lr"].default
    0.001
    >>> print(inspect.getdoc(Sign))  # doctest: +ELLIPSIS
    Steps of equal length.
    ...
        lr: the length of each step, >= 0.
    ...
    """

    settings = {field.name for field in dataclasses.fields(rule)}

    def complete(optimizer: OptimizerClass) -> OptimizerClass:
        declared = vars(optimizer)["__init__"]
        base: Any = optimizer.__mro__[1]
        _fill_defaults(declared, rule, base)
        signature = inspect.signature(declared)

        @functools.wraps(declared)
        def initialize(self: Any, *args: Any, **kwargs: Any) -> None:
            try:
                declared(self, *args, **kwargs)  # Python's own errors of arguments
            except TypeError as error:
                advice = keyword_advice(kwargs, list(signature.parameters)[1:])
                if not advice and "'params'" in str(error):
                    advice = f"; write {optimizer.__name__}(model.parameters())"
                # Since Python 3.13 the error may end in a guess of its own.
                fault = str(error).partition(". Did you mean")[0] if advice else error
                raise TypeError(f"{fault}{advice}") from None
            arguments = signature.bind(self, *args, **kwargs)
            arguments.apply_defaults()
            _, params = arguments.args[:2]
            of_rule: dict[str, Any] = {}
            of_base: dict[str, Any] = {}
            for name, value in list(arguments.arguments.items())[2:]:
                (of_rule if name in settings else of_base)[name] = value
            base.__init__(self, params, rule(**of_rule), **of_base)

        optimizer.__init__ = initialize  # type: ignore[misc]
        optimizer.__doc__ = _completed_docstring(optimizer, rule, base)
        return optimizer

    return complete


def _fill_defaults(declared: Any, rule: Any, base: Any) -> None:
    """Replace each default `...` of a function by that of the rule or the base class.

    The others stay: an optimizer may have a default of its own.
    """
    defaults = {
        name: parameter.default
        for name, parameter in inspect.signature(base.__init__).parameters.items()
    }
    defaults |= {field.name: field.default for field in dataclasses.fields(rule)}
    signature = inspect.signature(declared)
    unknown = signature.parameters.keys() - defaults.keys()
    if unknown:
        raise TypeError(
            f"{declared.__qualname__}: {rule.__name__} has no setting "
            f"{', '.join(sorted(unknown))}"
        )
    by_kind: dict[Any, dict[str, Any]] = {}
    for name, parameter in signature.parameters.items():
        value = defaults[name] if parameter.default is ... else parameter.default
        if value is not parameter.empty:
            by_kind.setdefault(parameter.kind, {})[name] = value
    positional = by_kind.get(inspect.Parameter.POSITIONAL_OR_KEYWORD, {})
    declared.__defaults__ = tuple(positional.values())
    declared.__kwdefaults__ = by_kind.get(inspect.Parameter.KEYWORD_ONLY)


# What stands in a rule's docstring besides its formula.
_NOT_FORMULA = ("Args:", "Raises:", ">>>", "Known dev", "Source:")


def _completed_docstring(optimizer: type, rule: type, base: type) -> str:
    """The optimizer's docstring with the rule's formula, Args, Raises and Source.

    Each argument's text is that of the most derived class that documents it.
    """
    texts: dict[str, str] = {}
    for owner in (*reversed(optimizer.__mro__[1:]), *reversed(rule.__mro__)):
        texts |= _arguments(owner)
    names = list(inspect.signature(optimizer).parameters)
    args = [f"    {name}: {texts[name]}" for name in names if name in texts]
    summary, *own = _paragraphs(optimizer)
    _, *formula = _paragraphs(rule)
    source = [text for text in formula if text.startswith(("Source:", "Known dev"))]
    formula = [text for text in formula if not text.startswith(_NOT_FORMULA)]
    raises = _section(base, "Raises")
    sections = ["\n".join(["Args:", *args]), f"Raises:\n{raises}"]
    return "\n\n".join([summary, *formula, *sections, *own, *source])


def _paragraphs(owner: type) -> list[str]:
    return inspect.cleandoc(vars(owner).get("__doc__") or "").split("\n\n")


def _arguments(owner: type) -> dict[str, str]:
    """The texts of the section Args of a class by name, without mere references."""
    entries = re.findall(
        r"^    ([\w, ]+): (.*(?:\n        .*)*)", _section(owner, "Args"), re.MULTILINE
    )
    return {
        name.strip(): text
        for names, text in entries
        if not text.startswith("see `")
        for name in names.split(",")
    }


def _section(owner: type, title: str) -> str:
    """The indented lines below `title:` in the docstring of a class itself."""
    docstring = inspect.cleandoc(vars(owner).get("__doc__") or "")
    match = re.search(rf"^{title}:\n((?:    .*\n?)+)", docstring, re.MULTILINE)
    return match[1].rstrip() if match else ""
