"""Write torch_modules.json: what PyTorch's layers give in float64, and their gradients.

Not run by the tests; it needs PyTorch (the numbers stored are of version 2.13.0):

    python -m tests.nn.make_torch_modules

For each row of module_table.py: the state, the inputs, the outputs (of recurrent layers
the last states too, of attention the weights), and the gradients of
sum(output * weights) by inputs and parameters. And twenty steps of training three
networks: the start and each loss.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from tests.nn.layers.module_table import MODULES, ModuleRow

PLACE = Path(__file__).with_name("torch_modules.json")


def flat(out: Any) -> list[Any]:
    """The Tensors of nested tuples, without None."""
    if isinstance(out, tuple):
        return [tensor for part in out for tensor in flat(part)]
    return [] if out is None else [out]


def module_case(torch: Any, number: int, row: ModuleRow) -> dict[str, Any]:
    """What a module gives for random inputs."""
    name, options, shapes, call = row
    rng = np.random.default_rng(number)
    settings = {k: tuple(v) if isinstance(v, list) else v for k, v in options.items()}
    module = getattr(torch.nn, name)(**settings).to(torch.float64)
    for parameter in module.parameters():
        numbers = rng.normal(size=tuple(parameter.shape)).round(3)
        parameter.data = torch.tensor(numbers, dtype=torch.float64)
    state = {k: v.tolist() for k, v in module.state_dict().items()}
    arrays = [rng.normal(size=shape).round(6) for shape in shapes]
    inputs = [torch.tensor(array, requires_grad=True) for array in arrays]
    outs = flat(module(*inputs, **{k: mask(torch, v) for k, v in call.items()}))
    weights = [rng.normal(size=tuple(out.shape)).round(3) for out in outs]
    total: Any = 0.0
    for out, weight in zip(outs, weights, strict=True):
        total = total + (out * torch.tensor(weight)).sum()
    total.backward()
    return {
        "state": state,
        "inputs": [array.tolist() for array in arrays],
        "weights": [weight.tolist() for weight in weights],
        "outs": [out.tolist() for out in outs],
        "gradients": [x.grad.tolist() for x in inputs],
        "of_parameters": {k: p.grad.tolist() for k, p in module.named_parameters()},
        "after": {k: v.tolist() for k, v in module.named_buffers()},
    }


def mask(torch: Any, setting: Any) -> Any:
    """A setting of a call; tables of 0 and 1 become masks, others numbers to add."""
    if not isinstance(setting, list):
        return setting
    array = np.array(setting, dtype=float)
    hides = set(np.unique(array)) <= {0.0, 1.0}
    return torch.tensor(array == 1.0 if hides else array)


def training(torch: Any, name: str) -> dict[str, Any]:
    """Twenty steps of Adam on a small network: the start, and each loss."""
    torch.manual_seed(0)
    layers = {
        "images": lambda n: n.Sequential(
            n.Conv2d(1, 3, 3, padding=1),
            n.BatchNorm2d(3),
            n.Mish(),
            n.MaxPool2d(2),
            n.Conv2d(3, 4, 2),
            n.PReLU(4),
            n.AvgPool2d(2),
            n.Flatten(),
            n.Linear(4, 3),
        ),
        "sequences": lambda n: n.LSTM(3, 4, num_layers=2, batch_first=True),
        "attention": lambda n: n.MultiheadAttention(4, 2, batch_first=True),
    }
    shapes = {"images": (8, 1, 6, 6), "sequences": (6, 5, 3), "attention": (4, 5, 4)}
    model = layers[name](torch.nn).to(torch.float64)
    start = {k: v.tolist() for k, v in model.state_dict().items()}
    x = torch.randn(shapes[name], dtype=torch.float64)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    y = torch.randint(3, (len(x),))
    causal = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        if name == "images":
            out = model(x)
        elif name == "sequences":
            out = model(x)[0][:, -1]
        else:
            out = model(x, x, x, attn_mask=causal)[0][:, -1]
        loss = torch.nn.functional.cross_entropy(out, y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"start": start, "x": x.tolist(), "y": y.tolist(), "losses": losses}


if __name__ == "__main__":
    import torch

    version = torch.__version__.partition("+")[0]
    cases = [module_case(torch, i, row) for i, row in enumerate(MODULES)]
    lines = ",\n".join(json.dumps(case) for case in cases)
    names = ("images", "sequences", "attention")
    runs = {name: training(torch, name) for name in names}
    text = f'{{"torch": "{version}",\n"modules": [\n{lines}\n],\n'
    PLACE.write_text(text + f'"training": {json.dumps(runs)}}}\n', encoding="utf-8")
