"""Convolutions, pooling, norms, recurrent layers, attention: PyTorch's numbers."""

import json
from pathlib import Path

import numpy as np
import pytest

import nn
import optim
from autograd_core import Tensor
from tests.nn.layers.module_table import MODULES
from tests.nn.layers.modules import called, flat, made

STORED = json.loads(
    Path(__file__).parents[1].joinpath("torch_modules.json").read_text("utf-8")
)
CASES = list(zip(MODULES, STORED["modules"], strict=True))


def close(expected):
    return pytest.approx(np.array(expected), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("row", "case"), CASES, ids=[f"{row[0]} {row[1]} {row[3]}" for row, _ in CASES]
)
def test_outputs_and_gradients_are_pytorchs(row, case):
    module = made(row)
    state = {name: np.array(numbers) for name, numbers in case["state"].items()}
    module.load_state_dict(nn.from_torch_state_dict(state, module))
    inputs = [Tensor(array) for array in case["inputs"]]
    outs = flat(called(module, row, inputs))
    total = 0.0
    for out, weight, expected in zip(outs, case["weights"], case["outs"], strict=True):
        assert out.data == close(expected)
        total = total + (out * np.array(weight)).sum()
    total.backward()
    for x, expected in zip(inputs, case["gradients"], strict=True):
        assert x.grad == close(expected)
    gradients = {name: p.grad for name, p in module.named_parameters()}
    assert gradients.keys() == case["of_parameters"].keys()
    for name, expected in case["of_parameters"].items():
        gradient = gradients[name].T if name == "out_proj.weight" else gradients[name]
        assert gradient == close(expected), name
    for name, expected in case["after"].items():
        assert dict(module.named_buffers())[name] == close(expected), name


def networks():
    return {
        "images": nn.Sequential(
            *(nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.Mish()),
            *(nn.MaxPool2d(2), nn.Conv2d(3, 4, 2), nn.PReLU(4), nn.AvgPool2d(2)),
            *(nn.Flatten(), nn.Linear(4, 3)),
        ),
        "sequences": nn.LSTM(3, 4, num_layers=2, batch_first=True),
        "attention": nn.MultiheadAttention(4, 2, batch_first=True),
    }


@pytest.mark.parametrize("name", list(networks()))
def test_twenty_steps_of_adam_give_pytorchs_losses(name):
    stored = STORED["training"][name]
    model = nn.from_torch(stored["start"], like=networks()[name])
    x, y = np.array(stored["x"]), stored["y"]
    optimizer = optim.Adam(model.parameters(), lr=0.02)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        if name == "attention":
            out = model(x, x, x, is_causal=True)[0][:, -1]
        else:
            out = model(x)[0][:, -1] if name == "sequences" else model(x)
        loss = nn.cross_entropy(out, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses == pytest.approx(stored["losses"], rel=1e-10)


@pytest.mark.parametrize(
    ("layer", "x", "expected"),
    [
        (nn.MaxPool1d(3, ceil_mode=True), [[1.0, 4.0]], 4.0),
        (nn.AvgPool1d(3, ceil_mode=True), [[1.0, 4.0]], 2.5),
        (nn.AvgPool1d(3, 2, 1, True, count_include_pad=False), [[1.0]], 1.0),
    ],
)
def test_a_window_that_is_cut_off_may_be_the_only_one(layer, x, expected):
    """The numbers of PyTorch 2.13.0."""
    assert layer(np.array(x)).tolist() == [[expected]]
