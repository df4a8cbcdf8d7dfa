"""Train on several processes; run by test_data_parallel.py under mpiexec.

mpiexec -n 2 python mpi_program.py <what> <folder of the answers>
"""

import json
import os
import sys
from pathlib import Path

import numpy as np

import nn
from autograd_core import Tensor, Value, mean
from optim import LBFGS, SGD, Adam, Nesterov, batches, fit
from optim.distributed import DataParallel, shard
from optim.parallel import mpi

X = np.linspace(-1.0, 1.0, 33).reshape(11, 3) ** 3
Y = np.sin(X).sum(axis=1)


def train(make, wrap, steps=10):
    """The parameters and losses, on shares of X and Y or, alone, on all of them."""
    W, b, idle = Tensor([0.5, -0.25, 0.1]), Value(0.3), Value(2.0)  # idle: no gradient
    optimizer = make([W, b, idle])
    inputs, targets, samples = X, Y, {}
    if wrap:
        optimizer = DataParallel(optimizer)
        inputs, targets = shard(X, Y)
        samples = {"samples": len(inputs)}

    def closure():
        optimizer.zero_grad()
        loss = ((inputs @ W + b - targets) ** 2).mean()
        loss.backward()
        return loss

    numbers = []
    for step in range(steps):
        if step % 2 and make is MAKERS["sgd"]:
            closure()
            assert optimizer.step(**samples) is None
        else:
            loss = optimizer.step(closure, **samples)
            numbers.append(loss if wrap else loss.item())
        numbers += [*W.data.tolist(), b.data, idle.data]
    return numbers


MAKERS = {
    "sgd": lambda params: SGD(params, lr=0.1, momentum=0.9, weight_decay=0.1),
    "adam": lambda params: Adam(params, lr=0.05),
    "nesterov": lambda params: Nesterov(params, lr=0.05, momentum=0.8),
    "lbfgs": lambda params: LBFGS(params, lr=0.5, max_iter=3),
    "wolfe": lambda params: LBFGS(params, max_iter=2, line_search_fn="strong_wolfe"),
}


def compare():
    """How far the trajectories on shares are from those on the whole, at most."""
    distances = {}
    for name, make in MAKERS.items():
        pairs = zip(train(make, wrap=True), train(make, wrap=False), strict=True)
        distances[name] = max(abs(a - b) for a, b in pairs)
    return distances


class Line(nn.Module):
    """X @ W + b, of Tensors."""

    def __init__(self):
        self.W, self.b = Tensor([0.5, -0.25, 0.1]), Tensor(0.3)

    def __call__(self, inputs):
        return inputs @ self.W + self.b


def fitted(wrap, batch_size):
    """Parameters and history of `fit`, on parts of 11 samples or on all of them."""
    model = Line()
    optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    data = (X, Y)
    if wrap:
        optimizer, data = DataParallel(optimizer), shard(X, Y)
    in_order = batches(*data, batch_size, shuffle=False)
    history = fit(model, nn.squared_error, optimizer, in_order, epochs=4)
    return [*model.W.data.tolist(), model.b.item()], history["loss"]


def uneven():
    """The distance of `fit` on 6 and 5 samples from `fit` on 11; the last batches.

    In batches of 3 the parts are 3, 3 and 3, 2 samples: by hand, in the same order.
    """
    weights, losses = fitted(wrap=True, batch_size=None)
    alone, losses_alone = fitted(wrap=False, batch_size=None)
    distances = [abs(a - b) for a, b in zip(weights, alone, strict=True)]
    distances += [abs(a - b) for a, b in zip(losses, losses_alone, strict=True)]

    weights, losses = fitted(wrap=True, batch_size=3)
    model = Line()
    optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    means = []
    for _ in range(4):
        total = 0.0
        for indices in ([0, 1, 2, 6, 7, 8], [3, 4, 5, 9, 10]):
            optimizer.zero_grad()
            loss = nn.squared_error(model(X[indices]), Y[indices])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(indices)
        means.append(total / len(X))
    alone = [*model.W.data.tolist(), model.b.item()]
    distances += [abs(a - b) for a, b in zip(weights, alone, strict=True)]
    distances += [abs(a - b) for a, b in zip(losses, means, strict=True)]
    return max(distances)


def buffers():
    """The buffers and predictions after `fit`, and after a loop by hand.

    The running mean is linear: with momentum 1 it is the mean of the whole batch.
    """

    def network():
        return nn.Sequential(nn.BatchNorm1d(3, momentum=1.0), nn.Linear(3, 1, rng=0))

    data = shard(X, Y[:, None])
    model = network()
    optimizer = DataParallel(SGD(model.parameters(), lr=0.1))
    fit(model, nn.squared_error, optimizer, data, epochs=3, batch_size=None)
    model.eval()
    first = [np.asarray(buffer).tolist() for buffer in model.buffers()]
    first.append(model(X).data.tolist())

    model = network()
    model[0].running_mean += optimizer.rank  # of different starts, that of rank 0
    start = [*model.parameters()]
    optimizer = DataParallel(SGD(start, lr=0.1), model=model)
    same_start = model[0].running_mean.tolist()
    nn.squared_error(model(data[0]), data[1]).backward()
    optimizer.step(samples=len(data[0]))
    second = [np.asarray(buffer).tolist() for buffer in model.buffers()]
    return [first, same_start, second, X.mean(axis=0).tolist()]


def start():
    """Parameters that differ at first are those of rank 0; nan without samples."""
    parallel = DataParallel(SGD([Value(0.0)], lr=1.0))
    w = Value(10.0 + parallel.rank)
    values = [w, Tensor(np.full(2, parallel.rank, np.float32))]
    parallel = DataParallel(SGD(values, lr=1.0))
    w.grad = [float("nan"), 3.0][parallel.rank]
    parallel.step(samples=parallel.rank)
    return [w.data, values[1].data.tolist(), repr(parallel)]


def refusals():
    """The messages of what is wrong in all processes alike."""
    rank = DataParallel(SGD([Value(0.0)], lr=1.0)).rank
    messages = []
    for wrong in (
        lambda: DataParallel(SGD([Tensor(np.zeros(2 + rank))], lr=1.0)),
        lambda: shard([1.0]),
        lambda: DataParallel(SGD([Value(0.0)], lr=1.0)).step(samples=0),
    ):
        try:
            wrong()
        except ValueError as error:
            messages.append(str(error))
    return messages


def hooks():
    """Whether DataParallel leaves the interpreter's functions alone."""
    before = sys.excepthook, os._exit
    DataParallel(SGD([Value(0.0)], lr=1.0))
    return (sys.excepthook, os._exit) == before


def fail(how):
    """Process 1 ends before its third step, in one of several ways; process 0 goes on.

    With two optimizers, a process may end while the other waits for either of them.
    """
    w = Value(1.0)
    first = DataParallel(SGD([Tensor(np.zeros(50))], lr=0.1))
    second = DataParallel(SGD([w], lr=0.1))
    for step in range(10):
        if first.rank == 1 and step == 2:
            if how in ("raise", "broadcast"):
                raise ArithmeticError("planted")
            if how == "exit":
                sys.exit(0)
            if how == "kill":
                os.kill(os.getpid(), 9)
            break
        if how == "broadcast" and step == 2:
            first.synchronize()
        second.zero_grad()
        mean([(w - 3) ** 2]).backward()
        second.step()


if __name__ == "__main__":
    task, folder = sys.argv[1:]
    tasks = {"compare": compare, "start": start, "refusals": refusals, "hooks": hooks}
    tasks |= {"uneven": uneven, "buffers": buffers}
    answer = tasks[task]() if task in tasks else fail(task)
    rank = mpi.channel_of().comm.rank
    Path(folder, f"{rank}.json").write_text(json.dumps(answer), "utf-8")
