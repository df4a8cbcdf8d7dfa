"""The file of a checkpoint: what is refused before it is read, and what comes back."""

import io
import json
import re
import tracemalloc
import zipfile

import numpy as np
import pytest

from optim.training.archive import read_archive, write_archive
from tests.optim.training.resuming import refused

# -- archives --------------------------------------------------------------------------


def members_of(path):
    with np.load(path) as stored:
        return {name: stored[name] for name in stored.files}


def archive(path, members, **options):
    with zipfile.ZipFile(path, "w", **options) as file:
        for name, content in members.items():
            array = io.BytesIO()
            np.save(array, content)
            file.writestr(f"{name}.npy", array.getvalue())


def with_json(text):
    return lambda members: {**members, "json": np.frombuffer(text.encode(), np.uint8)}


ARCHIVES = [
    (with_json("[" * 100_000), "recursion"),
    (with_json('{"a":' * 100_000), "recursion"),
    (with_json("nonsense"), "Expecting value"),
    (with_json('{"a": 1, "a": 2}'), "a name is given twice: 'a"),
    (with_json('{"a": {"$array": ["float64", 1, [2]]}}'), "an array out of its place"),
    (with_json('{"a": {"$array": ["float64", 0, [-2]]}}'), "no reference to an array"),
    (with_json('{"a": {"$array": ["float64", 0, [2.0]]}}'), "no reference to an array"),
    (
        with_json('[{"$array": ["float64", 0, [2]]}, {"$array": ["int64", 0, [1]]}]'),
        r"npy has shape \(\d",
    ),
    (
        with_json('{"a": {"$array": ["float32", 0, [2]]}}'),
        "it holds arrays of float64",
    ),
    (with_json('{"a": 1' + "0" * 5000 + "}"), "Exceeds the limit"),
    (lambda members: {"a": np.zeros(3)}, "it is an .npz archive of something else"),
    (
        lambda members: {**members, "int8": np.zeros(3, np.int8)},
        "holds arrays of ",
    ),
    (lambda members: {**members, "json": np.zeros(3)}, "made of float64, not of uint8"),
    (lambda members: {**members, "float64": np.zeros((2, 2))}, "float64.npy has shape"),
]


@pytest.mark.parametrize(("change", "message"), ARCHIVES)
def test_an_archive_that_is_wrong(saved, change, message, tmp_path):
    archive(tmp_path / "damaged", change(members_of(saved)))
    refused(tmp_path / "damaged", f"damaged is not a checkpoint: .*{message}")


def test_a_zip_bomb_is_not_unpacked(saved, tmp_path):
    path = tmp_path / "bomb"
    big = {**members_of(saved), "float64": np.zeros(10_000_000)}
    archive(path, big, compression=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 1e6
    tracemalloc.start()
    try:
        refused(path, "json in it is compressed|float64 in it is compressed")
        assert tracemalloc.get_traced_memory()[1] < 10e6
    finally:
        tracemalloc.stop()


def test_a_header_that_claims_more_than_there_is(saved, tmp_path):
    """Its array would be allocated before the end of the file is met."""
    members = {}
    with zipfile.ZipFile(saved) as file:
        for info in file.infolist():
            members[info.filename] = file.read(info)
    shape = re.search(rb"\((\d+),\), }( +)\n", members["float64.npy"])
    claimed = b"(%d,), }" % 10**12
    line = claimed.ljust(len(shape[0]) - 1) + b"\n"
    members["float64.npy"] = members["float64.npy"].replace(shape[0], line)
    with zipfile.ZipFile(tmp_path / "damaged", "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    refused(tmp_path / "damaged", r"float64.npy has shape \(1000000000000,\)")


@pytest.mark.parametrize(
    ("signature", "place", "value", "message"),
    [
        (b"PK\x03\x04", 4, 91, "not a checkpoint"),
        (b"PK\x01\x02", 6, 91, "zip file version 9.1"),
        (b"PK\x01\x02", 8, 1, "encrypted"),
        (b"PK\x01\x02", 10, 99, "is compressed, as no checkpoint is"),
        (b"PK\x01\x02", 27, 1, "its members are larger than the file|not a checkpoint"),
    ],
)
def test_one_changed_byte_of_the_zip_format(
    saved, signature, place, value, message, tmp_path
):
    content = bytearray(saved.read_bytes())
    content[content.index(signature) + place] = value
    (tmp_path / "damaged").write_bytes(content)
    try:
        refused(tmp_path / "damaged", f"is not a checkpoint: .*{message}|{message}")
    except Exception as error:  # the local header's version is not looked at
        assert signature == b"PK\x03\x04", error


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        ({(1, 2): 3}, r"dicts by texts and numbers, not by a tuple: \(1, 2\)"),
        (np.array([None]), "not a ndarray"),
        (np.array(["x"]), "not a ndarray"),
        (np.array(1j), "not a ndarray"),
        (1j, "not a complex"),
        (np.complex128(1j), "not a complex128"),
        ({1}, "not a set"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(thing, message, tmp_path):
    with pytest.raises(TypeError, match=f"a checkpoint holds .*{message}"):
        write_archive(tmp_path / "a", {"state": thing})
    assert list(tmp_path.iterdir()) == []


def test_names_that_look_like_references_come_back(tmp_path):
    tree = {"$array": [1], "$pairs": {"$x": {"$array": ["float64", 0, [1]]}}, "1": 1}
    write_archive(tmp_path / "a", tree)
    assert read_archive(tmp_path / "a") == tree
    assert "$pairs" in json.loads(members_of(tmp_path / "a")["json"].tobytes())
