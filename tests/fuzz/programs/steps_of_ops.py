"""Steps that apply ops; `vocabulary.py` says how they are written."""

OPS = {
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
v = ac.clip({v}, -0.803, 0.907) + 0.5 * ac.hard_tanh({v})
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
m = ac.clip({m}, -0.701, 0.809) + ac.erf({m})
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
m = (1.5 + ac.sigmoid({m})) ** (1.5 + np.tanh({r}))
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
}
