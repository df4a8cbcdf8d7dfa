"""Write torch_schedules.json: the rates of PyTorch's schedulers, step by step.

Not run by the tests; it needs PyTorch (the numbers stored are of version 2.13.0):

    python tests/optim/schedules/make_torch_schedules.py
"""

import json
import warnings
from pathlib import Path
from typing import Any

LR = 0.3
STEPS = 25
MEASURES = [5, 4, 4, 4.1, 3.9, 3.8999, 3.8999, 4, 4, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1]


def schedulers(torch: Any, optimizer: Any) -> dict[str, Any]:
    """Each by the name of its test; made one at a time, for they all set the rate."""
    of = torch.optim.lr_scheduler
    return {
        "step": lambda: of.StepLR(optimizer, step_size=4, gamma=0.5),
        "multi_step": lambda: of.MultiStepLR(optimizer, [3, 7, 8], gamma=0.4),
        "exponential": lambda: of.ExponentialLR(optimizer, gamma=0.9),
        "polynomial": lambda: of.PolynomialLR(optimizer, total_iters=12, power=2.5),
        "warmup": lambda: of.LinearLR(optimizer, start_factor=0.25, total_iters=6),
        "cosine": lambda: of.CosineAnnealingLR(optimizer, T_max=24, eta_min=0.02),
        "restarts": lambda: of.CosineAnnealingWarmRestarts(
            optimizer, T_0=3, T_mult=2, eta_min=0.01
        ),
        "one_cycle": lambda: of.OneCycleLR(optimizer, max_lr=LR, total_steps=STEPS + 1),
        "one_cycle_linear": lambda: of.OneCycleLR(
            optimizer,
            max_lr=LR,
            total_steps=STEPS + 1,
            pct_start=0.4,
            anneal_strategy="linear",
            div_factor=10.0,
            final_div_factor=50.0,
        ),
        "cyclic": lambda: of.CyclicLR(
            optimizer, base_lr=0.05, max_lr=LR, step_size_up=3, step_size_down=5
        ),
        "cyclic_halved": lambda: of.CyclicLR(
            optimizer, base_lr=0.05, max_lr=LR, step_size_up=4, mode="triangular2"
        ),
        "cyclic_exp": lambda: of.CyclicLR(
            *(optimizer, 0.05, LR, 4, 2), mode="exp_range", gamma=0.9
        ),
        "sequential": lambda: of.SequentialLR(
            optimizer,
            [
                of.LinearLR(optimizer, start_factor=0.25, total_iters=5),
                of.ExponentialLR(optimizer, gamma=0.8),
            ],
            milestones=[5],
        ),
        "chained": lambda: of.ChainedScheduler(
            [
                of.LinearLR(optimizer, start_factor=0.25, total_iters=5),
                of.ExponentialLR(optimizer, gamma=0.8),
            ]
        ),
    }


PLATEAUS = {
    "plateau": {"patience": 1, "factor": 0.5},
    "plateau_cooldown": {"patience": 1, "factor": 0.5, "cooldown": 2, "min_lr": 0.05},
    "plateau_abs": {
        "patience": 0,
        "factor": 0.5,
        "threshold": 0.5,
        "threshold_mode": "abs",
    },
    "plateau_max": {"patience": 3, "factor": 0.5, "mode": "max", "eps": 0.03},
}


def rates(torch: Any) -> dict[str, list[float]]:
    """Each scheduler's rate at the steps 0 ... STEPS, or after each measure."""

    def new_optimizer() -> Any:
        weight = torch.zeros(1, requires_grad=True)
        return torch.optim.SGD([weight], lr=LR, momentum=0.9)

    stored_values = {}
    for name in schedulers(torch, None):
        optimizer = new_optimizer()
        scheduler = schedulers(torch, optimizer)[name]()
        stored_values[name] = [optimizer.param_groups[0]["lr"]]
        for _ in range(STEPS):
            optimizer.step()
            scheduler.step()
            stored_values[name].append(optimizer.param_groups[0]["lr"])
    optimizer = new_optimizer()
    scheduler = schedulers(torch, optimizer)["one_cycle"]()
    stored_values["one_cycle_momentum"] = [optimizer.param_groups[0]["momentum"]]
    for _ in range(STEPS):
        optimizer.step()
        scheduler.step()
        stored_values["one_cycle_momentum"].append(
            optimizer.param_groups[0]["momentum"]
        )
    for name, settings in PLATEAUS.items():
        optimizer = new_optimizer()
        scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **settings)
        stored_values[name] = []
        for measure in MEASURES:
            scheduler.step(measure)
            stored_values[name].append(optimizer.param_groups[0]["lr"])
    return stored_values


if __name__ == "__main__":
    import torch

    warnings.simplefilter("ignore")
    stored = {
        "torch": torch.__version__.partition("+")[0],
        "lr": LR,
        "measures": MEASURES,
        "plateaus": PLATEAUS,
        "rates": rates(torch),
    }
    lines = [
        f"{json.dumps(name)}: {json.dumps(values)}" for name, values in stored.items()
    ]
    target = Path(__file__).with_name("torch_schedules.json")
    target.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")
