"""Programs that could crash the interpreter run in one of their own."""

import subprocess
import sys
import textwrap

from autograd_core import compiled

DEEP = 1_000_000 if compiled else 200_000
"""How long chains of Values are: the plain build is slower, and recurses no later."""

STACK = 256 if compiled or sys.version_info < (3, 13) else 1024
"""kB of a small stack; from 3.13 on Python itself frees what is nested thousands of
levels deep by recursion in C."""

PREAMBLE = f"""
STACK = {STACK}
import copy, gc, threading, tracemalloc, weakref
import autograd_core as ac
from autograd_core import Value, gradients, topological_order

def chain(x, n):
    for _ in range(n):
        x = x + 1.0
    return x
"""


IN_A_THREAD = """
def program():
{}

threading.stack_size(STACK * 1024)
thread = threading.Thread(target=program)
thread.start()
thread.join()
"""


def run(program):
    """Run a program in a fresh interpreter and see it through to its end."""
    _run(textwrap.dedent(program) + "\nprint('done')\n")


def run_on_a_small_stack(program):
    """The same in a thread, where C that recurses crashes after some 1000 nodes."""
    body = textwrap.dedent(program) + "\nprint('done')"
    _run(IN_A_THREAD.format(textwrap.indent(body, "    ")))


def _run(source):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PREAMBLE + source],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr[-2000:]}"
    assert done.stdout.split()[-1:] == ["done"]
    assert done.stderr == ""
