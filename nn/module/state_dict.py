"""State of a module as arrays by name: reading it, and writing it all or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from autograd_core.extend import payload_of, real_array, short_repr
from nn.module.title import title

if TYPE_CHECKING:
    from nn.module.module import Module

SHOWN = 5
"""How many names or mistakes a message lists."""


class Unmatched(NamedTuple):
    """Names that only one side knew when a state was loaded."""

    missing_keys: list[str]
    unexpected_keys: list[str]


def read(module: Module) -> dict[str, Any]:
    """Copies of all parameters and buffers, by dotted name.

    Raises:
        TypeError: a module holds numbers of other kinds, which would be lost.

    >>> from nn import Neuron
    >>> list(read(Neuron(2, rng=0)))
    ['w.0', 'w.1', 'b']
    """
    for each in module.modules():
        if each._for_inference_only:
            raise TypeError(
                f"{title(each)} is for inference alone and has no state; take that of "
                "the network it was made of"
            )
    named = module.named_parameters(frozen=True)
    state = {name: np.array(each.data, order="C") for name, each in named}
    state |= {name: np.array(buffer) for name, buffer in module.named_buffers()}
    return state


def write(module: Module, state: Mapping[str, Any], strict: bool = True) -> Unmatched:
    """Set parameters and buffers; see `Module.load_state_dict`.

    >>> from nn import Neuron
    >>> write(Neuron(1, rng=0), {"w.0": np.array(2.0)})
    Traceback (most recent call last):
    ValueError: the state does not fit TanhNeuron(1): 1 name is missing: b; nothing ...
    """
    arrays = _as_arrays(state)
    current = read(module)
    missing = [name for name in current if name not in arrays]
    unexpected = [name for name in arrays if name not in current]
    faults = []
    if strict:
        faults += [f"{_names(missing)} missing: {listed(missing)}"] * bool(missing)
        faults += [f"{_names(unexpected)} unexpected: {listed(unexpected)}"] * bool(
            unexpected
        )
        faults += _mask_remedy(missing, unexpected)
    faults += _misfits(current, arrays)
    if faults:
        shown = "; ".join(faults[:SHOWN])
        more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        raise ValueError(
            f"the state does not fit {title(module)}: {shown}{more}; nothing was "
            "changed"
        )
    _store(module, arrays)
    return Unmatched(missing, unexpected)


def listed(names: Iterable[str]) -> str:
    """Names for a message, the first few of many.

    >>> listed(map(str, range(8)))
    '0, 1, 2, 3, 4 and 3 more'
    """
    names = list(names)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(short_repr(name).strip("'") for name in names[:SHOWN]) + more


def _mask_remedy(missing: list[str], unexpected: list[str]) -> list[str]:
    """What to do where one side is pruned and the other is not."""
    if any(name.endswith("weight_mask") for name in unexpected):
        return [
            "the state is of a pruned network, prune(module, 0.0) makes room for it"
        ]
    if any(name.endswith("weight_mask") for name in missing):
        return ["the module is pruned and the state is not, remove_masks(module) first"]
    return []


def _names(names: list[str]) -> str:
    return "1 name is" if len(names) == 1 else f"{len(names)} names are"


def _as_arrays(state: Any) -> dict[str, Any]:
    if not isinstance(state, Mapping):
        raise TypeError(
            "expected a dict of arrays by name, such as model.state_dict() gives; got "
            f"{type(state).__name__} {short_repr(state)}"
        )
    arrays = {}
    for name, each in state.items():
        if not isinstance(name, str):
            raise TypeError(
                f"entry {name!r} of the state must have a text as its name, got "
                f"{type(name).__name__}"
            )
        arrays[name] = real_array(payload_of(each), f"entry {name!r} of the state")
    return arrays


def _misfits(current: dict[str, Any], arrays: dict[str, Any]) -> list[str]:
    """What is wrong with the shapes and dtypes of the names that both sides know."""
    faults = []
    for name, now in current.items():
        new = arrays.get(name)
        if new is None:
            continue
        if new.shape != now.shape:
            faults.append(f"{name} has shape {now.shape}, the state's {new.shape}")
        elif new.dtype != now.dtype:
            faults.append(
                f"{name} is {now.dtype}, the state's {new.dtype} (convert it: "
                f".astype({now.dtype.name!r}))"
            )
    return faults


def assign(parameter: Any, numbers: Any) -> None:
    """Give a parameter new numbers of its shape and dtype, in the array it has.

    An optimizer may keep its own view of that array, so it must stay where it is; and
    the caller's array stays the caller's.

    >>> from autograd_core import Value
    >>> w = Value(1.0)
    >>> assign(w, np.array(2.0))
    >>> w.data
    2.0
    """
    data = parameter.data
    if not isinstance(data, np.ndarray):
        parameter.data = float(numbers)
    elif data.flags.writeable:
        np.copyto(data, numbers)
    else:
        parameter.data = np.array(numbers)


def _store(module: Module, arrays: dict[str, Any]) -> None:
    for name, parameter in module.named_parameters(frozen=True):
        if name in arrays:
            assign(parameter, arrays[name])
    for place, owner in module.named_modules():
        for key in owner._buffer_names:
            name = f"{place}.{key}" if place else key
            if name in arrays:
                setattr(owner, key, arrays[name].copy())
