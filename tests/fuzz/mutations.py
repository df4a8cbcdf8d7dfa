"""Small random changes of bytes and of trees of dicts and lists."""

from __future__ import annotations

import copy
import math
import random
from typing import Any

import numpy as np

# -- bytes -----------------------------------------------------------------------------

ENDS = 400
"""Formats keep what is worth damaging at the beginning and at the end."""


def byte_mutation(rng: random.Random, size: int) -> tuple[Any, ...]:
    """A change of some bytes of a file of `size` bytes."""
    place = rng.randrange(size)
    if rng.random() < 0.6:
        near = min(size, ENDS)
        place = rng.choice([rng.randrange(near), size - 1 - rng.randrange(near)])
    kind = rng.choice(["flip", "flip", "set", "cut", "insert", "delete", "number"])
    if kind == "flip":
        return kind, place, rng.randrange(8)
    if kind == "set":
        return kind, place, rng.choice([0, 1, 0x7F, 0x80, 0xFF, ord("["), ord("9")])
    if kind == "cut":
        return kind, place
    if kind == "insert":
        return kind, place, rng.randbytes(rng.choice([1, 2, 8, 100]))
    if kind == "delete":
        return kind, place, rng.choice([1, 2, 8, 100])
    length = rng.choice([2, 4, 8])
    number = rng.choice([0, 1, 2 ** (8 * length) - 1, 2 ** (8 * length - 1), 1000])
    return kind, place, number, length


def mutated_bytes(content: bytes, case: list[tuple[Any, ...]]) -> bytes:
    """The content with the changes of a case, one after the other."""
    damaged = bytearray(content)
    for kind, place, *rest in case:
        if kind == "flip" and place < len(damaged):
            damaged[place] ^= 1 << rest[0]
        elif kind == "set" and place < len(damaged):
            damaged[place] = rest[0]
        elif kind == "cut":
            del damaged[place:]
        elif kind == "insert":
            damaged[place:place] = rest[0]
        elif kind == "delete":
            del damaged[place : place + rest[0]]
        elif kind == "number":
            number, length = rest
            damaged[place : place + length] = number.to_bytes(length, "little")
    return bytes(damaged)


# -- trees -----------------------------------------------------------------------------

VALUES: dict[str, Any] = {
    "None": None,
    "True": True,
    "0": 0,
    "1": 1,
    "-1": -1,
    "7": 7,
    "0.5": 0.5,
    "-2.5": -2.5,
    "nan": math.nan,
    "inf": math.inf,
    "2**63": 2**63,
    "10**400": 10**400,
    "empty text": "",
    "text": "x",
    "long text": "x" * 20_000,
    "control": "a\n\x1b[31mb\x00",
    "[]": [],
    "[1]": [1],
    "[None, [0.5]]": [None, [0.5]],
    "{}": {},
    "{'a': 1}": {"a": 1},
    "{0: 1}": {0: 1},
    "array()": np.array(0.5),
    "array(2)": np.zeros(2),
    "array(0)": np.zeros(0),
    "float32": np.ones((3, 4), np.float32),
    "ints": np.arange(3),
    "bools": np.ones(2, bool),
}
"""What is put in the place of something, by the name that a printed case has."""

KEYS = ["x", "0", 0, 1, -1, "", "weights", "step", "lr", "$array", "params"]


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to everything in a tree, the root left out."""
    children = tree.items() if isinstance(tree, dict) else ()
    if isinstance(tree, list):
        children = enumerate(tree)
    paths = []
    for key, child in children:
        paths += [(*path, key), *places(child, (*path, key))]
    return paths


def tree_mutation(rng: random.Random, paths: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """A change at one of the places of a tree; those near the root are as likely."""
    depth = rng.randint(1, max(map(len, paths)))
    path = rng.choice([path for path in paths if len(path) <= depth])
    kind = rng.choice(["replace", "replace", "replace", "delete", "add", "copy"])
    if kind == "replace":
        return kind, path, rng.choice(list(VALUES))
    if kind == "add":
        return kind, path, rng.choice(KEYS), rng.choice(list(VALUES))
    if kind == "copy":
        return kind, path, rng.choice(paths)
    return kind, path


def mutated_tree(tree: Any, case: list[tuple[Any, ...]]) -> Any:
    """A copy of a tree with the changes of a case; places that are gone are skipped."""
    root = {"root": copy.deepcopy(tree)}
    for kind, path, *rest in case:
        try:
            parent = _at(root, ("root", *path[:-1]))
            target = parent[path[-1]]
        except (LookupError, TypeError):
            continue
        if not isinstance(parent, (dict, list)):
            continue
        if kind == "replace":
            parent[path[-1]] = copy.deepcopy(VALUES[rest[0]])
        elif kind == "delete":
            del parent[path[-1]]
        elif kind == "add" and isinstance(target, dict):
            target[rest[0]] = copy.deepcopy(VALUES[rest[1]])
        elif kind == "add" and isinstance(target, list):
            target.append(copy.deepcopy(VALUES[rest[1]]))
        elif kind == "copy":
            try:
                parent[path[-1]] = copy.deepcopy(_at(root, ("root", *rest[0])))
            except (LookupError, TypeError):
                continue
    return root["root"]


def _at(tree: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        tree = tree[key]
    return tree


# -- comparing -------------------------------------------------------------------------


def same(first: Any, second: Any) -> bool:
    """Whether two trees are equal in structure, kinds and bits; nan equals nan."""
    if type(first) is not type(second):
        return False
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(
            same(first[key], second[key]) for key in first
        )
    if isinstance(first, (list, tuple)):
        return len(first) == len(second) and all(map(same, first, second))
    if isinstance(first, np.ndarray):
        return (first.dtype, first.shape) == (second.dtype, second.shape) and (
            first.tobytes() == second.tobytes()
        )
    if isinstance(first, float):
        return first == second or (first != first and second != second)
    return bool(first == second)
