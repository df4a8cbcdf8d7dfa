"""Sums over the processes that `mpiexec` started, and their common end."""

from __future__ import annotations

import atexit
import sys
import time
from typing import Any

import numpy as np

from autograd_core.extend import MissingExtra, install_command, require

# Launchers drop what they have not read yet from the processes they kill. Half a second
# is long for one that sleeps on a pipe; a loaded machine is given twice as much.
_SECONDS_TO_BE_READ = 1.0


def mpi() -> Any:
    """The module `mpi4py.MPI`, initialized.

    Raises:
        MissingExtra: mpi4py is not installed, or finds no MPI library.
    """
    try:
        return require("mpi4py.MPI", "mpi")
    except MissingExtra:
        raise
    except (ImportError, RuntimeError) as error:
        reason = str(error).partition("\n")[0]
        raise MissingExtra(
            f"mpi4py finds no MPI library ({reason}); install one with: "
            + install_command("autograd_core[mpi]")
        ) from None


class Channel:
    """Sums over the processes, all of one length.

    The last entry of each sum counts the processes that have reached the end of the
    program. They take part in the sums of the others, whichever user of the channel
    these are for, until all processes are at the end; hence the one length.

    A process that an uncaught exception ends aborts all of them.

    Args:
        comm: an mpi4py communicator; the channel takes a duplicate, so that its
            messages do not mix with others.
    """

    def __init__(self, comm: Any) -> None:
        self._mpi = mpi()
        self.comm = comm.Dup()
        self._length, self._dtype = 1, np.dtype(np.float32)
        if self.comm.size > 1:
            atexit.register(self._end)

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
        """Sum in place; return how many processes are at their end."""
        self.comm.Allreduce(self._mpi.IN_PLACE, flat, op=self._mpi.SUM)
        return round(float(flat[-1]))

    def _end(self) -> None:
        """Abort after an uncaught exception, else wait for the others to end."""
        # Python sets it when it has printed the traceback of such an exception.
        if getattr(sys, "last_value", None) is not None:
            sys.stdout.flush()
            sys.stderr.flush()
            time.sleep(_SECONDS_TO_BE_READ)
            self._mpi.COMM_WORLD.Abort(1)
        flat = np.zeros(self._length, self._dtype)
        ended = 0
        while ended < self.comm.size:
            flat[:-1], flat[-1] = 0.0, 1.0
            ended = self._reduce(flat)


_WORLD_CHANNELS: list[Channel] = []


def channel_of(comm: Any = None) -> Channel:
    """The channel of all processes, one for the whole program; or a new one of `comm`.

    Raises:
        MissingExtra: mpi4py or an MPI library is not installed.
    """
    if comm is not None:
        return Channel(comm)
    if not _WORLD_CHANNELS:
        _WORLD_CHANNELS.append(Channel(mpi().COMM_WORLD))
    return _WORLD_CHANNELS[0]
