"""to_torch_state_dict: names and shapes of PyTorch's state."""

import numpy as np
import pytest

import nn
from tests.nn.torch_layers import STORED


def test_torch_names_and_shapes():
    """The state of the stored PyTorch network, loaded here, goes back as it came."""
    stored = STORED["network"]["state"]
    model = nn.Sequential(
        nn.Linear(4, 5),
        nn.BatchNorm1d(5),
        nn.LeakyReLU(0.2),
        nn.Dropout(0.3),
        nn.LayerNorm(5),
        nn.Linear(5, 3, bias=False),
        nn.Softmax(),
    )
    state = {f"layers.{name}": np.array(numbers) for name, numbers in stored.items()}
    for name in ("layers.0.weight", "layers.5.weight"):
        state[name] = state[name].T
    model.load_state_dict(state)
    exported = nn.to_torch_state_dict(model)
    assert list(exported) == list(stored)
    for name, array in exported.items():
        assert array.tolist() == stored[name], name
        assert array.flags.c_contiguous


def test_torch_names_of_nested_networks_and_values():
    nested = nn.Sequential(
        nn.Sequential(nn.ReLU(), nn.Linear(2, 3)), nn.Embedding(4, 2)
    )
    assert [*nn.to_torch_state_dict(nested)] == ["0.1.weight", "0.1.bias", "1.weight"]
    scalar = nn.MLP(2, [3, 1], rng=0)
    weight = nn.to_torch_state_dict(scalar)["0.weight"]
    assert weight[1].tolist() == [w.data for w in scalar.layers[0].neurons[1].w]


def test_pruned_weights_are_zeros_for_torch():
    model = nn.Sequential(nn.Linear(4, 5, rng=0))
    nn.prune(model, 0.8)
    state = nn.to_torch_state_dict(model)
    assert (state["0.weight"] == 0).sum() == 16 and "0.weight_mask" not in state


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (nn.Linear(2, 1), "expected a Sequential or an MLP, got Linear"),
        (nn.Sequential(nn.Residual(nn.Linear(2, 2))), "layers.0 Residual has no count"),
    ],
)
def test_what_torch_has_no_name_for(module, message):
    with pytest.raises(TypeError, match=message):
        nn.to_torch_state_dict(module)
