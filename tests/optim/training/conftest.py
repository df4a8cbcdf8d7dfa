"""A checkpoint, and what it holds."""

import pytest

from optim.training.archive import read_archive
from tests.fuzz.files.checkpoints import Run


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """What a checkpoint in the middle of the third epoch holds."""
    path = tmp_path_factory.mktemp("run") / "run.npz"
    Run("redrawn").fit(10, path)
    return path


@pytest.fixture
def tree(saved):
    return read_archive(saved)
