"""Write torch_trajectories.json: 20 steps of torch.optim.SGD in float64.

Not run by the tests; it needs PyTorch (the numbers stored are of version 2.13.0):

    python tests/optim/make_torch_trajectories.py

The loss is `loss_gradients` of test_trajectories.py, its gradient taken by PyTorch.
"""

import json
from pathlib import Path
from typing import Any

START = [1.5, -0.7, 0.3]
STEPS = 20
CASES = [
    {"lr": 0.03},
    {"lr": 0.03, "momentum": 0.9},
    {"lr": 0.03, "momentum": 0.8, "dampening": 0.25},
    {"lr": 0.03, "momentum": 0.9, "nesterov": True},
    {"lr": 0.03, "weight_decay": 0.1},
    {"lr": 0.02, "momentum": 0.7, "nesterov": True, "weight_decay": 0.05},
    {"lr": 0.02, "momentum": 0.6, "dampening": 0.5, "weight_decay": 0.2},
]


def trajectory(torch: Any, case: dict[str, Any]) -> list[list[float]]:
    """The parameters after each step."""
    x, y, z = params = [
        torch.tensor(number, dtype=torch.float64, requires_grad=True)
        for number in START
    ]
    optimizer = torch.optim.SGD(params, **case)
    path = []
    for _ in range(STEPS):
        loss = (x * x - y) ** 2 + (1 - x) ** 2 + torch.tanh(y * z) + 0.5 * z * z
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        path.append([each.item() for each in params])
    return path


if __name__ == "__main__":
    import torch

    stored = {
        "torch": torch.__version__.partition("+")[0],
        "start": START,
        "cases": [
            {"arguments": case, "path": trajectory(torch, case)} for case in CASES
        ],
    }
    target = Path(__file__).with_name("torch_trajectories.json")
    target.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
