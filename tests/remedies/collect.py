"""The texts in the sources that name code to write, and the code that they name.

A remedy is what a text says from its first imperative ("write", "use" ...) or `;` on.
Code in it stands between backticks, or has the marks of code: a call, an index, a
keyword, an attribute, a decorator, a name with `_`, a power. It is also a public name,
or what is formatted in, right after "use", "write" or "call". What follows "not" or
"for" is what was typed, no remedy. A text without code is plain advice, which nothing
can execute.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import autograd_core as ac
import nn
import optim
import viz

ROOT = Path(__file__).parents[2]
HOLE = "\x00"
"""Stands for what a format fills in."""

_IMPERATIVE = re.compile(
    r"; |\be\.g\. |\b(?:add|apply|as in|build|call|change|check|choose|compute|convert"
    r"|define|did you mean|draw|get|give|import|install|keep|leave|load|look|make|map"
    r"|minimize|move|multiply|name|pass|prefer|put|raise|read|reduce|remove|return|run"
    r"|save|say|see|set|show|start|subtract|such as|sum it|switch|take|try|turn|unpack"
    r"|use|wrap|write)\b(?!\()"
    # A row of a table may begin with the code itself; it has nothing to fill in.
    r"|^(?:np|optim|nn|viz|testing|autograd_core)\.\w[^\x00]*$",
    re.IGNORECASE,
)
_WORD = r"[\w\x00]"
_CODE = re.compile(
    r"`(?P<quoted>[^`]*)`"
    rf"|(?P<typed>@?(?<!{_WORD})(?:\.?{_WORD}+(?:\.{_WORD}+)*(?:[(\[]|=(?!=))"  # f(, x[
    rf"|{_WORD}+(?:\.{_WORD}{{2,}})+|\.[A-Za-z_]\w*"  # a.data, .data
    r"|@\w+|[A-Za-z]\w*_\w+|\b\w+ \*\* \w+))"  # @op, stack_values, x ** y
    r"|\b(?:use|write|call) (?=(?P<named>\w+)\b(?![.(\[=]))"
    r"|\b(?P<filled>(?:use|write|with:|run:) \x00)(?![.(\[=])"
)
_HAS_NAME = re.compile(r"[A-Za-z]|\x00.|.\x00", re.DOTALL)
_NO_CODE = {"e.g", "i.e", "autograd_core"}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_NAMES = re.compile(r"(\w+)(?=\()|\.([A-Za-z_]\w*)|\b(\w+)=(?!=)|^(\w+)$")


@dataclass(frozen=True)
class Text:
    """A text of the sources; holes stand for what is formatted into it."""

    place: str
    text: str

    @property
    def codes(self) -> list[str]:
        """The code that the text says to write, with holes."""
        start = _IMPERATIVE.search(self.text)
        first = start.start() if start else len(self.text)
        codes: dict[str, None] = {}
        end = 0
        for match in _CODE.finditer(self.text):
            if match.start() < end:
                continue
            end = _end(self.text, match.end()) if match["typed"] else match.end()
            before = self.text[: match.start()].rstrip(" (")
            if re.search(r"\b(?:not|for|instead of)$", before):
                continue
            if match["quoted"] is None and match.start() < first:
                continue
            code = match["quoted"] or match["named"] or self.text[match.start() : end]
            code = code.rstrip(".,;:?! ")
            if _HAS_NAME.search(code) and (
                not match["named"] or code in public_names()
            ):
                codes[code] = None
        return [code for code in codes if code not in _NO_CODE]

    def is_in(self, message: str) -> bool:
        """Whether a message has the text, its holes filled, however it is wrapped."""
        line = " ".join(self.text.split())
        return pattern(line).search(" ".join(message.split())) is not None


@cache
def pattern(text: str) -> re.Pattern[str]:
    """What a text with holes looks like when they are filled."""
    return re.compile(re.escape(text).replace(re.escape(HOLE), ".*?"), re.DOTALL)


def names_of(code: str) -> set[str]:
    """The functions, attributes and keywords that code names, letters apart.

    >>> sorted(names_of("f(x).reshape(-1, order=2)"))
    ['order', 'reshape']
    """
    return {name for match in _NAMES.findall(code) for name in match if len(name) > 1}


@cache
def public_names() -> set[str]:
    """What the packages export."""
    return {name for package in (ac, nn, optim, viz) for name in dir(package)}


def texts(package: str) -> Iterator[Text]:
    """The texts of a package that name code to write, each once."""
    seen = set()
    for path in sorted((ROOT / package).rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in _strings(ast.parse(path.read_text("utf-8"))):
            text = Text(f"{place}:{node.lineno}", _rendered(node) or "")
            program = "\n" in text.text or text.text.startswith("    ")
            if not program and text.text not in seen and _is_sentence(text.text):
                seen.add(text.text)
                if text.codes:
                    yield text


def _is_sentence(text: str) -> bool:
    return " " in text.strip() or (text.startswith("np.") and HOLE not in text)


def _strings(node: ast.AST) -> Iterator[ast.expr]:
    """The outermost string expressions, and those in their holes; no docstrings."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue
        if isinstance(child, ast.expr) and _rendered(child) is not None:
            yield child
            for part in ast.walk(child):
                if isinstance(part, ast.FormattedValue):
                    yield from _strings(part)
        elif not _documents_slots(child):
            is_habits = isinstance(child, ast.Call) and _is_name(child.func, "each")
            for part in child.args[1:] if is_habits else [child]:
                yield from [part] if is_habits and _rendered(part) else _strings(part)


def _documents_slots(node: ast.AST) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(_is_name(target, "__slots__") for target in targets)


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _rendered(node: ast.expr) -> str | None:
    """A string expression with holes; None for other expressions."""
    if isinstance(node, ast.Constant):
        if not isinstance(node.value, str):
            return None
        text = re.sub(r"(?<!\{)\{\w*(?:![rs])?\}(?!\})", HOLE, node.value)
        return text.replace("{{", "{").replace("}}", "}") if HOLE in text else text
    if isinstance(node, ast.JoinedStr):
        parts = [v.value if isinstance(v, ast.Constant) else HOLE for v in node.values]
        return "".join(map(str, parts))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = [_rendered(node.left), _rendered(node.right)]
        if any(side is not None for side in sides):
            return "".join(HOLE if side is None else side for side in sides)
    return None


def _end(text: str, end: int) -> int:
    """Where code ends whose first call, index or keyword ends there."""
    if text[end - 1] in "([":
        end -= 1
    while end < len(text):
        if text[end] in _BRACKETS:
            end = _closed(text, end)
        elif match := re.compile(r"\.?[\w\x00'\"]+").match(text, end):
            end = match.end()
        else:
            break
    return end


def _closed(text: str, start: int) -> int:
    """Where the bracket that opens there is closed."""
    expected: list[str] = []
    for i in range(start, len(text)):
        if text[i] in _BRACKETS:
            expected.append(_BRACKETS[text[i]])
        elif expected and text[i] == expected[-1]:
            expected.pop()
            if not expected:
                return i + 1
    return len(text)
