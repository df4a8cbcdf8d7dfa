"""Resuming a small run from a file that is not its checkpoint."""

import pytest

from tests.fuzz.files.checkpoints import Run
from tests.fuzz.mutations import same


def refused(path, message, run=None):
    run = run or Run("redrawn")
    before = run.state()
    with pytest.raises(ValueError, match=message) as caught:
        run.fit(0, path.with_name("new"), path)
    assert same(run.state(), before)
    assert str(path) in str(caught.value)
    return caught.value
