"""A network, its file, safetensors files made by hand, and what must not change."""

import json
import struct

import numpy as np
import pytest

import nn
from nn import LoadError, load


def network(rng=0):
    model = nn.Sequential(
        nn.Linear(3, 4, rng=rng), nn.BatchNorm1d(4), nn.Tanh(), nn.Linear(4, 2, rng=rng)
    )
    model(np.random.default_rng(rng).normal(size=(5, 3)))  # moves the statistics
    return model


def numbers(model):
    return {name: array.tolist() for name, array in model.state_dict().items()}


def raw(tensors, metadata=None):
    """A safetensors file by hand, from (name, dtype, shape, bytes)."""
    header, data = {}, b""
    if metadata is not None:
        header["__metadata__"] = metadata
    for name, dtype, shape, content in tensors:
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": offsets}
        data += content
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def expect_nothing_changed(path, message, strict=True, model=None):
    model = network(1) if model is None else model
    before = numbers(model)
    with pytest.raises(LoadError, match=message):
        load(model, path, strict=strict)
    assert numbers(model) == before
