"""The ways to differentiate a program with the engine, as source text.

Each sets `answer`, a list of numbers and arrays, from `program`, `points` (plain
numbers and arrays), `leaves` (nodes of them) and `directions`; `expects` names what it
is in `Numbers`. `checks.py` runs the text; a failure prints it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import CodeType
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Way:
    """One way to compute some of a program's `Numbers`."""

    name: str
    expects: str
    source: str
    dtype: type[np.floating[Any]] = np.float64
    """Of the leaves that are Tensors."""
    code: CodeType = field(init=False, compare=False)

    def __post_init__(self) -> None:
        code = compile(self.source, f"<{self.name}>", "exec")
        object.__setattr__(self, "code", code)


_ALONG = "sum(ac.sum(s * v) if np.ndim(v) else s * v for s, v in zip({0}, directions))"
_ALL_INPUTS = "argnums=tuple(range(len(points)))"

_TABLE = {
    ("value", "value"): "answer = [program(*leaves).data]",
    ("backward", "gradient"): """
program(*leaves).backward()
answer = [leaf.grad for leaf in leaves]
""",
    ("backward twice", "gradient"): """
out = program(*leaves)
out.backward()
out.backward()
answer = [leaf.grad / 2.0 for leaf in leaves]
for leaf in leaves:
    leaf.zero_grad()
out.backward()
answer += [leaf.grad for leaf in leaves]
""",
    ("gradients", "gradient"): "answer = ac.gradients(program(*leaves), leaves)",
    ("gradients of gradients", "hvp"): f"""
slopes = ac.gradients(program(*leaves), leaves, create_graph=True)
answer = ac.gradients({_ALONG.format("slopes")}, leaves)
""",
    ("backward of gradients", "hvp"): f"""
slopes = ac.gradients(program(*leaves), leaves, create_graph=True)
({_ALONG.format("slopes")}).backward()
answer = [leaf.grad for leaf in leaves]
""",
    ("deepcopy", "gradient"): """
out = program(*leaves)
copied, copies = copy.deepcopy((out, leaves))
copied.backward()
answer = [leaf.grad for leaf in copies]
assert not any(leaf.has_grad for leaf in leaves)
out.backward()
answer += [leaf.grad for leaf in leaves]
""",
    ("in place", "next_gradient"): """
program(*leaves).backward()
with ac.no_grad():
    for i, leaf in enumerate(leaves):
        before = leaf
        leaf -= 0.1 * leaf.grad
        assert leaf is before
for leaf in leaves:
    leaf.zero_grad()
program(*leaves).backward()
answer = [leaf.grad for leaf in leaves]
""",
    ("data assigned", "next_gradient"): """
program(*leaves).backward()
for leaf in leaves:
    leaf.data = leaf.data - 0.1 * leaf.grad
    leaf.zero_grad()
program(*leaves).backward()
answer = [leaf.grad for leaf in leaves]
""",
    ("detect_anomaly", "gradient"): """
with ac.detect_anomaly():
    program(*leaves).backward()
answer = [leaf.grad for leaf in leaves]
""",
    ("scalar graph", "value"): """
out = program(*leaves)
if isinstance(out, ac.Tensor):
    out = ac.to_scalar_graph(out)
answer = [out.data]
""",
    ("grad", "gradient"): f"answer = ac.grad(program, {_ALL_INPUTS})(*points)",
    ("grad of leaves", "gradient"): f"""
answer = [node.data for node in ac.grad(program, {_ALL_INPUTS})(*leaves)]
""",
    ("value_and_grad", "gradient"): f"""
_, answer = ac.value_and_grad(program, {_ALL_INPUTS})(*points)
""",
    ("jvp", "slope"): "answer = [ac.jvp(program, points, directions)[1]]",
    ("linearize", "slope"): """
_, push = ac.linearize(program, *points)
answer = [push(*directions)]
""",
    ("vjp", "gradient"): """
_, pull = ac.vjp(program, *points)
answer = pull(1.0)
""",
    ("hvp", "hvp"): """
answer = ac.hvp(program, points, directions)
if len(points) == 1:
    answer = (answer,)
""",
    ("grad of grad", "hvp"): f"""
def slope(*xs):
    slopes = ac.grad(program, {_ALL_INPUTS})(*xs)
    return {_ALONG.format("slopes")}
answer = ac.grad(slope, {_ALL_INPUTS})(*points)
""",
    ("grad of jvp", "hvp"): f"""
def slope(*xs):
    return ac.jvp(program, xs, directions)[1]
answer = ac.grad(slope, {_ALL_INPUTS})(*points)
""",
    ("jvp of grad", "hvp"): f"""
slopes = ac.grad(program, {_ALL_INPUTS})
answer = ac.jvp(slopes, points, directions)[1]
""",
    ("hessian", "hvp"): f"""
blocks = ac.hessian(program, {_ALL_INPUTS})(*points)
answer = [
    sum(np.tensordot(h, v, np.ndim(v)) for h, v in zip(row, directions))
    for row in blocks
]
""",
}

WAYS = {
    name: Way(name, expects, source.strip())
    for (name, expects), source in _TABLE.items()
}
for _name in ("backward", "gradients of gradients", "deepcopy", "in place"):
    _way = WAYS[_name]
    WAYS[f"{_name} in float32"] = Way(
        f"{_name} in float32", _way.expects, _way.source, np.float32
    )
