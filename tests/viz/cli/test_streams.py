"""Standard streams that are closed, full or left by their reader; long, odd words."""

import os
import subprocess
import sys

import pytest

from viz.cli import commands, main
from viz.cli.command import short_message

EXPRESSION = ["tanh(w*x + b)", "w=0.5", "x=2", "b=-1.5"]
PRINTING = {
    "explain": EXPRESSION,
    "tape": EXPRESSION,
    "formula": ["--of", "w", *EXPRESSION],
    "quiz": EXPRESSION,
    "check": [*EXPRESSION, "--gradient", "w=(1 - tanh(w*x + b)**2)*x"],
    "completion": ["bash"],
    "doctor": [],
    "learn": [],
    "draw": [*EXPRESSION, "-o", "a.svg"],
    "play": [*EXPRESSION, "-o", "a.html"],
    "--help": [],
    "--version": [],
}
posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


def shell(line, name, folder):
    """Run `backprop name ...` in a line of a shell, in which it is "$@"."""
    program = [sys.executable, "-m", "viz.cli", name, *PRINTING[name]]
    return subprocess.run(
        ["sh", "-c", line, "sh", *program],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_every_command_is_tried():
    # They need minutes, speak on standard error too, and need a terminal.
    others = {"demo", "grade", "repl"}
    assert PRINTING.keys() - {"--help", "--version"} == (
        commands.find_commands().keys() - others
    )


@posix
@pytest.mark.parametrize("name", PRINTING)
@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('"$@" >&-', "backprop: cannot write to standard output: it is closed"),
        ('"$@" >/dev/full', "backprop: cannot write to standard output: No space left"),
    ],
)
def test_output_that_cannot_be_written(name, line, message, tmp_path):
    if "full" in line and not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full")
    run = shell(line, name, tmp_path)
    assert "Traceback" not in run.stderr
    assert "Exception ignored" not in run.stderr
    if name in ("draw", "play"):  # they may have nothing to print
        assert run.returncode in (0, 1)
        assert (tmp_path / PRINTING[name][-1]).stat().st_size > 100
        return
    if name == "--help":  # argparse does not mind
        return
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].startswith(message)


@posix
@pytest.mark.parametrize("name", PRINTING)
def test_a_reader_that_leaves(name, tmp_path):
    """As head does: no message, whether the output has been written already or not."""
    run = shell('"$@" | true', name, tmp_path)
    assert run.stderr == ""
    code = shell('{ "$@"; echo $? >&2; } | true', name, tmp_path)
    assert code.stderr in ("0\n", "1\n")


@posix
@pytest.mark.parametrize("name", ["explain", "draw", "quiz"])
def test_errors_without_a_place_to_write_them(name, tmp_path):
    """They do not go to standard output, where another program would read them."""
    run = shell('"$@" y=1 2>&-', name, tmp_path)
    assert (run.returncode, run.stdout, run.stderr) == (2, "", "")


@posix
def test_questions_without_a_place_to_read_answers(tmp_path):
    run = shell('"$@" <&-', "quiz", tmp_path)
    assert "Traceback" not in run.stderr


LONG = "x" * 20_000
MISTAKES = [
    ["explain", LONG],
    ["explain", f"x*{LONG}", "x=1"],
    ["explain", "x*x", "x=1", f"{LONG}=1"],
    ["explain", "x*x", f"x={LONG}"],
    ["explain", "x*x", LONG],
    ["explain", "x*x", "x=1", "--of", LONG],
    ["explain", "x*x", "x=1", f"--{LONG}"],
    ["explain", "x*x", "x=1", "--format", LONG],
    ["explain", f"{LONG}(x)", "x=1"],
    ["check", "x*x", "x=1", "--gradient", f"{LONG}=1"],
    ["check", "x*x", "x=1", "--gradient", LONG],
    ["draw", "x*x", "x=1", "-o", LONG],
    ["draw", "x*x", "x=1", "-o", f"{LONG}.svg"],
    ["play", "x*x", "x=1", "-o", f"{LONG}.html"],
    [LONG],
    ["explain", "x\x1b[31m", "x=1"],
    ["explain", "x*x", "x=1", "y\x1b[31m\r=1"],
    ["draw", "x*x", "x=1", "-o", "no\x1b[31m/a.svg"],
    ["\x1b[31m"],
]


@pytest.mark.parametrize("words", MISTAKES, ids=lambda words: " ".join(words)[:40])
def test_messages_are_short_and_only_text(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main.main(words) in (1, 2)
    out, err = capsys.readouterr()
    assert out == ""
    assert max(map(len, err.splitlines())) < 600
    assert err.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("no value for x", "no value for x"),
        ("a" * 80, "a" * 80),
        ("a" * 81, "a" * 77 + "..."),
        (f"{LONG} is not {LONG}", f"{'x' * 77}... is not {'x' * 77}..."),
        ("a\x1b[31m\rb\tc", r"a\x1b[31m\rb\tc"),
        ("first\n  second", "first\n  second"),
        ("\u202e\ud800\x00", r"\u202e\ud800\x00"),
        ("\xe9 \u2202", "\xe9 \u2202"),
    ],
)
def test_short_message(message, expected):
    assert short_message(message) == expected
