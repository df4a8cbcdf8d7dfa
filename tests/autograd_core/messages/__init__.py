"""What an error says."""

import pytest


def message_of(kind, call, *given):
    """The message of the `kind` of error that `call(*given)` raises."""
    with pytest.raises(kind) as caught:
        call(*given)
    return str(caught.value)
