"""Steps of modes, comparisons, indexing by masks, and transforms inside programs.

`vocabulary.py` says how they are written.
"""

CONTROL = {
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

with ac.no_grad():
    {tmp} = ac.grad({f:v>n})({v})
v = {tmp} * {v}
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
