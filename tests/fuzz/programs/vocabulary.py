"""The steps of random programs, as templates of source text, by feature.

A template ends with the line that binds its result. Kinds of registers and results:

    v  a Value                 r  a Tensor of shape (3,)
    z  a Value or 0-d Tensor   m  a Tensor of shape (2, 3)
    k  a Tensor (2, 1)         s  a Tensor of shape (3, 3)

`{m}` is a register of kind m, `{m=}` the one before of that kind again, `{n}` a v or z,
`{c}` a number, `{R}`, `{M}` and `{S}` arrays, `{tmp}` a name, and `{f:r>n}` the name of
a random function from an r to an n; `{f|r>n}` may use its argument only.

Every step keeps its operands inside their domains, away from points where the engine's
derivative is a convention that PyTorch does not share, and its result moderate and live
(computed from the inputs, so that every engine gives a node).
"""

from __future__ import annotations

import re

SHAPES: dict[str, tuple[int, ...]] = {
    "v": (),
    "z": (),
    "r": (3,),
    "m": (2, 3),
    "k": (2, 1),
    "s": (3, 3),
}

_TABLE = {
    "scalar": """
v = {v} + {v}
v = {v} - {c}
v = {c} - {v}
v = -{v}
v = {v} * {v}
v = {c} * {v}
v = {v} / (2.5 + np.sin({v}))
v = {c} / (2.0 + {v}.cos())
v = np.float64({c}) * {v}
v = {v} - np.array({c})
v = (2.0 + ac.sin({v})) ** (1.5 + {v}.tanh())
v = 1.5 ** {v}.sin()
v = {v} ** 2
v = {v}.tanh() ** 3
v = (2.0 + {v}.sin()) ** -1.5
v = {v}.tanh() ** 0 + {v} ** 1
v = ac.reciprocal(2.0 + np.sin({v})) + np.sqrt(1.5 + np.cos({v}))
v = ac.hypot(2.0 + np.sin({v}), {v})
v = np.exp({v}.tanh()) - ac.expm1(np.sin({v}))
v = np.log(1.5 + np.sin({v})) + ac.log1p(0.5 * {v}.cos())
v = np.sin({v}) * np.cos({v}) + ac.tan(0.9 * np.tanh({v}))
v = ac.arcsin(0.9 * np.sin({v})) + ac.arccos(0.9 * np.cos({v})) - np.arctan({v})
v = ac.sinh(np.sin({v})) * np.cosh(np.cos({v}))
v = np.arcsinh({v}) + ac.arccosh(2.5 + {v}.sin()) * ac.arctanh(0.9 * np.sin({v}))
v = ac.erf({v}) - ac.erfc(0.5 * {v})
v = {v}.sigmoid() * ac.softplus({v})
v = ac.gelu({v}) - ac.silu({v})
v = ac.elu({v}, 0.7) + ac.leaky_relu({v}, 0.3)
v = {v}.relu() + abs({v})
v = ac.maximum({v}, {v}) - ac.minimum({v}, {c})
v = ac.clip({v}, -0.8, 0.9) + 0.5 * ac.hard_tanh({v})
""",
    "sequences": """
v = ac.sum([{v}, {c}, {v}, {v=}])
v = ac.mean([{v}, {v}, {c}])
v = ac.max([{v}, {v}, {c}]) - ac.min([{v}, {v}])
v = ac.dot([{v}, {c}, {v}], [{v}, {v}, 0.5], {v})
v = ac.dot([{v}, {v}], [{c}, -0.4])
v = ac.logsumexp([{v}, {c}, {v}])
v = ac.softmax([{v}, {v}, {v}])[1] * {v}
v = ac.log_softmax([np.sin({v}), {v}, {c}])[0]
v = sum([{v}, {v}, {v=}])
""",
    "arrays": """
r = {r} + {r}
r = {r} * np.tanh({r})
r = {R} - {r}
r = {r} / (2.5 + np.sin({r}))
r = np.tanh({r}) ** 2 - {r}
r = (2.0 + np.sin({r})) ** np.cos({r})
m = {m} - {m}
m = {m} * {M}
m = {m} + {M} * {c}
m = np.sin({m}) * {m}
m = {c} / (2.0 + {m}.cos())
m = {m}.relu() - ac.elu({m}, 0.7)
m = ac.sigmoid({m}) * ac.softplus({m})
m = ac.gelu({m}) + ac.silu({m}) * np.arctan({m})
m = np.exp(np.tanh({m})) - np.log(2.0 + np.sin({m}))
m = ac.hypot({m}, 1.5 + {m=}.sigmoid())
m = ac.maximum({m}, {m}) - abs({m})
m = ac.clip({m}, -0.7, 0.8) + ac.erf({m})
s = np.tanh({s}) * {s} - np.sqrt(1.5 + np.sin({s}))
k = {k} * np.cos({k}) + {c}
z = np.tanh({n}) * {n}
z = {n} / (2.0 + np.cos({n}))
""",
    "broadcasting": """
m = {m} + {r}
m = {k} * {r}
m = np.tanh({m}) * {k}
m = {m} - {n}
m = {n} * ac.Tensor({M})
m = np.float64({c}) * {m} / (2.0 + np.sin({k}))
m = {k} + {R}
m = (1.5 + ac.sigmoid({m})) ** np.tanh({r})
s = {r} - {s}
r = {n} * {r}
r = ac.Tensor({R}) - {n}
m = ac.hypot(2.0 + np.sin({k}), {r})
""",
    "reductions": """
z = np.sum(np.sin({m}))
z = ac.mean({s}) * {c}
z = {r}.sum() + np.mean({r})
r = np.sum(np.tanh({m}), axis=0)
r = ac.mean({m}, axis=0) - {r}
k = np.sum({m}, axis=1, keepdims=True)
k = ac.mean(np.sin({m}), axis=1, keepdims=True)
r = np.prod(1.2 + 0.3 * np.sin({m}), axis=0)
z = ac.max({m}) - np.min({r})
r = np.max({m}, axis=0) + ac.min({s}, axis=1)
z = ac.logsumexp({m}) - ac.norm(2.0 + np.tanh({r}))
k = ac.logsumexp({m}, axis=1, keepdims=True)
m = {m} / np.sqrt(ac.var({m}, axis=0) + 1.0)
z = ac.std(np.tanh({m}) + {spread}) * {n}
m = ac.softmax({m}) * {m}
m = ac.log_softmax(np.sin({m}), axis=0)
m = np.tanh(np.cumsum({m}, axis=1))
r = ac.norm({s} + 4.0, axis=1) * 0.2
""",
    "shapes": """
r = {m}[0]
r = {s}[:, 1] - {m}[-1, np.array([2, 1, 0])]
k = {m}[:, 1:2]
m = {m}[:, np.array([2, 0, 1])] * {m}
m = {m}[np.array([1, 1])] + {r}
m = {s}[1:]
m = {s}[np.array([2, 0])] - {s}[:2]
s = ac.transpose({s}) * {s}
m = np.transpose(np.reshape({m}, (3, 2))) - {m}
m = ac.concatenate([{m}[:, 1:], {k}], axis=1)
m = ac.stack([{r}, np.sin({r})])
s = ac.concatenate([{m}, ac.expand_dims({r}, 0)])
m = ac.pad({m}[:, :2], ((0, 0), (1, 0))) + {m}
s = ac.broadcast_to(np.tanh({r}), (3, 3))
s = ac.diag({r}) - {s}
r = ac.diag({s}) * {r}
r = ac.split(ac.ravel({m}), 2)[1]
k = ac.reshape(ac.take_along_axis({m}, np.array([[2], [0]]), 1), (2, 1))
s = ac.swapaxes({s}, 0, 1)
r = ac.squeeze({m}[:1])
z = {m}[1, 2] + np.sum({m}[:0])
""",
    "products": """
m = np.tanh({m} @ {s})
r = {m}.T @ np.sin({k})[:, 0]
z = {r} @ np.tanh({r})
k = np.matmul({m}, {r}.reshape(3, 1)) * 0.3
s = np.tanh({m}.T @ {m})
m = ac.outer(np.tanh({k}[:, 0]), {r})
m = 0.3 * ac.einsum("ij,kj,kl->il", {m}, np.sin({m}), np.tanh({m}))
z = ac.trace(np.tanh({s}) @ np.cos({s}))
z = 0.1 * ac.det(np.tanh({s}) + {S})
s = ac.inv(0.5 * np.tanh({s}) + {S})
r = ac.solve(0.5 * np.tanh({s}) + {S}, {r})
z = 0.3 * ac.slogdet(0.5 * np.sin({s}) + {S})[1]
z = ac.dot({r}, np.cos({r}))
""",
    "bridges": """
r = ac.stack_values([{v}, {c}, {v}])
m = ac.stack_values([[{v}, {c}, {v}], [{v}, {v}, {c}]])
v = ac.Tensor.values({r})[1] * {v}
v = ac.sum(ac.Tensor.values(np.tanh({r})))
m = {v} * {m}
r = {r} / (2.0 + {v}.sin())
m = {v} ** 2 - {m}
r = {m}[1] * {v} + {m=}[0, 2]
s = {v} + {s}
m = ac.maximum({m}, {v})
m = ac.where({M} > 0.0, {m}, {v})
r = ac.stack([{n} * {r}[0], {m}[1, 1], {r}[2] - {v}])
""",
    "custom": """
v = cube({v}.tanh()) + wave({v})
v = blend(np.tanh({v}), {v})
v = blend({c}, {v}) - blend(np.sin({v}), {c})
m = cube(np.tanh({m}))
m = wave({m}) * {m}
m = blend(np.tanh({m}), {m})
r = blend(np.sin({r}), {r}) + wave({r})
""",
    "custom-broadcasting": """
m = blend(np.tanh({m}), {r})
m = blend(np.sin({k}), {m})
m = blend(np.tanh({k}), {r})
r = blend(np.tanh({v}), {r})
m = blend(np.cos({m}), {c})
m = blend(np.sin({k}), {R})
""",
    "no_grad": """
with ac.no_grad():
    {tmp} = {v} * {c}
v = {v} * {tmp}

with ac.no_grad():
    {tmp} = np.tanh({m}) * {n}
m = {m} * {tmp} - {m=}

with ac.no_grad():
    {tmp} = ac.sum({r} * {r})
r = {r} * {tmp}
""",
    "detach": """
v = {v} * {v}.detach()
m = {m} - {m=}.detach() * np.sin({m})
r = {r} * {n}.detach() + {r}
""",
    "blocks": """
with ac.scope("block"):
    {tmp} = {v} * {c}
v = np.sin({tmp}) + {v}

with ac.detect_anomaly():
    {tmp} = np.tanh({m}) * {n}
m = {m} - {tmp}

{tmp} = {v}
for _ in range(3):
    {tmp} = np.tanh({tmp} * {v} + {c})
v = {tmp} + {v}
""",
    "comparisons": """
v = ac.where({v} > {v}, np.sin({v}), {v})
v = {v} * ({v} > {c}) + {v}
m = ac.where({m} > {c}, {m}, np.sin({m}))
m = {m} * ({m} < {m}) + {m}
m = ac.where({m} <= {k}, {r}, {m})
r = ac.where(np.array([True, False, True]), {r}, {r} * {r})
m = ac.where({m} > 0.0, np.log(ac.where({m=} > 0.0, {m=}, 1.0) + 0.5), {m=})
""",
    "branches": """
if {v} > {c}:
    {tmp} = {v} * {v}
else:
    {tmp} = np.sin({v})
v = {tmp} + {v}

v = {v} if {v} < {v} else {v}.tanh() * {c}

{tmp} = {r} if ac.sum({r}) >= {c} else np.sin({r})
r = {tmp} * {r}
""",
    "equality": """
v = {v} * 3.0 if {v} == {c} else {v} - 1.0
v = np.sin({v}) if {v} != {v=} else {v}
v = {v} + ({v} * 1.0 == {v=}) * {v}
m = {m} * ({m=} == np.max({m=})) + {m}
m = ac.where({m} == {c}, {m}, {m=} * {m=})
m = ac.where({m}.relu() != 0.0, np.log(0.5 + {m=}.relu()), {m})
m = {m} * np.equal({m=}.relu(), 0.0)
r = {r} * ({r=} == {r=}.detach())
z = {n} * ({n} == {c}) + {n}
z = ac.sum({m}[{m=} != {c}]) * {n}
""",
    "masks": """
z = ac.sum(np.sin({m}[{m=} > {c}]))
z = {r}[{r=} < 0.5].sum() * {n}
z = np.sum({m}[{M} > 0.0] ** 2)
r = {m}[np.array([False, True])][0] * {r}
z = np.sum({s}[{s=} > {c}, None] * {n})
""",
    "transforms": """
v = ac.grad({f:v>n})({v})
v = ac.value_and_grad({f:v>n})(np.sin({v}))[1]
r = ac.grad({f:r>n})({r})
m = ac.grad({f:m>n})({m})
z = ac.value_and_grad({f:m>n})({m})[0]
z = ac.jvp({f:v>n}, ({v},), ({c},))[1]
z = ac.jvp({f:r>n}, ({r},), ({r},))[1]
m = ac.jvp({f:m>m}, ({m},), ({M},))[1]
m = {m} + ac.vjp({f:r>m}, {r})[1]({M})[0]
v = ac.vjp({f:v>n}, {v})[1]({v})[0]
v = ac.hvp({f:v>n}, ({v},), ({c},))
r = ac.hvp({f:r>n}, ({r},), ({R},))
s = ac.hessian({f:r>n})({r})
s = ac.jacobian({f:r>r})({r})
s = ac.jacrev({f:r>r})({r}) + ac.jacfwd({f:r>r})({r})
r = ac.jacobian({f:v>r})({v})
m = ac.elementwise_grad({f:m>m})({m})
r = ac.linearize({f:r>r}, {r})[1]({R})
v = ac.grad(ac.grad({f:v>n}))({v})
""",
    "plain": """
v = {v} * ac.grad({f|v>n})({c})
m = {m} * ac.grad({f|m>n})({M})
r = {r} + ac.jvp({f|r>r}, ({R},), ({r},))[1]
r = {r} * ac.hvp({f|r>n}, ({R},), ({R},))
s = {s} * ac.hessian({f|r>n})({R})
r = {r} - ac.vjp({f|r>r}, {R})[1]({R})[0]

with ac.no_grad():
    {tmp} = ac.grad({f|v>n})({v})
v = {tmp} * {v}
""",
    "closures": """
v = {v} * ac.grad({f:v>n})({c})
v = {v} - ac.value_and_grad({f:v>n})({c})[1]
z = {n} + ac.value_and_grad({f:r>n})({R})[0]
m = {m} * ac.grad({f:m>n})({M})
z = {n} * ac.jvp({f:v>n}, ({c},), ({c},))[1]
r = {r} + ac.jvp({f:r>r}, ({R},), ({R},))[1]
r = {r} * ac.vjp({f:r>r}, {R})[1]({R})[0]
v = {v} * ac.hvp({f:v>n}, ({c},), ({c},))
r = {r} * ac.hvp({f:r>n}, ({R},), ({R},))
s = {s} * ac.hessian({f:r>n})({R})
s = {s} - ac.jacobian({f:r>r})({R})
m = {m} + ac.elementwise_grad({f:m>m})({M})
r = {r} * ac.linearize({f:r>r}, {R})[1]({R})
v = {v} + ac.grad(ac.grad({f:v>n}))({c})
""",
    "gradients": """
{tmp} = np.sin({v})
v = ac.gradients({f:v>n}({tmp}), {tmp}, create_graph=True) * {v}

{tmp} = np.tanh({r})
r = ac.gradients({f:r>n}({tmp}), [{tmp}], create_graph=True)[0] + {r}

{tmp} = {m} * {c}
m = {m} * ac.gradients({f:m>m}({tmp}), [{tmp}], create_graph=True, upstream={M})[0]
""",
}

_LAST = re.compile(r"^([vzrmks]) = ")


def _split(text: str) -> list[tuple[str, str]]:
    """`(kind of the result, template)` of each template in the text."""
    templates, lines = [], []
    for line in text.strip().splitlines():
        if not line and not lines:
            continue
        result = _LAST.match(line)
        if result is None:
            lines.append(line)
            continue
        templates.append((result[1], "\n".join([*lines, "{out}" + line[1:]])))
        lines = []
    return templates


TEMPLATES: dict[str, list[tuple[str, str]]] = {
    feature: _split(text) for feature, text in _TABLE.items()
}
"""`(kind of the result, template)` by feature."""

WEIGHTS = {"scalar": 2.0, "arrays": 2.0, "transforms": 1.5, "closures": 1.5}
"""How often a feature is drawn; the others 1."""

UNARY = {
    kind: (kind, "{out} = np.tanh({%s}) + {%s=}" % (kind, kind))  # noqa: UP031
    for kind in SHAPES
}
"""A step that needs one register only, for functions of one argument."""
