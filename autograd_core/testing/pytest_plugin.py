"""The pytest fixture `gradcheck`, found by pytest through an entry point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograd_core.testing.check import assert_gradient


@pytest.fixture
def gradcheck() -> Callable[..., Any]:
    """`assert_gradient`, without an import.

    Use it in a test: `def test_loss(gradcheck): gradcheck(loss, at, analytic=dloss)`.

    Returns:
        The function; it returns the report, and fails the test with it if the gradient
        is wrong.
    """
    return assert_gradient
