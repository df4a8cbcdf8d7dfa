"""One module of every kind, of random sizes, with inputs that fit it."""

from typing import Any

import numpy as np

import nn

Case = tuple[Any, list[Any]]


def _sizes(rng: np.random.Generator, count: int, low: int = 1, high: int = 4) -> Any:
    return [int(n) for n in rng.integers(low, high, count)]


def conv1d(rng: np.random.Generator) -> Case:
    batch, groups, length, stride, dilation = _sizes(rng, 5)
    layer = nn.Conv1d(
        *(2 * groups, 3 * groups, 2),
        stride=stride,
        dilation=dilation,
        padding=1,
        groups=groups,
        rng=rng,
    )
    return layer, [(batch, 2 * groups, length + 3)]


def conv2d(rng: np.random.Generator) -> Case:
    batch, channels, height, width, stride = _sizes(rng, 5)
    layer = nn.Conv2d(
        *(channels, 2, (2, 3)), stride=(1, stride), padding=(0, 1), rng=rng
    )
    return layer, [(batch, channels, height + 1, width + 2)]


def max_pool(rng: np.random.Generator) -> Case:
    batch, height, width, stride = _sizes(rng, 4)
    layer = nn.MaxPool2d(2, stride, padding=1, ceil_mode=True)
    return layer, [(batch, 2, height + 1, width + 2)]


def avg_pool(rng: np.random.Generator) -> Case:
    batch, height, width, stride = _sizes(rng, 4)
    layer = nn.AvgPool2d(2, stride, padding=1, ceil_mode=True, count_include_pad=False)
    return layer, [(batch, 2, height + 1, width + 2)]


def batch_norm_last(rng: np.random.Generator) -> Case:
    batch, steps, width = _sizes(rng, 3, 2)
    return nn.BatchNorm1d(width, axis=-1), [(batch, steps, width)]


def batch_norm_2d(rng: np.random.Generator) -> Case:
    batch, channels, height, width = _sizes(rng, 4, 2)
    return nn.BatchNorm2d(channels), [(batch, channels, height, width)]


def group_norm(rng: np.random.Generator) -> Case:
    batch, groups, length = _sizes(rng, 3)
    return nn.GroupNorm(groups, 2 * groups), [(batch, 2 * groups, length + 1)]


def rms_norm(rng: np.random.Generator) -> Case:
    batch, width = _sizes(rng, 2, 2)
    return nn.RMSNorm(width, eps=1e-3), [(batch, width)]


def p_relu(rng: np.random.Generator) -> Case:
    batch, channels = _sizes(rng, 2, 2)
    return nn.PReLU(channels), [(batch, channels, 2)]


def activation(kind: Any) -> Any:
    def make(rng: np.random.Generator) -> Case:
        return kind(), [tuple(_sizes(rng, 2))]

    make.__name__ = kind.__name__
    return make


def recurrent(kind: Any, **options: Any) -> Any:
    def make(rng: np.random.Generator) -> Case:
        steps, batch, inputs, hidden = _sizes(rng, 4, high=3)
        layer = kind(inputs, hidden, rng=rng, **options)
        return layer, [(steps + 1, batch, inputs)]

    make.__name__ = kind.__name__
    return make


def attention(rng: np.random.Generator) -> Case:
    steps, keys, batch, heads = _sizes(rng, 4)
    layer = nn.MultiheadAttention(2 * heads, heads, rng=rng)
    key = (keys + 1, batch, 2 * heads)
    return layer, [(steps, batch, 2 * heads), key, key]


RANDOM = [
    *(conv1d, conv2d, max_pool, avg_pool, batch_norm_last, batch_norm_2d),
    *(group_norm, rms_norm, p_relu, attention),
    *map(activation, (nn.SELU, nn.Mish, nn.Softsign)),
    recurrent(nn.RNN, bidirectional=True),
    recurrent(nn.GRU),
    recurrent(nn.LSTM),
]


def random_case(make: Any, seed: int) -> Case:
    """A module whose parameters are all random, and inputs."""
    rng = np.random.default_rng(seed)
    module, shapes = make(rng)
    for parameter in module.parameters():
        parameter.data = rng.normal(size=parameter.shape)
    return module, [rng.normal(size=shape) for shape in shapes]
