"""Data-parallel training: several processes share each batch, through MPI.

    mpiexec -n 4 python train.py

Every process runs the same program. `DataParallel` wraps its optimizer, `shard` gives
it its part of a batch; the rest of the program stays as it is for one process:

    model = MLP(64, [32, 10], rng=0)
    optimizer = DataParallel(Adam(model.parameters(), lr=1e-3), model=model)
    for X, y in batches(X_train, y_train, 128, rng=0):  # the same in each process
        X, y = shard(X, y)
        optimizer.zero_grad()
        loss = cross_entropy(model(X), y)
        loss.backward()
        optimizer.step(samples=len(X))

`fit` does the last three lines; each process gives it its part, `shard(X, y)`. The
parts must make as many batches in each process.

It needs mpi4py and an MPI library: `pip install "autograd_core[mpi]"` brings both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import Node, Value
from autograd_core.extend import as_float, plural, short_repr
from optim.apply.expected import checked_optimizer
from optim.apply.optimizer import Optimizer
from optim.checks.arguments import loss_of
from optim.checks.ranges import at_least_zero
from optim.data.batches import checked_data
from optim.parallel.mpi import channel_of, mpi
from optim.second_order.flat_tree import payload


class DataParallel(Optimizer):
    """An optimizer whose gradients are the means over several processes.

        gradient = sum_k samples_k gradient_k / sum_k samples_k

    with k the processes, each of which has the mean over its own samples: the mean over
    the whole batch, so that the parameters move as in one process with the whole batch.
    The gradients travel in one flat array, in a single Allreduce per step; so do the
    losses, and the buffers of the model, such as the running statistics of BatchNorm:
    after a step each process has their mean, weighted as the gradients are. (PyTorch
    takes those of process 0, which have seen its samples only.) So what the model
    computes in evaluation, and what is saved of it, is the same everywhere.

    Args:
        optimizer: any other; its parameters are set to those of process 0.
        comm: an mpi4py communicator; None for all processes of `mpiexec`.
        model: whose buffers are kept equal, if it has any; `fit` names its model
            itself.

    Attributes:
        optimizer: what moves the parameters.
        comm: the communicator, a duplicate of it.
        rank: which process this is, from 0.
        size: how many there are.
        total_samples: how many samples all processes had in the last step together.

    Raises:
        MissingExtra: mpi4py or an MPI library is not installed.
        TypeError: `optimizer` is not an optimizer.
        ValueError: the processes have parameters of different shapes or dtypes.

    An uncaught exception in one process aborts all of them, after its traceback. If one
    process ends while others continue, their next step raises.

    Source: Li et al., "PyTorch distributed: experiences on accelerating data parallel
    training", VLDB 2020; Gropp, Lusk, Skjellum, "Using MPI", 2014, for Allreduce.
    """

    takes_samples = True

    def __init__(
        self, optimizer: Optimizer, comm: Any = None, *, model: Any = None
    ) -> None:
        checked_optimizer(optimizer, "DataParallel")
        self._channel = channel_of(comm)
        self.optimizer = optimizer
        self.comm = self._channel.comm
        self.rank, self.size = self.comm.rank, self.comm.size
        # One list for both: groups added later belong to both.
        self._groups = optimizer._groups
        self.defaults = optimizer.defaults
        self.total_samples = 0.0
        self._model = model
        self._join_processes()

    def share_buffers(self, model: Any) -> None:
        """Keep the buffers of this model equal from now on; all processes call it."""
        self._model = model
        self._join_processes()

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Move more parameters from now on, in all processes.

        Raises:
            TypeError: `group` is not a dict with "params".
            ValueError: the optimizer refuses it, or the processes' differ.
        """
        self.optimizer.add_param_group(group)
        self._join_processes()

    def synchronize(self) -> None:
        """Set parameters and buffers to those of process 0; all call it together."""
        flat = self._flat([param.data for param in self.params])
        self.comm.Bcast(flat, root=0)
        params, buffers = self._split(flat)
        for param, part in zip(self.params, params, strict=True):
            if isinstance(param, Value):
                param.data = float(part)
            else:
                param.data[...] = part
        self._set_buffers(buffers)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of the parameters."""
        self.optimizer.zero_grad(set_to_none)

    def step(
        self, closure: Callable[[], Any] | None = None, *, samples: float = 1
    ) -> Any:
        """Move every parameter once, in all processes alike.

        Args:
            closure: as for the optimizer itself; the loss is the mean over the samples
                of this process.
            samples: how many these are, if not as many in each process; one of them may
                have 0, whose gradients do not count.

        Returns:
            The mean of what the closures returned, a float, if there is one; else None.

        Raises:
            TypeError: the closure returned no number.
            ValueError: `samples` is negative, or 0 in all processes.
            RuntimeError: a process has ended, or is at its end, without this step.
        """
        weight = at_least_zero("samples", samples)
        if closure is None:
            self._average(0.0, weight)
            return self.optimizer.step()

        def averaged() -> float:
            loss = loss_of(closure)
            number = payload(loss).item() if isinstance(loss, Node) else loss
            return self._average(as_float(number, "the closure"), weight)

        return self.optimizer.step(averaged)

    def state_dict(self) -> dict[str, Any]:
        """The state of the optimizer, which is the same in all processes."""
        return self.optimizer.state_dict()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from there; every process loads it."""
        self.optimizer.load_state_dict(state_dict)

    def __repr__(self) -> str:
        return f"DataParallel({self.optimizer!r}, process {self.rank} of {self.size})"

    # -- messages --------------------------------------------------------------------

    def _average(self, loss: float, samples: float) -> float:
        """Replace the gradients by their means over the processes; the mean loss."""
        reached = [float(param.has_grad) for param in self.params]
        own = self._flat([p.grad for p in self.params], *reached, loss, 1.0)
        # Without samples they may be nan, which 0 times nan would hand to all.
        own = own * samples if samples else np.zeros_like(own)
        summed = self._channel.sum(own)
        self.total_samples = float(summed[-1])
        if not summed[-1]:
            raise ValueError("samples is 0 in all processes: there is no gradient")
        means = summed / summed[-1]
        anywhere = means[-2 - len(self.params) : -2] > 0.0
        gradients, buffers = self._split(means)
        self._set_buffers(buffers)
        for param, part, has_grad in zip(self.params, gradients, anywhere, strict=True):
            if not has_grad:
                param.zero_grad()  # one process would not have one either
            elif isinstance(param, Value):
                param.grad = float(part)
            elif param.has_grad:
                param.grad[...] = part
            else:
                param.grad = part.copy()
        return float(means[-2])

    def _join_processes(self) -> None:
        """Start from the same parameters.

        Raises:
            ValueError: in all processes, if they have different ones.
        """
        arrays = [np.asarray(param.data) for param in self.params]
        mine = [(a.shape, str(a.dtype)) for a in [*arrays, *self._buffers()]]
        for rank, theirs in enumerate(everyones := self.comm.allgather(mine)):
            if theirs != everyones[0]:
                raise ValueError(
                    f"DataParallel: process {rank} has parameters of other shapes or "
                    f"dtypes than process 0: {short_repr(theirs)} and "
                    f"{short_repr(everyones[0])}"
                )
        flat = self._flat([param.data for param in self.params])
        self._channel.reserve(flat.size + len(self.params) + 2, flat.dtype)
        self.synchronize()

    def _buffers(self) -> list[Any]:
        """The buffers of the model, as arrays."""
        if not hasattr(self._model, "named_buffers"):
            return []
        return [np.asarray(buffer) for _, buffer in self._model.named_buffers()]

    def _set_buffers(self, arrays: list[Any]) -> None:
        """Give the model its buffers; counts are rounded."""
        if not arrays:
            return
        modules = dict(self._model.named_modules())
        named = self._model.named_buffers()
        for (name, buffer), array in zip(named, arrays, strict=True):
            dtype = np.asarray(buffer).dtype
            place, _, attribute = name.rpartition(".")
            numbers = array if dtype.kind == "f" else np.rint(array)
            setattr(modules[place], attribute, numbers.astype(dtype))

    def _flat(self, parts: list[Any], *numbers: float) -> Any:
        """The parts, the buffers and the numbers in one new flat array.

        It is in float32 if all parameters and buffers are.
        """
        buffers = self._buffers()
        dtypes = {np.asarray(param.data).dtype for param in self.params}
        dtypes |= {array.dtype for array in buffers if array.dtype.kind == "f"}
        flat = [np.ravel(part) for part in (*parts, *buffers)]
        return np.concatenate(
            [*flat, np.array(numbers)], dtype=np.result_type(*dtypes), casting="unsafe"
        )

    def _split(self, flat: Any) -> tuple[list[Any], list[Any]]:
        """A flat array as a part per parameter, of its dtype, and one per buffer."""
        arrays = [np.asarray(param.data) for param in self.params]
        parts, start = [], 0
        for array in (*arrays, *self._buffers()):
            part = flat[start : start + array.size].reshape(array.shape)
            parts.append(part)
            start += array.size
        count = len(arrays)
        params = [
            part.astype(array.dtype, copy=False)
            for part, array in zip(parts, arrays, strict=False)
        ]
        return params, [part.copy() for part in parts[count:]]


def shard(*arrays: Any, comm: Any = None) -> Any:
    """This process's part of a batch: of n samples about n / size, one after another.

    Args:
        arrays: X, or X and y, ...; each an array or a list with one entry per sample.
        comm: an mpi4py communicator; None for all processes of `mpiexec`.

    Returns:
        The part of each: one for one, else a tuple.

    Raises:
        MissingExtra: mpi4py or an MPI library is not installed.
        TypeError: there is nothing to share, or something that has no samples.
        ValueError: the arrays have different lengths, or fewer samples than there are
            processes.
    """
    if not arrays:
        raise TypeError("shard: give it X, or X and y")
    data = [checked_data(f"argument {i}", array) for i, array in enumerate(arrays)]
    counts = [len(array) for array in data]
    if len(set(counts)) > 1:
        raise ValueError(
            f"shard: the arguments have {', '.join(map(str, counts))} samples; they "
            "must be as many"
        )
    comm = mpi().COMM_WORLD if comm is None else comm
    part = part_of(counts[0], comm.rank, comm.size)
    parts = [array[part] for array in data]
    return parts[0] if len(parts) == 1 else tuple(parts)


def part_of(count: int, rank: int, size: int) -> slice:
    """The part of `count` samples that process `rank` of `size` gets.

    Raises:
        ValueError: there are fewer samples than processes.

    >>> [part_of(10, rank, 3) for rank in range(3)]
    [slice(0, 4, None), slice(4, 7, None), slice(7, 10, None)]
    """
    if count < size:
        raise ValueError(
            f"shard: {plural(count, 'sample')} for {size} processes, so some would "
            "have none; take larger batches, and drop_last=True for the last one"
        )
    quotient, remainder = divmod(count, size)
    start = rank * quotient + min(rank, remainder)
    return slice(start, start + quotient + (rank < remainder))
