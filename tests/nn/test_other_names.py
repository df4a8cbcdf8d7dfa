"""Names of PyTorch's and Keras's vocabulary get the right name here."""

import re

import numpy as np
import pytest

import autograd_core as ac
import nn
import optim
from autograd_core import Tensor, Value
from nn.checks import other_names, torch_names
from optim.checks import other_names as of_optim

P = Tensor([1.0])
DATA = (np.ones((2, 1)), np.ones((2, 1)))


def fit(*args, **kwargs):
    model = nn.Linear(1, 1)
    optimizer = optim.SGD(model.parameters())
    given = dict(zip(("model", "loss", "optimizer", "data"), args, strict=False))
    usual = {"model": model, "loss": nn.squared_error, "optimizer": optimizer}
    optim.fit(**(usual | {"data": DATA, "epochs": 1} | given | kwargs))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        # -- initial weights
        (lambda: nn.Linear(2, 1, weight_init="kaiming_normal"), "; write 'he_normal';"),
        (
            lambda: nn.Linear(2, 1, weight_init="kaiming_uniform_"),
            "write 'he_uniform';",
        ),
        (
            lambda: nn.mlp([2, 1], weight_init="glorot_uniform"),
            "write 'xavier_uniform'",
        ),
        (lambda: nn.mlp([2, 1], weight_init="GlorotNormal"), "write 'xavier_normal'"),
        (lambda: nn.mlp([2, 1], weight_init="HeUniform"), "write 'he_uniform'"),
        (lambda: nn.mlp([2, 1], weight_init="he_norml"), "did you mean 'he_normal'?"),
        (lambda: nn.Embedding(2, 1, weight_init="RandomNormal"), "write 'normal'"),
        (
            lambda: nn.Linear(2, 1, weight_init="truncated_normal"),
            "'normal', which is n",
        ),
        (lambda: nn.Linear(2, 1, weight_init="Zeros"), "write 'zeros'"),
        # -- activations
        (lambda: nn.mlp([2, 1, 1], "ReLU"), "did you mean 'relu'?"),
        (lambda: nn.MLP(2, [1, 1], "LeakyReLU"), "did you mean 'leaky_relu'?"),
        (lambda: nn.Neuron(2, "HardTanh"), "did you mean 'hard_tanh'?"),
        (
            lambda: nn.mlp([2, 1, 1], "hard_sigmoid"),
            "write lambda x: ac.clip(x / 6 + 0.5",
        ),
        (lambda: nn.Activation("Hardswish"), "write lambda x: x * ac.clip("),
        (lambda: nn.Activation("mish"), "write nn.Mish()"),
        (lambda: nn.Activation("logistic"), "write 'sigmoid'"),
        # -- losses and reductions
        (lambda: nn.MeanSquaredError, "; write squared_error"),
        (lambda: nn.losses.mse, "; write squared_error"),
        (lambda: nn.binary_crossentropy, "; write binary_cross_entropy"),
        (lambda: nn.BinaryCrossentropy, "; write binary_cross_entropy"),
        (lambda: nn.categorical_crossentropy, "; write cross_entropy, of logits"),
        (lambda: nn.SparseCategoricalCrossentropy, "; write cross_entropy, of logits"),
        (lambda: nn.losses.SmoothL1Loss, "; write huber(y, t, delta=beta) / beta"),
        (lambda: nn.losses.kld, "; write kl_divergence(p, q), of prob"),
        (lambda: nn.NLLoss, "; did you mean 'NLLLoss'?"),
        (lambda: nn.huber(1, 2, reduction="avg"), "'none', got 'avg'; write 'mean'"),
        (lambda: nn.huber(1, 2, reduction="Mean"), "got 'Mean'; write 'mean'"),
        (lambda: nn.huber(1, 2, reduction="batch_mean"), "; write 'batchmean'"),
        (lambda: nn.huber(1, 2, reduction="elementwise_mean"), "write 'mean'"),
        (lambda: nn.MSELoss(reduction=None), "got None; write 'none'"),
        (lambda: nn.MSELoss(reduction="men"), "did you mean 'mean'?"),
        # -- names of nn and of modules
        (lambda: nn.Conv3d, "; Conv1d, Conv2d, MaxPool2d and AvgPool2d are here"),
        (lambda: nn.ParameterList, "; a plain list of Tensors in an attribute"),
        (lambda: nn.relu, "as a layer it is ReLU()"),
        (lambda: nn.Liner, "; did you mean 'Linear'?"),
        (lambda: nn.Dense, "; write Linear"),
        (lambda: nn.TransformerEncoderLayer, "; build it of MultiheadAttention, La"),
        (lambda: nn.Conv2D, "; write Conv2d"),
        (lambda: nn.utils, "are in optim, prune is in nn"),
        (lambda: nn.precision, "counts.diagonal() / counts.sum(axis=0)"),
        (
            lambda: nn.Tanh().to("cpu"),
            "a Tanh has no attribute 'to'; arrays are on the",
        ),
        (
            lambda: nn.mlp([2, 1]).children(),
            "; write model.named_children(), or model.modules()",
        ),
        (
            lambda: nn.Linear(1, 1).add_module,
            "; assign it: model.head = nn.Linear(1, 1)",
        ),
        (
            lambda: nn.MLP(1, [1]).fit,
            "; write optim.fit(model, nn.squared_error, optimizer, (X, y)",
        ),
        (
            lambda: nn.Linear(1, 1).requires_grad_,
            "; write model.freeze() or model.unfreeze()",
        ),
        (lambda: nn.Linear(1, 1).wieght, "has no attribute 'wieght'"),
        # -- names of optim
        (lambda: optim.lr_scheduler, "schedules are in optim.schedules: Scheduler("),
        (lambda: optim.StepLR, "in optim.schedules; write StepDecay"),
        (lambda: optim.CosineAnnealingLR, "in optim.schedules; write Cosine"),
        (lambda: optim.DataLoader, "; write batches(X, y, batch_size)"),
        (lambda: optim.adam, "; did you mean 'Adam'?"),
        (lambda: optim.EarlyStoping, "; did you mean 'EarlyStopping'?"),
        # -- names in place of functions
        (lambda: fit(loss="mse"), "got str 'mse'; write nn.squared_error"),
        (lambda: fit(optimizer="adam"), "'adam'; write Adam(model.parameters())"),
        (lambda: fit(metrics=["accuracy"]), "got str 'accuracy'; write nn.accuracy"),
        (lambda: fit(metrics="mae"), "got str 'mae'; write nn.mean_absolute_error"),
        (lambda: fit(metrics={"m": "acc"}), "got str 'acc'; write nn.accuracy"),
        (
            lambda: optim.evaluate(nn.Linear(1, 1), "mse", DATA),
            "write nn.squared_error",
        ),
        # -- keywords
        (lambda: optim.SGD([P], learning_rate=0.1), "'learning_rate'; write lr="),
        (lambda: optim.Adam([P], beta_1=0.9), "'beta_1'; write betas=(b1, b2)"),
        (lambda: optim.RMSprop([P], epsilon=0.9), "; write eps="),
        (lambda: optim.AdamW([P], weigth_decay=0.9), "; did you mean weight_decay=?"),
        (lambda: nn.Softmax(dim=1), "it takes Softmax(axis=-1); write axis="),
        (lambda: nn.Linear(2, units=1), "; write out_features="),
        (lambda: nn.Linear(2, 1, use_bias=False), "; write bias="),
        (lambda: nn.Linear(2, 1, kernel_initializer="zeros"), "; write weight_init="),
        (
            lambda: nn.Dropout(rate=0.5),
            "it takes Dropout(p=0.5, *, rng=None); write p=",
        ),
        (lambda: nn.LeakyReLU(alpha=0.5), "; write negative_slope="),
        (lambda: nn.ReLU(inplace=True), "; leave it out: no op changes its operand"),
        (
            lambda: nn.BatchNorm1d(2, device="cuda"),
            "; leave it out: arrays are on the CPU",
        ),
        (lambda: nn.mlp([2, 1], seed=0), "; write rng="),
        (lambda: nn.cross_entropy([1.0], 0, weight=[1.0]), "; write class_weights="),
        (lambda: nn.multiclass_hinge([1], 0, ignore_index=0), "; leave those rows out"),
        (lambda: nn.kl_divergence([1.0], [1.0], reduce=True), "; write reduction="),
        (lambda: fit(validation_data=DATA), "write validation="),
        (lambda: fit(verbose=1), "write progress="),
        (lambda: fit(shuffle=False), "write batches(X, y, shuffle=...) for the data"),
        (lambda: optim.batches([1], bs=1), "; write batch_size="),
        (lambda: optim.train_test_split([1, 2], random_state=0), "; write rng="),
        (lambda: optim.train_test_split([1, 2], train_size=0.5), "write test_size="),
        (lambda: nn.one_hot([1], num_classes=2), "; write classes="),
    ],
)
def test_the_right_name_is_in_the_message(call, message):
    with pytest.raises((AttributeError, TypeError, ValueError)) as caught:
        call()
    assert message in str(caught.value).replace("`", "")


def test_python_finds_the_attribute_that_is_like_a_mistyped_one():
    layer = nn.Linear(1, 1)
    with pytest.raises(AttributeError) as caught:
        layer.wieght  # noqa: B018
    assert (caught.value.name, caught.value.obj) == ("wieght", layer)


def test_a_module_may_define_what_this_package_calls_something_else():
    class Walker(nn.Module):
        def __init__(self):
            self.load = nn.Linear(1, 1)

        def step(self):
            return "a step"

    walker = Walker()
    assert walker.step() == "a step"
    assert walker.num_parameters() == 2
    assert {"load", "step"} <= set(dir(walker))
    assert not {"fit", "to"} & set(dir(walker))
    assert not hasattr(walker, "fit")
    del walker.load
    with pytest.raises(AttributeError, match=r"write `nn\.load"):
        walker.load  # noqa: B018


def test_errors_from_inside_a_function_stay_as_they_are():
    def broken(out, t):
        raise TypeError("inside")

    with pytest.raises(TypeError, match=r"^inside$"):
        fit(loss=broken)


def test_the_names_that_advice_gives_exist():
    for table, known in [
        (other_names.INITIAL_WEIGHTS, dir(nn.init)),
        (other_names.ACTIVATIONS, dir(ac)),
        (other_names.REDUCTIONS, ["mean", "batchmean", "sum", "none"]),
        (other_names.LOSSES, dir(nn.losses)),
        (torch_names.MODULES, dir(nn.Module())),
        (of_optim.OTHER_NAMES, [*dir(optim), *dir(optim.schedules)]),
    ]:
        for advice in table.values():
            for name in re.findall(r"(?:^|: )write '?(\w+)'?(?:$|[,(' ])", advice):
                owned = name in (
                    *known,
                    "lambda",
                    "optim",
                    "nn",
                    "None",
                    "the",
                    "a",
                    "append",
                )
                assert owned, advice
    for call in [*of_optim.LOSSES.values(), *of_optim.METRICS.values()]:
        for name in re.findall(r"nn\.(\w+)", call):
            assert hasattr(nn, name)
    assert all(hasattr(optim, c.split("(")[0]) for c in of_optim.OPTIMIZERS.values())


FORMULAS = {
    "hard_sigmoid": lambda x: min(max(x / 6 + 0.5, 0.0), 1.0),
    "hard_swish": lambda x: x * min(max(x + 3, 0.0), 6.0) / 6,
    "relu6": lambda x: min(max(x, 0.0), 6.0),
    "mish": lambda x: x * np.tanh(np.log1p(np.exp(x))),
    "selu": lambda x: (
        1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * np.expm1(x))
    ),
    "softsign": lambda x: x / (1 + abs(x)),
    "log_sigmoid": lambda x: -np.log1p(np.exp(-x)),
    "tanh_shrink": lambda x: x - np.tanh(x),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_the_formulas_that_advice_gives_are_right(name):
    text = other_names.ACTIVATIONS[name].removeprefix("write ")
    function = eval(text, {"ac": ac, "nn": nn})
    for x in (-7.0, -2.0, -0.5, 0.0, 0.25, 3.0, 8.0):
        expected = pytest.approx(FORMULAS[name](x), rel=1e-12)
        assert function(Value(x)).data == expected
        assert nn.Activation(function)([x]).data[0] == expected


def test_modules_can_still_be_copied_and_asked():
    import copy
    import pickle

    layer = nn.Linear(2, 1, rng=0)
    assert not hasattr(layer, "to")
    assert getattr(layer, "children", None) is None
    for twin in (
        copy.copy(layer),
        copy.deepcopy(layer),
        pickle.loads(pickle.dumps(layer)),
    ):
        assert np.array_equal(twin.weight.data, layer.weight.data)
