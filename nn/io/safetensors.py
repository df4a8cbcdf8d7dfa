"""Saving and loading modules as safetensors files, which never hold code."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd_core import __version__
from autograd_core.extend import require, short_repr, write_file
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.state_dict import Unmatched, listed, read, write

FORMAT = "autograd_core 1"
HEADER_BYTES_PER_NAME = 1024
HEADER_BYTES = 1 << 20
"""Limits of the header: its length, and the additional length for each tensor."""


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


def load(
    module: Module, path: str | os.PathLike[str], strict: bool = True
) -> Unmatched:
    """Set all parameters and buffers from a file that `save` wrote.

    Everything is checked before anything changes: that the file is safetensors and
    complete, the class, names, shapes and dtypes. Nothing in the file is ever run, or
    used as a path. Files of other programs can be loaded if names, shapes and dtypes
    fit.

    Args:
        module: one of the same architecture.
        path: the file.
        strict: whether class and names must be the same on both sides.

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
    names = read(module)
    _check_beginning(path, len(names))
    tensors, metadata = _read_tensors(path, names, strict)
    if metadata.get("format", FORMAT) != FORMAT:
        raise LoadError(
            f"{path}: its format is {_quoted(metadata['format'])}, this version reads "
            f"{FORMAT!r}; update autograd_core"
        )
    own = type(module).__name__
    if strict and metadata.get("class", own) != own:
        raise LoadError(
            f"{path}: it was saved from a {_quoted(metadata['class'])}, not from "
            f"{own}; strict=False looks at the names alone"
        )
    if metadata.get("sha256", "") not in ("", _digest(tensors)):
        raise LoadError(
            f"{path}: damaged, its numbers do not have the checksum they were saved "
            "with"
        )
    try:
        return write(module, tensors, strict)
    except (TypeError, ValueError) as error:
        raise LoadError(f"{path}: {error}") from None


def _check_beginning(path: Any, names: int) -> None:
    """Check the first bytes: the format, and the length of the header.

    Raises:
        LoadError: they are not the start of a safetensors file for so many tensors.
    """
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        start = file.read(8)
    if start[:2] in (b"PK", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"):
        raise LoadError(
            f"{path}: a pickle or a zip file (as torch.save writes), not safetensors; "
            "it is not opened, since loading it could run a program"
        )
    header = int.from_bytes(start, "little")
    if len(start) < 8 or header > size - 8:
        raise LoadError(f"{path}: not a safetensors file, or cut off ({size} bytes)")
    if header > HEADER_BYTES + names * HEADER_BYTES_PER_NAME:
        raise LoadError(
            f"{path}: its list of tensors takes {header:,} bytes, far more than the "
            f"{names} tensors of the module need"
        )


def _read_tensors(
    path: Any, names: Mapping[str, Any], strict: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """The tensors of the file by name, and its metadata.

    Args:
        path: the file.
        names: the names in the module.
        strict: whether far more tensors than that are refused.
    """
    safetensors = require("safetensors", "save")
    try:
        with safetensors.safe_open(os.fspath(path), framework="numpy") as file:
            keys = list(file.keys())
            if strict and len(keys) > 2 * len(names) + 100:
                raise LoadError(
                    f"{path}: {len(keys):,} tensors, the module has {len(names)}; "
                    f"the first are {listed(sorted(keys))}"
                )
            tensors = {name: file.get_tensor(name) for name in keys}
            return tensors, dict(file.metadata() or {})
    except LoadError:
        raise
    except (TypeError, AttributeError) as error:  # a dtype of 8 or 16 bits
        raise LoadError(
            f"{path}: it holds numbers of a kind that NumPy does not know "
            f"({short_repr(str(error), 200)}); save them as float32 or float64"
        ) from None
    except (safetensors.SafetensorError, ValueError, KeyError) as error:
        raise LoadError(
            f"{path}: not a complete safetensors file ({short_repr(str(error), 200)})"
        ) from None


def _digest(state: Mapping[str, Any]) -> str:
    digest = hashlib.sha256()
    for name in sorted(state):
        array = np.asarray(state[name])
        digest.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _quoted(text: str) -> str:
    return short_repr(text, 60)
