"""Training steps of networks of single numbers: forward, backward and SGD.

The scalar program is what a learner writes: a model of Values and the loss of one
sample. Peers on arrays compute the same step for all samples at once.
"""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

import numpy as np

from benchmarks.workload import Call, Workload, training_step

RATE = 0.05


class Program(NamedTuple):
    """A network, its samples, and which loss: what all engines are given."""

    sizes: tuple[int, ...]
    samples: int
    activation: str

    @property
    def classifies(self) -> bool:
        """Whether the loss is the cross entropy of classes, else the hinge."""
        return self.sizes[-1] > 1

    def data(self) -> tuple[Any, Any]:
        """The rows of inputs; the class ids, or targets -1 and 1."""
        rng = np.random.default_rng(0)
        x = rng.standard_normal((self.samples, self.sizes[0]))
        if self.classifies:
            return x, rng.integers(self.sizes[-1], size=self.samples)
        return x, np.where(x[:, 0] * x[:, 1] > 0, 1.0, -1.0)

    def parameters(self) -> list[Any]:
        """Weights of shape (inputs, outputs) and biases, layer after layer."""
        rng = np.random.default_rng(1)
        params = []
        for n_in, n_out in itertools.pairwise(self.sizes):
            params += [rng.standard_normal((n_in, n_out)) / n_in**0.5, np.zeros(n_out)]
        return params

    def flat(self) -> list[float]:
        """The numbers neuron by neuron: the weights, then the bias."""
        params = self.parameters()
        layers = zip(params[::2], params[1::2], strict=True)
        parts = [np.vstack([w, b]).T.ravel() for w, b in layers]
        return np.concatenate(parts).tolist()


def own_model(program: Program) -> tuple[Any, Any]:
    """`nn.MLP` with the numbers of the program, and its optimizer."""
    import nn
    import optim

    model = nn.MLP(program.sizes[0], list(program.sizes[1:]), program.activation, rng=0)
    for param, number in zip(model.parameters(), program.flat(), strict=True):
        param.data = number
    return model, optim.SGD(model.parameters(), lr=RATE)


def sample_loss(program: Program, model: Any) -> Any:
    """The loss of one sample."""
    import nn

    if program.classifies:
        return lambda x, t: nn.cross_entropy(model(x), t)
    return lambda x, t: (1 - t * model(x)).relu()


def loss_of_all(program: Program, model: Any) -> Any:
    """The mean loss of all samples, as one graph."""
    import autograd_core as ac

    loss_of = sample_loss(program, model)
    x, targets = (part.tolist() for part in program.data())
    samples = list(zip(x, targets, strict=True))
    return lambda: ac.mean([loss_of(*sample) for sample in samples])


def eager(program: Program) -> Call:
    """One graph of all samples in each step."""
    model, optimizer = own_model(program)
    return training_step(optimizer, loss_of_all(program, model))


def compiled(program: Program) -> Call:
    """The loss of all samples as one compiled function."""
    import autograd_core as ac

    model, optimizer = own_model(program)
    return training_step(optimizer, ac.compile(loss_of_all(program, model)))


def batch(program: Program) -> Call:
    """The loss of one sample, compiled, over the rows."""
    import autograd_core as ac

    model, optimizer = own_model(program)
    loss_of = ac.compile(sample_loss(program, model))
    x, targets = program.data()
    return training_step(optimizer, lambda: loss_of.batch(x, targets))


def by_hand(program: Program) -> Call:
    """NumPy alone."""
    x, targets = program.data()
    params = program.parameters()
    weights, biases = params[::2], params[1::2]
    count, rows = len(x), np.arange(len(x))
    last = len(weights) - 1

    def loss_and_slope(z: Any) -> tuple[Any, Any]:
        if not program.classifies:
            margin = 1.0 - targets * z[:, 0]
            slope = (-targets * (margin > 0.0) / count)[:, None]
            return np.maximum(margin, 0.0).mean(), slope
        z -= z.max(axis=1, keepdims=True)
        shares = np.exp(z)
        sums = shares.sum(axis=1, keepdims=True)
        loss = (np.log(sums[:, 0]) - z[rows, targets]).mean()
        shares /= sums
        shares[rows, targets] -= 1.0
        shares /= count
        return loss, shares

    def step() -> float:
        inputs = [x]
        for i, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
            z = inputs[-1] @ weight
            z += bias
            if i < last:
                if program.activation == "tanh":
                    np.tanh(z, out=z)
                else:
                    np.maximum(z, 0.0, out=z)
            inputs.append(z)
        loss, delta = loss_and_slope(inputs.pop())
        for i in range(last, -1, -1):
            weight_slope, bias_slope = inputs[i].T @ delta, delta.sum(axis=0)
            if i:
                delta = delta @ weights[i].T
                if program.activation == "tanh":
                    delta *= 1.0 - inputs[i] * inputs[i]
                else:
                    delta *= inputs[i] > 0.0
            weight_slope *= RATE
            bias_slope *= RATE
            weights[i] -= weight_slope
            biases[i] -= bias_slope
        return float(loss)

    return step


def micrograd(program: Program) -> Call:
    """micrograd's own `nn.MLP`, relu and hinge."""
    from micrograd.nn import MLP

    model = MLP(program.sizes[0], list(program.sizes[1:]))
    for param, number in zip(model.parameters(), program.flat(), strict=True):
        param.data = number
    x, targets = (part.tolist() for part in program.data())

    def step() -> float:
        model.zero_grad()
        scores = [model(row) for row in x]
        margins = [(1 + -t * s).relu() for t, s in zip(targets, scores, strict=True)]
        loss = sum(margins) * (1.0 / len(x))
        loss.backward()
        for param in model.parameters():
            param.data -= RATE * param.grad
        return loss.data

    return step


def jax_jit(program: Program) -> Call:
    """JAX: the loss of one sample under vmap, and the whole step compiled."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    activation = jnp.tanh if program.activation == "tanh" else jax.nn.relu
    x, targets = map(jnp.asarray, program.data())

    def one(params: Any, row: Any, target: Any) -> Any:
        out = row
        for i in range(0, len(params) - 2, 2):
            out = activation(out @ params[i] + params[i + 1])
        out = out @ params[-2] + params[-1]
        if program.classifies:
            return -jax.nn.log_softmax(out)[target]
        return jnp.maximum(1.0 - target * out[0], 0.0)

    def mean_loss(params: Any) -> Any:
        return jax.vmap(one, (None, 0, 0))(params, x, targets).mean()

    @jax.jit
    def advance(params: Any) -> Any:
        loss, gradients = jax.value_and_grad(mean_loss)(params)
        moved = [p - RATE * g for p, g in zip(params, gradients, strict=True)]
        return loss, moved

    state = [[jnp.asarray(array) for array in program.parameters()]]

    def step() -> float:
        loss, state[0] = advance(state[0])
        return float(loss)

    return step


def casadi(program: Program) -> Call:
    """CasADi: the loss of one sample as a Function, mapped over the samples."""
    import casadi as ca

    numbers = np.array(program.flat())
    p, x = ca.SX.sym("p", len(numbers)), ca.SX.sym("x", program.sizes[0])
    target, k, out = ca.SX.sym("t"), 0, x
    for n_in, n_out in itertools.pairwise(program.sizes):
        sums = []
        for _ in range(n_out):
            total = p[k + n_in]
            for j in range(n_in):
                total = total + p[k + j] * out[j]
            sums.append(total)
            k += n_in + 1
        is_last = k == len(numbers)
        out = ca.vertcat(*[s if is_last else ca.fmax(s, 0) for s in sums])
    loss = ca.fmax(1 - target * out, 0)
    one = ca.Function("one", [p, x, target], [loss, ca.gradient(loss, p)])
    count = program.samples
    rows, targets = program.data()
    all_p, all_x = ca.MX.sym("P", len(numbers)), ca.MX.sym("X", *rows.T.shape)
    all_t = ca.MX.sym("T", 1, count)
    losses, gradients = one.map(count)(ca.repmat(all_p, 1, count), all_x, all_t)
    function = ca.Function(
        "all",
        [all_p, all_x, all_t],
        [ca.sum2(losses) / count, ca.sum2(gradients) / count],
    )
    buffer, evaluate = function.buffer()
    value, gradient = np.zeros(1), np.zeros(len(numbers))
    rows = np.ascontiguousarray(rows)
    for i, array in enumerate((numbers, rows.ravel(), targets)):
        buffer.set_arg(i, memoryview(array))
    buffer.set_res(0, memoryview(value))
    buffer.set_res(1, memoryview(gradient))

    def step() -> float:
        evaluate()
        np.subtract(numbers, RATE * gradient, out=numbers)
        return float(value[0])

    # The call reads them, and does not keep them.
    step.kept = (function, buffer, rows, targets)  # type: ignore[attr-defined]
    return step


def transformer(engine: str) -> Call:
    """One Adam step of the small transformer of the drop-in programs, on one word."""
    from benchmarks import transformer as programs

    if engine == "micrograd":
        from micrograd.engine import Value as theirs

        return programs.step(programs.with_exp_and_log(theirs))
    from autograd_core import Value

    return programs.step(Value)


MOONS = Program((2, 16, 16, 1), 100, "relu")
DIGITS = Program((64, 24, 8, 10), 32, "tanh")
ENGINES = {
    "eager": eager,
    "compiled": compiled,
    "batch": batch,
    "numpy": by_hand,
    "jax": jax_jit,
    "casadi": casadi,
    "micrograd": micrograd,
}


def programs(names: tuple[str, ...], program: Program) -> Any:
    """The programs of some engines."""
    return {name: lambda make=ENGINES[name]: make(program) for name in names}


WORKLOADS = [
    Workload(
        "moons",
        "moons step 2-16-16-1, 100 samples, relu, hinge, SGD",
        programs(tuple(ENGINES), MOONS),
        reference="numpy",
    ),
    Workload(
        "digits",
        "digits step 64-24-8-10, 32 samples, tanh, cross entropy, SGD",
        programs(("eager", "compiled", "batch", "numpy", "jax"), DIGITS),
        reference="numpy",
    ),
    Workload(
        "transformer",
        "transformer step, 4,192 parameters, one word, Adam",
        {
            engine: lambda engine=engine: transformer(engine)
            for engine in ("eager", "micrograd")
        },
        reference="eager",
    ),
]
