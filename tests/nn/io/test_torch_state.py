"""Names and shapes of PyTorch's state, out and in."""

import numpy as np
import pytest

import nn
from autograd_core import Tensor
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
        (3, "expected a module, got int 3"),
        (nn.Sequential(nn.Residual(nn.Linear(2, 2))), "layers.0 Residual has no count"),
        (nn.Neuron(2), "no counterpart in PyTorch; in a Module of your own"),
        (nn.Sequential(nn.MLP(2, [1])), r"make it of Tensors first, .* to_tensor\(\)"),
    ],
)
def test_what_torch_has_no_name_for(module, message):
    with pytest.raises(TypeError, match=message):
        nn.to_torch_state_dict(module)


# -- from PyTorch ----------------------------------------------------------------------


def stored_network(dtype=np.float64):
    return nn.Sequential(
        nn.Linear(4, 5, dtype=dtype),
        nn.BatchNorm1d(5, dtype=dtype),
        nn.LeakyReLU(0.2),
        nn.Dropout(0.3),
        nn.LayerNorm(5, dtype=dtype),
        nn.Linear(5, 3, bias=False, dtype=dtype),
        nn.Softmax(),
    )


def test_a_network_of_pytorch_gives_its_outputs():
    stored = STORED["network"]
    state = {name: np.array(numbers) for name, numbers in stored["state"].items()}
    model = stored_network()
    model.load_state_dict(nn.from_torch_state_dict(state, model))
    for name, array in nn.to_torch_state_dict(model).items():
        assert array.tolist() == stored["state"][name]
    small = stored_network(np.float32)
    small.load_state_dict(nn.from_torch_state_dict(state, small))
    assert small[0].weight.dtype == np.float32
    rounded = state["0.weight"].astype(np.float32)
    assert np.array_equal(small[0].weight.data, rounded.T)


class Net(nn.Module):
    """A class as in PyTorch, with square weights."""

    def __init__(self):
        self.fc1, self.table = nn.Linear(3, 3, rng=0), nn.Embedding(4, 2, rng=1)
        self.tail = nn.Sequential(nn.Tanh(), nn.Sequential(nn.Linear(3, 3, rng=2)))
        self.blocks = [nn.Linear(2, 1, rng=3)]


TORCH_NAMES = (
    *("fc1.weight", "fc1.bias", "table.weight", "tail.1.0.weight", "tail.1.0.bias"),
    *("blocks.0.weight", "blocks.0.bias"),
)


def test_a_class_of_modules():
    model = Net()
    current = dict(zip(TORCH_NAMES, model.state_dict().values(), strict=True))
    rng = np.random.default_rng(0)
    state = {
        name: rng.normal(size=array.shape if "table" in name else array.T.shape)
        for name, array in current.items()
    }
    model.load_state_dict(nn.from_torch_state_dict(state, model))
    loaded = dict(zip(TORCH_NAMES, model.state_dict().values(), strict=True))
    for name, array in state.items():
        transposed = name.endswith("weight") and "table" not in name
        expected = array.T if transposed else array
        assert np.array_equal(loaded[name], expected), name


def test_the_state_of_a_class_of_modules_for_torch():
    model = Net()
    nn.prune(model, 0.5)
    state = nn.to_torch_state_dict(model)
    assert tuple(state) == TORCH_NAMES
    fc1 = model.fc1
    assert np.array_equal(state["fc1.weight"], (fc1.weight.data * fc1.weight_mask).T)
    state["table.weight"][0] = 7.0
    assert model.table.weight.data[0, 0] != 7.0
    assert nn.to_torch_state_dict(nn.Linear(2, 3))["weight"].shape == (3, 2)


def test_buffers_stand_beside_the_parameters_of_their_module():
    class Normed(nn.Module):
        def __init__(self):
            self.norm, self.out = nn.BatchNorm1d(2), nn.Linear(2, 1)
            self.scale = Tensor([1.0])

    own = ["scale"]
    norm = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]
    out = ["out.weight", "out.bias"]
    names = [*own, *(f"norm.{name}" for name in norm), *out]
    assert [*nn.to_torch_state_dict(Normed())] == names


@pytest.mark.parametrize(
    "make", [lambda: nn.mlp([3, 3, 1], rng=0), lambda: nn.MLP(3, [3]), Net]
)
def test_out_and_in_again(make):
    model = make()
    state = nn.to_torch_state_dict(model)
    other = make().apply(lambda module: None)
    for parameter in other.parameters():
        parameter.data = 0.0 * parameter.data
    other.load_state_dict(nn.from_torch_state_dict(state, other))
    for name, array in model.state_dict().items():
        assert np.array_equal(other.state_dict()[name], array)


@pytest.mark.parametrize(
    ("state", "module", "error", "message"),
    [
        ([], nn.Linear(2, 1), TypeError, r"expected a dict of arrays .* got list \[\]"),
        ({}, "net", TypeError, "expected a module, got str 'net'"),
        (
            {"0.weight": np.ones((1, 2))},
            nn.mlp([2, 1]),
            ValueError,
            "missing: 0.bias; unexpected: none",
        ),
        (
            {"weight": np.ones((2, 1)), "bias": np.ones(1)},
            nn.Linear(2, 1),
            ValueError,
            r"weight must have shape \(1, 2\), got \(2, 1\)",
        ),
        (
            {"weight": [["a"]], "bias": np.ones(1)},
            nn.Linear(1, 1),
            TypeError,
            "from_torch_state_dict: weight: expected real numbers",
        ),
        (
            {"weight": np.ones((1, 1)), "bias": np.ones(1), "x": 1.0},
            nn.Linear(1, 1),
            ValueError,
            "unexpected: x",
        ),
    ],
)
def test_states_that_do_not_fit(state, module, error, message):
    with pytest.raises(error, match=message):
        nn.from_torch_state_dict(state, module)


def test_load_state_dict_names_the_way_where_it_can_tell():
    square = nn.mlp([3, 3, 3], rng=0)
    way = r"nn\.from_torch_state_dict\(torch_state, module\)"
    state = nn.to_torch_state_dict(square)
    before = square.state_dict()
    with pytest.raises(ValueError, match=f"the names are PyTorch's; .*{way}"):
        square.load_state_dict(state)
    with pytest.raises(
        ValueError, match=rf"\(2, 3\), .*\(3, 2\), its transpose, .*{way}"
    ):
        nn.Linear(2, 3).load_state_dict({"weight": np.ones((3, 2)), "bias": np.ones(3)})
    tensor = type("Tensor", (np.ndarray,), {"__module__": "torch"})
    weight = np.ones((3, 3)).view(tensor)
    with pytest.raises(ValueError, match=f"numbers of PyTorch, which stores .*{way}"):
        square[0].load_state_dict({"weight": weight, "bias": np.ones(3)})
    for name, array in square.state_dict().items():
        assert np.array_equal(array, before[name])
    # Not transposed, so they are the same in PyTorch.
    norm = nn.LayerNorm(3)
    norm.load_state_dict({"weight": np.ones(3).view(tensor), "bias": np.ones(3)})


# -- a whole network -------------------------------------------------------------------


class TorchModule:
    """What `from_torch` asks of a module of PyTorch."""

    def __init__(self, state):
        self.state = state

    def state_dict(self):
        return self.state


def new_layers(dtype=np.float64, rng=0):
    return nn.Sequential(
        nn.Conv1d(3, 4, 2, dtype=dtype, rng=rng),
        nn.GroupNorm(2, 4, dtype=dtype),
        nn.PReLU(4, dtype=dtype),
        nn.Flatten(),
        nn.Linear(20, 6, dtype=dtype, rng=rng),
        nn.RMSNorm(6, dtype=dtype),
        nn.GRU(6, 2, dtype=dtype, rng=rng),
        nn.MultiheadAttention(4, 2, dtype=dtype, rng=rng),
    )


def test_from_torch_gives_a_network_and_leaves_the_other_alone():
    source, like = new_layers(), new_layers(rng=1)
    before = like.state_dict()
    state = nn.to_torch_state_dict(source)
    assert state["4.weight"].shape == (6, 20) and state["6.weight_ih_l0"].shape == (
        6,
        6,
    )
    assert np.array_equal(state["7.out_proj.weight"].T, source[7].out_proj.weight.data)
    for made in (state, TorchModule(state)):
        model = nn.from_torch(made, like=like)
        assert model is not like and type(model) is nn.Sequential
        for name, array in source.state_dict().items():
            assert np.array_equal(model.state_dict()[name], array), name
    for name, array in like.state_dict().items():
        assert np.array_equal(array, before[name])


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_from_torch_takes_the_dtype_of_like(kind):
    state = {
        name: array.astype(kind)
        for name, array in nn.to_torch_state_dict(new_layers()).items()
    }
    for dtype in (np.float32, np.float64):
        model = nn.from_torch(state, like=new_layers(dtype, rng=1))
        assert {array.dtype for array in model.state_dict().values()} == {
            np.dtype(dtype)
        }
        weight = model[4].weight.data
        assert np.array_equal(weight, state["4.weight"].T.astype(dtype))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: nn.from_torch("net.pt", like=nn.Linear(2, 1)),
            TypeError,
            "expected a torch.nn.Module or its .* torch.load",
        ),
        (lambda: nn.from_torch({}, like="net"), TypeError, "like: expected a module"),
        (
            lambda: nn.from_torch({"weight": np.ones((2, 1))}, like=nn.Linear(2, 1)),
            ValueError,
            "missing: bias",
        ),
        (
            lambda: nn.from_torch(
                {"weight": np.ones((2, 1)), "bias": np.ones(1)}, like=nn.Linear(2, 1)
            ),
            ValueError,
            r"weight must have shape \(1, 2\), got \(2, 1\)",
        ),
    ],
)
def test_from_torch_refuses(call, error, message):
    with pytest.raises(error, match=message):
        call()


EYE = np.eye(3)


def test_arrays_that_share_pytorchs_memory_are_pytorchs():
    """A square weight has the same shape transposed, so nothing else tells it."""
    memory = {"__module__": "torch", "__array_interface__": EYE.__array_interface__}
    shared = np.asarray(type("Tensor", (), memory)())
    assert type(shared) is np.ndarray
    layer = nn.Linear(3, 3, rng=0)
    before = layer.weight.data.copy()
    state = {"weight": shared[:], "bias": np.zeros(3)}
    with pytest.raises(ValueError, match=r"numbers of PyTorch, .* transposed"):
        layer.load_state_dict(state)
    assert (layer.weight.data == before).all()
    state["weight"] = shared.copy()  # numbers of one's own
    layer.load_state_dict(state)
    assert (layer.weight.data == np.eye(3)).all()
