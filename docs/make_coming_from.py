"""Write docs/coming-from.md from the tables that the error messages come from.

python docs/make_coming_from.py
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path

from autograd_core.messages import keywords
from autograd_core.messages.habits import jax, micrograd, pytorch
from nn.checks import torch_names
from nn.checks.other_names import ACTIVATIONS, INITIAL_WEIGHTS
from optim.checks import other_names as of_optim
from optim.schedules.other_names import SCHEDULES
from viz.other_names import OTHER_NAMES as OF_VIZ
from viz.output.other_names import DRAWINGS
from viz.plots.other_names import PLOTS

PAGE = Path(__file__).with_name("coming-from.md")
Table = Mapping[str, str]

INTRODUCTION = """\
# Coming from micrograd, PyTorch, JAX, HIPS autograd

Lines that people bring along, and what to write here. Where such a line fails, the
error says the same: both are one table, and a test runs what stands in it. The words
in the tables: `x` is a Tensor, `v`, `a` and `b` are Values, `f` a function of an array
`X`, `model` a module, `loss` a result, `np` NumPy.

What is different, in a few lines:

```python
import numpy as np
import nn
from autograd_core import Tensor, no_grad

X, y = np.array([[0.0], [1.0], [2.0]]), np.array([[1.0], [3.0], [5.0]])
model = nn.Linear(1, 1, rng=0)  # every leaf gets a gradient, arrays are constants
for step in range(200):
    loss = nn.squared_error(model(X), y)
    model.zero_grad()
    loss.backward()  # the graph is kept; a second call is right, too
    with no_grad():
        for p in model.parameters():
            p -= 0.2 * p.grad  # moves the parameter; outside no_grad() it raises
print(model.weight.data.round(3), model.bias.data.round(3))
```

```text
[[2.]] [1.]
```

**Numbers that repeat.** Nothing here draws from a global state, so `random.seed`,
`np.random.seed` and the like change nothing. What draws takes `rng=`: a seed, or a
`np.random.default_rng(seed)` to share. A run repeats if the model, the split of the
data, `fit` (which shuffles) and dropout layers each have one:

```python
first, second = nn.MLP(2, [4, 1], rng=0), nn.MLP(2, [4, 1], rng=0)
print(first([1.0, 2.0]).data == second([1.0, 2.0]).data)
```

```text
True
```

**Trees of parameters.** Functions take and give dicts, lists and tuples, so a loop is
as in JAX; a module is a function of its parameters by `nn.functional_call`:

```python
from autograd_core import tree_map, value_and_grad


def loss_of(parameters, X, y):
    return nn.squared_error(nn.functional_call(model, parameters, X), y)


parameters = {"weight": np.zeros((1, 1)), "bias": np.zeros(1)}
for step in range(200):
    loss, slopes = value_and_grad(loss_of)(parameters, X, y)
    parameters = tree_map(lambda p, g: p - 0.2 * g, parameters, slopes)
print(parameters["weight"].round(3), parameters["bias"].round(3))
```

```text
[[2.]] [1.]
```

**State of one's own on parameters**, `p.m = 0.0`, needs a class that has room for it:

```python
import autograd_core


class Value(autograd_core.Value):
    pass


p = Value(1.0)
p.m = 0.0
```
"""


# A line, what it is here and in NumPy, and what in PyTorch.
MEANINGS = [
    ("x.max(1), x.min(1), sort(x)", "values; places by x.argmax(1)", "a pair of both"),
    ("x.std(), x.var()", "divisor n, or n - 1 with ddof=1", "divisor n - 1"),
    ("x.norm(2)", "the largest singular value", "what x.norm() is, here too"),
    ("x.repeat(2, 1)", "each entry twice, along axis 1", "tile(x, (2, 1))"),
    ("split(x, 2)", "2 parts", "parts of length 2"),
    ("split(x, [1, 3])", "cut before 1 and before 3", "parts of length 1 and 3"),
    ("pad(x, (1, 1))", "all axes", "the last axis"),
    ("median([1.0, 3.0])", "2.0, between the two", "1.0, the lower of them"),
    ("x.transpose(0, 2)", "an order of all axes", "x.swapaxes(0, 2)"),
    ("nn.MaxPool2d(2)", "equal largest entries share the gradient", "the first has it"),
    ("nn.Linear(2, 3).weight.shape", "(2, 3), for x @ weight", "(3, 2)"),
    (
        "nn.cross_entropy(x, ids), x of 3 axes",
        "classes last",
        "classes on axis 1: class_axis=1",
    ),
]


# Where the error is one of Python or NumPy, which knows no remedy.
OF_PYTHON = {
    "next(model.parameters())": "they are a list: write `model.parameters()[0]`",
    "model.parameters().grad": "write `[p.grad for p in model.parameters()]`",
    "[a, b] @ [b, a]": "a product of lists of Values is `dot([a, b], [b, a])`",
    "model.state_dict()['0.weight']": "names begin at the attribute: write "
    "`model.state_dict()['layers.0.weight']`",
    "model + model": "write `nn.Sequential(model)`",
    "len(layer)": "write `layer.out_features`",
    "x & (x > 0.0)": "nodes have no bits: write `(x > 0.0) & (x < 1.0)`",
    "if x > 0.0:": "one bool of several: write `(x > 0.0).all()`",
}
OF_OPTIMIZERS = of_optim.SETTINGS | of_optim.METHODS


def keyword_table() -> Table:
    """Keywords of other libraries and those here."""
    renamed = {
        f"{keyword}=": "write " + " or ".join(f"`{name}=`" for name in names)
        for keyword, names in keywords.OTHER_KEYWORDS.items()
    }
    return renamed | {f"{x}=": advice for x, advice in keywords.ADVICE.items()}


# Heading, how a name of the table is typed, and the table.
SECTIONS: dict[str, list[tuple[str, str, Table]]] = {
    "micrograd": [
        ("Attributes of a Value", "v.{}", micrograd.NODES | micrograd.VALUES),
        ("Attributes that are assigned", "v.{} = ...", micrograd.ATTRIBUTES),
        ("Names of the package", "autograd_core.{}", micrograd.CORE),
        ("Imports", "from autograd_core.engine import {}", micrograd.ENGINE),
        ("Pictures", "viz.{}", OF_VIZ),
        ("Attributes of a picture", "viz.draw(v).{}", DRAWINGS),
        ("Plots", "viz.plots.{}", PLOTS),
    ],
    "PyTorch, and names of NumPy": [
        ("Attributes of a tensor", "x.{}", pytorch.NODES | pytorch.TENSORS),
        ("Attributes of a gradient, an array of NumPy", "x.grad.{}", pytorch.ARRAYS),
        ("Attributes of the data, an array of NumPy", "x.data.{}", pytorch.DATA),
        ("Attributes of one number", "v.{}", pytorch.VALUES),
        ("Names of torch", "torch.{}", pytorch.CORE),
        ("Names of torch.nn and keras", "nn.{}", torch_names.NETWORKS.names),
        ("Names of torch.nn.init", "nn.init.{}", torch_names.INITS),
        ("Attributes of a module", "model.{}", torch_names.MODULES),
        ("Names of torch.optim and keras", "optim.{}", of_optim.OTHER_NAMES),
        ("Attributes of an optimizer", "optimizer.{}", OF_OPTIMIZERS),
        ("Attributes of a data set", "dataset.{}", of_optim.DATASETS),
        ("Attributes of what `fit` returns", "history.{}", of_optim.HISTORIES),
        ("Names in `optim.datasets` and `optim.toys`", "datasets.{}", of_optim.DATA),
        ("Schedules, in `optim.schedules`", "lr_scheduler.{}", SCHEDULES),
    ],
    "JAX, HIPS autograd, TensorFlow": [
        ("Names of the package", "jax.{}", jax.CORE),
        ("Attributes of an array", "x.{}", jax.TENSORS),
    ],
    "Where Python's own error comes first": [
        ("Lines", "{}", OF_PYTHON),
    ],
    "Arguments": [
        ("Keywords", "{}", keyword_table()),
        ("Names of activations", '"{}"', ACTIVATIONS.names),
        ("Names of initial weights", '"{}"', INITIAL_WEIGHTS.names),
    ],
}


def rows_of(table: Table, typed: str) -> Iterable[tuple[str, str]]:
    """The habits that get the same advice, as one cell, and the advice."""
    for advice, group in itertools.groupby(table.items(), key=lambda item: item[1]):
        yield ", ".join(f"`{typed.format(name)}`" for name, _ in group), advice


def page() -> str:
    """The whole page."""
    rows = [f"| `{line}` | {here} | {there} |" for line, here, there in MEANINGS]
    parts = [
        INTRODUCTION,
        "## The same name, another meaning\n\n"
        "Functions and methods are those of NumPy where PyTorch has others:\n",
        "\n".join(["| line | here | in PyTorch |", "|---|---|---|", *rows, ""]),
    ]
    for library, tables in SECTIONS.items():
        parts.append(f"## {library}\n")
        for heading, typed, table in tables:
            rows = [f"| {a} | {b} |" for a, b in rows_of(table, typed)]
            lines = [f"### {heading}\n", "| typed | here |", "|---|---|", *rows, ""]
            parts.append("\n".join(lines))
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
