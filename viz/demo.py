"""`backprop demo`: one neuron explained, then a network that learns to read digits."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import viz
from autograd_core import Value, dot, logsumexp, mean, no_grad, softmax
from nn import MLP
from optim import SGD
from viz.cli import build_line
from viz.extras import require
from viz.plots import learning_curves, save


@dataclass(frozen=True)
class Settings:
    """What the demo trains, and how; the same settings give the same numbers."""

    hidden: tuple[int, ...] = (24, 8)
    epochs: int = 12
    batch: int = 16
    lr: float = 0.1
    final_lr: float = 0.01
    momentum: float = 0.9
    seed: int = 0


@dataclass(frozen=True)
class Samples:
    """Images as rows of 64 numbers from 0 to 1, and which digit each one shows."""

    images: list[list[float]]
    digits: list[int]


@dataclass
class History:
    """What was measured after each epoch."""

    loss: list[float] = field(default_factory=list)
    train: list[float] = field(default_factory=list)
    test: list[float] = field(default_factory=list)
    seconds: float = 0.0


def load_digits(seed: int) -> tuple[Samples, Samples]:
    """The UCI handwritten digits, shuffled: 80 % to train on, 20 % to test on.

    Source: Alpaydin, Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine
    Learning Repository, 1998, as scikit-learn ships them.

    >>> train, test = load_digits(seed=0)
    >>> len(train.digits), len(test.digits), len(test.images[0])
    (1437, 360, 64)
    """
    datasets = require("sklearn.datasets", "scikit-learn")
    images, digits = datasets.load_digits(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(digits))
    cut = len(order) * 4 // 5
    train, test = [
        Samples((images[part] / 16.0).tolist(), digits[part].tolist())
        for part in (order[:cut], order[cut:])
    ]
    return train, test


def cross_entropy(logits: Sequence[Value], digit: int) -> Value:
    """-log softmax(logits)[digit]: how surprised the network is by the right answer.

    >>> round(cross_entropy([Value(0.0), Value(0.0)], 1).data, 6)
    0.693147
    """
    return logsumexp(logits) - logits[digit]


def guess(logits: Sequence[Value]) -> int:
    """The digit with the highest score.

    >>> guess([Value(0.5), Value(2.0), Value(-1.0)])
    1
    """
    return max(range(len(logits)), key=lambda digit: logits[digit].data)


@no_grad()
def accuracy(model: MLP, samples: Samples) -> float:
    """The share of images that the model reads right."""
    right = sum(
        guess(model(image)) == digit
        for image, digit in zip(samples.images, samples.digits, strict=True)
    )
    return right / len(samples.digits)


def run(out: Path, settings: Settings | None = None) -> int:
    """The whole demo; the pictures go to the directory `out`.

    Raises:
        MissingExtra: an optional package is not installed.
        OSError: `out` cannot be written to.
    """
    settings = settings or Settings()
    console = require("rich.console", "rich").Console(highlight=False, markup=False)
    require("matplotlib", "matplotlib")
    require("pygraphviz", "pygraphviz")
    train, test = load_digits(settings.seed)
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
        f"{len(train.digits):,} handwritten digits",
    )
    history = train_digits(model, train, test, settings, console)
    console.print()
    console.print(_summary(model, train, test, history))

    _heading(console, "3. What it learned")
    paths += draw_output_neuron(console, model, test, out)
    paths.append(_save_curves(history, out / "curves.png"))
    _heading(console, "Pictures")
    for path in paths:
        console.print(f"  {path}", soft_wrap=True)
    return 0


def explain_one_neuron(console: Any, out: Path) -> list[Path]:
    """Print the ledger of L = tanh(w*x + b) and draw it; the paths of the drawing."""
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.5, label="b")
    loss = (w * x + b).tanh()
    loss.label = "L"
    loss.backward()
    console.print(str(viz.explain(loss)), soft_wrap=True)
    return _save(loss, out / "diagram")


def train_digits(
    model: MLP, train: Samples, test: Samples, settings: Settings, console: Any
) -> History:
    """Mini-batch gradient descent; prints a line per epoch."""
    history = History()
    optimizer = SGD(model.parameters(), settings.lr, settings.momentum)
    decay = (settings.final_lr / settings.lr) ** (1 / max(1, settings.epochs - 1))
    rng = np.random.default_rng(settings.seed)
    started = time.perf_counter()
    with _progress(console) as progress:
        batches = -(-len(train.digits) // settings.batch)
        task = progress.add_task("training", total=batches * settings.epochs)
        console.print("epoch    loss    train     test")
        for epoch in range(1, settings.epochs + 1):
            losses = []
            for batch in _batches(len(train.digits), settings.batch, rng):
                losses.append(train_step(model, optimizer, train, batch))
                progress.advance(task)
            optimizer.lr *= decay
            history.loss.append(float(np.mean(losses)))
            history.train.append(accuracy(model, train))
            history.test.append(accuracy(model, test))
            console.print(
                f"{epoch:5}  {history.loss[-1]:6.3f}  {history.train[-1]:6.1%}  "
                f"{history.test[-1]:6.1%}"
            )
    history.seconds = time.perf_counter() - started
    return history


def train_step(
    model: MLP, optimizer: SGD, train: Samples, batch: Sequence[int]
) -> float:
    """Forward, backward and one move of the parameters; the mean loss before it."""
    loss = mean([cross_entropy(model(train.images[i]), train.digits[i]) for i in batch])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.data


def draw_output_neuron(
    console: Any, model: MLP, test: Samples, out: Path
) -> list[Path]:
    """Show the first test image, and draw the neuron that scores its digit."""
    image, digit = test.images[0], test.digits[0]
    hidden: Any = image
    with no_grad():
        for layer in model.layers[:-1]:
            hidden = layer(hidden)
        shares = softmax(model.layers[-1](hidden))
    answer = guess(shares)
    console.print(_as_text(image) + "\n")
    console.print(
        f"The first test image is a {digit}. The network says {answer}, "
        f"{shares[answer].data:.1%} sure."
    )
    inputs = [Value(each.data, label=f"h{i}") for i, each in enumerate(hidden)]
    neuron = model.layers[-1].neurons[answer]
    score = dot(neuron.w, inputs, bias=neuron.b)
    score.label = f"score of digit {answer}"
    model.zero_grad()
    score.backward()
    console.print(
        f"The neuron that scores {answer} is drawn in output-neuron.svg: h0 to "
        f"h{len(inputs) - 1} are the\nneurons of the layer below."
    )
    return _save(score, out / "output-neuron")


def _batches(count: int, size: int, rng: np.random.Generator) -> list[list[int]]:
    order = rng.permutation(count).tolist()
    return [order[i : i + size] for i in range(0, count, size)]


def _save(node: Value, stem: Path) -> list[Path]:
    drawing = viz.draw(node)
    paths = [stem.with_suffix(suffix) for suffix in (".svg", ".png")]
    for path in paths:
        drawing.save(path)
    return paths


def _save_curves(history: History, path: Path) -> Path:
    measured = {
        "loss": history.loss,
        "accuracy": history.train,
        "test_accuracy": history.test,
    }
    title = "A network of scalar Values learns handwritten digits"
    return save(learning_curves(measured, title=title), path)


def _progress(console: Any) -> Any:
    """A progress bar, on a terminal only: in a file it would be noise."""
    return require("rich.progress", "rich").Progress(
        console=console, transient=True, disable=not console.is_terminal
    )


def _heading(console: Any, text: str) -> None:
    console.print()
    console.print(text, style="bold")
    console.print()


def _summary(model: MLP, train: Samples, test: Samples, history: History) -> Any:
    table = require("rich.table", "rich").Table(title="Summary", show_header=False)
    widths = [len(layer.neurons) for layer in model.layers]
    wrong = round((1 - history.test[-1]) * len(test.digits))
    for name, text in (
        ("network", f"64 inputs, {' - '.join(map(str, widths))} neurons"),
        ("parameters", f"{len(model.parameters()):,} Values"),
        ("training images", f"{len(train.digits):,}"),
        ("training accuracy", f"{history.train[-1]:.1%}"),
        ("test accuracy", f"{history.test[-1]:.1%}"),
        ("test images read wrong", f"{wrong} of {len(test.digits)}"),
        ("training time", f"{history.seconds:.1f} s"),
    ):
        table.add_row(name, text)
    return table


def _as_text(image: Sequence[float]) -> str:
    """An image of 8x8 numbers from 0 to 1 as 8 lines of characters."""
    shades = " .:-=+*#%@"
    inked = [
        "  " + "".join(2 * shades[round(9 * each)] for each in image[i : i + 8])
        for i in range(0, 64, 8)
    ]
    return "\n".join(inked)
