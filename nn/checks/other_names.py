"""Names of PyTorch, Keras and scikit-learn, and what to write here instead.

Capitals and underscores do not count: `MSELoss`, `mse_loss` and `mseloss` are one name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from autograd_core.extend import each


class Vocabulary(dict[str, str]):
    """Advice by name, whatever the spelling of the name; `names` has it as written.

    >>> Vocabulary({"mse_loss": "write squared_error"})["MSELoss"]
    'write squared_error'
    """

    def __init__(self, entries: Mapping[str, str]) -> None:
        super().__init__({spelling(name): advice for name, advice in entries.items()})
        self.names = dict(entries)

    def __contains__(self, name: object) -> bool:
        return super().__contains__(spelling(str(name)))

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(spelling(name))

    def get(self, name: str, default: Any = None) -> Any:
        """The advice for a name, `default` if there is none."""
        return super().get(spelling(name), default)


def spelling(name: str) -> str:
    """A name without capitals and underscores.

    >>> spelling("LeakyReLU") == spelling("leaky_relu")
    True
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())


def advice_for(name: str, known: Iterable[str], others: Vocabulary) -> str:
    """What to write for a name that is not known, "" if none is like it.

    >>> advice_for("HeNormal", ["he_normal"], Vocabulary({}))
    "write 'he_normal'"
    >>> advice_for("he_norml", ["he_normal"], Vocabulary({}))
    "did you mean 'he_normal'?"
    """
    names = {spelling(right): right for right in known}
    if spelling(name) in names:
        return f"write {names[spelling(name)]!r}"
    if name in others:
        return others[name]
    close = difflib.get_close_matches(spelling(name), names, n=1)
    return f"did you mean {names[close[0]]!r}?" if close else ""


REDUCTIONS = Vocabulary(
    {
        **each("avg average elementwise_mean sum_over_batch_size", "write 'mean'"),
        **each("per_sample batch_mean mean_over_batch", "write 'batchmean'"),
        **each("add total", "write 'sum'"),
        **each("no null false identity", "write 'none'"),
    }
)

INITIAL_WEIGHTS = Vocabulary(
    {
        **each("kaiming_normal kaiming msra_normal", "write 'he_normal'"),
        **each("kaiming_uniform msra_uniform he", "write 'he_uniform'"),
        **each("glorot_uniform glorot xavier", "write 'xavier_uniform'"),
        "glorot_normal": "write 'xavier_normal'",
        **each("random_normal gaussian randn", "write 'normal'"),
        **each("trunc_normal truncated_normal", "write 'normal', which is not cut off"),
        **each("random_uniform rand", "write 'uniform'"),
        **each("zero zeros_init", "write 'zeros'"),
        **each("one ones_init", "write 'ones'"),
        "const": "write 'constant'",
        **each("orthogonal_init ortho", "write 'orthogonal'"),
        "lecun": "write 'lecun_normal'",
        "lecun_uniform": "write lambda shape, rng: init.uniform(shape, "
        "-((3 / shape[0]) ** 0.5), (3 / shape[0]) ** 0.5, rng)",
        "variance_scaling": "write 'he_normal' or 'xavier_normal'",
        **each("eye identity dirac", "write lambda shape, rng: np.eye(*shape)"),
    }
)

ACTIVATIONS = Vocabulary(
    {
        "hard_sigmoid": "write lambda x: ac.clip(x / 6 + 0.5, 0.0, 1.0)",
        **each(
            "hard_swish hard_silu",
            "write lambda x: x * ac.clip(x / 6 + 0.5, 0.0, 1.0)",
        ),
        "relu6": "write lambda x: ac.clip(x, 0.0, 6.0)",
        "mish": "write nn.Mish()",
        "selu": "write nn.SELU()",
        "celu": "write 'elu', the same for alpha=1",
        "softsign": "write nn.Softsign()",
        **each("log_sigmoid", "write lambda x: -ac.softplus(-x)"),
        "tanh_shrink": "write lambda x: x - ac.tanh(x)",
        "prelu": "write 'leaky_relu', whose slope is fixed; nn.PReLU() is a layer",
        **each("lrelu leaky", "write 'leaky_relu'"),
        **each(
            "gelu_new gelu_tanh",
            "write 'gelu', by erf: within 0.0005 of the form by tanh",
        ),
        **each("swish swish1", "write 'silu'"),
        **each("logistic sigm expit", "write 'sigmoid'"),
        "exponential": "write 'exp'",
        **each("heaviside threshold binary", "write 'step'"),
        **each("none id pass", "write None"),
        "rectifier": "write 'relu'",
    }
)

LOSSES = Vocabulary(
    {
        **each("mse mse_loss mean_squared_error l2_loss", "write `squared_error`"),
        "root_mean_squared_error": "write `squared_error`, and take its root",
        **each("mae mean_absolute l1_loss", "write `mean_absolute_error`"),
        **each("msle mean_squared_logarithmic_error", "write `mean_squared_log_error`"),
        "huber_loss": "write `huber`",
        **each("smooth_l1 smooth_l1_loss", "write huber(y, t, delta=beta) / beta"),
        **each("binary_crossentropy bce bce_loss", "write `binary_cross_entropy`"),
        **each(
            "bce_with_logits bce_with_logits_loss binary_crossentropy_from_logits "
            "sigmoid_cross_entropy",
            "write `binary_cross_entropy_with_logits`",
        ),
        **each(
            "categorical_crossentropy sparse_categorical_crossentropy crossentropy "
            "crossentropy_loss softmax_cross_entropy log_loss",
            "write `cross_entropy`, of logits",
        ),
        **each("nll negative_log_likelihood", "write `nll_loss`"),
        **each("kl kld kl_div kl_div_loss kullback_leibler_divergence", "write "
               "kl_divergence(p, q), of probabilities, PyTorch's targets first; the "
               "mean is that of 'batchmean' there"),
        "jensen_shannon": "write `js_divergence`",
        "hinge_loss": "write `hinge`",
        **each("categorical_hinge multi_margin multi_margin_loss", "write "
                "multiclass_hinge"),
        "soft_margin_loss": "write `binary_cross_entropy_with_logits` with (t + 1) / 2",
        **each(
            "CTCLoss CosineEmbeddingLoss HingeEmbeddingLoss hinge_embedding_loss "
            "TripletMarginLoss MarginRankingLoss "
            "PoissonNLLLoss GaussianNLLLoss MultiLabelMarginLoss "
            "MultiLabelSoftMarginLoss log_cosh cosine_similarity",
            "it is not among the losses; write its formula in ops of autograd_core",
        ),
    }
)  # fmt: skip
