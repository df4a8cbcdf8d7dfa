"""The beginning of a safetensors file: its header, and what is no safetensors file."""

import gzip
import json
import os
import pickle
import struct
import tracemalloc
import zipfile
from collections import OrderedDict

import numpy as np
import pytest
from safetensors.numpy import load_file

import nn
from nn import LoadError, load, save
from tests.nn.io.files import expect_nothing_changed, network, numbers, raw

# -- the length of the header, and files of other formats ------------------------------


def with_header_of(length):
    """A file whose header has so many bytes, and the module that it is of.

    The length is padded in the metadata. Below that there is no room for tensors, only
    for an object and spaces, which the format allows.
    """
    entries = [("weight", "F64", [1, 1], struct.pack("<d", 3.0))]
    entries.append(("bias", "F64", [1], struct.pack("<d", 4.0)))
    shortest = int.from_bytes(raw(entries, {"pad": ""})[:8], "little")
    if length < shortest:
        return struct.pack("<Q", length) + b"{}".ljust(length), nn.Tanh()
    content = raw(entries, {"pad": "x" * (length - shortest)})
    return content, nn.Linear(1, 1, rng=0)


FIRST_BYTES = b"\x80P\x89\x93G\x1fv\x08(]}c"
"""What other formats begin with; 640, 896, 1152, 1408 look like pickles, 19280 zip."""


def test_every_length_of_the_header_is_read(path):
    lengths = [n for n in range(300, 20_001) if n % 256 in FIRST_BYTES or not n % 61]
    for length in [*range(8, 300), *lengths]:
        content, model = with_header_of(length)
        assert int.from_bytes(content[:8], "little") == length
        path.write_bytes(content)
        load(model, path)
        expected = (
            {"weight": [[3.0]], "bias": [4.0]} if length > 200 else numbers(model)
        )
        assert numbers(model) == expected


@pytest.mark.parametrize("length", [640, 896, 1152, 1408, 19280])
def test_a_file_cut_off_is_told_from_a_pickle(path, length):
    content, model = with_header_of(length)
    path.write_bytes(content[:-5])
    expect_nothing_changed(path, "not a complete safetensors file", model=model)
    path.write_bytes(content[:length])
    expect_nothing_changed(path, r"not a complete .* file, cut off \(", model=model)


@pytest.mark.parametrize("sizes", [[784, 256, 256, 10], [2, 16, 16, 16, 16, 1]])
def test_networks_whose_header_looked_like_a_pickle(path, sizes):
    model, other = nn.mlp(sizes, "relu", rng=0), nn.mlp(sizes, "relu", rng=1)
    save(model, path)
    load(other, path)
    for mine, others in zip(model.parameters(), other.parameters(), strict=True):
        assert np.array_equal(mine.data, others.data)


class Bomb:
    def __reduce__(self):
        return (os.mkdir, ("exploded",))


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(
    "saved",
    [{"layers.0.bias": Bomb()}, OrderedDict(a=Bomb()), [Bomb()], np.zeros(3)],
    ids=["dict", "OrderedDict", "list", "array"],
)
def test_a_pickle_is_not_opened(path, saved, protocol, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path.write_bytes(pickle.dumps(saved, protocol))
    expect_nothing_changed(path, "a pickle or a zip file .* could run a program")
    assert not (tmp_path / "exploded").exists()


def zipped(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.pkl", b"")


def numpy_file(path, write):
    with path.open("wb") as file:
        write(file, np.zeros(3))


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (zipped, "a pickle or a zip file .* could run a program"),
        (lambda path: numpy_file(path, np.savez), "a pickle or a zip f"),
        (lambda path: zipfile.ZipFile(path, "w").close(), "a pickle or a zip file"),
        (lambda path: numpy_file(path, np.save), "an .npy file of NumPy"),
        (lambda path: nn.export_onnx(nn.mlp([2, 1]), path, (2,)), "an ONNX file"),
        (lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(90)), "an HDF5 f"),
        (lambda path: path.write_bytes(b"GGUF" + bytes(90)), "a GGUF file"),
        (lambda path: path.write_bytes(gzip.compress(b"x")), "a gzip file; unpack it"),
        (lambda path: path.write_bytes(b""), "not a safetensors file: it is empty"),
        (
            lambda path: path.write_text("version https://git-lfs.github.com/spec/v1"),
            "a pointer of Git LFS; fetch the file itself with git lfs pull",
        ),
        (
            lambda path: path.write_text("<!DOCTYPE html>\n<html>404</html>"),
            r"a text file, which begins with '<!DOCTYPE html>\\n<html>404<",
        ),
        (lambda path: path.write_text('{"a": 1}'), "a text file, which begins with"),
        (lambda path: path.write_text("I end with a dot."), "a text file"),
        (lambda path: path.write_bytes(bytes(64)), r"not a safe.*cut off \(64 bytes\)"),
    ],
)
def test_files_of_other_formats(path, write, message):
    write(path)
    expect_nothing_changed(path, message)


# -- what the header says is checked before numbers are read ---------------------------


@pytest.mark.skipif(os.name != "posix", reason="needs sparse files")
@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    ("name", "dtype", "shape"),
    [
        ("layers.0.weight", "F64", [16384, 16384]),
        ("layers.0.weight", "F32", [16384, 32768]),
        ("another", "F64", [16384, 16384]),
        ("layers.0.weight", "BF16", [32768, 32768]),
    ],
)
def test_two_gigabytes_are_not_read(path, name, dtype, shape, strict):
    size = 2**31
    text = json.dumps(
        {name: {"dtype": dtype, "shape": shape, "data_offsets": [0, size]}}
    ).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text)
    os.truncate(path, 8 + len(text) + size)
    model = network()
    tracemalloc.start()
    try:
        if strict or name != "another":
            expect_nothing_changed(
                path, "has shape|missing|made of BF16", strict, model
            )
        else:
            assert load(model, path, strict=False).unexpected_keys == ["another"]
        assert tracemalloc.get_traced_memory()[1] < 1e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("dtype", "size", "message"),
    [
        (
            "F32",
            4,
            "bias is float64, the state's float32 .*safetensors.numpy.load_file",
        ),
        (
            "F16",
            2,
            "bias is float64, the state's float16 .*module.load_state_dict take",
        ),
        ("I64", 8, r"bias is float64, the state's int64 \(convert it: .astype\('float"),
        ("BOOL", 1, "bias is float64, the state's bool"),
        ("BF16", 2, "bias' is made of BF16, .* does not know; save them as float32"),
        ("F8_E4M3", 1, "bias' is made of F8_E4M3, numbers of a kind that NumPy does n"),
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_other_kinds_of_numbers(path, dtype, size, message, strict):
    path.write_bytes(raw([("bias", dtype, [4], bytes(4 * size))]))
    expect_nothing_changed(path, message, strict, nn.Linear(3, 4))


def test_float32_is_refused_by_float64_and_converted_as_the_message_says(path):
    small, large = nn.Linear(3, 2, dtype=np.float32, rng=0), nn.Linear(3, 2, rng=1)
    save(small, path)
    with pytest.raises(LoadError, match="load_file gives the arrays"):
        load(large, path)
    arrays = load_file(path)
    large.load_state_dict({name: array.astype(float) for name, array in arrays.items()})
    assert np.array_equal(large.weight.data, small.weight.data)


# -- headers that lie ------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        raw([("a", "F64", [3], b"1234567")]),  # fewer bytes than the shape needs
        raw([("a", "F64", [-1], bytes(8))]),
        raw([("a", "F99", [1], bytes(8))]),
        raw([("a", "F64", [2**62, 2**62], bytes(8))]),
        raw([("layers.0.bias", "BF16", [4], bytes(8))]),
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 2) + b"{}",
        struct.pack("<Q", 2**63) + b"{}",
        b"\x00" * 64,
        b"hello",
    ],
)
def test_headers_that_lie(path, content):
    path.write_bytes(content)
    expect_nothing_changed(path, "model.safetensors: ")
