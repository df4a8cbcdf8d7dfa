"""Saving and loading modules as safetensors files, which never hold code."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from autograd_core import __version__
from autograd_core.extend import explained, require, short_repr, write_file
from nn.io.file_kinds import kind_of
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.state_dict import Unmatched, check_fit, listed, read, write

FORMAT = "autograd_core 1"
HEADER_BYTES_PER_NAME = 1024
HEADER_BYTES = 1 << 20
"""Limits of the header: its length, and the additional length for each tensor."""

_DTYPES = {
    "BOOL": np.dtype(bool),
    **{f"F{8 * n}": np.dtype(f"f{n}") for n in (2, 4, 8)},
    **{
        f"{kind.upper()}{8 * n}": np.dtype(f"{kind}{n}")
        for kind in "iu"
        for n in (1, 2, 4, 8)
    },
}
"""The dtypes that NumPy has by their names in the file."""


class LoadError(ValueError):
    """A file cannot be loaded; the module is unchanged.

    >>> issubclass(LoadError, ValueError)
    True
    """


def save(module: Module, path: str | os.PathLike[str]) -> None:
    """Write all parameters and buffers to a safetensors file.

    The file is written under a temporary name and then moved to `path`, so a crash
    leaves an older file unchanged. Its metadata are the class of the module, the
    version of this package, and a checksum.

    Args:
        module: the module to save.
        path: the file; other programs expect the suffix `.safetensors`.

    Raises:
        MissingExtra: safetensors is not installed.
        OSError: the file cannot be written.
        TypeError: `module` is not a module.

    >>> import tempfile
    >>> from nn import mlp
    >>> model, other = mlp([2, 3, 1], rng=0), mlp([2, 3, 1], rng=1)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(model, f"{folder}/model.safetensors")
    ...     unmatched = load(other, f"{folder}/model.safetensors")
    >>> bool((other([1.0, 2.0]).data == model([1.0, 2.0]).data).all())
    True
    """
    checked_module(module, "save", remedy="; write save(module, path)")
    state = read(module)
    metadata = {
        "format": FORMAT,
        "class": type(module).__name__,
        "version": __version__,
        "sha256": _digest(state),
    }
    numpy = require("safetensors.numpy", "save")
    write_file(path, numpy.save(state, metadata))


@explained
def load(
    module: Module,
    path: str | os.PathLike[str],
    strict: bool = True,
    cast: bool = False,
) -> Unmatched:
    """Set all parameters and buffers from a file that `save` wrote.

    Everything is checked before anything changes: that the file is safetensors and
    complete, the class, names, shapes and dtypes, all of it before any number is read,
    and last the checksum. Nothing in the file is ever run, or used as a path. Files of
    other programs can be loaded if names, shapes and dtypes fit.

    Args:
        module: one of the same architecture.
        path: the file.
        strict: whether class and names must be the same on both sides.
        cast: whether floats of another precision are converted, float32 to float64 and
            the other way round.

    Returns:
        The `missing_keys` and `unexpected_keys`; both empty if strict.

    Raises:
        LoadError: the file is not a safetensors file, is damaged, or does not fit.
        MissingExtra: safetensors is not installed.
        OSError: the file cannot be read.
        TypeError: `module` is not a module.

    >>> from nn import mlp
    >>> load(mlp([2, 1]), "nowhere.safetensors")
    Traceback (most recent call last):
    FileNotFoundError: [Errno 2] No such file or directory: 'nowhere.safetensors'
    """
    checked_module(
        module,
        "load",
        expected="a module to load into",
        remedy="; write load(module, path)",
    )
    path = os.fspath(path)
    names = read(module).keys()
    _check_beginning(path, len(names))
    with _opened(path) as file:
        keys = sorted(file.keys())
        if strict and len(keys) > 2 * len(names) + 100:
            raise LoadError(
                f"{path}: {len(keys):,} tensors, the module has {len(names)}; the "
                f"first are {listed(keys)}"
            )
        metadata = dict(file.metadata() or {})
        _check_metadata(path, metadata, type(module).__name__, strict)
        layouts = {key: _layout(file, key) for key in keys}
        unmatched = _check_layouts(path, layouts, module, strict, cast)
        checksum = metadata.get("sha256", "")
        tensors: dict[str, Any] = {}
        digest = hashlib.sha256()
        for key in keys:  # one at a time: the file may hold more than the module takes
            if checksum or key in names:
                tensor = file.get_tensor(key)
                _add(digest, key, tensor)
                tensors |= {key: tensor} if key in names else {}
    if checksum not in ("", digest.hexdigest()):
        raise LoadError(
            f"{path}: damaged, its numbers do not have the checksum they were saved "
            "with"
        )
    try:
        write(module, tensors, strict=False, cast=cast)
    except ValueError as error:  # a number too large for float32
        raise LoadError(f"{path}: {error}") from None
    return unmatched


def _check_beginning(path: str, names: int) -> None:
    """Check the first bytes: the format, and the length of the header.

    Eight bytes are the length of the header, which is an object in JSON. The length may
    look like the beginning of another format: 640 looks like that of a pickle.

    Raises:
        LoadError: they are not the start of a safetensors file for so many tensors.
    """
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        start = file.read(64)
    header = int.from_bytes(start[:8], "little")
    is_object = start[8:9] == b"{"
    if is_object and header <= size - 8:
        if header > HEADER_BYTES + names * HEADER_BYTES_PER_NAME:
            raise LoadError(
                f"{path}: its list of tensors takes {header:,} bytes, far more than "
                f"the {names} tensors of the module need"
            )
    elif is_object and header <= HEADER_BYTES:
        raise LoadError(
            f"{path}: not a complete safetensors file, cut off ({size:,} bytes)"
        )
    else:
        raise LoadError(f"{path}: {kind_of(start, size)}")


@contextlib.contextmanager
def _opened(path: str) -> Iterator[Any]:
    """The file, its header read; whatever is wrong with the file is a LoadError."""
    safetensors = require("safetensors", "save")
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            yield file
    except LoadError:
        raise
    except (
        *(safetensors.SafetensorError, ValueError, KeyError),
        *(TypeError, AttributeError),  # a dtype that NumPy does not know
    ) as error:
        raise LoadError(
            f"{path}: not a complete safetensors file ({short_repr(str(error), 200)})"
        ) from None


def _check_metadata(
    path: str, metadata: Mapping[str, str], own: str, strict: bool
) -> None:
    """Check the format, and the class of the module."""
    if metadata.get("format", FORMAT) != FORMAT:
        raise LoadError(
            f"{path}: its format is {_quoted(metadata['format'])}, this version reads "
            f"{FORMAT!r}; update autograd_core"
        )
    if strict and metadata.get("class", own) != own:
        raise LoadError(
            f"{path}: it was saved from a {_quoted(metadata['class'])}, not from "
            f"{own}; strict=False looks at the names alone"
        )


class _Layout(NamedTuple):
    """What the header says of a tensor; the dtype is None if NumPy lacks it."""

    shape: tuple[int, ...]
    dtype: Any
    stored: str


def _layout(file: Any, name: str) -> _Layout:
    tensor = file.get_slice(name)
    stored = tensor.get_dtype()
    return _Layout(tuple(tensor.get_shape()), _DTYPES.get(stored), stored)


def _check_layouts(
    path: str,
    layouts: Mapping[str, _Layout],
    module: Module,
    strict: bool,
    cast: bool,
) -> Unmatched:
    """Check everything but the numbers, which are not read yet."""
    names = read(module).keys()
    for name, layout in layouts.items():
        if layout.dtype is None and (strict or name in names):
            raise LoadError(
                f"{path}: {_quoted(name)} is made of {layout.stored}, numbers of a "
                "kind that NumPy does not know; save them as float32 or float64"
            )
    try:
        return check_fit(module, layouts, strict, cast)
    except ValueError as error:
        remedy = ""
        if ".astype(" in str(error):
            remedy = (
                "; safetensors.numpy.load_file gives the arrays, and "
                "module.load_state_dict takes them"
            )
        raise LoadError(f"{path}: {error}{remedy}") from None


def _digest(state: Mapping[str, Any]) -> str:
    digest = hashlib.sha256()
    for name in sorted(state):
        _add(digest, name, np.asarray(state[name]))
    return digest.hexdigest()


def _add(digest: Any, name: str, array: Any) -> None:
    digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
    digest.update(array.tobytes())


def _quoted(text: str) -> str:
    return short_repr(text, 60)
