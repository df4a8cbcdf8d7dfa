"""The text of the failures that a test would print."""

import pytest

from autograd_core.testing import GradientMismatch, assert_gradient


def printed(f, at, **options):
    """The text of the failure of `assert_gradient`."""
    return failure(lambda: assert_gradient(f, at, **options))


def failure(call):
    """The text of the failure of a call that checks a gradient."""
    with pytest.raises(GradientMismatch) as raised:
        call()
    return str(raised.value)
