"""Public names of a package: listed by `dir`, imported when first used, corrected."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

_Dir = Callable[[], list[str]]
_Getattr = Callable[[str], Any]


def public_namespace(
    scope: dict[str, Any],
    *,
    submodules: Collection[str] = (),
    homes: Mapping[str, str] | None = None,
    advice: Mapping[str, str] | None = None,
) -> tuple[list[str], _Dir, _Getattr]:
    """The `__all__`, `__dir__` and `__getattr__` of a package; call it last.

    Public is what the package has imported or defined without a leading underscore, its
    `submodules` and the names in `homes`. Other modules are private.

    Args:
        scope: `globals()` of the package.
        submodules: its public modules; one that is not loaded yet is imported when it
            is first used.
        homes: for names to import when they are first used: the module that has them.
        advice: for names of other libraries: what to write instead.

    Returns:
        `(__all__, __dir__, __getattr__)`. `__getattr__` raises an AttributeError that
        ends in the advice for the name, or in the public name nearest to it.

    >>> import types
    >>> scope = {"__name__": "nets", "Linear": int, "_Helper": str, "types": types}
    >>> advice = {"Conv2d": "only layers of one dimension are here"}
    >>> names, _, missing = public_namespace(scope, advice=advice)
    >>> names
    ['Linear']
    >>> missing("Liner")
    Traceback (most recent call last):
    AttributeError: module 'nets' has no attribute 'Liner'; did you mean 'Linear'?
    >>> missing("Conv2d")
    Traceback (most recent call last):
    AttributeError: module 'nets' has no attribute 'Conv2d'; only layers of one \
dimension are here

    Source: PEP 562, for `__getattr__` and `__dir__` of a module.
    """
    package = scope["__name__"]
    homes = homes or {}
    loaded = {name for name, thing in scope.items() if _is_public(name, thing)}
    names = sorted({*loaded, *submodules, *homes})

    def __dir__() -> list[str]:
        return names

    def __getattr__(name: str) -> Any:
        if name in homes:
            thing = getattr(import_module(homes[name]), name)
        elif name in submodules:
            thing = import_module(f"{package}.{name}")
        else:
            raise no_such_name(package, name, names, advice)
        scope[name] = thing
        return thing

    return [*names], __dir__, __getattr__


def no_such_name(
    package: str,
    name: str,
    names: Collection[str],
    advice: Mapping[str, str] | None = None,
) -> AttributeError:
    """The error for a name that a package does not have.

    >>> str(no_such_name("nn", "linear", ["Linear", "Tanh"]))
    "module 'nn' has no attribute 'linear'; did you mean 'Linear'?"
    """
    text = f"module {package!r} has no attribute {name!r}"
    if advice and name in advice:
        text += f"; {advice[name]}"
    elif nearest := _nearest(name, names):
        text += f"; did you mean {nearest!r}?"
    # Without `obj`: Python would add a guess of its own to the text.
    return AttributeError(text, name=name)


def _is_public(name: str, thing: object) -> bool:
    private = name.startswith("_") or name == "annotations"
    return not private and not isinstance(thing, ModuleType)


def _nearest(name: str, names: Collection[str]) -> str | None:
    """The name most like a wrong one, capitals apart; None if all are far from it."""
    # inspect, doctest and pytest ask modules for private names they may lack.
    if name.startswith("_"):
        return None
    import difflib  # takes longer to load than this whole module, and is rarely needed

    by_lower = {public.lower(): public for public in names}
    matches = difflib.get_close_matches(name.lower(), by_lower, n=1)
    return by_lower[matches[0]] if matches else None
