"""Keyword arguments by names of other libraries: the error says what to write here."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable
from typing import Any

_CPU = "leave it out: arrays are on the CPU"
_ENDING = "the ending of the file says it: `viz.draw(v).save('graph.png')`"
_NO_BOUNDS = (
    "minimize in u with x = exp(u) for x > 0, or give SciPy's minimize "
    "value_and_grad(f) and jac=True"
)
OTHER_KEYWORDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("learning_rate", "eta", "step_size"), ("lr",)),
    **dict.fromkeys(("wd", "decay", "l2", "weight_decay_rate"), ("weight_decay",)),
    "alpha": ("negative_slope", "lr"),
    "rho": ("alpha",),
    "dim": ("axis",),
    "keepdim": ("keepdims",),
    "start_dim": ("start_axis",),
    **dict.fromkeys(("p", "order"), ("ord",)),
    "name": ("label",),
    **dict.fromkeys(("argnum", "wrt"), ("argnums",)),
    "argnums": ("wrt",),
    **dict.fromkeys(("hessian", "analytic_hessian"), ("hess",)),
    **dict.fromkeys(("a_min", "minimum"), ("min",)),
    **dict.fromkeys(("a_max", "maximum"), ("max",)),
    "epsilon": ("eps",),
    **dict.fromkeys(("units", "output_dim", "out_dim"), ("out_features", "nout")),
    **dict.fromkeys(("input_dim", "in_dim", "n_in"), ("in_features", "nin")),
    "in_features": ("nin",),
    "out_features": ("nout",),
    **dict.fromkeys(("hidden_sizes", "hidden_layer_sizes", "layers"), ("sizes",)),
    "use_bias": ("bias",),
    **dict.fromkeys(
        ("kernel_initializer", "initializer", "init", "weight_initializer"),
        ("weight_init",),
    ),
    **dict.fromkeys(
        ("act", "act_fn", "activation_fn", "nonlinearity"), ("activation",)
    ),
    "affine": ("elementwise_affine",),
    "elementwise_affine": ("affine",),
    **dict.fromkeys(("seed", "random_state", "generator", "key"), ("rng",)),
    **dict.fromkeys(("rate", "dropout", "drop_prob"), ("p",)),
    **dict.fromkeys(("weight", "class_weight", "weights"), ("class_weights",)),
    **dict.fromkeys(("size_average", "reduce"), ("reduction",)),
    **dict.fromkeys(("num_classes", "n_classes"), ("classes",)),
    **dict.fromkeys(
        ("validation_data", "val_data", "valid_data", "eval_set"), ("validation",)
    ),
    **dict.fromkeys(("verbose", "progress_bar"), ("progress",)),
    **dict.fromkeys(("n_epochs", "num_epochs", "nb_epoch", "max_epochs"), ("epochs",)),
    **dict.fromkeys(("max_iter", "maxiter"), ("epochs", "max_iterations")),
    **dict.fromkeys(("tol", "ftol", "xtol", "tolerance"), ("gtol", "rtol")),
    **dict.fromkeys(("batch", "bs", "batchsize"), ("batch_size",)),
    **dict.fromkeys(("scheduler", "lr_scheduler"), ("schedule",)),
    "callback": ("callbacks",),
    **dict.fromkeys(("backward", "bwd"), ("vjp",)),
    **dict.fromkeys(("fwd",), ("forward",)),
    "metric": ("metrics",),
    **dict.fromkeys(("direction", "orientation"), ("rankdir",)),
    **dict.fromkeys(("resume_from_checkpoint", "ckpt_path"), ("resume",)),
    **dict.fromkeys(("test_frac", "test_ratio"), ("test_size",)),
    "format": ("formula",),
    **dict.fromkeys(("T_max", "total_steps", "decay_steps", "max_steps"), ("steps",)),
    **dict.fromkeys(("eta_min", "min_lr", "end_lr"), ("lr_min",)),
    **dict.fromkeys(("base_lr", "initial_learning_rate", "init_lr"), ("lr",)),
    **dict.fromkeys(("decay_rate", "factor"), ("gamma",)),
    "T_0": ("period",),
    "restore_best_weights": ("restore_best",),
    "n_samples": ("n",),
    "cluster_std": ("spread",),
    "loss_fn": ("loss",),
    "criterion": ("loss",),
    "opt": ("optimizer",),
    "lr": ("value", "start", "grid", "space"),
    "n_iter": ("trials",),
    "filepath": ("path",),
}
ADVICE = {
    **dict.fromkeys(("beta_1", "beta1", "beta_2", "beta2"), "write betas=(b1, b2)"),
    "device": _CPU,
    "inplace": "leave it out: no op changes its operand",
    **dict.fromkeys(
        ("requires_grad", "trainable"),
        "leave it out: every leaf gets a gradient; keep constants as plain arrays",
    ),
    **dict.fromkeys(("pin_memory", "num_workers", "non_blocking"), _CPU),
    **dict.fromkeys(("unbiased", "correction"), "write ddof=1 for the divisor n - 1"),
    "out": "leave it out: a result is a new node",
    **dict.fromkeys(
        ("holomorphic", "allow_int"), "leave it out: only real numbers are there"
    ),
    **dict.fromkeys(
        ("static_argnums", "static_argnames", "nondiff_argnums"),
        "leave it out: only the arguments that argnums= names are differentiated",
    ),
    "allow_unused": "leave it out: of an input that is not used the gradient is 0",
    "nonlin": "write activation=None in the call of Neuron or Layer; the last layer of "
    "an MLP is linear",
    "ignore_index": "leave those rows out of outputs and targets",
    "from_logits": "the loss whose name ends in _with_logits, or cross_entropy, takes "
    "logits",
    "validation_split": "write validation=(X, y) of train_test_split",
    "train_size": "write test_size=, the rest of 1",
    "shuffle": "write batches(X, y, shuffle=...) for the data",
    "verbose": "leave it out: only fit(..., progress=True) prints",
    "save_best_only": "write monitor='val_loss'",
    "steps_per_epoch": "leave it out: batch_size= says how many steps an epoch has",
    "class_weight": "the loss takes it: nn.CrossEntropyLoss(class_weights=[1.0, 2.0])",
    "lr": "the optimizer takes it: SGD(model.parameters(), lr=0.1)",
    "return_sequences": "leave it out: layer(x)[0] holds all steps",
    **dict.fromkeys(
        ("bias_init", "bias_initializer"),
        "biases begin at 0; write layer.bias.data[...] = ... for other numbers",
    ),
    "closure": "write step(closure)",
    **dict.fromkeys(
        ("fused", "foreach", "capturable", "differentiable"),
        "leave it out: parameters are moved in one pass where they can be",
    ),
    **dict.fromkeys(
        ("axis_name", "axis_size", "donate_argnums", "backend"),
        "leave it out: one process works on one array",
    ),
    **dict.fromkeys(
        ("clipnorm", "clipvalue", "global_clipnorm", "max_grad_norm", "clip_grad"),
        "write clip_grad_norm_(model.parameters(), 1.0) before step()",
    ),
    **dict.fromkeys(
        ("cmap", "figsize", "ax", "color", "xlabel", "ylabel", "xlim", "ylim"),
        "leave it out: the result is a Figure of matplotlib, and figure.axes[0] "
        "changes it",
    ),
    **dict.fromkeys(
        ("return_X_y", "as_frame"), "leave it out: X, y = load_digits() takes it apart"
    ),
    **dict.fromkeys(
        ("input_shape", "input_size"), "leave it out: the first argument says it"
    ),
    "activation": "put it after the layer: `nn.Sequential(nn.Linear(2, 3), nn.Tanh())`",
    "approximate": "leave it out: GELU is that by erf, within 0.0005 of that by tanh",
    "descending": "write flip(sort(x), axis=-1)",
    "recurse": "leave it out: the modules below are included",
    "prefix": "leave it out: names begin at this module",
    "retain_graph": "leave it out: the graph stays",
    **dict.fromkeys(("bounds", "constraints"), _NO_BOUNDS),
    "args": "write them into the function: lambda x: f(x, data)",
    **dict.fromkeys(
        ("jac", "hess", "hessp"), "leave it out: derivatives are computed here"
    ),
    **dict.fromkeys(("format", "filename"), _ENDING),
    "options": "write its entries as arguments of their own",
    "create_graph": "write gradients(output, inputs, create_graph=True)",
}

CALLS = {
    "train": "to train a model write optim.fit(model, loss, optimizer, (X, y), "
    "epochs=10)",
    "fit": "data is a pair, as in fit(model, loss, optimizer, (X, y), epochs=10)",
    "evaluate": "the loss is second, as in evaluate(model, loss, (X, y))",
    "load": "numbers are read into a module, as in load(module, path)",
}
"""How a call looks that is often another one elsewhere, by the name of the function."""


def keyword_advice(keywords: Iterable[str], parameters: Collection[str]) -> str:
    """What to write for a keyword that a function does not take, as `; write axis=`.

    Args:
        keywords: the names in the call.
        parameters: the names that the function takes.

    >>> keyword_advice(["dim"], ["x", "axis"]), keyword_advice(["axes"], ["x", "axis"])
    ('; write axis=', '; did you mean axis=?')
    """
    for keyword in keywords:
        if keyword not in parameters:
            advice = _advice(keyword, parameters)
            return f"; {advice}" if advice else ""
    return ""


def _advice(keyword: str, parameters: Collection[str]) -> str:
    for name in OTHER_KEYWORDS.get(keyword, ()):
        if name in parameters:
            return f"write {name}="
    if keyword in ADVICE:
        return ADVICE[keyword]
    import difflib  # takes longer to load than this whole module

    nearest = difflib.get_close_matches(keyword, parameters, n=1)
    return f"did you mean {nearest[0]}=?" if nearest else ""


def wrong_arguments(
    function: Callable[..., Any],
    name: str,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> str:
    """A message on the arguments of a call that do not fit; "" if all fit.

    Args:
        function: what was called.
        name: how the caller knows it; Python's own message names `__init__` of a class,
            which may be a base class that the caller does not know.
        args: the positional arguments, `self` of an `__init__` among them.
        kwargs: the keyword arguments.

    >>> wrong_arguments(lambda x, axis=-1: x, "softmax", (1.0,), {"dim": 1})
    "softmax: got an unexpected keyword argument 'dim'; it takes softmax(x, axis=-1); \
write axis="
    """
    signature = inspect.signature(function)
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        parameters = dict(signature.parameters)
        if next(iter(parameters), "") == "self":
            del parameters["self"]
        untyped = signature.replace(
            parameters=[_without_type(parameter) for parameter in parameters.values()],
            return_annotation=inspect.Signature.empty,
        )
        advice = keyword_advice(kwargs, parameters)
        if not advice and name in CALLS:
            advice = f"; {CALLS[name]}"
        return f"{name}: {error}; it takes {name}{untyped}{advice}"
    return ""


class _Ellipsis:
    """A default that has no short repr."""

    def __repr__(self) -> str:
        return "..."


def _without_type(parameter: inspect.Parameter) -> inspect.Parameter:
    default = parameter.default
    if default is not inspect.Parameter.empty and not isinstance(
        default, (bool, int, float, str, tuple, type(None))
    ):
        default = _Ellipsis()
    return parameter.replace(annotation=inspect.Parameter.empty, default=default)
