"""The imports of a tree of modules, and what is wrong with them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Import:
    """One module of the tree that another one imports."""

    importer: str
    target: str
    line: int
    bottom: bool
    """Whether it stands at module level below a definition."""


def imports_of(sources: Mapping[str, str]) -> list[Import]:
    """The imports among the modules of `sources`, a dict of source text by dotted name.

    Imports inside functions count; those for type checkers alone do not. Importing a
    name from a package counts as importing the package, `from a import b` of a module
    `a.b` as importing `a.b`.
    """
    return [
        Import(importer, target, statement.lineno, bottom)
        for importer, source in sources.items()
        for statement, bottom in _statements(ast.parse(source))
        for target in _targets(statement, sources)
        if target != importer
    ]


def _statements(
    tree: ast.Module,
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    typing_only = {
        statement
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        if not isinstance(block.test, ast.UnaryOp)
        for branch in block.body
        for statement in ast.walk(branch)
    }
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    starts = [part.lineno for part in tree.body if isinstance(part, definitions)]
    first_definition = min(starts, default=len(ast.unparse(tree)) + 1)
    for statement in ast.walk(tree):
        if statement in typing_only:
            continue
        if isinstance(statement, ast.Import | ast.ImportFrom):
            at_module_level = statement in tree.body
            yield statement, at_module_level and statement.lineno > first_definition


def _targets(
    statement: ast.Import | ast.ImportFrom, sources: Mapping[str, str]
) -> Iterator[str]:
    if isinstance(statement, ast.Import):
        names = [alias.name for alias in statement.names]
    else:
        package = statement.module or ""
        names = [
            full if (full := f"{package}.{alias.name}") in sources else package
            for alias in statement.names
        ]
    yield from sorted(set(names) & set(sources))


def cycles(imports: list[Import]) -> list[list[str]]:
    """The groups of modules that import one another, each group sorted."""
    targets: dict[str, set[str]] = {}
    for edge in imports:
        targets.setdefault(edge.importer, set()).add(edge.target)
        targets.setdefault(edge.target, set())
    reachable = {name: _reachable(name, targets) for name in targets}
    groups = {
        tuple(sorted(other for other in reachable[name] if name in reachable[other]))
        for name in targets
        if name in reachable[name]
    }
    return [list(group) for group in sorted(groups)]


def _reachable(start: str, targets: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    stack = list(targets[start])
    while stack:
        name = stack.pop()
        if name not in reached:
            reached.add(name)
            stack += targets[name]
    return reached


def against_order(
    imports: list[Import], package: str, folders: tuple[str, ...]
) -> list[str]:
    """Imports inside `package` from a folder that stands further down in `folders`.

    Files that stand in the package itself may import every folder, and no folder may
    import them: they are the top. A folder that is not listed is an error.
    """
    wrong = []
    for edge in imports:
        ranks = [_rank(name, package, folders) for name in (edge.importer, edge.target)]
        if None not in ranks and ranks[0] < ranks[1]:  # type: ignore[operator]
            wrong.append(f"{edge.importer}:{edge.line} imports {edge.target}")
    return wrong


def _rank(name: str, package: str, folders: tuple[str, ...]) -> int | None:
    inside = name == package or name.startswith(f"{package}.")
    if not inside:
        return None
    parts = name[len(package) + 1 :].split(".")
    if parts[0] in folders:
        return folders.index(parts[0])
    return len(folders)
