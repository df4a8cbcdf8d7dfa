"""Files are written completely or not at all."""

import errno
import os
import stat
import subprocess
import sys

import pytest

from autograd_core.extend import write_file


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(b"old")
    return file


@pytest.mark.parametrize("call", ["builtins.open", "os.fsync", "os.replace"])
@pytest.mark.parametrize(
    "error", [KeyboardInterrupt, OSError(28, "full"), OSError("x")]
)
def test_a_failure_leaves_the_old_file_alone(path, call, error, monkeypatch):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(call, fail)
    with pytest.raises(BaseException) as caught:
        write_file(path, b"new")
    monkeypatch.undo()
    assert type(caught.value) is (error if isinstance(error, type) else type(error))
    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == ["a"]


def test_links_and_permissions_stay(path, tmp_path):
    path.chmod(0o600)
    link = tmp_path / "link"
    link.symlink_to(path)
    write_file(link, memoryview(b"new"))
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_name_may_be_as_long_as_the_system_allows(tmp_path):
    write_file(tmp_path / ("a" * 255), b"new")
    assert (tmp_path / ("a" * 255)).read_bytes() == b"new"


@pytest.mark.parametrize(
    ("name", "number"),
    [("no/folder", errno.ENOENT), (".", errno.EISDIR), ("a/b", errno.ENOTDIR)],
)
def test_errors_name_the_path_as_it_was_passed(path, name, number, monkeypatch):
    monkeypatch.chdir(path.parent)
    with pytest.raises(OSError, match=name) as caught:
        write_file(name, b"new")
    assert (caught.value.errno, caught.value.filename) == (number, name)


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="needs /dev/stdout")
def test_a_device_is_written_directly():
    code = (
        "from autograd_core.extend import write_file;write_file('/dev/stdout', b'text')"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout == b"text"
