"""The pytest fixture `gradcheck`, and reports of failing tests.

pytest finds both through an entry point.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest

from autograd_core.testing.check import assert_gradient
from autograd_core.testing.report import GradientMismatch, Report


@pytest.fixture
def gradcheck() -> Callable[..., Report]:
    """`assert_gradient`, without an import.

    Use it in a test: `def test_loss(gradcheck): gradcheck(loss, at, analytic=dloss)`.

    Returns:
        The function; it returns the report, and fails the test with it if the gradient
        is wrong.
    """
    return assert_gradient


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, Any, None]:
    """Show the gradient report below a test that fails at `assert check_gradient(...)`.

    pytest itself shows the first characters of it in one line.
    """
    outcome = yield
    if call.excinfo is None or not call.excinfo.errisinstance(AssertionError):
        return
    if isinstance(call.excinfo.value, GradientMismatch):
        return  # its text is the report
    # What an assertion compares is among the variables of its frame.
    local = call.excinfo.traceback[-1].frame.f_locals
    reports = {str(thing) for thing in local.values() if _is_failure(thing)}
    sections = [("gradient check", text) for text in sorted(reports)]
    outcome.get_result().sections.extend(sections)


def _is_failure(thing: object) -> bool:
    return isinstance(thing, Report) and not thing.ok
