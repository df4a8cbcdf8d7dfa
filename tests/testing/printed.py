"""The text of the failure that a test would print."""

import pytest

from autograd_core.testing import GradientMismatch, assert_gradient


def printed(f, at, **options):
    """The text of the failure that a test would print."""
    with pytest.raises(GradientMismatch) as raised:
        assert_gradient(f, at, **options)
    return str(raised.value)
