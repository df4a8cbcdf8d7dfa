"""Search for settings: all combinations or random ones, run in parallel."""

from __future__ import annotations

import itertools
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograd_core.extend import checked_rng, explained, require, short_repr
from optim.checks.directions import direction
from optim.checks.ranges import at_least_one
from optim.checks.settings import one_of
from optim.search.distributions import drawn
from optim.search.results import Trial, Trials
from optim.training.history import History

DIED = "the process that ran it ended without a result; did it run out of memory?"


@explained
def grid_search(
    run: Callable[..., Any],
    grid: Mapping[str, Sequence[Any]],
    *,
    objective: str | None = None,
    mode: str = "auto",
    n_jobs: int = -1,
    backend: Any = None,
) -> Trials:
    """Try every combination of the values given.

    Args:
        run: called as `run(lr=0.1, width=16)`; it gives a number, or a dict of them, or
            the `History` of a `fit`, whose last epoch counts.
        grid: a list of values for each name.
        objective: which of several numbers to compare by.
        mode: "min" if smaller is better, "max" if larger is; "auto" tells it from the
            name of the number, one without a name being a loss.
        n_jobs: how many processes at a time; -1 for one per processor, 1 for none but
            this one.
        backend: of joblib, such as "threading", or "dask" for the cluster of your
            Client; None for its own processes, or the one set by
            `joblib.parallel_config`.

    Returns:
        All trials with their results, in the order of the grid. One that raises, or
        whose process dies, has an `error` instead of a value.

    Raises:
        TypeError: `run` is not a function, or `grid` not a dict of lists.
        ValueError: `grid` is empty, the mode is another word, or the name of the
            objective does not tell which values are better.
        MissingExtra: joblib, which comes with scikit-learn, is not installed.

    >>> def run(x, y):
    ...     return (x - 1) ** 2 + y
    >>> trials = grid_search(run, {"x": [0, 1], "y": [2, 3]}, n_jobs=1)
    >>> trials.best.params, trials.best.value
    ({'x': 1, 'y': 2}, 2.0)
    """
    if not isinstance(grid, Mapping):
        raise TypeError(
            "grid must be a dict with a list of values for each name, got "
            f"{type(grid).__name__} {short_repr(grid)}"
        )
    for name, values in grid.items():
        if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
            raise TypeError(
                f"grid: {name!r} needs a list of values, got {type(values).__name__} "
                f"{short_repr(values)}"
            )
        if not len(values):
            raise ValueError(f"grid: {name!r} has no values")
    if not grid:
        raise ValueError("grid is empty: there is nothing to try")
    combinations = [
        dict(zip(grid, values, strict=True))
        for values in itertools.product(*grid.values())
    ]
    return _try_all(run, combinations, objective, mode, n_jobs, backend)


@explained
def random_search(
    run: Callable[..., Any],
    space: Mapping[str, Any],
    trials: int = 20,
    *,
    rng: Any = None,
    objective: str | None = None,
    mode: str = "auto",
    n_jobs: int = -1,
    backend: Any = None,
) -> Trials:
    """Try random combinations: better than a grid where few of the settings matter.

    Args:
        run: as for `grid_search`.
        space: for each name where to draw from: a list of values, or what
            `optim.spaces` gives, such as `log_uniform(1e-4, 1)`, or any function of a
            numpy.random.Generator.
        trials: how many combinations.
        rng: a numpy.random.Generator, a seed, or None for a fresh one. The combinations
            are drawn before the first one is tried: how many processes there are does
            not matter.
        objective, mode, n_jobs, backend: as for `grid_search`.

    Returns:
        All trials with their results, in the order in which they were drawn.

    Raises:
        TypeError: `run` is not a function, or `space` not a dict of distributions and
            lists.
        ValueError: `space` is empty, or a number is out of its range.
        MissingExtra: joblib, which comes with scikit-learn, is not installed.

    >>> from optim.spaces import log_uniform
    >>> found = random_search(abs, {"x": [-3.0, 2.0]}, trials=4, rng=0, n_jobs=1)
    >>> len(found), found[0].error
    (4, 'TypeError: abs() takes no keyword arguments')

    Source: Bergstra, Bengio, "Random search for hyper-parameter optimization", JMLR
    2012.
    """
    count = at_least_one("trials", trials)
    rng = checked_rng(rng)
    combinations = [drawn(space, rng) for _ in range(count)]
    return _try_all(run, combinations, objective, mode, n_jobs, backend)


def _try_all(
    run: Any,
    combinations: list[dict[str, Any]],
    objective: str | None,
    mode: str,
    n_jobs: int,
    backend: Any,
) -> Trials:
    if not callable(run):
        raise TypeError(
            f"run must be a function of the settings, got {type(run).__name__} "
            f"{short_repr(run)}"
        )
    one_of("auto", "min", "max")("mode", mode)
    if objective is not None:
        mode = direction(mode, objective, "objective")
    joblib = require("joblib", "search")
    trials: dict[int, Trial] = {}
    pool = _pool(joblib, n_jobs, backend)
    tasks = [
        joblib.delayed(_try)(i, run, params, objective)
        for i, params in enumerate(combinations)
    ]
    try:
        for i, trial in pool(tasks):
            trials[i] = trial
    except _worker_deaths():
        # Which one has killed its process is not known: the others get another try,
        # each in a process that it cannot share.
        for i, task in enumerate(tasks):
            if i not in trials:
                trials[i] = _alone(joblib, task, combinations[i])
    return Trials([trials[i] for i in range(len(combinations))], mode)


def _pool(joblib: Any, n_jobs: int, backend: Any) -> Any:
    """Return the pool that runs the trials; it yields each result at once if it can."""
    if isinstance(backend, str):
        # Here, and not in Parallel, joblib loads backends of other packages: Dask's.
        with joblib.parallel_config(backend=backend):
            return _pool(joblib, n_jobs, None)
    try:
        return joblib.Parallel(
            n_jobs=n_jobs, backend=backend, return_as="generator_unordered"
        )
    except ValueError:
        return joblib.Parallel(n_jobs=n_jobs, backend=backend)


def _alone(joblib: Any, task: Any, params: dict[str, Any]) -> Trial:
    try:
        ((_, trial),) = joblib.Parallel(n_jobs=2, backend="loky")([task])
    except _worker_deaths():
        return Trial(params, None, {}, DIED, 0.0)
    return trial


def _worker_deaths() -> tuple[type[BaseException], ...]:
    loky = require("joblib.externals.loky.process_executor", "search", "joblib")
    return (loky.TerminatedWorkerError, loky.BrokenProcessPool)


def _try(
    i: int, run: Any, params: dict[str, Any], objective: str | None
) -> tuple[int, Trial]:
    """Run one trial, in any process."""
    started = time.perf_counter()
    try:
        measures = _measures(run(**params), objective)
        value = measures[objective] if objective else next(iter(measures.values()))
        error = ""
    except (Exception, SystemExit) as fault:  # sys.exit() ends one trial, not all
        measures, value = {}, None
        error = "".join(traceback.format_exception_only(fault)).strip()
    seconds = time.perf_counter() - started
    return i, Trial(params, value, measures, error, seconds)


def _measures(result: Any, objective: str | None) -> dict[str, float]:
    """Convert the result of a run to numbers by name."""
    if isinstance(result, History):
        result = result.last
    if result is None:
        raise TypeError(
            "the run returned None; it must return a number, a dict of them, or the "
            "History of a fit"
        )
    if not isinstance(result, Mapping):
        return {objective or "value": float(result)}
    measures = {
        name: float(value) for name, value in result.items() if value is not None
    }
    if objective is None and len(measures) != 1:
        raise ValueError(
            f"the run gives {', '.join(measures) or 'nothing'}; say which to compare "
            "by, objective=..."
        )
    if objective is not None and objective not in measures:
        raise ValueError(
            f"the run gives no {objective!r}, only {', '.join(measures) or 'nothing'}"
        )
    return measures
