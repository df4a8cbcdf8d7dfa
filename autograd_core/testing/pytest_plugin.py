"""The pytest fixture `gradcheck`, found by pytest through an entry point."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograd_core.testing.check import assert_gradient
from autograd_core.testing.report import Report


@pytest.fixture
def gradcheck() -> Callable[..., Report]:
    """`assert_gradient`, without an import.

    Use it in a test: `def test_loss(gradcheck): gradcheck(loss, at, analytic=dloss)`.

    Returns:
        The function; it returns the report, and fails the test with it if the gradient
        is wrong.
    """
    return assert_gradient
