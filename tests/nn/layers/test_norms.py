"""BatchNorm1d and LayerNorm against PyTorch's stored numbers."""

import numpy as np
import pytest

import nn
from autograd_core import Tensor, gradients
from tests.nn.torch_layers import STORED

CASES = STORED["norms"]


def close(expected):
    return pytest.approx(np.array(expected), rel=1e-11, abs=1e-13)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["options"]))
def test_pytorchs_numbers_in_training_and_evaluation(case):
    layer = getattr(nn, case["layer"])(3, **case["options"])
    if "weight" in case:
        layer.weight.data = np.array(case["weight"])
        layer.bias.data = np.array(case["bias"])
    for step in case["steps"]:
        layer.train(step["training"])
        x = Tensor(step["x"])
        layer.zero_grad()
        out = layer(x)
        (out * np.array(step["weights"])).sum().backward()
        assert out.data == close(step["out"])
        assert x.grad == close(step["gradient"])
        if "weight" in case:
            assert layer.weight.grad == close(step["weight_gradient"])
            assert layer.bias.grad == close(step["bias_gradient"])
        if "running_mean" in step:
            assert layer.running_mean == close(step["running_mean"])
            assert layer.running_var == close(step["running_var"])
            assert layer.num_batches_tracked == step["num_batches_tracked"]
        # An array is a constant: same numbers, no gradient for it.
        output = layer.eval()(np.array(step["x"]))
        if not step["training"]:
            assert output.data == close(step["out"])


@pytest.mark.parametrize("x", [np.ones(3), np.ones((1, 3)), Tensor(np.ones((1, 3)))])
def test_a_batch_of_one_is_refused_in_training_only(x):
    model = nn.Sequential(nn.BatchNorm1d(3))
    before = {k: v.tolist() for k, v in model.state_dict().items()}
    with pytest.raises(
        ValueError, match=r"layers.0 BatchNorm1d\(3\): in training .* use eval\(\)"
    ):
        model(x)
    after = model.state_dict()
    assert {k: v.tolist() for k, v in after.items()} == before
    model.layers[0].running_mean = np.array([1.0, 2.0, 0.0])
    out = model.eval()(x).data
    expected = (1.0 - np.array([1.0, 2.0, 0.0])) / np.sqrt(1 + 1e-5)
    assert out.reshape(3) == close(expected)


def test_layer_norm_takes_one_sample_and_any_leading_axes():
    x = np.random.default_rng(0).normal(size=(2, 3, 4))
    layer = nn.LayerNorm(4)
    expected = (x - x.mean(-1, keepdims=True)) / np.sqrt(
        x.var(-1, keepdims=True) + 1e-5
    )
    assert layer(x).data == close(expected)
    assert layer(x[0, 0]).data == close(expected[0, 0])


def test_a_frozen_norm_has_no_gradient_but_passes_it_on():
    x, layer = Tensor(np.arange(6.0).reshape(3, 2) ** 2), nn.BatchNorm1d(2).freeze()
    (layer(x) ** 3).sum().backward()
    assert not layer.weight.has_grad and x.has_grad
    assert layer.num_batches_tracked == 1


def test_second_derivatives_pass_through_batch_norm():
    """d2/dx2 of sum(out^3) against differences of the first derivative."""
    x0 = np.array([[0.3, 1.0], [-0.7, 2.0], [1.1, -0.5]])
    layer = nn.BatchNorm1d(2, track_running_stats=False)

    def slope(array):
        x = Tensor(array)
        return x, gradients((layer(x) ** 3).sum(), x, create_graph=True)

    x, first = slope(x0)
    direction = np.array([[1.0, -2.0], [0.5, 0.3], [-1.0, 0.7]])
    second = gradients((first * direction).sum(), x)
    h = 1e-5
    difference = slope(x0 + h * direction)[1].data - slope(x0 - h * direction)[1].data
    assert second == pytest.approx(difference / (2 * h), rel=1e-6, abs=1e-7)


def test_float32_stays_float32():
    layer = nn.BatchNorm1d(2, dtype=np.float32)
    out = layer(np.array([[1.0, 2.0], [3.0, 5.0]]))
    assert (
        out.dtype == layer.running_mean.dtype == layer.running_var.dtype == np.float32
    )
    assert layer.eval()(np.ones((4, 2))).dtype == np.float32
    assert repr(layer) == "BatchNorm1d(2, dtype=float32)"


@pytest.mark.parametrize("shape", [(3, 2), (5, 3, 2), (2, 5, 3, 2)])
def test_layer_norm_over_several_axes_is_that_of_the_flattened_axes(shape):
    """All numbers of a sample together, each with its own scale and shift."""
    rng = np.random.default_rng(0)
    x, weight, bias = rng.normal(size=shape), rng.normal(size=6), rng.normal(size=6)
    wide, flat = nn.LayerNorm((3, 2), eps=1e-3), nn.LayerNorm(6, eps=1e-3)
    for layer, form in ((wide, (3, 2)), (flat, (6,))):
        layer.weight.data, layer.bias.data = weight.reshape(form), bias.reshape(form)
    mine, other = Tensor(x), Tensor(x.reshape((*shape[:-2], 6)))
    upstream = rng.normal(size=shape)
    out, expected = wide(mine), flat(other)
    assert out.data == pytest.approx(expected.data.reshape(shape), rel=1e-13)
    out.backward(upstream)
    expected.backward(upstream.reshape(other.shape))
    assert mine.grad == pytest.approx(other.grad.reshape(shape), rel=1e-11, abs=1e-14)
    assert wide.weight.grad.ravel() == pytest.approx(flat.weight.grad, rel=1e-12)
    assert repr(wide) == "LayerNorm((3, 2), eps=0.001)"
