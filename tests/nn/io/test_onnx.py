"""ONNX files, run by onnxruntime."""

import os

import numpy as np
import onnx
import onnxruntime
import pytest

import autograd_core as ac
import nn
from autograd_core import Tensor
from nn import export_onnx
from nn.io.onnx_ops import NAMES
from nn.module.activation_lookup import known_activations

RNG = np.random.default_rng(0)


def run_all(path, x):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        path, options, providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"x": x})


def run(path, x):
    (out,) = run_all(path, x)
    return out


def check(module, path, shape, x=None):
    """onnxruntime's outputs equal ours, for a batch and for a single sample."""
    export_onnx(module, path, shape)
    if x is None:
        x = RNG.normal(size=(7, *shape)).astype(np.float32)
    expected = nn.predict(module, x)
    out = run(path, x)
    assert out.shape == expected.shape
    assert np.allclose(out, expected, atol=1e-5, rtol=1e-5)
    assert np.allclose(run(path, x[:1]), expected[:1], atol=1e-5, rtol=1e-5)
    return expected


def trained(*layers, shape):
    """The network with every number moved away from where it began."""
    model = nn.Sequential(*layers)
    for parameter in model.parameters():
        parameter.data = parameter.data + 0.3 * RNG.normal(size=parameter.shape)
    for _ in range(3):
        model(2.0 + 3.0 * RNG.normal(size=(20, *shape)))
    return model


def test_an_mlp_with_batch_norm_and_softmax(tmp_path):
    model = trained(
        nn.Linear(5, 8, rng=0),
        nn.BatchNorm1d(8),
        nn.ReLU(),
        nn.Dropout(0.5, rng=0),
        nn.Linear(8, 3, bias=False, rng=1),
        nn.Softmax(),
        shape=(5,),
    )
    shares = check(model, tmp_path / "m.onnx", (5,))
    assert shares.sum(axis=1) == pytest.approx(np.ones(7))
    assert model.training  # the mode is as it was


@pytest.mark.parametrize(
    "activation",
    [
        *(nn.Identity(), nn.Sign(), nn.Step(), nn.Sigmoid(), nn.Tanh(), nn.ReLU()),
        *(nn.HardTanh(), nn.Softplus(), nn.GELU(), nn.SiLU(), nn.LeakyReLU(0.2)),
        *(nn.ELU(0.7), nn.Softmax(axis=1), nn.LogSoftmax()),
        *(nn.Activation("sin"), nn.Activation("cosh"), nn.Activation("erf")),
    ],
    ids=repr,
)
def test_activations(activation, tmp_path):
    model = trained(nn.Linear(3, 4, rng=0), activation, shape=(3,))
    check(model, tmp_path / "m.onnx", (3,))


def test_every_activation_that_has_a_name_in_onnx(tmp_path):
    for name in NAMES.keys() & set(known_activations()):
        shifted = {"arccosh": 2.0, "log": 1.0, "sqrt": 1.0, "reciprocal": 1.0}
        x = (RNG.uniform(0.1, 0.9, size=(4, 3)) + shifted.get(name, 0.0)).astype("f4")
        model = nn.Sequential(nn.Activation(name))
        check(model, tmp_path / f"{name}.onnx", (3,), x)


def test_norms_residuals_images_and_pruned_layers(tmp_path):
    model = trained(
        nn.Flatten(),
        nn.Linear(12, 6, rng=0),
        nn.LayerNorm(6, eps=0.1),
        nn.Sequential(nn.Residual(nn.Linear(6, 6, rng=1), nn.Tanh()), nn.Identity()),
        nn.BatchNorm1d(6, affine=False, eps=0.2),
        nn.LayerNorm(6, elementwise_affine=False),
        nn.Linear(6, 2, rng=2),
        shape=(3, 4),
    )
    nn.prune(model, 0.6)
    check(model, tmp_path / "m.onnx", (3, 4))


def test_embeddings_take_ids(tmp_path):
    model = nn.Sequential(nn.Embedding(10, 4, rng=0), nn.Flatten(), nn.Linear(12, 2))
    ids = RNG.integers(10, size=(7, 3))
    check(model, tmp_path / "m.onnx", (3,), ids)
    assert model.summary((5, 3), dtype=int).rows[0].output_shape == (5, 3, 4)


def test_an_mlp_of_values_is_exported_as_its_twin(tmp_path):
    check(nn.MLP(2, [3, 2], rng=0), tmp_path / "m.onnx", (2,))


def test_the_file_describes_itself(tmp_path):
    path = tmp_path / "m.onnx"
    export_onnx(nn.mlp([4, 3, 2]), path, (4,))
    model = onnx.load(path)
    assert model.producer_name == "autograd_core"
    shapes = [
        [d.dim_param or d.dim_value for d in info.type.tensor_type.shape.dim]
        for info in (*model.graph.input, *model.graph.output)
    ]
    assert shapes == [["batch", 4], ["batch", 2]]
    assert [node.op_type for node in model.graph.node] == [
        *("MatMul", "Add", "Tanh", "MatMul", "Add", "Identity")
    ]


class Own(nn.Module):
    def __init__(self, function):
        self.function = function

    def forward(self, x):
        return self.function(x)


@pytest.mark.parametrize(
    ("module", "shape", "error", "message"),
    [
        (
            nn.Sequential(nn.Identity(), Own(lambda x: ac.norm(x, 3, axis=1))),
            (3,),
            TypeError,
            "export_onnx: the op norm has no form in ONNX here; of the functions",
        ),
        (
            Own(lambda x: ac.where(x > 0, x, 2 * x)),
            (3,),
            TypeError,
            "the op where: it takes numbers that depend on the input .* a comparison",
        ),
        # What numbers near 0 do not show: it would be a wrong file, silently.
        *[
            (Own(own), (4,), TypeError, f"the op {op}: it takes numbers that depend on")
            for own, op in (
                (lambda x: np.where(x > -40.0, x, -40.0), "where"),
                (lambda x: np.interp(x, [-30.0, 30.0], [0.0, 1.0]), "divide"),
                (lambda x: np.nansum(x, axis=1), "sum"),
                (lambda x: np.nan_to_num(x), "where"),
                (lambda x: np.triu(x), "triu"),
            )
        ],
        (
            Own(lambda x: {"y": x * 2.0}),
            (3,),
            TypeError,
            "the network gives a dict; an output is a Tensor, or a tuple of them",
        ),
        (
            Own(lambda x: np.linalg.svd(x, compute_uv=False)),
            (3,),
            TypeError,
            "such factors have no form in ONNX here|svdvals has no form",
        ),
        (
            Own(lambda x: x * float(x.data[0, 0])),
            (3,),
            TypeError,
            "the op multiply: it takes numbers that depend on the input",
        ),
        (
            Own(lambda x: Tensor(x.data)),
            (3,),
            TypeError,
            r"what Own\(\) gives does not depend on its input in the graph",
        ),
        (
            Own(lambda x: sum(x[i].sum() for i in range(len(x)))),
            (3,),
            TypeError,
            "applies other ops to other batches; an if, or a loop over the samples",
        ),
        (
            Own(lambda x: x[np.arange(len(x)), 0]),
            (3,),
            TypeError,
            "the op getitem: .*several arrays .*|index that depends on the batch",
        ),
        (
            Own(lambda x: x.reshape(-1) * np.arange(3.0 * len(x))),
            (3,),
            TypeError,
            "the op multiply: it takes numbers that depend on the input",
        ),
        (Own(lambda x: x / len(x)), (3,), TypeError, "the op divide: it takes numbers"),
        (
            nn.mlp([4, 2]),
            (3,),
            ValueError,
            r"Linear\(4 -> 2\): expected \(..., 4\), go",
        ),
        (
            nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3)),
            (1, 4),
            ValueError,
            r"input_shape is that of one sample, without the batch, got \(1, 4\)",
        ),
        (nn.mlp([4, 2]), 4, TypeError, "input_shape: expected a shape"),
        (
            nn.Sequential(nn.BatchNorm1d(3, track_running_stats=False)),
            (3,),
            TypeError,
            "has no running statistics to export",
        ),
    ],
)
def test_what_has_no_form_in_onnx(module, shape, error, message, tmp_path):
    with pytest.raises(error, match=message):
        export_onnx(module, tmp_path / "m.onnx", shape)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["silu", "elu", "leaky_relu", "hard_tanh", "step"])
def test_an_activation_by_name_is_exported_like_its_class(name, tmp_path):
    check(nn.Sequential(nn.Activation(name)), tmp_path / "m.onnx", (5,))


def test_layer_norm_over_two_axes_and_flatten_of_an_empty_batch(tmp_path):
    model = trained(nn.LayerNorm((3, 2)), nn.Flatten(), shape=(3, 2))
    check(model, tmp_path / "m.onnx", (3, 2))
    empty = np.zeros((0, 3, 2), np.float32)
    assert run(tmp_path / "m.onnx", empty).shape == (0, 6)


def test_without_onnx_the_message_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setitem(__import__("sys").modules, "onnx", None)
    with pytest.raises(ImportError, match=r'needs onnx; .*"autograd_core\[export\]"'):
        export_onnx(nn.mlp([2, 1]), tmp_path / "m.onnx", (2,))
