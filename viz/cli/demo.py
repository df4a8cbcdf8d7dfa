"""The demo: one neuron explained, then a network that learns to read digits."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import nn
import viz.plots as plots
from autograd_core import Value, dot, no_grad, softmax
from autograd_core.extend import require
from nn import MLP
from optim import SGD, History, fit, train_test_split
from optim.data.datasets import load_digits
from optim.schedules import Exponential
from viz.cli.version import build_line
from viz.ledger.explain import explain
from viz.network.draw_network import draw_network
from viz.output.draw import draw
from viz.page.write import play

MISREAD = 8
"""How many of the images that the network is most wrong about are drawn."""


@dataclass(frozen=True)
class Settings:
    """The network of the demo and its training; equal settings give equal numbers."""

    hidden: tuple[int, ...] = (24, 8)
    epochs: int = 12
    batch: int = 16
    lr: float = 0.1
    final_lr: float = 0.01
    momentum: float = 0.9
    seed: int = 0


@dataclass(frozen=True)
class Digits:
    """Handwritten digits: 64 pixels from 0 to 1 each, and the digits they show."""

    X_train: Any
    y_train: Any
    X_test: Any
    y_test: Any


def run(out: Path, settings: Settings | None = None) -> int:
    """Run the whole demo; the pictures go to the directory `out`.

    Raises:
        MissingExtra: an optional package is not installed.
        OSError: `out` cannot be written to.
        KeyboardInterrupt: training was stopped by Ctrl-C.
    """
    settings = settings or Settings()
    # Where one of these is missing, others may be too: the extra `demo` has them all.
    console = require("rich.console", "demo").Console(highlight=False, markup=False)
    require("matplotlib", "demo")
    require("pygraphviz", "demo")
    digits = split_digits(settings.seed)
    out.mkdir(parents=True, exist_ok=True)

    console.print(build_line(), soft_wrap=True)
    _heading(
        console, "1. One neuron, L = tanh(w*x + b), and every step of its gradient"
    )
    paths = explain_one_neuron(console, out)

    model = MLP(64, [*settings.hidden, 10], rng=settings.seed)
    _heading(
        console,
        f"2. A network of {len(model.parameters()):,} such Values learns to read "
        f"{len(digits.y_train):,} handwritten digits",
    )
    history = train_digits(model, digits, settings, console)
    scores = nn.predict(model, digits.X_test)
    console.print()
    console.print(_summary(model, digits, scores, history))

    _heading(console, "3. What it learned")
    paths += show_first_image(console, model, digits, out)
    paths += draw_what_it_learned(model, digits, scores, history, out)
    _heading(console, "Pictures, and a page to step through (open it in a browser)")
    for path in paths:
        console.print(f"  {path}", soft_wrap=True)
    return 0


def split_digits(seed: int) -> Digits:
    """Load the digits and shuffle them: 80 % to train on, 20 % to test on.

    >>> digits = split_digits(seed=0)
    >>> digits.X_train.shape, len(digits.y_test)
    ((1438, 64), 359)
    """
    X_train, X_test, y_train, y_test = train_test_split(
        *load_digits(), test_size=0.2, rng=seed
    )
    return Digits(X_train, y_train, X_test, y_test)


def explain_one_neuron(console: Any, out: Path) -> list[Path]:
    """Print the ledger of L = tanh(w*x + b), draw it, and write its stepper page."""
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.5, label="b")
    loss = (w * x + b).tanh()
    loss.label = "L"
    loss.backward()
    console.print(str(explain(loss)), soft_wrap=True)
    page = out / "stepper.html"
    play(loss, page, title="L = tanh(w*x + b)")
    return [*_save_graph(loss, out / "diagram"), page]


def train_digits(
    model: MLP, digits: Digits, settings: Settings, console: Any
) -> History:
    """Mini-batch gradient descent; prints a line per epoch.

    Raises:
        KeyboardInterrupt: it was stopped by Ctrl-C.
    """
    steps = settings.epochs * -(-len(digits.y_train) // settings.batch)
    fall = settings.final_lr / settings.lr
    console.print("epoch    loss    train     test")

    def report(training: Any) -> None:
        last = training.epoch_logs
        console.print(
            f"{training.epoch:5}  {last['loss']:6.3f}  {last['accuracy']:6.1%}  "
            f"{last['val_accuracy']:6.1%}"
        )

    history = fit(
        model,
        nn.cross_entropy,
        SGD(model.parameters(), settings.lr, settings.momentum),
        (digits.X_train, digits.y_train),
        epochs=settings.epochs,
        batch_size=settings.batch,
        validation=(digits.X_test, digits.y_test),
        metrics=nn.accuracy,
        callbacks=report,
        schedule=Exponential(settings.lr, gamma=fall ** (1 / max(1, steps - 1))),
        rng=settings.seed,
        progress=console if console.is_terminal else False,
    )
    if len(history) < settings.epochs:
        raise KeyboardInterrupt
    return history


def show_first_image(console: Any, model: MLP, digits: Digits, out: Path) -> list[Path]:
    """Show the first test image, and draw how the network classifies it."""
    image, digit = digits.X_test[0], int(digits.y_test[0])
    features: Any = image
    with no_grad():
        for layer in model.layers[:-1]:
            features = layer(features)
        shares = [share.data for share in softmax(model.layers[-1](features))]
    answer = int(np.argmax(shares))
    console.print(_as_text(image.tolist()) + "\n")
    console.print(
        f"The first test image is a {digit}. The network says {answer}, "
        f"{shares[answer]:.1%} sure."
    )
    inputs = [Value(h.data, label=f"h{i}") for i, h in enumerate(features)]
    neuron = model.layers[-1].neurons[answer]
    score = dot(neuron.w, inputs, bias=neuron.b)
    score.label = f"score of digit {answer}"
    model.zero_grad()
    score.backward()
    console.print(
        f"The network is drawn in network.svg, and the neuron that scores {answer} in\n"
        f"output-neuron.svg: h0 to h{len(inputs) - 1} are the neurons of the layer "
        "below."
    )
    names = [str(digit) for digit in range(10)]
    drawing = draw_network(model, image, outputs=names, widest=10)
    network = drawing.save(out / "network.svg")
    return [*_save_graph(score, out / "output-neuron"), network]


def draw_what_it_learned(
    model: MLP, digits: Digits, scores: Any, history: History, out: Path
) -> list[Path]:
    """Draw the curves, the confusion matrix and the images it is most wrong about."""
    measured = {
        "loss": history["loss"],
        "test_loss": history["val_loss"],
        "accuracy": history["accuracy"],
        "test_accuracy": history["val_accuracy"],
    }
    title = "A network of scalar Values learns handwritten digits"
    curves = plots.learning_curves(measured, title=title)
    counts = nn.confusion_matrix(scores, digits.y_test)
    confusion = plots.confusion_matrix(counts, title="Test images")
    shares = softmax(scores, axis=1)
    right = shares[np.arange(len(shares)), digits.y_test]
    worst = np.argsort(right)[:MISREAD]
    misread = plots.digits(
        digits.X_test[worst],
        scores[worst].argmax(axis=1),
        digits.y_test[worst],
        shares[worst].max(axis=1),
        title="The test images it is most wrong about",
    )
    return [
        plots.save(curves, out / "curves.png"),
        plots.save(confusion, out / "confusion.png"),
        plots.save(misread, out / "misread.png"),
    ]


def _save_graph(node: Value, stem: Path) -> list[Path]:
    """Draw the graph of a node as SVG and as PNG."""
    drawing = draw(node, names={})
    return [drawing.save(stem.with_suffix(suffix)) for suffix in (".svg", ".png")]


def _heading(console: Any, text: str) -> None:
    console.print()
    console.print(text, style="bold")
    console.print()


def _summary(model: MLP, digits: Digits, scores: Any, history: History) -> Any:
    """Return a table of sizes, accuracies and the time."""
    table = require("rich.table", "repl").Table(title="Summary", show_header=False)
    widths = [len(layer.neurons) for layer in model.layers]
    wrong = int((scores.argmax(axis=1) != digits.y_test).sum())
    for name, text in (
        ("network", f"64 inputs, {' - '.join(map(str, widths))} neurons"),
        ("parameters", f"{len(model.parameters()):,} Values"),
        ("training images", f"{len(digits.y_train):,}"),
        ("training accuracy", f"{history['accuracy'][-1]:.1%}"),
        ("test accuracy", f"{history['val_accuracy'][-1]:.1%}"),
        ("test images read wrong", f"{wrong} of {len(digits.y_test)}"),
        ("training time", f"{history.seconds:.1f} s, {_steps(model, digits, history)}"),
    ):
        table.add_row(name, text)
    return table


def _steps(model: MLP, digits: Digits, history: History) -> str:
    """How the steps were made; compiled ones as a factor over one by the engine."""
    if not history.steps_by.startswith("compiled"):
        return history.steps_by
    steps = len(history.steps["loss"])
    samples = -(-len(digits.y_train) * len(history) // steps)
    images, labels = digits.X_train[:samples], digits.y_train[:samples]
    start = time.perf_counter()
    nn.cross_entropy([model(image) for image in images], labels).backward()
    factor = (time.perf_counter() - start) / (history.seconds / steps)
    model.zero_grad()
    return f"steps compiled: {factor:.0f} times the engine's speed"


def _as_text(image: Sequence[float]) -> str:
    """Return an image of 8x8 numbers from 0 to 1 as 8 lines of characters."""
    shades = " .:-=+*#%@"
    lines = [
        "  " + "".join(2 * shades[round(9 * pixel)] for pixel in image[i : i + 8])
        for i in range(0, 64, 8)
    ]
    return "\n".join(lines)
