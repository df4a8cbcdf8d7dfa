"""ONNX files of a user's own Module, run by onnxruntime for several batches."""

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import Tensor
from tests.nn.io.test_onnx import run_all
from tests.nn.layers.random_modules import RANDOM, random_case

RNG = np.random.default_rng(0)


def check(module, path, shape, ids=0):
    """onnxruntime's outputs equal ours, for batches of other sizes than were traced."""
    nn.export_onnx(module, path, shape)
    module.eval()
    for batch in (1, 4, 7):
        x = RNG.normal(size=(batch, *shape)).astype(np.float32)
        if ids:
            x = RNG.integers(ids, size=(batch, *shape))
        outs = module(Tensor(x) if ids else x.astype(float))
        outs = [
            o for o in (outs if isinstance(outs, tuple) else (outs,)) if o is not None
        ]
        found = run_all(path, x)
        assert len(found) == len(outs)
        for mine, theirs in zip(outs, found, strict=True):
            assert theirs.shape == mine.shape
            np.testing.assert_allclose(theirs, mine.data, rtol=2e-4, atol=2e-5)


def batch_first(module, inputs):
    """A module that takes (batch, ...), and its shape of one sample."""
    if isinstance(module, nn.RNN | nn.GRU | nn.LSTM):
        module.batch_first = True
    elif isinstance(module, nn.MultiheadAttention):
        module.batch_first = True
        return Attends(module), (4, module.embed_dim)
    return module, inputs[0].shape[1:]


class Attends(nn.Module):
    def __init__(self, attention):
        self.attention = attention

    def forward(self, x):
        return self.attention(x, x[:, 1:], x[:, 1:])


class States(nn.Module):
    """An LSTM's (out, (h, c)) as three outputs."""

    def __init__(self, layer):
        self.layer = layer

    def forward(self, x):
        out, last = self.layer(x)
        return (out, *last) if isinstance(last, tuple) else (out, last)


@pytest.mark.parametrize("make", RANDOM, ids=lambda make: make.__name__)
def test_every_module(make, tmp_path):
    module, shape = batch_first(*random_case(make, 0))
    if isinstance(module, nn.RNN | nn.GRU | nn.LSTM):
        module = States(module)
    if isinstance(module, nn.BatchNorm1d):
        module.running_mean = RNG.normal(size=module.num_features)
        module.running_var = RNG.uniform(0.5, 2.0, size=module.num_features)
    check(module, tmp_path / "m.onnx", shape)


@pytest.mark.parametrize(
    "layer",
    [
        nn.Conv2d(2, 3, 3, padding="same", padding_mode="reflect", rng=0),
        nn.Conv2d(2, 4, 2, stride=2, groups=2, dilation=2, rng=0),
        nn.Conv2d(2, 3, 3, padding=1, padding_mode="circular", bias=False, rng=0),
        nn.MaxPool2d((2, 3), stride=1, dilation=2),
        nn.AvgPool2d(3, stride=2, padding=1),
        nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False),
        nn.AvgPool2d(2, divisor_override=3),
    ],
    ids=repr,
)
def test_settings_of_convolution_and_pooling(layer, tmp_path):
    check(layer, tmp_path / "m.onnx", (2, 6, 7))


class Digits(nn.Module):
    """A small convolutional network, as one writes it."""

    def __init__(self):
        self.conv1, self.conv2 = nn.Conv2d(1, 4, 3, rng=0), nn.Conv2d(4, 4, 3, rng=1)
        self.norm, self.pool = nn.BatchNorm2d(4), nn.MaxPool2d(2)
        self.head = nn.Linear(4, 10, rng=2)

    def forward(self, x):
        x = ac.relu(self.norm(self.conv1(x)))
        x = self.pool(ac.relu(self.conv2(x)))
        return self.head(x.reshape(len(x), -1))


class Bigram(nn.Module):
    """A causal transformer block on ids, with positions."""

    def __init__(self):
        self.tokens, self.places = nn.Embedding(9, 8, rng=0), nn.Embedding(6, 8, rng=1)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True, rng=2)
        self.norm, self.out = nn.RMSNorm(8), nn.Linear(8, 9, rng=3)

    def forward(self, ids):
        x = self.tokens(ids) + self.places(np.arange(ids.shape[1]))
        y = self.norm(x)
        return self.out(x + self.attention(y, y, y, is_causal=True)[0])


class Reader(nn.Module):
    """A GRU on ids with a first state of its own, and the last step."""

    def __init__(self):
        self.table = nn.Embedding(9, 3, padding_idx=0, rng=0)
        self.cell = nn.GRU(3, 4, batch_first=True, rng=1)
        self.out = nn.Linear(4, 2, rng=2)

    def forward(self, ids):
        first = np.full((1, ids.shape[0], 4), 0.5)
        out, _ = self.cell(self.table(ids[:, ::-1]), first)
        return ac.concatenate(
            [self.out(out[:, -1]), ac.stack([out[:, 0, 1]] * 2, 1)], 1
        )


@pytest.mark.parametrize(
    ("module", "shape", "ids"),
    [(Digits(), (1, 6, 6), 0), (Bigram(), (6,), 9), (Reader(), (5,), 9)],
)
def test_networks(module, shape, ids, tmp_path):
    check(module, tmp_path / "m.onnx", shape, ids)


def test_a_network_is_made_of_the_ops_of_onnx(tmp_path):
    import onnx

    nn.export_onnx(Digits(), tmp_path / "m.onnx", (1, 6, 6))
    ops = [node.op_type for node in onnx.load(tmp_path / "m.onnx").graph.node]
    assert ops == [
        *("Conv", "BatchNormalization", "Relu", "Conv", "Relu", "MaxPool"),
        *("Reshape", "MatMul", "Add", "Identity"),
    ]


W = RNG.normal(size=(3, 4))


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x @ W.T + 1.0,
        lambda x: 1.0 / (2.0 + ac.abs(x)) - x**2 + ac.sqrt(ac.exp(x)),
        lambda x: x.sum(axis=1) * x.mean(axis=(1, 2), keepdims=True)[:, 0],
        lambda x: x.max(axis=-1) + x.min(axis=2) + ac.logsumexp(x, axis=2),
        lambda x: x.var(axis=1, ddof=1) + x.std(axis=1) + ac.norm(x, axis=1),
        lambda x: ac.softmax(x, axis=1) + ac.log_softmax(x, axis=-1),
        lambda x: ac.einsum("bij,kj->bki", x, W),
        lambda x: x.transpose(0, 2, 1).reshape(-1, 6) @ np.ones((6, 2)),
        lambda x: x.reshape(len(x) * 3, 4) * 2.0 + ac.ravel(x)[:4],
        lambda x: ac.concatenate([x, x[:, :1], np.zeros((len(x), 2, 4))], axis=1),
        lambda x: ac.stack([x[:, 0], x[:, -1]], axis=2)[..., ::-1],
        lambda x: x[:, [2, 0, 0]][:, None, :, 1:3],
        lambda x: x[:, np.array([True, False, True]), 1:][:, :, :, None],
        lambda x: x[None, :, 1][..., np.array([[0, 3], [1, 1]])],
        lambda x: x[1:, 1:, ::2] - x[:-1, :-1, 1::2],
        lambda x: x[::-1] + x[-1] + x[0],
        lambda x: ac.pad(x, ((0, 0), (1, 2), (0, 1)), constant_values=0.5),
        lambda x: ac.tril(x) + ac.cumsum(x, axis=2) + ac.broadcast_to(W, x.shape),
        lambda x: ac.clip(x, -0.5, 0.5) + ac.where(W > 0, x, 0.0) * ac.expm1(x),
        lambda x: ac.minimum(x, 0.3) * ac.maximum(0.1, x) + ac.hypot(x, W) + ac.erfc(x),
        lambda x: x - x.mean(axis=0) + ac.prod(x, axis=0),
        lambda x: ac.step(x, 0.5) + ac.sign(x) + ac.elu(x, 0.3) + ac.leaky_relu(x, 0.2),
    ],
)
def test_ops_of_a_users_forward(function, tmp_path):
    class Own(nn.Module):
        def forward(self, x):
            return function(x if isinstance(x, Tensor) else Tensor(x))

    check(Own(), tmp_path / "m.onnx", (3, 4))


def test_frozen_pruned_and_shared_parts(tmp_path):
    shared = nn.Linear(4, 4, rng=0)
    model = nn.Sequential(
        shared, nn.Tanh(), shared, nn.Residual(nn.Linear(4, 4, rng=1))
    )
    nn.prune(model, 0.5)
    shared.freeze()
    check(model, tmp_path / "m.onnx", (4,))
    assert shared.frozen and model.training is False


def test_a_weight_that_each_step_takes_is_written_once(tmp_path):
    import onnx

    sizes = []
    for steps in (3, 12):
        nn.export_onnx(nn.RNN(2, 16, batch_first=True), tmp_path / "m", (steps, 2))
        constants = onnx.load(tmp_path / "m").graph.initializer
        sizes.append(sum(np.prod(c.dims, initial=1) for c in constants))
    assert sizes[1] - sizes[0] < 50  # numbers of the steps, not 16 x 16 weights
