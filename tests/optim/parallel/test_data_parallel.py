"""Several processes train as one; real runs of mpiexec, where mpi4py is installed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_core import Value
from autograd_core.messages.extras import MissingExtra
from optim import SGD
from optim.distributed import DataParallel, part_of

PROGRAM = Path(__file__).with_name("mpi_program.py")
BESIDE_PYTHON = Path(sys.executable).with_name("mpiexec")
MPIEXEC = str(BESIDE_PYTHON) if BESIDE_PYTHON.exists() else shutil.which("mpiexec")


def mpi_missing():
    """Why no run of several processes is possible here, or ""."""
    program = "from mpi4py import MPI; print(MPI.COMM_WORLD.size)"
    candidates = subprocess.run([sys.executable, "-c", program], capture_output=True)
    if candidates.returncode:
        return "mpi4py with an MPI library is not installed: the extra [mpi] has both"
    return "" if MPIEXEC else "there is no mpiexec"


MISSING = mpi_missing()
needs_mpi = pytest.mark.skipif(bool(MISSING), reason=MISSING)


def run(task, folder):
    """The finished run of two processes, and what they answered."""
    process = subprocess.run(
        [MPIEXEC, "-n", "2", sys.executable, str(PROGRAM), task, folder],
        capture_output=True,
        text=True,
        timeout=60,  # a hang, which is what these runs must not end in
        env={
            **os.environ,
            "PYTHONPATH": str(PROGRAM.parents[3]),
            # Open MPI asks these of root, and of more processes than cores.
            "OMPI_ALLOW_RUN_AS_ROOT": "1",
            "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
            "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe",
        },
    )
    return process, [json.loads(file.read_text()) for file in Path(folder).iterdir()]


@needs_mpi
def test_shares_walk_as_the_whole(tmp_path):
    """11 samples, 6 and 5 of them; every process has the same numbers."""
    process, answers = run("compare", tmp_path)
    assert (process.returncode, process.stderr) == (0, "")
    assert len(answers) == 2
    for answer in answers:
        assert set(answer) == {"sgd", "adam", "nesterov", "lbfgs", "wolfe"}
        assert max(answer.values()) < 1e-12


@needs_mpi
def test_fit_weighs_uneven_parts_and_last_batches(tmp_path):
    """Parameters and the losses of the history, as one process has them."""
    process, answers = run("uneven", tmp_path)
    assert (process.returncode, process.stderr) == (0, "")
    assert len(answers) == 2
    assert max(answers) < 1e-12


@needs_mpi
def test_buffers_are_the_same_everywhere(tmp_path):
    process, answers = run("buffers", tmp_path)
    assert (process.returncode, process.stderr) == (0, "")
    assert answers[0] == answers[1]
    first, start, (mean, _, count), of_all = answers[0]
    assert (first[2], count, start) == (3, 1, [0.0, 0.0, 0.0])
    assert mean == pytest.approx(of_all, abs=1e-15)


@needs_mpi
def test_all_start_where_process_0_does_and_samples_weigh(tmp_path):
    """The gradients are nan of 0 samples and 3 of 1 sample, from w = 10."""
    process, answers = run("start", tmp_path)
    assert (process.returncode, process.stderr) == (0, "")
    assert sorted(answers) == [
        [7.0, [0.0, 0.0], f"DataParallel(SGD(2 parameters, lr=1.0), process {k} of 2)"]
        for k in range(2)
    ]


@needs_mpi
def test_what_is_wrong_everywhere_is_said_everywhere(tmp_path):
    process, answers = run("refusals", tmp_path)
    assert process.returncode == 0, process.stderr
    assert answers[0] == answers[1]
    shapes, one_sample, no_samples = answers[0]
    assert shapes == (
        "DataParallel: process 1 has parameters of other shapes or dtypes than process "
        "0: [((3,), 'float64')] and [((2,), 'float64')]"
    )
    assert one_sample.startswith(
        "shard: 1 sample for 2 processes, so some would have none"
    )
    assert no_samples == "samples is 0 in all processes: there is no gradient"


@needs_mpi
@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("raise", "ArithmeticError: planted"),
        ("break", "1 of 2 processes ended while this one, process 0, makes another"),
        ("exit", "1 of 2 processes ended while this one, process 0, makes another"),
        ("kill", ""),
    ],
)
def test_a_process_that_ends_early_ends_the_run(tmp_path, how, message):
    process, answers = run(how, tmp_path)
    assert process.returncode != 0
    assert message in process.stderr
    assert len(answers) < 2


@needs_mpi
def test_an_exception_ends_a_run_whose_processes_are_not_at_a_sum(tmp_path):
    """Process 0 waits in a broadcast, which the end of process 1 does not answer."""
    process, answers = run("broadcast", tmp_path)
    assert process.returncode != 0
    assert "in fail\n" in process.stderr
    assert "ArithmeticError: planted" in process.stderr
    assert answers == []


@needs_mpi
def test_the_interpreter_stays_as_it_is(tmp_path):
    process, answers = run("hooks", tmp_path)
    assert (process.returncode, process.stderr) == (0, "")
    assert answers == [True, True]


@needs_mpi
def test_one_process_needs_no_mpiexec():
    program = """
from autograd_core import Value
from optim import SGD
from optim.distributed import DataParallel, shard
from optim.schedules import Exponential, Scheduler
w = Value(1.0)
optimizer = DataParallel(SGD([w], lr=0.5, momentum=0.5))
Scheduler(optimizer, Exponential(0.25, gamma=0.5))
w.grad = 2.0
optimizer.step()
state = optimizer.state_dict()["state"]
optimizer.zero_grad()
print(w.data, optimizer.lr, w.grad, state, shard([1.0, 2.0]).tolist())
"""
    process = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True
    )
    state = "{0: {'step': 1, 'momentum_buffer': 2.0}}"
    assert process.stdout == f"0.5 0.25 0.0 {state} [1.0, 2.0]\n", process.stderr


@needs_mpi
def test_without_an_mpi_library_the_message_says_what_to_install():
    program = "from optim.distributed import shard; shard([1.0])"
    process = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env={**os.environ, "MPI4PY_LIBMPI": "/no/such/library.so"},
    )
    last = process.stderr.splitlines()[-1]
    assert last.startswith(
        "autograd_core.messages.extras.MissingExtra: mpi4py finds no MPI library"
    )
    assert "install one with: " in last
    assert last.endswith('pip install "autograd_core[mpi]"')


def test_without_mpi4py_the_message_says_what_to_install(monkeypatch):
    for name in [module for module in sys.modules if module.startswith("mpi4py")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "mpi4py", None)
    with pytest.raises(MissingExtra, match=r"needs mpi4py; .*autograd_core\[mpi\]"):
        DataParallel(SGD([Value(1.0)]))


def test_it_wraps_optimizers_only():
    with pytest.raises(
        TypeError, match=r"such as Adam\(model\.parameters\(\)\), got list \["
    ):
        DataParallel([Value(1.0)])


def test_every_sample_belongs_to_one_process():
    for count, size in [(7, 7), (10, 3), (12, 4), (5, 1)]:
        parts = [list(range(count))[part_of(count, k, size)] for k in range(size)]
        assert [sample for part in parts for sample in part] == list(range(count))
        assert max(map(len, parts)) - min(map(len, parts)) <= 1
