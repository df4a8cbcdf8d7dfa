"""The demo: a reduced run in detail, then the full one as users run it."""

import io
import os
import re
import signal
import subprocess
import sys

import numpy as np
import pytest
from rich.console import Console

from nn import MLP
from optim import SGD
from viz.cli import demo

PICTURES = [
    "diagram.svg",
    "diagram.png",
    "stepper.html",
    "output-neuron.svg",
    "output-neuron.png",
    "network.svg",
    "curves.png",
    "confusion.png",
    "misread.png",
]
SMALL = demo.Settings(hidden=(8,), epochs=2, batch=32)


def test_digits_are_split_without_overlap():
    digits = demo.split_digits(seed=0)
    parts = [digits.X_train, digits.X_test]
    assert [len(part) for part in parts] == [1438, 359]
    assert [len(digits.y_train), len(digits.y_test)] == [1438, 359]
    assert set(digits.y_train) == set(digits.y_test) == set(range(10))
    train, test = [{tuple(image) for image in part.tolist()} for part in parts]
    assert not train & test
    assert (np.concatenate(parts).min(), np.concatenate(parts).max()) == (0.0, 1.0)


def test_one_step_of_the_training_equals_numpys():
    """Softmax regression with one batch of all: W - lr X'(p - y)/n."""
    digits = demo.split_digits(seed=0)
    sample = demo.Digits(
        digits.X_train[:16], digits.y_train[:16], digits.X_test[:5], digits.y_test[:5]
    )
    model = MLP(64, [10], rng=0)
    w = np.array([[v.data for v in n.w] for n in model.layers[0].neurons])
    p = np.exp(sample.X_train @ w.T)
    p /= p.sum(axis=1, keepdims=True)
    y = np.eye(10)[sample.y_train]
    settings = demo.Settings(hidden=(), epochs=1, batch=16, lr=0.5, final_lr=0.5)
    history = demo.train_digits(model, sample, settings, Console(file=io.StringIO()))
    assert history["loss"] == pytest.approx([-(y * np.log(p)).sum() / 16], rel=1e-12)
    weights = [[v.data for v in n.w] for n in model.layers[0].neurons]
    expected = w - 0.5 * (p - y).T @ sample.X_train / 16
    assert np.allclose(weights, expected, rtol=1e-12, atol=1e-15)
    biases = [n.b.data for n in model.layers[0].neurons]
    assert np.allclose(biases, -0.5 * (p - y).mean(axis=0), rtol=1e-12, atol=1e-15)
    guesses = (sample.X_test @ np.transpose(weights) + biases).argmax(axis=1)
    assert history["val_accuracy"] == [np.mean(guesses == sample.y_test)]


def test_the_rate_falls_to_its_last_value(monkeypatch):
    optimizers = []

    def remembered(*settings):
        optimizers.append(SGD(*settings))
        return optimizers[-1]

    monkeypatch.setattr(demo, "SGD", remembered)
    digits = demo.split_digits(seed=0)
    sample = demo.Digits(
        digits.X_train[:40], digits.y_train[:40], digits.X_test[:5], digits.y_test[:5]
    )
    settings = demo.Settings(hidden=(), epochs=3, batch=16, lr=0.1, final_lr=0.01)
    model = MLP(64, [10], rng=0)
    demo.train_digits(model, sample, settings, Console(file=io.StringIO()))
    (optimizer,) = optimizers
    # Nine steps, the ninth at 0.01; the rate is now that of a tenth.
    assert optimizer.lr == pytest.approx(0.01 * 0.1 ** (1 / 8))


def test_a_reduced_run_writes_pictures_and_is_deterministic(tmp_path, capsys):
    out = tmp_path / "deep" / "pictures"
    assert demo.run(out, SMALL) == 0
    first = capsys.readouterr().out
    for name in PICTURES:
        assert (out / name).stat().st_size > 1000
        line = first.splitlines()[PICTURES.index(name) - len(PICTURES)]
        assert str(out / name) in line
    assert first.startswith("autograd_core ")
    assert "\x1b" not in first
    for number in ("dL/db = 0.786448", "dL/dw = 1.5729", "dL/dx = 0.393224"):
        assert number in first
    epochs = [line.split() for line in first.splitlines() if "%" in line][:2]
    assert [line[0] for line in epochs] == ["1", "2"]
    demo.run(out, SMALL)
    second = capsys.readouterr().out

    def without_times(text):
        # The table is as wide as the time it shows, so its spaces and rules vary too.
        lines = [line for line in text.splitlines() if "training time" not in line]
        return [re.sub("[ ─]+", " ", line).strip() for line in lines]

    assert without_times(second) == without_times(first)


@pytest.mark.skipif(
    os.environ.get("AUTOGRAD_CORE_PURE", "") not in ("", "0"),
    reason="it takes a minute on the plain build; the reduced run passes there too",
)
def test_the_full_demo_reaches_its_accuracy(tmp_path):
    process = subprocess.run(
        [sys.executable, "-W", "error", "-m", "viz.cli", "demo"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        timeout=600,
        check=False,
    )
    assert (process.returncode, process.stderr) == (0, "")
    last = [
        line.split() for line in process.stdout.splitlines() if line[:5].strip() == "12"
    ]
    assert float(last[0][3].rstrip("%")) >= 95.0
    assert sorted(os.listdir(tmp_path / "backprop-demo")) == sorted(PICTURES)


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
