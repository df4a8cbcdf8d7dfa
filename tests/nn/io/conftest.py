"""A saved network."""

import pytest

from nn import save
from tests.nn.io.files import network


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "model.safetensors"
    save(network(), file)
    return file
