"""What a file is that should have been a safetensors file, for messages."""

from __future__ import annotations

import re

_CODE = (
    "a pickle or a zip file (as torch.save writes); it is not opened, since loading it "
    "could run a program"
)
_KINDS = (
    (re.compile(rb"PK(\x03\x04|\x05\x06)"), _CODE),
    # From protocol 2 on a pickle begins with its number. Before, the first things are
    # a mark and a dict or list, or the name of a class.
    (re.compile(rb"\x80[\x02-\x10]"), _CODE),
    (re.compile(rb"\([dl]p\d|[\]}]q|c[\w.]+\n\w+\n"), _CODE),
    (re.compile(rb"\x89HDF\r\n"), "an HDF5 file, as Keras writes"),
    (re.compile(rb"\x93NUMPY"), "an .npy file of NumPy; read it with numpy.load"),
    (re.compile(rb"GGUF"), "a GGUF file"),
    (re.compile(rb"\x1f\x8b"), "a gzip file; unpack it first"),
    # A message of protobuf: the version of the format, then a text or a graph.
    (re.compile(rb"\x08[\x01-\x20][\x12\x1a\x3a\x42]"), "an ONNX file"),
    (
        re.compile(rb"version https://git-lfs"),
        "a pointer of Git LFS; fetch the file itself with git lfs pull",
    ),
)


def kind_of(start: bytes, size: int) -> str:
    """What a file is that is not a safetensors file, and what to do.

    Args:
        start: its first bytes, some dozens.
        size: how many bytes it has.

    >>> kind_of(b"<!DOCTYPE html>", 15)
    "not a safetensors file but a text file, which begins with '<!DOCTYPE html>'"
    """
    if not size:
        return "not a safetensors file: it is empty"
    for beginning, kind in _KINDS:
        if beginning.match(start):
            return f"not a safetensors file but {kind}"
    text = start.decode("utf-8", "replace")[:30]
    if re.sub(r"\s", " ", text).isprintable() and "\ufffd" not in text:
        return f"not a safetensors file but a text file, which begins with {text!r}"
    return f"not a safetensors file, or cut off ({size:,} bytes)"
