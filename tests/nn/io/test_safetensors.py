"""Saving and loading: bit for bit, all or nothing, and what bad files lead to."""

import os
import struct

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

import nn
from autograd_core import __version__
from nn import LoadError, load, save
from tests.nn.io.files import expect_nothing_changed, network, numbers, raw

# -- round trips -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "build",
    [
        network,
        lambda rng=0: nn.MLP(2, [3, 1], rng=rng),
        lambda rng=0: nn.mlp([2, 3], dtype=np.float32, rng=rng),
        lambda rng=0: nn.Perceptron(2),
    ],
)
def test_a_round_trip_keeps_every_bit(build, tmp_path):
    model, other = build(), build(1)
    save(model, tmp_path / "m")
    unmatched = load(other, str(tmp_path / "m"))
    assert unmatched == ([], [])
    for (name, mine), other_array in zip(
        model.state_dict().items(), other.state_dict().values(), strict=True
    ):
        assert mine.tobytes() == other_array.tobytes(), name
        assert mine.dtype == other_array.dtype


def test_nan_infinity_and_the_sign_of_zero_survive(tmp_path):
    model, other = nn.Linear(1, 4), nn.Linear(1, 4)
    model.weight.data = np.array([[np.nan, -np.inf, -0.0, 5e-324]])
    save(model, tmp_path / "m")
    load(other, tmp_path / "m")
    assert other.weight.data.tobytes() == model.weight.data.tobytes()


def test_other_programs_read_the_file(path):
    stored = load_file(path)
    assert stored.keys() == network().state_dict().keys()
    assert stored["layers.0.weight"].tolist() == network()[0].weight.data.tolist()
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
    assert metadata["class"] == "Sequential"
    assert metadata["version"] == __version__
    assert len(metadata["sha256"]) == 64


def test_files_of_other_programs_are_read(tmp_path):
    state = {k: np.array(v + 1) for k, v in network().state_dict().items()}
    save_file(state, tmp_path / "m")
    model = network(1)
    load(model, tmp_path / "m")
    assert numbers(model) == {name: array.tolist() for name, array in state.items()}


def test_a_network_that_was_pruned_or_transposed_in_memory(tmp_path):
    model, other = network(), network(1)
    model[0].weight.data = np.asfortranarray(model[0].weight.data)
    nn.prune(model, 0.5)
    nn.prune(other, 0.1)
    save(model, tmp_path / "m")
    load(other, tmp_path / "m")
    assert numbers(other) == numbers(model)
    with pytest.raises(LoadError, match=r"2 names are unexpected: .*weight_mask"):
        load(network(), tmp_path / "m")


def test_not_strict_takes_what_fits(path):
    bigger = nn.Sequential(*network(1), nn.Linear(2, 1))
    with pytest.raises(LoadError, match=r"2 names are missing: layers.4.weight"):
        load(bigger, path)
    unmatched = load(bigger, path, strict=False)
    assert unmatched.missing_keys == ["layers.4.weight", "layers.4.bias"]
    assert bigger[0].weight.data.tolist() == network()[0].weight.data.tolist()


# -- bad files -------------------------------------------------------------------------


@pytest.mark.parametrize("keep", [0, 4, 8, 20, 200, -1, -100])
def test_truncated(path, keep):
    content = path.read_bytes()
    path.write_bytes(content[:keep])
    expect_nothing_changed(
        path, r"model.safetensors: not a (complete )?safetensors file"
    )


def test_every_damaged_byte_is_found(path):
    """Whatever byte is changed, the file is refused, or the change was in a space."""
    content = path.read_bytes()
    model = network(1)
    before = numbers(model)
    rng = np.random.default_rng(0)
    for place in rng.choice(len(content), 300, replace=False):
        damaged = bytearray(content)
        damaged[place] ^= 1 << int(rng.integers(8))
        path.write_bytes(damaged)
        try:
            load(model, path)
        except LoadError:
            assert numbers(model) == before, place
        else:
            # Only the version, or the name of a field of the metadata, says less then.
            assert numbers(model) == numbers(network())
            model = network(1)


def test_a_damaged_number_is_found(path):
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    expect_nothing_changed(path, "damaged, its numbers do not have the checksum")


def changed(path, **changes):
    """The file with entries changed (None: left out), and honest about it."""
    state = {**network().state_dict(), **changes}
    save_file({k: v for k, v in state.items() if v is not None}, path)


def test_wrong_shape_wrong_dtype_missing_and_extra(path):
    bias = {"layers.0.bias": np.zeros(5)}
    changed(path, **bias)
    expect_nothing_changed(path, r"layers.0.bias has shape \(4,\), the state's \(5,\)")
    changed(path, **{"layers.0.bias": np.zeros(4, np.float32)})
    expect_nothing_changed(path, "layers.0.bias is float64, the state's float32")
    changed(path, **{"layers.0.bias": None})
    expect_nothing_changed(path, "1 name is missing: layers.0.bias")
    changed(path, extra=np.zeros(3))
    expect_nothing_changed(path, "1 name is unexpected: extra")
    changed(path, **{"layers.0.bias": np.zeros(5), "extra": np.zeros(1)})
    expect_nothing_changed(path, r"layers.0.bias has shape", strict=False)


def test_a_million_keys(tmp_path):
    path = tmp_path / "many.safetensors"
    entry = '":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}'
    names = f'{entry},"k'.join(map(str, range(1_000_000)))
    text = f'{{"k{names}{entry}}}'.encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text)
    for strict in (True, False):
        expect_nothing_changed(
            path, r"its list of tensors takes \d+,\d+,\d+ bytes, far more", strict
        )


def test_some_thousand_keys(tmp_path):
    path = tmp_path / "many.safetensors"
    path.write_bytes(raw([(f"k{i}", "U8", [1], b"x") for i in range(5_000)]))
    expect_nothing_changed(path, r"5,000 tensors, the module has 9; .* k0, k1, k10")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "os.system", "Sequential\n", "x" * 9999]
)
def test_a_path_in_the_metadata_is_only_text(path, name, tmp_path):
    save_file(network().state_dict(), path, {"class": name})
    before = sorted(os.listdir(tmp_path))
    expect_nothing_changed(path, "it was saved from a .*, not from Sequential")
    assert sorted(os.listdir(tmp_path)) == before
    save_file(network().state_dict(), path, {"format": name})
    expect_nothing_changed(path, r"its format is .*update autograd_core")


def test_a_path_as_the_name_of_a_tensor_is_only_text(path):
    changed(path, **{"../../etc/passwd": np.zeros(1)})
    expect_nothing_changed(path, "1 name is unexpected: ../../etc/passwd")


def test_another_class_is_refused_unless_told(path):
    class Other(nn.Sequential):
        pass

    other = Other(*network(1))
    expect_nothing_changed(
        path, "saved from a 'Sequential', not from Other", model=other
    )
    load(other, path, strict=False)
    assert numbers(other) == numbers(network())


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda path: load(network(), path.with_name("a")),
            FileNotFoundError,
            r"\ba\b",
        ),
        (lambda path: load(network(), path.parent), IsADirectoryError, "director"),
        (lambda path: load(path, network()), TypeError, r"write load\(module, path\)"),
        (lambda path: save(str(path), network()), TypeError, r"write save\(module, pa"),
        (
            lambda path: save(network(), path.parent / "no" / "f"),
            FileNotFoundError,
            r"\bno\b",
        ),
    ],
)
def test_missing_files_and_wrong_arguments(path, call, error, message):
    with pytest.raises(error, match=message):
        call(path)


def test_without_safetensors_the_message_says_how_to_get_it(monkeypatch, path):
    monkeypatch.setitem(__import__("sys").modules, "safetensors.numpy", None)
    monkeypatch.setitem(__import__("sys").modules, "safetensors", None)
    message = r'needs safetensors; .*"autograd_core\[save\]"'
    with pytest.raises(ImportError, match=message):
        save(network(), path)
    with pytest.raises(ImportError, match=message):
        load(network(), path)
