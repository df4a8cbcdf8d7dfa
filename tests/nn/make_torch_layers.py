"""Write torch_layers.json: PyTorch's normalizations and a whole network in float64.

Not run by the tests; it needs PyTorch (the numbers stored are of version 2.13.0):

    python tests/nn/make_torch_layers.py

Each normalization sees three batches in training mode, then one in evaluation mode; for
each the output, the gradients of sum(output * weights) and the running statistics.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

NORMS: list[tuple[str, dict[str, Any]]] = [
    ("BatchNorm1d", {}),
    ("BatchNorm1d", {"eps": 0.1, "momentum": 0.4}),
    ("BatchNorm1d", {"momentum": None}),
    ("BatchNorm1d", {"affine": False}),
    ("BatchNorm1d", {"track_running_stats": False}),
    ("LayerNorm", {}),
    ("LayerNorm", {"eps": 0.1}),
]


def norm_case(torch: Any, number: int, name: str, options: dict[str, Any]) -> Any:
    """What a normalization does with four batches of 6 samples and 3 features."""
    rng = np.random.default_rng(number)
    layer = getattr(torch.nn, name)(3, **options, dtype=torch.float64)
    case = {"layer": name, "options": options, "steps": []}
    if getattr(layer, "weight", None) is not None:
        case["weight"] = rng.normal(size=3).tolist()
        case["bias"] = rng.normal(size=3).tolist()
        layer.weight.data = torch.tensor(case["weight"], dtype=torch.float64)
        layer.bias.data = torch.tensor(case["bias"], dtype=torch.float64)
    for training in (True, True, True, False):
        layer.train(training)
        batch = rng.normal(size=(6, 3)) * [1.0, 5.0, 0.2] + [0.0, 3.0, -1.0]
        weights = rng.normal(size=(6, 3))
        x = torch.tensor(batch, requires_grad=True)
        out = layer(x)
        layer.zero_grad()
        (out * torch.tensor(weights)).sum().backward()
        step = {
            "training": training,
            "x": batch.tolist(),
            "weights": weights.tolist(),
            "out": out.tolist(),
            "gradient": x.grad.tolist(),
        }
        if "weight" in case:
            step["weight_gradient"] = layer.weight.grad.tolist()
            step["bias_gradient"] = layer.bias.grad.tolist()
        if getattr(layer, "running_mean", None) is not None:
            step["running_mean"] = layer.running_mean.tolist()
            step["running_var"] = layer.running_var.tolist()
            step["num_batches_tracked"] = layer.num_batches_tracked.item()
        case["steps"].append(step)
    return case


def network(torch: Any) -> dict[str, Any]:
    """A network in evaluation mode: its state and what it gives."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(
        torch.nn.Linear(4, 5),
        torch.nn.BatchNorm1d(5),
        torch.nn.LeakyReLU(0.2),
        torch.nn.Dropout(0.3),
        torch.nn.LayerNorm(5),
        torch.nn.Linear(5, 3, bias=False),
        torch.nn.Softmax(dim=-1),
    ).to(torch.float64)
    x = torch.randn(6, 4, dtype=torch.float64)
    model(torch.randn(20, 4, dtype=torch.float64))  # running statistics to look at
    model.eval()
    return {
        "state": {name: tensor.tolist() for name, tensor in model.state_dict().items()},
        "x": x.tolist(),
        "out": model(x).tolist(),
    }


def training(torch: Any) -> dict[str, Any]:
    """Twenty steps of training a small classifier: the start, and each loss."""
    torch.manual_seed(1)
    model = torch.nn.Sequential(
        torch.nn.Linear(4, 6),
        torch.nn.BatchNorm1d(6),
        torch.nn.Tanh(),
        torch.nn.Linear(6, 3),
    ).to(torch.float64)
    start = {name: tensor.tolist() for name, tensor in model.state_dict().items()}
    x = torch.randn(16, 4, dtype=torch.float64)
    y = torch.randint(3, (16,))
    criterion = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"start": start, "x": x.tolist(), "y": y.tolist(), "losses": losses}


if __name__ == "__main__":
    import torch

    version = torch.__version__.partition("+")[0]
    cases = [norm_case(torch, i, *norm) for i, norm in enumerate(NORMS)]
    lines = ",\n".join(json.dumps(case) for case in cases)
    text = f'{{"torch": "{version}",\n"norms": [\n{lines}\n],\n'
    text += f'"network": {json.dumps(network(torch))},\n'
    text += f'"training": {json.dumps(training(torch))}}}\n'
    Path(__file__).with_name("torch_layers.json").write_text(text, encoding="utf-8")
