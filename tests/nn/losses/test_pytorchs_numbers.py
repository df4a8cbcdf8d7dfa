"""Losses against PyTorch's numbers, which make_torch_losses.py has stored."""

import json
from pathlib import Path

import numpy as np
import pytest

import nn
from autograd_core import Tensor
from tests.nn.losses.loss_table import as_values, flat

STORED = json.loads(
    Path(__file__).with_name("torch_losses.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", STORED["cases"], ids=lambda case: case["loss"])
def test_pytorchs_numbers(case):
    function = getattr(nn, case["loss"])
    y, t = np.array(case["outputs"]), np.array(case["targets"])
    for reduction in ("mean", "sum", "none"):
        out = function(y, t, **case["options"], reduction=reduction)
        assert out == pytest.approx(np.array(case[reduction]), rel=1e-12, abs=1e-13)
    expected = np.array(case["gradient"])
    tensor = Tensor(y)
    function(tensor, t, **case["options"]).backward()
    # PyTorch keeps the bound of p (1 - p) as a float32.
    rel = 1e-8 if np.max(np.abs(expected)) > 1e9 else 1e-12
    assert tensor.grad == pytest.approx(expected, rel=rel, abs=1e-15)
    outputs = as_values(y)
    function(outputs, t, **case["options"]).backward()
    grads = [output.grad for output in flat(outputs)]
    assert grads == pytest.approx(expected.ravel(), rel=rel, abs=1e-15)


def test_pytorchs_divergence():
    case = STORED["kl_divergence"]
    q = Tensor(case["q"])
    loss = nn.kl_divergence(case["p"], q)
    loss.backward()
    assert loss.item() == pytest.approx(case["mean"], rel=1e-13)
    assert q.grad == pytest.approx(np.array(case["gradient"]), rel=1e-13)
    total = nn.kl_divergence(case["p"], case["q"], reduction="sum")
    assert total == pytest.approx(case["sum"], rel=1e-13)
