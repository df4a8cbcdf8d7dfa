"""Write torch_lbfgs.json: 20 steps of PyTorch's L-BFGS in float64.

Not run by the tests; it needs PyTorch (the numbers stored are of version 2.13.0):

    python tests/optim/second_order/make_torch_lbfgs.py

The loss is that of landscape.py, its gradient taken by PyTorch. No line search: PyTorch
has one of its own, optim has SciPy's.
"""

import json
from pathlib import Path
from typing import Any

from tests.optim.landscape import START, loss

STEPS = 20
CASES: list[dict[str, Any]] = [
    {"max_iter": 1},
    {"max_iter": 1, "lr": 0.25},
    {"max_iter": 3, "lr": 0.1},
    {"max_iter": 3, "lr": 0.1, "history_size": 2},
    {"max_iter": 2, "lr": 0.3, "history_size": 1},
    {"max_iter": 10, "lr": 0.1, "max_eval": 2},
    {"max_iter": 4, "lr": 0.3, "tolerance_grad": 0.05},
    {"max_iter": 4, "lr": 0.1, "tolerance_change": 0.02},
    {},
]


def path_of(arguments: dict[str, Any]) -> list[list[float]]:
    """Where PyTorch is after each step."""
    import torch

    params = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in START]
    optimizer = torch.optim.LBFGS(params, **arguments)

    def closure() -> Any:
        optimizer.zero_grad()
        value = loss(*params)
        value.backward()
        return value

    path = []
    for _ in range(STEPS):
        optimizer.step(closure)
        path.append([param.item() for param in params])
    return path


def main() -> None:
    """Write the file beside this one."""
    lines = [json.dumps({"arguments": case, "path": path_of(case)}) for case in CASES]
    opening = json.dumps({"start": START})
    text = opening[:-1] + ', "cases": [\n' + ",\n".join(lines) + "\n]}\n"
    Path(__file__).with_name("torch_lbfgs.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
