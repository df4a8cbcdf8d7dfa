"""Public names of a package: listed by `dir`, imported when first used, corrected."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

_Dir = Callable[[], list[str]]
_Getattr = Callable[[str], Any]
_Advice = Mapping[str, str]


def public_namespace(
    scope: dict[str, Any],
    *,
    submodules: Collection[str] = (),
    homes: Mapping[str, str] | None = None,
    advice: _Advice | None = None,
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
    advise_imports(package, names, advice)

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
    advice: _Advice | None = None,
) -> AttributeError:
    """The error for a name that a package does not have.

    >>> str(no_such_name("nn", "linear", ["Linear", "Tanh"]))
    "module 'nn' has no attribute 'linear'; did you mean 'Linear'?"
    """
    text = f"module {package!r} has no attribute {name!r}"
    # Without `obj`: Python would add a guess of its own to the text.
    return AttributeError(text + _remedy(name, names, advice), name=name)


def advise_imports(
    package: str, names: Collection[str], advice: _Advice | None = None
) -> None:
    """Let `import package.name` and `from package import name` say what to write.

    Python turns the AttributeError of a package into an ImportError without its text,
    but it looks for a submodule before that.

    Args:
        package: its full name.
        names: its public names.
        advice: for names of other libraries: what to write instead.

    >>> advise_imports("json", ["loads"], {"read": "write `json.loads`"})
    >>> from json import read
    Traceback (most recent call last):
    ModuleNotFoundError: no module and no name 'read' in 'json'; write `json.loads`
    """
    if not _advised:
        sys.meta_path.append(_Advisor)  # the last: asked where no module was found
    _advised[package] = (names, advice)


_advised: dict[str, tuple[Collection[str], _Advice | None]] = {}


class _Advisor:
    """A finder of modules that finds none, but raises an error with a remedy."""

    @staticmethod
    def find_spec(fullname: str, path: object = None, target: object = None) -> None:
        package, _, name = fullname.rpartition(".")
        remedy = _remedy(name, *_advised.get(package, ((), None)))
        if remedy:
            # Without `name`: `from package import name` would go on, and lose the text.
            raise ModuleNotFoundError(
                f"no module and no name {name!r} in {package!r}{remedy}"
            )


class _NotCallable(ModuleType):
    def __call__(self, *args: object, **kwargs: object) -> None:
        raise TypeError(f"{self.__name__} is a package; {self.__advice__}")


def advise_calls(package: str, advice: str) -> None:
    """Let `package(...)` say what to write, where other libraries have a function.

    >>> import json
    >>> advise_calls("json", "write `json.loads('1')`")
    >>> json("1")
    Traceback (most recent call last):
    TypeError: json is a package; write `json.loads('1')`
    """
    module: Any = sys.modules[package]
    module.__class__ = _NotCallable
    module.__advice__ = advice


def _remedy(name: str, names: Collection[str], advice: _Advice | None) -> str:
    if advice and name in advice:
        return f"; {advice[name]}"
    nearest = _nearest(name, names)
    return f"; did you mean {nearest!r}?" if nearest else ""


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
