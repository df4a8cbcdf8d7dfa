"""Where a function stands in its file, and the text of a lambda."""

from __future__ import annotations

import ast
import functools
import inspect
import linecache
import os
from collections.abc import Callable
from types import CodeType
from typing import Any

_LONGEST = 60


def _without_partial(f: Callable[..., Any]) -> Callable[..., Any]:
    """The function of which some arguments are held."""
    while isinstance(f, functools.partial):
        f = f.func
    return f


def name_of(f: Callable[..., Any]) -> str:
    """The name of a function, held arguments or not; `f` for a lambda.

    >>> name_of(abs), name_of(lambda x: x)
    ('abs', 'f')
    """
    f = _without_partial(f)
    name = str(getattr(f, "__name__", type(f).__name__))
    return "f" if name == "<lambda>" else name


def place_of(f: Callable[..., Any]) -> str:
    """`file:line` of a function, or nothing."""
    code = getattr(inspect.unwrap(_without_partial(f)), "__code__", None)
    if code is None:
        return ""
    return f"{os.path.basename(code.co_filename)}:{code.co_firstlineno}"


def lambda_text(f: Callable[..., Any]) -> str:
    """The source of a lambda in one line; `""` where there is none.

    Of several lambdas in one line, it is the one with the same names and constants.
    """
    f = _without_partial(f)
    code = getattr(f, "__code__", None)
    if getattr(f, "__name__", "") != "<lambda>" or not isinstance(code, CodeType):
        return ""
    source = "".join(linecache.getlines(code.co_filename))
    texts = []
    for node in _lambdas(source):
        if node.lineno != code.co_firstlineno:
            continue
        text = ast.get_source_segment(source, node) or ""
        # Brackets: outside of those of a call, a lambda over two lines is none.
        module = compile(f"({text}\n)", "<lambda>", "eval")
        codes = [c for c in module.co_consts if isinstance(c, CodeType)]
        if codes and _content(codes[0]) == _content(code):
            # What reads a variable of the function around it has other instructions.
            texts.append((codes[0].co_code != code.co_code, " ".join(text.split())))
    line = min(texts, key=lambda pair: pair[0])[1] if texts else ""
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..."


@functools.lru_cache(maxsize=8)
def _lambdas(source: str) -> list[ast.Lambda]:
    """Each lambda in a file."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.Lambda)]


def _content(code: CodeType) -> tuple[Any, ...]:
    """The names and constants of a lambda.

    A name may be global in the text alone and free in the function.
    """
    constants = [c for c in code.co_consts if not isinstance(c, CodeType)]
    return code.co_varnames, {*code.co_names, *code.co_freevars}, constants
