"""Programs written for PyTorch: only the imports change."""

import re

import numpy as np
import pytest

import autograd_core as ac
import nn
import optim
from autograd_core import Tensor
from nn.checks.torch_names import INITS, NETWORKS
from tests.nn.torch_layers import STORED


def test_a_training_loop_gives_pytorchs_losses():
    stored = STORED["training"]
    x, y = np.array(stored["x"]), np.array(stored["y"])
    model = nn.Sequential(
        nn.Linear(in_features=4, out_features=6),
        nn.BatchNorm1d(num_features=6),
        nn.Tanh(),
        nn.Linear(6, 3, bias=True),
    )
    start = {
        f"layers.{name}": np.array(numbers) for name, numbers in stored["start"].items()
    }
    for name in ("layers.0.weight", "layers.3.weight"):
        start[name] = start[name].T  # PyTorch keeps it transposed
    model.load_state_dict(start)

    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = optim.SGD(model.parameters(), lr=0.2, momentum=0.9)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses == pytest.approx(stored["losses"], rel=1e-11)


def test_layers_take_pytorchs_names():
    table = nn.Embedding(num_embeddings=5, embedding_dim=2)
    assert table.weight.shape == (table.num_embeddings, table.embedding_dim) == (5, 2)
    norm = nn.LayerNorm(normalized_shape=(4, 2), elementwise_affine=True)
    assert norm.weight.shape == norm.normalized_shape == (4, 2)
    assert nn.LeakyReLU(negative_slope=0.25)([-4.0]).data == [-1.0]


def test_a_module_class_as_one_writes_it_for_pytorch(tmp_path):
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc1 = nn.Linear(2, 16, rng=0)
            self.fc2 = nn.Linear(16, 1, rng=1)
            self.dropout = nn.Dropout(0.1, rng=2)

        def forward(self, x):
            x = ac.relu(self.fc1(x))
            return self.fc2(self.dropout(x))

    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([[0.0], [1.0], [1.0], [0.0]])
    model = Net()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = optim.Adam(model.parameters(), lr=0.05)
    model.train()
    for _ in range(200):
        optimizer.zero_grad()
        loss = criterion(model(X), y)
        loss.backward()
        optimizer.step()
    model.eval()
    with ac.no_grad():
        outputs = model(X)
    assert ((outputs.data > 0) == (y == 1)).all()
    assert repr(model) == (
        "Net(\n"
        "  (fc1): Linear(2 -> 16)\n"
        "  (fc2): Linear(16 -> 1)\n"
        "  (dropout): Dropout(p=0.1)\n"
        ")"
    )
    assert sum(p.data.size for p in model.parameters()) == 65

    nn.save(model, tmp_path / "net.safetensors")
    other = Net()
    nn.load(other, tmp_path / "net.safetensors")
    assert (other.eval()(X).data == outputs.data).all()


def test_fine_tuning_the_head_only():
    """Freeze after the optimizer was made, as PyTorch's users may."""
    model = nn.Sequential(nn.Linear(2, 4, rng=0), nn.Tanh(), nn.Linear(4, 1, rng=1))
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    body = model[0].weight.data.copy()
    model[0].freeze()
    head = model[2].weight.data.copy()
    for _ in range(3):
        optimizer.zero_grad()
        nn.squared_error(model([[1.0, 2.0]]), [[1.0]]).backward()
        optimizer.step()
    assert (model[0].weight.data == body).all()
    assert (model[2].weight.data != head).all()


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.activation = nn.ReLU(width)


class Wide(Net):
    def __init__(self):
        super().__init__(3, 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: nn.ReLU(inplace=True),
            "ReLU: .* argument 'inplace'; it takes ReLU(); leave it out: .*operand",
        ),
        (
            lambda: nn.Softmax(dim=1),
            "Softmax: .* 'dim'; it takes Softmax(axis=-1); write axis=",
        ),
        (lambda: nn.Sigmoid(1.0), "Sigmoid: too many .*; it takes Sigmoid()"),
        (
            lambda: nn.Linear(4, seed=0),
            "Linear: .*; it takes Linear(in_features, out_features, bias=True, *, "
            "weight_init=None, dtype=..., rng=None); write rng=",
        ),
        (
            lambda: nn.CrossEntropyLoss(weight=[1.0, 2.0]),
            "CrossEntropyLoss: .*; it takes CrossEntropyLoss(class_weights=None, *, "
            "label_smoothing=0.0, reduction='mean', ignore_index=-100, class_axis=-1); "
            "write class_weights=",
        ),
        (lambda: Net(3), "ReLU: too many .*; it takes ReLU()"),
        (Wide, "Net: too many .*; it takes Net(width)"),
    ],
)
def test_an_argument_that_the_class_does_not_take(call, message):
    pattern = re.escape(message).replace(r"\.\*", ".*")
    with pytest.raises(TypeError, match=f"^{pattern}$"):
        call()


def test_ids_of_an_embedding_as_a_tensor():
    table = nn.Embedding(5, 2, rng=0)
    out = table(Tensor([[1, 4]]))
    assert out.data.tolist() == table.weight.data[[[1, 4]]].tolist()


@pytest.mark.parametrize(
    ("module", "name", "message"),
    [
        (
            nn,
            "Parameter",
            "no attribute 'Parameter'; a leaf Tensor kept in an attribute",
        ),
        (nn, "Hardtanh", "; write HardTanh$"),
        (nn, "functional", "losses are functions of nn"),
        (nn, "Conv3d", "'Conv3d'; Conv1d, Conv2d, MaxPool2d and AvgPool2d are here"),
        (nn, "LSTMCell", "; write LSTM; one step is a sequence of one step"),
        (nn, "Qqq", "^module 'nn' has no attribute 'Qqq'$"),
        (nn.init, "kaiming_normal", "; write he_normal$"),
        (
            nn.init,
            "kaiming_normal_",
            "; write he_normal: it gives an array, for weight_",
        ),
        (nn.init, "xavier_uniform_", "; write xavier_uniform: it gives an array"),
        (nn.init, "nothing", "^module 'nn.init' has no attribute 'nothing'$"),
    ],
)
def test_a_name_of_pytorch_that_is_another_one_here(module, name, message):
    with pytest.raises(AttributeError) as caught:
        getattr(module, name)
    assert re.search(message, str(caught.value).replace("`", ""))
    assert not hasattr(module, name)


def test_the_names_to_write_instead_exist():
    for module, table in ((nn, NETWORKS), (nn.init, INITS)):
        for advice in table.values():
            if alone := re.match(r"write `?(\w+)`?(?![.`\w])", advice):
                assert alone[1] in ("a", "the", "X") or hasattr(module, alone[1])
