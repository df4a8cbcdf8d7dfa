"""Saving: the new file appears whole, or the old one stays."""

import os
import stat

import pytest

from nn import Linear, Sequential, load, save


def network(rng=0):
    return Sequential(Linear(3, 4, rng=rng), Linear(4, 2, rng=rng))


def numbers(model):
    return {name: array.tolist() for name, array in model.state_dict().items()}


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "model.safetensors"
    save(network(), file)
    return file


@pytest.mark.parametrize("fault", ["write", "fsync", "replace"])
def test_a_crash_in_the_middle_leaves_the_old_file(path, fault, monkeypatch):
    before = path.read_bytes()

    def crash(*args, **kwargs):
        raise KeyboardInterrupt

    if fault == "write":
        monkeypatch.setattr("builtins.open", crash)
    else:
        monkeypatch.setattr(os, fault, crash)
    with pytest.raises(KeyboardInterrupt):
        save(network(1), path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_the_new_file_appears_whole(path, monkeypatch):
    """At the moment of the move the new file is complete, and the old one is there."""
    before, states = path.read_bytes(), []
    move = os.replace

    def watched(source, target):
        states.append((path.read_bytes(), os.path.getsize(source)))
        move(source, target)

    monkeypatch.setattr(os, "replace", watched)
    save(network(1), path)
    assert states == [(before, path.stat().st_size)]
    assert path.read_bytes() != before


def test_links_and_permissions_are_kept(path, tmp_path):
    link = tmp_path / "latest"
    link.symlink_to(path)
    save(network(1), link)
    assert link.is_symlink()
    other = network()
    load(other, path)
    assert numbers(other) == numbers(network(1))
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_the_permissions_of_an_older_file_stay(path):
    path.chmod(0o600)
    save(network(1), path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_errors_name_the_path_that_was_given(tmp_path):
    missing = tmp_path / "no" / "folder"
    for place, error in ((missing, FileNotFoundError), (tmp_path, IsADirectoryError)):
        with pytest.raises(error) as caught:
            save(network(), place)
        assert caught.value.filename == str(place)
    with pytest.raises(TypeError, match="not int"):
        load(network(), 3)  # would read from whatever file has this number
