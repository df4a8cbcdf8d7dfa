"""The modules whose numbers in PyTorch are stored, and what they are called with."""

from typing import Any

ModuleRow = tuple[str, dict[str, Any], list[tuple[int, ...]], dict[str, Any]]

IMAGE, SIGNAL = (2, 4, 5, 6), (2, 3, 7)
STEPS, BATCH_FIRST, SINGLE = (4, 2, 3), (2, 4, 3), (4, 3)
HIDE = [[0, 1, 1], [0, 0, 1], [1, 0, 0], [0, 0, 0]]
ADD = [[0.5, -1.0, "-inf"], [0.0, 2.0, 0.3], [-0.7, "-inf", 0.1], [1.0, 0.0, 0.0]]


def conv(kind: str, shape: tuple[int, ...], **options: Any) -> ModuleRow:
    """A convolution of three or four channels."""
    defaults = {"in_channels": shape[-3 + (kind == "Conv1d")], "out_channels": 2}
    return kind, {**defaults, "kernel_size": 3, **options}, [shape], {}


def recurrent(kind: str, shape: tuple[int, ...], **options: Any) -> ModuleRow:
    """A recurrent layer of three inputs."""
    return kind, {"input_size": 3, "hidden_size": 2, **options}, [shape], {}


def attention(*shapes: tuple[int, ...], options: Any = (), **call: Any) -> ModuleRow:
    """Attention of two heads of width 2."""
    settings = {"embed_dim": 4, "num_heads": 2, **dict(options)}
    return "MultiheadAttention", settings, list(shapes), call


MODULES: list[ModuleRow] = [
    conv("Conv1d", SIGNAL),
    conv("Conv1d", SIGNAL, stride=2, padding=1, dilation=2, bias=False),
    conv("Conv1d", SIGNAL[1:], padding="same", kernel_size=4),
    conv("Conv1d", SIGNAL, padding=2, padding_mode="circular"),
    conv("Conv2d", IMAGE),
    conv("Conv2d", IMAGE, kernel_size=[2, 3], stride=[2, 1], padding=[1, 0]),
    conv("Conv2d", IMAGE, groups=2, dilation=2, out_channels=4),
    conv("Conv2d", IMAGE, groups=4, out_channels=8, kernel_size=1),
    conv("Conv2d", IMAGE, padding=1, padding_mode="reflect"),
    conv("Conv2d", IMAGE, padding="same", padding_mode="replicate", kernel_size=2),
    conv("Conv2d", IMAGE[1:], padding="valid"),
    ("MaxPool1d", {"kernel_size": 2}, [SIGNAL], {}),
    ("MaxPool2d", {"kernel_size": 2}, [IMAGE], {}),
    ("MaxPool2d", {"kernel_size": 3, "stride": 2, "padding": 1}, [IMAGE], {}),
    (
        "MaxPool2d",
        {"kernel_size": [2, 3], "stride": [2, 2], "ceil_mode": True},
        [IMAGE],
        {},
    ),
    ("MaxPool2d", {"kernel_size": 2, "stride": 1, "dilation": 2}, [IMAGE[1:]], {}),
    ("AvgPool1d", {"kernel_size": 3, "stride": 2, "padding": 1}, [SIGNAL], {}),
    ("AvgPool2d", {"kernel_size": 2}, [IMAGE], {}),
    (
        "AvgPool2d",
        {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
        [IMAGE],
        {},
    ),
    (
        "AvgPool2d",
        {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False},
        [IMAGE],
        {},
    ),
    ("AvgPool2d", {"kernel_size": 2, "divisor_override": 3}, [IMAGE[1:]], {}),
    ("BatchNorm1d", {"num_features": 3}, [SIGNAL], {}),
    ("BatchNorm2d", {"num_features": 4, "eps": 0.1}, [IMAGE], {}),
    ("BatchNorm2d", {"num_features": 4, "affine": False, "momentum": 0.3}, [IMAGE], {}),
    ("GroupNorm", {"num_groups": 2, "num_channels": 4}, [IMAGE], {}),
    ("GroupNorm", {"num_groups": 3, "num_channels": 3, "eps": 0.1}, [SIGNAL], {}),
    ("RMSNorm", {"normalized_shape": 3}, [STEPS], {}),
    ("RMSNorm", {"normalized_shape": [2, 3], "eps": 0.1}, [STEPS], {}),
    ("PReLU", {}, [STEPS], {}),
    ("PReLU", {"num_parameters": 3, "init": 0.1}, [SIGNAL], {}),
    ("SELU", {}, [STEPS], {}),
    ("Mish", {}, [STEPS], {}),
    ("Softsign", {}, [STEPS], {}),
    recurrent("RNN", STEPS),
    recurrent("RNN", BATCH_FIRST, num_layers=2, nonlinearity="relu", batch_first=True),
    recurrent("RNN", SINGLE, bidirectional=True, num_layers=2, bias=False),
    recurrent("GRU", STEPS),
    recurrent("GRU", BATCH_FIRST, num_layers=2, batch_first=True, bidirectional=True),
    recurrent("LSTM", STEPS),
    recurrent("LSTM", BATCH_FIRST, num_layers=2, batch_first=True),
    recurrent("LSTM", SINGLE, bidirectional=True),
    attention((4, 2, 4), (3, 2, 4), (3, 2, 4)),
    attention(
        *((2, 4, 4), (2, 3, 4), (2, 3, 4)),
        options={"batch_first": True, "bias": False},
        average_attn_weights=False,
        attn_mask=HIDE,
    ),
    attention((4, 4), (3, 4), (3, 4), attn_mask=ADD),
    attention(
        *((2, 4, 4), (2, 3, 4), (2, 3, 4)),
        options={"batch_first": True},
        key_padding_mask=[[0, 0, 1], [0, 1, 1]],
    ),
]
