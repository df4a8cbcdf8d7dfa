"""Messages of errors, and the text of one."""

import pytest


def message_of(error, call, *args, **kwargs):
    """The message of the `error` that `call(*args, **kwargs)` raises."""
    with pytest.raises(error) as caught:
        call(*args, **kwargs)
    return str(caught.value)
