"""The process of Graphviz that stays: what happens when it or its parent is stopped."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from viz.output import bundled

pytest.importorskip("pygraphviz", reason="the Graphviz of a wheel is tested here")

posix_only = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")


def drawn(label: str = "a") -> bool:
    """Whether a small graph can be drawn and shows its label."""
    picture, _, status = bundled.draw(f"digraph {{ {label} -> b }}", "svg", "")
    return status == 0 and f">{label}</text>".encode() in picture


def pids() -> list[int]:
    return [process._process.pid for process in bundled._idle]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def test_one_process_draws_all() -> None:
    assert drawn("one")
    before = pids()
    assert all(drawn(f"n{i}") for i in range(5))
    assert pids() == before


def test_what_is_refused_says_why_and_the_next_is_drawn() -> None:
    picture, said, status = bundled.draw("digraph { a -> ", "svg", "")
    assert (picture, status) == (b"", 0)
    assert "Invalid Input" in said
    assert drawn()


@posix_only
def test_a_process_that_was_killed_is_replaced() -> None:
    assert drawn()
    for pid in pids():
        os.kill(pid, signal.SIGKILL)
    for process in bundled._idle:
        process._process.wait()
    assert drawn()


@posix_only
def test_ctrl_c_at_a_prompt_does_not_end_it() -> None:
    assert drawn()
    before = pids()
    for pid in before:
        os.kill(pid, signal.SIGINT)
    assert drawn()
    assert pids() == before


@posix_only
def test_ctrl_c_in_a_long_layout_ends_the_process() -> None:
    rng = random.Random(0)
    edges = "; ".join(
        f"{rng.randrange(500)} -> {rng.randrange(500)}" for _ in range(3000)
    )

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    assert drawn()
    count = len(pids())
    old = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(KeyboardInterrupt):
            bundled.draw(f"digraph {{ {edges} }}", "svg", "")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)
    assert len(pids()) == count - 1
    assert drawn()


@posix_only
def test_a_forked_child_has_a_process_of_its_own() -> None:
    assert drawn()
    child = os.fork()
    if not child:
        os._exit(0 if not pids() and drawn("child") else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert drawn("parent")


@posix_only
@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), 9)"])
def test_it_ends_with_its_parent(end: str) -> None:
    program = (
        "import os; from viz.output import bundled\n"
        "bundled.draw('digraph { a }', 'svg', '')\n"
        f"print(bundled._idle[0]._process.pid, flush=True)\n{end}"
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, check=False
    )
    assert run.stderr == b""
    pid = int(run.stdout)
    for _ in range(100):
        if not is_alive(pid):
            return
        time.sleep(0.05)
    pytest.fail("Graphviz's process is still there")
