"""The demo: a reduced run in detail, then the full one as users run it."""

import math
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from autograd_core import Value
from nn import MLP
from optim import SGD
from viz import demo

PICTURES = [
    "diagram.svg",
    "diagram.png",
    "output-neuron.svg",
    "output-neuron.png",
    "curves.png",
]
SMALL = demo.Settings(hidden=(8,), epochs=2, batch=32)


def test_digits_are_split_without_overlap():
    train, test = demo.load_digits(seed=0)
    assert (len(train.digits), len(test.digits)) == (1437, 360)
    assert set(train.digits) == set(test.digits) == set(range(10))
    numbers = [x for image in train.images + test.images for x in image]
    assert (min(numbers), max(numbers)) == (0.0, 1.0)
    assert not set(map(tuple, train.images)) & set(map(tuple, test.images))


def test_cross_entropy_by_hand():
    logits = [Value(1.0), Value(-2.0), Value(0.5)]
    loss = demo.cross_entropy(logits, 2)
    loss.backward()
    total = sum(math.exp(each.data) for each in logits)
    assert loss.data == pytest.approx(-math.log(math.exp(0.5) / total), rel=1e-14)
    wanted = [math.exp(v.data) / total - (i == 2) for i, v in enumerate(logits)]
    assert [v.grad for v in logits] == pytest.approx(wanted, rel=1e-13)


def test_accuracy_counts():
    model = MLP(64, [10], rng=0)
    train, _ = demo.load_digits(seed=0)
    few = demo.Samples(train.images[:50], train.digits[:50])
    w = np.array([[v.data for v in n.w] for n in model.layers[0].neurons])
    guesses = (np.array(few.images) @ w.T).argmax(axis=1)
    wanted = np.mean(guesses == np.array(few.digits))
    assert demo.accuracy(model, few) == pytest.approx(wanted)


def test_a_step_equals_numpys():
    """One step of softmax regression against W - lr X'(p - y)/n."""
    train, _ = demo.load_digits(seed=0)
    model, batch = MLP(64, [10], rng=0), list(range(16))
    w = np.array([[v.data for v in n.w] for n in model.layers[0].neurons])
    x = np.array([train.images[i] for i in batch])
    y = np.eye(10)[[train.digits[i] for i in batch]]
    p = np.exp(x @ w.T) / np.exp(x @ w.T).sum(axis=1, keepdims=True)
    loss = demo.train_step(model, SGD(model.parameters(), lr=0.5), train, batch)
    assert loss == pytest.approx(-(y * np.log(p)).sum() / 16, rel=1e-12)
    moved = [[v.data for v in n.w] for n in model.layers[0].neurons]
    assert np.allclose(moved, w - 0.5 * (p - y).T @ x / 16, rtol=1e-12, atol=1e-15)
    biases = [n.b.data for n in model.layers[0].neurons]
    assert np.allclose(biases, -0.5 * (p - y).mean(axis=0), rtol=1e-12, atol=1e-15)


def test_a_reduced_run_writes_pictures_and_is_deterministic(tmp_path, capsys):
    out = tmp_path / "deep" / "pictures"
    assert demo.run(out, SMALL) == 0
    first = capsys.readouterr().out
    for name in PICTURES:
        assert (out / name).stat().st_size > 1000
        assert str(out / name) in first.splitlines()[-5 + PICTURES.index(name)]
    assert first.startswith("autograd_core ")
    assert "\x1b" not in first
    epochs = [line.split() for line in first.splitlines() if "%" in line][:2]
    assert [line[0] for line in epochs] == ["1", "2"]
    demo.run(out, SMALL)
    second = capsys.readouterr().out

    def without_times(text):
        return [line for line in text.splitlines() if "training time" not in line]

    assert without_times(second) == without_times(first)


def test_the_ledger_is_printed(tmp_path, capsys):
    demo.run(tmp_path, demo.Settings(hidden=(4,), epochs=1, batch=64))
    out = capsys.readouterr().out
    for number in ("dL/db = 0.786448", "dL/dw = 1.5729", "dL/dx = 0.393224"):
        assert number in out


def test_the_full_demo_reaches_its_accuracy_in_its_time(tmp_path):
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "viz.cli", "demo"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=240,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    last = [
        line.split() for line in done.stdout.splitlines() if line[:5].strip() == "12"
    ]
    assert float(last[0][3].rstrip("%")) >= 95.0
    assert sorted(os.listdir(tmp_path / "backprop-demo")) == sorted(PICTURES)
    assert time.monotonic() - started < 240


@pytest.mark.skipif(os.name == "nt", reason="SIGINT cannot be sent to one process")
def test_interrupting_the_training_ends_cleanly(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-m", "viz.cli", "demo"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        # A background job starts with SIGINT ignored, and its children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if line.startswith("epoch"):
                process.send_signal(signal.SIGINT)
                break
        process.stdout.read()
        assert process.stderr.read() == "backprop: interrupted\n"
    assert process.returncode == 130
