"""Wrong arguments of convolutions, pooling, norms, recurrent layers and attention."""

import numpy as np
import pytest

import nn

ones = np.ones
RNN, ATTENTION = nn.RNN(3, 2, rng=0), nn.MultiheadAttention(4, 2, rng=0)
CONV = nn.Conv2d(3, 8, 3)

SETTINGS = [
    (lambda: nn.Conv2d(0, 2, 3), ValueError, "Conv2d: in_channels must be at least 1"),
    (lambda: nn.Conv2d(1, 2, 3.0), TypeError, "Conv2d: kernel_size must be an integer"),
    (
        lambda: nn.Conv2d(1, 2, (3, 3, 3)),
        ValueError,
        r"Conv2d: kernel_size must be an integer or 2 of them, got \(3, 3, 3\)",
    ),
    (
        lambda: nn.Conv1d(1, 2, 3, padding=-1),
        ValueError,
        "Conv1d: padding must be at l",
    ),
    (
        lambda: nn.Conv1d(1, 2, 3, padding="full"),
        ValueError,
        "'same' or 'valid', got '",
    ),
    (
        lambda: nn.Conv2d(1, 2, 3, stride=2, padding="same"),
        ValueError,
        r"padding='same' needs stride 1, got \(2, 2\)",
    ),
    (
        lambda: nn.Conv2d(4, 6, 3, groups=3),
        ValueError,
        "groups must divide in_channels",
    ),
    (
        lambda: nn.Conv2d(6, 4, 3, groups=3),
        ValueError,
        "groups must divide out_channel",
    ),
    (
        lambda: nn.Conv2d(1, 2, 3, padding_mode="wrap"),
        ValueError,
        "padding_mode must be one of zeros, reflect, replicate, circular, got 'wrap'",
    ),
    (
        lambda: nn.MaxPool2d(2, padding=2),
        ValueError,
        r"MaxPool2d: padding must be at most half of kernel_size.*\(2, 2\) and \(2",
    ),
    (
        lambda: nn.MaxPool2d(2, return_indices=True),
        TypeError,
        "MaxPool2d: .*'return_in",
    ),
    (
        lambda: nn.AvgPool2d(2, divisor_override=0),
        ValueError,
        "divisor_override must be",
    ),
    (lambda: nn.GroupNorm(2, 3), ValueError, "num_groups must divide num_channels"),
    (lambda: nn.BatchNorm1d(2, axis=0), ValueError, "axis must be 1 or -1, got 0"),
    (
        lambda: nn.RNN(3, 2, nonlinearity="relu6"),
        ValueError,
        "must be 'tanh' or 'relu'",
    ),
    (lambda: nn.LSTM(3, 0), ValueError, "LSTM: hidden_size must be at least 1"),
    (lambda: nn.LSTM(3, 2, proj_size=1), TypeError, "LSTM: .*'proj_size'"),
    (
        lambda: nn.GRU(3, 2, dropout=2.0),
        ValueError,
        r"GRU: dropout must be in \[0, 1\]",
    ),
    (
        lambda: nn.MultiheadAttention(4, 3),
        ValueError,
        "num_heads must divide embed_dim",
    ),
    (lambda: nn.Embedding(3, 2, padding_idx=3), ValueError, "among 0 to 2, got 3"),
    (
        lambda: nn.Embedding(3, 2, padding_idx=-4),
        ValueError,
        "padding_idx must be at l",
    ),
    (lambda: nn.PReLU(0), ValueError, "PReLU: num_parameters must be at least 1"),
    (lambda: nn.PReLU(init="a"), TypeError, "PReLU: init"),
]

INPUTS = [
    (
        lambda: CONV(ones((9, 8, 8, 3))),
        r"kernel_size=\(3, 3\)\): expected \(batch, 3, height, width\) or \(3, height, "
        r"width\), got \(9, 8, 8, 3\); channels come first: x.transpose\(0, 3, 1, 2\)",
    ),
    (lambda: CONV(ones((8, 8, 3))), r"come first: x.transpose\(2, 0, 1\)"),
    (
        lambda: CONV(ones((9, 64))),
        r"give each sample its axes: x.reshape\(-1, 3, height",
    ),
    (lambda: nn.Conv2d(1, 2, 3)(ones((9, 8, 8))), r"one channel: x\[:, None\]"),
    (
        lambda: CONV(ones((9, 3, 2, 8))),
        r"the kernel does not fit into \(2, 8\); give it padding",
    ),
    (lambda: nn.Conv1d(2, 1, 3)(ones((5, 7, 2))), r"x.transpose\(0, 2, 1\)"),
    (
        lambda: nn.Sequential(nn.Tanh(), CONV)(ones((9, 8, 8, 3))),
        r"^layers.1 Conv2d\(3 -> 8",
    ),
    (
        lambda: nn.MaxPool2d(2)(ones((9, 8))),
        r"MaxPool2d\(.*: expected \(batch, channels",
    ),
    (
        lambda: nn.AvgPool2d(5)(ones((1, 4, 4))),
        r"a window of \(5, 5\) does not fit into",
    ),
    (
        lambda: nn.BatchNorm2d(3)(ones((2, 4, 4, 3))),
        r"expected \(batch, 3, height, width\), got \(2, 4, 4, 3\); for features on "
        r"the last axis write BatchNorm1d\(3, axis=-1\)",
    ),
    (
        lambda: nn.BatchNorm1d(3, axis=-1)(ones((2, 3, 4))),
        r"expected \(batch, ..., 3\), got \(2, 3, 4\)",
    ),
    (
        lambda: nn.BatchNorm1d(3)(ones((1, 3, 1))),
        "in training mode it needs a batch of a",
    ),
    (
        lambda: nn.GroupNorm(1, 3)(ones((2, 4, 3))),
        r"\(batch, 3, ...\), got \(2, 4, 3\)",
    ),
    (
        lambda: nn.RMSNorm(3)(ones((2, 4))),
        r"RMSNorm\(3\): expected \(..., 3\), got \(2, 4",
    ),
    (
        lambda: nn.PReLU(3)(ones((2, 4))),
        r"expected \(batch, 3, ...\), a slope for each",
    ),
    (
        lambda: RNN(ones((5, 2, 4))),
        r"RNN\(3 -> 2\): expected \(..., 3\), got \(5, 2, 4\)",
    ),
    (
        lambda: RNN(ones((0, 2, 3))),
        r"expected \(steps, batch, 3\) or \(steps, 3\), with at least one step, got \(",
    ),
    (
        lambda: RNN(ones((5, 2, 3)), ones((1, 5, 2))),
        r"a state must have shape \(1, 2, 2\), \(layers, batch, hidden_size\), got \(",
    ),
    (
        lambda: ATTENTION(ones((5, 2, 4)), ones((5, 3, 4)), ones((5, 3, 4))),
        r"shape \(steps, batch, 4\) or \(steps, 4\), .*; got \(5, 2, 4\), \(5, 3, 4\)",
    ),
    (
        lambda: ATTENTION(*[ones((5, 4))] * 3, attn_mask=ones((4, 4), bool)),
        r"attn_mask must have shape \(5, 5\) or \(2, 5, 5\), got \(4, 4\)",
    ),
    (
        lambda: ATTENTION(*[ones((2, 4))] * 3, attn_mask=[[False, True], [True, True]]),
        "the masks hide all keys from query 1, so it has no weights",
    ),
    (
        lambda: ATTENTION(
            *[ones((5, 2, 4))] * 3, key_padding_mask=np.zeros((5, 2), bool)
        ),
        r"key_padding_mask must have shape \(2, 5\), got \(5, 2\)",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), SETTINGS)
def test_wrong_settings(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(("call", "message"), INPUTS)
def test_wrong_shapes_name_the_layer_and_the_remedy(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: nn.Sequential(RNN, nn.Linear(2, 1))(ones((5, 2, 3))),
            r"Linear\(2 -> 1\): .*got a tuple of 2, .*out, _ = layer",
        ),
        (
            lambda: nn.cross_entropy(RNN(ones((5, 2, 3))), [0, 1]),
            r"cross_entropy, outputs: got a tuple of 2, .*out, _ = layer",
        ),
        (
            lambda: nn.predict(RNN, ones((5, 2, 3))),
            r"predict: .*RNN\(3 -> 2\): got a tuple of 2, .*out, _ = layer",
        ),
        (
            lambda: nn.export_onnx(ATTENTION, "no.onnx", (2, 4)),
            "export_onnx: MultiheadAttention takes more than one input; write a Module",
        ),
        (lambda: CONV("image"), r"Conv2d\(3 -> 8.*: expected numbers"),
        (lambda: nn.LSTM(3, 2)(ones((5, 2, 3)), ones((1, 2, 2))), r"a tuple \(h, c\)"),
        (
            lambda: RNN(ones((5, 2, 3), complex)),
            "array of real numbers, got dtype compl",
        ),
        (
            lambda: ATTENTION(*[ones((5, 4))] * 3, attn_mask=ones((5, 5), int)),
            "attn_mask must be True for what is not looked at, or floats to add; got i",
        ),
    ],
)
def test_wrong_kinds(call, message):
    with pytest.raises(TypeError, match=message):
        call()


def test_the_remedies_work():
    image = ones((9, 8, 8, 3))
    assert CONV(image.transpose(0, 3, 1, 2)).shape == (9, 8, 6, 6)
    assert CONV(image[0].transpose(2, 0, 1)).shape == (8, 6, 6)
    assert nn.Conv2d(1, 2, 3)(ones((9, 8, 8))[:, None]).shape == (9, 2, 6, 6)
    assert nn.BatchNorm1d(3, axis=-1)(image).shape == image.shape


def test_a_row_of_padding_is_0_and_gets_no_gradient():
    table = nn.Embedding(4, 3, padding_idx=-1, rng=0)
    assert table.weight.data[3].tolist() == [0.0] * 3
    assert repr(table) == "Embedding(4, 3, padding_idx=3)"
    table.weight.data[3] = [5.0, 6.0, 7.0]
    out = table([[0, 3], [3, 3]])
    assert out.data[0, 1].tolist() == [5.0, 6.0, 7.0]
    out.sum().backward()
    assert table.weight.grad.tolist() == [[1.0] * 3, *[[0.0] * 3] * 3]


def test_masks_pass_where_anomalies_are_detected():
    from autograd_core import detect_anomaly

    x = np.random.default_rng(0).normal(size=(3, 2, 4))
    with detect_anomaly():
        out, weights = ATTENTION(x, x, x, is_causal=True)
        out.sum().backward()
        pooled = nn.MaxPool2d(3, padding=1)(-ones((1, 4, 4)))
    assert (pooled.data == -1.0).all()
    assert (np.triu(weights.data, 1) == 0.0).all()
    assert np.allclose(weights.data.sum(axis=-1), 1.0)


def test_dropout_in_attention_and_between_recurrent_layers():
    """Off in evaluation mode; in training the expectation stays."""
    x = np.random.default_rng(0).normal(size=(4, 2, 3))
    quiet = nn.GRU(3, 5, num_layers=2, rng=0)
    noisy = nn.GRU(3, 5, num_layers=2, dropout=0.4, rng=0)
    assert np.array_equal(noisy.eval()(x)[0].data, quiet(x)[0].data)
    assert not np.array_equal(noisy.train()(x)[0].data, quiet(x)[0].data)
    single = nn.GRU(3, 5, dropout=0.4, rng=0)  # the last layer has none
    assert np.array_equal(single(x)[0].data, single.eval()(x)[0].data)
    attention = nn.MultiheadAttention(4, 2, dropout=0.5, rng=0)
    y = ones((50, 4))
    weights = attention(y, y, y, average_attn_weights=False)[1].data
    assert set(np.unique(weights.round(6))) == {0.0, 0.04}
    assert abs(weights.mean() - 0.02) < 4 * 0.02 / np.sqrt(weights.size)
    assert np.allclose(attention.eval()(y, y, y)[1].data, 0.02)


def test_an_empty_batch_passes():
    assert CONV(np.zeros((0, 3, 5, 5))).shape == (0, 8, 3, 3)
    assert nn.MaxPool2d(2)(np.zeros((0, 3, 4, 4))).shape == (0, 3, 2, 2)
    assert nn.GroupNorm(2, 4)(np.zeros((0, 4, 3))).shape == (0, 4, 3)
    assert nn.LSTM(3, 2)(np.zeros((5, 0, 3)))[0].shape == (5, 0, 2)
    x = np.zeros((5, 0, 4))
    assert ATTENTION(x, x, x)[0].shape == (5, 0, 4)


def test_summaries_count_multiplications():
    """By hand: of each output of a convolution, of each step of a sequence."""
    rows = nn.Sequential(nn.Conv2d(3, 8, 3), nn.MaxPool2d(2)).summary((3, 8, 8)).rows
    assert rows[0].output_shape == (8, 6, 6)
    assert rows[0].multiply_adds == 8 * 6 * 6 * 3 * 3 * 3
    table = nn.LSTM(3, 5, num_layers=2).summary((7, 2, 3))
    assert table.rows[0].output_shape == (7, 2, 5)
    assert table.multiply_adds == 7 * 2 * (4 * 5 * (3 + 5) + 4 * 5 * (5 + 5))


def test_a_summary_of_one_image_is_that_of_a_batch_of_one():
    model = nn.Sequential(
        *(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(8, 3))
    )
    one, batch = model.summary((1, 4, 4)), model.summary((1, 1, 4, 4))
    assert [row.output_shape for row in one.rows] == [
        *[(2, 2, 2)] * 2,
        (8,),
        (3,),
    ]
    assert [(1, *row.output_shape) for row in one.rows] == [
        row.output_shape for row in batch.rows
    ]
    assert one.multiply_adds == batch.multiply_adds == 8 * 9 + 8 + 24
    with pytest.raises(ValueError, match=r"Conv2d\(1 -> 2.*, got \(5, 4, 4\)"):
        model.summary((5, 4, 4))
