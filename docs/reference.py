"""The pages of the API reference: every public name, from its docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

# What is public, in the order of the reference; the first paragraph of each module's
# docstring says what it is for.
MODULES = (
    "autograd_core",
    "autograd_core.testing",
    "autograd_core.extend",
    "nn",
    "nn.init",
    "nn.losses",
    "optim",
    "optim.datasets",
    "optim.distributed",
    "optim.rules",
    "optim.schedules",
    "optim.second_order",
    "optim.spaces",
    "optim.toys",
    "viz",
    "viz.course",
    "viz.plots",
)


def public_names(module: str) -> list[str]:
    """The public names of a module that are not modules, as `dir` lists them."""
    scope = import_module(module)
    names = [name for name in dir(scope) if not name.startswith("_")]
    return [name for name in names if not inspect.ismodule(getattr(scope, name))]


def kind_of(thing: Any) -> str:
    """The directive of Sphinx that documents it."""
    home = (inspect.getmodule(thing) or re).__name__.partition(".")[0]
    if home not in ("autograd_core", "nn", "optim", "viz"):
        return "py:data"
    if inspect.isclass(thing):
        return "autoexception" if issubclass(thing, BaseException) else "autoclass"
    return "autofunction" if callable(thing) else "py:data"


def data(module: str, name: str) -> list[str]:
    """The first lines of the entry of a constant."""
    return [f".. py:data:: {name}", f"   :module: {module}", ""]


def _meaning(thing: Any) -> str:
    """What a constant is: its type, or the type that it is another name of."""
    name = getattr(thing, "__qualname__", "")
    if name:
        return f"Another name of `{thing.__module__}.{name}`."
    kind = type(thing)
    return f"Of type `{kind.__module__}.{kind.__qualname__}`."


def write_pages(folder: Path) -> None:
    """Write a page for each module, and the list of them. Equal ones stay."""
    folder.mkdir(exist_ok=True)
    pages = {f"{module}.rst": "\n".join(page(module)) for module in MODULES}
    pages["index.rst"] = "\n".join(
        [*heading("Reference", "="), ".. toctree::", "   :maxdepth: 1", ""]
        + [f"   {module}" for module in MODULES]
        + [""]
    )
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def page(module: str) -> Iterator[str]:
    """The lines of the page of a module."""
    yield from heading(module, "=")
    yield from (f".. automodule:: {module}", "   :no-members:", "")
    scope = import_module(module)
    for name in public_names(module):
        thing = getattr(scope, name)
        home = first_home(name, thing)
        if home != module:
            line = f"The same as :py:obj:`{home}.{name}`."
            yield from (*data(module, name), f"   {line}", "")
            continue
        if kind_of(thing) == "py:data":
            yield from (*data(module, name), f"   {_meaning(thing)}", "")
            continue
        yield f".. {kind_of(thing)}:: {module}.{name}"
        if inspect.isclass(thing):
            yield "   :members:"
        yield ""


def first_home(name: str, thing: Any) -> str:
    """The first module of the reference that has a name: the others repeat it."""
    for module in MODULES:
        if getattr(import_module(module), name, None) is thing:
            return module
    raise LookupError(name)


def heading(title: str, mark: str) -> list[str]:
    """A title and the line below it."""
    return [title, mark * len(title), ""]


_SECTION = re.compile(
    r"(Args|Attributes|Example|Examples|Raises|Returns|Source|Yields|Note|Warns):(.*)"
)
_SPECIAL = re.compile(r"([\\*|_])")


def as_restructured_text(
    app: object, what: str, name: str, thing: object, options: object, lines: list[str]
) -> None:
    """Turn the plain text of a docstring into reStructuredText, in place.

    Code in backticks becomes literal; an indented formula a block of its own; `*`, `|`
    and `_` are what they are. Examples and the names of sections stay.
    """
    lines[:] = "\n".join(_paragraphs(lines)).split("\n")


def _paragraphs(lines: list[str]) -> Iterator[str]:
    prose: list[str] = []
    section = block = example = False
    for line in [*lines, ""]:
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        match = _SECTION.fullmatch(text) if indent == 0 and not example else None
        starts_block = indent >= 4 and not section and not example and not block
        example = bool(text) and (example or text.startswith(">>>"))
        ends_prose = not text or match or example or block or starts_block
        if prose and ends_prose:
            yield _escaped("\n".join(prose))
            prose = []
        if match:
            section, block = True, False
            yield f"{match[1]}:"
            if match[2]:  # Source: Author, "Title", year.
                prose.append(f"    {match[2].strip()}")
        elif not text:
            block = False
            yield ""
        elif example or block:
            yield line
        elif starts_block:
            block = True
            yield from ("::", "", line)
        else:
            section = section and (indent > 0 or bool(prose))
            prose.append(" " * 4 + text if section and indent == 0 else line)


def _escaped(text: str) -> str:
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(
        f"`{part}`" if part.startswith("`") else _SPECIAL.sub(r"\\\1", part)
        for part in parts
    )
