"""What a checkpoint must hold, and whether it is of the run that loads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograd_core.extend import short_repr
from optim.checks.ranges import any_number, at_least_one, count
from optim.checks.saved import (
    a_dict,
    anything,
    array_of_numbers,
    dict_of,
    list_of,
    optional,
    rng_state,
    saved_fields,
)

if TYPE_CHECKING:
    from optim.training.loop import Training

FORMAT = 1

_FIELDS = {
    "format": anything,
    "samples": at_least_one,
    "batch_size": at_least_one,
    "model": dict_of(array_of_numbers),
    "optimizer": a_dict,
    "scheduler": optional(a_dict),
    "batches": a_dict,
    "drawn_at": optional(a_dict),
    "model_rngs": list_of(a_dict),
    "epoch": count,
    "step": count,
    "batch": count,
    "sums": dict_of(any_number),
    "seen": count,
    "history": a_dict,
    "callbacks": list_of(a_dict),
}
"""The fields of a checkpoint; what is only a dict is checked by its owner."""


def checked_run(
    saved: Any, current: dict[str, Any], training: Training, path: str | Path
) -> dict[str, Any]:
    """The fields of a checkpoint.

    Args:
        saved: what the file holds.
        current: what a checkpoint of the run that loads it would hold.
        training: that run.
        path: the file, for messages.

    Raises:
        ValueError: a field is missing or wrong, or the file is of another run.
    """
    version = saved.get("format") if isinstance(saved, dict) else None
    if type(version) is not int or version != FORMAT:
        raise ValueError(f"{path} is not a checkpoint of this version")
    fields = saved_fields(f"{path} is damaged", saved, _FIELDS)
    _check_same_run(training, fields, current, path)
    _check_position(training, fields, path)
    return fields


def _check_position(training: Training, saved: dict[str, Any], path: Any) -> None:
    """Check where the run was: that its counts can be, and go together.

    Raises:
        ValueError: they cannot.
    """
    epoch, step, batch = saved["epoch"], saved["step"], saved["batch"]
    batches = training.batches
    fault = ""
    if batch > len(batches):
        fault = f"batch is {batch}, an epoch has {len(batches)}"
    elif step != epoch * len(batches) + batch:
        fault = (
            f"step is {step}, which is not where epoch {epoch}, batch {batch} of "
            f"{len(batches)} is"
        )
    elif saved["seen"] > batches.count:
        fault = f"seen is {saved['seen']}, there are {batches.count} samples"
    elif batch and saved["drawn_at"] is None:
        fault = "drawn_at is missing"
    elif saved["drawn_at"] is not None:
        try:
            rng_state(batches.rng)("drawn_at", saved["drawn_at"])
        except ValueError as error:
            fault = str(error)
    if fault:
        raise ValueError(f"{path} is damaged: {fault}")


def _check_same_run(
    training: Training, saved: dict[str, Any], current: dict[str, Any], path: Any
) -> None:
    differing = [
        f"{label} {saved[key]} there and {current[key]} here"
        for key, label in (("samples", "samples:"), ("batch_size", "batch size:"))
        if saved[key] != current[key]
    ]
    if _generator_of(saved) != _generator_of(current):
        differing.append(
            f"generator: {_generator_of(saved)} there, {_generator_of(current)} here"
        )
    for key, label in (
        ("model_rngs", "random generators in the model"),
        ("callbacks", "callbacks"),
    ):
        saved_count, count = len(saved[key]), len(current[key])
        if saved_count != count:
            differing.append(f"{label}: {saved_count} there, {count} here")
            if key == "callbacks":
                differing[-1] += " (give fit the ones it had, the Checkpoint too)"
    for i, (theirs, ours) in enumerate(
        zip(saved["callbacks"], current["callbacks"], strict=False)
    ):
        if theirs.keys() != ours.keys():
            name = type(training.callbacks[i]).__name__
            differing.append(f"callback {i} is not a {name} there")
    schedules = [
        scheduler and scheduler.keys()
        for scheduler in (saved["scheduler"], current["scheduler"])
    ]
    if schedules[0] != schedules[1]:
        differing.append("the schedule is another one")
    if differing:
        raise ValueError(
            f"{path} is a checkpoint of another run: {'; '.join(differing)}"
        )


def _generator_of(saved: dict[str, Any]) -> str:
    state = saved["batches"].get("rng")
    name = state.get("bit_generator") if isinstance(state, dict) else state
    return short_repr(name).strip("'")
