"""Whether a measure is better when it is smaller or larger, told from its name."""

from __future__ import annotations

import math
import re

_SMALLER = frozenset(
    [
        "loss",
        "losses",
        "error",
        "errors",
        "mistake",
        "mistakes",
        "misclassification",
        "mse",
        "rmse",
        "nrmse",
        "mae",
        "mape",
        "smape",
        "msle",
        "rmsle",
        "nll",
        "perplexity",
        "ppl",
        "entropy",
        "crossentropy",
        "logloss",
        "bce",
        "kl",
        "kld",
        "js",
        "divergence",
        "deviance",
        "distance",
        "hinge",
        "huber",
        "brier",
        "cost",
        "regret",
        "risk",
        "residual",
        "residuals",
        "wer",
        "cer",
        "eer",
    ]
)
_LARGER = frozenset(
    [
        "accuracy",
        "accuracies",
        "acc",
        "auc",
        "auroc",
        "auprc",
        "rocauc",
        "precision",
        "recall",
        "f1",
        "f2",
        "fbeta",
        "r2",
        "iou",
        "miou",
        "dice",
        "jaccard",
        "sensitivity",
        "specificity",
        "mcc",
        "kappa",
        "bleu",
        "rouge",
        "ndcg",
        "mrr",
        "psnr",
        "ssim",
        "likelihood",
        "correlation",
        "pearson",
        "spearman",
        "similarity",
        "reward",
        "tpr",
        "tnr",
    ]
)
_NEGATED = frozenset(("neg", "negative", "minus"))
_WORD = re.compile(r"[A-Z]+\d*(?![a-z])|[A-Z]?[a-z]+\d*")


def direction(mode: str, measure: str, where: str) -> str:
    """Return "min" if smaller values of a measure are better, "max" if larger are.

    Args:
        mode: "min" or "max", which is the answer; or "auto", which asks the words of
            the name. "negative" in front of them turns the answer around.
        measure: the name.
        where: the start of the error message.

    Raises:
        ValueError: the name does not tell.

    >>> direction("auto", "val_loss", "EarlyStopping")
    'min'
    >>> direction("auto", "val_f1", "EarlyStopping")
    'max'
    >>> direction("auto", "val_score", "EarlyStopping")
    Traceback (most recent call last):
    ValueError: EarlyStopping: does 'val_score' improve when it falls or when it ...
    """
    if mode != "auto":
        return mode
    words = {word.lower() for word in _WORD.findall(measure)}
    falls, rises = bool(words & _SMALLER), bool(words & _LARGER)
    if words & _NEGATED:
        # "negative_accuracy" may be the accuracy on the negative class.
        falls, rises = rises and "likelihood" in words, falls
    if falls == rises:
        raise ValueError(
            f"{where}: does {measure!r} improve when it falls or when it rises? Its "
            "name does not tell; write mode='min' or mode='max'"
        )
    return "min" if falls else "max"


def improves(value: float, best: float | None, mode: str, margin: float = 0.0) -> bool:
    """Return whether a value is better than the best so far by more than `margin`.

    nan is never better; the first number is.

    >>> improves(0.5, None, "min"), improves(0.5, 0.4, "max", 0.2)
    (True, False)
    """
    if best is None:
        return not math.isnan(value)
    sign = 1 if mode == "min" else -1
    return sign * value < sign * best - margin
