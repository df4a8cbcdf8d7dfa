"""Write torch_trajectories.json: 20 steps of PyTorch's optimizers in float64.

Not run by the tests; it needs PyTorch (the numbers stored are of version 2.13.0):

    python tests/optim/first_order/make_torch_trajectories.py

The loss is `loss_gradients` of test_trajectories.py, its gradient taken by PyTorch.
"""

import json
from pathlib import Path
from typing import Any

START = [1.5, -0.7, 0.3]
STEPS = 20
ADAM_LIKE = [
    {},
    {"lr": 0.03},
    {"lr": 0.05, "betas": [0.7, 0.95]},
    {"lr": 0.05, "eps": 0.01},
    {"lr": 0.05, "weight_decay": 0.3},
    {"lr": 0.05, "maximize": True},
    {
        "lr": 0.04,
        "betas": [0.8, 0.9],
        "eps": 1e-3,
        "weight_decay": 0.2,
        "maximize": True,
    },
]
DECOUPLED = [
    {"lr": 0.05, "weight_decay": 0.3, "decoupled_weight_decay": True},
    {
        "lr": 0.05,
        "betas": [0.8, 0.9],
        "weight_decay": 0.4,
        "decoupled_weight_decay": True,
        "maximize": True,
    },
]
AMSGRAD = [
    {"lr": 0.2, "amsgrad": True},
    {"lr": 0.3, "betas": [0.5, 0.6], "amsgrad": True, "weight_decay": 0.1},
]
CASES: dict[str, list[dict[str, Any]]] = {
    "SGD": [
        {},
        {"lr": 0.03},
        {"lr": 0.03, "momentum": 0.9},
        {"lr": 0.03, "momentum": 0.8, "dampening": 0.25},
        {"lr": 0.03, "momentum": 0.9, "nesterov": True},
        {"lr": 0.03, "weight_decay": 0.1},
        {"lr": 0.0003, "momentum": 0.7, "maximize": True},
        {"lr": 0.02, "momentum": 0.7, "nesterov": True, "weight_decay": 0.05},
        {"lr": 0.02, "momentum": 0.6, "dampening": 0.5, "weight_decay": 0.2},
    ],
    "Adagrad": [
        {},
        {"lr": 0.3},
        {"lr": 0.3, "lr_decay": 0.1},
        {"lr": 0.3, "weight_decay": 0.2},
        {"lr": 0.3, "initial_accumulator_value": 2.0},
        {"lr": 0.3, "eps": 0.1},
        {"lr": 0.05, "maximize": True, "weight_decay": 0.1, "lr_decay": 0.05},
    ],
    "Adadelta": [
        {},
        {"lr": 20.0},
        {"rho": 0.6, "lr": 20.0},
        {"eps": 1e-3, "lr": 2.0},
        {"weight_decay": 0.3, "lr": 20.0},
        {"maximize": True, "rho": 0.8, "eps": 1e-4, "lr": 2.0, "weight_decay": 0.1},
    ],
    "RMSprop": [
        {},
        {"lr": 0.03},
        {"lr": 0.03, "alpha": 0.8},
        {"lr": 0.03, "eps": 0.1},
        {"lr": 0.03, "weight_decay": 0.3},
        {"lr": 0.01, "momentum": 0.8},
        {"lr": 0.03, "centered": True},
        {"lr": 0.01, "momentum": 0.7, "centered": True, "weight_decay": 0.1},
        {"lr": 0.01, "alpha": 0.9, "momentum": 0.5, "maximize": True},
    ],
    "Rprop": [
        {},
        {"lr": 0.1},
        {"lr": 0.1, "etas": [0.3, 1.5]},
        {"lr": 0.1, "step_sizes": [0.02, 0.15]},
        {"lr": 0.02, "maximize": True},
    ],
    "Adam": ADAM_LIKE + AMSGRAD + DECOUPLED,
    "AdamW": ADAM_LIKE + AMSGRAD,
    "NAdam": [*ADAM_LIKE, *DECOUPLED, {"lr": 0.05, "momentum_decay": 0.1}],
    "RAdam": [
        *({**case, "lr": 0.003} for case in ADAM_LIKE + DECOUPLED),
        {"lr": 0.05},
    ],
    "Adamax": ADAM_LIKE,
}


def trajectory(torch: Any, name: str, arguments: dict[str, Any]) -> list[list[float]]:
    """The parameters after each step."""
    x, y, z = params = [
        torch.tensor(number, dtype=torch.float64, requires_grad=True)
        for number in START
    ]
    optimizer = getattr(torch.optim, name)(params, **arguments)
    path = []
    for _ in range(STEPS):
        loss = (x * x - y) ** 2 + (1 - x) ** 2 + torch.tanh(y * z) + 0.5 * z * z
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        path.append([param.item() for param in params])
    return path


if __name__ == "__main__":
    import torch

    # PyTorch keeps the numbers in its states, such as NAdam's mu_product, in the
    # default dtype, whatever that of the parameters.
    torch.set_default_dtype(torch.float64)
    lines = [
        json.dumps(
            {
                "optimizer": name,
                "arguments": arguments,
                "path": trajectory(torch, name, arguments),
            }
        )
        for name, cases in CASES.items()
        for arguments in cases
    ]
    opening = json.dumps({"torch": torch.__version__.partition("+")[0], "start": START})
    text = opening[:-1] + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    target = Path(__file__).with_name("torch_trajectories.json")
    target.write_text(text, encoding="utf-8")
