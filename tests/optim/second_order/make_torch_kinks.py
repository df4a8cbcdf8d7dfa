"""Write torch_kinks.json: where PyTorch's L-BFGS ends on functions with kinks.

Not run by the tests; it needs PyTorch (the numbers stored are of version 2.13.0):

    python -m tests.optim.second_order.make_torch_kinks

20 steps of up to 100 iterations each, with the strong Wolfe search.
"""

import json
from pathlib import Path

from tests.optim.second_order.kinked import START, functions

if __name__ == "__main__":
    import torch

    torch.set_default_dtype(torch.float64)
    lowest = {}
    for name, f in functions(torch.tensor).items():
        x = torch.tensor(START[name], requires_grad=True)
        optimizer = torch.optim.LBFGS(
            [x], max_iter=100, max_eval=10_000, line_search_fn="strong_wolfe"
        )

        def closure(f=f, x=x, optimizer=optimizer):
            optimizer.zero_grad()
            loss = f(x)
            loss.backward()
            return loss

        for _ in range(20):
            optimizer.step(closure)
        lowest[name] = f(x).item()
    version = torch.__version__.partition("+")[0]
    text = json.dumps({"torch": version, "lowest": lowest}, indent=1) + "\n"
    Path(__file__).with_name("torch_kinks.json").write_text(text, encoding="utf-8")
