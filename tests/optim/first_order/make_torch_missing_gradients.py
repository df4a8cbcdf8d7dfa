"""Write torch_missing_gradients.json: PyTorch's steps where some gradients are missing.

Not run by the tests; it needs PyTorch (the numbers stored are of version 2.13.0):

    python tests/optim/first_order/make_torch_missing_gradients.py

`gradient` below is that of test_missing_gradients.py as well. Of each case the file
has the parameters after each step, and what `state_dict()` gave after step `SAVED`.
"""

import json
import math
import random
from pathlib import Path
from typing import Any

START = [[1.5], [-0.7, 0.4], [0.3], [-1.1], [0.9, 0.2, -0.5]]
GROUPS = [[0, 1, 4], [2, 3]]  # the second one at half the rate
STEPS = 24
SAVED = 11
CASES: dict[str, list[dict[str, Any]]] = {
    "SGD": [
        {"lr": 0.03, "momentum": 0.9},
        {"lr": 0.03, "momentum": 0.8, "dampening": 0.25, "weight_decay": 0.1},
        {"lr": 0.03, "momentum": 0.9, "nesterov": True},
    ],
    "Adagrad": [{"lr": 0.3, "lr_decay": 0.1}, {"lr": 0.3, "weight_decay": 0.2}],
    "Adadelta": [{"lr": 2.0, "rho": 0.8, "eps": 1e-3}],
    "RMSprop": [{"lr": 0.01, "momentum": 0.7, "centered": True}],
    "Rprop": [{"lr": 0.02}],
    "Adam": [
        {"lr": 0.05},
        {"lr": 0.2, "betas": [0.6, 0.7], "amsgrad": True, "weight_decay": 0.1},
        {"lr": 0.05, "maximize": True, "betas": [0.8, 0.9]},
    ],
    "AdamW": [{"lr": 0.05, "weight_decay": 0.2}, {"lr": 0.1, "amsgrad": True}],
    "NAdam": [{"lr": 0.05, "momentum_decay": 0.1}, {"lr": 0.05, "weight_decay": 0.2}],
    "RAdam": [{"lr": 0.02}, {"lr": 0.02, "betas": [0.8, 0.9], "weight_decay": 0.1}],
    "Adamax": [{"lr": 0.05}, {"lr": 0.05, "betas": [0.7, 0.9], "weight_decay": 0.1}],
}


def reached(seed: int) -> list[list[bool]]:
    """Which parameters have a gradient at each step.

    One is late, one frozen for a while, the others miss some at random; at one step
    there is none at all.
    """
    generator = random.Random(seed)
    schedule = []
    for step in range(STEPS):
        row = [generator.random() < 0.7 for _ in START]
        row[1] = step >= 6 + seed
        row[2] = not 5 <= step < 15
        schedule.append(row if step != 9 else [False] * len(START))
    return schedule


def gradient(step: int, i: int, numbers: list[float]) -> list[float]:
    """The gradient of parameter i, whose entries are `numbers`."""
    return [
        math.sin(0.7 * step + i + 0.5 * k) + 0.3 * number
        for k, number in enumerate(numbers)
    ]


def run(torch: Any, name: str, arguments: dict[str, Any], seed: int) -> dict[str, Any]:
    """The path of the parameters, and the state on the way."""
    params = [torch.tensor(entries, requires_grad=True) for entries in START]
    groups: list[dict[str, Any]] = [
        {"params": [params[i] for i in members]} for members in GROUPS
    ]
    groups[1]["lr"] = arguments["lr"] / 2
    optimizer = getattr(torch.optim, name)(groups, **arguments)
    path: list[list[float]] = []
    saved = {}
    for step, row in enumerate(reached(seed)):
        for i, param in enumerate(params):
            entries = gradient(step, i, param.tolist())
            param.grad = torch.tensor(entries) if row[i] else None
        optimizer.step()
        path.append([number for param in params for number in param.tolist()])
        if step + 1 == SAVED:
            text = json.dumps(optimizer.state_dict(), default=lambda t: t.tolist())
            saved = json.loads(text)  # now: its tensors change with the next step
    return {
        "optimizer": name,
        "arguments": arguments,
        "reached": reached(seed),
        "path": path,
        "saved": saved,
    }


if __name__ == "__main__":
    import torch

    torch.set_default_dtype(torch.float64)
    lines = [
        json.dumps(run(torch, name, arguments, seed))
        for name, cases in CASES.items()
        for seed, arguments in enumerate(cases)
    ]
    opening = {
        "torch": torch.__version__.partition("+")[0],
        "start": START,
        "groups": GROUPS,
        "saved_after": SAVED,
    }
    text = json.dumps(opening)[:-1] + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    target = Path(__file__).with_name("torch_missing_gradients.json")
    target.write_text(text, encoding="utf-8")
