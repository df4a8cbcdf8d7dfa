"""Programs that could crash the interpreter run in one of their own."""

import subprocess
import sys
import textwrap

PREAMBLE = """
import copy, gc, threading, tracemalloc, weakref
import autograd_core as ac
from autograd_core import Value, gradients, topological_order

def chain(x, n):
    for _ in range(n):
        x = x + 1.0
    return x
"""


def run(program):
    """Run a program in a fresh interpreter; its last line must print `done`."""
    source = PREAMBLE + textwrap.dedent(program) + "\nprint('done')\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", source],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-2000:]}"
    assert done.stdout.split()[-1:] == ["done"]
    assert done.stderr == ""
