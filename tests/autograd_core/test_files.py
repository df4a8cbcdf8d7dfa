"""Files are written completely or not at all."""

import contextlib
import errno
import itertools
import os
import re
import shutil
import stat
import subprocess
import sys
import textwrap

import pytest

from autograd_core.extend import require_folder, write_file
from tests.autograd_core.threads import in_threads


def python(program, *arguments):
    """Run a program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


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
    ("name", "number", "message"),
    [
        ("no/folder", errno.ENOENT, "there is no folder .*no: create it first, or cho"),
        ("", errno.ENOENT, "No such file or directory"),
        (".", errno.EISDIR, "Is a directory; add the name of a file"),
        ("new/", errno.EISDIR, "Is a directory; add the name of a file"),
        ("a/b", errno.ENOTDIR, "a part of the path is a file; choose another path"),
        ("b" * 256, errno.ENAMETOOLONG, "File name too long; choose a shorter name"),
        ("loop", errno.ELOOP, "the link leads to itself; remove it"),
        ("dangling", errno.ENOENT, "there is no folder .*nowhere: create it first"),
    ],
)
def test_errors_name_the_path_as_it_was_passed(
    path, name, number, message, monkeypatch
):
    monkeypatch.chdir(path.parent)
    os.symlink("loop", "loop")
    os.symlink("nowhere/file", "dangling")
    before = sorted(os.listdir())
    with pytest.raises(OSError, match=message) as caught:
        write_file(name, b"new")
    assert (caught.value.errno, caught.value.filename) == (number, name)
    assert str(caught.value).endswith(f": {name!r}")
    assert sorted(os.listdir()) == before


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "free some space, or choose a path on another disk"),
        (errno.EDQUOT, "free some space, or choose a path on another disk"),
        (errno.EFBIG, "raise the limit of the size of files, or write less"),
        (errno.EROFS, "choose a path in a folder that you may write to"),
        (errno.EACCES, "choose a path in a folder that you may write to"),
        (errno.EIO, "choose another path"),
    ],
)
@pytest.mark.parametrize("cleaning_fails", [False, True])
def test_errors_of_the_system_end_with_a_remedy(
    path, number, remedy, cleaning_fails, monkeypatch
):
    """The path is the user's even if the temporary file cannot be removed either."""

    def fail(*args, **kwargs):
        raise OSError(number, os.strerror(number), "a temporary file")

    monkeypatch.setattr(os, "fsync", fail)
    if cleaning_fails:
        monkeypatch.setattr(os, "unlink", fail)
    with pytest.raises(OSError) as caught:
        write_file(path, b"new")
    expected = f"[Errno {number}] {os.strerror(number)}; {remedy}: {str(path)!r}"
    assert str(caught.value) == expected
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("name", ["no/a", "a/b/c"])
def test_a_missing_folder_is_refused_before_any_work(path, name, monkeypatch):
    monkeypatch.chdir(path.parent)
    with pytest.raises(OSError, match=r"create it first|a part of the path"):
        require_folder(name)
    require_folder("a")
    require_folder(path.parent / "new")


def test_folders_are_created_on_request(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    write_file("b/c/d", b"new", parents=True)
    write_file("e", b"new", parents=True)
    assert (path.parent / "b/c/d").read_bytes() == b"new"
    with pytest.raises(OSError, match="a part of the path is a file") as caught:
        write_file("a/b/c", b"new", parents=True)
    assert caught.value.filename == "a/b/c"


@contextlib.contextmanager
def mounted(folder, options):
    """A small file system of its own, where the system lets us have one."""
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("needs the right to mount")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="needs mount")
def test_a_full_and_a_read_only_file_system(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    path = folder / "a"
    with mounted(folder, "size=64k"):
        write_file(path, b"old")
        with pytest.raises(OSError, match="No space left on device; free some") as full:
            write_file(path, bytes(100_000))
        assert full.value.filename == str(path)
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        with pytest.raises(OSError, match="Read-only file system; choose") as locked:
            write_file(path, b"new")
        assert locked.value.filename == str(path)
        assert path.read_bytes() == b"old"
        assert os.listdir(folder) == ["a"]


@pytest.mark.skipif(os.name != "posix", reason="needs limits of processes")
def test_a_file_above_the_limit_of_the_process(path):
    program = """
        import resource, sys
        from autograd_core.extend import write_file
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        write_file(sys.argv[1], bytes(5000))
    """
    run = python(program, path)
    assert run.returncode == 1
    assert "File too large; raise the limit of the size of files" in run.stderr
    assert run.stderr.strip().endswith(repr(str(path)))
    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == ["a"]


# -- permissions and links -------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="needs permissions")
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_a_new_file_has_the_permissions_that_open_gives(tmp_path, umask):
    before = os.umask(umask)
    try:
        write_file(tmp_path / "a", b"new")
        (tmp_path / "b").write_bytes(b"new")
    finally:
        os.umask(before)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in "ab"]
    assert modes == [0o666 & ~umask] * 2


@pytest.mark.skipif(os.name != "posix", reason="needs permissions")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o444, 0o755, 0o666])
def test_the_permissions_of_an_older_file_stay(path, mode, monkeypatch):
    """And while it is written, nobody else may read what replaces a private file."""
    path.chmod(mode)
    modes = []
    opened = os.open

    def watched(name, flags, *args, **kwargs):
        descriptor = opened(name, flags, *args, **kwargs)
        if flags & os.O_EXCL:
            modes.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        return descriptor

    monkeypatch.setattr(os, "open", watched)
    write_file(path, b"new")
    assert modes == [0o600]
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_link_to_no_file_yet(tmp_path):
    (tmp_path / "folder").mkdir()
    link = tmp_path / "link"
    link.symlink_to("folder/file")
    write_file(link, b"new")
    assert link.is_symlink()
    assert os.listdir(tmp_path / "folder") == ["file"]


def test_a_link_in_the_place_of_the_temporary_file_is_not_followed(path, monkeypatch):
    """Somebody who foresees the name of the temporary file cannot redirect it."""
    victim = path.with_name("victim")
    victim.write_bytes(b"precious")
    opened = os.open

    def foreseen(name, flags, *args, **kwargs):
        if flags & os.O_CREAT:
            os.symlink(victim, name)
        return opened(name, flags, *args, **kwargs)

    monkeypatch.setattr(os, "open", foreseen)
    with pytest.raises(FileExistsError):
        write_file(path, b"new")
    assert victim.read_bytes() == b"precious"
    assert path.read_bytes() == b"old"


def test_file_and_folder_are_synced(path, monkeypatch):
    synced = []
    monkeypatch.setattr(
        os, "fsync", lambda number: synced.append(os.fstat(number).st_mode)
    )
    write_file(path, b"new")
    assert [stat.S_ISDIR(mode) for mode in synced] == [False, True]


# -- several writers, and what a dead one leaves ---------------------------------------


def test_threads_that_write_one_path(path):
    """Every write succeeds, and a reader sees whole files only."""
    contents = [bytes([65 + i]) * (1000 + i) for i in range(8)]
    path.write_bytes(contents[0])

    def work(i):
        if i == 8:
            return [path.read_bytes() in contents for _ in range(300)]
        for _ in range(40):
            write_file(path, contents[i])
        return [True]

    assert all(itertools.chain(*in_threads(work, 9)))
    assert path.read_bytes() in contents
    assert os.listdir(path.parent) == ["a"]


KILLED = """
    import os, signal, sys
    from autograd_core.extend import write_file
    os.fsync = lambda number: os.kill(os.getpid(), signal.SIGKILL)
    write_file(sys.argv[1], b"half")
"""


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_the_temporary_file_of_a_killed_process_is_removed(path):
    for _ in range(2):
        python(KILLED, path)
        assert len(os.listdir(path.parent)) == 2
        assert path.read_bytes() == b"old"
    write_file(path.with_name("b"), b"new")
    assert sorted(os.listdir(path.parent)) == ["a", "b"]


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_other_files_are_left_alone(path):
    """Of other machines, running processes and other programs."""
    python(KILLED, path)
    (orphan,) = [name for name in os.listdir(path.parent) if name != "a"]
    stem, host, process, token, count = re.fullmatch(
        r"(.*)\.(\w{8})-(\d+)-(\w{8})-(\d+)\.part", orphan
    ).groups()
    names = [
        f"{stem}.{host[::-1]}-{process}-{token}-{count}.part",
        f"{stem}.{host}-{os.getppid()}-{token}-{count}.part",
        f"{stem}.{host}-{process}-{token}-{count}.part.bak",
        f".a.{process}.part",
        "a.part",
    ]
    former = f"{stem}.{host}-{os.getpid()}-{token}-{count}.part"  # our number, reused
    for name in [*names, former]:
        path.with_name(name).write_bytes(b"theirs")
    write_file(path, b"new")
    assert sorted(os.listdir(path.parent)) == sorted(["a", *names])


@pytest.mark.skipif(not os.path.exists("/dev/stdout"), reason="needs /dev/stdout")
def test_a_device_is_written_directly():
    program = """
        from autograd_core.extend import write_file
        write_file('/dev/stdout', b'text')
    """
    assert python(program).stdout == "text"
