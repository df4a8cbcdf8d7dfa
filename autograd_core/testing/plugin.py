"""The pytest fixture `gradcheck`, found by pytest through an entry point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def gradcheck() -> Callable[..., Any]:
    """`assert_gradient`, without an import.

    Use it in a test: `def test_loss(gradcheck): gradcheck(loss, at, analytic=dloss)`.

    Returns:
        The function; it returns the report, and fails the test with it if the gradient
        is wrong.
    """
    # Every pytest run loads this module; the engine is for those that ask for it.
    from autograd_core.testing.check import assert_gradient

    return assert_gradient
