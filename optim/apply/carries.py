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

OptimizerClass = TypeVar("OptimizerClass", bound=type)


def carries(rule: type) -> Callable[[OptimizerClass], OptimizerClass]:
    """Complete an optimizer whose settings are those of `rule`.

    The arguments that are fields of the rule go to the rule, the others to the base
    class. Their defaults and the sections Args and Raises of the docstring are taken
    from the rule and the base class as well.

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

    def complete(optimizer: OptimizerClass) -> OptimizerClass:
        names = {field.name for field in dataclasses.fields(rule)}
        declared = vars(optimizer)["__init__"]
        _fill_defaults(optimizer, rule)

        @functools.wraps(declared)
        def initialize(self: Any, *args: Any, **kwargs: Any) -> None:
            declared(self, *args, **kwargs)  # Python's own errors of wrong arguments
            bound = inspect.signature(declared).bind(self, *args, **kwargs)
            _, params, *_ = bound.args
            settings = {**bound.arguments}
            for name in list(bound.signature.parameters)[:2]:
                del settings[name]
            own = {name: settings.pop(name) for name in settings.keys() - names}
            super(optimizer, self).__init__(params, rule(**settings), **own)

        optimizer.__init__ = initialize
        optimizer.__doc__ = _completed_docstring(optimizer, rule)
        return optimizer

    return complete


def _fill_defaults(optimizer: type, rule: type) -> None:
    """Replace each default `...` of the signature by that of the rule or base class."""
    declared = vars(optimizer)["__init__"]
    base = inspect.signature(optimizer.__mro__[1].__init__).parameters
    defaults = {name: parameter.default for name, parameter in base.items()}
    defaults |= {field.name: field.default for field in dataclasses.fields(rule)}
    parameters = inspect.signature(declared).parameters
    unknown = [name for name in parameters if name not in defaults]
    if unknown:
        raise TypeError(
            f"{optimizer.__name__}: neither {rule.__name__} nor the base class has "
            f"{', '.join(unknown)}"
        )

    def default(name: str) -> Any:
        value = parameters[name].default
        return defaults[name] if value is ... else value

    names = list(parameters)
    count = len(declared.__defaults__ or ())
    positional = declared.__code__.co_varnames[: declared.__code__.co_argcount]
    declared.__defaults__ = tuple(map(default, positional[-count:] if count else ()))
    declared.__kwdefaults__ = {name: default(name) for name in names[len(positional) :]}


def _completed_docstring(optimizer: type, rule: type) -> str:
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
    raises = _section(optimizer.__mro__[1], "Raises")
    sections = ["\n".join(["Args:", *args]), f"Raises:\n{raises}"]
    return "\n\n".join([summary, *formula, *sections, *own, *source])


# What stands in a rule's docstring beside its formula.
_NOT_FORMULA = ("Args:", "Raises:", ">>>", "Known dev", "Source:")


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
