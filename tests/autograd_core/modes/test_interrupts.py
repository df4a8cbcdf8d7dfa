"""Ctrl-C at any moment leaves no mode in force and no transform running.

An exception is raised between bytecodes of Python where an interrupt can come: at the
start of a frame, after a call, after a jump back. (Not elsewhere: `with` leaves a lock
by several bytecodes, between which Python looks for no signal.) In the compiled build
the engine itself has none.
"""

from __future__ import annotations

import contextlib
import dis
import gc
import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import cache
from types import CodeType
from typing import Any

import numpy as np
import pytest

from autograd_core import (
    Tensor,
    Value,
    detect_anomaly,
    grad,
    hessian,
    jvp,
    no_grad,
    scope,
    value_and_grad,
)
from autograd_core.modes import active_inputs, modes
from autograd_core.modes.scopes import scope_of

# Python reports an interrupt in the callback of a weak reference, and goes on.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)

# Points of each program at which it is interrupted; more find nothing else.
POINTS = 250

w, t = Value(2.0), Tensor([1.0, 2.0])
mode, named = no_grad(), scope("s")


@pytest.fixture(autouse=True)
def error_state_of_numpy() -> Iterator[None]:
    """An interrupt in the entry of `np.errstate` leaves it in force: NumPy keeps it."""
    state = np.geterr()
    yield
    np.seterr(**state)


def one_block() -> None:
    with no_grad():
        w * 2


def nested_blocks() -> None:
    with no_grad(), detect_anomaly(), scope("a"), no_grad():
        w * 2


def one_object_again() -> None:
    with mode, named:
        with mode:
            w * 2
        with named:
            w * 2


@no_grad()
def product() -> Value:
    return w * 2


@scope("x")
@detect_anomaly()
@no_grad()
def products() -> Iterator[Value]:
    yield w * 2
    yield w * 3


def decorated() -> None:
    product()
    list(products())


def in_a_stack() -> None:
    with ExitStack() as stack:
        stack.enter_context(no_grad())
        stack.enter_context(detect_anomaly())
        w * 2


def one_transform() -> None:
    grad(lambda x: x * x)(3.0)


def nested_transforms() -> None:
    def f(x: Any) -> Any:
        with no_grad():
            constant = x * 2
        return value_and_grad(lambda y: y * y * constant)(x)[0]

    jvp(f, (2.0,), (1.0,))


def of_arrays() -> None:
    hessian(lambda x: (x * x).sum())(np.ones(2))


def inside_no_grad() -> None:
    with no_grad():
        grad(lambda x: x * x)(3.0)


def walk() -> None:
    (w * t).sum().backward()


PROGRAMS = (
    *(one_block, nested_blocks, one_object_again, decorated, in_a_stack),
    *(one_transform, nested_transforms, of_arrays, inside_no_grad, walk),
)


class Interrupt(BaseException):
    """As KeyboardInterrupt, no `except Exception` catches it."""


@cache
def is_call(code: CodeType, offset: int) -> bool:
    name = dis.opname[code.co_code[offset]]
    return name.startswith("CALL") or name == "RESUME"


def run(program: Callable[[], object], point: int = -1) -> int:
    """Run a program, interrupted at one of its points; return how many it has."""
    count = 0

    def trace_frame(frame: Any, event: str, argument: object) -> Any:
        previous = frame.f_lasti

        def trace(frame: Any, event: str, argument: object) -> Any:
            nonlocal count, previous
            if event == "opcode":
                here = frame.f_lasti
                possible = here <= previous or is_call(frame.f_code, previous)
                previous = here
                count += possible
                if possible and count == point:
                    sys.settrace(None)
                    raise Interrupt
            return trace

        frame.f_trace_opcodes = True
        return trace

    earlier = sys.gettrace()
    sys.settrace(trace_frame)
    try:
        program()
    except Interrupt:
        pass
    finally:
        sys.settrace(earlier)
    return count


def assert_nothing_is_left() -> None:
    assert not modes.in_force and not active_inputs.running
    assert modes.recording() and not modes.detecting()
    assert not active_inputs.begin_of_innermost() and not active_inputs.inputs()
    node = w * 2
    assert node.parents[0] is w and scope_of(node) == ()
    with ThreadPoolExecutor() as pool:  # the lock of walks is free
        pool.submit(node.backward).result(timeout=60)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda f: f.__name__)
def test_an_interrupt_leaves_nothing_behind(program: Callable[[], object]) -> None:
    total = max(run(program) for _ in range(3))
    points = random.Random(0).sample(range(1, total + 1), min(total, POINTS))
    for point in points:
        run(program, point)
        if program is in_a_stack:
            gc.collect(0)  # the frames of ExitStack and their exception are a cycle
        assert_nothing_is_left()
    run(program)
    assert_nothing_is_left()


def test_the_traceback_may_be_kept() -> None:
    """As `sys.last_value` is at the prompt: its frames hold no block in force."""
    tracebacks = []

    def body() -> None:
        try:
            nested_blocks()
            one_transform()
        except Interrupt as interrupt:
            tracebacks.append(interrupt)
            raise

    for point in range(1, run(body), 11):
        run(body, point)
        assert_nothing_is_left()
    assert tracebacks


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer signals")
def test_signals() -> None:
    """The real thing: a signal whose handler raises, at times that vary."""

    signals = []

    def interrupt(number: int, frame: object) -> None:
        signals.append(number)
        raise Interrupt

    def body(count: int) -> None:
        # Python drops an exception in the callback of a weak reference: count them.
        while len(signals) == count:
            nested_blocks()
            decorated()
            nested_transforms()

    earlier = signal.signal(signal.SIGALRM, interrupt)
    rng = random.Random(0)
    try:
        for count in range(150):
            with contextlib.suppress(Interrupt):
                signal.setitimer(signal.ITIMER_REAL, rng.uniform(1e-4, 2e-3))
                body(count)
            assert_nothing_is_left()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier)
    assert len(signals) == 150


def test_an_error_ends_a_transform_as_well() -> None:
    def f(x: Any) -> Any:
        raise ValueError

    with pytest.raises(ValueError) as error:
        grad(f)(1.0)
    assert_nothing_is_left()
    assert error.tb is not None


# -- blocks that are entered in other ways ---------------------------------------------


def test_entered_by_calls() -> None:
    mode = no_grad()
    mode.__enter__()
    mode.__enter__()
    assert (w * 2).parents == ()
    mode.__exit__(None, None, None)
    assert (w * 2).parents == ()
    mode.__exit__(None, None, None)
    assert_nothing_is_left()
    mode.__exit__(None, None, None)  # once too often
    assert_nothing_is_left()
    leave = mode.__exit__
    mode.__enter__()
    assert (w * 2).parents == ()
    leave(None, None, None)
    assert_nothing_is_left()


def test_entered_by_a_call_inside_its_own_block() -> None:
    mode = no_grad()
    with mode:
        mode.__enter__()
        mode.__exit__(None, None, None)
        assert (w * 2).parents == ()
    assert_nothing_is_left()


def test_in_a_stack_that_is_handed_on() -> None:
    with ExitStack() as first:
        first.enter_context(no_grad())
        second = first.pop_all()
    assert (w * 2).parents == ()
    second.close()
    assert_nothing_is_left()


def test_left_in_another_thread() -> None:
    mode = no_grad()

    def leave() -> None:
        mode.__exit__(None, None, None)

    mode.__enter__()
    thread = threading.Thread(target=leave)
    thread.start()
    thread.join()
    assert_nothing_is_left()


def test_a_mode_that_nobody_holds_is_not_in_force() -> None:
    no_grad().__enter__()
    gc.collect()
    assert_nothing_is_left()


def test_a_look_up_enters_nothing() -> None:
    leave = mode.__exit__
    assert hasattr(mode, "__exit__")
    assert_nothing_is_left()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        leave(None, None, None)
    assert_nothing_is_left()
