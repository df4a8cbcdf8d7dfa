"""Dicts, lists, numbers and arrays in one file, which is read without trusting it.

A file is a NumPy archive (.npz) without pickles: one array of bytes with the structure
as JSON, and one array per dtype with all numbers of that dtype, end to end.
"""

from __future__ import annotations

import io
import json
import math
import os
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autograd_core.extend import short_repr, write_file

NUMBER_KINDS = "biuf"
"""The kinds of dtypes that a file may hold."""


def write_archive(path: str | Path, tree: Any) -> None:
    """Write dicts, lists, numbers and arrays to a file, all or nothing.

    Raises:
        OSError: it cannot be written.
        TypeError: something in the tree is of another kind.
    """
    arrays: dict[str, list[Any]] = {}
    text = json.dumps(_packed(tree, arrays))
    stored: dict[str, Any] = {
        name: np.concatenate(parts) for name, parts in arrays.items()
    }
    stored["json"] = np.frombuffer(text.encode(), np.uint8)
    archive = io.BytesIO()
    np.savez(archive, **stored)
    # Released at once: the traceback of a failed write keeps it, which Python warns of.
    with archive.getbuffer() as content:
        write_file(path, content, parents=True)


def read_archive(path: str | Path) -> Any:
    """The tree of a file that `write_archive` wrote.

    What the file says of itself is compared with its size before it is read.

    Raises:
        OSError: it cannot be read.
        ValueError: it is something else, or damaged.
    """
    with open(path, "rb") as file:
        try:
            return _read(file, os.fstat(file.fileno()).st_size)
        except Exception as error:  # whatever fails here, it fails for what is in it
            reason = short_repr(str(error) or type(error).__name__, 200).strip("'\"")
            raise ValueError(f"{path} is not a checkpoint: {reason}") from None


# -- writing ---------------------------------------------------------------------------


def _packed(thing: Any, arrays: dict[str, list[Any]]) -> Any:
    """Replace arrays by references for JSON; collect their numbers in `arrays`."""
    if isinstance(thing, np.ndarray) and thing.dtype.kind in NUMBER_KINDS:
        parts = arrays.setdefault(thing.dtype.name, [])
        start = sum(len(part) for part in parts)
        parts.append(thing.ravel())
        return {"$array": [thing.dtype.name, start, list(thing.shape)]}
    if isinstance(thing, dict):
        pairs = [
            [_packed_key(key), _packed(value, arrays)] for key, value in thing.items()
        ]
        if all(isinstance(key, str) and key[:1] != "$" for key in thing):
            return dict(pairs)
        return {"$pairs": pairs}
    if isinstance(thing, (list, tuple)):
        return [_packed(member, arrays) for member in thing]
    if isinstance(thing, np.generic) and thing.dtype.kind in NUMBER_KINDS:
        return thing.item()
    if thing is None or isinstance(thing, (bool, int, float, str)):
        return thing
    raise TypeError(
        f"a checkpoint holds numbers, texts and arrays, not a {type(thing).__name__}: "
        f"{short_repr(thing)}"
    )


def _packed_key(key: Any) -> Any:
    if key is None or isinstance(key, (bool, int, float, str)):
        return key
    raise TypeError(
        "a checkpoint holds dicts by texts and numbers, not by a "
        f"{type(key).__name__}: {short_repr(key)}"
    )


# -- reading ---------------------------------------------------------------------------


class _Reference(NamedTuple):
    """Where the numbers of an array are: in the array of a dtype."""

    dtype: str
    start: int
    shape: tuple[int, ...]


def _read(file: Any, size: int) -> Any:
    if not zipfile.is_zipfile(file):
        raise ValueError("it is not an .npz archive, or cut off")
    with zipfile.ZipFile(file) as archive:
        members = _members(archive, size)
        if "json" not in members:
            raise ValueError("it is an .npz archive of something else")
        text = _numbers(archive, members.pop("json"), "uint8")
        lengths: dict[str, int] = {}
        tree = json.loads(
            text.tobytes(), object_pairs_hook=lambda pairs: _object(pairs, lengths)
        )
        if members.keys() != lengths.keys():
            raise ValueError(
                f"it holds arrays of {', '.join(members) or 'no dtype'}, its structure "
                f"names {', '.join(lengths) or 'none'}"
            )
        arrays = {
            name: _numbers(archive, member, name, lengths[name])
            for name, member in members.items()
        }
    return _filled(tree, arrays)


def _members(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """The members by name. Nothing is compressed, so none is larger than the file."""
    members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
    if len(members) < len(archive.infolist()):
        raise ValueError("two of its members have the same name")
    for name, info in members.items():
        if info.compress_type != zipfile.ZIP_STORED:
            raise ValueError(f"{name} in it is compressed, as no checkpoint is")
    if sum(info.file_size for info in members.values()) > size:
        raise ValueError("its members are larger than the file")
    return members


def _numbers(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, dtype: str, length: int = -1
) -> Any:
    """The array of a member.

    Args:
        archive: where it is.
        info: which it is.
        dtype: what it must be made of.
        length: how many numbers there must be; -1 for any.
    """
    with archive.open(info) as member:
        version = np.lib.format.read_magic(member)
        if version != (1, 0):
            raise ValueError(f"{info.filename} is of version {version} of .npy")
        shape, _, stored = np.lib.format.read_array_header_1_0(
            member, max_header_size=1000
        )
        if stored.name != dtype or stored.kind not in NUMBER_KINDS:
            raise ValueError(f"{info.filename} is made of {stored}, not of {dtype}")
        if len(shape) != 1 or length not in (-1, *shape):
            raise ValueError(
                f"{info.filename} has shape {shape}, its structure needs ({length},)"
            )
        if shape[0] * stored.itemsize != info.file_size - member.tell():
            raise ValueError(f"{info.filename} has another size than its header says")
        return np.frombuffer(member.read(), stored)


def _object(pairs: list[tuple[str, Any]], lengths: dict[str, int]) -> Any:
    """What an object in JSON stands for; `lengths` counts the numbers per dtype."""
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError(f"a name is given twice: {short_repr(next(iter(members)))}")
    if "$array" in members:
        dtype, start, shape = members["$array"]
        counts = [start, *shape]
        if not isinstance(dtype, str) or any(
            type(n) is not int or n < 0 for n in counts
        ):
            raise ValueError(f"no reference to an array: {short_repr(members)}")
        if start != lengths.get(dtype, 0):  # they are written in their order
            raise ValueError(f"an array out of its place: {short_repr(members)}")
        lengths[dtype] = start + math.prod(shape)
        return _Reference(dtype, start, tuple(shape))
    if "$pairs" in members:
        return dict(members["$pairs"])
    return members


def _filled(thing: Any, arrays: dict[str, Any]) -> Any:
    """Replace references by arrays."""
    if isinstance(thing, _Reference):
        stop = thing.start + math.prod(thing.shape)
        part = arrays[thing.dtype][thing.start : stop]
        return part.reshape(thing.shape).copy()
    if isinstance(thing, list):
        return [_filled(member, arrays) for member in thing]
    if isinstance(thing, dict):
        return {key: _filled(value, arrays) for key, value in thing.items()}
    return thing
