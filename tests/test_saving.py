"""Every function of nn, optim and viz that writes a file does so in the same way."""

import ast
import os
import stat

import numpy as np
import pytest

import nn
import viz
from autograd_core import Value
from optim import SGD, Checkpoint, History, fit
from optim.search.results import Trial, Trials
from tests.source import PACKAGES, sources
from viz import plots


def squared():
    x = Value(2.0, label="x")
    y = x * x
    y.backward()
    return y


def save_checkpoint(path):
    w = Value(1.0)
    fit(
        lambda x: w * x,
        lambda outputs, targets: (outputs[0] - targets[0]) ** 2,
        SGD([w], lr=0.1),
        ([1.0], [2.0]),
        epochs=1,
        batch_size=1,
        callbacks=Checkpoint(path),
    )


def save_history(path):
    history = History()
    history.record_epoch({"loss": 0.5})
    history.to_csv(path)


def save_animation(path):
    steps = np.array([[2.0, 1.0], [1.0, 0.5]])
    plots.animate(
        lambda x, y: x**2 + y**2, (-3, 3), (-3, 3), {"SGD": steps}, path, dpi=20
    )


SAVERS = {
    "nn.save": ("m.safetensors", lambda path: nn.save(nn.Linear(2, 1), path)),
    "nn.export_onnx": (
        "m.onnx",
        lambda path: nn.export_onnx(nn.mlp([2, 1]), path, (2,)),
    ),
    "Checkpoint": ("run.npz", save_checkpoint),
    "History.to_csv": ("h.csv", save_history),
    "Trials.to_csv": (
        "t.csv",
        lambda path: Trials([Trial({"lr": 0.1}, 0.5, {}, "", 1.0)]).to_csv(path),
    ),
    "Drawing.save .svg": ("d.svg", lambda path: viz.draw(squared()).save(path)),
    "Drawing.save .png": ("d.png", lambda path: viz.draw(squared()).save(path)),
    "Drawing.save .dot": ("d.dot", lambda path: viz.draw(squared()).save(path)),
    "Drawing.render": (
        "d.svg",
        lambda path: viz.draw_dot(squared()).render(os.path.splitext(path)[0]),
    ),
    "draw_network": ("n.svg", lambda path: viz.draw_network(nn.MLP(2, [1])).save(path)),
    "Explanation.save": ("e.txt", lambda path: viz.explain(squared()).save(path)),
    "play": ("p.html", lambda path: viz.play(squared(), path)),
    "plots.save": (
        "c.png",
        lambda path: plots.save(plots.learning_curves({"loss": [2.0, 1.0]}), path),
    ),
    "plots.animate": ("a.gif", save_animation),
}
CREATE_FOLDERS = {"Checkpoint"}
savers = pytest.mark.parametrize("name", SAVERS)


@savers
def test_a_link_stays_a_link_and_a_private_file_private(name, tmp_path):
    file_name, save = SAVERS[name]
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    target = folder / "target"
    target.write_bytes(b"old")
    target.chmod(0o600)
    link = tmp_path / file_name
    link.symlink_to(target)
    save(link)
    assert link.is_symlink()
    assert target.read_bytes() not in (b"", b"old")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert os.listdir(folder) == ["target"]
    assert sorted(os.listdir(tmp_path)) == sorted(["elsewhere", file_name])


@savers
def test_text_and_path_objects_are_both_taken(name, tmp_path):
    file_name, save = SAVERS[name]
    for path in (str(tmp_path / file_name), tmp_path / file_name):
        save(path)
        assert os.listdir(tmp_path) == [file_name]


@savers
@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("no/{}", "there is no folder .*no: create it first, or choose another path"),
        ("file/{}", "a part of the path is a file"),
        ("folders/{}", "Is a directory; add the name of a file"),
    ],
)
def test_a_place_that_cannot_be_written_to(name, place, message, tmp_path):
    file_name, save = SAVERS[name]
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folders" / file_name).mkdir(parents=True)
    path = tmp_path / place.format(file_name)
    if name in CREATE_FOLDERS and place.startswith("no/"):
        save(path)
        assert path.is_file()
        return
    with pytest.raises(OSError, match=message) as caught:
        save(path)
    assert caught.value.filename == str(path)
    assert not list(tmp_path.rglob("*.part"))


@savers
def test_a_full_disk_names_the_path(name, tmp_path, monkeypatch):
    file_name, save = SAVERS[name]
    (tmp_path / file_name).write_bytes(b"old")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device; free some") as caught:
        save(tmp_path / file_name)
    assert caught.value.filename == str(tmp_path / file_name)
    assert os.listdir(tmp_path) == [file_name]
    assert (tmp_path / file_name).read_bytes() == b"old"


def writes(tree):
    """The calls in a module that would write a file in some other way."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        called = getattr(function, "attr", getattr(function, "id", ""))
        modes = [
            argument.value
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        opens = called in ("open", "fdopen") and any(
            set(mode) <= set("rwxab+t") and set(mode) & set("wxa+") for mode in modes
        )
        if opens or called in ("write_text", "write_bytes", "mkstemp", "tofile"):
            yield called


def test_nothing_else_opens_a_file_to_write():
    """`write_file` is the one place, but for two that cannot wait for it.

    The token of a live page must never be in a file that others can read, and what an
    exercise gives is noted until the process that runs it is stopped.
    """
    places = {
        name
        for name, source in sources().items()
        if name.partition(".")[0] in PACKAGES and any(writes(ast.parse(source)))
    }
    assert places == {
        "autograd_core.files",
        "viz.course.grading.worker",
        "viz.live_view.address",
    }
