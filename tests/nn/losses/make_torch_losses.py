"""Write torch_losses.json: PyTorch's losses and gradients in float64.

Not run by the tests; it needs PyTorch (the numbers stored are of version 2.13.0):

    python tests/nn/losses/make_torch_losses.py

Each case: the loss under our name and options, PyTorch's class and options, random
outputs and targets, the loss for each reduction and the gradient of the mean.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

# ours, our options, PyTorch's class, its options, outputs, targets
CASES: list[tuple[str, dict[str, Any], str, dict[str, Any], str, str]] = [
    ("squared_error", {}, "MSELoss", {}, "any", "any"),
    ("mean_absolute_error", {}, "L1Loss", {}, "any", "any"),
    ("huber", {}, "HuberLoss", {}, "any", "any"),
    ("huber", {"delta": 0.4}, "HuberLoss", {"delta": 0.4}, "any", "any"),
    ("binary_cross_entropy", {}, "BCELoss", {}, "share", "bit"),
    ("binary_cross_entropy", {}, "BCELoss", {}, "share", "share"),
    ("binary_cross_entropy", {}, "BCELoss", {}, "certain", "bit"),
    ("binary_cross_entropy_with_logits", {}, "BCEWithLogitsLoss", {}, "any", "bit"),
    ("binary_cross_entropy_with_logits", {}, "BCEWithLogitsLoss", {}, "huge", "share"),
    ("cross_entropy", {}, "CrossEntropyLoss", {}, "any", "id"),
    ("cross_entropy", {}, "CrossEntropyLoss", {}, "huge", "id"),
    ("cross_entropy", {}, "CrossEntropyLoss", {}, "any", "row"),
    *[
        (
            "cross_entropy",
            {"class_weights": weights, "label_smoothing": smoothing},
            "CrossEntropyLoss",
            {"weight": weights, "label_smoothing": smoothing},
            "any",
            targets,
        )
        for weights in (None, [0.5, 2.0, 1.0, 0.0])
        for smoothing in (0.0, 0.1, 1.0)
        for targets in ("id", "row")
        if weights or smoothing
    ],
    ("nll_loss", {}, "NLLLoss", {}, "log_share", "id"),
    (
        "nll_loss",
        {"class_weights": [0.5, 2.0, 1.0, 3.0]},
        "NLLLoss",
        {"weight": [0.5, 2.0, 1.0, 3.0]},
        "log_share",
        "id",
    ),
    ("multiclass_hinge", {}, "MultiMarginLoss", {}, "any", "id"),
    (
        "multiclass_hinge",
        {"margin": 0.3},
        "MultiMarginLoss",
        {"margin": 0.3},
        "any",
        "id",
    ),
    ("cross_entropy", {}, "CrossEntropyLoss", {}, "any", "padded"),
    (
        "cross_entropy",
        {"class_weights": [0.5, 2.0, 1.0, 3.0], "label_smoothing": 0.1},
        "CrossEntropyLoss",
        {"weight": [0.5, 2.0, 1.0, 3.0], "label_smoothing": 0.1},
        "any",
        "padded",
    ),
    (
        "cross_entropy",
        {"ignore_index": 0},
        "CrossEntropyLoss",
        {"ignore_index": 0},
        "huge",
        "some_0",
    ),
    (
        "nll_loss",
        {"class_weights": [0.5, 2.0, 1.0, 3.0]},
        "NLLLoss",
        {"weight": [0.5, 2.0, 1.0, 3.0]},
        "log_share",
        "padded",
    ),
    *[
        (
            "binary_cross_entropy_with_logits",
            {"pos_weight": weight},
            "BCEWithLogitsLoss",
            {"pos_weight": weight},
            outputs,
            "share",
        )
        for weight in (3.0, [0.5, 2.0, 1.0, 3.0])
        for outputs in ("any", "huge")
    ],
]


def draw(kind: str, rng: Any) -> Any:
    """Outputs or targets of 5 samples and 4 classes."""
    normal = rng.normal(size=(5, 4))
    rows = np.exp(normal) / np.exp(normal).sum(axis=1, keepdims=True)
    return {
        "any": 1.5 * normal,
        "huge": 1e4 * np.sign(normal) + normal,
        "share": 1 / (1 + np.exp(-normal)),
        "certain": (normal > 0).astype(float),
        "bit": rng.integers(2, size=(5, 4)).astype(float),
        "id": rng.integers(4, size=5),
        "padded": np.array([3, -100, 0, 1, -100]),
        "some_0": np.array([3, 0, 2, 0, 1]),
        "row": rows,
        "log_share": np.log(rows),
    }[kind]


def torch_case(torch: Any, number: int, case: tuple[Any, ...]) -> dict[str, Any]:
    """The numbers of one case."""
    name, options, torch_name, torch_options, outputs, targets = case
    rng = np.random.default_rng(number)
    x, t = draw(outputs, rng), draw(targets, rng)
    y = torch.tensor(x, requires_grad=True)
    target = torch.tensor(t)
    settings = dict(torch_options)
    for key in ("weight", "pos_weight"):
        if settings.get(key):
            settings[key] = torch.tensor(settings[key], dtype=torch.float64)
    losses = {
        reduction: getattr(torch.nn, torch_name)(**settings, reduction=reduction)(
            y, target
        )
        for reduction in ("mean", "sum", "none")
    }
    losses["mean"].backward()
    return {
        "loss": name,
        "options": options,
        "outputs": x.tolist(),
        "targets": t.tolist(),
        **{reduction: out.tolist() for reduction, out in losses.items()},
        "gradient": y.grad.tolist(),
    }


def torch_divergence(torch: Any) -> dict[str, Any]:
    """kl_div takes logarithms, and the arguments the other way round."""
    rng = np.random.default_rng(100)
    p, q = draw("row", rng), draw("row", rng)
    y = torch.tensor(q, requires_grad=True)
    losses = {
        ours: torch.nn.functional.kl_div(y.log(), torch.tensor(p), reduction=theirs)
        for ours, theirs in (("mean", "batchmean"), ("sum", "sum"))
    }
    losses["mean"].backward()
    return {
        "p": p.tolist(),
        "q": q.tolist(),
        **{reduction: out.item() for reduction, out in losses.items()},
        "gradient": y.grad.tolist(),
    }


if __name__ == "__main__":
    import torch

    version = torch.__version__.partition("+")[0]
    cases = [torch_case(torch, i, case) for i, case in enumerate(CASES)]
    lines = ",\n".join(json.dumps(case) for case in cases)
    divergence = json.dumps(torch_divergence(torch))
    text = f'{{"torch": "{version}",\n"cases": [\n{lines}\n],\n'
    text += f'"kl_divergence": {divergence}}}\n'
    Path(__file__).with_name("torch_losses.json").write_text(text, encoding="utf-8")
