"""The processes that `mpiexec` started: sums over them, and an end together."""

from __future__ import annotations

import atexit
import os
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

import numpy as np

from autograd_core.extend import MissingExtra, require

_REMEDY = 'pip install "autograd_core[mpi]"'

# Launchers drop what they have not read yet from the processes they kill. Half a second
# is long for one that sleeps on a pipe; a loaded machine is given twice as much.
_SECONDS_TO_BE_READ = 1.0


def mpi() -> Any:
    """mpi4py's MPI, started; from now on an uncaught error ends all processes.

    So does `os._exit`, which tells nobody: MPICH's mpiexec takes it for success.

    Raises:
        MissingExtra: mpi4py is not installed, or finds no MPI library.
    """
    try:
        found = require("mpi4py.MPI", "mpi")
    except MissingExtra:
        raise
    except (ImportError, RuntimeError) as error:
        reason = str(error).partition("\n")[0]
        raise MissingExtra(
            f"mpi4py finds no MPI library ({reason}); install one with: {_REMEDY}"
        ) from None
    if found.COMM_WORLD.size > 1 and not isinstance(sys.excepthook, _EndAll):
        sys.excepthook = _EndAll(found, sys.excepthook)
        vars(os)["_exit"] = _LeaveAll(found, os._exit)
    return found


class Channel:
    """Sums over the processes, all of one length, and a goodbye at the end.

    A process that ends says so in the sum that the others wait for, whichever of the
    users of the channel that is for; hence the one length.

    Args:
        comm: an mpi4py communicator; the channel takes a duplicate, so that its
            messages meet no others.
    """

    def __init__(self, comm: Any) -> None:
        self._mpi = mpi()
        self.comm = comm.Dup()
        self._length, self._dtype = 1, np.dtype(np.float32)
        if self.comm.size > 1:
            atexit.register(self._say_goodbye)

    def reserve(self, length: int, dtype: Any) -> None:
        """Make room for sums of so many entries; all processes call it together."""
        self._length = max(self._length, length + 1)
        self._dtype = np.promote_types(self._dtype, dtype)

    def sum(self, numbers: Any) -> Any:
        """The sum over the processes, in a single Allreduce.

        Raises:
            RuntimeError: some of them have ended, or are at their end.
        """
        flat = np.zeros(self._length, self._dtype)
        flat[: len(numbers)] = numbers
        ended = self._reduce(flat)
        if ended:
            raise RuntimeError(
                f"{ended} of {self.comm.size} processes ended while this one, process "
                f"{self.comm.rank}, makes another step; every process must make as many"
            )
        return flat[: len(numbers)]

    def _reduce(self, flat: Any) -> int:
        """Sum in place; how many processes said goodbye in their last entry."""
        self.comm.Allreduce(self._mpi.IN_PLACE, flat, op=self._mpi.SUM)
        return round(float(flat[-1]))

    def _say_goodbye(self) -> None:
        """Meet the others, until all of them are at their end."""
        flat = np.zeros(self._length, self._dtype)
        ended = 0
        while ended < self.comm.size:
            flat[:-1], flat[-1] = 0.0, 1.0
            ended = self._reduce(flat)


_OF_ALL: list[Channel] = []


def channel_of(comm: Any = None) -> Channel:
    """The channel of all processes, one for the whole program; or a new one of `comm`.

    Raises:
        MissingExtra: mpi4py or an MPI library is not installed.
    """
    if comm is not None:
        return Channel(comm)
    if not _OF_ALL:
        _OF_ALL.append(Channel(mpi().COMM_WORLD))
    return _OF_ALL[0]


class _EndAll:
    """An excepthook that ends all processes after it has shown the error."""

    def __init__(self, found: Any, before: Callable[..., Any]) -> None:
        self._mpi = found
        self._before = before

    def __call__(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        try:
            print(f"{_this_process(self._mpi)} failed:", file=sys.stderr)
            self._before(kind, error, trace)
            _wait_to_be_read()
        finally:
            self._mpi.COMM_WORLD.Abort(1)


class _LeaveAll:
    """An `os._exit` that ends all processes, with an error."""

    def __init__(self, found: Any, before: Callable[[int], Any]) -> None:
        self._mpi = found
        self._before = before
        self._pid = os.getpid()

    def __call__(self, status: int) -> None:
        # A process that was forked from this one leaves alone.
        if os.getpid() == self._pid and not self._mpi.Is_finalized():
            try:
                who = _this_process(self._mpi)
                print(f"{who} called os._exit({status})", file=sys.stderr)
                _wait_to_be_read()
            finally:
                self._mpi.COMM_WORLD.Abort(status or 1)
        self._before(status)


def _this_process(found: Any) -> str:
    return f"process {found.COMM_WORLD.rank} of {found.COMM_WORLD.size}"


def _wait_to_be_read() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    time.sleep(_SECONDS_TO_BE_READ)
