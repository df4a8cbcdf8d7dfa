"""State of a module as arrays by name: reading it, and writing all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograd_core import Node
from autograd_core.extend import real_array, short_repr
from nn.module.title import title
from nn.module.torch_layout import is_of_torch, torch_names

if TYPE_CHECKING:
    from nn.module.module import Module

_FROM_TORCH = "write load_state_dict(nn.from_torch_state_dict(torch_state, module))"
LISTED = 5
"""The number of names or mistakes that a message lists."""


State: TypeAlias = dict[str, NDArray[Any]]
"""Arrays by the dotted names of parameters and buffers."""


class Layout(Protocol):
    """What is known of an array before its numbers are read."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many entries there are along each axis."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """What the entries are."""
        ...


class Unmatched(NamedTuple):
    """Names that only the module or only the state had when a state was loaded."""

    missing_keys: list[str]
    unexpected_keys: list[str]


def read(module: Module) -> State:
    """Copies of all parameters and buffers, by dotted name.

    Raises:
        TypeError: a module holds numbers that are neither, which would be lost.

    >>> from nn import Neuron
    >>> list(read(Neuron(2, rng=0)))
    ['w.0', 'w.1', 'b']
    """
    for part in module.modules():
        if part._for_inference_only:
            raise TypeError(
                f"{title(part)} is for inference alone and has no state; take that of "
                "the network it was made of"
            )
    named = module.named_parameters(frozen=True)
    state = {name: np.array(weight.data, order="C") for name, weight in named}
    state |= {name: np.array(buffer) for name, buffer in module.named_buffers()}
    return state


def write(
    module: Module, state: Mapping[str, Any], strict: bool = True, cast: bool = False
) -> Unmatched:
    """Set parameters and buffers; see `Module.load_state_dict`.

    >>> from nn import Neuron
    >>> write(Neuron(1, rng=0), {"w.0": np.array(2.0)})
    Traceback (most recent call last):
    ValueError: the state does not fit TanhNeuron(1): 1 name is missing: b; nothing ...
    """
    arrays = _as_arrays(state)
    names = torch_names(module)
    transposed = any(names[name][1] for name in names if name in arrays)
    if transposed and any(map(is_of_torch, state.values())):
        raise ValueError(
            f"the state of {title(module)} holds numbers of PyTorch, which stores the "
            f"weight of a Linear transposed; {_FROM_TORCH}; nothing was changed"
        )
    unmatched = check_fit(module, arrays, strict, cast)
    _store(module, _as_dtypes(module, arrays) if cast else arrays)
    return unmatched


def check_fit(
    module: Module,
    arrays: Mapping[str, Layout],
    strict: bool = True,
    cast: bool = False,
) -> Unmatched:
    """Check the names, shapes and dtypes of arrays, which may not be read yet.

    Raises:
        ValueError: they do not fit the parameters and buffers of the module.

    >>> from nn import Neuron
    >>> check_fit(Neuron(1, rng=0), {"b": np.array(0.0)}, strict=False).missing_keys
    ['w.0']
    """
    names = torch_names(module)
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
        if unexpected and arrays.keys() == {name for name, _ in names.values()}:
            faults.append(f"the names are PyTorch's; {_FROM_TORCH}")
    faults += _misfits(current, arrays, cast)
    if faults:
        text = "; ".join(faults[:LISTED])
        if len(faults) > LISTED:
            text += f"; and {len(faults) - LISTED} more"
        raise ValueError(
            f"the state does not fit {title(module)}: {text}; nothing was changed"
        )
    return Unmatched(missing, unexpected)


def listed(names: Iterable[str]) -> str:
    """Names for a message, the first few of many.

    >>> listed(map(str, range(8)))
    '0, 1, 2, 3, 4 and 3 more'
    """
    names = list(names)
    text = ", ".join(short_repr(name).strip("'") for name in names[:LISTED])
    return f"{text} and {len(names) - LISTED} more" if len(names) > LISTED else text


def _mask_remedy(missing: list[str], unexpected: list[str]) -> list[str]:
    """The remedy if either the module or the state is pruned, but not both."""
    if any(name.endswith("weight_mask") for name in unexpected):
        return [
            "the state is of a pruned network, prune(module, 0.0) makes room for it"
        ]
    if any(name.endswith("weight_mask") for name in missing):
        return ["the module is pruned and the state is not, remove_masks(module) first"]
    return []


def _names(names: list[str]) -> str:
    return "1 name is" if len(names) == 1 else f"{len(names)} names are"


def _as_arrays(state: Any) -> State:
    if not isinstance(state, Mapping):
        raise TypeError(
            "expected a dict of arrays by name, such as model.state_dict() gives; got "
            f"{type(state).__name__} {short_repr(state)}"
        )
    arrays = {}
    for name, numbers in state.items():
        if not isinstance(name, str):
            raise TypeError(
                f"entry {name!r} of the state must have a text as its name, got "
                f"{type(name).__name__}"
            )
        # Of a node its data: inside a transform that raises, where the derivative of a
        # parameter would be lost.
        entry = numbers.data if isinstance(numbers, Node) else numbers
        arrays[name] = real_array(entry, f"entry {name!r} of the state")
    return arrays


def _misfits(current: State, arrays: Mapping[str, Layout], cast: bool) -> list[str]:
    """Messages on shapes and dtypes that differ between the module and the state."""
    faults = []
    for name, old in current.items():
        new = arrays.get(name)
        if new is None:
            continue
        if new.shape != old.shape:
            remedy = ""
            if len(new.shape) == 2 and new.shape == old.shape[::-1]:
                remedy = f", its transpose, as PyTorch stores it; {_FROM_TORCH}"
            faults.append(
                f"{name} has shape {old.shape}, the state's {new.shape}{remedy}"
            )
        elif new.dtype != old.dtype:
            are_floats = old.dtype.kind == new.dtype.kind == "f"
            if cast and are_floats:
                continue
            faults.append(
                f"{name} is {old.dtype}, the state's {new.dtype} (convert it: "
                f".astype({old.dtype.name!r})"
                f"{', or load it with cast=True' if are_floats else ''})"
            )
    return faults


def _as_dtypes(module: Module, arrays: State) -> State:
    """Arrays in the dtypes of the module.

    Raises:
        ValueError: a number is too large for its dtype.
    """
    current, converted = read(module), {}
    for name, array in arrays.items():
        dtype = current[name].dtype if name in current else array.dtype
        with np.errstate(over="ignore"):
            converted[name] = array.astype(dtype)
        if array.dtype.kind == "f" and not np.array_equal(
            np.isfinite(array), np.isfinite(converted[name])
        ):
            raise ValueError(
                f"the state does not fit {title(module)}: {name} holds numbers too "
                f"large for {dtype}; nothing was changed"
            )
    return converted


def assign(parameter: Any, numbers: Any) -> None:
    """Write new numbers, of the same shape and dtype, into the array of a parameter.

    The array is not replaced, since an optimizer may hold a view of it, and the numbers
    are copied.

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


def _store(module: Module, arrays: State) -> None:
    for name, parameter in module.named_parameters(frozen=True):
        if name in arrays:
            assign(parameter, arrays[name])
    for place, holder in module.named_modules():
        for key in holder._buffer_names:
            name = f"{place}.{key}" if place else key
            if name in arrays:
                setattr(holder, key, arrays[name].copy())
