"""Every example runs as its docstring says, and writes pictures that can be read."""

import ast
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

import autograd_core
from tests.examples import EXAMPLES, numbers, scripts, usages

OPENS = {".png": b"\x89PNG", ".pdf": b"%PDF", ".gif": b"GIF8", ".html": b"<!DOCTYPE"}


def test_every_docstring_says_how_to_run_it():
    for path in scripts():
        commands = usages(path)
        assert commands and all(name == path.stem for name, _ in commands), path.name


@pytest.mark.parametrize(
    ("name", "target"), [usage for path in scripts() for usage in usages(path)]
)
def test_it_runs_and_writes_its_pictures(example, name, target):
    ran = example(name, target)
    assert ran.printed
    files = [path for path in ran.folder.rglob("*") if path.is_file()]
    assert files
    assert all(path.is_relative_to(ran.folder / target) for path in files)
    for path in files:
        content = path.read_bytes()
        assert len(content) > 1000
        if path.suffix == ".svg":
            assert ElementTree.fromstring(content).tag.endswith("svg")
        else:
            assert content.startswith(OPENS[path.suffix])


def test_one_runs_from_a_shell(tmp_path):
    process = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / "chain_rule.py", "chain.svg"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
    )
    assert (process.returncode, process.stderr) == (0, "")
    assert (tmp_path / "chain.svg").is_file()


def test_nothing_happens_at_import():
    for path in sorted(EXAMPLES.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        last = ast.unparse(tree.body[-1])
        assert last.startswith("if __name__ == '__main__':"), path.name
        allowed = ast.Expr | ast.Import | ast.ImportFrom | ast.Assign | ast.FunctionDef
        for statement in tree.body[:-1]:
            assert isinstance(statement, allowed | ast.ClassDef | ast.AnnAssign), path


# -- what they measure; the rest is in tests/curriculum -------------------------------


def test_only_the_clipped_descent_stays_in_the_valley(example):
    ran = example("cliff")
    assert ran.line("plain:")[0] < 0
    assert min(ran.line("plain:")) < -100
    assert ran.line("clipped:")[-1] == pytest.approx(1.0, abs=0.1)


def test_rates_diverge_where_theory_says(example):
    ran = example("learning_rate_runs")
    (limit,) = ran.line("theory: converges for rates below")
    lines = ran.printed.splitlines()
    rates = [numbers(line) for line in lines if line.startswith("rate ")]
    assert len(rates) == 7
    for rate, first, last in rates:
        assert (last > first) is (rate > limit)


def test_the_flow_is_found_and_its_gradient_is_right(example):
    """The first loss by NumPy alone; the gradient by central differences."""
    ran = example("fluid")
    smoke, letter, loss = ran["SMOKE"], ran["LETTER"], ran["loss"]
    assert smoke.sum() == pytest.approx(letter.sum())
    (still,) = ran.line("without a flow: loss")
    assert still == pytest.approx(((smoke - letter) ** 2).mean(), abs=1e-4)
    assert ran.line("with the best flow: loss")[0] < 0.04 * still
    rng = np.random.default_rng(0)
    start, along = rng.normal(size=(2, *ran["STILL"].shape)) * 0.3
    slope = np.sum(autograd_core.grad(loss)(start) * along)
    h = 1e-6
    difference = (loss(start + h * along) - loss(start - h * along)) / (2 * h)
    assert slope == pytest.approx(difference, rel=1e-6)


def test_the_convolutional_network_reads_digits(example):
    ran = example("digits_cnn", "digits_cnn.png")
    assert ran.line("test accuracy:")[0] > 0.95
    assert ran.line("macro F1:")[0] > 0.95
    assert ran.line("area under the ROC curve:")[0] > 0.985


def test_gradients_of_an_lstm_reach_further_back(example):
    """By more than two orders of magnitude over 30 steps, and more than untrained."""
    ran = example("names_rnn", "names_rnn.svg")
    rnn, lstm = [ran.line(f"{name}: test loss") for name in ("RNN", "LSTM")]
    assert lstm[2] > 100 * rnn[2] and lstm[2] > lstm[3]
    # Pairs of neighboring letters alone leave 2.50 per letter.
    assert max(rnn[0], lstm[0]) < 2.4
    names = ran["load_names"]()
    parts = ran["optim"].train_test_split(names, test_size=150, rng=0)
    assert bigram_loss(ran, *parts) == pytest.approx(2.499, abs=0.001)


def bigram_loss(ran, train_names, test_names):
    """Of the counts of pairs, one added to each, as probabilities."""
    counts = np.ones((27, 27))
    X, Y = ran["examples"](train_names)
    np.add.at(counts, (X[Y >= 0], Y[Y >= 0]), 1)
    logs = np.log(counts / counts.sum(axis=1, keepdims=True))
    X, Y = ran["examples"](test_names)
    return -logs[X[Y >= 0], Y[Y >= 0]].mean()


def test_the_transformer_writes_names(example):
    ran = example("names_transformer", "names_transformer.png")
    assert ran.line("test loss")[0] < 2.4
    words = ran.printed.split("names: ")[1].splitlines()[0].split(", ")
    assert len(set(words)) == 8 and all(word.isalpha() for word in words)
